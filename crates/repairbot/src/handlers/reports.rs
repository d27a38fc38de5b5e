//! Reports: which one, of which time, as text, as a file and as a picture.
//!
//! Buttons carry the whole report, and anybody can send any data: so rights are checked on every press, and again when the
//! report is made for its reader.

use repairbot_core::{
    callback::ReportsPress,
    dialogue::{DaysOf, Dialogue, ListDays},
    report::Report,
    screen::{Export, MenuItem, ReportsScreen, Screen, Toast},
};

use super::{Request, dialogue, menu};
use crate::{
    fault::Fault,
    outcome::{Delivery, Outcome},
};

/// «Reports» in the menu.
///
/// # Errors
/// The database could not be read or written.
pub async fn kinds(rq: &Request<'_>) -> Result<Outcome, Fault> {
    menu::leave_dialogue(rq, Screen::Reports(ReportsScreen::Kinds)).await
}

/// A button of reports.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: ReportsPress) -> Result<Outcome, Fault> {
    let allowed = match press {
        ReportsPress::Show { report } | ReportsPress::File { report } | ReportsPress::Chart { report } => {
            report.is_for(&rq.actor)
        }
        _ => rq.actor.roles.is_office(),
    };
    if !allowed || rq.in_group() {
        return rq.no_access(MenuItem::Reports).await; // reports live in private chats
    }
    let page = |screen| Ok(rq.show(Screen::Reports(screen)).with_toast(Toast::Silent));
    match press {
        ReportsPress::Kinds => page(ReportsScreen::Kinds),
        ReportsPress::Periods { topic } => page(ReportsScreen::Periods { topic }),
        ReportsPress::Masters { page: number } => page(ReportsScreen::Masters { page: number }),
        ReportsPress::Days { topic } => {
            dialogue::start(rq, Dialogue::ListDays(ListDays::new(DaysOf::Report(topic)))).await
        }
        ReportsPress::Show { report } => Ok(shown(rq, report).with_toast(Toast::Silent)),
        ReportsPress::File { report } => {
            let export = Export::Report { report, beside_text: false };
            Ok(rq.deliver(Delivery::File { export }).with_toast(Toast::Silent))
        }
        ReportsPress::Chart { report } => {
            let export = Export::Chart { report };
            Ok(rq.deliver(Delivery::File { export }).with_toast(Toast::Silent))
        }
    }
}

/// The report as text, in place of the pressed message or as a new one.
pub fn shown(rq: &Request<'_>, report: Report) -> Outcome {
    rq.show(Screen::Reports(ReportsScreen::Shown { report }))
}

//! The short answer to a press, in plain text of at most 200 characters.

use repairbot_core::{
    order::{Action, Status},
    screen::Toast,
};

use super::{card::label_of, problem_text};
use crate::texts::{Args, Lang, text, text_with};

/// Telegram's limit for the answer to a press.
const LIMIT: usize = 200;

/// The words of a toast; `None` only stops the button's spinner.
#[must_use]
pub fn toast(lang: Lang, toast: &Toast) -> Option<String> {
    let words = match toast {
        Toast::Done(action) => text(lang, &format!("done-{}", action.code().replace('_', "-"))),
        Toast::AlreadyDone(status) => about_status(lang, "toast-already", *status),
        Toast::Changed(status) => about_status(lang, "toast-changed", *status),
        Toast::NotPossible { from, allowed } => not_possible(lang, *from, allowed),
        Toast::NoAccess => text(lang, "no-access"),
        Toast::NotYours => text(lang, "toast-not-yours"),
        Toast::OrderNotFound => text(lang, "order-not-found"),
        Toast::OldQuestion => text(lang, "toast-old-question"),
        Toast::DraftGone => text(lang, "toast-draft-gone"),
        Toast::DraftLost => text(lang, "draft-lost"),
        Toast::DraftAway => text(lang, "draft-away"),
        Toast::SameMaster => text(lang, "toast-same-master"),
        Toast::MasterInactive => text(lang, "toast-master-inactive"),
        Toast::Problem(problem) => problem_text(lang, *problem),
        Toast::SlowDown => text(lang, "toast-slow-down"),
        Toast::Fault { reference } => {
            text_with(lang, "fault", &Args::new().raw("reference", reference.clone()))
        }
        Toast::RestoredAsNew => text(lang, "toast-restored-as-new"),
        Toast::OrderDeleted => text(lang, "toast-order-deleted"),
        Toast::RemindedAlready { minutes } => {
            text_with(lang, "toast-reminded-already", &Args::new().number("minutes", *minutes))
        }
        Toast::NotInGroup => text(lang, "toast-not-in-group"),
        Toast::Person(toast) => text(lang, &format!("toast-person-{}", toast.code())),
        Toast::Ledger(toast) => text(lang, &format!("toast-ledger-{}", toast.code())),
        Toast::SearchGone => text(lang, "toast-search-gone"),
        Toast::RatesStay => text(lang, "toast-rates-stay"),
        Toast::OldReminder => text(lang, "toast-old-reminder"),
        Toast::Later => text(lang, "toast-remind-later"),
        Toast::Silent => return None,
        Toast::MasterNotTold => text(lang, "toast-master-not-told"),
        Toast::LastOffered => text(lang, "toast-last-offered"),
    };
    Some(words.chars().take(LIMIT).collect())
}

/// What cannot be done and what can, as many whole labels of it as there is room for.
fn not_possible(lang: Lang, from: Status, allowed: &[Action]) -> String {
    let mut words = about_status(lang, "toast-not-possible", from);
    let status = text(lang, &format!("status-{}", from.code()));
    let mut labels: Vec<String> = Vec::new();
    for action in allowed {
        labels.push(label_of(lang, *action, from));
        let args = Args::new().raw("status", status.clone()).raw("allowed", labels.join(", "));
        let longer = text_with(lang, "toast-not-possible-but", &args);
        if longer.encode_utf16().count() > LIMIT {
            break;
        }
        words = longer;
    }
    words
}

fn about_status(lang: Lang, key: &str, status: Status) -> String {
    let status = text(lang, &format!("status-{}", status.code()));
    text_with(lang, key, &Args::new().raw("status", status))
}

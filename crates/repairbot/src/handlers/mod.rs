//! Use cases: each handler reads what it needs through the transaction, lets `core` decide and leaves an
//! [`Outcome`]. None of them commits, and none talks to Telegram.

mod act;
mod add_master;
mod applications;
mod apply;
mod assign;
mod attach;
mod audit;
mod catalogue;
mod catalogue_name;
mod clients;
mod close_order;
mod company_settings;
mod conclude;
mod correct_order;
mod create_order;
mod deleted;
mod dialogue;
mod drafts;
mod edit_client;
mod edit_order;
mod give_reason;
mod groups;
mod hand_in;
mod history;
mod leaving;
mod ledger;
mod ledger_entry;
mod lists;
mod long_repair;
mod menu;
mod people;
mod person_form;
mod privacy;
mod rates;
mod record;
mod remark;
mod remind_later;
mod reports;
mod request;
mod reschedule;
mod search;
mod settings;
mod staff;
mod start;
mod work_group;
mod written;

pub use drafts::expire as expire_drafts;
pub use request::Request;

use repairbot_core::{
    callback::{Press, SchedulePress},
    dialogue::Input,
    screen::{Screen, Toast},
};

use crate::{
    fault::Fault,
    intake::router::{Event, Label},
    outcome::Outcome,
};

/// Routes one understood update to its use case.
///
/// # Errors
/// The database could not be read or written, or stored data is damaged.
pub async fn handle(rq: &Request<'_>) -> Result<Outcome, Fault> {
    match &rq.incoming.event {
        Event::Start(code) => start::start(rq, code.as_deref()).await,
        Event::Help if rq.in_group() => Ok(groups::help(rq)),
        Event::Help => Ok(rq.say(Screen::Help)),
        Event::Cancel => dialogue::cancel(rq).await,
        Event::ShowOrder(number) => menu::show_order(rq, *number).await,
        Event::Search(text) => search::command(rq, text).await,
        Event::Audit(number) => audit::command(rq, *number).await,
        Event::Catalogue => catalogue::command(rq).await,
        Event::DeletedOrders => deleted::list(rq).await,
        // Without a name it is perhaps another bot's.
        Event::UnknownCommand if rq.in_group() && rq.incoming.to_bot.is_none() => Ok(Outcome::nothing()),
        Event::UnknownCommand if rq.in_group() => Ok(groups::help(rq)),
        Event::UnknownCommand => Ok(rq.say(Screen::UnknownCommand)),
        Event::Anonymous => Ok(rq.say(Screen::Anonymous)),
        Event::Menu(item) => menu::chosen(rq, *item).await,
        Event::Label(Label::Back) => dialogue::answered(rq, &Input::Back).await,
        Event::Label(Label::Skip) => dialogue::answered(rq, &Input::Skip).await,
        Event::Label(Label::Confirm) => dialogue::answered(rq, &Input::Confirm).await,
        Event::TimeLabel(words) => dialogue::time_label(rq, words).await,
        Event::Text(text) => dialogue::answered(rq, &Input::Text(text)).await,
        Event::Media(media) => attach::sent(rq, media).await,
        Event::NotText => dialogue::answered(rq, &Input::NotText).await,
        Event::GroupPicked(group) => dialogue::answered(rq, &Input::Group(*group)).await,
        Event::Pressed(Some(press)) => Box::pin(pressed(rq, *press)).await,
        Event::Pressed(None) => Ok(Outcome::toast(Toast::OldQuestion)),
        Event::JoinedGroup => work_group::joined(rq).await,
        Event::LeftGroup => work_group::left(rq).await,
        // Reachability and chat ids are kept by the runner for every update.
        Event::Unblocked
        | Event::Blocked
        | Event::Migrated { .. }
        | Event::Ignored
        | Event::AnonymousReply => Ok(Outcome::nothing()),
    }
}

async fn pressed(rq: &Request<'_>, press: Press) -> Result<Outcome, Fault> {
    match press {
        Press::Act { order, version, action } => act::pressed(rq, order, version, action).await,
        Press::PickMaster { order, version, master } => assign::picked(rq, order, version, master).await,
        Press::MastersFor { order, version, page } => {
            menu::office_page(rq, Screen::PickMaster { order, version, page }).await
        }
        Press::Open { order } => menu::open_order(rq, order).await,
        Press::Draft { draft, revision, answer } => dialogue::pressed(rq, draft, revision, answer).await,
        Press::Resume { draft } => dialogue::resume(rq, draft).await,
        Press::Masters => menu::office_page(rq, Screen::Masters).await,
        Press::Master { master } => menu::office_page(rq, Screen::Master { master }).await,
        Press::AddMaster => add_master::begin(rq).await,
        Press::Invitation { master } => add_master::invitation(rq, master).await,
        Press::SetWorkGroup { master } => work_group::choose(rq, master).await,
        Press::BindGroup { master } => work_group::bind(rq, master).await,
        Press::People(press) => people::pressed(rq, press).await,
        Press::Client(press) => clients::pressed(rq, press).await,
        Press::History(press) => history::pressed(rq, press).await,
        Press::Lists(press) => lists::pressed(rq, press).await,
        Press::Rates(press) => rates::pressed(rq, press).await,
        Press::Ledger(press) => ledger::pressed(rq, press).await,
        Press::Settings(press) => company_settings::pressed(rq, press).await,
        Press::Reports(press) => reports::pressed(rq, press).await,
        Press::Nothing => Ok(Outcome::toast(Toast::Silent)),
        Press::Changes(press) => deleted::pressed(rq, press).await,
        Press::Schedule(SchedulePress::Later) => remind_later::pressed(rq).await,
    }
}

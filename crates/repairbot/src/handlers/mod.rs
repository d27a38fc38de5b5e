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

use std::future::ready;

use futures_util::future::BoxFuture;
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

/// What a use case comes to. On the heap, each by itself: a match that holds the state of all of them, and is itself held by
/// another one, is too much for a thread's stack.
type UseCase<'a> = BoxFuture<'a, Result<Outcome, Fault>>;

fn at_once<'a>(outcome: Outcome) -> UseCase<'a> {
    Box::pin(ready(Ok(outcome)))
}

/// What one understood update comes to.
///
/// # Errors
/// The database could not be read or written, or stored data is damaged.
pub async fn handle(rq: &Request<'_>) -> Result<Outcome, Fault> {
    match routed(rq).await {
        Err(Fault::Draft(unread)) => Ok(drafts::unread(rq, unread)),
        done => done,
    }
}

/// Routes it to its use case.
fn routed<'a>(rq: &'a Request<'a>) -> UseCase<'a> {
    match &rq.incoming.event {
        Event::Start(code) => Box::pin(start::start(rq, code.as_deref())),
        Event::Help if rq.in_group() => at_once(groups::help(rq)),
        Event::Help => at_once(rq.say(Screen::Help)),
        Event::Cancel => Box::pin(dialogue::cancel(rq)),
        Event::ShowOrder(number) => Box::pin(menu::show_order(rq, *number)),
        Event::Search(text) => Box::pin(search::command(rq, text)),
        Event::Audit(number) => Box::pin(audit::command(rq, *number)),
        Event::Catalogue => Box::pin(catalogue::command(rq)),
        Event::DeletedOrders => Box::pin(deleted::list(rq)),
        // Without a name it is perhaps another bot's.
        Event::UnknownCommand if rq.in_group() && rq.incoming.to_bot.is_none() => at_once(Outcome::nothing()),
        Event::UnknownCommand if rq.in_group() => at_once(groups::help(rq)),
        Event::UnknownCommand => at_once(rq.say(Screen::UnknownCommand)),
        Event::Anonymous => at_once(rq.say(Screen::Anonymous)),
        Event::Menu(item) => Box::pin(menu::chosen(rq, *item)),
        Event::Label(Label::Back) => Box::pin(dialogue::answered(rq, Input::Back)),
        Event::Label(Label::Skip) => Box::pin(dialogue::answered(rq, Input::Skip)),
        Event::Label(Label::Confirm) => Box::pin(dialogue::answered(rq, Input::Confirm)),
        Event::TimeLabel(words) => Box::pin(dialogue::time_label(rq, words)),
        Event::Text(text) => Box::pin(dialogue::answered(rq, Input::Text(text))),
        Event::Media(media) => Box::pin(attach::sent(rq, media)),
        Event::NotText => Box::pin(dialogue::answered(rq, Input::NotText)),
        Event::GroupPicked(group) => Box::pin(dialogue::answered(rq, Input::Group(*group))),
        Event::Pressed(Some(press)) => pressed(rq, *press),
        Event::Pressed(None) => at_once(Outcome::toast(Toast::OldQuestion)),
        Event::JoinedGroup => Box::pin(work_group::joined(rq)),
        Event::LeftGroup => Box::pin(work_group::left(rq)),
        // Reachability and chat ids are kept by the runner for every update.
        Event::Unblocked
        | Event::Blocked
        | Event::Migrated { .. }
        | Event::Ignored
        | Event::AnonymousReply => at_once(Outcome::nothing()),
    }
}

fn pressed<'a>(rq: &'a Request<'a>, press: Press) -> UseCase<'a> {
    match press {
        Press::Act { order, version, action } => Box::pin(act::pressed(rq, order, version, action)),
        Press::PickMaster { order, version, master } => Box::pin(assign::picked(rq, order, version, master)),
        Press::MastersFor { order, version, page } => {
            Box::pin(menu::office_page(rq, Screen::PickMaster { order, version, page }))
        }
        Press::Open { order } => Box::pin(menu::open_order(rq, order)),
        Press::Draft { draft, revision, answer } => Box::pin(dialogue::pressed(rq, draft, revision, answer)),
        Press::Resume { draft } => Box::pin(dialogue::resume(rq, draft)),
        Press::Masters => Box::pin(menu::office_page(rq, Screen::Masters)),
        Press::Master { master } => Box::pin(menu::office_page(rq, Screen::Master { master })),
        Press::AddMaster => Box::pin(add_master::begin(rq)),
        Press::Invitation { master } => Box::pin(add_master::invitation(rq, master)),
        Press::SetWorkGroup { master } => Box::pin(work_group::choose(rq, master)),
        Press::BindGroup { master } => Box::pin(work_group::bind(rq, master)),
        Press::People(press) => Box::pin(people::pressed(rq, press)),
        Press::Client(press) => Box::pin(clients::pressed(rq, press)),
        Press::History(press) => Box::pin(history::pressed(rq, press)),
        Press::Lists(press) => Box::pin(lists::pressed(rq, press)),
        Press::Rates(press) => Box::pin(rates::pressed(rq, press)),
        Press::Ledger(press) => Box::pin(ledger::pressed(rq, press)),
        Press::Settings(press) => Box::pin(company_settings::pressed(rq, press)),
        Press::Reports(press) => Box::pin(reports::pressed(rq, press)),
        Press::Nothing => at_once(Outcome::toast(Toast::Silent)),
        Press::Changes(press) => Box::pin(deleted::pressed(rq, press)),
        Press::Schedule(SchedulePress::Later) => Box::pin(remind_later::pressed(rq)),
    }
}

//! What is said of an event: its title and the facts below it, as data.
//!
//! **A new event needs words.** The compiler stops at [`said`] until it has an arm: name the key of its title (in both
//! `locales/*/history.ftl`) and list its facts. What an event changes of the order's own fields (type, client, phone,
//! address, problem, notes, visit) need not be listed: the timeline compares the order before and after it. Then add
//! its stored name to the topic it belongs to (`types` in `store/audit/trail.rs`).

use jiff::civil::Date;
use repairbot_core::{
    ids::{PersonId, TextId},
    money::Kopecks,
    order::{Event, Reason, Settlement},
};

/// The words of one event.
pub struct Said<'a> {
    /// Key of its title.
    pub title: &'static str,
    /// What is said besides, in this order. Each names the key of its line.
    pub facts: Vec<Fact<'a>>,
}

/// One fact of an event.
pub enum Fact<'a> {
    /// A person of the company.
    Person(&'static str, PersonId),
    /// A sum; nothing is said of zero.
    Money(&'static str, Kopecks),
    /// A calendar day.
    Day(&'static str, Date),
    /// Somebody's words: they may be erased, and they never leave in a file.
    Words(&'static str, TextId),
    /// Why.
    Why(Reason),
    /// All the money of a closed order.
    Settled(&'a Settlement),
    /// The money of a closed order before and after a correction.
    Corrected(&'a Settlement, &'a Settlement),
}

impl<'a> Said<'a> {
    fn new(title: &'static str, facts: impl IntoIterator<Item = Fact<'a>>) -> Self {
        Self { title, facts: facts.into_iter().collect() }
    }
}

/// What is said of an event.
#[must_use]
pub fn said(event: &Event) -> Said<'_> {
    use Fact::{Corrected, Day, Money, Person, Settled, Why, Words};
    match event {
        Event::Created(_) => Said::new("event-created", []),
        Event::Assigned { master } => Said::new("event-assigned", [Person("card-master", *master)]),
        Event::Reassigned { from, to } => {
            Said::new("event-reassigned", [Person("fact-former-master", *from), Person("card-master", *to)])
        }
        Event::Accepted => Said::new("event-accepted", []),
        Event::Declined { reason, .. } => Said::new("event-declined", [Why(*reason)]),
        Event::TakenOff { master } => Said::new("event-taken-off", [Person("card-master", *master)]),
        Event::ArrivedOnSite => Said::new("event-arrived-on-site", []),
        Event::LongRepairStarted { promised_on, parts, prepayment } => {
            let parts = parts.map(|parts| Words("card-parts", parts));
            let facts = [Day("card-promised", *promised_on), Money("card-prepayment", *prepayment)];
            Said::new("event-long-repair-started", facts.into_iter().chain(parts))
        }
        Event::Closed(settlement) => Said::new("event-closed", [Settled(settlement)]),
        Event::Refused { reason, outcome } => Said::new(
            "event-refused",
            [Why(*reason), Money("card-fee", outcome.fee), Money("fact-refunded", outcome.refunded)],
        ),
        Event::Reopened => Said::new("event-reopened", []),
        Event::Edited { .. } => Said::new("event-edited", []),
        Event::Rescheduled { reason, .. } => {
            Said::new("event-rescheduled", reason.map(|reason| Words("card-reason", reason)))
        }
        Event::ClientWaiting => Said::new("event-client-waiting", []),
        Event::Commented { text, .. } => Said::new("event-commented", [Words("fact-words", *text)]),
        Event::Deleted { reason } => Said::new("event-deleted", [Words("card-reason", *reason)]),
        Event::Corrected { from, to, reason } => {
            Said::new("event-corrected", [Corrected(from, to), Words("card-reason", *reason)])
        }
        Event::Restored => Said::new("event-restored", []),
        Event::RestoredAsNew { master } => {
            Said::new("event-restored-as-new", [Person("fact-former-master", *master)])
        }
    }
}

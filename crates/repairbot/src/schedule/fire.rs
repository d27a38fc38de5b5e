//! Timers of orders whose time has come: each step happens once, and who is to be told is owed a reminder.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use repairbot_core::{
    actor::Role,
    ids::{ChatId, OrderId, PersonId},
    order::Visit,
    schedule::{Delay, Timer, TimerKind},
    screen::Scheduled,
};

use super::{Moment, owed};
use crate::{
    fault::Fault,
    outbox::enqueue,
    outcome::{Delivery, Lane, Message},
    store::{
        Store, WriteTx,
        people::{self, Person},
        reminders::{self, Owed},
        timers::{self, Firing, Waiting},
    },
};

/// Timers of one kind and step that one tick looks at.
const AT_ONCE: u64 = 100;
/// A master who is reminded of more orders than this gets their list, without their cards.
const CARDS: usize = 3;

/// What firing came to.
#[derive(Default)]
pub(super) struct Fired {
    pub(super) acted: bool,
    /// Whether more is due than was done.
    pub(super) more: bool,
    pub(super) next_due: Option<Timestamp>,
}

/// The orders a master is reminded of, by his chat.
type Reminded = BTreeMap<(ChatId, Option<PersonId>), Vec<(OrderId, Timer)>>;

/// A step that is due.
struct Due {
    firing: Firing,
    master: Option<PersonId>,
}

/// Fires what is due, in one transaction.
pub(super) async fn due(store: &Store, moment: &Moment<'_>) -> Result<Fired, Fault> {
    let (due, mut fired) = look(store, moment).await?;
    if due.is_empty() {
        return Ok(fired);
    }
    let tx = store.write().await?;
    fire(&tx, moment, due).await?;
    tx.commit().await?;
    fired.acted = true;
    Ok(fired)
}

/// The steps that are due, by order, and when the next one is.
async fn look(store: &Store, moment: &Moment<'_>) -> Result<(Vec<Due>, Fired), Fault> {
    let (zone, now) = (&moment.company.zone, moment.now);
    let tx = store.read().await?;
    let (mut due, mut fired): (Vec<Due>, Fired) = Default::default();
    for kind in TimerKind::ALL {
        for step in 0..kind.steps() {
            let Some(delay) = moment.schedule.delay(kind, step) else { continue };
            let latest = delay.latest(now, zone);
            let first = timers::waiting(&tx, (kind, step), AT_ONCE).await?;
            let all_due = first.last().is_some_and(|last| last.base <= latest);
            fired.more |= all_due && first.len() as u64 >= AT_ONCE;
            for waiting in first {
                if waiting.base <= latest {
                    due.push(step_of(moment, (kind, step), &waiting));
                } else {
                    let at = delay.due(waiting.base, zone);
                    fired.next_due = fired.next_due.into_iter().chain([at]).min();
                    break;
                }
            }
        }
    }
    // In the order in which handlers take orders, so that two transactions do not wait for each other.
    due.sort_by_key(|due| (due.firing.order, due.firing.timer));
    Ok((due, fired))
}

/// The step that fires: of several that are due the last one (those before it are late, and once is enough).
fn step_of(moment: &Moment<'_>, (kind, waited): (TimerKind, u8), waiting: &Waiting) -> Due {
    let (zone, now) = (&moment.company.zone, moment.now);
    let delay = |step| moment.schedule.delay(kind, step);
    let is_due = |step: &u8| delay(*step).is_some_and(|delay| waiting.base <= delay.latest(now, zone));
    let step = (waited..kind.steps()).filter(is_due).max().unwrap_or(waited);
    let told = match delay(step) {
        Some(Delay::After(_)) | None => true,
        // Whoever was told of it when it was near already needs no reminder, nor does one who is late.
        Some(delay @ Delay::Before(_)) => {
            let visit = Visit { from: Some(waiting.base), to: waiting.visit_to, note: None };
            delay.due(waiting.base, zone) >= waiting.planned_at && visit.news_until(zone) > Some(now)
        }
        Some(delay @ Delay::OnDay(..)) => delay.due(waiting.base, zone) >= waiting.planned_at,
    };
    let timer = Timer { kind, base: waiting.base };
    let firing = Firing { order: waiting.order, timer, waited, step, told, at: now };
    Due { firing, master: waiting.master }
}

async fn fire(tx: &WriteTx, moment: &Moment<'_>, due: Vec<Due>) -> Result<(), Fault> {
    let masters: Vec<PersonId> = due.iter().filter_map(|due| due.master).collect();
    let people = people::office_and(tx, &masters).await?;
    let mut owed = BTreeSet::new();
    let mut cards = Reminded::new();
    for Due { firing, master } in due {
        if !timers::fire(tx, &firing).await? {
            continue;
        }
        let roles =
            firing.timer.kind.topic().steps().get(usize::from(firing.step)).copied().unwrap_or_default();
        for role in roles {
            for (chat, person) in chats_of(&people, *role, master) {
                owed.insert(Owed { chat, topic: firing.timer.kind.topic(), person });
                if *role == Role::Master {
                    cards.entry((chat, person)).or_default().push((firing.order, firing.timer));
                }
            }
        }
    }
    for owed in owed {
        reminders::owe(tx, owed, (moment.held(moment.now), moment.now)).await?;
    }
    if moment.may_speak() {
        owed::call(tx, moment).await?;
        enqueue(tx, &live_cards(cards), moment.now).await?;
    }
    Ok(())
}

/// Where those who hold this role are told: a master in his group, or privately without one.
fn chats_of(people: &[Person], role: Role, master: Option<PersonId>) -> Vec<(ChatId, Option<PersonId>)> {
    if role == Role::Master {
        let master = people.iter().find(|person| Some(person.id) == master && person.active);
        return master.and_then(Person::at_work).into_iter().collect();
    }
    let holds = people.iter().filter(|person| person.active && person.roles.has(role));
    holds.filter_map(Person::private).collect()
}

/// Whoever must act gets the order's card anew (SPEC §4), below the reminder.
fn live_cards(cards: Reminded) -> Vec<Message> {
    let few = cards.into_iter().filter(|(_, orders)| orders.len() <= CARDS);
    few.flat_map(|((chat, person), orders)| {
        let card = move |(order, timer)| {
            let delivery = Delivery::Scheduled { what: Scheduled::card(order, timer) };
            Message { chat, person, lane: Lane::Normal, delivery }
        };
        orders.into_iter().map(card)
    })
    .collect()
}

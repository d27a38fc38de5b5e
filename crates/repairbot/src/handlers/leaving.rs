//! Somebody leaves the company, or stops being a master: his active orders go to another master or become new again,
//! all in one transaction, and everybody hears of it once (SPEC §1).

use repairbot_core::{
    actor::Role,
    audit::Audited,
    callback::Leaving,
    ids::{OrderId, PersonId},
    order::{Command, Order, Recorded, Workflow},
    screen::{LedgerScreen, PeopleScreen, PersonToast, Screen, Toast},
    staff::StaffChange,
};

use super::{Request, act, menu, record, staff};
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::{
        applications, invitations, ledger, orders,
        people::{self, Person},
    },
    tell,
};

/// Who leaves what.
pub type Who = (PersonId, Leaving);

/// Asks before it is done: what becomes of his orders?
///
/// # Errors
/// The audit trail could not be written.
pub async fn ask(rq: &Request<'_>, person: PersonId, leaving: Leaving) -> Result<Outcome, Fault> {
    let screen = PeopleScreen::AskLeaving { person, leaving, from_master: false };
    menu::admin_page(rq, Screen::People(screen)).await
}

/// He leaves. His active orders go to `heir`, or become new again.
///
/// # Errors
/// The database could not be read or written.
pub async fn leave(rq: &Request<'_>, who: Who, heir: Option<PersonId>) -> Result<Outcome, Fault> {
    let (id, leaving) = who;
    let change = match leaving {
        Leaving::Company => StaffChange::Deactivate,
        Leaving::Masters => StaffChange::Revoke(Role::Master),
    };
    let person = match staff::subject(rq, id, change).await? {
        Ok(person) => person,
        Err(answer) => return Ok(answer),
    };
    let heir = match heir_of(rq, &person, heir).await? {
        Ok(heir) => heir,
        Err(answer) => return Ok(answer),
    };
    let active = orders::active_of(rq.tx, id).await?;
    if heir.is_none() && !active.is_empty() && rq.company.workflow == Workflow::Strict {
        // Nothing is taken off there: only another master can get them.
        return Ok(Outcome::toast(Toast::Person(PersonToast::HasOrders)));
    }
    let Some(decided) = decide_all(rq, (id, &active), heir.as_ref()).await? else {
        return Ok(Outcome::toast(Toast::Person(PersonToast::TryAgain)));
    };
    let mut moved = Outcome::nothing();
    for (order, recorded) in &decided {
        moved = moved.and(record::happened_among_many(rq, order, recorded).await?);
    }
    // That nobody can write to the new master is said once, with the list of his orders.
    let repeated =
        |delivery: &Delivery| matches!(delivery, Delivery::Send { screen: Screen::MasterUnreachable { .. } });
    moved.messages.retain(|message| !repeated(&message.delivery));
    write(rq, who).await?;
    let orders: Vec<OrderId> = decided.iter().map(|(order, _)| order.id).collect();
    rq.audited(&noted(who, heir.as_ref(), orders.clone())).await?;
    let told = tell_everybody(rq, (&person, leaving), (heir.as_ref(), orders)).await?;
    let told = told.and(money_between(rq, id).await?);
    Ok(told.and(moved).with_toast(Toast::Person(PersonToast::Done)))
}

/// What he holds, or is owed, stays on the books: whoever let him go is told.
async fn money_between(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    let held = ledger::held_by(rq.tx, master).await?;
    let screen = Screen::Ledger(LedgerScreen::LeftWithBalance { master });
    Ok(if held.is_zero() { Outcome::nothing() } else { rq.say(screen) })
}

/// The master who gets the orders, held so that he stays one.
async fn heir_of(
    rq: &Request<'_>,
    leaver: &Person,
    heir: Option<PersonId>,
) -> Result<Result<Option<Person>, Outcome>, Fault> {
    let Some(id) = heir else { return Ok(Ok(None)) };
    let heir = people::hold(rq.tx, id, false).await?;
    let heir = heir.filter(|heir| heir.id != leaver.id && heir.actor().roles.has(Role::Master));
    Ok(match heir {
        Some(heir) => Ok(Some(heir)),
        None => Err(Outcome::toast(Toast::MasterInactive)),
    })
}

/// Decides every order before the first is written: all move or none. `None` when one can't.
async fn decide_all(
    rq: &Request<'_>,
    (leaver, active): (PersonId, &[OrderId]),
    heir: Option<&Person>,
) -> Result<Option<Vec<(Order, Recorded)>>, Fault> {
    let command = match heir {
        Some(heir) => Command::Reassign { master: heir.id },
        None => Command::TakeOff,
    };
    let mut decided = Vec::with_capacity(active.len());
    for id in active {
        let order = orders::lock(rq.tx, *id).await?;
        // It may have gone elsewhere, or ended, since the list was read.
        let his = |order: &Order| order.master == Some(leaver) && !order.status.is_final();
        let Some(order) = order.filter(his) else { continue };
        match act::decided(rq, &order, &command).await? {
            Ok(recorded) => decided.push((order, recorded)),
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(decided))
}

/// What the audit trail keeps of it.
fn noted((person, leaving): Who, heir: Option<&Person>, orders: Vec<OrderId>) -> Audited {
    let heir = heir.map(|heir| heir.id);
    match leaving {
        Leaving::Company => Audited::PersonDeactivated { person, heir, orders },
        Leaving::Masters => Audited::MasterLeft { person, heir, orders },
    }
}

async fn write(rq: &Request<'_>, (person, leaving): Who) -> Result<(), Fault> {
    match leaving {
        Leaving::Masters => staff::revoke(rq, person, Role::Master).await,
        Leaving::Company => {
            people::set_active(rq.tx, person, false).await?;
            invitations::revoke(rq.tx, person, rq.now).await?;
            applications::withdraw(rq.tx, person, rq.now).await?;
            Ok(())
        }
    }
}

/// The presser, the office (when orders moved), the one who leaves and the one who gets the orders.
async fn tell_everybody(
    rq: &Request<'_>,
    (person, leaving): (&Person, Leaving),
    (heir, orders): (Option<&Person>, Vec<OrderId>),
) -> Result<Outcome, Fault> {
    if orders.is_empty() {
        let card = Screen::People(PeopleScreen::User { person: person.id });
        let messages = tell::renewed(person, Screen::People(PeopleScreen::RightsChanged));
        return Ok(rq.show(card).and(Outcome { messages, toast: None }));
    }
    let left = Screen::People(PeopleScreen::Left {
        person: person.id,
        leaving,
        by: rq.person.id,
        heir: heir.map(|heir| heir.id),
        orders: orders.clone(),
    });
    let mut out = rq.show(left.clone());
    let mut others = tell::office(rq.tx, &left, |one| one.id != rq.person.id && one.id != person.id).await?;
    let inbox = heir.and_then(Person::at_work);
    others.retain(|message| inbox.is_none_or(|(chat, _)| chat != message.chat));
    out.messages.extend(others);
    out.messages.extend(tell::renewed(person, Screen::People(PeopleScreen::RightsChanged)));
    if let Some((chat, reader)) = inbox {
        let screen = Screen::People(PeopleScreen::Inherited { from: person.id, orders });
        let delivery = Delivery::Send { screen };
        out.messages.push(Message { chat, person: reader, lane: Lane::Urgent, delivery });
    }
    Ok(out)
}

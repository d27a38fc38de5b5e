//! Recording an event: the row, the history, who is told and which cards follow. All derived, in one place.

use jiff::SignedDuration;
use repairbot_core::{
    actor::Role,
    ids::{ChatId, OrderId, OrderVersion, PersonId},
    list::Place,
    order::{Notice, NoticeKind, Order, Recipient, Recorded, apply, fold, notices},
    screen::Screen,
};

use super::Request;
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::{
        WriteTx,
        cards::{self, Audience, Card},
        orders,
        people::{self, Person},
    },
};

/// Office copies of a card are kept fresh this long after they were opened (SPEC §4).
const OFFICE_COPY_FRESH: SignedDuration = SignedDuration::from_hours(24);

/// Writes a new order with its first event.
///
/// # Errors
/// The database could not be written.
pub async fn created(rq: &Request<'_>, recorded: &Recorded) -> Result<(Order, Outcome), Fault> {
    let order = fold([recorded]).map_err(|error| Fault::Damaged(error.to_string()))?;
    orders::insert(rq.tx, &order, recorded, &rq.ids.public_id()).await?;
    let told = tell(rq, None, &order, notices(None, &order, recorded)).await?;
    Ok((order, told))
}

/// Writes one more event of an order.
///
/// # Errors
/// The database could not be written, or the order changed meanwhile.
pub async fn happened(
    rq: &Request<'_>,
    before: &Order,
    recorded: &Recorded,
) -> Result<(Order, Outcome), Fault> {
    let cards = cards::of_order(rq.tx, before.id).await?;
    happened_on(rq, (before, &cards), recorded).await
}

/// The same by a press on the order's card, which becomes its live card in this chat.
///
/// # Errors
/// As [`happened`].
pub async fn happened_here(
    rq: &Request<'_>,
    before: &Order,
    recorded: &Recorded,
) -> Result<(Outcome, Outcome), Fault> {
    let mut cards = cards::of_order(rq.tx, before.id).await?;
    let here = cards.iter().position(|card| card.chat == rq.chat());
    let (card, shown) = show_here(rq, before.id, here.and_then(|at| cards.get(at))).await?;
    match (card, here.and_then(|at| cards.get_mut(at))) {
        (Some(card), Some(former)) => *former = card,
        (Some(card), None) => cards.push(card),
        (None, _) => {}
    }
    let (_, told) = happened_on(rq, (before, &cards), recorded).await?;
    Ok((shown, told))
}

async fn happened_on(
    rq: &Request<'_>,
    (before, cards): (&Order, &[Card]),
    recorded: &Recorded,
) -> Result<(Order, Outcome), Fault> {
    let after = apply(before, recorded);
    orders::record(rq.tx, before, &after, recorded).await?;
    let notices = notices(Some(before), &after, recorded);
    let told = tell(rq, Some((before, cards)), &after, notices).await?;
    Ok((after, told))
}

/// The same for one of many orders that change together: cards follow, and whoever must act gets one. Whatever else
/// there is to say, the caller says once about all of them.
///
/// # Errors
/// As [`happened`].
pub async fn happened_among_many(
    rq: &Request<'_>,
    before: &Order,
    recorded: &Recorded,
) -> Result<Outcome, Fault> {
    let cards = cards::of_order(rq.tx, before.id).await?;
    let after = apply(before, recorded);
    orders::record(rq.tx, before, &after, recorded).await?;
    let mut notices = notices(Some(before), &after, recorded);
    notices.retain(|notice| notice.kind == NoticeKind::Card);
    tell(rq, Some((before, &cards)), &after, notices).await
}

/// Notices to people, new cards where someone must act, fresh cards elsewhere.
async fn tell(
    rq: &Request<'_>,
    before: Option<(&Order, &[Card])>,
    after: &Order,
    notices: Vec<Notice>,
) -> Result<Outcome, Fault> {
    let people = addressed(rq, &notices, after).await?;
    let mut out = Outcome::nothing();
    // One message per chat about one event: a master who is a dispatcher too hears of it once.
    let mut told: Vec<ChatId> = Vec::new();
    let mut carded = Vec::new();
    for notice in notices {
        let chats = recipients(rq, (&notice, after), &people).await?;
        if chats.is_empty() {
            out = out.and(unreachable(rq, &notice));
        }
        for (chat, person) in chats {
            if notice.kind != NoticeKind::Card && !told.contains(&chat) {
                told.push(chat);
                let lane = if notice.kind.calls_to_act() { Lane::Urgent } else { Lane::Normal };
                let delivery = Delivery::Send { screen: Screen::Notice(notice) };
                out = out.and(Outcome::message(Message { chat, person, lane, delivery }));
            }
            if notice.kind.calls_to_act() && !carded.contains(&chat) {
                carded.push(chat);
                // A card that follows a notice tells of nothing new.
                let version = (notice.kind == NoticeKind::Card).then_some(notice.version);
                out = out.and(card_about(chat, person, (after.id, version)));
            }
        }
    }
    match before {
        Some((before, cards)) => Ok(out.and(refresh(rq, (before, after), (cards, &carded)).await?)),
        None => Ok(out),
    }
}

/// Live cards follow the order, but for those that a new card replaces. A card of somebody who is not its
/// master any more shows that, for the last time.
async fn refresh(
    rq: &Request<'_>,
    (before, after): (&Order, &Order),
    (cards, carded): (&[Card], &[ChatId]),
) -> Result<Outcome, Fault> {
    let left = before.master.is_some() && before.master != after.master;
    let mut out = Outcome::nothing();
    for card in cards {
        if carded.contains(&card.chat) {
            continue;
        }
        if left && card.audience == Audience::Master {
            out.messages.extend(take_leave(rq, card).await?);
        } else if card.message.is_none() {
            // Left behind when its group became a supergroup.
            out = out.and(new_card(card.chat, card.person, after.id));
        } else if is_fresh(card, rq) {
            out.messages.push(message_of(rq, card, Delivery::RefreshCard { order: after.id }));
        }
    }
    Ok(out)
}

/// What stands beside the order has changed, not the order itself: its live cards show that.
///
/// # Errors
/// The database could not be read.
pub async fn refreshed(rq: &Request<'_>, order: OrderId) -> Result<Outcome, Fault> {
    let cards = cards::of_order(rq.tx, order).await?;
    let live = cards.iter().filter(|card| card.message.is_some() && is_fresh(card, rq));
    let messages = live.map(|card| background(card, Delivery::RefreshCard { order })).collect();
    Ok(Outcome { messages, toast: None })
}

/// The words around the order are others now: every live card shows that, however old it is.
///
/// # Errors
/// The database could not be read.
pub async fn redrawn(tx: &WriteTx, order: OrderId) -> Result<Outcome, Fault> {
    let cards = cards::of_order(tx, order).await?;
    let live = cards.iter().filter(|card| card.message.is_some());
    let messages = live.map(|card| background(card, Delivery::RefreshCard { order })).collect();
    Ok(Outcome { messages, toast: None })
}

/// Nobody waits for it, whoever caused it.
fn background(card: &Card, delivery: Delivery) -> Message {
    Message { chat: card.chat, person: card.person, lane: Lane::Bulk, delivery }
}

/// The card of a master who lost the order: it is drawn once more, without data, and then left alone.
async fn take_leave(rq: &Request<'_>, card: &Card) -> Result<Option<Message>, Fault> {
    cards::forget(rq.tx, card.order, card.chat).await?;
    let screen = Screen::Card { order: card.order };
    Ok(card.message.map(|message| message_of(rq, card, Delivery::Edit { message, screen })))
}

fn message_of(rq: &Request<'_>, card: &Card, delivery: Delivery) -> Message {
    let lane = if card.chat == rq.chat() { Lane::Urgent } else { Lane::Bulk };
    Message { chat: card.chat, person: card.person, lane, delivery }
}

/// A new live card; the former one in that chat loses its buttons first.
pub fn new_card(chat: ChatId, person: Option<PersonId>, order: OrderId) -> Outcome {
    card_about(chat, person, (order, None))
}

/// The same for somebody who is told of an event by it.
fn card_about(
    chat: ChatId,
    person: Option<PersonId>,
    (order, told): (OrderId, Option<OrderVersion>),
) -> Outcome {
    let message = |delivery| Message { chat, person, lane: Lane::Urgent, delivery };
    let sent = message(Delivery::SendCard { order, told });
    Outcome { messages: vec![message(Delivery::RetireCard { order }), sent], toast: None }
}

fn is_fresh(card: &Card, rq: &Request<'_>) -> bool {
    card.audience == Audience::Master || rq.now.duration_since(card.opened_at) <= OFFICE_COPY_FRESH
}

/// Everybody these notices may be for, in one query.
async fn addressed(rq: &Request<'_>, notices: &[Notice], order: &Order) -> Result<Vec<Person>, Fault> {
    let mut named = Vec::new();
    let mut office = false;
    for notice in notices {
        match notice.to {
            Recipient::OfficeExcept(_) | Recipient::AdminsExcept(_) => office = true,
            Recipient::Creator => named.push(order.created_by),
            Recipient::Master(master) => named.push(master),
        }
    }
    Ok(if office { people::office_and(rq.tx, &named).await? } else { people::many(rq.tx, &named).await? })
}

/// The chats of a recipient, with the person a private one belongs to.
async fn recipients(
    rq: &Request<'_>,
    (notice, order): (&Notice, &Order),
    people: &[Person],
) -> Result<Vec<(ChatId, Option<PersonId>)>, Fault> {
    let person = |id: PersonId| people.iter().find(|person| person.id == id);
    Ok(match notice.to {
        Recipient::OfficeExcept(actor) => {
            let office = people.iter().filter(|person| person.active && person.roles.is_office());
            office.filter(|person| person.id != actor).filter_map(Person::private).collect()
        }
        Recipient::AdminsExcept(actor) => admins(people, actor),
        Recipient::Creator => match person(order.created_by) {
            // Who took the call may have left the office since.
            Some(person) if person.actor().roles.is_office() && person.reachable => {
                person.private().into_iter().collect()
            }
            _ => admins_except(rq, notice.by).await?,
        },
        Recipient::Master(master) => match person(master).filter(|person| person.active) {
            Some(person) => person.at_work().into_iter().collect(),
            None => Vec::new(),
        },
    })
}

async fn admins_except(rq: &Request<'_>, actor: PersonId) -> Result<Vec<(ChatId, Option<PersonId>)>, Fault> {
    Ok(admins(&people::office(rq.tx).await?, actor))
}

fn admins(people: &[Person], actor: PersonId) -> Vec<(ChatId, Option<PersonId>)> {
    let admins = people.iter().filter(|person| person.actor().roles.has(Role::Admin) && person.id != actor);
    admins.filter_map(Person::private).collect()
}

/// The bot can't write first to someone who never pressed Start: the office is told so (SPEC §1).
fn unreachable(rq: &Request<'_>, notice: &Notice) -> Outcome {
    match notice.to {
        Recipient::Master(master) if notice.kind.calls_to_act() => {
            let has_it = notice.kind != NoticeKind::Card;
            rq.say(Screen::MasterUnreachable { order: notice.order, master, has_it })
        }
        _ => Outcome::nothing(),
    }
}

/// Whether the master could not be told, which the presser is.
pub fn is_unheard(told: &Outcome) -> bool {
    told.messages.iter().any(|message| {
        matches!(&message.delivery, Delivery::Send { screen: Screen::MasterUnreachable { .. } })
    })
}

/// Makes the pressed message the order's live card in this chat and shows the order as it is. A message that is another
/// order's card stays that: the order gets a new one.
///
/// # Errors
/// The database could not be read or written.
pub async fn show_card_here(rq: &Request<'_>, order: OrderId) -> Result<Outcome, Fault> {
    let former = cards::get(rq.tx, order, rq.chat()).await?;
    Ok(show_here(rq, order, former.as_ref()).await?.1)
}

/// The same in place of a page of a list, to which the card leads back.
///
/// # Errors
/// The database could not be read or written.
pub async fn open_card_here(rq: &Request<'_>, order: OrderId, back: Place) -> Result<Outcome, Fault> {
    let former = cards::get(rq.tx, order, rq.chat()).await?;
    let (card, shown) = show_here(rq, order, former.as_ref()).await?;
    if let Some(card) = card {
        cards::put(rq.tx, &Card { back: Some(back), ..card }).await?;
    }
    Ok(shown)
}

/// The same for the former card in this chat; gives the new one, if it is another.
async fn show_here(
    rq: &Request<'_>,
    order: OrderId,
    former: Option<&Card>,
) -> Result<(Option<Card>, Outcome), Fault> {
    let (Some(message), Some(_)) = (rq.incoming.message, &rq.incoming.callback) else {
        return Ok((None, new_card(rq.chat(), rq.reader(), order)));
    };
    let refresh = rq.deliver(Delivery::RefreshCard { order });
    let former = former.map(|card| card.message);
    if former == Some(Some(message)) {
        return Ok((None, refresh));
    }
    if cards::order_of(rq.tx, rq.chat(), message).await?.is_some() {
        // A forged button, or one from when this message showed something else: it stays the other order's card.
        return Ok((None, new_card(rq.chat(), rq.reader(), order)));
    }
    let card = Card {
        order,
        chat: rq.chat(),
        message: Some(message),
        audience: Audience::of(rq.chat(), rq.actor.roles),
        person: rq.reader(),
        opened_at: rq.now,
        back: None,
    };
    cards::put(rq.tx, &card).await?;
    let strip = former.flatten().map(|message| rq.deliver(Delivery::StripButtons { message }));
    Ok((Some(card), strip.unwrap_or_default().and(refresh)))
}

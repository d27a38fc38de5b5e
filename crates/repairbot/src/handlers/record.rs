//! Recording an event: the row, the history, who is told and which cards follow. All derived, in one place.

use jiff::SignedDuration;
use repairbot_core::{
    ids::{ChatId, OrderId, PersonId},
    order::{Notice, NoticeKind, Order, Recipient, Recorded, apply, fold, notices},
    screen::Screen,
};

use super::Request;
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::{
        cards::{self, Audience, Card},
        orders, people,
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
    let told = tell(rq, None, &order, recorded).await?;
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
    let after = apply(before, recorded);
    orders::record(rq.tx, before, &after, recorded).await?;
    let told = tell(rq, Some(before), &after, recorded).await?;
    Ok((after, told))
}

/// Notices to people, new cards where someone must act, fresh cards elsewhere.
async fn tell(
    rq: &Request<'_>,
    before: Option<&Order>,
    after: &Order,
    recorded: &Recorded,
) -> Result<Outcome, Fault> {
    let mut out = Outcome::nothing();
    // One message per chat about one event: a master who is a dispatcher too hears of it once.
    let mut told: Vec<ChatId> = Vec::new();
    let mut carded = Vec::new();
    for notice in notices(before, after, recorded) {
        let chats = recipients(rq, &notice, after).await?;
        if chats.is_empty() {
            out = out.and(unreachable(rq, &notice));
        }
        for (chat, person) in chats {
            if notice.kind == NoticeKind::Card {
                carded.push(chat);
                out = out.and(new_card(chat, person, after.id));
            } else if !told.contains(&chat) {
                told.push(chat);
                let delivery = Delivery::Send { screen: Screen::Notice(notice) };
                out = out.and(Outcome::message(Message { chat, person, lane: Lane::Normal, delivery }));
            }
        }
    }
    match before {
        Some(before) => Ok(out.and(refresh(rq, (before, after), &carded).await?)),
        None => Ok(out),
    }
}

/// Live cards follow the order, but for those that a new card replaces. A card of somebody who is not its
/// master any more shows that, for the last time.
async fn refresh(rq: &Request<'_>, change: (&Order, &Order), carded: &[ChatId]) -> Result<Outcome, Fault> {
    let (before, after) = change;
    let left = before.master.is_some() && before.master != after.master;
    let mut out = Outcome::nothing();
    for card in cards::of_order(rq.tx, after.id).await? {
        if carded.contains(&card.chat) {
            continue;
        }
        if left && card.audience == Audience::Master {
            out.messages.extend(take_leave(rq, &card).await?);
        } else if card.message.is_none() {
            // Left behind when its group became a supergroup.
            out = out.and(new_card(card.chat, card.person, after.id));
        } else if is_fresh(&card, rq) {
            out.messages.push(message_of(rq, &card, Delivery::RefreshCard { order: after.id }));
        }
    }
    Ok(out)
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
    let message = |delivery| Message { chat, person, lane: Lane::Urgent, delivery };
    Outcome {
        messages: vec![message(Delivery::RetireCard { order }), message(Delivery::SendCard { order })],
        toast: None,
    }
}

fn is_fresh(card: &Card, rq: &Request<'_>) -> bool {
    card.audience == Audience::Master || rq.now.duration_since(card.opened_at) <= OFFICE_COPY_FRESH
}

/// The chats of a recipient, with the person a private one belongs to.
async fn recipients(
    rq: &Request<'_>,
    notice: &Notice,
    order: &Order,
) -> Result<Vec<(ChatId, Option<PersonId>)>, Fault> {
    Ok(match notice.to {
        Recipient::OfficeExcept(actor) => {
            let office = people::office(rq.tx).await?;
            office.iter().filter(|person| person.id != actor).filter_map(people::Person::private).collect()
        }
        Recipient::Creator => match people::by_id(rq.tx, order.created_by).await? {
            Some(person) if person.active && person.reachable => person.private().into_iter().collect(),
            _ => admins_except(rq, notice.by).await?,
        },
        Recipient::Master(master) => match people::by_id(rq.tx, master).await? {
            Some(person) => match person.work_chat {
                Some(group) => vec![(group, None)],
                None => person.private().into_iter().collect(),
            },
            None => Vec::new(),
        },
    })
}

async fn admins_except(rq: &Request<'_>, actor: PersonId) -> Result<Vec<(ChatId, Option<PersonId>)>, Fault> {
    use repairbot_core::actor::Role;
    let office = people::office(rq.tx).await?;
    let admins = office.iter().filter(|person| person.roles.has(Role::Admin) && person.id != actor);
    Ok(admins.filter_map(people::Person::private).collect())
}

/// The bot can't write first to someone who never pressed Start: the office is told so (SPEC §1).
fn unreachable(rq: &Request<'_>, notice: &Notice) -> Outcome {
    match notice.to {
        Recipient::Master(master) if notice.kind == NoticeKind::Card => {
            rq.say(Screen::MasterUnreachable { order: notice.order, master })
        }
        _ => Outcome::nothing(),
    }
}

/// Makes the pressed message the order's live card in this chat and shows the order as it is.
///
/// # Errors
/// The database could not be read or written.
pub async fn show_card_here(rq: &Request<'_>, order: OrderId) -> Result<Outcome, Fault> {
    let (Some(message), Some(_)) = (rq.incoming.message, &rq.incoming.callback) else {
        return Ok(new_card(rq.chat(), rq.reader(), order));
    };
    let former = cards::get(rq.tx, order, rq.chat()).await?;
    let mut out = Outcome::nothing();
    if former.as_ref().is_none_or(|card| card.message != Some(message)) {
        if let Some(message) = former.and_then(|former| former.message) {
            out = out.and(rq.deliver(Delivery::StripButtons { message }));
        }
        let card = Card {
            order,
            chat: rq.chat(),
            message: Some(message),
            audience: Audience::of(rq.chat(), rq.actor.roles),
            person: rq.reader(),
            opened_at: rq.now,
        };
        cards::put(rq.tx, &card).await?;
    }
    Ok(out.and(rq.deliver(Delivery::RefreshCard { order })))
}

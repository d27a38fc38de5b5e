//! Photos, files, voice messages and places that belong to an order: sent as a reply to its card, or through «Attach».

use repairbot_core::{
    attachment::{ALBUM, LARGEST, MOST_PER_ORDER, albums},
    dialogue::{Attach, Dialogue, Input},
    ids::{AttachmentId, DraftId, OrderId},
    screen::{Attached, ClientScreen, Screen, Toast},
};

use super::{Request, act, conclude::Ending, dialogue, drafts, record, written::Written};
use crate::{
    fault::Fault,
    intake::media::Media,
    outcome::{Delivery, Outcome},
    store::{
        attachments::{self, NewAttachment},
        cards, outbox,
        texts::TextKind,
        updates,
    },
};

/// A file or a place was sent: for the order whose card it answers, for the one that «Attach» was pressed on, or for the
/// one that the message it answers was about, perhaps a card that has lost its buttons to a later one. To any other
/// dialogue it is no answer.
///
/// # Errors
/// The database could not be read or written.
pub async fn sent(rq: &Request<'_>, media: &Media) -> Result<Outcome, Fault> {
    if let Some(reply) = &rq.incoming.reply_to
        && let Some(order) = cards::order_of(rq.tx, rq.chat(), reply.message).await?
    {
        return add(rq, (order, None), media).await;
    }
    let awaited = dialogue::awaited(rq).await?;
    // The question of a dialogue about the order is about that order, too.
    let asked = awaited.as_ref().and_then(|kept| kept.draft.order());
    if let Some(order) = formerly_about(rq).await?.filter(|order| Some(*order) != asked) {
        return add(rq, (order, None), media).await;
    }
    match awaited {
        Some(kept) => match &kept.draft.dialogue {
            Dialogue::Attach(form) => {
                // It lives on for a day after the last file.
                drafts::put(rq, &kept.draft).await?;
                add(rq, (form.order, Some(kept.draft.id)), media).await
            }
            _ => dialogue::step(rq, kept.draft, &Input::NotText).await,
        },
        None => unclaimed(rq).await,
    }
}

/// The order that the message of ours which this one answers was about.
async fn formerly_about(rq: &Request<'_>) -> Result<Option<OrderId>, Fault> {
    match &rq.incoming.reply_to {
        Some(reply) if answers_us(rq) => {
            Ok(outbox::about(rq.tx, (rq.chat(), reply.message), reply.sent_at).await?)
        }
        _ => Ok(None),
    }
}

fn answers_us(rq: &Request<'_>) -> bool {
    let replied = rq.incoming.reply_to.as_ref().and_then(|reply| reply.bot.as_ref());
    replied.is_some() && replied.map(String::as_str) == rq.company.bot()
}

/// Nobody asked for it. In a group only a reply to us is meant for us.
async fn unclaimed(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if rq.in_group() && !answers_us(rq) {
        return Ok(Outcome::nothing());
    }
    let works_here = !rq.actor.roles.is_unknown();
    let hint = if works_here { Screen::Client(ClientScreen::AttachHint) } else { Screen::Hint };
    once_per_album(rq, "hint", rq.say(hint)).await
}

/// Attaches it and says so.
async fn add(
    rq: &Request<'_>,
    (id, draft): (OrderId, Option<DraftId>),
    media: &Media,
) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, id).await? {
        Ok(order) => order.id,
        Err(refused) => return once_per_album(rq, "refused", refused).await,
    };
    let outcome = keep(rq, order, media).await?;
    let said = rq.say(Screen::Client(ClientScreen::Attached { order, outcome, draft }));
    let topic = match outcome {
        Attached::Added | Attached::Known => "added",
        Attached::TooMany => "too_many",
        Attached::TooLarge => "too_large",
    };
    let said = once_per_album(rq, topic, said).await?;
    Ok(if outcome == Attached::Added { said.and(record::refreshed(rq, order).await?) } else { said })
}

/// Writes it, unless the order has it already or as much as it may. The order is locked: nobody else attaches meanwhile.
async fn keep(rq: &Request<'_>, order: OrderId, media: &Media) -> Result<Attached, Fault> {
    if media.size.is_some_and(|size| size > LARGEST) {
        return Ok(Attached::TooLarge);
    }
    if attachments::has(rq.tx, order, &media.unique).await? {
        return Ok(Attached::Known);
    }
    if attachments::count(rq.tx, order).await? >= MOST_PER_ORDER {
        return Ok(Attached::TooMany);
    }
    let mut texts = Written::default();
    let caption = texts.add_optional(rq, TextKind::Caption, media.caption.as_ref());
    texts.save(rq).await?;
    let new = NewAttachment {
        id: AttachmentId(rq.ids.next()),
        order,
        person: rq.person.id,
        kind: media.kind,
        content: media.content.clone(),
        unique: media.unique.clone(),
        caption,
        at: rq.now,
    };
    let added = attachments::insert(rq.tx, &new).await?;
    Ok(if added { Attached::Added } else { Attached::Known })
}

/// The parts of an album are updates of their own: only the first of them is answered, once about each topic.
async fn once_per_album(rq: &Request<'_>, topic: &str, said: Outcome) -> Result<Outcome, Fault> {
    let Some(album) = &rq.incoming.album else { return Ok(said) };
    let key = format!("album:{}:{album}:{topic}", rq.chat());
    Ok(if updates::claim(rq.tx, &key, rq.now).await? { said } else { Outcome::nothing() })
}

/// «Attach» on an order's card.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>, id: OrderId) -> Result<Outcome, Fault> {
    match act::reach(rq, id).await? {
        Ok(order) => dialogue::start(rq, Dialogue::Attach(Attach::new(order.id))).await,
        Err(refused) => Ok(refused),
    }
}

/// «Done».
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &Attach) -> Result<Ending, Fault> {
    Ok(Ending::Done(match act::reach(rq, form.order).await? {
        Ok(order) => {
            let done = Screen::Client(ClientScreen::AttachingDone { order: order.id });
            rq.show(done).with_toast(Toast::Silent)
        }
        Err(refused) => refused,
    }))
}

/// «Attachments» on an order's card: ten of them, and a line with what else there is.
///
/// # Errors
/// The database could not be read or written.
pub async fn show(rq: &Request<'_>, id: OrderId, before: Option<AttachmentId>) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, id).await? {
        Ok(order) => order.id,
        Err(refused) => return Ok(refused),
    };
    let limit = u64::try_from(ALBUM).unwrap_or(u64::MAX);
    let page = attachments::page(rq.tx, order, (before, limit)).await?;
    let files: Vec<_> = page.iter().map(|file| (file.id, file.kind)).collect();
    let mut out = Outcome::nothing();
    for files in albums(&files) {
        out = out.and(rq.deliver(Delivery::SendFiles { order, files }));
    }
    let line = rq.say(Screen::Client(ClientScreen::Files { order, before }));
    Ok(out.and(line).with_toast(Toast::Silent))
}

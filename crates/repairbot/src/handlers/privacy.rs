//! A client's data: handed out as a file, and erased (SPEC §15). For admins, never in a group.

use repairbot_core::{
    audit::{Audited, Denied},
    ids::ClientId,
    screen::{ClientScreen, Export, Screen, Toast},
    traces::Traces,
};

use super::{Request, drafts, record};
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    shared::Unread,
    store::{
        clients,
        dialogues::{self, StoredDraft},
        outbox, people, updates,
    },
};

/// All that is kept about a client, as a file. Who takes it out is in the audit trail.
///
/// # Errors
/// The database could not be read or written.
pub async fn export(rq: &Request<'_>, client: ClientId) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Client).await;
    }
    if clients::view(rq.tx, client).await?.is_none_or(|view| view.name.is_erased()) {
        return Ok(show(rq, ClientScreen::NotFound));
    }
    rq.audited(&Audited::ClientExported { client }).await?;
    let export = Export::Client { client, at: rq.now };
    Ok(rq.deliver(Delivery::File { export }).with_toast(Toast::Silent))
}

/// Says what erasing would do; once that is confirmed, does it. While an order of the client is open, it only says so.
///
/// # Errors
/// The database could not be read or written.
pub async fn erase(rq: &Request<'_>, client: ClientId, sure: bool) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Client).await;
    }
    if !sure {
        return Ok(show(rq, ClientScreen::Erase { client }));
    }
    let Some(held) = clients::hold(rq.tx, client).await? else {
        return Ok(show(rq, ClientScreen::Card { client, saved: None }));
    };
    // Asked behind the lock: an order that was just taken down counts.
    if !clients::open_orders(rq.tx, client).await?.is_empty() {
        return Ok(show(rq, ClientScreen::Erase { client }));
    }
    let drafts = drafts_about(rq, &held.traces).await?;
    clients::erase(rq.tx, (client, &held.orders), rq.now).await?;
    let mut out = forget(rq, (&held.traces, &drafts)).await?;
    let orders = u32::try_from(held.orders.len()).unwrap_or(u32::MAX);
    rq.audited(&Audited::ClientErased { client, orders }).await?;
    for order in held.orders {
        out = out.and(record::redrawn(rq.tx, order).await?);
    }
    Ok(show(rq, ClientScreen::Card { client, saved: None }).and(out))
}

/// The drafts that hold the client. What is lost holds nobody.
async fn drafts_about(rq: &Request<'_>, traces: &Traces) -> Result<Vec<StoredDraft>, Fault> {
    let mut about = Vec::new();
    for stored in dialogues::all(rq.tx).await? {
        match drafts::body(rq, &stored).await {
            Ok(body) if traces.are_in(&body) => about.push(stored),
            Ok(_) | Err(Unread::Lost) => {}
            Err(away) => return Err(Fault::Draft(away)),
        }
    }
    Ok(about)
}

/// What holds the client by the way: drafts end, and their owners are told; messages that wait or were given up, and
/// updates put aside, lose what they say of him.
async fn forget(rq: &Request<'_>, (traces, drafts): (&Traces, &[StoredDraft])) -> Result<Outcome, Fault> {
    let (tx, mut out) = (rq.tx, Outcome::nothing());
    for stored in drafts {
        drafts::end(rq, stored.draft).await?;
        let Some(person) = people::by_id(tx, stored.person).await? else { continue };
        let Some((chat, person)) = person.private() else { continue };
        let delivery = Delivery::Send { screen: Screen::Client(ClientScreen::DraftErased) };
        out = out.and(Outcome::message(Message { chat, person, lane: Lane::Urgent, delivery }));
    }
    let words = traces.words();
    outbox::drop_bodies(tx, |body| words.are_in(body)).await?;
    updates::forget_parked(tx, |body| words.are_in(body)).await?;
    Ok(out)
}

fn show(rq: &Request<'_>, screen: ClientScreen) -> Outcome {
    rq.show(Screen::Client(screen)).with_toast(Toast::Silent)
}

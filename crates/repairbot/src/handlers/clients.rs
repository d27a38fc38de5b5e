//! A client's card and its buttons: for the office only, and never in a group, where others read along. What hands out or
//! erases his data is in `privacy`. Attachments, whose buttons are of the same area, are for whoever may see the order.

use repairbot_core::{
    audit::{Audited, ClientNote, Denied},
    callback::ClientPress,
    dialogue::{ClientChange, CreateOrder, Dialogue, EditClient},
    ids::{ClientId, OrderId},
    screen::{ClientScreen, Screen, Toast},
};

use super::{Request, act, attach, dialogue, privacy};
use crate::{fault::Fault, outcome::Outcome, store::clients};

/// A press about a client or an attachment.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: ClientPress) -> Result<Outcome, Fault> {
    match press {
        ClientPress::Attach { order } => attach::begin(rq, order).await,
        ClientPress::Files { order, before } => attach::show(rq, order, before).await,
        _ if !rq.actor.roles.is_office() || rq.in_group() => rq.no_access(Denied::Client).await,
        ClientPress::OfOrder { order } => of_order(rq, order).await,
        ClientPress::Card { client } => Ok(show(rq, card(client))),
        ClientPress::Orders { client, before } => Ok(show(rq, ClientScreen::Orders { client, before })),
        ClientPress::Edit { client, change } => edit(rq, client, change).await,
        ClientPress::Consent { client, given } => {
            let written = clients::set_consent(rq.tx, client, given.then_some(rq.now)).await?;
            changed(rq, client, (written, if given { ClientNote::Consent } else { ClientNote::NoConsent }))
                .await
        }
        ClientPress::Unlist { client } => {
            let written = clients::set_blacklisted(rq.tx, client, None).await?;
            changed(rq, client, (written, ClientNote::Unlist)).await
        }
        ClientPress::NewOrder { client } => new_order(rq, client).await,
        ClientPress::Export { client } => privacy::export(rq, client).await,
        ClientPress::Erase { client, sure } => privacy::erase(rq, client, sure).await,
    }
}

fn card(client: ClientId) -> ClientScreen {
    ClientScreen::Card { client, saved: None }
}

/// In place of the pressed message.
fn show(rq: &Request<'_>, screen: ClientScreen) -> Outcome {
    rq.show(Screen::Client(screen)).with_toast(Toast::Silent)
}

/// «Client» on an order's card, which stays where it is.
async fn of_order(rq: &Request<'_>, id: OrderId) -> Result<Outcome, Fault> {
    match act::reach(rq, id).await? {
        Ok(order) => Ok(rq.say(Screen::Client(card(order.client))).with_toast(Toast::Silent)),
        Err(refused) => Ok(refused),
    }
}

async fn edit(rq: &Request<'_>, client: ClientId, change: ClientChange) -> Result<Outcome, Fault> {
    let Some(view) = clients::view(rq.tx, client).await?.filter(|view| !view.name.is_erased()) else {
        return Ok(show(rq, ClientScreen::NotFound));
    };
    dialogue::start(rq, Dialogue::EditClient(EditClient::new(client, change, view.addresses))).await
}

/// A button that changes something at once.
async fn changed(
    rq: &Request<'_>,
    client: ClientId,
    (written, what): (bool, ClientNote),
) -> Result<Outcome, Fault> {
    if !written {
        return Ok(show(rq, ClientScreen::NotFound));
    }
    note(rq, client, what).await?;
    Ok(show(rq, card(client)))
}

/// A client whose phones are all another's by now can't be called: he needs one first.
async fn new_order(rq: &Request<'_>, client: ClientId) -> Result<Outcome, Fault> {
    match clients::known(rq.tx, client).await? {
        Some((known, phone)) => {
            dialogue::start(rq, Dialogue::CreateOrder(CreateOrder::for_client(known, phone))).await
        }
        None => edit(rq, client, ClientChange::Phone).await,
    }
}

/// A line of the audit trail: who changed what about which client.
///
/// # Errors
/// The audit trail could not be written.
pub async fn note(rq: &Request<'_>, client: ClientId, what: ClientNote) -> Result<(), Fault> {
    rq.audited(&Audited::ClientChanged { client, what }).await
}

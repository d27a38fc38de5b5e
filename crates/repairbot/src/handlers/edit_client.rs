//! Changing what is kept about a client. What was typed before is never overwritten where orders refer to it.

use repairbot_core::{
    audit::Denied,
    dialogue::{ClientChange, EditClient},
    ids::{AddressId, ClientId, ClientPhoneId},
    phone::Phone,
    pii::{Address, normalize_address},
    screen::{ClientScreen, Screen, Toast},
};

use super::{Request, clients::note, conclude::Ending};
use crate::{
    fault::Fault,
    store::clients::{self, NewAddress, NewPhone},
};

/// The last question was answered.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &EditClient) -> Result<Ending, Fault> {
    if !rq.actor.roles.is_office() || rq.in_group() {
        return Ok(Ending::Done(rq.no_access(Denied::Client).await?));
    }
    let (client, change) = (form.client, form.change);
    let screen = if apply(rq, form).await? {
        note(rq, client, change.into()).await?;
        ClientScreen::Card { client, saved: Some(change) }
    } else {
        ClientScreen::NotFound
    };
    Ok(Ending::Done(rq.show(Screen::Client(screen)).with_toast(Toast::Silent)))
}

/// Writes it; says whether there is such a client.
async fn apply(rq: &Request<'_>, form: &EditClient) -> Result<bool, Fault> {
    let client = form.client;
    if !clients::is_there(rq.tx, client).await? {
        return Ok(false);
    }
    let done = match form.change {
        ClientChange::Name => clients::set_name(rq.tx, client, given(form.name.as_ref())?).await?,
        ClientChange::Phone => add_phone(rq, client, (given(form.phone.as_ref())?, form.take_over)).await?,
        ClientChange::Address => add_address(rq, client, given(form.address.as_ref())?).await?,
        ClientChange::FixAddress => {
            let former = *given(form.which.as_ref())?;
            clients::drop_address(rq.tx, (client, former), rq.now).await?;
            add_address(rq, client, given(form.address.as_ref())?).await?
        }
        ClientChange::Notes => clients::set_notes(rq.tx, client, form.notes.as_ref()).await?,
        ClientChange::Channel => clients::set_channel(rq.tx, client, *given(form.channel.as_ref())?).await?,
        ClientChange::Blacklist => {
            clients::set_blacklisted(rq.tx, client, Some(given(form.reason.as_ref())?)).await?
        }
    };
    Ok(done)
}

fn given<T>(answer: Option<&T>) -> Result<&T, Fault> {
    answer.ok_or_else(|| Fault::Damaged("a finished form lacks an answer".to_owned()))
}

/// One more phone. Others who have it keep it, unless it was said to be this client's alone.
async fn add_phone(
    rq: &Request<'_>,
    client: ClientId,
    (phone, take_over): (&Phone, Option<bool>),
) -> Result<bool, Fault> {
    let id = ClientPhoneId(rq.ids.next());
    let new = NewPhone { id, client, raw: phone.e164().to_owned(), phone: phone.clone() };
    clients::add_phone(rq.tx, &new).await?;
    if take_over == Some(true) {
        clients::drop_phone_of_others(rq.tx, (client, phone), rq.now).await?;
    }
    Ok(true)
}

async fn add_address(rq: &Request<'_>, client: ClientId, address: &Address) -> Result<bool, Fault> {
    let id = AddressId(rq.ids.next());
    let normalized = normalize_address(address.reveal());
    clients::insert_address(rq.tx, &NewAddress { id, client, raw: address.clone(), normalized }).await?;
    Ok(true)
}

//! Creating an order (SPEC §3).

use repairbot_core::{
    dialogue::{AddressAnswer, CreateOrder, Dialogue},
    ids::{AddressId, BranchId, ClientId, ClientPhoneId, OrderId, TextId},
    order::{NewOrder, OrderKind, Visit, create},
    phone::Phone,
    pii::{FreeText, PersonName, normalize_address},
    screen::Screen,
};

use super::{Request, dialogue, record};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        clients::{self, NewAddress, NewClient, NewPhone},
        texts::{self, NewText, TextKind},
    },
};

/// The only branch until the company has more.
const DEFAULT_BRANCH: BranchId = BranchId(1);

/// «Create order» in the menu.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    dialogue::start(rq, Dialogue::CreateOrder(CreateOrder::default())).await
}

/// The review screen was confirmed: client, texts, order, history and notices in one transaction.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &CreateOrder) -> Result<Outcome, Fault> {
    let (Some(equipment), Some(problem), Some(phone), Some(name), Some(address)) =
        (form.equipment, &form.problem, &form.phone, &form.name, &form.address)
    else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let (client, phone) = client(rq, form, phone, name).await?;
    let note = form.visit.as_ref().and_then(|visit| visit.note.as_ref());
    let note = optional_text(rq, note, TextKind::Visit).await?;
    let visit = form.visit.as_ref().map(|visit| Visit { from: visit.from, to: visit.to, note });
    let new = NewOrder {
        id: OrderId(rq.ids.next()),
        branch: DEFAULT_BRANCH,
        kind: OrderKind::Repair,
        parent: None,
        equipment,
        client,
        phone,
        address: self::address(rq, client, address).await?,
        problem: text(rq, problem, TextKind::Problem).await?,
        notes: optional_text(rq, form.notes.as_ref(), TextKind::Notes).await?,
        visit,
    };
    let Ok(recorded) = create(new, &rq.actor, rq.now) else {
        return rq.no_access("create").await;
    };
    let (order, told) = record::created(rq, &recorded).await?;
    Ok(rq.show(Screen::OrderCreated { order: order.id }).and(told))
}

/// The client the office recognised, or a new one.
async fn client(
    rq: &Request<'_>,
    form: &CreateOrder,
    phone: &Phone,
    name: &PersonName,
) -> Result<(ClientId, ClientPhoneId), Fault> {
    if let Some(known) = form.chosen_client() {
        return Ok((known.client, known.phone));
    }
    let client = ClientId(rq.ids.next());
    clients::insert_client(rq.tx, &NewClient { id: client, name: name.clone(), created_at: rq.now }).await?;
    let id = ClientPhoneId(rq.ids.next());
    clients::insert_phone(
        rq.tx,
        &NewPhone { id, client, raw: phone.e164().to_owned(), phone: phone.clone(), position: 1 },
    )
    .await?;
    Ok((client, id))
}

async fn address(rq: &Request<'_>, client: ClientId, answer: &AddressAnswer) -> Result<AddressId, Fault> {
    match answer {
        AddressAnswer::Known(id, _) => Ok(*id),
        AddressAnswer::New(address) => {
            let id = AddressId(rq.ids.next());
            let normalized = normalize_address(address.reveal());
            let new = NewAddress { id, client, raw: address.clone(), normalized, position: 1 };
            clients::insert_address(rq.tx, &new).await?;
            Ok(id)
        }
    }
}

/// Stores a free text in a row of its own.
///
/// # Errors
/// The database could not be written.
pub async fn text(rq: &Request<'_>, body: &FreeText, kind: TextKind) -> Result<TextId, Fault> {
    let id = TextId(rq.ids.next());
    texts::insert(rq.tx, &[NewText { id, kind, body: body.clone(), created_at: rq.now }]).await?;
    Ok(id)
}

/// The same for a text that may be missing.
///
/// # Errors
/// The database could not be written.
pub async fn optional_text(
    rq: &Request<'_>,
    body: Option<&FreeText>,
    kind: TextKind,
) -> Result<Option<TextId>, Fault> {
    match body {
        Some(body) => Ok(Some(text(rq, body, kind).await?)),
        None => Ok(None),
    }
}

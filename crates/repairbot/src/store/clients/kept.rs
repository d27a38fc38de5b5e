//! All that is kept about a client, to be handed out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{
    ids::{AddressId, ClientId, ClientPhoneId, OrderNumber, TextId},
    order::{Order, Recorded},
    phone::Phone,
    pii::{Address, FreeText},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::store::{
    Reads, StoreError, codec,
    entity::{attachments, client_addresses, client_phones, clients, orders, texts},
    orders::events_of,
};

/// An address with all that is known of it.
pub struct KeptAddress {
    /// Its id.
    pub id: AddressId,
    /// As it was written.
    pub address: Address,
    /// Flat and floor.
    pub inside: [Option<FreeText>; 2],
    /// Degrees north and east.
    pub place: Option<(f64, f64)>,
}

/// What is kept beside the client's card: also what is not offered any more.
pub struct Contacts {
    /// When he was written down.
    pub created_at: Timestamp,
    /// Every phone, in the order they were written.
    pub phones: Vec<(ClientPhoneId, Phone)>,
    /// Every address, in the order they were written.
    pub addresses: Vec<KeptAddress>,
}

/// Something attached to an order.
pub struct KeptFile {
    /// What it is, in the code of its kind.
    pub kind: String,
    /// What stands below it.
    pub caption: Option<TextId>,
    /// Degrees north and east.
    pub place: Option<(f64, f64)>,
    /// When.
    pub at: Timestamp,
}

/// What somebody wrote about an order.
pub struct KeptText {
    /// Which.
    pub id: TextId,
    /// About what, in the code of its kind.
    pub kind: String,
    /// The words; `None` when they were erased.
    pub body: Option<FreeText>,
    /// When.
    pub at: Timestamp,
}

/// An order with its history and all that was written about it.
pub struct KeptOrder {
    /// Number.
    pub number: OrderNumber,
    /// The order.
    pub order: Order,
    /// What happened.
    pub events: Vec<Recorded>,
    /// What was written.
    pub texts: Vec<KeptText>,
    /// What was attached.
    pub files: Vec<KeptFile>,
}

/// Every phone and address of a client; `None` when there is no such client. Three queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn contacts(tx: &impl Reads, client: ClientId) -> Result<Option<Contacts>, StoreError> {
    let Some(row) = clients::Entity::find_by_id(client.0).one(tx.connection()).await? else {
        return Ok(None);
    };
    Ok(Some(Contacts {
        created_at: codec::instant("clients.created_at", row.created_at)?,
        phones: phones_of(tx, client).await?,
        addresses: addresses_of(tx, client).await?,
    }))
}

/// Every phone of a client, also those that are not offered any more. One query.
pub(super) async fn phones_of(
    tx: &impl Reads,
    client: ClientId,
) -> Result<Vec<(ClientPhoneId, Phone)>, StoreError> {
    let phones = client_phones::Entity::find()
        .filter(client_phones::Column::ClientId.eq(client.0))
        .order_by_asc(client_phones::Column::Id)
        .all(tx.connection())
        .await?;
    let phone = |row: client_phones::Model| match Phone::from_e164(&row.e164) {
        Ok(phone) => Ok((ClientPhoneId(row.id), phone)),
        Err(error) => Err(StoreError::row("client_phones.e164", error)),
    };
    phones.into_iter().map(phone).collect()
}

/// Every address of a client, also those that are not offered any more. One query.
pub(super) async fn addresses_of(tx: &impl Reads, client: ClientId) -> Result<Vec<KeptAddress>, StoreError> {
    let addresses = client_addresses::Entity::find()
        .filter(client_addresses::Column::ClientId.eq(client.0))
        .order_by_asc(client_addresses::Column::Id)
        .all(tx.connection())
        .await?;
    let address = |row: client_addresses::Model| KeptAddress {
        id: AddressId(row.id),
        address: Address::from_stored(row.raw),
        inside: [row.flat, row.floor].map(|text| text.map(FreeText::from_stored)),
        place: row.latitude.zip(row.longitude),
    };
    Ok(addresses.into_iter().map(address).collect())
}

/// A client's orders behind this number, deleted ones too, in the order of their numbers. Four queries.
///
/// # Errors
/// `Damaged` when one cannot be read.
pub async fn kept_orders(
    tx: &impl Reads,
    client: ClientId,
    (after, limit): (Option<OrderNumber>, u64),
) -> Result<Vec<KeptOrder>, StoreError> {
    let rows = orders::Entity::find()
        .filter(orders::Column::ClientId.eq(client.0))
        .filter(orders::Column::Number.gt(after.map_or(i64::MIN, |number| number.0)))
        .order_by_asc(orders::Column::Number)
        .limit(limit)
        .all(tx.connection())
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut events: BTreeMap<i64, Vec<Recorded>> = BTreeMap::new();
    for recorded in events_of(tx, &ids).await? {
        events.entry(recorded.order.0).or_default().push(recorded);
    }
    let mut files = files_of(tx, &ids).await?;
    let of_events = events.values().flatten().flat_map(|recorded| recorded.event.texts());
    let captions = files.values().flatten().filter_map(|file| file.caption);
    let words = texts::Entity::find()
        .filter(texts::Column::Id.is_in(of_events.chain(captions).map(|text| text.0)))
        .all(tx.connection())
        .await?;
    let words: BTreeMap<i64, texts::Model> = words.into_iter().map(|row| (row.id, row)).collect();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let (id, number) = (row.id, OrderNumber(row.number));
        let (events, files) = (events.remove(&id).unwrap_or_default(), files.remove(&id).unwrap_or_default());
        // An edit names what it left as it was, too.
        let mut named: Vec<i64> =
            events.iter().flat_map(|recorded| recorded.event.texts()).map(|text| text.0).collect();
        named.extend(files.iter().filter_map(|file| file.caption).map(|text| text.0));
        named.sort_unstable();
        named.dedup();
        let texts = named.iter().filter_map(|id| words.get(id)).map(text).collect::<Result<_, _>>()?;
        kept.push(KeptOrder { number, order: codec::order(row)?, events, texts, files });
    }
    Ok(kept)
}

async fn files_of(tx: &impl Reads, orders: &[i64]) -> Result<BTreeMap<i64, Vec<KeptFile>>, StoreError> {
    let rows = attachments::Entity::find()
        .filter(attachments::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(attachments::Column::Id)
        .all(tx.connection())
        .await?;
    let mut files: BTreeMap<i64, Vec<KeptFile>> = BTreeMap::new();
    for row in rows {
        files.entry(row.order_id).or_default().push(KeptFile {
            kind: row.kind,
            caption: row.caption_text_id.map(TextId),
            place: row.latitude.zip(row.longitude),
            at: codec::instant("attachments.at", row.at)?,
        });
    }
    Ok(files)
}

fn text(row: &texts::Model) -> Result<KeptText, StoreError> {
    Ok(KeptText {
        id: TextId(row.id),
        kind: row.kind.clone(),
        body: row.body.clone().map(FreeText::from_stored),
        at: codec::instant("texts.created_at", row.created_at)?,
    })
}

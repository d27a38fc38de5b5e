//! Reading the trail: orders' events and the lines of `audit` as one list, newest first, a page at a time.
//!
//! A page is found by the instant of the line before it, through indexes: it costs the same wherever it is. Both
//! sources are asked for a page each, and the newest lines of both are taken.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::Timestamp;
use repairbot_core::{
    audit::{AuditFilter, Audited, Topic, TrailCursor},
    ids::{OrderId, OrderNumber, PersonId},
    order::Recorded,
    pii::PersonName,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::ExprTrait,
};
use serde_json::{Map, Value};

use super::DENIED;
use crate::store::{
    Reads, StoreError, codec,
    entity::{audit, order_events, orders, people, role_grants},
};

/// How former lines about clients begin.
const CLIENT: &str = "client:";
/// So many lines of one instant are skipped at most: more than any transaction writes.
const MOST_AT_ONCE: u32 = 1000;
/// What comes after the last name that begins as [`DENIED`] does.
const AFTER_DENIED: &str = "denied;";
/// How names of lines about catalogues, settings and files begin; what begins otherwise is about people.
const COMPANY: [&str; 10] = [
    "entry_%",
    "alias_%",
    "types_%",
    "reasons_%",
    "setting_%",
    "rates_%",
    "trail_%",
    "hand_in_%",
    "money_%",
    "balance_%",
];

/// Which lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailQuery {
    /// What it is narrowed down to; its period has become `since`.
    pub filter: AuditFilter,
    /// Not older than this.
    pub since: Option<Timestamp>,
    /// Where the page begins; `None` is the newest line.
    pub cursor: Option<TrailCursor>,
    /// How many at most.
    pub limit: u64,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// Something happened to an order.
    Event(Box<Recorded>),
    /// Something was done to the company.
    Noted(Audited),
    /// He had no right to what he asked for: its stable name.
    Denied(String),
    /// A line that this release has no words for: its stable name.
    Other(String),
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: PersonId,
    /// About which order.
    pub order: Option<(OrderId, OrderNumber)>,
    /// What.
    pub doing: Doing,
}

/// A page of the trail, newest first, and where the next one begins, if there is one. Nine queries at most.
///
/// # Errors
/// See [`StoreError`].
pub async fn trail(
    tx: &impl Reads,
    query: &TrailQuery,
) -> Result<(Vec<TrailLine>, Option<TrailCursor>), StoreError> {
    let skip = query.cursor.map_or(0, |cursor| Ord::min(cursor.skip, MOST_AT_ONCE));
    let wanted = query.limit.saturating_add(1).saturating_add(u64::from(skip));
    let mut found = events(tx, query, wanted).await?;
    found.extend(lines(tx, query, wanted).await?);
    // Stable: lines of one instant stay as each source gave them, events first.
    found.sort_by_key(|found| std::cmp::Reverse(found.at));
    let mut page: Vec<Found> = found.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).collect();
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| more).map(|last| following(&page, last.at, query.cursor));
    Ok((numbered(tx, page).await?, next))
}

/// Where the page after this one begins: behind its last line, among those of the same instant.
fn following(page: &[Found], at: i64, before: Option<TrailCursor>) -> TrailCursor {
    let same = u32::try_from(page.iter().filter(|found| found.at == at).count()).unwrap_or(u32::MAX);
    let skipped = before.filter(|cursor| cursor.at == at).map_or(0, |cursor| cursor.skip);
    TrailCursor { at, skip: same.saturating_add(skipped) }
}

/// A line before its order's number is known.
struct Found {
    at: i64,
    person: PersonId,
    order: Option<OrderId>,
    doing: Doing,
}

/// Orders' events, if the topic is about them. One query for each type of event: of several types at once a database sorts
/// all there are.
async fn events(tx: &impl Reads, query: &TrailQuery, limit: u64) -> Result<Vec<Found>, StoreError> {
    let mut rows = Vec::new();
    for walk in walks(query, limit) {
        rows.extend(walk.all(tx.connection()).await?);
    }
    rows.sort_by_key(|row| Reverse((row.at, row.order_id, row.version)));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows.into_iter().map(event).collect()
}

/// The walks of a page, each along its index, newest first.
pub(in crate::store) fn walks(query: &TrailQuery, limit: u64) -> Vec<Select<order_events::Entity>> {
    use order_events::Column;
    let mut find = order_events::Entity::find().filter(within(Column::At, query));
    if let Some(person) = query.filter.person {
        find = find.filter(Column::ByPerson.eq(person.0));
    }
    if let Some(order) = query.filter.order {
        find = find.filter(Column::OrderId.eq(order.0));
    }
    let find = find
        .order_by_desc(Column::At)
        .order_by_desc(Column::OrderId)
        .order_by_desc(Column::Version)
        .limit(limit);
    match query.filter.topic {
        Topic::All | Topic::Orders => vec![find],
        topic => types(topic).iter().map(|kind| find.clone().filter(Column::EventType.eq(*kind))).collect(),
    }
}

fn event(row: order_events::Model) -> Result<Found, StoreError> {
    let (at, recorded) = (row.at, codec::recorded(row)?);
    let (person, order) = (recorded.by, Some(recorded.order));
    Ok(Found { at, person, order, doing: Doing::Event(Box::new(recorded)) })
}

/// The names of the events a topic is about, as they are stored. An event that is nowhere here is found under all
/// events only.
fn types(topic: Topic) -> &'static [&'static str] {
    match topic {
        Topic::Assigning => &["created", "assigned", "reassigned", "declined", "taken_off"],
        Topic::Work => &["accepted", "arrived_on_site", "long_repair_started"],
        Topic::Endings => &["closed", "refused", "reopened", "corrected"],
        Topic::Changes => &[
            "rescheduled",
            "edited",
            "client_waiting",
            "commented",
            "deleted",
            "restored",
            "restored_as_new",
        ],
        Topic::All | Topic::Orders | Topic::Denied | Topic::People | Topic::Company => &[],
    }
}

/// Lines of `audit`, if the topic is about them.
async fn lines(tx: &impl Reads, query: &TrailQuery, limit: u64) -> Result<Vec<Found>, StoreError> {
    use audit::Column;
    let denied = || Column::Action.gte(DENIED).and(Column::Action.lt(AFTER_DENIED));
    let company = || COMPANY.iter().fold(Condition::any(), |any, name| any.add(Column::Action.like(*name)));
    let mut find = audit::Entity::find();
    match query.filter.topic {
        Topic::All => {}
        Topic::Denied => find = find.filter(denied()),
        Topic::Company => find = find.filter(company()),
        Topic::People => find = find.filter(denied().not()).filter(company().not()),
        _ => return Ok(Vec::new()),
    }
    if let Some(person) = query.filter.person {
        find = find.filter(Column::PersonId.eq(person.0));
    }
    if let Some(order) = query.filter.order {
        find = find.filter(Column::OrderId.eq(order.0));
    }
    let rows = find
        .filter(within(Column::At, query))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(line).collect())
}

fn line(row: audit::Model) -> Found {
    let noted = row.details.as_deref().and_then(|details| noted(&row.action, details));
    let doing = match (row.action.strip_prefix(DENIED), noted) {
        (Some(what), _) => Doing::Denied(what.to_owned()),
        (None, Some(noted)) => Doing::Noted(noted),
        (None, None) => Doing::Other(row.action),
    };
    Found { at: row.at, person: PersonId(row.person_id), order: row.order_id.map(OrderId), doing }
}

/// What was written down. Former lines name what was done in the column only, and what of a client was changed
/// beside it.
fn noted(action: &str, details: &str) -> Option<Audited> {
    let mut details: Map<String, Value> = serde_json::from_str(details).ok()?;
    if !details.contains_key("type") {
        let kind = match action.strip_prefix(CLIENT) {
            Some(what) => {
                details.insert("what".to_owned(), what.into());
                "client_changed"
            }
            None => action,
        };
        details.insert("type".to_owned(), kind.into());
    }
    serde_json::from_value(Value::Object(details)).ok()
}

/// From the beginning of the period to the beginning of the page.
fn within<C: ColumnTrait>(at: C, query: &TrailQuery) -> Condition {
    Condition::all()
        .add_option(query.since.map(|since| at.gte(since.as_millisecond())))
        .add_option(query.cursor.map(|cursor| at.lte(cursor.at)))
}

/// The lines with the numbers people know their orders by.
async fn numbered(tx: &impl Reads, page: Vec<Found>) -> Result<Vec<TrailLine>, StoreError> {
    let named: Vec<i64> = page.iter().filter_map(|found| found.order).map(|order| order.0).collect();
    let mut numbers = BTreeMap::new();
    if !named.is_empty() {
        let rows: Vec<(i64, i64)> = orders::Entity::find()
            .select_only()
            .columns([orders::Column::Id, orders::Column::Number])
            .filter(orders::Column::Id.is_in(named))
            .into_tuple()
            .all(tx.connection())
            .await?;
        numbers.extend(rows);
    }
    page.into_iter()
        .map(|found| {
            let number = |order: OrderId| Some((order, OrderNumber(*numbers.get(&order.0)?)));
            Ok(TrailLine {
                at: codec::instant("audit.at", found.at)?,
                person: found.person,
                order: found.order.and_then(number),
                doing: found.doing,
            })
        })
        .collect()
}

/// People who hold a role, or held one that was given in the bot, in the order of their ids: a page after this one.
/// One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn staff(
    tx: &impl Reads,
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<(PersonId, PersonName)>, StoreError> {
    let granted =
        role_grants::Entity::find().select_only().column(role_grants::Column::PersonId).into_query();
    let mut find = people::Entity::find().filter(people::Column::Id.in_subquery(granted));
    if let Some(after) = after {
        find = find.filter(people::Column::Id.gt(after.0));
    }
    let rows: Vec<(i64, String)> = find
        .select_only()
        .columns([people::Column::Id, people::Column::Name])
        .order_by_asc(people::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (PersonId(id), PersonName::from_stored(name))).collect())
}

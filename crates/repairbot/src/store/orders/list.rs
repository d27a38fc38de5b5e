//! Lists of orders, by key, and the counts beside the filters.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use repairbot_core::{
    actor::Actor,
    ids::{OrderId, OrderNumber, PersonId},
    order::Status,
    pii::{Address, PersonName},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement},
};

use super::visible_to;
use crate::store::{
    Reads, StoreError, codec,
    entity::{client_addresses, clients, equipment_types, orders, people, status_counts},
    sql::active_orders_sql,
};

/// Which page of which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageQuery {
    /// Only this status.
    pub status: Option<Status>,
    /// Only orders that are not over.
    pub active_only: bool,
    /// Only this master's.
    pub master: Option<PersonId>,
    /// Only numbers below this one: the last number of the page before.
    pub before: Option<OrderNumber>,
    /// How many at most.
    pub limit: u64,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Internal id.
    pub id: OrderId,
    /// Number.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: Status,
    /// Appliance type.
    pub equipment: String,
    /// The client's name.
    pub client: PersonName,
    /// Where to go.
    pub address: Address,
    /// The master's name.
    pub master: Option<PersonName>,
    /// Beginning of the visit.
    pub visit_from: Option<Timestamp>,
    /// End of the visit.
    pub visit_to: Option<Timestamp>,
    /// The promised day of a long repair.
    pub promised_on: Option<Date>,
    /// Since when it stands there.
    pub status_changed_at: Timestamp,
    /// When it was created.
    pub created_at: Timestamp,
}

/// Orders per status; a status nobody is in counts zero.
pub type StatusCounts = BTreeMap<Status, u64>;

#[derive(FromQueryResult)]
struct LineRow {
    id: i64,
    number: i64,
    status: String,
    visit_from: Option<i64>,
    visit_to: Option<i64>,
    promised_on: Option<String>,
    status_changed_at: i64,
    created_at: i64,
    equipment: String,
    client: String,
    address: String,
    master: Option<String>,
}

/// A page of orders this actor may see, newest number first. One query, whose cost doesn't depend on the page.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(tx: &impl Reads, actor: &Actor, query: &PageQuery) -> Result<Vec<OrderLine>, StoreError> {
    let Some(visible) = visible_to(actor) else { return Ok(Vec::new()) };
    let mut select = select_lines();
    select.and_where(visible);
    if let Some(status) = query.status {
        select.and_where(orders::Column::Status.eq(status.code()));
    }
    if query.active_only {
        select.and_where(Expr::cust(active_orders_sql("orders.")));
    }
    if let Some(master) = query.master {
        select.and_where(orders::Column::MasterId.eq(master.0));
    }
    if let Some(before) = query.before {
        select.and_where(orders::Column::Number.lt(before.0));
    }
    select.limit(query.limit);
    lines(tx, &select).await
}

/// The lines of such a select.
pub(super) async fn lines(tx: &impl Reads, select: &SelectStatement) -> Result<Vec<OrderLine>, StoreError> {
    let rows = tx.connection().query_all(select).await?;
    rows.iter().map(|row| line(LineRow::from_query_result(row, "")?)).collect()
}

/// Lines of any orders, newest number first.
pub(super) fn select_lines() -> SelectStatement {
    let order = |column: orders::Column| Expr::col((orders::Entity, column));
    Query::select()
        .columns(
            [
                orders::Column::Id,
                orders::Column::Number,
                orders::Column::Status,
                orders::Column::VisitFrom,
                orders::Column::VisitTo,
                orders::Column::PromisedOn,
                orders::Column::StatusChangedAt,
                orders::Column::CreatedAt,
            ]
            .map(|column| (orders::Entity, column)),
        )
        .expr_as(Expr::col((equipment_types::Entity, equipment_types::Column::Name)), "equipment")
        .expr_as(Expr::col((clients::Entity, clients::Column::Name)), "client")
        .expr_as(Expr::col((client_addresses::Entity, client_addresses::Column::Raw)), "address")
        .expr_as(Expr::col((people::Entity, people::Column::Name)), "master")
        .from(orders::Entity)
        .inner_join(
            equipment_types::Entity,
            order(orders::Column::EquipmentId).equals((equipment_types::Entity, equipment_types::Column::Id)),
        )
        .inner_join(
            clients::Entity,
            order(orders::Column::ClientId).equals((clients::Entity, clients::Column::Id)),
        )
        .inner_join(
            client_addresses::Entity,
            order(orders::Column::AddressId).equals((client_addresses::Entity, client_addresses::Column::Id)),
        )
        .left_join(
            people::Entity,
            order(orders::Column::MasterId).equals((people::Entity, people::Column::Id)),
        )
        .order_by((orders::Entity, orders::Column::Number), Order::Desc)
        .to_owned()
}

fn line(row: LineRow) -> Result<OrderLine, StoreError> {
    let promised_on = row.promised_on.as_deref().map(|text| codec::date("orders.promised_on", text));
    Ok(OrderLine {
        id: OrderId(row.id),
        number: OrderNumber(row.number),
        status: codec::status(&row.status)?,
        equipment: row.equipment,
        client: PersonName::from_stored(row.client),
        address: Address::from_stored(row.address),
        master: row.master.map(PersonName::from_stored),
        visit_from: codec::instant_opt("orders.visit_from", row.visit_from)?,
        visit_to: codec::instant_opt("orders.visit_to", row.visit_to)?,
        promised_on: promised_on.transpose()?,
        status_changed_at: codec::instant("orders.status_changed_at", row.status_changed_at)?,
        created_at: codec::instant("orders.created_at", row.created_at)?,
    })
}

/// How many orders stand where, over all branches, from the counter rows. One query of a few rows.
///
/// # Errors
/// See [`StoreError`].
pub async fn status_counts(tx: &impl Reads) -> Result<StatusCounts, StoreError> {
    let mut counts: StatusCounts = Status::ALL.into_iter().map(|status| (status, 0)).collect();
    for row in status_counts::Entity::find().all(tx.connection()).await? {
        let count =
            u64::try_from(row.count).map_err(|error| StoreError::row("status_counts.count", error))?;
        *counts.entry(codec::status(&row.status)?).or_default() += count;
    }
    Ok(counts)
}

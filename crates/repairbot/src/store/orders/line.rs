//! One line of a list, and the query of lines.

use jiff::{Timestamp, civil::Date};
use repairbot_core::{
    ids::{OrderId, OrderNumber},
    order::Status,
    pii::{Address, PersonName},
};
use sea_orm::{
    ConnectionTrait, FromQueryResult, QueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::store::{
    Reads, StoreError,
    bounded::Bounded,
    codec,
    entity::{client_addresses, clients, equipment_types, orders, people},
};

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

/// Lines of orders, which ones and in which order is the caller's.
pub(in crate::store) fn select_lines() -> SelectStatement {
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
        .to_owned()
}

/// Runs such a query. One statement.
pub(super) async fn lines(tx: &impl Reads, select: &SelectStatement) -> Result<Vec<OrderLine>, StoreError> {
    tx.connection().query_all(&Bounded(select)).await?.iter().map(line).collect()
}

/// One row of such a query.
pub(in crate::store) fn line(row: &QueryResult) -> Result<OrderLine, StoreError> {
    let row = LineRow::from_query_result(row, "")?;
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

//! Orders with the words around them, as tables in a report show them.

use jiff::{Timestamp, civil::Date};
use repairbot_core::{
    ids::{EquipmentId, OrderNumber, PersonId, ReasonId},
    money::Kopecks,
    order::Status,
    phone::Phone,
    pii::{Address, FreeText, PersonName},
};
use sea_orm::{
    ConnectionTrait, FromQueryResult, JoinType, QueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use super::{Place, Walk, behind};
use crate::store::{
    Reads, StoreError,
    bounded::Bounded,
    codec,
    entity::{
        client_addresses, client_phones, clients,
        orders::{self, Column},
        texts,
    },
};

/// One order of a table. A text that was erased is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The company's number.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: Status,
    /// The type of appliance it was written with: it may have become another one since.
    pub equipment: EquipmentId,
    /// The client's name.
    pub client: PersonName,
    /// The client's phone.
    pub phone: Phone,
    /// Where to go.
    pub address: Address,
    /// What is broken.
    pub problem: Option<FreeText>,
    /// Beginning of the visit.
    pub visit_from: Option<Timestamp>,
    /// End of the visit.
    pub visit_to: Option<Timestamp>,
    /// The visit in the client's words.
    pub visit_note: Option<FreeText>,
    /// The promised day of a long repair.
    pub promised_on: Option<Date>,
    /// The master.
    pub master: Option<PersonId>,
    /// Who took the call.
    pub creator: PersonId,
    /// When it was created.
    pub created_at: Timestamp,
    /// Since when it stands where it stands; of one that is over: when it ended.
    pub status_changed_at: Timestamp,
    /// What the client paid in all; `None` unless closed, like the four that follow.
    pub total: Option<Kopecks>,
    /// Materials out of that.
    pub materials: Option<Kopecks>,
    /// The master's share.
    pub master_share: Option<Kopecks>,
    /// The company's share.
    pub company_share: Option<Kopecks>,
    /// Whether it was out of the city, and whether a review was taken.
    pub flags: Option<(bool, bool)>,
    /// What was kept for the diagnostics of a refused one.
    pub fee: Option<Kopecks>,
    /// The picked reason of a refusal, or of the last decline.
    pub reason: Option<ReasonId>,
    /// The same in words.
    pub reason_text: Option<FreeText>,
}

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    status: String,
    equipment_id: i64,
    master_id: Option<i64>,
    created_by: i64,
    created_at: i64,
    status_changed_at: i64,
    visit_from: Option<i64>,
    visit_to: Option<i64>,
    promised_on: Option<String>,
    total: Option<i64>,
    materials: Option<i64>,
    master_share: Option<i64>,
    company_share: Option<i64>,
    out_of_city: Option<bool>,
    review: Option<bool>,
    refusal_fee: Option<i64>,
    reason_id: Option<i64>,
    client: String,
    phone: String,
    address: String,
    problem: Option<String>,
    visit_note: Option<String>,
    reason_text: Option<String>,
}

/// A page of a walk. The page after it follows the place given with it; `None` when it was the last. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn lines(
    tx: &impl Reads,
    walk: &Walk,
    (after, limit): (Option<Place>, u64),
) -> Result<(Vec<ReportLine>, Option<Place>), StoreError> {
    let found = tx.connection().query_all(&Bounded(&select(walk, (after, limit)))).await?;
    let read = |row: &QueryResult| line(Row::from_query_result(row, "")?);
    let lines = found.iter().map(read).collect::<Result<_, _>>()?;
    Ok((lines, behind(&found, limit)?))
}

pub(super) fn select(walk: &Walk, page: (Option<Place>, u64)) -> SelectStatement {
    use orders::Column as O;
    let order = |column: O| Expr::col((orders::Entity, column));
    let mut select = Query::select();
    select
        .columns(OWN.map(|column| (orders::Entity, column)))
        .expr_as(Expr::col((clients::Entity, clients::Column::Name)), "client")
        .expr_as(Expr::col((client_phones::Entity, client_phones::Column::E164)), "phone")
        .expr_as(Expr::col((client_addresses::Entity, client_addresses::Column::Raw)), "address")
        .from(orders::Entity)
        .inner_join(clients::Entity, order(O::ClientId).equals((clients::Entity, clients::Column::Id)))
        .inner_join(
            client_phones::Entity,
            order(O::PhoneId).equals((client_phones::Entity, client_phones::Column::Id)),
        )
        .inner_join(
            client_addresses::Entity,
            order(O::AddressId).equals((client_addresses::Entity, client_addresses::Column::Id)),
        );
    for (alias, column) in
        [("problem", O::ProblemTextId), ("visit_note", O::VisitNoteTextId), ("reason_text", O::ReasonTextId)]
    {
        let name = format!("t_{alias}");
        let same = order(column).equals((name.clone(), texts::Column::Id));
        select.join_as(JoinType::LeftJoin, texts::Entity, name.clone(), same);
        select.expr_as(Expr::col((name, texts::Column::Body)), alias);
    }
    walk.page(&mut select, page);
    select
}

/// What is read of the order's own row.
const OWN: [Column; 18] = [
    Column::Number,
    Column::Status,
    Column::EquipmentId,
    Column::MasterId,
    Column::CreatedBy,
    Column::CreatedAt,
    Column::StatusChangedAt,
    Column::VisitFrom,
    Column::VisitTo,
    Column::PromisedOn,
    Column::Total,
    Column::Materials,
    Column::MasterShare,
    Column::CompanyShare,
    Column::OutOfCity,
    Column::Review,
    Column::RefusalFee,
    Column::ReasonId,
];

fn line(row: Row) -> Result<ReportLine, StoreError> {
    let phone = Phone::from_e164(&row.phone);
    let promised_on = row.promised_on.as_deref().map(|text| codec::date("orders.promised_on", text));
    let text = |text: Option<String>| text.map(FreeText::from_stored);
    Ok(ReportLine {
        number: OrderNumber(row.number),
        status: codec::status(&row.status)?,
        equipment: EquipmentId(row.equipment_id),
        client: PersonName::from_stored(row.client),
        phone: phone.map_err(|error| StoreError::row("client_phones.e164", error))?,
        address: Address::from_stored(row.address),
        problem: text(row.problem),
        visit_from: codec::instant_opt("orders.visit_from", row.visit_from)?,
        visit_to: codec::instant_opt("orders.visit_to", row.visit_to)?,
        visit_note: text(row.visit_note),
        promised_on: promised_on.transpose()?,
        master: row.master_id.map(PersonId),
        creator: PersonId(row.created_by),
        created_at: codec::instant("orders.created_at", row.created_at)?,
        status_changed_at: codec::instant("orders.status_changed_at", row.status_changed_at)?,
        total: row.total.map(Kopecks),
        materials: row.materials.map(Kopecks),
        master_share: row.master_share.map(Kopecks),
        company_share: row.company_share.map(Kopecks),
        flags: row.out_of_city.zip(row.review),
        fee: row.refusal_fee.map(Kopecks),
        reason: row.reason_id.map(ReasonId),
        reason_text: text(row.reason_text),
    })
}

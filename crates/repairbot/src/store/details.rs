//! What orders say, in words.

use repairbot_core::{
    ids::TextId,
    order::Details,
    phone::Phone,
    pii::{Address, FreeText, PersonName},
};
use sea_orm::{
    ConnectionTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait, Query, SimpleExpr},
};

use super::{
    Reads, StoreError,
    entity::{client_addresses, client_phones, clients, equipment_types, texts},
};

/// What an order says, or said. Erased texts are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The label of the appliance type.
    pub equipment: String,
    /// What is broken.
    pub problem: Option<FreeText>,
    /// The client's name.
    pub client: PersonName,
    /// The phone to call.
    pub phone: Phone,
    /// Where to go.
    pub address: Address,
    /// Remarks of the office.
    pub notes: Option<FreeText>,
    /// When, in the client's words.
    pub visit_note: Option<FreeText>,
}

#[derive(FromQueryResult)]
struct Row {
    equipment: String,
    client: String,
    phone: String,
    address: String,
    problem: Option<String>,
    notes: Option<String>,
    visit_note: Option<String>,
}

/// The words of these details. One query.
///
/// # Errors
/// `Damaged` when a row they name is not there.
pub async fn words(tx: &impl Reads, details: &Details) -> Result<Words, StoreError> {
    let row = tx.connection().query_one(&select(details)).await?;
    let row = row.ok_or_else(|| StoreError::row("orders", "it names rows that are not there"))?;
    let row = Row::from_query_result(&row, "")?;
    let phone = Phone::from_e164(&row.phone);
    Ok(Words {
        equipment: row.equipment,
        problem: row.problem.map(FreeText::from_stored),
        client: PersonName::from_stored(row.client),
        phone: phone.map_err(|error| StoreError::row("client_phones.e164", error))?,
        address: Address::from_stored(row.address),
        notes: row.notes.map(FreeText::from_stored),
        visit_note: row.visit_note.map(FreeText::from_stored),
    })
}

/// The body of a text, if there is one.
fn body(text: Option<TextId>) -> SimpleExpr {
    let id = Expr::col((texts::Entity, texts::Column::Id));
    let body = Query::select()
        .column((texts::Entity, texts::Column::Body))
        .from(texts::Entity)
        .and_where(id.eq(text.map(|text| text.0)))
        .to_owned();
    SimpleExpr::SubQuery(None, Box::new(body.into()))
}

fn select(details: &Details) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .expr_as(Expr::col((equipment_types::Entity, equipment_types::Column::Name)), "equipment")
        .expr_as(Expr::col((clients::Entity, clients::Column::Name)), "client")
        .expr_as(Expr::col((client_phones::Entity, client_phones::Column::E164)), "phone")
        .expr_as(Expr::col((client_addresses::Entity, client_addresses::Column::Raw)), "address")
        .expr_as(body(Some(details.problem)), "problem")
        .expr_as(body(details.notes), "notes")
        .expr_as(body(details.visit.and_then(|visit| visit.note)), "visit_note")
        .from(equipment_types::Entity)
        .from(clients::Entity)
        .from(client_phones::Entity)
        .from(client_addresses::Entity)
        .and_where(Expr::col((equipment_types::Entity, equipment_types::Column::Id)).eq(details.equipment.0))
        .and_where(Expr::col((clients::Entity, clients::Column::Id)).eq(details.client.0))
        .and_where(Expr::col((client_phones::Entity, client_phones::Column::Id)).eq(details.phone.0))
        .and_where(Expr::col((client_addresses::Entity, client_addresses::Column::Id)).eq(details.address.0))
        .to_owned()
}

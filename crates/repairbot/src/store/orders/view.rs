//! An order with the words around it: what a card is rendered from.

use jiff::Timestamp;
use repairbot_core::{
    ids::{ChatId, OrderId, OrderNumber},
    order::Order,
    phone::Phone,
    pii::{Address, FreeText, PersonName},
};
use sea_orm::{
    ConnectionTrait, FromQueryResult, Iterable, QueryResult,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr},
};

use crate::store::{
    Reads, StoreError, codec,
    entity::{
        attachments, client_addresses, client_phones, clients, equipment_types, orders, people, reasons,
        texts,
    },
};

/// An order with the words around it. A text that was erased is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// The company's number.
    pub number: OrderNumber,
    /// The opaque id for links.
    pub public_id: String,
    /// Code of the appliance type.
    pub equipment_code: String,
    /// Its label.
    pub equipment_name: String,
    /// The client's name.
    pub client_name: PersonName,
    /// The client's phone.
    pub phone: Phone,
    /// Where to go.
    pub address: Address,
    /// What is broken.
    pub problem: Option<FreeText>,
    /// Remarks of the office.
    pub notes: Option<FreeText>,
    /// When, in the client's words.
    pub visit_note: Option<FreeText>,
    /// The picked reason's label.
    pub reason_name: Option<String>,
    /// The reason in words.
    pub reason_text: Option<FreeText>,
    /// Parts of a long repair.
    pub parts: Option<FreeText>,
    /// Why it was deleted.
    pub deletion_reason: Option<FreeText>,
    /// The master's name.
    pub master_name: Option<PersonName>,
    /// The master's work group.
    pub work_chat: Option<ChatId>,
    /// Who took the call.
    pub creator_name: PersonName,
    /// The order this one repeats.
    pub parent: Option<ParentOrder>,
    /// How much is attached to it.
    pub attachments: u64,
}

/// The order that another one repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParentOrder {
    /// The company's number.
    pub number: OrderNumber,
    /// Until when its repair is under warranty.
    pub warranty_until: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct Words {
    v_equipment_code: String,
    v_equipment_name: String,
    v_client_name: String,
    v_phone: String,
    v_address: String,
    v_problem: Option<String>,
    v_notes: Option<String>,
    v_visit_note: Option<String>,
    v_reason_name: Option<String>,
    v_reason_text: Option<String>,
    v_parts: Option<String>,
    v_deletion: Option<String>,
    v_master_name: Option<String>,
    v_work_chat: Option<i64>,
    v_creator_name: String,
    v_parent_number: Option<i64>,
    v_parent_warranty: Option<i64>,
    v_attachments: i64,
}

/// The order with the words around it, deleted or not, for whoever renders it. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn view(tx: &impl Reads, id: OrderId) -> Result<Option<OrderView>, StoreError> {
    Ok(views(tx, &[id]).await?.pop())
}

/// The same of several orders, in no order; unknown ones are left out. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn views(tx: &impl Reads, ids: &[OrderId]) -> Result<Vec<OrderView>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.connection().query_all(&select(ids)).await?.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<OrderView, StoreError> {
    let order = orders::Model::from_query_result(row, "")?;
    let words = Words::from_query_result(row, "")?;
    let phone = Phone::from_e164(&words.v_phone);
    let text = |text: Option<String>| text.map(FreeText::from_stored);
    let warranty_until = codec::instant_opt("orders.warranty_until", words.v_parent_warranty)?;
    let parent = words.v_parent_number.map(OrderNumber);
    Ok(OrderView {
        number: OrderNumber(order.number),
        public_id: order.public_id.clone(),
        order: codec::order(order)?,
        equipment_code: words.v_equipment_code,
        equipment_name: words.v_equipment_name,
        client_name: PersonName::from_stored(words.v_client_name),
        phone: phone.map_err(|error| StoreError::row("client_phones.e164", error))?,
        address: Address::from_stored(words.v_address),
        problem: text(words.v_problem),
        notes: text(words.v_notes),
        visit_note: text(words.v_visit_note),
        reason_name: words.v_reason_name,
        reason_text: text(words.v_reason_text),
        parts: text(words.v_parts),
        deletion_reason: text(words.v_deletion),
        master_name: words.v_master_name.map(PersonName::from_stored),
        work_chat: words.v_work_chat.map(ChatId),
        creator_name: PersonName::from_stored(words.v_creator_name),
        parent: parent.map(|number| ParentOrder { number, warranty_until }),
        attachments: u64::try_from(words.v_attachments).map_err(|error| StoreError::row("count", error))?,
    })
}

fn select(ids: &[OrderId]) -> SelectStatement {
    use orders::Column as O;
    let order = |column: O| Expr::col((orders::Entity, column));
    let mut select = Query::select();
    select
        .columns(O::iter().map(|column| (orders::Entity, column)))
        .from(orders::Entity)
        .and_where(order(O::Id).is_in(ids.iter().map(|id| id.0)))
        // The type the order was written with, and the one it is by now.
        .join_as(
            sea_orm::JoinType::InnerJoin,
            equipment_types::Entity,
            "written",
            order(O::EquipmentId).equals(("written", equipment_types::Column::Id)),
        )
        .inner_join(
            equipment_types::Entity,
            Expr::col((equipment_types::Entity, equipment_types::Column::Id)).eq(Func::coalesce([
                Expr::col(("written", equipment_types::Column::MergedInto)),
                Expr::col(("written", equipment_types::Column::Id)),
            ])),
        )
        .inner_join(clients::Entity, order(O::ClientId).equals((clients::Entity, clients::Column::Id)))
        .inner_join(
            client_phones::Entity,
            order(O::PhoneId).equals((client_phones::Entity, client_phones::Column::Id)),
        )
        .inner_join(
            client_addresses::Entity,
            order(O::AddressId).equals((client_addresses::Entity, client_addresses::Column::Id)),
        )
        .left_join(reasons::Entity, order(O::ReasonId).equals((reasons::Entity, reasons::Column::Id)))
        .expr_as(Expr::col((equipment_types::Entity, equipment_types::Column::Code)), "v_equipment_code")
        .expr_as(Expr::col((equipment_types::Entity, equipment_types::Column::Name)), "v_equipment_name")
        .expr_as(Expr::col((clients::Entity, clients::Column::Name)), "v_client_name")
        .expr_as(Expr::col((client_phones::Entity, client_phones::Column::E164)), "v_phone")
        .expr_as(Expr::col((client_addresses::Entity, client_addresses::Column::Raw)), "v_address")
        .expr_as(Expr::col((reasons::Entity, reasons::Column::Name)), "v_reason_name");
    join_texts(&mut select);
    join_orders(&mut select);
    join_people(&mut select);
    select
}

fn join_texts(select: &mut SelectStatement) {
    let joins = [
        ("problem", orders::Column::ProblemTextId, "v_problem"),
        ("notes", orders::Column::NotesTextId, "v_notes"),
        ("visit_note", orders::Column::VisitNoteTextId, "v_visit_note"),
        ("reason_text", orders::Column::ReasonTextId, "v_reason_text"),
        ("parts", orders::Column::PartsTextId, "v_parts"),
        ("deletion", orders::Column::DeletionTextId, "v_deletion"),
    ];
    for (alias, column, name) in joins {
        let same = Expr::col((orders::Entity, column)).equals((alias, texts::Column::Id));
        select.join_as(sea_orm::JoinType::LeftJoin, texts::Entity, alias, same);
        select.expr_as(Expr::col((alias, texts::Column::Body)), name);
    }
}

fn join_orders(select: &mut SelectStatement) {
    let parent =
        Expr::col((orders::Entity, orders::Column::ParentOrderId)).equals(("parent", orders::Column::Id));
    let attached = Query::select()
        .expr(Expr::col((attachments::Entity, attachments::Column::Id)).count())
        .from(attachments::Entity)
        .and_where(
            Expr::col((attachments::Entity, attachments::Column::OrderId))
                .equals((orders::Entity, orders::Column::Id)),
        )
        .to_owned();
    select
        .join_as(sea_orm::JoinType::LeftJoin, orders::Entity, "parent", parent)
        .expr_as(Expr::col(("parent", orders::Column::Number)), "v_parent_number")
        .expr_as(Expr::col(("parent", orders::Column::WarrantyUntil)), "v_parent_warranty")
        .expr_as(SimpleExpr::SubQuery(None, Box::new(attached.into())), "v_attachments");
}

fn join_people(select: &mut SelectStatement) {
    for (alias, column) in [("master", orders::Column::MasterId), ("creator", orders::Column::CreatedBy)] {
        let same = Expr::col((orders::Entity, column)).equals((alias, people::Column::Id));
        select.join_as(sea_orm::JoinType::LeftJoin, people::Entity, alias, same);
    }
    select
        .expr_as(Expr::col(("master", people::Column::Name)), "v_master_name")
        .expr_as(Expr::col(("master", people::Column::WorkChatId)), "v_work_chat")
        .expr_as(Expr::col(("creator", people::Column::Name)), "v_creator_name");
}

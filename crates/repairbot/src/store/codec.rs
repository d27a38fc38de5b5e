//! Between the types of `core` and what columns hold.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date};
use repairbot_core::{
    ids::{
        AddressId, BranchId, ClientId, ClientPhoneId, EquipmentId, OrderId, OrderVersion, PersonId, RatesId,
        ReasonId, TextId,
    },
    money::{Kopecks, PaymentMethod},
    order::{
        Basis, Deletion, LongRepair, Order, Reason, Recorded, RefusalOutcome, Settlement, Status, Visit,
    },
    split::Breakdown,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    StoreError,
    entity::{order_events, orders},
};

/// The version of the event payloads written now.
const EVENT_SCHEMA: i32 = 1;

pub(super) fn instant(column: &str, millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|error| StoreError::row(column, error))
}

pub(super) fn instant_opt(column: &str, millis: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    millis.map(|millis| instant(column, millis)).transpose()
}

pub(super) fn date(column: &str, text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|error| StoreError::row(column, error))
}

pub(super) fn status(code: &str) -> Result<Status, StoreError> {
    Status::from_code(code).ok_or_else(|| StoreError::row("status", code))
}

/// The name under which serde knows a variant without data.
pub(super) fn code_of<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value).map_err(StoreError::other)? {
        serde_json::Value::String(code) => Ok(code),
        other => Err(StoreError::row("code", other)),
    }
}

/// The variant serde knows under this name.
pub(super) fn from_code<T: DeserializeOwned>(column: &str, code: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(code)).map_err(|error| StoreError::row(column, error))
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::other)
}

/// What JSON says. An error tells what is wrong and where, and quotes nothing: the column may hold personal data.
pub(super) fn from_json<T: DeserializeOwned>(column: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| {
        let (category, line, at) = (error.classify(), error.line(), error.column());
        StoreError::row(column, format_args!("JSON error ({category:?}) at line {line}, column {at}"))
    })
}

/// The identity of an order outside its events.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) number: i64,
    pub(super) public_id: String,
}

/// The row of an order. Columns that no event moves (appliance...) are empty.
pub(super) fn order_row(order: &Order, identity: Identity) -> Result<orders::Model, StoreError> {
    let settled = order.settlement.as_ref();
    Ok(orders::Model {
        id: order.id.0,
        number: identity.number,
        public_id: identity.public_id,
        version: order.version.0,
        status: order.status.code().to_owned(),
        branch_id: order.branch.0,
        kind: code_of(&order.kind)?,
        parent_order_id: order.parent.map(|id| id.0),
        equipment_id: order.equipment.0,
        appliance_id: None,
        lead_source_id: None,
        client_id: order.client.0,
        phone_id: order.phone.0,
        address_id: order.address.0,
        problem_text_id: order.problem.0,
        notes_text_id: order.notes.map(|id| id.0),
        visit_from: order.visit.and_then(|visit| visit.from).map(Timestamp::as_millisecond),
        visit_to: order.visit.and_then(|visit| visit.to).map(Timestamp::as_millisecond),
        visit_note_text_id: order.visit.and_then(|visit| visit.note).map(|id| id.0),
        master_id: order.master.map(|id| id.0),
        created_by: order.created_by.0,
        created_at: order.created_at.as_millisecond(),
        assigned_at: order.assigned_at.map(Timestamp::as_millisecond),
        accepted_at: order.accepted_at.map(Timestamp::as_millisecond),
        onsite_at: order.onsite_at.map(Timestamp::as_millisecond),
        closed_at: order.closed_at.map(Timestamp::as_millisecond),
        status_changed_at: order.status_changed_at.as_millisecond(),
        deleted_at: order.deletion.map(|deletion| deletion.at.as_millisecond()),
        promised_on: order.long_repair.map(|repair| repair.promised_on.to_string()),
        warranty_until: order.warranty_until.map(Timestamp::as_millisecond),
        parts_text_id: order.long_repair.and_then(|repair| repair.parts).map(|id| id.0),
        reason_id: order.reason.and_then(|reason| reason.picked).map(|id| id.0),
        reason_text_id: order.reason.and_then(|reason| reason.text).map(|id| id.0),
        outcome: None,
        prepayment: order.prepayment.0,
        refusal_fee: order.refusal.map(|refusal| refusal.fee.0),
        refusal_refunded: order.refusal.map(|refusal| refusal.refunded.0),
        total: settled.map(|settled| settled.total.0),
        materials: settled.map(|settled| settled.materials.0),
        collected: settled.map(|settled| settled.collected.0),
        payment_method: settled.map(|settled| settled.payment.code().to_owned()),
        master_share: settled.map(|settled| settled.breakdown.master.0),
        company_share: settled.map(|settled| settled.breakdown.company.0),
        review: settled.map(|settled| settled.review),
        out_of_city: settled.map(|settled| settled.out_of_city),
        breakdown: settled.map(|settled| to_json(&Split::of(settled))).transpose()?,
        client_waiting_at: order.client_waiting_at.map(Timestamp::as_millisecond),
        comment_count: i64::from(order.comments),
        deletion_text_id: order.deletion.map(|deletion| deletion.reason.0),
        reschedule_count: i64::from(order.reschedules),
        last_rescheduled_at: order.last_rescheduled_at.map(Timestamp::as_millisecond),
    })
}

/// The order a row holds.
pub(super) fn order(row: orders::Model) -> Result<Order, StoreError> {
    let visit = visit(&row)?;
    let reason = reason(&row);
    let long_repair = long_repair(&row)?;
    let refusal = refusal(&row);
    let settlement = settlement(&row)?;
    let deletion = deletion(&row)?;
    let comments = u32::try_from(row.comment_count);
    let reschedules = u32::try_from(row.reschedule_count);
    Ok(Order {
        id: OrderId(row.id),
        version: OrderVersion(row.version),
        status: status(&row.status)?,
        branch: BranchId(row.branch_id),
        kind: from_code("orders.kind", row.kind)?,
        parent: row.parent_order_id.map(OrderId),
        equipment: EquipmentId(row.equipment_id),
        client: ClientId(row.client_id),
        phone: ClientPhoneId(row.phone_id),
        address: AddressId(row.address_id),
        problem: TextId(row.problem_text_id),
        notes: row.notes_text_id.map(TextId),
        visit,
        master: row.master_id.map(PersonId),
        created_by: PersonId(row.created_by),
        created_at: instant("orders.created_at", row.created_at)?,
        assigned_at: instant_opt("orders.assigned_at", row.assigned_at)?,
        accepted_at: instant_opt("orders.accepted_at", row.accepted_at)?,
        onsite_at: instant_opt("orders.onsite_at", row.onsite_at)?,
        closed_at: instant_opt("orders.closed_at", row.closed_at)?,
        warranty_until: instant_opt("orders.warranty_until", row.warranty_until)?,
        status_changed_at: instant("orders.status_changed_at", row.status_changed_at)?,
        long_repair,
        prepayment: Kopecks(row.prepayment),
        reason,
        refusal,
        settlement,
        client_waiting_at: instant_opt("orders.client_waiting_at", row.client_waiting_at)?,
        comments: comments.map_err(|error| StoreError::row("orders.comment_count", error))?,
        deletion,
        reschedules: reschedules.map_err(|error| StoreError::row("orders.reschedule_count", error))?,
        last_rescheduled_at: instant_opt("orders.last_rescheduled_at", row.last_rescheduled_at)?,
    })
}

fn visit(row: &orders::Model) -> Result<Option<Visit>, StoreError> {
    let from = instant_opt("orders.visit_from", row.visit_from)?;
    let to = instant_opt("orders.visit_to", row.visit_to)?;
    let note = row.visit_note_text_id.map(TextId);
    let named = from.is_some() || to.is_some() || note.is_some();
    Ok(named.then_some(Visit { from, to, note }))
}

fn reason(row: &orders::Model) -> Option<Reason> {
    let (picked, text) = (row.reason_id.map(ReasonId), row.reason_text_id.map(TextId));
    (picked.is_some() || text.is_some()).then_some(Reason { picked, text })
}

fn long_repair(row: &orders::Model) -> Result<Option<LongRepair>, StoreError> {
    let Some(promised_on) = &row.promised_on else { return Ok(None) };
    let promised_on = date("orders.promised_on", promised_on)?;
    Ok(Some(LongRepair { promised_on, parts: row.parts_text_id.map(TextId) }))
}

fn deletion(row: &orders::Model) -> Result<Option<Deletion>, StoreError> {
    let Some(at) = instant_opt("orders.deleted_at", row.deleted_at)? else { return Ok(None) };
    let missing = || StoreError::row("orders", format!("{} is deleted without a reason", row.id));
    Ok(Some(Deletion { at, reason: row.deletion_text_id.map(TextId).ok_or_else(missing)? }))
}

fn refusal(row: &orders::Model) -> Option<RefusalOutcome> {
    let (fee, refunded) = (row.refusal_fee?, row.refusal_refunded?);
    Some(RefusalOutcome { fee: Kopecks(fee), refunded: Kopecks(refunded) })
}

fn settlement(row: &orders::Model) -> Result<Option<Settlement>, StoreError> {
    let Some(total) = row.total else { return Ok(None) };
    let missing =
        |column: &str| StoreError::row("orders", format!("{} has a total, but no {column}", row.id));
    let payment = row.payment_method.as_deref().and_then(PaymentMethod::from_code);
    let breakdown = row.breakdown.as_deref().ok_or_else(|| missing("breakdown"))?;
    let split: Split = from_json("orders.breakdown", breakdown)?;
    Ok(Some(Settlement {
        total: Kopecks(total),
        materials: Kopecks(row.materials.ok_or_else(|| missing("materials"))?),
        payment: payment.ok_or_else(|| missing("payment_method"))?,
        review: row.review.ok_or_else(|| missing("review"))?,
        out_of_city: row.out_of_city.ok_or_else(|| missing("out_of_city"))?,
        collected: Kopecks(row.collected.ok_or_else(|| missing("collected"))?),
        breakdown: split.breakdown.into_owned(),
        basis: split.basis.map(Cow::into_owned),
    }))
}

/// The split of a closed order as its row has it: the breakdown, and what it was computed from.
#[derive(Serialize, Deserialize)]
struct Split<'a> {
    #[serde(flatten)]
    breakdown: Cow<'a, Breakdown>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<Cow<'a, Basis>>,
}

impl<'a> Split<'a> {
    fn of(settlement: &'a Settlement) -> Self {
        let basis = settlement.basis.as_ref().map(Cow::Borrowed);
        Self { breakdown: Cow::Borrowed(&settlement.breakdown), basis }
    }
}

/// The version of the rates that the breakdown of a closed order names.
pub(super) fn rates_of(breakdown: &str) -> Result<Option<RatesId>, StoreError> {
    let split: Split<'_> = from_json("orders.breakdown", breakdown)?;
    Ok(split.basis.map(|basis| basis.rates))
}

/// The row of an event.
pub(super) fn event_row(recorded: &Recorded) -> Result<order_events::Model, StoreError> {
    let payload = serde_json::to_value(&recorded.event).map_err(StoreError::other)?;
    let event_type = payload.get("type").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Ok(order_events::Model {
        order_id: recorded.order.0,
        version: recorded.version.0,
        event_type,
        schema_version: EVENT_SCHEMA,
        payload: payload.to_string(),
        by_person: recorded.by.0,
        on_behalf_of: recorded.on_behalf_of.map(|person| person.0),
        at: recorded.at.as_millisecond(),
    })
}

/// The event a row holds.
pub(super) fn recorded(row: order_events::Model) -> Result<Recorded, StoreError> {
    if row.schema_version != EVENT_SCHEMA {
        return Err(StoreError::row("order_events.schema_version", row.schema_version));
    }
    Ok(Recorded {
        order: OrderId(row.order_id),
        version: OrderVersion(row.version),
        event: from_json("order_events.payload", &row.payload)?,
        by: PersonId(row.by_person),
        on_behalf_of: row.on_behalf_of.map(PersonId),
        at: instant("order_events.at", row.at)?,
    })
}

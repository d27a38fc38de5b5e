//! The audit trail: what is not an order's event (rights, catalogues, settings, refused access), and both together for
//! who looks at it.

pub(super) mod trail;

use jiff::Timestamp;
use repairbot_core::{
    audit::{Audited, Denied},
    ids::{OrderId, PersonId},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};

use super::{StoreError, WriteTx, codec, entity::audit};

pub use trail::{Doing, TrailLine, TrailQuery, staff, trail};

/// What refused access is written as: this and the name of what was asked for.
pub(super) const DENIED: &str = "denied:";

/// One line of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: PersonId,
    /// What: a stable name.
    pub action: String,
    /// About which order.
    pub order: Option<OrderId>,
    /// Details as JSON, with ids and never personal data.
    pub details: Option<String>,
}

/// Adds a line about something that was done to the company.
///
/// # Errors
/// See [`StoreError`].
pub async fn note(
    tx: &WriteTx,
    (person, at): (PersonId, Timestamp),
    what: &Audited,
) -> Result<(), StoreError> {
    let (action, details) = (what.code().to_owned(), Some(codec::to_json(what)?));
    add(tx, &AuditEntry { at, person, action, order: None, details }).await
}

/// Adds a line about something that was refused for want of rights.
///
/// # Errors
/// See [`StoreError`].
pub async fn denied(
    tx: &WriteTx,
    (person, at): (PersonId, Timestamp),
    what: Denied,
) -> Result<(), StoreError> {
    let action = format!("{DENIED}{}", what.code());
    add(tx, &AuditEntry { at, person, action, order: None, details: None }).await
}

/// Adds a line as it is stored: what is written by [`note`] and [`denied`], and what other releases wrote.
///
/// # Errors
/// See [`StoreError`].
pub async fn add(tx: &WriteTx, entry: &AuditEntry) -> Result<(), StoreError> {
    let row = audit::ActiveModel {
        id: NotSet,
        at: Set(entry.at.as_millisecond()),
        person_id: Set(entry.person.0),
        action: Set(entry.action.clone()),
        order_id: Set(entry.order.map(|order| order.0)),
        details: Set(entry.details.clone()),
    };
    audit::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

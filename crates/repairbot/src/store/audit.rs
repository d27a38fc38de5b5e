//! The audit trail of what is not an order's event: rights, settings, refused access, corrections.

use jiff::Timestamp;
use repairbot_core::ids::{OrderId, PersonId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};

use super::{StoreError, WriteTx, entity::audit};

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

/// Adds a line.
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

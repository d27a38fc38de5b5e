//! Conditions of queries that partial indexes serve.
//!
//! A partial index is used only by a query whose condition repeats the index's condition word for word, with
//! literals and not parameters. The migrations have them written out, as a released migration never changes; the tests
//! of `store::frozen` see to it that both are the same.

use sea_orm::sea_query::{Expr, SimpleExpr};

/// Outbox rows that still wait for something.
pub(super) const UNSENT: &str = "state IN ('pending', 'claimed')";
/// Outbox rows nobody is sending.
pub(super) const PENDING: &str = "state = 'pending'";
/// Outbox rows that were given up.
pub(super) const DEAD: &str = "state = 'dead'";
/// Outbox rows that are done with.
pub(super) const SETTLED: &str = "state IN ('sent', 'dead')";

/// Deleted orders.
pub(super) const DELETED: &str = "deleted_at IS NOT NULL";

/// Applications and hand-ins that wait for an answer.
pub(super) const UNANSWERED: &str = "state = 'open'";

/// Outbox rows that tell of an order's event.
pub(super) const TOLD: &str = "told_version IS NOT NULL";

/// Orders that are neither over nor deleted, as the indexes of the lists have it: see `m0011_lists`.
pub(super) const OPEN: &str = "status NOT IN ('CLOSED', 'REFUSED') AND deleted_at IS NULL";
/// Open orders that are due when their visit should be over, as the indexes of what is due have it: see `m0016_due`.
pub(super) const VISITED: &str = "status NOT IN ('CLOSED', 'REFUSED', 'DR') AND deleted_at IS NULL";
/// Open orders that are due by their promised day: long repairs.
pub(super) const PROMISED: &str =
    "status NOT IN ('CLOSED', 'REFUSED', 'NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE') AND deleted_at IS NULL";
/// When a visit should be over, as the indexes of what is due have it.
pub(super) const VISIT: &str = "COALESCE(visit_to, visit_from)";

/// [`OPEN`] as a condition.
pub(super) fn active_orders() -> SimpleExpr {
    Expr::cust(OPEN)
}

/// Timers that wait for their next step.
pub(super) const WAITING_TIMER: &str = "state = 'pending'";
/// Reminders that are to be sent at some moment.
pub(super) const OWED: &str = "owed_at IS NOT NULL";

/// Orders that were not deleted, as the indexes of the lists have it.
pub(super) const PRESENT: &str = "deleted_at IS NULL";
/// Orders that are over, for reports: see `m0024_reports`.
pub(super) const CLOSED: &str =
    "status NOT IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR', 'REFUSED') AND deleted_at IS NULL";
/// The same of refused ones.
pub(super) const REFUSED: &str =
    "status NOT IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR', 'CLOSED') AND deleted_at IS NULL";
/// The same of both.
pub(super) const OVER: &str =
    "status NOT IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR') AND deleted_at IS NULL";

/// Ids in one statement at most: SQLite takes no more than 32,766 parameters.
pub(super) const IDS_AT_ONCE: usize = 10_000;

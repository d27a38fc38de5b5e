//! Conditions of queries that partial indexes serve.
//!
//! A partial index is used only by a query whose condition repeats the index's condition word for word, with
//! literals and not parameters. The migrations have them written out, as a released migration never changes; the tests
//! of `store::frozen` see to it that both are the same.

use repairbot_core::order::Status;
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

/// Orders that are neither over nor deleted.
pub(super) fn active_orders() -> SimpleExpr {
    Expr::cust(active_orders_sql(""))
}

/// The same with the columns qualified, e.g. by `"o."`. A list of what is wanted, not of what isn't, so that the
/// index on master and status serves it too.
pub(super) fn active_orders_sql(prefix: &str) -> String {
    let active: Vec<String> = Status::ALL
        .into_iter()
        .filter(|status| !status.is_final())
        .map(|status| format!("'{}'", status.code()))
        .collect();
    format!("{prefix}status IN ({}) AND {prefix}deleted_at IS NULL", active.join(", "))
}

//! What a store counts about its own work.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::metrics::Metrics;

/// Counters of one store, shared by its clones and its transactions.
#[derive(Debug, Default)]
pub(super) struct Counted {
    statements: AtomicU64,
    commits: AtomicU64,
    /// Who else wants to know, if anybody.
    metrics: OnceLock<Metrics>,
}

impl Counted {
    /// Tells these metrics from now on.
    pub(super) fn tell(&self, metrics: Metrics) {
        // A store has one desk: a second one would count twice.
        let _ = self.metrics.set(metrics);
    }

    /// Who is told.
    pub(super) fn metrics(&self) -> Option<&Metrics> {
        self.metrics.get()
    }

    /// A statement was run.
    pub(super) fn statement(&self, sql: &str, took: Duration) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if let Some(metrics) = self.metrics.get() {
            metrics.query(sql, took);
        }
    }

    /// A transaction was committed that created so many orders.
    pub(super) fn commit(&self, created: u64) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        if let Some(metrics) = self.metrics.get() {
            metrics.created(created);
        }
    }

    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

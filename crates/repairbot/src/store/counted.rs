//! What a store counts about its own work.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::metrics::Metrics;

/// Counters of one store, shared by its clones and its transactions.
#[derive(Debug, Default)]
pub(super) struct Counted {
    statements: AtomicU64,
    commits: AtomicU64,
    /// Whether something was erased, and the file was not written anew since.
    erased: AtomicBool,
    /// Whether nothing that was erased can be in the log any more.
    wiped: AtomicBool,
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

    /// Something was erased.
    pub(super) fn erased(&self) {
        self.erased.store(true, Ordering::Release);
        self.wiped.store(false, Ordering::Release);
    }

    /// Whether something was erased since this was asked last.
    pub(super) fn take_erased(&self) -> bool {
        self.erased.swap(false, Ordering::AcqRel)
    }

    /// The log was cut off.
    pub(super) fn wiped(&self) {
        self.wiped.store(true, Ordering::Release);
    }

    pub(super) fn is_wiped(&self) -> bool {
        self.wiped.load(Ordering::Acquire)
    }

    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

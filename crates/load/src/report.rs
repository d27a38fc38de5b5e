//! What was measured, as the rows of a Markdown table.

use std::fmt;
use std::time::Duration;

use crate::{
    Failure,
    measure::{Usage, percentile},
    town::Steps,
};

/// The table's head.
pub const HEAD: &str = "| | people | answers | updates/s | orders | orders/s | p50 | p95 | p99 | statements | commits | \
    processor | memory | idle | start |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

/// What people and desk did in the time that counts.
#[derive(Debug)]
pub struct Worked {
    answers: usize,
    orders: u64,
    /// Answered actions per second.
    pub updates_per_second: f64,
    orders_per_second: f64,
    /// From an action to its answer: the median, and the values below which 95 and 99 of a hundred are.
    waited: [Duration; 3],
    statements_per_update: f64,
    commits_per_update: f64,
    cpu_ms_per_update: f64,
    /// How much of one core the desk used.
    cores: f64,
    resident_kb: u64,
}

impl Worked {
    /// Of these steps, with what the desk had used before and after.
    pub fn of(steps: Steps, (before, after): (Usage, Usage), took: Duration) -> Result<Self, Failure> {
        let Steps { mut waited, orders } = steps;
        waited.sort_unstable();
        let (seconds, updates) = (took.as_secs_f64(), waited.len() as f64);
        let per_update = |what: u64| what as f64 / updates.max(1.0);
        let cpu_ms = after.cpu_ms - before.cpu_ms;
        let at = |share| percentile(&waited, share);
        Ok(Self {
            answers: waited.len(),
            orders,
            updates_per_second: updates / seconds,
            orders_per_second: orders as f64 / seconds,
            waited: [at(0.5)?, at(0.95)?, at(0.99)?],
            statements_per_update: per_update(after.statements - before.statements),
            commits_per_update: per_update(after.commits - before.commits),
            cpu_ms_per_update: per_update(cpu_ms),
            cores: cpu_ms as f64 / seconds / 1000.0,
            resident_kb: after.resident_kb,
        })
    }
}

/// One run.
#[derive(Debug)]
pub struct Row {
    /// The database, or what stood in for the desk.
    pub what: String,
    /// How many people worked.
    pub people: usize,
    /// From the start of the process to its first answer.
    pub start: Option<Duration>,
    /// What the process had used then.
    pub idle: Option<Usage>,
    /// What was done.
    pub worked: Worked,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, people, start, idle, worked } = self;
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let mb = |kb: u64| kb as f64 / 1024.0;
        let [p50, p95, p99] = worked.waited.map(ms);
        write!(f, "| {what} | {people} | {} | {:.0} ", worked.answers, worked.updates_per_second)?;
        write!(f, "| {} ", worked.orders)?;
        write!(f, "| {:.1} | {p50:.1} ms | {p95:.1} ms | {p99:.1} ms ", worked.orders_per_second)?;
        write!(f, "| {:.1} | {:.2} ", worked.statements_per_update, worked.commits_per_update)?;
        write!(f, "| {:.2} ms, {:.0} % ", worked.cpu_ms_per_update, worked.cores * 100.0)?;
        write!(f, "| {:.0} MB ", mb(worked.resident_kb))?;
        match idle {
            Some(idle) => write!(f, "| {:.0} MB ", mb(idle.resident_kb))?,
            None => write!(f, "| ")?,
        }
        match start {
            Some(start) => write!(f, "| {:.0} ms |", ms(*start)),
            None => write!(f, "| |"),
        }
    }
}

//! How fast people act in all.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// Turns, evenly spread over time; without a pace everybody's turn is now.
#[derive(Debug)]
pub struct Pace {
    every: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// So many turns per second.
    pub fn new(per_second: Option<f64>) -> Self {
        let every = per_second.filter(|rate| *rate > 0.0).map(|rate| Duration::from_secs_f64(1.0 / rate));
        Self { every, next: Mutex::default() }
    }

    /// Waits for the next free turn. Nobody saves up turns that nobody took.
    pub async fn turn(&self) {
        let Some(every) = self.every else { return };
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let turn = next.map_or(now, |next| next.max(now));
            *next = Some(turn + every);
            turn
        };
        tokio::time::sleep_until(turn.into()).await;
    }
}

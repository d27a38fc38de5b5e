//! The simulator's clock: real, ahead of the real one, or standing.

use crate::shared::Shared;
use crate::sim::Sim;
use serde_json::{Value, json};
use std::time::Duration;

/// Where the time comes from. Milliseconds, so that what is measured per second can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Runs with the real one, so many milliseconds ahead of it.
    Running { ahead: i64 },
    /// Stands at this moment.
    Standing { at: i64 },
}

impl Default for Clock {
    fn default() -> Self {
        Self::Running { ahead: 0 }
    }
}

impl Clock {
    /// Stands at this moment, in Unix seconds.
    pub const fn standing(unix: i64) -> Self {
        Self::Standing { at: unix.saturating_mul(1000) }
    }

    /// Runs so many seconds ahead of the real clock (behind it, when negative).
    pub const fn shifted(secs: i64) -> Self {
        Self::Running { ahead: secs.saturating_mul(1000) }
    }

    /// Unix milliseconds.
    pub fn now_ms(self) -> i64 {
        match self {
            Self::Running { ahead } => real_ms().saturating_add(ahead),
            Self::Standing { at } => at,
        }
    }

    /// Unix seconds.
    pub fn now(self) -> i64 {
        self.now_ms().div_euclid(1000)
    }

    /// The same moment and so many seconds, standing.
    pub fn advanced(self, secs: i64) -> Self {
        Self::Standing { at: self.now_ms().saturating_add(secs.saturating_mul(1000)) }
    }

    /// How the clock goes: `real`, `shifted` (with `shift` in seconds) or `standing`.
    pub fn about(self) -> Value {
        match self {
            Self::Running { ahead: 0 } => json!({ "kind": "real" }),
            Self::Running { ahead } => json!({ "kind": "shifted", "shift": ahead / 1000 }),
            Self::Standing { .. } => json!({ "kind": "standing" }),
        }
    }
}

/// Moving the clock.
impl Sim {
    /// Stops the simulator's clock at this moment.
    pub fn set_now(&self, unix: i64) {
        self.shared.change(|world| world.clock = Clock::standing(unix));
    }

    /// Moves the clock and leaves it standing.
    pub fn advance(&self, secs: i64) {
        self.shared.change(|world| world.clock = world.clock.advanced(secs));
    }

    /// Lets the clock run so many seconds ahead of the real one; 0 is the real clock.
    pub fn shift_clock(&self, secs: i64) {
        self.shared.change(|world| world.clock = Clock::shifted(secs));
    }

    /// How many seconds the clock runs ahead of the real one; nothing when it stands.
    #[must_use]
    pub fn clock_shift(&self) -> Option<i64> {
        match self.shared.world().clock {
            Clock::Running { ahead } => Some(ahead / 1000),
            Clock::Standing { .. } => None,
        }
    }

    /// The simulator's time, in Unix seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.shared.world().now()
    }
}

/// Waits until the simulator's clock has reached this moment (in Unix milliseconds), however it is moved.
pub(crate) async fn reached(shared: &Shared, at: i64) {
    let mut changes = shared.changes();
    loop {
        let (left, runs) = {
            let world = shared.world();
            (at.saturating_sub(world.clock.now_ms()), matches!(world.clock, Clock::Running { .. }))
        };
        let Ok(left) = u64::try_from(left) else { return };
        if left == 0 {
            return;
        }
        // A clock that stands is moved by somebody, which rings; one that runs gets there by itself.
        let rang = if runs {
            tokio::time::timeout(Duration::from_millis(left), changes.changed()).await.unwrap_or(Ok(()))
        } else {
            changes.changed().await
        };
        if rang.is_err() {
            return;
        }
    }
}

/// The same for a moment that may not be known; then it waits forever.
pub(crate) async fn due(shared: &Shared, at: Option<i64>) {
    match at {
        Some(at) => reached(shared, at).await,
        None => std::future::pending().await,
    }
}

#[expect(clippy::disallowed_methods, reason = "the simulator is not the bot: this is its own clock")]
fn real_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|time| i64::try_from(time.as_millis()).ok()).unwrap_or(0)
}

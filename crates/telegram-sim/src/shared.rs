//! The world behind a lock, and bells that ring when it changes.

use crate::hooks::Hooks;
use crate::world::World;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What handlers and the public API share.
#[derive(Default)]
pub(crate) struct Shared {
    world: Mutex<World>,
    changes: watch::Sender<u64>,
    polls: watch::Sender<u64>,
    stop: watch::Sender<bool>,
    pub hooks: Hooks,
}

impl Shared {
    /// The world, locked.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and rings.
    pub fn change<R>(&self, act: impl FnOnce(&mut World) -> R) -> R {
        let result = act(&mut self.world());
        self.changed();
        result
    }

    /// Rings: something changed.
    pub fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Rings: a `getUpdates` took its turn.
    pub fn poll_began(&self) {
        self.polls.send_modify(|count| *count += 1);
    }

    /// Ends all that waits.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub fn polls(&self) -> watch::Receiver<u64> {
        self.polls.subscribe()
    }

    pub fn stopped(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }
}

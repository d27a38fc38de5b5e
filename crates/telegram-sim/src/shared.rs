//! The world behind a lock, and bells that ring when it changes.

use crate::hooks::Hooks;
use crate::ids::UserId;
use crate::world::World;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    /// The world, locked; people deal with the first bot.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world_of(None)
    }

    /// The world, locked; people deal with this bot. Whoever locks says it anew.
    fn world_of(&self, bot: Option<UserId>) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.dealt_with = bot;
        world
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

/// What is shared, seen by the people of one bot.
#[derive(Clone)]
pub(crate) struct Handle {
    shared: Arc<Shared>,
    /// The bot that people deal with; the first one when not named.
    bot: Option<UserId>,
}

impl Handle {
    /// People deal with the first bot.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { shared, bot: None }
    }

    /// The same, with people who deal with this bot.
    pub fn of(&self, bot: UserId) -> Self {
        Self { shared: Arc::clone(&self.shared), bot: Some(bot) }
    }

    /// The world, locked.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world_of(self.bot)
    }

    /// Changes the world and rings.
    pub fn change<R>(&self, act: impl FnOnce(&mut World) -> R) -> R {
        let result = act(&mut self.world());
        self.shared.changed();
        result
    }
}

impl Deref for Handle {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

//! What the program that embeds the simulator offers to its users, by name.

use crate::sim::Sim;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Hook = Arc<dyn Fn(Value) + Send + Sync>;

/// The hooks by name, and what the program says of itself.
#[derive(Default)]
pub(crate) struct Hooks {
    by_name: Mutex<BTreeMap<String, Hook>>,
    status: Mutex<BTreeMap<String, Value>>,
}

impl Hooks {
    fn map(&self) -> MutexGuard<'_, BTreeMap<String, Hook>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn names(&self) -> Vec<String> {
        self.map().keys().cloned().collect()
    }

    pub fn status(&self) -> BTreeMap<String, Value> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Calls one; `false` when nobody offers it.
    pub fn call(&self, name: &str, value: Value) -> bool {
        // Called unlocked: a hook may offer another.
        let hook = self.map().get(name).cloned();
        hook.map(|hook| hook(value)).is_some()
    }
}

impl Sim {
    /// Offers something to whoever uses the simulator through its page or `POST /control/hooks/{name}`: "restart the
    /// bot", for instance. The callback gets the JSON that was posted (`null` when nothing was) and must return soon;
    /// sending into a channel is best. It must hold no `Sim`, which would keep the simulator alive forever. An offer
    /// under a known name takes the place of the former one.
    pub fn offer(&self, name: &str, callback: impl Fn(Value) + Send + Sync + 'static) {
        self.shared.hooks.map().insert(name.to_owned(), Arc::new(callback));
        self.shared.changed();
    }

    /// Says something of the embedding program to whoever looks at `status` in `GET /control/state`: "the bot is
    /// stopped", for instance. The last value under a name counts.
    pub fn report(&self, name: &str, value: Value) {
        self.shared
            .hooks
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), value);
        self.shared.changed();
    }
}

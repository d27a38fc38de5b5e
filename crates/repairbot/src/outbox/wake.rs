//! Tells the sender's loop that there is something to look at.

use std::sync::Arc;

use tokio::sync::Notify;

/// A bell between those who commit and the loop that sends. Clones ring the same bell.
///
/// A ring with nobody waiting is remembered, several are remembered as one.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Rings. Call it after the commit: before, there is nothing to see.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits for a ring. One waiter at a time.
    pub async fn wait(&self) {
        self.0.notified().await;
    }
}

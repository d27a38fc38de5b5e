//! Tells the loops that send and that look what is due that there is something to look at.

use std::sync::Arc;

use tokio::sync::Notify;

/// A bell between those who commit and the loops that look what is there. Clones ring the same bell.
///
/// A ring with nobody waiting is remembered, several are remembered as one.
#[derive(Debug, Clone, Default)]
pub struct Wake {
    sender: Arc<Notify>,
    scheduler: Arc<Notify>,
    /// For other processes.
    outward: Arc<Notify>,
}

impl Wake {
    /// Rings. Call it after the commit: before, there is nothing to see.
    pub fn ring(&self) {
        self.heard();
        self.outward.notify_one();
    }

    /// Another process rang.
    pub fn heard(&self) {
        self.to_send();
        self.scheduler.notify_one();
    }

    /// Rings for who sends alone. The scheduler rings so when it has failed half-way: it would wake itself and fail again.
    pub fn to_send(&self) {
        self.sender.notify_one();
    }

    /// Waits for a ring, to tell other processes of it. One waiter at a time.
    pub async fn rang(&self) {
        self.outward.notified().await;
    }

    /// Waits for a ring, to send. One waiter at a time.
    pub async fn wait(&self) {
        self.sender.notified().await;
    }

    /// Waits for a ring, to see what is due by now. One waiter at a time.
    pub async fn committed(&self) {
        self.scheduler.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::Wake;

    #[test]
    fn who_has_something_to_send_does_not_wake_the_scheduler() {
        let wake = Wake::default();
        wake.to_send();
        assert_eq!(wake.committed().now_or_never(), None);
        assert_eq!(wake.rang().now_or_never(), None);
        assert_eq!(wake.wait().now_or_never(), Some(()));
        wake.ring();
        assert_eq!(wake.committed().now_or_never(), Some(()));
        assert_eq!(wake.rang().now_or_never(), Some(()));
        assert_eq!(wake.wait().now_or_never(), Some(()));
    }
}

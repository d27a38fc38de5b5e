//! How many transactions of this process are under way, so that whoever has time can let the others go first.

use std::time::Duration;

use tokio::{sync::watch, time::timeout};

/// Who gives way goes on after so long, whatever is under way: a report of 100,000 orders gives way 400 times.
const LONGEST: Duration = Duration::from_millis(20);

/// The transactions under way. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct UnderWay(watch::Sender<usize>);

impl UnderWay {
    /// One more, until what is returned is dropped.
    pub(super) fn begin(&self) -> Begun {
        self.0.send_modify(|count| *count = count.saturating_add(1));
        Begun(self.clone())
    }

    /// Waits until none is under way, for a moment at most.
    pub(super) async fn quiet(&self) {
        let mut count = self.0.subscribe();
        // Also when it was in vain, it was polite.
        drop(timeout(LONGEST, count.wait_for(|count| *count == 0)).await);
    }
}

/// A transaction that has begun, or waits for its turn.
#[derive(Debug)]
pub(super) struct Begun(UnderWay);

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn who_gives_way_waits_for_all_others_and_not_for_ever() {
        let under_way = UnderWay::default();
        assert!(under_way.quiet().now_or_never().is_some(), "nobody is there");
        let (one, other) = (under_way.begin(), under_way.begin());
        drop(one);
        assert!(under_way.quiet().now_or_never().is_none(), "the other one is still there");
        under_way.quiet().await;
        drop(other);
        assert!(under_way.quiet().now_or_never().is_some());
    }
}

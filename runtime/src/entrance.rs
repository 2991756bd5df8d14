//! How many connections a listener has at the same time, and which of them go first.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::log::Throttle;
use crate::semaphore::{Permit, Semaphore};

/// Newcomers that wait for a connection at rest to go: one of each accept loop. Each is an open file as well.
pub(crate) const QUEUE: usize = 64;
/// Time for that.
const PATIENCE: Duration = Duration::from_secs(1);

/// The places of one listener, shared by all workers.
#[derive(Debug)]
pub(crate) struct Entrance {
    places: Arc<Semaphore>,
    /// Connections on which nothing is under way and that have not been asked to go.
    resting: AtomicUsize,
    go: Notify,
    refused: Throttle,
}

/// A connection at rest, until it is dropped.
pub(crate) struct AtRest<'a> {
    entrance: &'a Entrance,
    is_counted: bool,
}

impl Entrance {
    pub(crate) fn new(places: usize) -> Arc<Self> {
        let (resting, go, refused) = (AtomicUsize::new(0), Notify::new(), Throttle::new(1));
        Arc::new(Self { places: Semaphore::new(places, QUEUE), resting, go, refused })
    }

    /// Open connections.
    pub(crate) fn used(&self) -> usize {
        self.places.used()
    }

    /// A place that is free.
    pub(crate) fn enter(&self) -> Option<Permit> {
        self.places.enter()
    }

    /// Asks the connection that has rested longest to go; `false` when none rests.
    pub(crate) fn send_one_away(&self) -> bool {
        let less = |resting: usize| resting.checked_sub(1);
        let asked = self.resting.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).is_ok();
        if asked {
            self.go.notify_one();
        }
        asked
    }

    /// The place of one that goes.
    pub(crate) async fn wait(&self) -> Option<Permit> {
        self.places.wait(Instant::now() + PATIENCE).await.ok()
    }

    /// Says that callers are refused, once for all of them.
    pub(crate) fn refuse(&self) {
        if let Some(refused) = self.refused.due() {
            tracing::warn!(refused, "connections are refused: too many are open");
        }
    }

    pub(crate) fn rest(&self) -> AtRest<'_> {
        self.resting.fetch_add(1, Ordering::AcqRel);
        AtRest { entrance: self, is_counted: true }
    }
}

impl AtRest<'_> {
    /// Waits for a newcomer who needs the place. Who was asked is not counted any more.
    pub(crate) async fn asked_to_go(&mut self) {
        self.entrance.go.notified().await;
        self.is_counted = false;
    }
}

impl Drop for AtRest<'_> {
    fn drop(&mut self) {
        if !self.is_counted {
            return;
        }
        let less = |resting: usize| resting.checked_sub(1);
        let _ = self.entrance.resting.fetch_update(Ordering::AcqRel, Ordering::Acquire, less);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::Entrance;

    #[test]
    fn who_rests_goes_for_who_comes_and_nobody_is_asked_twice() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let moment = Duration::from_millis(20);
            let entrance = Entrance::new(1);
            let place = entrance.enter().expect("a place");
            assert!(entrance.enter().is_none());
            assert_eq!(entrance.used(), 1);
            assert!(!entrance.send_one_away(), "nobody rests");
            let mut rest = entrance.rest();
            assert!(timeout(moment, rest.asked_to_go()).await.is_err(), "nobody has come");
            assert!(entrance.send_one_away());
            assert!(!entrance.send_one_away(), "it was the only one");
            timeout(moment, rest.asked_to_go()).await.expect("it is asked");
            drop(rest);
            drop(place);
            assert!(timeout(moment, entrance.wait()).await.expect("at once").is_some());
        });
    }

    #[test]
    fn who_goes_on_is_not_asked() {
        let entrance = Entrance::new(2);
        let (one, two) = (entrance.rest(), entrance.rest());
        drop(one);
        assert!(entrance.send_one_away());
        assert!(!entrance.send_one_away());
        drop(two);
        assert!(!entrance.send_one_away());
    }
}

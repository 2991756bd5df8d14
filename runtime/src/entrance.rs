//! The connections that a listener has at the same time, and the order in which idle ones are closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
    /// One permit for each connection that is asked to go.
    go: tokio::sync::Semaphore,
    refused: Throttle,
}

/// A connection at rest, until it is dropped.
pub(crate) struct AtRest<'a> {
    entrance: &'a Entrance,
    is_counted: bool,
}

impl Entrance {
    pub(crate) fn new(places: usize) -> Arc<Self> {
        let places = Semaphore::new(places, QUEUE);
        let go = tokio::sync::Semaphore::new(0);
        Arc::new(Self { places, resting: AtomicUsize::new(0), go, refused: Throttle::new(1) })
    }

    /// Open connections.
    pub(crate) fn used(&self) -> usize {
        self.places.used()
    }

    /// A place that is free, or that of the connection that has rested longest.
    pub(crate) async fn enter(&self) -> Option<Permit> {
        if let Some(permit) = self.places.enter() {
            return Some(permit);
        }
        // Before anybody goes, or another newcomer could have the place.
        let waiter = self.places.line_up()?;
        if !self.send_one_away() {
            return None;
        }
        waiter.wait(Instant::now() + PATIENCE).await.ok()
    }

    /// Asks the next one, since the connection that was asked has become busy.
    pub(crate) fn ask_another(&self) {
        self.send_one_away();
    }

    /// Asks the connection that has rested longest to go; `false` when none rests.
    fn send_one_away(&self) -> bool {
        let less = |resting: usize| resting.checked_sub(1);
        let asked = self.resting.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).is_ok();
        if asked {
            self.go.add_permits(1);
        }
        asked
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
    /// Waits for a newcomer who needs the place. The connection that was asked is not counted any more.
    pub(crate) async fn asked_to_go(&mut self) {
        if let Ok(asked) = self.entrance.go.acquire().await {
            asked.forget();
        }
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
    use std::pin::pin;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::Entrance;

    #[test]
    fn who_rests_goes_for_who_comes_and_nobody_is_asked_twice() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let moment = Duration::from_millis(20);
            let entrance = Entrance::new(1);
            let place = entrance.enter().await.expect("a place");
            assert_eq!(entrance.used(), 1);
            assert!(entrance.enter().await.is_none(), "nobody rests");
            let mut rest = entrance.rest();
            assert!(timeout(moment, rest.asked_to_go()).await.is_err(), "nobody has come");
            let mut newcomer = pin!(entrance.enter());
            assert!(timeout(moment, newcomer.as_mut()).await.is_err(), "it has not gone yet");
            assert!(entrance.enter().await.is_none(), "it was the only one");
            timeout(moment, rest.asked_to_go()).await.expect("it is asked");
            drop(rest);
            drop(place);
            assert!(entrance.enter().await.is_none(), "the place is for who had it freed");
            assert!(timeout(moment, newcomer).await.expect("at once").is_some());
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

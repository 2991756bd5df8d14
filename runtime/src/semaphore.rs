//! A limit on the number of things at the same time, with a bounded queue for the rest.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// A counter with an upper bound and a bounded queue, shared by all workers.
///
/// As long as there are places it is one atomic number; whoever has to wait pays for the queue.
#[derive(Debug)]
pub(crate) struct Semaphore {
    used: AtomicUsize,
    limit: usize,
    waiting: AtomicUsize,
    queue: usize,
    freed: Notify,
}

/// One place behind a [`Semaphore`], given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit(Arc<Semaphore>);

/// The reason that no place was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// As many as may wait are waiting already.
    Queue,
    /// No place became free in time.
    Late,
}

/// Someone who waits, counted until it is dropped.
pub(crate) struct Waiter<'a>(&'a Arc<Semaphore>);

impl Semaphore {
    /// A semaphore with places, and room for so many to wait.
    pub(crate) fn new(limit: usize, queue: usize) -> Arc<Self> {
        let (used, waiting) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Arc::new(Self { used, limit, waiting, queue, freed: Notify::new() })
    }

    /// Returns the number of places that are taken.
    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// A place, if there is one and nobody waits for it.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Permit> {
        if self.waiting.load(Ordering::Acquire) > 0 {
            return None;
        }
        self.take()
    }

    /// A place, now or when one is given back.
    pub(crate) async fn wait(self: &Arc<Self>, until: Instant) -> Result<Permit, Full> {
        self.line_up().ok_or(Full::Queue)?.wait(until).await
    }

    /// A turn in the queue, for who frees a place and has to have it: nobody who comes later enters before.
    /// `None` when as many as may wait are waiting already.
    pub(crate) fn line_up(self: &Arc<Self>) -> Option<Waiter<'_>> {
        let next = |waiting| (waiting < self.queue).then_some(waiting + 1);
        let counted = self.waiting.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
        counted.ok().map(|_| Waiter(self))
    }

    fn take(self: &Arc<Self>) -> Option<Permit> {
        let next = |used| (used < self.limit).then_some(used + 1);
        let taken = self.used.fetch_update(Ordering::AcqRel, Ordering::Acquire, next);
        taken.ok().map(|_| Permit(Arc::clone(self)))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.used.fetch_sub(1, Ordering::AcqRel);
        if self.0.waiting.load(Ordering::Acquire) > 0 {
            self.0.freed.notify_one();
        }
    }
}

impl Waiter<'_> {
    /// The place, if there is one in time.
    pub(crate) async fn wait(self, until: Instant) -> Result<Permit, Full> {
        timeout_at(until, self.turn()).await.map_err(|_| Full::Late)
    }

    async fn turn(&self) -> Permit {
        loop {
            // Asked for before the look, so that two notices at once are not one.
            let mut freed = pin!(self.0.freed.notified());
            freed.as_mut().enable();
            if let Some(permit) = self.0.take() {
                return permit;
            }
            freed.await;
        }
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Barrier};
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Full, Semaphore};

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(30)
    }

    #[test]
    fn places_are_given_back() {
        let gate = Semaphore::new(2, 0);
        let first = gate.enter();
        let second = gate.enter();
        assert!(first.is_some() && second.is_some());
        assert!(gate.enter().is_none());
        drop(first);
        assert!(gate.enter().is_some());
    }

    #[test]
    fn the_queue_is_bounded_and_in_order() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let gate = Semaphore::new(1, 1);
            let first = gate.enter().expect("a place");
            let waiting = tokio::spawn({
                let gate = Arc::clone(&gate);
                async move { gate.wait(Instant::now() + Duration::from_secs(20)).await }
            });
            tokio::task::yield_now().await;
            assert_eq!(gate.wait(soon()).await.err(), Some(Full::Queue));
            drop(first);
            assert!(gate.enter().is_none(), "it is the turn of the one that waits");
            let second = waiting.await.expect("it ends").expect("a place");
            assert_eq!(gate.wait(soon()).await.err(), Some(Full::Late));
            drop(second);
            assert!(gate.enter().is_some(), "who gave up is not waited for");
        });
    }

    /// Two notices at once would be one, if nobody had asked for them before looking for a place.
    #[test]
    fn two_places_that_are_freed_at_once_go_to_two() {
        const ROUNDS: usize = 20_000;
        let gates: Arc<Vec<_>> = Arc::new((0..ROUNDS).map(|_| Semaphore::new(2, 2)).collect());
        let start = Arc::new(Barrier::new(3));
        let workers = [(); 2].map(|()| {
            let (gates, start) = (Arc::clone(&gates), Arc::clone(&start));
            std::thread::spawn(move || {
                let runtime = crate::lifecycle::runtime().expect("a runtime");
                gates.iter().all(|gate| {
                    start.wait();
                    let until = Instant::now() + Duration::from_secs(5);
                    runtime.block_on(gate.wait(until)).is_ok()
                })
            })
        });
        for (round, gate) in gates.iter().enumerate() {
            let places = [gate.enter(), gate.enter()];
            start.wait();
            // Each time a little later, so that the two are met wherever they are.
            for _ in 0..round % 500 {
                std::hint::spin_loop();
            }
            drop(places);
        }
        assert!(workers.into_iter().all(|worker| worker.join().expect("it ends")));
    }

    #[test]
    fn no_place_is_lost_among_threads() {
        let gate = Semaphore::new(3, 100);
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let gate = Arc::clone(&gate);
                std::thread::spawn(move || {
                    let runtime = crate::lifecycle::runtime().expect("a runtime");
                    runtime.block_on(async {
                        let until = Instant::now() + Duration::from_secs(60);
                        let calls: Vec<_> = (0..8)
                            .map(|_| {
                                let gate = Arc::clone(&gate);
                                tokio::spawn(async move {
                                    for _ in 0..500 {
                                        let permit = match gate.enter() {
                                            Some(permit) => permit,
                                            None => gate.wait(until).await.expect("a turn"),
                                        };
                                        tokio::task::yield_now().await;
                                        drop(permit);
                                    }
                                })
                            })
                            .collect();
                        for call in calls {
                            call.await.expect("it ends");
                        }
                    });
                })
            })
            .collect();
        for worker in workers {
            worker.join().expect("it ends");
        }
        let places: Vec<_> = std::iter::from_fn(|| gate.enter()).collect();
        assert_eq!(places.len(), 3);
    }
}

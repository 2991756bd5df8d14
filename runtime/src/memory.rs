//! Bytes that requests and answers hold while they are under way, counted so that limits hold in sum.
//!
//! Bytes that a caller sends are refused when there is no room for them. The answer of an upstream waits for
//! room, since its call has taken effect already; when all bytes are held by waiters, one of them may exceed
//! the bound. Requests never wait and answers have bytes of their own, so that nobody waits for ever.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};
use tokio::time::sleep;

use crate::config::Limits;
use crate::race::{First, race};

/// A buffer this small is not counted: it is part of what its connection or stream costs anyway.
pub(crate) const FREE: usize = 16 << 10;
/// Interval of the check that all holders are waiting.
const LOOK: Duration = Duration::from_millis(10);

/// The bytes that requests and answers may hold: of a process, shared by all workers, or of a connection.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) requests: Arc<BytePool>,
    pub(crate) answers: Arc<BytePool>,
    /// Of the bytes of requests, what heads that are not whole may hold: those who send none to its
    /// end leave room for others.
    pub(crate) heads: Arc<BytePool>,
}

/// A number of bytes with an upper bound.
#[derive(Debug)]
pub(crate) struct BytePool {
    used: AtomicUsize,
    limit: usize,
    /// The pool that these bytes are a part of.
    whole: Option<Arc<Self>>,
    waiters: AtomicUsize,
    /// The bytes that waiters hold already.
    stuck: AtomicUsize,
    freed: Notify,
    /// The turn to exceed the bound.
    turn: Arc<Mutex<()>>,
}

/// Bytes of a [`BytePool`], given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    pool: Arc<BytePool>,
    bytes: usize,
    turn: Option<OwnedMutexGuard<()>>,
}

/// A buffer and its bytes.
struct Held {
    bytes: Bytes,
    _claim: Claim,
}

/// Someone who waits and has some bytes already, until it is dropped.
struct PoolWaiter<'a>(&'a BytePool, usize);

// === impl Memory ===

impl Memory {
    /// Of a process: half of its bytes for requests, half for answers.
    pub(crate) fn of(limits: &Limits) -> Arc<Self> {
        let each = limits.buffer_bytes / 2;
        let requests = BytePool::new(each, None);
        let heads = BytePool::new(each / 2, Some(Arc::clone(&requests)));
        Arc::new(Self { requests, answers: BytePool::new(each, None), heads })
    }

    /// Of a connection, and of the process with it. A request of the largest size fits.
    pub(crate) fn share(&self, limits: &Limits) -> Arc<Self> {
        let least = limits.request_bytes.saturating_add(4 * FREE);
        let each = limits.connection_buffer_bytes.max(least);
        let part = |whole: &Arc<BytePool>| BytePool::new(each, Some(Arc::clone(whole)));
        let heads = Arc::clone(&self.heads);
        Arc::new(Self { requests: part(&self.requests), answers: part(&self.answers), heads })
    }
}

// === impl BytePool ===

impl BytePool {
    /// Of what is rare and small.
    #[cfg(any(feature = "oauth", feature = "otlp"))]
    pub(crate) fn unbounded() -> Arc<Self> {
        Self::new(usize::MAX, None)
    }

    fn new(limit: usize, whole: Option<Arc<Self>>) -> Arc<Self> {
        let (used, waiters, stuck) = <(AtomicUsize, AtomicUsize, AtomicUsize)>::default();
        let (freed, turn) = (Notify::new(), Arc::default());
        Arc::new(Self { used, limit, whole, waiters, stuck, freed, turn })
    }

    /// Bytes in use.
    pub(crate) fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Returns `true` if it has no room of its own.
    pub(crate) fn is_used_up(&self) -> bool {
        self.used() >= self.limit
    }

    /// Returns `true` if there is no room at all.
    pub(crate) fn is_full(&self) -> bool {
        self.is_used_up() || self.whole.as_ref().is_some_and(|whole| whole.is_full())
    }

    /// Adds to what somebody has; who is alone always fits.
    fn try_add(&self, own: usize, more: usize) -> bool {
        let fits = |used: usize| {
            let next = used.saturating_add(more);
            (next <= self.limit || used == own).then_some(next)
        };
        if self.used.fetch_update(Ordering::AcqRel, Ordering::Acquire, fits).is_err() {
            return false;
        }
        let fits = self.whole.as_ref().is_none_or(|whole| whole.try_add(own, more));
        if !fits {
            self.used.fetch_sub(more, Ordering::AcqRel);
        }
        fits
    }

    fn add(&self, more: usize) {
        self.used.fetch_add(more, Ordering::AcqRel);
        if let Some(whole) = &self.whole {
            whole.add(more);
        }
    }

    fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::AcqRel);
        if self.waiters.load(Ordering::Acquire) > 0 {
            self.freed.notify_one();
        }
        if let Some(whole) = &self.whole {
            whole.give_back(bytes);
        }
    }
}

// === impl Claim ===

impl Claim {
    /// Nothing yet.
    pub(crate) fn new(pool: &Arc<BytePool>) -> Self {
        Self { pool: Arc::clone(pool), bytes: 0, turn: None }
    }

    /// Has so many bytes from now on; `false` when there is no room for them.
    pub(crate) fn try_reach(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let fits = more == 0 || self.pool.try_add(self.bytes, more);
        if fits {
            self.bytes += more;
        }
        fits
    }

    /// Sets the number of bytes that are held, whether or not there is room: they are in memory already.
    pub(crate) fn reach(&mut self, bytes: usize) {
        let more = bytes.saturating_sub(self.bytes);
        self.pool.add(more);
        self.bytes += more;
    }

    /// Waits until there is room for `bytes` in all, or until everything is held by those that wait and it is the
    /// first of them.
    pub(crate) async fn wait(&mut self, bytes: usize) {
        if self.try_reach(bytes) {
            return;
        }
        if self.turn.is_none() {
            let pool = Arc::clone(&self.pool);
            let _waiter = PoolWaiter::new(&pool, self.bytes);
            self.turn = self.next(&pool, bytes).await;
            if self.turn.is_none() {
                // There may be room for another one as well.
                pool.freed.notify_one();
                return;
            }
        }
        self.reach(bytes);
    }

    /// Waits for room, which is taken; else for the turn to go without.
    async fn next(&mut self, pool: &BytePool, bytes: usize) -> Option<OwnedMutexGuard<()>> {
        let turn = loop {
            // Asked for before the look, so that two notices at once are not one.
            let mut freed = pin!(pool.freed.notified());
            freed.as_mut().enable();
            if self.try_reach(bytes) {
                return None;
            }
            let turn = Arc::clone(&pool.turn).lock_owned();
            if let First::Left(turn) = race(turn, freed).await {
                break turn;
            }
        };
        while pool.used() > pool.stuck.load(Ordering::Acquire) {
            if self.try_reach(bytes) {
                return None;
            }
            race(pool.freed.notified(), sleep(LOOK)).await;
        }
        Some(turn)
    }

    /// The buffer, which has these bytes for as long as anybody has a part of it.
    pub(crate) fn hold(self, bytes: Bytes) -> Bytes {
        if self.bytes == 0 { bytes } else { Bytes::from_owner(Held { bytes, _claim: self }) }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if self.bytes > 0 {
            self.pool.give_back(self.bytes);
        }
    }
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl<'a> PoolWaiter<'a> {
    fn new(pool: &'a BytePool, bytes: usize) -> Self {
        pool.waiters.fetch_add(1, Ordering::AcqRel);
        pool.stuck.fetch_add(bytes, Ordering::AcqRel);
        Self(pool, bytes)
    }
}

impl Drop for PoolWaiter<'_> {
    fn drop(&mut self) {
        self.0.stuck.fetch_sub(self.1, Ordering::AcqRel);
        self.0.waiters.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use bytes::Bytes;
    use tokio::task::yield_now;
    use tokio::time::timeout;

    use super::{BytePool, Claim};

    fn claim(pool: &Arc<BytePool>, bytes: usize) -> Option<Claim> {
        let mut claim = Claim::new(pool);
        claim.try_reach(bytes).then_some(claim)
    }

    #[test]
    fn bytes_are_given_back_with_the_last_part_of_a_buffer() {
        let pool = BytePool::new(100, None);
        let held = claim(&pool, 60).expect("room").hold(Bytes::from_static(b"abc"));
        assert!(claim(&pool, 41).is_none());
        let part = held.slice(1..);
        drop(held);
        assert_eq!(pool.used(), 60);
        drop(part);
        assert_eq!(pool.used(), 0);
    }

    #[test]
    fn who_is_alone_always_fits() {
        let pool = BytePool::new(100, None);
        let mut alone = claim(&pool, 90).expect("room");
        assert!(alone.try_reach(1000) && pool.is_full());
        assert!(claim(&pool, 1).is_none());
        drop(alone);
        assert!(claim(&pool, 1).is_some());
    }

    #[test]
    fn a_share_is_a_part_of_the_whole() {
        let whole = BytePool::new(100, None);
        let share = BytePool::new(50, Some(Arc::clone(&whole)));
        let other = claim(&whole, 70).expect("room");
        assert!(claim(&share, 40).is_none(), "the whole has no room");
        assert_eq!((share.used(), whole.used()), (0, 70));
        drop(other);
        let mine = claim(&share, 40).expect("room");
        assert!(claim(&share, 20).is_none(), "the share has no room");
        drop(mine);
        assert_eq!((share.used(), whole.used()), (0, 0));
    }

    /// Each has a part and needs more than there is: one after the other gets it.
    #[test]
    fn nobody_waits_for_ever() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let pool = BytePool::new(100, None);
            let half_read: Vec<_> = (0..10).map(|_| claim(&pool, 10).expect("room")).collect();
            let calls: Vec<_> = half_read
                .into_iter()
                .map(|mut claim| {
                    tokio::spawn(async move {
                        for bytes in [40, 70, 95] {
                            claim.wait(bytes).await;
                            yield_now().await;
                            assert!(claim.pool.used() < 300, "{}", claim.pool.used());
                        }
                    })
                })
                .collect();
            for call in calls {
                timeout(Duration::from_secs(20), call).await.expect("an end").expect("no panic");
            }
            assert_eq!(pool.used(), 0);
        });
    }

    #[test]
    fn who_holds_something_and_goes_on_is_waited_for() {
        let runtime = crate::lifecycle::runtime().expect("a runtime");
        runtime.block_on(async {
            let pool = BytePool::new(100, None);
            let (written, mut read) = (claim(&pool, 60), claim(&pool, 40).expect("room"));
            let moment = Duration::from_millis(60);
            assert!(timeout(moment, read.wait(60)).await.is_err(), "who is written ends some time");
            assert_eq!(pool.used(), 100);
            drop(written);
            timeout(moment, read.wait(120)).await.expect("it is alone");
            let mut other = Claim::new(&pool);
            assert!(timeout(moment, other.wait(1)).await.is_err());
            drop(read);
            timeout(moment, other.wait(1)).await.expect("there is room");
            drop(other);
            assert_eq!(pool.used(), 0);
        });
    }
}

//! One worker's connections to one upstream, as far as nobody uses them.
//!
//! A general pool looks its key up in a map for every call. Here the upstream is known by its
//! index, so what is left is a list, or the one connection over which HTTP/2 carries everything.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::sleep;

use super::http1::Connection;
use super::http2::Shared;
use crate::task::boxed;

/// A connection is not kept for longer than this many ticks: 30 s, about when most servers close it.
const IDLE_TICKS: u32 = 6;
const TICK: Duration = Duration::from_secs(5);
const IDLE_CONNECTIONS: usize = 1024;

/// Idle connections to one upstream.
#[derive(Debug, Default)]
pub(crate) struct ConnectionPool {
    /// Connections nobody uses at the moment, the one used last at the back.
    idle: Mutex<VecDeque<(Connection, u32)>>,
    pub(super) shared: Shared,
    /// Set when the upstream has chosen HTTP/2.
    pub(super) is_shared: AtomicBool,
    /// Set while a task closes connections that are idle for too long.
    watched: AtomicBool,
    /// Counted by whoever watches, so that no call has to look at a clock.
    ticks: AtomicU32,
}

impl ConnectionPool {
    pub(super) fn keep(self: &Arc<Self>, connection: Connection) {
        let since = self.tick();
        {
            let mut connections = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if connections.len() >= IDLE_CONNECTIONS {
                connections.pop_front();
            }
            connections.push_back((connection, since));
        }
        self.watch();
    }

    /// Closes connections when their time has come, until none is left. The new connection is in the pool
    /// before the call.
    pub(super) fn watch(self: &Arc<Self>) {
        if self.watched.load(Ordering::SeqCst) {
            return;
        }
        // Without a runtime the process is about to end.
        let Ok(runtime) = Handle::try_current() else { return };
        if self.watched.swap(true, Ordering::SeqCst) {
            return;
        }
        let link = Arc::downgrade(self);
        runtime.spawn(boxed(async move {
            loop {
                sleep(TICK).await;
                let Some(link) = link.upgrade() else { return };
                link.ticks.fetch_add(1, Ordering::Relaxed);
                if link.close_old() {
                    continue;
                }
                link.watched.store(false, Ordering::SeqCst);
                // Something may have been kept meanwhile by who saw that this task is there.
                if !link.close_old() || link.watched.swap(true, Ordering::SeqCst) {
                    return;
                }
            }
        }));
    }

    pub(super) fn tick(&self) -> u32 {
        self.ticks.load(Ordering::Relaxed)
    }

    fn is_old(&self, since: u32) -> bool {
        self.tick().wrapping_sub(since) > IDLE_TICKS
    }

    /// Closes old connections. Returns `true` if any are left.
    fn close_old(&self) -> bool {
        let is_shared = self.shared.close_old(|used| self.is_old(used));
        let mut connections = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while connections.front().is_some_and(|(_, since)| self.is_old(*since)) {
            connections.pop_front();
        }
        is_shared || !connections.is_empty()
    }

    /// A connection on which nothing has happened since its last answer.
    pub(super) fn take(&self) -> Option<Connection> {
        let mut connections = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((mut connection, since)) = connections.pop_back() {
            if self.is_old(since) {
                // All others have waited even longer.
                connections.clear();
                return None;
            }
            if connection.is_at_rest() {
                return Some(connection);
            }
        }
        None
    }
}

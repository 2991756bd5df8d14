//! One worker's connections to all upstreams.

use std::sync::Arc;

use super::retry::Budget;
use crate::error::{CallError, CallErrorKind};
use crate::transport::ConnectionPool;

/// Connections that are kept between calls, by the index of the upstream.
#[derive(Debug)]
pub(crate) struct Pool(Vec<Peer>);

/// One upstream, as a worker sees it.
#[derive(Debug, Default)]
struct Peer {
    link: Arc<ConnectionPool>,
    budget: Budget,
}

impl Pool {
    pub(crate) fn new(upstreams: usize) -> Self {
        Self((0..upstreams).map(|_| Peer::default()).collect())
    }

    /// Returns the budget from which repetitions of calls to the upstream at this index are paid.
    pub(super) fn budget(&self, upstream: usize) -> Option<&Budget> {
        self.0.get(upstream).map(|peer| &peer.budget)
    }

    /// The connections to the upstream with this index.
    pub(super) fn link(&self, upstream: usize) -> Result<&Arc<ConnectionPool>, CallError> {
        let unknown = || CallError::new(CallErrorKind::Connect, "no such upstream");
        self.0.get(upstream).map(|peer| &peer.link).ok_or_else(unknown)
    }
}

//! One worker's connections to all upstreams.

use std::sync::Arc;

use super::answer::Arrival;
use super::connect::Connector;
use super::link::Link;
use super::origin::Origin;
use super::outbound::Outbound;
use super::retry::Budget;
use crate::error::{CallError, CallErrorKind};

/// Connections that are kept between calls, by the index of the upstream.
#[derive(Debug)]
pub(crate) struct Pool(Vec<Peer>);

/// One upstream, as a worker sees it.
#[derive(Debug, Default)]
struct Peer {
    link: Arc<Link>,
    budget: Budget,
}

impl Pool {
    pub(crate) fn new(upstreams: usize) -> Self {
        Self((0..upstreams).map(|_| Peer::default()).collect())
    }

    /// What the repetitions of calls to the upstream with this index are paid from.
    pub(super) fn budget(&self, upstream: usize) -> Option<&Budget> {
        self.0.get(upstream).map(|peer| &peer.budget)
    }

    /// Sends a request to the upstream with this index.
    pub(super) async fn send(
        &self,
        upstream: usize,
        origin: &Origin,
        connector: &Connector,
        request: Outbound,
    ) -> Result<Arrival, CallError> {
        let unknown = || CallError::new(CallErrorKind::Connect, "no such upstream");
        let peer = self.0.get(upstream).ok_or_else(unknown)?;
        peer.link.send(connector, origin, request).await
    }
}

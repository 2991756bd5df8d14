//! What operators can know of one capability.

use std::sync::Arc;

use crate::account::{METHODS, Shards, Snapshot, Tally};
use crate::serve::Mount;
use crate::upstream::State;

/// A capability, and what is counted of it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) state: State,
    pub(super) surfaces: Vec<Counted>,
    clients: Counters,
}

/// The operations or tools of one surface.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(super) kind: &'static str,
    pub(super) namespace: &'static str,
    names: Vec<String>,
    counters: Counters,
}

/// What every worker has counted.
#[derive(Debug)]
struct Counters {
    shards: Shards<Tally>,
    /// What is not to be lost when a worker ends.
    held: Vec<Arc<[Tally]>>,
}

impl Source {
    pub(crate) fn new(state: &State, mounts: &[Mount]) -> Self {
        let own = |mount: &&Mount| {
            mount.state().is_some_and(|of| std::ptr::eq(of.capability(), state.capability()))
        };
        let surfaces = mounts.iter().filter(own).filter_map(|mount| {
            let (names, tallies) = mount.tallies()?;
            let counters = Counters::new(tallies);
            Some(Counted { kind: mount.kind(), namespace: mount.namespace(), names, counters })
        });
        let clients = Counters::new(state.clients().reader());
        Self { state: state.clone(), surfaces: surfaces.collect(), clients }
    }

    /// The one surface that is served over stdio.
    #[cfg(feature = "mcp")]
    pub(crate) fn stdio(server: &crate::mcp::Server) -> Self {
        let (names, tallies) = server.tallies();
        let namespace = server.surface().namespace;
        let counters = Counters::new(tallies);
        let surfaces = vec![Counted { kind: "mcp", namespace, names, counters }];
        let clients = Counters::new(server.state().clients().reader());
        Self { state: server.state().clone(), surfaces, clients }
    }

    /// Keeps what the workers of this moment count, also when they have ended.
    #[cfg(feature = "otlp")]
    pub(crate) fn hold(&mut self) {
        let surfaces = self.surfaces.iter_mut().map(|surface| &mut surface.counters);
        for counters in surfaces.chain([&mut self.clients]) {
            counters.held = counters.shards.all();
        }
    }

    /// The calls to each upstream so far: its index, the method and their sum.
    pub(super) fn clients(&self) -> Vec<(usize, &'static str, Snapshot)> {
        let workers = self.clients.all();
        let count = self.state.endpoints().len() * METHODS.len();
        let sum = |at: usize| Snapshot::of(workers.iter().filter_map(|worker| worker.get(at)));
        let clients =
            (0..count).map(|at| (at / METHODS.len(), METHODS[at % METHODS.len()], sum(at)));
        clients.filter(|(_, _, sum)| sum.count() > 0).collect()
    }
}

impl Counted {
    /// What has occurred so far.
    pub(super) fn units(&self) -> Vec<(&str, Snapshot)> {
        let workers = self.counters.all();
        let sum = |at: usize| Snapshot::of(workers.iter().filter_map(|worker| worker.get(at)));
        let units = self.names.iter().enumerate().map(|(at, name)| (name.as_str(), sum(at)));
        units.filter(|(_, sum)| sum.count() > 0).collect()
    }
}

impl Counters {
    fn new(shards: Shards<Tally>) -> Self {
        Self { shards, held: Vec::new() }
    }

    fn all(&self) -> Vec<Arc<[Tally]>> {
        if self.held.is_empty() { self.shards.all() } else { self.held.clone() }
    }
}

//! The data about one capability that operators can see.

use std::sync::Arc;

use crate::metrics::{Counters, METHODS, Shards, Snapshot};
use crate::surface::About;
use crate::upstream::State;

/// A capability, and what is counted of it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) state: State,
    pub(super) surfaces: Vec<Counted>,
    clients: WorkerCounters,
    #[cfg(feature = "steps")]
    steps: WorkerCounters,
}

/// The operations or tools of one surface.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(super) about: About,
    names: Vec<String>,
    counters: WorkerCounters,
    /// Set if what is counted has statuses of HTTP.
    pub(crate) has_statuses: bool,
    /// The folders that it serves from disk, by the variables that name them.
    pub(crate) folders: Vec<(&'static str, String)>,
}

/// The counters of every worker.
#[derive(Debug)]
struct WorkerCounters {
    shards: Shards<Counters>,
    /// The counters of workers that may have ended, kept so that nothing is lost.
    held: Vec<Arc<[Counters]>>,
}

impl Source {
    pub(crate) fn new(state: &State, surfaces: Vec<Counted>) -> Self {
        let clients = WorkerCounters::new(state.clients().reader());
        Self {
            state: state.clone(),
            surfaces,
            clients,
            #[cfg(feature = "steps")]
            steps: WorkerCounters::new(state.steps().reader()),
        }
    }

    /// Keeps what the workers of this moment count, also when they have ended.
    #[cfg(feature = "otlp")]
    pub(crate) fn hold(&mut self) {
        let surfaces = self.surfaces.iter_mut().map(|surface| &mut surface.counters);
        let own = [
            &mut self.clients,
            #[cfg(feature = "steps")]
            &mut self.steps,
        ];
        for counters in surfaces.chain(own) {
            counters.held = counters.shards.all();
        }
    }

    /// The steps that ended so far: calls by the index of their upstream, searches by the number of upstreams.
    #[cfg(feature = "steps")]
    pub(super) fn steps(&self) -> Vec<(usize, Snapshot)> {
        let workers = self.steps.all();
        let sum = |at: usize| Snapshot::of(workers.iter().filter_map(|worker| worker.get(at)));
        let steps = (0..=self.state.endpoints().len()).map(|at| (at, sum(at)));
        steps.filter(|(_, sum)| sum.count() > 0).collect()
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
    /// Creates the record of a surface from its description, the names of its units and its counters.
    #[cfg(feature = "surface")]
    pub(crate) fn new(about: About, names: Vec<String>, counters: Shards<Counters>) -> Self {
        let counters = WorkerCounters::new(counters);
        Self { about, names, counters, has_statuses: true, folders: Vec::new() }
    }

    /// Returns the sum of all units.
    #[cfg(all(feature = "page", feature = "surface"))]
    pub(super) fn total(&self) -> Snapshot {
        let workers = self.counters.all();
        Snapshot::of(workers.iter().flat_map(|worker| worker.iter()))
    }

    /// Returns the units that occurred so far, with their sums.
    pub(super) fn units(&self) -> Vec<(&str, Snapshot)> {
        let workers = self.counters.all();
        let sum = |at: usize| Snapshot::of(workers.iter().filter_map(|worker| worker.get(at)));
        let units = self.names.iter().enumerate().map(|(at, name)| (name.as_str(), sum(at)));
        units.filter(|(_, sum)| sum.count() > 0).collect()
    }
}

impl WorkerCounters {
    fn new(shards: Shards<Counters>) -> Self {
        Self { shards, held: Vec::new() }
    }

    fn all(&self) -> Vec<Arc<[Counters]>> {
        if self.held.is_empty() { self.shards.all() } else { self.held.clone() }
    }
}

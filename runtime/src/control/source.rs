//! What the control surface knows of one capability.

use crate::account::{METHODS, Shards, Snapshot, Tally};
use crate::serve::Mount;
use crate::upstream::State;

/// A capability, and what is counted of it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) state: State,
    pub(super) surfaces: Vec<Counted>,
}

/// The operations or tools of one surface.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) kind: &'static str,
    pub(super) namespace: &'static str,
    names: Vec<String>,
    tallies: Shards<Tally>,
}

impl Source {
    pub(super) fn new(state: &State, mounts: &[Mount]) -> Self {
        let own = |mount: &&Mount| {
            mount.state().is_some_and(|of| std::ptr::eq(of.capability(), state.capability()))
        };
        let surfaces = mounts.iter().filter(own).filter_map(|mount| {
            let (names, tallies) = mount.tallies()?;
            Some(Counted { kind: mount.kind(), namespace: mount.namespace(), names, tallies })
        });
        Self { state: state.clone(), surfaces: surfaces.collect() }
    }

    /// The calls to each upstream so far: its index, the method and their sum.
    pub(super) fn clients(&self) -> Vec<(usize, &'static str, Snapshot)> {
        let workers = self.state.clients().all();
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
        let workers = self.tallies.all();
        let sum = |at: usize| Snapshot::of(workers.iter().filter_map(|worker| worker.get(at)));
        let units = self.names.iter().enumerate().map(|(at, name)| (name.as_str(), sum(at)));
        units.filter(|(_, sum)| sum.count() > 0).collect()
    }
}

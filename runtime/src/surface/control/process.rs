//! The state of the process as a whole, for the control surface.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use tokio::sync::watch;

use crate::entrance::Entrance;
use crate::lifecycle::Stage;

/// The process, as far as it is of interest to operators.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) started: Instant,
    stage: watch::Receiver<Stage>,
    served: OnceLock<Serving>,
}

/// The adapters that are served, and the entrances of callers.
#[derive(Debug)]
struct Serving {
    adapters: Vec<Adapter>,
    entrances: Vec<Arc<Entrance>>,
}

/// A surface that is served.
#[derive(Debug)]
pub(crate) struct Adapter {
    pub(crate) kind: &'static str,
    pub(crate) namespace: &'static str,
    /// Nothing over stdio.
    pub(crate) port: Option<u16>,
}

impl Process {
    pub(crate) fn new(stage: watch::Receiver<Stage>) -> Arc<Self> {
        Arc::new(Self { started: Instant::now(), stage, served: OnceLock::new() })
    }

    /// Says what is served now. Only the first time counts.
    pub(crate) fn serves(&self, adapters: Vec<Adapter>, entrances: Vec<Arc<Entrance>>) {
        let _ = self.served.set(Serving { adapters, entrances });
    }

    /// Open connections of callers.
    pub(crate) fn connections(&self) -> usize {
        let served = self.served.get().map_or(&[][..], |served| &served.entrances);
        served.iter().map(|entrance| entrance.used()).sum()
    }

    pub(crate) fn adapters(&self) -> &[Adapter] {
        self.served.get().map_or(&[], |served| &served.adapters)
    }

    /// Returns `true` if every surface listens and goes on doing so.
    pub(crate) fn is_ready(&self) -> bool {
        self.served.get().is_some() && *self.stage.borrow() == Stage::Serve
    }
}

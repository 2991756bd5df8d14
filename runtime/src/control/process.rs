//! What the control surface knows of the process as a whole.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use tokio::sync::watch;

use crate::serve::Stage;
use crate::upstream::Gate;

/// The process, as far as it is of interest to operators.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) started: Instant,
    pub(crate) connections: Arc<Gate>,
    stage: watch::Receiver<Stage>,
    adapters: OnceLock<Vec<Adapter>>,
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
    pub(crate) fn new(connections: Arc<Gate>, stage: watch::Receiver<Stage>) -> Arc<Self> {
        let (started, adapters) = (Instant::now(), OnceLock::new());
        Arc::new(Self { started, connections, stage, adapters })
    }

    /// Says what is served now. Only the first time counts.
    pub(crate) fn serves(&self, adapters: Vec<Adapter>) {
        let _ = self.adapters.set(adapters);
    }

    pub(crate) fn adapters(&self) -> &[Adapter] {
        self.adapters.get().map_or(&[], Vec::as_slice)
    }

    /// Whether every surface listens and goes on doing so.
    pub(crate) fn is_ready(&self) -> bool {
        self.adapters.get().is_some() && *self.stage.borrow() == Stage::Serve
    }
}

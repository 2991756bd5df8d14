//! A control surface beside a surface on stdio, so that what is counted there can be asked too.

use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::accept::Worker;
use super::app::counted;
use super::{Bound, Mount, bind, entrances};
use crate::config::{Config, StartError};
use crate::lifecycle::Stage;
use crate::operator;
use crate::surface::control::{self, Adapter, Process};
use crate::surface::mcp::McpService;
use crate::upstream::State;

/// A control surface that listens.
pub(crate) struct StdioControl {
    bound: Vec<Bound>,
    worker: Worker,
    /// While it is there, nobody ends the surface.
    stage: watch::Sender<Stage>,
}

impl StdioControl {
    /// Binds the control surface that an operator asks for by its port. One that only a document has
    /// stays away: clients start as many processes as they like, and its port is there once.
    pub(crate) fn bind(
        service: &McpService,
        config: &Config,
        runtime: &Runtime,
        error: StartError,
    ) -> Result<Option<Self>, StartError> {
        if config.get(operator::CONTROL_PORT).is_none() {
            return error.or(None);
        }
        let (stage, seen) = watch::channel(Stage::Serve);
        let process = Process::new(seen);
        let states = [service.state().clone()];
        let mounts = [Mount::Mcp(service.clone())];
        let counted = |state: &State| counted(&mounts, state);
        let services = control::services(&states, &counted, config, &process);
        let _guard = runtime.enter();
        let bound = bind(services.into_iter().map(Mount::Control).collect(), config, error)?;
        let namespace = service.surface().namespace;
        process.serves(vec![Adapter { kind: "mcp", namespace, port: None }], entrances(&bound));
        let memory = service.state().memory();
        let worker = Worker::new(&bound, &config.limits, memory, stage.subscribe());
        let worker = worker.map_err(|error| StartError::failed(&error))?;
        Ok(Some(Self { bound, worker, stage }))
    }

    pub(crate) fn bound(&self) -> &[Bound] {
        &self.bound
    }

    /// Answers for as long as the process runs.
    pub(crate) async fn run(self) {
        self.worker.run().await;
        drop(self.stage);
    }
}

//! A control surface and health beside a surface on stdio, so that what is counted there can be asked too.

use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::accept::Worker;
use super::{Bound, bind, entrances};
use crate::config::{Config, StartError};
use crate::lifecycle::Stage;
use crate::operator;
use crate::surface::control::{self, Adapter, Observed, Process};
use crate::surface::mcp::McpServer;
use crate::surface::{About, SurfaceKind as _};

/// What listens for operators and probes.
pub(crate) struct StdioControl {
    bound: Vec<Bound>,
    worker: Worker,
    /// While it is there, nobody ends the surface.
    stage: watch::Sender<Stage>,
}

impl StdioControl {
    /// Binds the control surface and the health that an operator asks for by their ports. A surface that only a
    /// document has stays away: clients start as many processes as they like, and its port is there once.
    pub(crate) fn bind(
        server: &McpServer,
        config: &Config,
        runtime: &Runtime,
        mut error: StartError,
    ) -> Result<Option<Self>, StartError> {
        let (stage, seen) = watch::channel(Stage::Serve);
        let process = Process::new(seen);
        let source = || server.source();
        let observed = [Observed { state: server.state(), source: &source }];
        let mut services = match config.get(operator::CONTROL_PORT) {
            Some(_) => control::services(&observed, config, &process, &mut error),
            None => Vec::new(),
        };
        services.extend(control::health(config, &process));
        if services.is_empty() {
            return error.or(None);
        }
        let _guard = runtime.enter();
        let bound = bind(services, config, error)?;
        let About { kind, namespace, .. } = server.surface().about();
        process.serves(vec![Adapter { kind, namespace, port: None }], entrances(&bound));
        let memory = server.state().memory();
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

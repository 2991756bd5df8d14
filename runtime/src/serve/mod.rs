//! Serving every surface of a manifest: listeners, workers, drain.

mod accept;
mod app;
mod bind;
mod connection;
mod signal;

pub(crate) use self::app::{App, Mount};
pub(crate) use self::bind::{Bound, bind};
pub(crate) use self::signal::Stage;

use std::sync::Arc;
use std::thread;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use self::accept::Worker;
use crate::config::{Config, Limits, StartError};
use crate::tables::{Manifest, Surface};
use crate::upstream::{Gate, State};

/// A server whose listeners are bound.
pub(crate) struct Server {
    bound: Vec<Bound>,
    limits: Limits,
    runtime: Runtime,
    stage: watch::Sender<Stage>,
}

impl Server {
    /// Resolves what the manifest needs and binds its addresses. Nothing is accepted before
    /// [`run`](Self::run).
    pub(crate) fn bind(manifest: &'static Manifest, config: &Config) -> Result<Self, StartError> {
        let mounts = mounts(manifest, config)?;
        let runtime = runtime().map_err(|error| StartError::failed(&error))?;
        let guard = runtime.enter();
        let bound = bind(mounts, config)?;
        drop(guard);
        let (stage, _) = watch::channel(Stage::Serve);
        Ok(Self { bound, limits: config.limits.clone(), runtime, stage })
    }

    pub(crate) fn bound(&self) -> &[Bound] {
        &self.bound
    }

    /// What ends the server.
    #[cfg(feature = "testing")]
    pub(crate) fn stage(&self) -> watch::Sender<Stage> {
        self.stage.clone()
    }

    /// Serves until it is told to end. `false` when requests in flight were cut off.
    pub(crate) fn run(self, signals: bool) -> bool {
        let Self { bound, limits, runtime, stage } = self;
        let connections = Gate::new(limits.connections);
        let mut others = Vec::new();
        for number in 1..workers(&limits) {
            let worker = Worker::new(&bound, &limits, &connections, stage.subscribe());
            let builder = thread::Builder::new().name(format!("worker-{number}"));
            let spawned = worker.and_then(|worker| {
                builder.spawn(move || runtime_of_worker().map(|own| own.block_on(worker.run())))
            });
            match spawned {
                Ok(thread) => others.push(thread),
                Err(error) => tracing::warn!("worker {number} does not run: {error}"),
            }
        }
        let first = Worker::new(&bound, &limits, &connections, stage.subscribe());
        drop(bound);
        let mut drained = runtime.block_on(async {
            if signals {
                tokio::spawn(signal::watch(stage.clone()));
            }
            match first {
                Ok(worker) => worker.run().await,
                Err(error) => {
                    tracing::error!("the listeners cannot be used: {error}");
                    false
                }
            }
        });
        for thread in others {
            drained &= matches!(thread.join(), Ok(Ok(true)));
        }
        drained
    }
}

fn workers(limits: &Limits) -> usize {
    match limits.workers {
        0 => thread::available_parallelism().map_or(1, std::num::NonZero::get),
        number => number,
    }
}

pub(crate) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

fn runtime_of_worker() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_io().enable_time().build()
}

/// Everything the manifest serves over HTTP. All that is missing is reported together.
fn mounts(manifest: &'static Manifest, config: &Config) -> Result<Vec<Mount>, StartError> {
    let mut error = StartError::default();
    let mut mounts = Vec::new();
    for capability in manifest.capabilities {
        match State::new(capability, config) {
            Ok(state) => {
                for surface in capability.surfaces {
                    mounts.extend(mount(surface, &state));
                }
            }
            Err(found) => error.merge(found),
        }
    }
    if mounts.is_empty() && manifest.capabilities.iter().all(|one| one.surfaces.is_empty()) {
        error.wrong("there is no surface to serve".to_owned());
    }
    error.or(mounts)
}

fn mount(surface: &'static Surface, state: &State) -> Option<Mount> {
    let state = state.clone();
    match surface {
        #[cfg(feature = "rest")]
        Surface::Rest(surface) => Some(Mount::Rest(crate::rest::service(state, surface))),
        #[cfg(feature = "mcp")]
        Surface::Mcp(surface) if surface.http => {
            Some(Mount::Mcp(crate::mcp::service(state, surface)))
        }
        _ => {
            drop(state);
            None
        }
    }
}

/// Shares a [`Gate`] among workers.
type Connections = Arc<Gate>;

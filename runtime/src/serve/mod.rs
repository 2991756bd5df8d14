//! Serving every surface of a manifest: listeners, workers, drain.

mod accept;
mod activity;
mod app;
mod bind;
mod connection;
mod frames;
mod http;
mod http1;
#[cfg(all(feature = "page", feature = "surface"))]
mod page;
#[cfg(not(all(feature = "page", feature = "surface")))]
#[path = "without_page.rs"]
mod page;
mod probes;
mod protocol;
mod rlimit;
#[cfg(feature = "mcp")]
mod stdio_control;
mod write_timeout;

pub(crate) use self::app::App;
pub(crate) use self::bind::{Bound, bind, listening_address};
pub(crate) use self::page::told as page_told;
pub(crate) use self::rlimit::make_room;
#[cfg(feature = "mcp")]
pub(crate) use self::stdio_control::StdioControl;

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};

use self::accept::Worker;
use self::probes::Probes;
use crate::config::{Config, Limits, StartError};
use crate::entrance::Entrance;
use crate::export::Exporter;
use crate::lifecycle::{self, Signals, Stage, end, runtime, runtime_of_worker};
use crate::memory::Memory;
use crate::surface::control::{self, Adapter, Process, Source};
use crate::surface::{About, Manifest, Mounting, Served, Service, Surface};
use crate::task;
use crate::upstream::State;

/// A server whose listeners are bound.
pub(crate) struct Server {
    bound: Vec<Bound>,
    limits: Limits,
    memory: Arc<Memory>,
    runtime: Runtime,
    stage: watch::Sender<Stage>,
    exporter: Exporter,
    signals: Option<Signals>,
}

impl Server {
    /// Resolves what the manifest needs and binds its addresses. Nothing is accepted before
    /// [`run`](Self::run).
    ///
    /// Problems found before are reported with all others.
    pub(crate) fn bind(
        manifest: &'static Manifest,
        config: &Config,
        mut error: StartError,
    ) -> Result<Self, StartError> {
        let (stage, seen) = watch::channel(Stage::Serve);
        let process = Process::new(seen);
        let memory = Memory::of(&config.limits);
        let Offered { services, sources, shown } =
            services(manifest, config, &process, &memory, &mut error);
        let runtime = runtime().map_err(|error| StartError::failed(&error))?;
        let guard = runtime.enter();
        let bound = bind(services, config, error)?;
        drop(guard);
        let exporter = Exporter::new(manifest.name, sources, config);
        page::connect(&bound, &shown, config, &process);
        process.serves(adapters(manifest, &bound), entrances(&bound));
        let (limits, signals) = (config.limits.clone(), None);
        Ok(Self { bound, limits, memory, runtime, stage, exporter, signals })
    }

    /// Checks that [`bind`](Self::bind) can be tried with the settings; nothing is bound. Returns the warnings.
    pub(crate) fn check(
        manifest: &'static Manifest,
        config: &Config,
        error: &mut StartError,
    ) -> Vec<String> {
        let (_stage, seen) = watch::channel(Stage::Serve);
        let (process, memory) = (Process::new(seen), Memory::of(&config.limits));
        let Offered { services, sources, .. } =
            services(manifest, config, &process, &memory, error);
        bind::check(services, config, error);
        Exporter::doubts(manifest.name, sources, config)
    }

    pub(crate) fn bound(&self) -> &[Bound] {
        &self.bound
    }

    /// A handle that ends the server.
    #[cfg(feature = "testing")]
    pub(crate) fn stage(&self) -> watch::Sender<Stage> {
        self.stage.clone()
    }

    /// From now on the signals that ask a process to end drain this server, so that it can be said
    /// that it serves.
    pub(crate) fn obey_signals(&mut self) {
        let _guard = self.runtime.enter();
        let listening = Signals::listen();
        self.signals = listening
            .inspect_err(|error| tracing::warn!("signals cannot be received: {error}"))
            .ok();
    }

    /// Serves until it is told to end. `false` when requests in flight were cut off.
    pub(crate) fn run(self) -> bool {
        let probes = Probes::start(&self.bound, &self.limits);
        let (done, others) = mpsc::unbounded_channel();
        let started = self.spawn_all(&done);
        drop(done);
        let Self { bound, limits, memory, runtime, stage, exporter, signals } = self;
        let first = Worker::new(of_callers(&bound), &limits, &memory, stage.subscribe());
        drop(bound);
        let exporter = exporter.start();
        let ending = runtime.spawn(lifecycle::moment(stage.subscribe(), Stage::Drain));
        let drained = runtime.block_on(async {
            if let Some(signals) = signals {
                task::spawn(lifecycle::watch(signals, stage.clone()));
            }
            task::spawn(lifecycle::linger(stage.clone(), linger(&limits)));
            let drained = match first {
                Ok(worker) => worker.run().await,
                Err(error) => {
                    tracing::error!("the listeners cannot be used: {error}");
                    false
                }
            };
            // Signals are received here, so this thread stays until the last one is done.
            all_drained(started, others).await && drained
        });
        let reached = *stage.borrow();
        // Without a stage to end in, something has failed before.
        let began = (reached >= Stage::Drain).then(|| runtime.block_on(ending).ok()).flatten();
        end(runtime);
        if reached < Stage::Abort {
            exporter.finish(began.unwrap_or_else(Instant::now) + limits.drain_timeout);
        }
        if let Some(probes) = probes {
            probes.end();
        }
        drained
    }

    /// Starts all workers but the first; how many there are.
    fn spawn_all(&self, done: &mpsc::UnboundedSender<bool>) -> usize {
        let has_control = of_control(&self.bound).next().is_some();
        let control = has_control.then(|| ("control".to_owned(), self.spawn_control(done.clone())));
        let workers = (1..workers(&self.limits))
            .map(|number| (format!("worker {number}"), self.spawn(number, done.clone())));
        let is_there = |(name, spawned): &(String, io::Result<()>)| match spawned {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!("{name} does not run: {error}");
                false
            }
        };
        control.into_iter().chain(workers).filter(is_there).count()
    }

    fn spawn(&self, number: usize, done: mpsc::UnboundedSender<bool>) -> io::Result<()> {
        let bound = of_callers(&self.bound);
        let worker = Worker::new(bound, &self.limits, &self.memory, self.stage.subscribe())?;
        spawn(format!("worker-{number}"), worker, done)
    }

    /// Control surfaces have a thread of their own, so that whoever asks whether the process lives
    /// waits for nobody else.
    fn spawn_control(&self, done: mpsc::UnboundedSender<bool>) -> io::Result<()> {
        let bound = of_control(&self.bound);
        let worker = Worker::new(bound, &self.limits, &self.memory, self.stage.subscribe())?;
        spawn("control".to_owned(), worker, done)
    }
}

/// Runs a worker on a thread.
fn spawn(name: String, worker: Worker, done: mpsc::UnboundedSender<bool>) -> io::Result<()> {
    let run = move || {
        let drained = runtime_of_worker().is_ok_and(|own| {
            let drained = own.block_on(worker.run());
            end(own);
            drained
        });
        // Nobody listens any more when the process ends at once.
        let _ = done.send(drained);
    };
    thread::Builder::new().name(name).spawn(run).map(drop)
}

/// The listeners of control surfaces.
fn of_control(bound: &[Bound]) -> impl Iterator<Item = &Bound> {
    bound.iter().filter(|bound| bound.app.is_alone() && !bound.app.is_last())
}

/// The listeners of callers.
fn of_callers(bound: &[Bound]) -> impl Iterator<Item = &Bound> {
    bound.iter().filter(|bound| !bound.app.is_alone())
}

/// The entrances at which connections are counted, which are all but that of probes.
fn entrances(bound: &[Bound]) -> Vec<Arc<Entrance>> {
    let counted = bound.iter().filter(|bound| !bound.app.is_last());
    counted.map(|bound| Arc::clone(&bound.entrance)).collect()
}

/// A server that has little time to end does not spend all of it on new connections.
fn linger(limits: &Limits) -> Duration {
    limits.linger.min(limits.drain_timeout / 2)
}

/// Returns `true` when every started worker has finished its requests.
async fn all_drained(started: usize, mut others: mpsc::UnboundedReceiver<bool>) -> bool {
    let mut finished = 0;
    while let Some(drained) = others.recv().await {
        finished += usize::from(drained);
    }
    finished == started
}

fn workers(limits: &Limits) -> usize {
    match limits.workers {
        0 => thread::available_parallelism().map_or(1, std::num::NonZero::get),
        number => number,
    }
}

/// A capability and its surfaces for callers.
struct MountedCapability {
    state: State,
    services: Vec<Box<dyn Service>>,
}

impl MountedCapability {
    fn source(&self) -> Source {
        let counted = self.services.iter().filter_map(|service| service.counted());
        Source::new(&self.state, counted.collect())
    }
}

/// Everything that is served over HTTP.
struct Offered {
    services: Vec<Box<dyn Service>>,
    /// What is counted of it, for a collector.
    sources: Vec<Source>,
    /// The same for pages.
    shown: Vec<Arc<Source>>,
}

/// Everything the manifest serves over HTTP, and what is counted of it, for collectors and for pages. All that is
/// missing is reported together.
fn services(
    manifest: &'static Manifest,
    config: &Config,
    process: &Arc<Process>,
    memory: &Arc<Memory>,
    error: &mut StartError,
) -> Offered {
    let mut mounted = Vec::new();
    for served in manifest.capabilities {
        let state = State::resolve(served.capability, config, Arc::clone(memory), error);
        let mounting = Mounting { state: &state, config };
        let mount = |surface: &Surface| surface.0.mount(mounting, error);
        let services = served.surfaces.iter().filter_map(mount).collect();
        mounted.push(MountedCapability { state, services });
    }
    let is_empty =
        |served: &&Served| served.surfaces.is_empty() && served.capability.control.is_none();
    if manifest.capabilities.iter().all(is_empty) {
        error.wrong("there is no surface to serve".to_owned());
    }
    let control = {
        let sources: Vec<_> = mounted.iter().map(|one| (&one.state, || one.source())).collect();
        let capabilities: Vec<control::Observed<'_>> =
            sources.iter().map(|(state, source)| control::Observed { state, source }).collect();
        control::services(&capabilities, config, process, error)
    };
    let control = control.into_iter().chain(control::health(config, process));
    let sources = mounted.iter().map(MountedCapability::source).collect();
    let shown = mounted.iter().map(|one| Arc::new(one.source())).collect();
    let services = mounted.into_iter().flat_map(|one| one.services).chain(control);
    Offered { services: services.collect(), sources, shown }
}

/// The surfaces beside control surfaces; over stdio a surface is there as soon as someone asks.
fn adapters(manifest: &'static Manifest, bound: &[Bound]) -> Vec<Adapter> {
    let mut adapters = Vec::new();
    for bound in bound.iter().filter(|bound| !bound.app.is_alone()) {
        for &About { kind, namespace, .. } in &bound.surfaces {
            adapters.push(Adapter { kind, namespace, port: Some(bound.address.port()) });
        }
    }
    let surfaces = manifest.capabilities.iter().flat_map(|served| served.surfaces);
    let unbound = surfaces.map(|surface| surface.0.about()).filter(|about| about.port.is_none());
    adapters.extend(unbound.map(|about| Adapter {
        kind: about.kind,
        namespace: about.namespace,
        port: None,
    }));
    adapters
}

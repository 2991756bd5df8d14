//! The thread that sends, so that workers never do.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::collector::Collector;
use super::headers::CollectorHeaders;
use super::pipeline::{Pace, Pipeline};
use super::resource;
use crate::config::Config;
use crate::lifecycle;
use crate::operator;
use crate::surface::control::Source;
use crate::task::boxed;

/// The longest time that a silent collector delays the end of a process.
const FLUSH: Duration = Duration::from_secs(5);

/// The exports of each capability whose document or operator asks for them.
#[derive(Debug)]
pub(crate) struct Exporter {
    pipelines: Vec<Pipeline>,
}

/// A thread that sends, if there is anything to send.
#[derive(Debug)]
pub(crate) struct Running(Option<Thread>);

#[derive(Debug)]
struct Thread {
    /// The time until which the rest may be sent.
    end: watch::Sender<Option<Instant>>,
    done: mpsc::Receiver<()>,
}

impl Exporter {
    /// Traces are kept for sending from now on. `name` is the name of the service unless an operator gives
    /// another one. Errors are logged, and do not stop anything.
    pub(crate) fn new(name: &str, sources: Vec<Source>, config: &Config) -> Self {
        let mut doubts = Vec::new();
        let exporter = Self::resolve(name, sources, config, &mut doubts);
        for doubt in doubts {
            tracing::warn!("{doubt}");
        }
        exporter
    }

    /// Returns the doubts that [`new`](Self::new) would log.
    pub(crate) fn doubts(name: &str, sources: Vec<Source>, config: &Config) -> Vec<String> {
        let mut doubts = Vec::new();
        Self::resolve(name, sources, config, &mut doubts);
        doubts
    }

    fn resolve(
        name: &str,
        sources: Vec<Source>,
        config: &Config,
        doubts: &mut Vec<String>,
    ) -> Self {
        let with_surface =
            |source: Source| (operator::control_surface(source.state.capability(), config), source);
        let mut wanted: Vec<_> = sources.into_iter().map(with_surface).collect();
        wanted.retain(|(surface, _)| operator::is_exported(*surface, config));
        if wanted.is_empty() {
            return Self { pipelines: Vec::new() };
        }
        let resource = resource::resource(name, config, doubts);
        let (headers, pace) = (CollectorHeaders::read(config, doubts), Pace::read(config, doubts));
        let mut pipelines = Vec::new();
        for (surface, source) in wanted {
            let written = surface.map_or(&[][..], |surface| surface.exporter);
            let variables = source.state.capability().variables;
            match Collector::resolve(written, variables, config, &headers) {
                Ok(collector) => {
                    pipelines.extend(Pipeline::new(collector, source, &resource, pace));
                }
                Err(reason) => {
                    let doubt = format!("traces and metrics are not sent: {reason}");
                    if !doubts.contains(&doubt) {
                        doubts.push(doubt);
                    }
                }
            }
        }
        Self { pipelines }
    }

    /// Begins to send, once all workers are there.
    pub(crate) fn start(self) -> Running {
        let Self { mut pipelines } = self;
        if pipelines.is_empty() {
            return Running(None);
        }
        for pipeline in &mut pipelines {
            pipeline.hold();
        }
        let (end, ending) = watch::channel(None);
        let (alive, done) = mpsc::channel();
        let run = move || {
            match lifecycle::runtime() {
                Ok(runtime) => runtime.block_on(all(pipelines, &ending)),
                Err(error) => tracing::warn!("traces and metrics are not sent: {error}"),
            }
            // Nobody listens any more when the process ends at once.
            let _ = alive.send(());
        };
        match thread::Builder::new().name("otlp".to_owned()).spawn(run) {
            Ok(_) => Running(Some(Thread { end, done })),
            Err(error) => {
                tracing::warn!("traces and metrics are not sent: {error}");
                Running(None)
            }
        }
    }
}

async fn all(pipelines: Vec<Pipeline>, ending: &watch::Receiver<Option<Instant>>) {
    let mut running = JoinSet::new();
    for pipeline in pipelines {
        running.spawn(boxed(pipeline.run(ending.clone())));
    }
    while running.join_next().await.is_some() {}
}

impl Running {
    /// Sends what is left, and waits for that until a moment at most.
    pub(crate) fn finish(self, until: Instant) {
        let Some(Thread { end, done }) = self.0 else { return };
        let until = until.min(Instant::now() + FLUSH);
        end.send_replace(Some(until));
        let _ = done.recv_timeout(until.saturating_duration_since(Instant::now()));
    }
}

//! The export of the traces and metrics of one capability.

use std::sync::Arc;
use std::time::{Duration, Instant as Moment, SystemTime};

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::collector::{Collector, Signal};
use super::encode::{self, Frame};
use crate::config::Config;
use crate::race::{First, race};
use crate::surface::control::Source;
use crate::trace::{Backlog, Outbox, Record};

/// The number of traces in a batch.
const BATCH: usize = 512;
/// The variable and the default of the interval of sending traces, in milliseconds.
const TRACES: (&str, u64) = ("OTEL_BSP_SCHEDULE_DELAY", 5_000);
/// The variable and the default of the interval of sending metrics, in milliseconds.
const METRICS: (&str, u64) = ("OTEL_METRIC_EXPORT_INTERVAL", 10_000);

/// The way from one capability to its collector.
#[derive(Debug)]
pub(super) struct Pipeline {
    collector: Collector,
    source: Source,
    waiting: mpsc::Receiver<Arc<Record>>,
    backlog: Arc<Backlog>,
    resource: String,
    since: SystemTime,
    pace: Pace,
}

/// The intervals of sending.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    traces: Duration,
    metrics: Duration,
}

impl Pace {
    pub(super) fn read(config: &Config, doubts: &mut Vec<String>) -> Self {
        Self { traces: every(TRACES, config, doubts), metrics: every(METRICS, config, doubts) }
    }
}

impl Pipeline {
    /// `None` for a capability that is not traced.
    pub(super) fn new(
        collector: Collector,
        source: Source,
        resource: &str,
        pace: Pace,
    ) -> Option<Self> {
        let (outbox, waiting, backlog) = Outbox::new();
        source.state.tracer()?.send_by(outbox);
        Some(Self {
            collector,
            source,
            waiting,
            backlog,
            resource: resource.to_owned(),
            since: SystemTime::now(),
            pace,
        })
    }

    /// Keeps what workers have counted when they end.
    pub(super) fn hold(&mut self) {
        self.source.hold();
    }

    /// Sends until it is told to end, and what is left then until a moment at most.
    pub(super) async fn run(self, ending: watch::Receiver<Option<Moment>>) {
        let mut late = ending.clone();
        let late = async move {
            let until = match late.wait_for(Option::is_some).await {
                Ok(until) => *until,
                Err(_) => None,
            };
            sleep_until(until.unwrap_or_else(Moment::now).into()).await;
        };
        race(self.work(ending), late).await;
    }

    async fn work(mut self, mut ending: watch::Receiver<Option<Moment>>) {
        let mut traces_at = Instant::now() + self.pace.traces;
        let mut metrics_at = Instant::now() + self.pace.metrics;
        loop {
            let due = race(sleep_until(traces_at.min(metrics_at)), self.backlog.half.notified());
            // Without the other end of the channel nobody can end this any more.
            if let First::Left(_) = race(ending.wait_for(Option::is_some), due).await {
                break;
            }
            if Instant::now() >= metrics_at {
                self.send_metrics().await;
                metrics_at = Instant::now() + self.pace.metrics;
            }
            self.send_traces().await;
            traces_at = Instant::now() + self.pace.traces;
        }
        self.send_traces().await;
        self.send_metrics().await;
    }

    /// All that wait now; who comes meanwhile is next.
    async fn send_traces(&mut self) {
        let mut left = self.waiting.len();
        while left > 0 {
            let batch: Vec<_> =
                std::iter::from_fn(|| self.waiting.try_recv().ok()).take(left.min(BATCH)).collect();
            if batch.is_empty() {
                break;
            }
            left -= batch.len();
            let body = encode::traces(&batch, &self.source.state, &self.resource);
            if !self.send(Signal::Traces, body).await {
                self.backlog.dropped(batch.iter().map(|record| record.spans.len()).sum());
            }
        }
    }

    async fn send_metrics(&mut self) {
        let frame = Frame { since: self.since, now: SystemTime::now() };
        let body = encode::metrics(&self.source, frame, &self.resource);
        self.send(Signal::Metrics, body).await;
    }

    async fn send(&mut self, signal: Signal, body: bytes::Bytes) -> bool {
        self.collector.send(self.source.state.connector(), signal, body).await
    }
}

fn every((variable, default): (&str, u64), config: &Config, doubts: &mut Vec<String>) -> Duration {
    let asked = config.given(variable);
    let given = asked.and_then(|text| text.parse().ok()).filter(|time| *time > 0);
    if asked.is_some() && given.is_none() {
        doubts.push(format!("{variable} must be a number of milliseconds; it is {default}"));
    }
    Duration::from_millis(given.unwrap_or(default))
}

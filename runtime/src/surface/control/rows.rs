//! Counts, row by row, under the names of semantics 16.2.

use super::source::Source;
use crate::metrics::{Failure, Snapshot};

/// One row of numbers and what it is about.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) labels: Vec<(&'static str, &'a str)>,
    pub(crate) numbers: Snapshot,
    /// Set if statuses are those of HTTP.
    http: bool,
}

/// One of the numbers that a row is divided into.
#[derive(Debug)]
pub(crate) struct Count {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) count: u64,
}

pub(crate) fn rows_of_requests<'a>(sources: &[&'a Source]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for source in sources {
        let capability = source.state.capability();
        let names = capability.telemetry;
        for surface in &source.surfaces {
            for (name, numbers) in surface.units() {
                let labels = vec![
                    (names.capability, capability.name),
                    (names.adapter_type, surface.about.kind),
                    (names.namespace, surface.about.namespace),
                    (names.operation_id, name),
                ];
                rows.push(Row { labels, numbers, http: surface.has_statuses });
            }
        }
    }
    rows
}

pub(crate) fn rows_of_clients<'a>(sources: &[&'a Source]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for source in sources {
        let capability = source.state.capability();
        let names = capability.telemetry;
        for (upstream, method, numbers) in source.clients() {
            let namespace = capability.upstreams.get(upstream).map_or("", |one| one.namespace);
            let host = source.state.endpoints().get(upstream).map_or("", |one| one.origin.host());
            let labels = vec![
                (names.capability, capability.name),
                (names.namespace, namespace),
                ("http.request.method", method),
                ("server.address", host),
            ];
            rows.push(Row { labels, numbers, http: true });
        }
    }
    rows
}

/// Rows of the steps that ended: calls by the namespace of their upstream, and searches.
#[cfg(feature = "steps")]
pub(crate) fn rows_of_steps<'a>(sources: &[&'a Source]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for source in sources {
        let capability = source.state.capability();
        let names = capability.telemetry;
        for (upstream, numbers) in source.steps() {
            let mut labels = vec![(names.capability, capability.name)];
            match capability.upstreams.get(upstream) {
                Some(one) => {
                    labels.extend([("step.type", "call"), (names.namespace, one.namespace)]);
                }
                None => labels.push(("step.type", "lookup")),
            }
            rows.push(Row { labels, numbers, http: false });
        }
    }
    rows
}

/// Without steps, none end.
#[cfg(not(feature = "steps"))]
pub(crate) fn rows_of_steps<'a>(_: &[&'a Source]) -> Vec<Row<'a>> {
    Vec::new()
}

impl Row<'_> {
    /// Returns the count of each status that occurred; `label` is the name of the attribute.
    pub(crate) fn statuses(&self, label: &'static str) -> impl Iterator<Item = Count> {
        self.numbers.statuses().map(move |(status, count)| {
            // A tool has no status; see where tools are counted.
            let value = match status.as_str() {
                _ if self.http => status,
                "200" => "OK".to_owned(),
                _ => "ERROR".to_owned(),
            };
            Count { label, value, count }
        })
    }

    /// Returns the count of each kind of failure that occurred.
    pub(crate) fn failures(&self) -> impl Iterator<Item = Count> {
        let failures = Failure::ALL.iter().zip(self.numbers.failures);
        failures.filter(|(_, count)| *count > 0).map(|(failure, count)| Count {
            label: "error.type",
            value: failure.name().to_owned(),
            count,
        })
    }
}

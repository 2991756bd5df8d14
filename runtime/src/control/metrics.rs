//! `/metrics`: names as in the reference, with units that say something.

use super::exposition::Exposition;
use super::process::Process;
use super::source::Source;
use crate::account::{Failure, Snapshot};

/// One row of numbers and what it is about.
struct Row<'a> {
    labels: Vec<(&'static str, &'a str)>,
    numbers: Snapshot,
    /// Whether statuses are those of HTTP.
    http: bool,
}

pub(super) fn metrics(sources: &[Source], process: &Process) -> String {
    let mut out = Exposition::default();
    requests(&rows_of_requests(sources), &mut out);
    clients(&rows_of_clients(sources), &mut out);
    out.family("naftiko_http_client_active", "gauge", "Calls to an upstream that are under way.");
    for source in sources {
        let capability = source.state.capability();
        for (upstream, endpoint) in capability.upstreams.iter().zip(source.state.endpoints()) {
            let labels = [
                ("naftiko_capability", capability.name),
                ("naftiko_namespace", upstream.namespace),
            ];
            out.sample("naftiko_http_client_active", &labels, endpoint.gate.used());
        }
    }
    out.family("naftiko_capability_active", "gauge", "Capabilities that are served.");
    for source in sources {
        let labels = [("naftiko_capability", source.state.capability().name)];
        out.sample("naftiko_capability_active", &labels, 1);
    }
    out.family("naftiko_connections_open", "gauge", "Open connections of callers.");
    out.sample("naftiko_connections_open", &[], process.connections.used());
    out.family("naftiko_uptime_seconds", "gauge", "Time since the process started.");
    out.sample("naftiko_uptime_seconds", &[], process.started.elapsed().as_secs());
    out.finish()
}

fn rows_of_requests(sources: &[Source]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for source in sources {
        for surface in &source.surfaces {
            for (name, numbers) in surface.units() {
                let labels = vec![
                    ("naftiko_capability", source.state.capability().name),
                    ("naftiko_adapter_type", surface.kind),
                    ("naftiko_namespace", surface.namespace),
                    ("naftiko_operation_id", name),
                ];
                rows.push(Row { labels, numbers, http: surface.kind == "rest" });
            }
        }
    }
    rows
}

fn rows_of_clients(sources: &[Source]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for source in sources {
        let capability = source.state.capability();
        for (upstream, method, numbers) in source.clients() {
            let namespace = capability.upstreams.get(upstream).map_or("", |one| one.namespace);
            let host = source.state.endpoints().get(upstream).map_or("", |one| one.host());
            let labels = vec![
                ("naftiko_capability", capability.name),
                ("naftiko_namespace", namespace),
                ("http_request_method", method),
                ("server_address", host),
            ];
            rows.push(Row { labels, numbers, http: true });
        }
    }
    rows
}

fn requests(rows: &[Row<'_>], out: &mut Exposition) {
    let total = "naftiko_request_total";
    out.family(total, "counter", "Requests and tool calls that were answered.");
    for row in rows {
        for (status, count) in row.numbers.statuses() {
            let status = if row.http { &status } else { tool_status(&status) };
            out.sample(total, &row.with("status", status), count);
        }
    }
    let errors = "naftiko_request_errors";
    out.family(errors, "counter", "Requests and tool calls that failed.");
    row_errors(rows, errors, out);
    durations(rows, "naftiko_request_duration_seconds", "Time to answer.", out);
}

fn clients(rows: &[Row<'_>], out: &mut Exposition) {
    let total = "naftiko_http_client_total";
    out.family(total, "counter", "Calls to upstreams, repeated ones too.");
    for row in rows {
        for (status, count) in row.numbers.statuses() {
            out.sample(total, &row.with("http_response_status_code", &status), count);
        }
    }
    row_errors(rows, total, out);
    let help = "Time until the upstream's answer began.";
    durations(rows, "naftiko_http_client_duration_seconds", help, out);
}

fn durations(rows: &[Row<'_>], name: &str, help: &str, out: &mut Exposition) {
    out.family(name, "histogram", help);
    for row in rows {
        out.histogram(name, &row.labels, &row.numbers);
    }
}

fn row_errors(rows: &[Row<'_>], name: &str, out: &mut Exposition) {
    for row in rows {
        for (failure, count) in Failure::NAMES.iter().zip(row.numbers.failures) {
            if count > 0 {
                out.sample(name, &row.with("error_type", failure), count);
            }
        }
    }
}

/// A tool has no status; see where tools are counted.
fn tool_status(status: &str) -> &'static str {
    if status == "200" { "OK" } else { "ERROR" }
}

impl Row<'_> {
    fn with<'b>(&'b self, label: &'static str, value: &'b str) -> Vec<(&'static str, &'b str)> {
        let mut labels: Vec<(&'static str, &'b str)> = self.labels.clone();
        labels.push((label, value));
        labels
    }
}

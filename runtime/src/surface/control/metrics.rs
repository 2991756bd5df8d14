//! `/metrics`: names as in the reference, with units that say something.

use super::exposition::Exposition;
use super::process::Process;
use super::rows::{Count, Row, rows_of_clients, rows_of_requests, rows_of_steps};
use super::source::Source;
use crate::tables::TelemetryNames;

pub(super) fn metrics(sources: &[Source], process: &Process) -> String {
    let mut out = Exposition::default();
    for names in [TelemetryNames::NAFTIKO, TelemetryNames::IKANOS] {
        let is_of = |source: &&Source| source.state.capability().telemetry.prefix == names.prefix;
        let sources: Vec<&Source> = sources.iter().filter(is_of).collect();
        if !sources.is_empty() {
            under(names, &sources, process, &mut out);
        }
    }
    out.finish()
}

/// Writes the metrics of all that have the same names.
fn under(names: &TelemetryNames, sources: &[&Source], process: &Process, out: &mut Exposition) {
    requests(names, &rows_of_requests(sources), out);
    clients(names, &rows_of_clients(sources), out);
    let steps = rows_of_steps(sources);
    if !steps.is_empty() {
        durations(&steps, names.step_duration, "Time of a step.", out);
    }
    out.family(names.client_active, "gauge", "Calls to an upstream that are under way.");
    for source in sources {
        let capability = source.state.capability();
        for (upstream, endpoint) in capability.upstreams.iter().zip(source.state.endpoints()) {
            let labels =
                [(names.capability, capability.name), (names.namespace, upstream.namespace)];
            out.sample(names.client_active, &labels, endpoint.gate.used());
        }
    }
    out.family(names.capability_active, "gauge", "Capabilities that are served.");
    for source in sources {
        let labels = [(names.capability, source.state.capability().name)];
        out.sample(names.capability_active, &labels, 1);
    }
    dropped(names, sources, out);
    out.family(names.connections_open, "gauge", "Open connections of callers.");
    out.sample(names.connections_open, &[], process.connections());
    out.family(names.uptime, "gauge", "Time since the process started.");
    out.sample(names.uptime, &[], process.started.elapsed().as_secs());
}

/// Only where spans are sent.
fn dropped(names: &TelemetryNames, sources: &[&Source], out: &mut Exposition) {
    let counts = |source: &&Source| {
        let dropped = source.state.tracer()?.dropped()?;
        Some((source.state.capability().name, dropped))
    };
    let name = names.spans_dropped;
    for (at, (capability, dropped)) in sources.iter().filter_map(counts).enumerate() {
        if at == 0 {
            out.family(name, "counter", "Spans that the collector did not get.");
        }
        out.sample(name, &[(names.capability, capability)], dropped);
    }
}

fn requests(names: &TelemetryNames, rows: &[Row<'_>], out: &mut Exposition) {
    let total = names.request_total;
    out.family(total, "counter", "Requests and tool calls that were answered.");
    for row in rows {
        counts(row, total, row.statuses("status"), out);
    }
    let errors = names.request_errors;
    out.family(errors, "counter", "Requests and tool calls that failed.");
    for row in rows {
        counts(row, errors, row.failures(), out);
    }
    durations(rows, names.request_duration, "Time to answer.", out);
}

fn clients(names: &TelemetryNames, rows: &[Row<'_>], out: &mut Exposition) {
    let total = names.client_total;
    out.family(total, "counter", "Calls to upstreams, repeated ones too.");
    for row in rows {
        let statuses = row.statuses("http.response.status_code");
        counts(row, total, statuses.chain(row.failures()), out);
    }
    let help = "Time until the upstream's answer began.";
    durations(rows, names.client_duration, help, out);
}

fn counts(row: &Row<'_>, name: &str, counts: impl Iterator<Item = Count>, out: &mut Exposition) {
    for Count { label, value, count } in counts {
        let mut labels = row.labels.clone();
        labels.push((label, &value));
        out.sample(name, &labels, count);
    }
}

fn durations(rows: &[Row<'_>], name: &str, help: &str, out: &mut Exposition) {
    out.family(name, "histogram", help);
    for row in rows {
        out.histogram(name, &row.labels, &row.numbers);
    }
}

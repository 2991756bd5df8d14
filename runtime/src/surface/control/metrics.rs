//! `/metrics`: names as in the reference, with units that say something.

use super::exposition::Exposition;
use super::process::Process;
use super::rows::{Count, Row, rows_of_clients, rows_of_requests};
use super::source::Source;

pub(super) fn metrics(sources: &[Source], process: &Process) -> String {
    let mut out = Exposition::default();
    requests(&rows_of_requests(sources), &mut out);
    clients(&rows_of_clients(sources), &mut out);
    out.family("naftiko_http_client_active", "gauge", "Calls to an upstream that are under way.");
    for source in sources {
        let capability = source.state.capability();
        for (upstream, endpoint) in capability.upstreams.iter().zip(source.state.endpoints()) {
            let labels = [
                ("naftiko.capability", capability.name),
                ("naftiko.namespace", upstream.namespace),
            ];
            out.sample("naftiko_http_client_active", &labels, endpoint.gate.used());
        }
    }
    out.family("naftiko_capability_active", "gauge", "Capabilities that are served.");
    for source in sources {
        let labels = [("naftiko.capability", source.state.capability().name)];
        out.sample("naftiko_capability_active", &labels, 1);
    }
    dropped(sources, &mut out);
    out.family("naftiko_connections_open", "gauge", "Open connections of callers.");
    out.sample("naftiko_connections_open", &[], process.connections());
    out.family("naftiko_uptime_seconds", "gauge", "Time since the process started.");
    out.sample("naftiko_uptime_seconds", &[], process.started.elapsed().as_secs());
    out.finish()
}

/// Only where spans are sent.
fn dropped(sources: &[Source], out: &mut Exposition) {
    let counts = |source: &Source| {
        let dropped = source.state.tracer()?.dropped()?;
        Some((source.state.capability().name, dropped))
    };
    let name = "naftiko_spans_dropped";
    for (at, (capability, dropped)) in sources.iter().filter_map(counts).enumerate() {
        if at == 0 {
            out.family(name, "counter", "Spans that the collector did not get.");
        }
        out.sample(name, &[("naftiko.capability", capability)], dropped);
    }
}

fn requests(rows: &[Row<'_>], out: &mut Exposition) {
    let total = "naftiko_request_total";
    out.family(total, "counter", "Requests and tool calls that were answered.");
    for row in rows {
        counts(row, total, row.statuses("status"), out);
    }
    let errors = "naftiko_request_errors";
    out.family(errors, "counter", "Requests and tool calls that failed.");
    for row in rows {
        counts(row, errors, row.failures(), out);
    }
    durations(rows, "naftiko_request_duration_seconds", "Time to answer.", out);
}

fn clients(rows: &[Row<'_>], out: &mut Exposition) {
    let total = "naftiko_http_client_total";
    out.family(total, "counter", "Calls to upstreams, repeated ones too.");
    for row in rows {
        let statuses = row.statuses("http.response.status_code");
        counts(row, total, statuses.chain(row.failures()), out);
    }
    let help = "Time until the upstream's answer began.";
    durations(rows, "naftiko_http_client_duration_seconds", help, out);
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

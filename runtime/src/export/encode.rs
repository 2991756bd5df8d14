//! OTLP as JSON: numbers of 64 bits are texts, ids are hexadecimal, and what is not there is left
//! out.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;

use crate::json::JsonWriter;
use crate::metrics::{BOUNDS, Snapshot};
use crate::surface::control::{
    Count, Row, Source, rows_of_clients, rows_of_requests, rows_of_steps,
};
use crate::tables::{OperationInfo, TelemetryNames};
use crate::trace::{Attribute, Record, Span};
use crate::upstream::State;

/// Counts are since the beginning, not since they were sent last.
const CUMULATIVE: i64 = 2;
const ERROR: i64 = 2;

/// The time that counts belong to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) since: SystemTime,
    pub(super) now: SystemTime,
}

/// The body for `/v1/traces`.
pub(super) fn traces(records: &[Arc<Record>], state: &State, resource: &str) -> Bytes {
    let mut out = JsonWriter::with_capacity(1 << 16);
    open(&mut out, ["resourceSpans", "scopeSpans", "spans"], resource);
    for record in records {
        for one in &record.spans {
            span(record.id, one, state, &mut out);
        }
    }
    close(&mut out);
    out.finish()
}

fn span(trace: u128, span: &Span, state: &State, out: &mut JsonWriter) {
    let kind = match span.kind() {
        "SERVER" => 2,
        "CLIENT" => 3,
        _ => 1,
    };
    out.open_object();
    out.key("traceId").text(format_args!("{trace:032x}"));
    out.key("spanId").text(format_args!("{:016x}", span.id));
    if let Some(parent) = span.parent {
        out.key("parentSpanId").text(format_args!("{parent:016x}"));
    }
    out.key("name").string(&span.name());
    out.member("kind", &kind);
    moment("startTimeUnixNano", span.began, out);
    moment("endTimeUnixNano", span.began + span.time, out);
    out.key("attributes").open_array();
    let origin = |operation: &OperationInfo| state.origin_of(operation);
    for (name, value) in span.attributes(state.capability(), &origin) {
        attribute(name, &value, out);
    }
    out.close_array();
    out.key("status").open_object();
    if !span.is_ok {
        out.member("code", &ERROR);
    }
    out.close_object();
    out.close_object();
}

/// The body for `/v1/metrics`.
pub(super) fn metrics(source: &Source, frame: Frame, resource: &str) -> Bytes {
    let names = source.state.capability().telemetry;
    let (requests, clients) = (rows_of_requests(&[source]), rows_of_clients(&[source]));
    let mut out = JsonWriter::with_capacity(1 << 14);
    open(&mut out, ["resourceMetrics", "scopeMetrics", "metrics"], resource);
    let mut metrics = Metrics { frame, out: &mut out };
    metrics.counter(names.request_total, &requests, |row| row.statuses("status"));
    metrics.counter(names.request_errors, &requests, Row::failures);
    metrics.histogram(names.request_duration, &requests);
    metrics.counter(names.client_total, &clients, |row| {
        row.statuses("http.response.status_code").chain(row.failures())
    });
    metrics.histogram(names.client_duration, &clients);
    metrics.histogram(names.step_duration, &rows_of_steps(&[source]));
    metrics.active(names, source.state.capability().name);
    close(&mut out);
    out.finish()
}

struct Metrics<'a> {
    frame: Frame,
    out: &'a mut JsonWriter,
}

impl Metrics<'_> {
    /// Writes a counter of the counts in all rows; without any, the metric is left out.
    fn counter<'r, C: Iterator<Item = Count>>(
        &mut self,
        name: &str,
        rows: &'r [Row<'r>],
        counts: impl Fn(&'r Row<'r>) -> C,
    ) {
        let of_row = |row: &'r Row<'r>| counts(row).map(move |count| (row, count));
        let mut points = rows.iter().flat_map(of_row).peekable();
        if points.peek().is_none() {
            return;
        }
        self.open(name, "1", "sum");
        self.out.member("isMonotonic", &true);
        self.out.key("dataPoints").open_array();
        for (row, Count { label, value, count }) in points {
            self.point(&row.labels, Some((label, &value)));
            self.out.key("asInt").text(format_args!("{count}"));
            self.out.close_object();
        }
        self.close();
    }

    fn histogram(&mut self, name: &str, rows: &[Row<'_>]) {
        if rows.is_empty() {
            return;
        }
        self.open(name, "s", "histogram");
        self.out.key("dataPoints").open_array();
        for row in rows {
            self.point(&row.labels, None);
            self.buckets(&row.numbers);
            self.out.close_object();
        }
        self.close();
    }

    fn buckets(&mut self, numbers: &Snapshot) {
        self.out.key("count").text(format_args!("{}", numbers.count()));
        self.out.member("sum", &seconds(numbers.microseconds));
        self.out.key("bucketCounts").open_array();
        for count in numbers.buckets {
            self.out.text(format_args!("{count}"));
        }
        self.out.close_array();
        self.out.key("explicitBounds").open_array();
        for bound in BOUNDS {
            self.out.item(&seconds(bound));
        }
        self.out.close_array();
    }

    /// The capability is served for as long as anything is sent.
    fn active(&mut self, names: &TelemetryNames, capability: &str) {
        self.open(names.capability_active, "1", "sum");
        self.out.member("isMonotonic", &false);
        self.out.key("dataPoints").open_array();
        self.point(&[(names.capability, capability)], None);
        self.out.key("asInt").string("1");
        self.out.close_object();
        self.close();
    }

    fn open(&mut self, name: &str, unit: &str, kind: &str) {
        self.out.open_object();
        self.out.key("name").string(name);
        self.out.key("unit").string(unit);
        self.out.key(kind).open_object();
        self.out.member("aggregationTemporality", &CUMULATIVE);
    }

    fn close(&mut self) {
        self.out.close_array();
        self.out.close_object();
        self.out.close_object();
    }

    /// Leaves the object open.
    fn point(&mut self, labels: &[(&str, &str)], own: Option<(&str, &str)>) {
        self.out.open_object();
        self.out.key("attributes").open_array();
        for (name, text) in labels.iter().copied().chain(own) {
            let number = match name {
                "http.response.status_code" => text.parse().ok(),
                _ => None,
            };
            let value = number.map_or_else(|| Attribute::from(text), Attribute::Number);
            attribute(name, &value, self.out);
        }
        self.out.close_array();
        moment("startTimeUnixNano", self.frame.since, self.out);
        moment("timeUnixNano", self.frame.now, self.out);
    }
}

/// Opens the lists of these names, each in the first object of the one around it.
fn open(out: &mut JsonWriter, [resources, scopes, items]: [&str; 3], resource: &str) {
    out.open_object();
    out.key(resources).open_array();
    out.open_object();
    out.key("resource").raw(resource);
    out.key(scopes).open_array();
    out.open_object();
    out.key("scope").open_object();
    out.key("name").string("io.naftiko.engine");
    out.key("version").string(env!("CARGO_PKG_VERSION"));
    out.close_object();
    out.key(items).open_array();
}

fn close(out: &mut JsonWriter) {
    for _ in 0..3 {
        out.close_array();
        out.close_object();
    }
}

fn attribute(name: &str, value: &Attribute<'_>, out: &mut JsonWriter) {
    out.open_object();
    out.key("key").string(name);
    out.key("value").open_object();
    match value {
        Attribute::Text(text) => out.key("stringValue").string(text),
        Attribute::Number(number) => out.key("intValue").text(format_args!("{number}")),
    }
    out.close_object();
    out.close_object();
}

fn moment(key: &str, time: SystemTime, out: &mut JsonWriter) {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    out.key(key).text(format_args!("{}", since.as_nanos()));
}

#[expect(clippy::cast_precision_loss, reason = "exact for two centuries")]
fn seconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e6
}

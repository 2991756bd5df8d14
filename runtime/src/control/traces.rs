//! `/traces` and `/traces/{id}`.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hyper::{StatusCode, Uri};

use super::source::Source;
use crate::binding::query;
use crate::json::JsonWriter;
use crate::trace::{Record, Ring};

/// Whether this path is one of those here.
pub(super) fn is_at(path: &str) -> bool {
    path == "/traces" || path.strip_prefix("/traces/").is_some_and(|id| !id.contains('/'))
}

pub(super) fn traces(sources: &[Source], uri: &Uri) -> (StatusCode, Bytes) {
    let rings = || sources.iter().filter_map(|source| source.state.traces());
    let mut records: Vec<_> = rings().flat_map(|ring| ring.all()).collect();
    if let Some(id) = uri.path().strip_prefix("/traces/") {
        return one(&records, id);
    }
    // Each ring is in order; several are not.
    records.sort_by_key(|record| std::cmp::Reverse(record.began + record.time));
    let size = rings().map(|ring: &Arc<Ring>| ring.size()).sum();
    (StatusCode::OK, list(&records, size, uri.query()))
}

fn list(records: &[Arc<Record>], size: usize, asked: Option<&str>) -> Bytes {
    let query = query::parse(asked).unwrap_or_default();
    let value =
        |key: &str| query.iter().find(|(name, _)| name == key).map(|(_, value)| value.to_string());
    let (operation, wanted) = (value("operation"), value("status"));
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("traces").open_array();
    for record in records {
        let names = |text: &String| record.operation.contains(text) || record.name.contains(text);
        let is = |text: &String| text.eq_ignore_ascii_case(status(record.is_ok));
        if operation.as_ref().is_none_or(names) && wanted.as_ref().is_none_or(is) {
            out.open_object();
            head(record, &mut out);
            out.member("spanCount", &count(record.calls.len() + 1));
            out.close_object();
        }
    }
    out.close_array();
    out.member("bufferSize", &count(size));
    out.member("bufferUsed", &count(records.len()));
    out.close_object();
    out.finish()
}

fn one(records: &[Arc<Record>], id: &str) -> (StatusCode, Bytes) {
    let mut out = JsonWriter::new();
    out.open_object();
    let Some(record) = records.iter().find(|record| format!("{:032x}", record.id) == id) else {
        out.key("error").string(&format!("Trace not found: {id}"));
        out.close_object();
        return (StatusCode::NOT_FOUND, out.finish());
    };
    head(record, &mut out);
    out.key("spans").open_array();
    let kind = if record.parent.is_some() { "INTERNAL" } else { "SERVER" };
    span((record.root, record.parent), (record.name, kind), record.time, record.is_ok, &mut out);
    out.close_object();
    for call in &record.calls {
        let name = format!("http.client.{}", call.method);
        span((call.id, Some(record.root)), (&name, "CLIENT"), call.time, call.is_ok(), &mut out);
        if let Some(status) = call.status {
            out.member("statusCode", &i64::from(status));
        }
        out.close_object();
    }
    out.close_array();
    out.close_object();
    (StatusCode::OK, out.finish())
}

fn head(record: &Record, out: &mut JsonWriter) {
    out.key("traceId").string(&format!("{:032x}", record.id));
    out.key("operation").string(&record.operation);
    out.member("durationMs", &milliseconds(record.time));
    out.key("status").string(status(record.is_ok));
    out.key("timestamp").string(&moment(record.began));
}

/// Leaves the object open.
fn span(
    (id, parent): (u64, Option<u64>),
    (name, kind): (&str, &str),
    time: Duration,
    is_ok: bool,
    out: &mut JsonWriter,
) {
    out.open_object();
    out.key("spanId").string(&format!("{id:016x}"));
    if let Some(parent) = parent {
        out.key("parentSpanId").string(&format!("{parent:016x}"));
    }
    out.key("name").string(name);
    out.key("kind").string(kind);
    out.member("durationMs", &milliseconds(time));
    out.key("status").string(status(is_ok));
}

fn status(is_ok: bool) -> &'static str {
    if is_ok { "OK" } else { "ERROR" }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// A moment of ISO 8601, in UTC.
fn moment(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (seconds, millis) = (since.as_secs(), since.subsec_millis());
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    // Years begin in March here, so that a leap day is their last one.
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::moment;

    #[test]
    fn moments() {
        let shown = |seconds| moment(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(shown(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(shown(951_782_400), "2000-02-29T00:00:00.000Z");
        assert_eq!(shown(1_735_689_599), "2024-12-31T23:59:59.000Z");
    }
}

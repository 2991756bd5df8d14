//! `/traces` and `/traces/{id}`.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::{StatusCode, Uri};

use super::source::Source;
use super::wrong;
use crate::json::JsonWriter;
use crate::moment::moment;
use crate::query;
use crate::tables::OperationInfo;
use crate::trace::{Attribute, Record, Ring, Span};
use crate::upstream::State;

/// Returns `true` if this path is one of those here.
pub(super) fn is_at(path: &str) -> bool {
    path == "/traces" || path.strip_prefix("/traces/").is_some_and(|id| !id.contains('/'))
}

pub(super) fn traces(sources: &[Source], uri: &Uri) -> (StatusCode, Bytes) {
    let rings = || sources.iter().filter_map(|source| source.state.tracer()?.ring());
    if let Some(id) = uri.path().strip_prefix("/traces/") {
        return one(sources, id);
    }
    let mut records: Vec<_> = rings().flat_map(Ring::all).collect();
    // Each ring is in order; several are not.
    let ended = |root: &Span| root.began + root.time;
    records.sort_by_key(|record| std::cmp::Reverse(record.root().map(ended)));
    let size = rings().map(Ring::size).sum();
    match filters(uri.query()) {
        Ok(filters) => (StatusCode::OK, list(&records, size, &filters)),
        Err(sentence) => (StatusCode::BAD_REQUEST, wrong(&sentence)),
    }
}

/// The filters on the list of traces.
#[derive(Default)]
struct Filters {
    operation: Option<String>,
    status: Option<String>,
}

/// A filter that is not understood would show more than was asked for.
fn filters(asked: Option<&str>) -> Result<Filters, String> {
    let query = query::parse(asked).ok_or("the query is not valid percent-encoded UTF-8")?;
    let mut filters = Filters::default();
    for (name, value) in query {
        let filter = match &*name {
            "operation" => &mut filters.operation,
            "status" => &mut filters.status,
            _ => return Err("traces are filtered by `operation` and `status`".to_owned()),
        };
        if filter.replace(value.into_owned()).is_some() {
            return Err(format!("`{name}` was given more than once; give it once"));
        }
    }
    Ok(filters)
}

fn list(records: &[Arc<Record>], size: usize, filters: &Filters) -> Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("traces").open_array();
    for record in records {
        let Some(root) = record.root() else { continue };
        let names = |text: &String| record.operation().contains(text) || root.name().contains(text);
        let is = |text: &String| text.eq_ignore_ascii_case(status(root.is_ok));
        if filters.operation.as_ref().is_none_or(names) && filters.status.as_ref().is_none_or(is) {
            out.open_object();
            head(record, root, &mut out);
            out.member("spanCount", &count(record.spans.len()));
            out.close_object();
        }
    }
    out.close_array();
    out.member("bufferSize", &count(size));
    out.member("bufferUsed", &count(records.len()));
    out.close_object();
    out.finish()
}

fn one(sources: &[Source], id: &str) -> (StatusCode, Bytes) {
    let mut out = JsonWriter::new();
    out.open_object();
    let found = sources.iter().find_map(|source| {
        let records = source.state.tracer()?.ring()?.all();
        let record = records.into_iter().find(|record| format!("{:032x}", record.id) == id)?;
        Some((&source.state, record))
    });
    let Some((state, record)) = found else {
        out.key("error").string(&format!("Trace not found: {id}"));
        out.close_object();
        return (StatusCode::NOT_FOUND, out.finish());
    };
    if let Some(root) = record.root() {
        head(&record, root, &mut out);
    }
    out.key("spans").open_array();
    for one in &record.spans {
        span(one, state, &mut out);
    }
    out.close_array();
    out.close_object();
    (StatusCode::OK, out.finish())
}

fn head(record: &Record, root: &Span, out: &mut JsonWriter) {
    out.key("traceId").string(&format!("{:032x}", record.id));
    out.key("operation").string(&root.name());
    out.key("unit").string(record.operation());
    out.member("durationMs", &milliseconds(root.time));
    out.key("status").string(status(root.is_ok));
    out.key("timestamp").string(&moment(root.began));
}

fn span(span: &Span, state: &State, out: &mut JsonWriter) {
    out.open_object();
    out.key("spanId").string(&format!("{:016x}", span.id));
    if let Some(parent) = span.parent {
        out.key("parentSpanId").string(&format!("{parent:016x}"));
    }
    out.key("name").string(&span.name());
    out.key("kind").string(span.kind());
    out.key("timestamp").string(&moment(span.began));
    out.member("durationMs", &milliseconds(span.time));
    out.key("status").string(status(span.is_ok));
    if let Some(status) = span.status() {
        out.member("statusCode", &i64::from(status));
    }
    out.key("attributes").open_object();
    let origin = |operation: &OperationInfo| state.origin_of(operation);
    for (name, value) in span.attributes(state.capability(), &origin) {
        match value {
            Attribute::Text(text) => out.key(name).string(&text),
            Attribute::Number(number) => out.member(name, &i64::from(number)),
        }
    }
    out.close_object();
    out.close_object();
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

#[cfg(test)]
mod tests {
    #[test]
    fn filters_are_understood_or_refused() {
        let found = super::filters(Some("operation=a%20b&status=error")).expect("two filters");
        assert_eq!(found.operation.as_deref(), Some("a b"));
        assert_eq!(found.status.as_deref(), Some("error"));
        assert!(super::filters(None).expect("none").status.is_none());
        for query in ["operation=%FF", "status=ok&status=error", "state=ok"] {
            assert!(super::filters(Some(query)).is_err(), "{query}");
        }
    }
}

//! What is logged of a request: the names of the document, and nothing of its path.

use std::sync::Arc;

use hyper::http::request::Parts;

use super::forward::template;
use crate::request_log::LogEntry;
use crate::tables::Forward;
use crate::trace::Trace;

/// The entry of a request in the log, if it has one.
fn entry(parts: &Parts) -> Option<&LogEntry> {
    parts.extensions.get::<Arc<LogEntry>>().map(|entry| &**entry)
}

pub(super) fn trace(parts: &Parts, trace: &Trace) {
    if let Some(entry) = entry(parts) {
        entry.trace(trace.id());
    }
}

/// Notes an operation by its path and method.
pub(super) fn operation(parts: &Parts, name: Option<&String>) {
    if let Some(entry) = entry(parts)
        && let Some((template, _)) = name.and_then(|name| name.rsplit_once(' '))
    {
        entry.route(template.to_owned());
    }
}

pub(super) fn forward(parts: &Parts, forward: &'static Forward) {
    if let Some(entry) = entry(parts) {
        entry.route(template(forward));
    }
}

pub(super) fn document(parts: &Parts) {
    if let Some(entry) = entry(parts) {
        entry.route("/openapi.json");
    }
}

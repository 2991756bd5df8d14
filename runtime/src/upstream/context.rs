//! The context of a call, taken over from the request that caused it, and the headers that come of it.

use std::sync::Arc;

use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT, VIA,
};

use crate::content::IDENTITY;
use crate::request::Prepared;
use crate::request_id::REQUEST_ID;
use crate::request_log::LogEntry;
use crate::tables::{OperationInfo, RawFormat};
use crate::trace::{TRACE_PARENT, TRACE_STATE, Trace};

const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("naftiko-runtime/", env!("CARGO_PKG_VERSION")));
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");
const BAGGAGE: HeaderName = HeaderName::from_static("baggage");

/// The context of a call, taken over from the request that caused it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) request_id: Option<HeaderValue>,
    /// Set if the answer is handed on as it comes; else it is read here.
    pub(crate) relayed: bool,
    /// The headers about the copy that the caller has and the form that it wants, as far as they can be handed
    /// on: every line, those of `accept` first.
    pub(crate) conditional_headers: Vec<(HeaderName, HeaderValue)>,
    /// The value of `via` for the upstream; `None` when the request did not come over HTTP.
    pub(crate) via: Option<HeaderValue>,
    pub(crate) trace_parent: Option<HeaderValue>,
    pub(crate) trace_state: Option<HeaderValue>,
    pub(crate) baggage: Option<HeaderValue>,
    /// The trace context of an HTTP request, where it is asked for.
    #[cfg(feature = "mcp")]
    pub(crate) caller: Option<Box<crate::trace::RemoteParent>>,
    /// What is logged of the request, if it is.
    pub(crate) entry: Option<Arc<LogEntry>>,
    /// The trace in which calls are recorded, if there is one.
    pub(crate) trace: Option<Arc<Trace>>,
    /// The span of the step that makes the call, if one does.
    pub(crate) step: Option<u64>,
}

/// Adds what goes with every request.
pub(super) fn add_headers(prepared: &mut Prepared, operation: &OperationInfo, context: &Context) {
    let headers = &mut prepared.headers;
    if let Some(media) = prepared.payload.media.take() {
        headers.insert(CONTENT_TYPE, media);
    }
    let default = if operation.format == RawFormat::Json { JSON } else { ANYTHING };
    if context.conditional_headers.first().is_none_or(|(name, _)| *name != ACCEPT) {
        headers.add_missing(ACCEPT, &default);
    }
    if !context.relayed {
        headers.add_missing(ACCEPT_ENCODING, &IDENTITY);
    }
    headers.append_missing(&context.conditional_headers);
    headers.add_missing(USER_AGENT, &AGENT);
    if let Some(via) = &context.via {
        headers.append(VIA, via.clone());
    }
    let passed = [
        (REQUEST_ID, &context.request_id),
        (TRACE_PARENT, &context.trace_parent),
        (TRACE_STATE, &context.trace_state),
        (BAGGAGE, &context.baggage),
    ];
    for (name, value) in passed {
        if let Some(value) = value {
            headers.add_missing(name, value);
        }
    }
}

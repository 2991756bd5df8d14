//! What a call takes over from the request that caused it, and the headers that come of it.

use std::sync::Arc;

use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT, VIA,
};
use hyper::http::request::Parts;

use crate::content::IDENTITY;
use crate::request::Prepared;
use crate::request_id::REQUEST_ID;
use crate::tables::{OperationInfo, RawFormat};
use crate::trace::{RemoteParent, TRACE_PARENT, TRACE_STATE, Trace};
use crate::via;

const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("naftiko-runtime/", env!("CARGO_PKG_VERSION")));
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");
const BAGGAGE: HeaderName = HeaderName::from_static("baggage");

/// What a call takes over from the request that caused it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) request_id: Option<HeaderValue>,
    /// Set if the answer is handed on as it comes; else it is read here.
    pub(crate) relayed: bool,
    /// What the caller says about the copy it has and the form it wants, as far as that can be
    /// handed on: every line, those of `accept` first.
    pub(crate) conditional_headers: Vec<(HeaderName, HeaderValue)>,
    /// By whom the request has come; nothing when it did not come over HTTP.
    pub(crate) via: Option<HeaderValue>,
    pub(crate) trace_parent: Option<HeaderValue>,
    pub(crate) trace_state: Option<HeaderValue>,
    pub(crate) baggage: Option<HeaderValue>,
    /// What an HTTP request says of its trace, where that is asked.
    pub(crate) caller: Option<Box<RemoteParent>>,
    /// Where calls are recorded, if anywhere.
    pub(crate) trace: Option<Arc<Trace>>,
}

impl Context {
    /// Of an HTTP request. `has_way` says whether any field tells who has passed it on, or what it is a part of.
    pub(crate) fn new(parts: &Parts, has_way: bool, request_id: HeaderValue) -> Self {
        let mut context = Self::bare(request_id);
        if !has_way {
            context.via = Some(via::own(parts.version));
            return context;
        }
        let (mut was_passed_on, mut parents) = (false, 0);
        // They are few, so going through all is cheaper than to look three of them up.
        for (name, value) in &parts.headers {
            if *name == VIA {
                was_passed_on = true;
            } else if *name == TRACE_PARENT {
                parents += 1;
                context.trace_parent = Some(value.clone());
            } else if *name == TRACE_STATE {
                context.trace_state = match context.trace_state.take() {
                    None => Some(value.clone()),
                    Some(before) => list([before.as_bytes(), value.as_bytes()]),
                };
            }
        }
        if parents > 1 {
            // Nobody can know which one is meant, and state without its parent has no meaning.
            context.trace_parent = None;
            context.trace_state = None;
        }
        context.via = Some(if was_passed_on {
            via::onward(&parts.headers, parts.version)
        } else {
            via::own(parts.version)
        });
        context
    }

    /// Of what did not come over HTTP.
    pub(crate) fn bare(request_id: HeaderValue) -> Self {
        Self { request_id: Some(request_id), ..Self::default() }
    }
}

/// Two lines of a list as one.
fn list(lines: [&[u8]; 2]) -> Option<HeaderValue> {
    HeaderValue::from_bytes(&lines.join(&b","[..])).ok()
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

//! The `traceparent` of the W3C.

use hyper::header::{HeaderName, HeaderValue};

use super::caller::Propagated;
use crate::request::HeaderList;

pub(crate) const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
pub(crate) const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");

pub(super) fn write(onward: Propagated, headers: &mut HeaderList) {
    let Propagated { trace, span, sampled, .. } = onward;
    let flags = u8::from(sampled == Some(true));
    let text = format!("00-{trace:032x}-{span:016x}-{flags:02x}");
    if let Ok(value) = HeaderValue::try_from(text) {
        headers.insert(TRACE_PARENT, value);
    }
}

//! The `traceparent` of the W3C.

use hyper::header::{HeaderName, HeaderValue};

use super::caller::{Propagated, RemoteParent};
use crate::request::HeaderList;

pub(crate) const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
pub(crate) const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");

/// `VERSION-TRACE-PARENT-FLAGS` in lower-case hexadecimal; later versions may go on.
pub(crate) fn is_parent(text: &str) -> bool {
    const LENGTH: usize = 55;
    let mut parts = text.split('-');
    let mut next = || parts.next().unwrap_or_default();
    let (version, trace, parent, flags) = (next(), next(), next(), next());
    is_hex(version, 2)
        && version != "ff"
        && is_id(trace, 32)
        && is_id(parent, 16)
        && is_hex(flags, 2)
        && (text.len() == LENGTH || version != "00")
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Returns `true` if `text` is as many digits and not all of them are zero.
pub(super) fn is_id(text: &str, digits: usize) -> bool {
    is_hex(text, digits) && text.bytes().any(|byte| byte != b'0')
}

/// What a parent says; `None` when it is malformed.
pub(crate) fn caller(text: &str) -> Option<RemoteParent> {
    if !is_parent(text) {
        return None;
    }
    let trace = u128::from_str_radix(text.get(3..35)?, 16).ok()?;
    let parent = u64::from_str_radix(text.get(36..52)?, 16).ok()?;
    let flags = u8::from_str_radix(text.get(53..55)?, 16).ok()?;
    Some(RemoteParent { ids: Some((trace, parent)), sampled: Some(flags & 1 == 1), debug: false })
}

pub(super) fn write(onward: Propagated, headers: &mut HeaderList) {
    let Propagated { trace, span, sampled, .. } = onward;
    let flags = u8::from(sampled == Some(true));
    let text = format!("00-{trace:032x}-{span:016x}-{flags:02x}");
    if let Ok(value) = HeaderValue::try_from(text) {
        headers.insert(TRACE_PARENT, value);
    }
}

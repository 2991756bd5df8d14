//! The `traceparent` of the W3C.

use hyper::header::HeaderValue;

/// `VERSION-TRACE-PARENT-FLAGS` in lower-case hexadecimal; later versions may go on.
pub(crate) fn is_parent(text: &str) -> bool {
    const LENGTH: usize = 55;
    let is_hex = |part: &str, digits: usize| {
        part.len() == digits && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |part: &str, digits| is_hex(part, digits) && part.bytes().any(|byte| byte != b'0');
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

/// The ids of the trace and of the span that caused this request.
pub(super) fn ids(header: &HeaderValue) -> Option<(u128, u64)> {
    let text = header.to_str().ok().filter(|text| is_parent(text))?;
    let trace = u128::from_str_radix(text.get(3..35)?, 16).ok()?;
    let parent = u64::from_str_radix(text.get(36..52)?, 16).ok()?;
    Some((trace, parent))
}

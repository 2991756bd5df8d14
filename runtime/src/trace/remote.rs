//! The trace that a caller says its request is a part of.

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use super::b3::{FLAGS, SAMPLED, SINGLE, SPAN, TRACE};
use super::caller::RemoteParent;
use super::parent::TRACE_PARENT;
use super::tracer::Tracer;
use crate::tables::Propagation;

impl Tracer {
    /// Reads the context in a caller's headers. A malformed header counts as absent.
    pub(crate) fn read(&self, headers: &HeaderMap) -> RemoteParent {
        let read = match self.propagation {
            Propagation::W3c => {
                let mut given = headers.get_all(&TRACE_PARENT).iter();
                // Nobody can know which of two is meant.
                let only = given.next().filter(|_| given.next().is_none());
                only.and_then(|value| parent_of(value.to_str().ok()?))
            }
            Propagation::B3 | Propagation::B3Multi => b3(headers),
        };
        read.unwrap_or_default()
    }
}

/// Returns the trace that the headers of the W3C name, read or not.
pub(crate) fn trace_of(headers: &HeaderMap) -> Option<u128> {
    let mut given = headers.get_all(&TRACE_PARENT).iter();
    // Nobody can know which of two is meant.
    trace_in(given.next().filter(|_| given.next().is_none())?)
}

/// Returns the trace of a `traceparent`.
pub(crate) fn trace_in(parent: &HeaderValue) -> Option<u128> {
    parent_of(parent.to_str().ok()?)?.ids.map(|(trace, _)| trace)
}

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
fn is_id(text: &str, digits: usize) -> bool {
    is_hex(text, digits) && text.bytes().any(|byte| byte != b'0')
}

/// Parses a parent; `None` when it is malformed.
pub(crate) fn parent_of(text: &str) -> Option<RemoteParent> {
    if !is_parent(text) {
        return None;
    }
    let trace = u128::from_str_radix(text.get(3..35)?, 16).ok()?;
    let parent = u64::from_str_radix(text.get(36..52)?, 16).ok()?;
    let flags = u8::from_str_radix(text.get(53..55)?, 16).ok()?;
    Some(RemoteParent { ids: Some((trace, parent)), sampled: Some(flags & 1 == 1), debug: false })
}

/// The single header comes first, as the propagator of OpenTelemetry has it.
fn b3(headers: &HeaderMap) -> Option<RemoteParent> {
    let names = [&SINGLE, &TRACE, &SPAN, &SAMPLED, &FLAGS];
    if names.iter().any(|name| headers.get_all(*name).iter().nth(1).is_some()) {
        // Nobody can know which of two is meant.
        return None;
    }
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(caller) = text(&SINGLE).and_then(single) {
        return Some(caller);
    }
    let decision = match (text(&FLAGS), text(&SAMPLED)) {
        (Some("1"), _) => decision("d")?,
        (_, Some("true")) => decision("1")?,
        (_, Some("false")) => decision("0")?,
        (_, Some(state)) => decision(state)?,
        (_, None) => RemoteParent::default(),
    };
    match (text(&TRACE), text(&SPAN)) {
        (None, None) => Some(decision),
        (trace, span) => Some(RemoteParent { ids: Some(ids(trace?, span?)?), ..decision }),
    }
}

/// `TRACE-SPAN[-STATE[-PARENT]]`, or a state alone.
fn single(text: &str) -> Option<RemoteParent> {
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [state] => decision(state),
        [trace, span] => {
            Some(RemoteParent { ids: Some(ids(trace, span)?), ..RemoteParent::default() })
        }
        [trace, span, state] => {
            Some(RemoteParent { ids: Some(ids(trace, span)?), ..decision(state)? })
        }
        [trace, span, state, parent] if is_id(parent, 16) => {
            Some(RemoteParent { ids: Some(ids(trace, span)?), ..decision(state)? })
        }
        _ => None,
    }
}

fn decision(state: &str) -> Option<RemoteParent> {
    let (sampled, debug) = match state {
        "0" => (false, false),
        "1" => (true, false),
        "d" => (true, true),
        _ => return None,
    };
    Some(RemoteParent { ids: None, sampled: Some(sampled), debug })
}

/// An id of a trace can have half of its digits.
fn ids(trace: &str, span: &str) -> Option<(u128, u64)> {
    if !(is_id(trace, 32) || is_id(trace, 16)) || !is_id(span, 16) {
        return None;
    }
    Some((u128::from_str_radix(trace, 16).ok()?, u64::from_str_radix(span, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};

    use super::b3 as read;
    use crate::request::HeaderList;
    use crate::trace::b3::{write, write_multi};
    use crate::trace::caller::{Propagated, RemoteParent};

    const TRACE: &str = "80f198ee56343ba864fe8b2a57d3eff7";
    const SPAN: &str = "e457b5a2e4d86bd1";
    const IDS: (u128, u64) = (0x80f1_98ee_5634_3ba8_64fe_8b2a_57d3_eff7, 0xe457_b5a2_e4d8_6bd1);

    fn headers(given: &[(&'static str, &str)]) -> HeaderMap {
        let value = |text: &str| HeaderValue::from_str(text).expect("a header value");
        given.iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
    }

    /// With as many lines of a name as are given.
    fn appended(given: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, text) in given {
            headers.append(*name, HeaderValue::from_str(text).expect("a header value"));
        }
        headers
    }

    fn said(sampled: Option<bool>, debug: bool) -> RemoteParent {
        RemoteParent { ids: Some(IDS), sampled, debug }
    }

    #[test]
    fn one_header() {
        let read = |text: &str| read(&headers(&[("b3", text)]));
        let ids = format!("{TRACE}-{SPAN}");
        assert_eq!(read(&ids), Some(said(None, false)));
        assert_eq!(read(&format!("{ids}-1")), Some(said(Some(true), false)));
        assert_eq!(read(&format!("{ids}-0-05e3ac9a4f6e3b90")), Some(said(Some(false), false)));
        assert_eq!(read(&format!("{ids}-d")), Some(said(Some(true), true)));
        let half = read(&format!("64fe8b2a57d3eff7-{SPAN}-1")).expect("half an id");
        assert_eq!(half.ids, Some((0x64fe_8b2a_57d3_eff7, IDS.1)));
        let declined = RemoteParent { sampled: Some(false), ..RemoteParent::default() };
        assert_eq!(read("0"), Some(declined));
    }

    #[test]
    fn what_is_malformed_says_nothing() {
        let zeros = "0".repeat(32);
        for text in [
            "",
            "x",
            TRACE,
            &format!("{TRACE}-{SPAN}-2"),
            &format!("{TRACE}-{SPAN}-1-parent"),
            &format!("{TRACE}-{SPAN}-1-{SPAN}-x"),
            &format!("{zeros}-{SPAN}-1"),
            &format!("{TRACE}-0000000000000000-1"),
            &format!("{}-{SPAN}-1", TRACE.to_uppercase()),
            &format!("{}-{SPAN}-1", &TRACE[1..]),
        ] {
            let said = read(&headers(&[("b3", text)])).unwrap_or_default();
            assert_eq!(said, RemoteParent::default(), "{text}");
        }
        for given in [
            &[("x-b3-traceid", TRACE)][..],
            &[("x-b3-spanid", SPAN)],
            &[("x-b3-traceid", TRACE), ("x-b3-spanid", "x")],
            &[("x-b3-traceid", TRACE), ("x-b3-spanid", SPAN), ("x-b3-sampled", "yes")],
        ] {
            assert_eq!(read(&headers(given)), None, "{given:?}");
        }
        let single = format!("{TRACE}-{SPAN}-1");
        for given in [
            &[("b3", single.as_str()), ("b3", single.as_str())][..],
            &[("b3", "1"), ("b3", "0")],
            &[("x-b3-traceid", TRACE), ("x-b3-spanid", SPAN), ("x-b3-spanid", SPAN)],
            &[("x-b3-sampled", "0"), ("x-b3-sampled", "1")],
            &[("x-b3-flags", "0"), ("x-b3-flags", "1")],
        ] {
            assert_eq!(read(&appended(given)), None, "{given:?}");
        }
    }

    #[test]
    fn many_headers() {
        let ids = [("x-b3-traceid", TRACE), ("x-b3-spanid", SPAN)];
        let read = |more: &[(&'static str, &str)]| read(&headers(&[&ids[..], more].concat()));
        assert_eq!(read(&[]), Some(said(None, false)));
        assert_eq!(read(&[("x-b3-sampled", "0")]), Some(said(Some(false), false)));
        assert_eq!(read(&[("x-b3-sampled", "true")]), Some(said(Some(true), false)));
        assert_eq!(read(&[("x-b3-flags", "1")]), Some(said(Some(true), true)));
        let other = format!("{}-{SPAN}-0", "1".repeat(32));
        let both = read(&[("b3", &other), ("x-b3-sampled", "1")]).expect("a caller");
        assert_eq!(both.sampled, Some(false), "the single header wins");
        assert_eq!(read(&[("b3", "nonsense")]), Some(said(None, false)), "unless it is malformed");
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (sampled, debug) in
            [(None, false), (Some(false), false), (Some(true), false), (Some(true), true)]
        {
            let onward = Propagated { trace: IDS.0, span: IDS.1, sampled, debug };
            for write in [write, write_multi] {
                let mut out = HeaderList::default();
                write(onward, &mut out);
                let out = HeaderMap::from(out);
                assert_eq!(read(&out), Some(said(sampled, debug)), "{out:?}");
            }
        }
    }
}

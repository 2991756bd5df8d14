//! Trace context in `_meta`, which goes to the upstream as the headers of the same names. A value that is not
//! in the formats of the W3C stays behind. And the spans of requests and tools.

use std::borrow::Cow;
use std::sync::Arc;

use hyper::header::HeaderValue;

use super::params::{self, Meta};
use super::{Call, McpServer, UNMATCHED};
use crate::trace::{Handled, RemoteParent, Trace, Tracer, is_parent, parent_of};
use crate::upstream::Context;

const METHODS: [&str; 11] = [
    "completion/complete",
    "initialize",
    "ping",
    "prompts/get",
    "prompts/list",
    "resources/list",
    "resources/read",
    "resources/templates/list",
    "server/discover",
    "tools/call",
    "tools/list",
];

/// Begins the span of a request that came over HTTP, where it is traced. Over stdio there are only
/// messages.
pub(super) fn begin(
    server: &McpServer,
    call: &Call<'_>,
    context: &Context,
) -> Option<Box<Context>> {
    let tracer = server.state.tracer()?;
    let caller = context.caller.as_deref().filter(|_| context.trace.is_none())?;
    let meta = call.params.meta();
    let mut own = traced(context, meta).unwrap_or_else(|| Box::new(context.clone()));
    own.trace = Some(Trace::begin(tracer, in_meta(meta).unwrap_or(*caller)));
    Some(own)
}

/// Ends what [`begin`] began.
pub(super) fn end(call: &Call<'_>, own: &Context) {
    if let Some(trace) = &own.trace {
        let operation = Cow::Borrowed(method_name(call.method));
        let (name, adapter) = ("mcp.request", Some("mcp"));
        trace.end(|| Handled { name, operation, adapter, method: None, status: None });
    }
}

/// The name of a method that is offered, and one word for all others.
pub(super) fn method_name(method: &str) -> &'static str {
    METHODS.iter().find(|known| **known == method).copied().unwrap_or(UNMATCHED)
}

fn in_meta(meta: &Meta<'_>) -> Option<RemoteParent> {
    parent_of(&params::text(meta.traceparent)?)
}

/// Begins the span of a tool: a part of its request, or all there is where that has none. `own` is the
/// call's own context, where it has one.
pub(super) fn begin_tool(
    tracer: &Arc<Tracer>,
    call: &Call<'_>,
    context: &Context,
    own: &mut Option<Box<Context>>,
) {
    if let Some(trace) = &own.as_deref().unwrap_or(context).trace {
        return trace.begin_tool();
    }
    let caller = in_meta(call.params.meta()).unwrap_or_default();
    let own = own.get_or_insert_with(|| Box::new(context.clone()));
    own.trace = Some(Trace::begin(tracer, caller));
}

/// `context` with the trace of `meta`; `None` when it has none. A trace of the message is closer to
/// the call than one of the connection, and state without its parent has no meaning. It is rare, so it
/// is in a box.
pub(super) fn traced(context: &Context, meta: &Meta<'_>) -> Option<Box<Context>> {
    if context.trace.is_some() {
        // It has been read for that.
        return None;
    }
    let parent = header(meta.traceparent, is_parent);
    let baggage = header(meta.baggage, is_baggage);
    if parent.is_none() && baggage.is_none() {
        return None;
    }
    let mut traced = Box::new(context.clone());
    if parent.is_some() {
        traced.trace_parent = parent;
        traced.trace_state = header(meta.tracestate, is_state);
    }
    traced.baggage = baggage;
    Some(traced)
}

fn header(raw: Option<&str>, is_valid: fn(&str) -> bool) -> Option<HeaderValue> {
    let text = params::text(raw)?;
    if is_valid(&text) { HeaderValue::from_str(&text).ok() } else { None }
}

/// Members `key=value` with commas between them.
fn is_state(text: &str) -> bool {
    const LONGEST: usize = 512;
    const MEMBERS: usize = 32;
    let is_key =
        |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'*' | b'/' | b'@');
    let is_value = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b',' | b'=');
    text.len() <= LONGEST
        && text.split(',').count() <= MEMBERS
        && text.split(',').map(|member| member.trim_matches([' ', '\t'])).all(|member| {
            member.split_once('=').is_some_and(|(key, value)| {
                !key.is_empty()
                    && key.bytes().all(is_key)
                    && !value.is_empty()
                    && value.bytes().all(is_value)
            })
        })
}

/// Members `key=value`, with properties after semicolons, and commas between them.
fn is_baggage(text: &str) -> bool {
    const LONGEST: usize = 8192;
    text.len() <= LONGEST
        && text.split(',').all(|member| {
            let mut parts = member.split(';');
            parts.next().and_then(|part| part.split_once('=')).is_some_and(is_pair)
                && parts.all(|part| match part.split_once('=') {
                    Some(pair) => is_pair(pair),
                    None => is_token(part.trim_matches([' ', '\t'])),
                })
        })
}

fn is_pair((key, value): (&str, &str)) -> bool {
    let is_octet =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    is_token(key.trim_matches([' ', '\t'])) && value.trim_matches([' ', '\t']).bytes().all(is_octet)
}

fn is_token(text: &str) -> bool {
    let is_character =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_character)
}

#[cfg(test)]
mod tests {
    use super::{is_baggage, is_parent, is_state};

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn parents() {
        assert!(is_parent(PARENT));
        assert!(is_parent(&format!("01{}-more", &PARENT[2..])));
        for text in [
            "",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-\r\nx: y",
        ] {
            assert!(!is_parent(text), "{text}");
        }
    }

    #[test]
    fn states() {
        for text in ["a=1", "rojo=00f067aa0ba902b7, congo@x=t61r Wc~"] {
            assert!(is_state(text), "{text}");
        }
        for text in ["", "a", "=1", "a=", "A=1", "a=1,,b=2", "a=1\r\nx: y", "a=é"] {
            assert!(!is_state(text), "{text}");
        }
        assert!(!is_state(&vec!["a=1"; 33].join(",")));
    }

    #[test]
    fn baggage() {
        for text in ["a=1", "userId=al%20ice , k = v;p; q = 1", "a="] {
            assert!(is_baggage(text), "{text}");
        }
        for text in ["", "a", "a=b c", "a=\"b\"", "a b=1", "a=1,", "a=1;", "a=1\r\nx: y", "a=é"] {
            assert!(!is_baggage(text), "{text}");
        }
    }
}

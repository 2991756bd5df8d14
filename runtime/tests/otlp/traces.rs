//! Names, kinds and attributes of spans, as semantics 16.1 has them.

use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;

use crate::coast::{Coast, INGEST, WATCH, attribute, coast, spans, traces, within};
use crate::support::{SECRET, get, send, tool};

const CALLER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is(span: &Span, name: &str, kind: SpanKind, parent: &[u8]) {
    assert_eq!((span.name.as_str(), span.kind()), (name, kind));
    assert_eq!(span.parent_span_id, parent, "{name}");
    assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
    assert!(span.start_time_unix_nano > 1_600_000_000_000_000_000);
}

fn code(span: &Span) -> StatusCode {
    span.status
        .as_ref()
        .map_or(StatusCode::Unset, opentelemetry_proto::tonic::trace::v1::Status::code)
}

fn said(span: &Span, key: &str) -> Option<String> {
    attribute(&span.attributes, key)
}

#[test]
fn a_request_and_its_call() {
    let coast = coast(|config| config);
    let headers = [("traceparent", CALLER), ("x-hidden", "hidden")];
    assert_eq!(send(coast.rest, "GET", "/lights/hidden", &headers, "").status, 200);
    let trace = coast.trace("rest.request");
    let [root, call] = trace.as_slice() else { panic!("{trace:?}") };
    assert_eq!(hex(&root.trace_id), &CALLER[3..35]);
    is(root, "rest.request", SpanKind::Server, &[0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31]);
    assert_eq!(said(root, "naftiko.adapter.type").as_deref(), Some("rest"));
    assert_eq!(said(root, "naftiko.operation.id").as_deref(), Some("/lights/{light} GET"));
    assert_eq!(said(root, "naftiko.capability").as_deref(), Some("control"));
    assert_eq!(said(root, "http.request.method").as_deref(), Some("GET"));
    assert_eq!(code(root), StatusCode::Unset);
    is(call, "http.client.GET", SpanKind::Client, &root.span_id);
    assert_eq!(said(call, "http.request.method").as_deref(), Some("GET"));
    assert_eq!(said(call, "naftiko.namespace").as_deref(), Some("lights"));
    assert_eq!(said(call, "http.response.status_code").as_deref(), Some("#200"));
    assert!(said(call, "url.full").is_some_and(|url| url.ends_with("/lights/{light}")));
    // The call is a part of the request.
    assert!(call.start_time_unix_nano + 1_000_000 >= root.start_time_unix_nano);
}

#[test]
fn a_tool_is_a_span_below_its_request() {
    let coast = coast(|config| config);
    assert_ne!(tool(coast.mcp, "get-light", r#"{"light":"a"}"#)["isError"], true);
    let trace = coast.trace("mcp.request");
    let [root, call, tool] = trace.as_slice() else { panic!("{trace:?}") };
    is(root, "mcp.request", SpanKind::Server, &[]);
    assert_eq!(said(root, "naftiko.adapter.type").as_deref(), Some("mcp"));
    assert_eq!(said(root, "naftiko.operation.id").as_deref(), Some("tools/call"));
    is(tool, "mcp.tool", SpanKind::Internal, &root.span_id);
    assert_eq!(said(tool, "naftiko.tool.name").as_deref(), Some("get-light"));
    is(call, "http.client.GET", SpanKind::Client, &tool.span_id);
}

#[test]
fn what_failed_is_an_error() {
    let coast = coast(|config| config);
    let errors = |coast: &Coast, path: &str, status: u16| {
        assert_eq!(get(coast.rest, path).status, status, "{path}");
        let own = || {
            let spans = spans(&coast.collector);
            let called = spans.iter().find(|span| {
                let ended = said(span, "error.type").or(said(span, "http.response.status_code"));
                span.name == "http.client.GET" && ended.is_some_and(|ended| ended != "#200")
            })?;
            let root = spans.iter().find(|span| span.span_id == called.parent_span_id)?;
            Some((code(root), called.clone()))
        };
        within(own)
    };
    let (root, call) = errors(&coast, "/lights/dark", 503);
    assert_eq!((root, code(&call)), (StatusCode::Error, StatusCode::Error));
    assert_eq!(said(&call, "http.response.status_code").as_deref(), Some("#503"));
    let coast = self::coast(|config| config);
    let (root, call) = errors(&coast, "/lights/gone", 502);
    assert_eq!((root, code(&call)), (StatusCode::Error, StatusCode::Error));
    assert_eq!(said(&call, "error.type").as_deref(), Some("transport"));
}

#[test]
fn who_sends_and_nothing_that_is_secret() {
    let coast = coast(|config| config.set("OTEL_RESOURCE_ATTRIBUTES", "team=watch%20men"));
    assert_eq!(get(coast.rest, "/lights/hidden?key=hidden").status, 400);
    assert_eq!(get(coast.rest, "/hidden").status, 404);
    assert_ne!(tool(coast.mcp, "get-light", r#"{"light":"hidden"}"#)["isError"], true);
    coast.trace("mcp.request");
    let request = traces(&coast.collector).remove(0).resource_spans.remove(0);
    let resource = request.resource.expect("a resource");
    assert_eq!(attribute(&resource.attributes, "service.name").as_deref(), Some("lights"));
    assert_eq!(attribute(&resource.attributes, "team").as_deref(), Some("watch men"));
    assert_eq!(request.scope_spans[0].scope.as_ref().expect("a scope").name, "io.naftiko.engine");
    for seen in coast.collector.seen() {
        assert_eq!((seen.method.as_str(), seen.header("x-ingest")), ("POST", Some(INGEST)));
        assert_eq!(seen.header("content-type"), Some("application/json"));
        assert!(seen.target.starts_with("/otlp/v1/"), "{}", seen.target);
        for secret in [SECRET, WATCH, INGEST, "hidden"] {
            assert!(!seen.text().contains(secret), "{secret}: {}", seen.text());
        }
    }
}

#[test]
fn what_is_not_recorded_is_not_sent() {
    let coast = coast(|config| config.set("OTEL_TRACES_SAMPLER", "parentbased_always_off"));
    get(coast.rest, "/lights/a");
    send(coast.rest, "GET", "/lights/a", &[("traceparent", CALLER)], "");
    assert_eq!(coast.trace("rest.request").len(), 2);
    let all = spans(&coast.collector);
    assert!(all.iter().all(|span| hex(&span.trace_id) == CALLER[3..35]), "{all:?}");
}

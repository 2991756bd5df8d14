//! B3 of Zipkin in the place of the headers of the W3C.

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, Seen};

use crate::control::{Coast, ask, coast_with};
use crate::support::{forge_with, rpc, send};

const TRACE: &str = "80f198ee56343ba864fe8b2a57d3eff7";
const SPAN: &str = "e457b5a2e4d86bd1";
const W3C: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn coast(propagators: &str) -> Coast {
    let with = |config: Config| config.set("OTEL_PROPAGATORS", propagators);
    coast_with(with, |_| Script::json("{}"))
}

/// What the upstream was told after one request with these headers.
fn told(coast: &Coast, headers: &[(&str, &str)]) -> Seen {
    assert_eq!(send(coast.rest, "GET", "/lights/a", headers, "").status, 200);
    coast.upstream.seen().pop().expect("a request")
}

#[test]
fn one_header_comes_and_goes() {
    let coast = coast("");
    let seen = told(&coast, &[("b3", &format!("{TRACE}-{SPAN}-1")), ("traceparent", W3C)]);
    assert_eq!(seen.header("traceparent"), None);
    let b3 = seen.header("b3").expect("a context");
    let one = ask(coast.control, "GET", &format!("/traces/{TRACE}")).json();
    assert_eq!(one["spans"][0]["parentSpanId"], SPAN);
    assert_eq!(b3, format!("{TRACE}-{}-1", one["spans"][1]["spanId"].as_str().expect("an id")));
}

#[test]
fn many_headers_are_read_and_one_is_written() {
    let coast = coast("");
    let ids = [("x-b3-traceid", &TRACE[16..]), ("x-b3-spanid", SPAN), ("x-b3-flags", "1")];
    let seen = told(&coast, &ids);
    let b3 = seen.header("b3").expect("a context");
    let beginning = format!("{:0>32}-", &TRACE[16..]);
    assert!(b3.starts_with(&beginning) && b3.ends_with("-d"), "{b3}");
    assert_eq!(seen.header("x-b3-traceid"), None);
    let declined = [("x-b3-traceid", TRACE), ("x-b3-spanid", SPAN), ("x-b3-sampled", "0")];
    let seen = told(&coast, &declined);
    assert_eq!(seen.header("b3"), Some(format!("{TRACE}-{SPAN}-0").as_str()));
}

#[test]
fn an_operator_can_have_many_headers_written() {
    let coast = coast("b3multi,baggage");
    let seen = told(&coast, &[("b3", &format!("{TRACE}-{SPAN}-1"))]);
    assert_eq!((seen.header("b3"), seen.header("x-b3-traceid")), (None, Some(TRACE)));
    assert_eq!(seen.header("x-b3-sampled"), Some("1"));
    assert!(seen.header("x-b3-spanid").is_some_and(|span| span.len() == 16 && span != SPAN));
}

#[test]
fn an_operator_can_have_the_headers_of_the_w3c() {
    let coast = coast("tracecontext");
    let seen = told(&coast, &[("b3", &format!("{TRACE}-{SPAN}-1")), ("traceparent", W3C)]);
    assert_eq!(seen.header("b3"), None);
    assert!(seen.header("traceparent").is_some_and(|text| text.starts_with(&W3C[..36])));
}

#[test]
fn a_context_that_is_malformed_is_ignored() {
    let coast = coast("");
    for b3 in [&format!("{TRACE}-{SPAN}-2"), "nonsense", &TRACE.to_uppercase()] {
        let seen = told(&coast, &[("b3", b3)]);
        let written = seen.header("b3").expect("a context");
        assert!(!written.starts_with(TRACE) && written.len() == 51, "{written}");
    }
    let b3 = format!("{TRACE}-{SPAN}-1");
    let seen = told(&coast, &[("b3", &b3), ("b3", &b3), ("x-b3-sampled", "1")]);
    let written = seen.header("b3").expect("a context");
    assert!(!written.starts_with(TRACE), "{written}");
    let seen = told(&self::coast("tracecontext"), &[("traceparent", W3C), ("traceparent", W3C)]);
    let written = seen.header("traceparent").expect("a context");
    assert!(!written.starts_with(&W3C[..36]), "{written}");
}

/// Neither of two ids is the one of this request.
#[test]
fn two_request_ids_are_none() {
    let coast = coast("");
    let seen = told(&coast, &[("x-request-id", "a-1")]);
    assert_eq!(seen.header("x-request-id"), Some("a-1"));
    let seen = told(&coast, &[("x-request-id", "a-1"), ("x-request-id", "a-2")]);
    assert_eq!(seen.header("x-request-id").map(str::len), Some(16));
}

/// `_meta` of MCP has the form of the W3C, whatever goes over HTTP.
#[test]
fn messages_keep_their_form() {
    let coast = coast("");
    let message = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"get-light","arguments":{{"light":"a"}},"_meta":{{"traceparent":"{W3C}"}}}}}}"#
    );
    assert_ne!(rpc(coast.mcp, &message)["result"]["isError"], true);
    let seen = coast.upstream.seen().pop().expect("a request");
    assert_eq!(seen.header("traceparent"), None);
    assert!(seen.header("b3").is_some_and(|b3| b3.starts_with(&W3C[3..36]) && b3.ends_with("-1")));
}

/// Where nobody looks at traces, the caller's context goes on as it is.
#[test]
fn what_is_not_recorded_passes() {
    let with = |config: Config| config.set("OTEL_PROPAGATORS", "b3");
    let pair = forge_with(with, |_| Script::json("{}"));
    let b3 = [format!("{TRACE}-{SPAN}"), format!("{TRACE}-{SPAN}-d")];
    for b3 in &b3 {
        let headers = [("b3", b3.as_str()), ("traceparent", W3C)];
        send(pair.rest(), "GET", "/v1/forge/training/jobs", &headers, "");
    }
    send(pair.rest(), "GET", "/v1/forge/training/jobs", &[("traceparent", W3C)], "");
    let seen = pair.upstream.seen();
    let told: Vec<_> = seen.iter().map(|one| one.header("b3")).collect();
    assert_eq!(told, [Some(b3[0].as_str()), Some(b3[1].as_str()), None]);
    assert!(seen.iter().all(|one| one.header("traceparent").is_none()));
}

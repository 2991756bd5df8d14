//! What a control surface tells of single requests.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, Seen, TestServer};

use crate::support::{Pair, REST, SECRET, forge_with, get, rpc, send};

const CALLER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const JOBS: &str = "/v1/forge/training/jobs";

fn watched(answer: impl Fn(&Seen) -> Script + Send + Sync + 'static) -> (Pair, SocketAddr) {
    let with = |config: Config| config.set("NAFTIKO_CONTROL_PORT", "0");
    let pair = forge_with(with, answer);
    let control = pair.server.address("control").expect("a control surface");
    (pair, control)
}

fn traces(control: SocketAddr, query: &str) -> serde_json::Value {
    let answer = get(control, &format!("/traces{query}"));
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains(SECRET));
    answer.json()
}

fn count(control: SocketAddr, query: &str) -> usize {
    traces(control, query)["traces"].as_array().expect("traces").len()
}

#[test]
fn a_trace_goes_on_to_the_upstream() {
    let (pair, control) = watched(|_| Script::json("{}"));
    assert_eq!(get(pair.rest(), &format!("{JOBS}?api_key=hidden")).status, 400);
    let headers = [("traceparent", CALLER), ("authorization", "Bearer hidden")];
    assert_eq!(send(pair.rest(), "GET", JOBS, &headers, "").status, 200);
    assert_eq!(get(pair.rest(), JOBS).status, 200);
    let all = traces(control, "");
    assert_eq!((&all["bufferSize"], &all["bufferUsed"]), (&100.into(), &3.into()));
    assert!(!all.to_string().contains("hidden"));
    assert_ne!(all["traces"][0]["traceId"], TRACE, "the newest is first");
    assert_eq!(all["traces"][1]["traceId"], TRACE);
    assert_eq!(all["traces"][0]["operation"], "rest.request");
    assert_eq!(all["traces"][0]["unit"], format!("{JOBS} GET"));
    assert_eq!(all["traces"][0]["spanCount"], 2);
    let answer = get(control, &format!("/traces/{TRACE}"));
    assert!(!answer.text().contains("hidden") && !answer.text().contains(SECRET));
    let one = answer.json();
    let (root, call) = (&one["spans"][0], &one["spans"][1]);
    assert_eq!((&root["name"], &root["kind"]), (&"rest.request".into(), &"SERVER".into()));
    assert_eq!(root["parentSpanId"], "b7ad6b7169203331");
    assert_eq!((&call["name"], &call["kind"]), (&"http.client.GET".into(), &"CLIENT".into()));
    assert_eq!((&call["statusCode"], &call["status"]), (&200.into(), &"OK".into()));
    assert_eq!(call["parentSpanId"], root["spanId"]);
    assert_eq!(root["attributes"]["naftiko.operation.id"], format!("{JOBS} GET"));
    assert_eq!(root["attributes"]["http.request.method"], "GET");
    let called = format!("{}/forge/training/jobs", pair.upstream.uri());
    assert_eq!(call["attributes"]["url.full"], called);
    let began = |span: &serde_json::Value| span["timestamp"].as_str().map(str::to_owned);
    assert_eq!(began(root), began(&one), "the trace begins with its first span");
    assert!(began(call).is_some() && began(root) <= began(call), "{one}");
    let span = call["spanId"].as_str().expect("an id");
    let seen = pair.upstream.seen();
    assert_eq!(seen[0].header("traceparent"), Some(format!("00-{TRACE}-{span}-01").as_str()));
}

#[test]
fn they_are_found_by_operation_and_status() {
    let (pair, control) = watched(|_| Script::answer(500, &[], b""));
    get(pair.rest(), JOBS);
    get(pair.rest(), "/nowhere");
    assert_eq!(count(control, "?status=error"), 1);
    assert_eq!(count(control, "?status=OK&operation=unmatched"), 1);
    assert_eq!(count(control, "?operation=training"), 1);
    assert_eq!(count(control, "?operation=nobody"), 0);
    let unknown = get(control, "/traces/nobody");
    assert_eq!(unknown.status, 404);
    assert_eq!(unknown.text(), r#"{"error":"Trace not found: nobody"}"#);
}

#[test]
fn the_oldest_make_place() {
    let (pair, control) = watched(|_| Script::json("{}"));
    send(pair.rest(), "GET", JOBS, &[("traceparent", CALLER)], "");
    for _ in 0..100 {
        get(pair.rest(), "/nowhere");
    }
    assert_eq!(count(control, ""), 100);
    assert_eq!(get(control, &format!("/traces/{TRACE}")).status, 404);
}

#[test]
fn without_a_control_surface_the_context_passes_unchanged() {
    let pair = forge_with(|config| config, |_| Script::json("{}"));
    send(pair.rest(), "GET", JOBS, &[("traceparent", CALLER)], "");
    assert_eq!(pair.upstream.seen()[0].header("traceparent"), Some(CALLER));
}

#[test]
fn what_a_caller_asks_of_mcp_is_recorded_by_names_that_are_known() {
    let (pair, control) = watched(|_| Script::json("{}"));
    for method in ["tools/list", "ping", "hidden"] {
        rpc(pair.mcp(), &format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}"}}"#));
    }
    let all = traces(control, "");
    let names: Vec<_> = (0..3).map(|at| all["traces"][at]["unit"].clone()).collect();
    assert_eq!(names, ["unmatched", "ping", "tools/list"]);
    assert!(!all.to_string().contains("hidden"));
}

#[test]
fn a_call_that_is_only_imagined_is_recorded_and_counted() {
    let mut config = Config::default().set("NAFTIKO_CONTROL_PORT", "0");
    config.mock = true;
    let server = TestServer::start(&crate::forge::MANIFEST, &config).expect("a server");
    let address = |name| server.address(name).expect("an address");
    let (rest, control) = (address(REST), address("control"));
    let answer = get(rest, JOBS).json();
    let all = traces(control, "");
    assert_eq!(all["traces"][0]["spanCount"], 2);
    let trace = all["traces"][0]["traceId"].as_str().expect("an id");
    assert!(answer["headers"]["traceparent"].as_str().is_some_and(|text| text.contains(trace)));
    let text = get(control, "/metrics").text();
    let counted =
        |line: &str| line.starts_with("naftiko_http_client_total{") && line.ends_with("} 1");
    assert_eq!(text.lines().filter(|line| counted(line)).count(), 1, "{text}");
}

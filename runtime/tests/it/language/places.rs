//! Places of arguments, and the levels that declare them.

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::json;

use super::header;
use crate::support::{get, send, tool};

#[rustfmt::skip]
#[path = "../../../../naftiko-codegen/tests/golden/places/src/places/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod golden;

static MANIFEST: Manifest =
    Manifest { name: "places", version: "0", capabilities: &[&golden::SERVED] };

fn shipyard() -> (TestServer, TestUpstream) {
    let upstream =
        TestUpstream::start(|_| Script::answer(200, &[("content-type", "image/png")], b"\x89PNG"));
    let upstream = upstream.expect("an upstream");
    let config = Config::default()
        .set("SHIPYARD_API_KEY", "key")
        .set("SHIP_TENANT", "north")
        .set("SHIPYARD_BASE_URI", upstream.uri());
    (TestServer::start(&MANIFEST, &config).expect("a server"), upstream)
}

fn query(seen: &Seen) -> Vec<String> {
    let (_, query) = seen.target.split_once('?').expect("a query");
    let mut parts: Vec<String> = query.split('&').map(str::to_owned).collect();
    parts.sort();
    parts
}

#[test]
fn every_level_of_an_api_has_inputs_and_the_nearest_wins() {
    let (server, upstream) = shipyard();
    let rest = server.address("shipyard-rest").expect("a surface");
    let headers = [("cookie", "session=s%3B1"), ("x-trace", "t 1")];
    let target = "/ships/9%2F1/berths/7?open=true&tag=b&size[min]=1.5&filter[k]=v";
    assert_eq!(send(rest, "GET", target, &headers, "").status, 200);
    let seen = upstream.seen().remove(0);
    assert!(seen.target.starts_with("/ships/9%2F1/berths/7.json?"), "{}", seen.target);
    let want = [
        "api-version=2026-01-01",
        "filter%5Bk%5D=v",
        "level=entry",
        "open=true",
        "size%5Bmin%5D=1.5",
        "tags=a",
        "tags=b",
        "type=dry",
    ];
    assert_eq!(query(&seen), want);
    for (name, value) in [
        ("x-level", "resource"),
        ("x-trace", "t 1"),
        ("x-tenant", "tenant north"),
        ("x-ship-key", "key"),
        ("cookie", "session=s%3B1"),
    ] {
        assert_eq!(header(&seen, name), Some(value), "{name}");
    }
}

#[test]
fn a_tool_has_the_inputs_that_it_declares() {
    let (server, upstream) = shipyard();
    let mcp = server.address("shipyard-mcp").expect("a surface");
    let result = tool(mcp, "find-berth", r#"{"imo":"9","berth-no":7,"open":false}"#);
    let block = json!({"type": "image", "data": "iVBORw==", "mimeType": "image/png"});
    assert_eq!(result["content"], json!([block]), "{result}");
    let seen = upstream.seen().remove(0);
    assert!(seen.target.starts_with("/ships/9/berths/7.json?"), "{}", seen.target);
    assert_eq!(query(&seen), ["api-version=2026-01-01", "level=entry", "open=false"]);
    let refused = tool(mcp, "find-berth", r#"{"imo":9,"berth-no":"x","opne":true}"#);
    assert_eq!((&refused["isError"], upstream.seen().len()), (&json!(true), 1));
}

#[test]
fn bytes_pass_as_they_are() {
    let (server, upstream) = shipyard();
    let rest = server.address("shipyard-rest").expect("a surface");
    let answer = get(rest, "/files/a%20b");
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b"\x89PNG"[..]));
    assert_eq!(answer.header("content-type"), Some("image/png"));
    assert!(upstream.seen()[0].target.starts_with("/files/a%20b?"), "{:?}", upstream.seen());
}

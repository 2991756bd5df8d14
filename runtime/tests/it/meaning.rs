//! What a document means, over the wire, as the golden document `meaning` says.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::{Value, json};

use crate::support::{get, post_json, rpc, send, tool};

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/meaning/src/meaning/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod golden;

static MANIFEST: Manifest =
    Manifest { name: "meaning", version: "0", capabilities: &[&golden::SERVED] };

const SHIP: &[u8] = br#"{"name":"Ann","secret":"s","berths":[{"quay":"A","x":1},{"quay":null}],"size":{"l":10,"b":[2]}}"#;

struct Pair {
    _server: TestServer,
    ships: TestUpstream,
    events: TestUpstream,
    rest: SocketAddr,
    mcp: SocketAddr,
}

fn pair() -> Pair {
    let upstream = || {
        TestUpstream::start(|_| Script::answer(200, &[("content-type", "application/json")], SHIP))
    };
    let (ships, events) = (upstream().expect("an upstream"), upstream().expect("an upstream"));
    let config = Config::default()
        .set("REGION", "north \"1\"")
        .set("SHIPS_TOKEN", "of-ships")
        .set("EVENTS_TOKEN", "of-events")
        .set("ID", "of-the-environment")
        .set("SHIPS_BASE_URI", ships.uri())
        .set("EVENTS_BASE_URI", events.uri());
    let server = TestServer::start(&MANIFEST, &config).expect("a server");
    let address = |name: &str| server.address(name).expect("a surface");
    let (rest, mcp) = (address("meaning"), address("meaning-tools"));
    Pair { _server: server, ships, events, rest, mcp }
}

fn only(upstream: &TestUpstream) -> Seen {
    let seen = upstream.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen[0].clone()
}

fn header<'s>(seen: &'s Seen, name: &str) -> Option<&'s str> {
    let found = seen.headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

#[test]
fn holes_of_an_answer_are_filled_and_lists_are_shaped() {
    let pair = pair();
    let answer = get(pair.rest, "/ships/7?who=A%22nn");
    assert_eq!(
        answer.json(),
        json!({
            "name": "Ann",
            "where": "in north \"1\"",
            "greeting": "hi A\"nn",
            "who": "A\"nn",
            "id": "7",
            "berths": [{"quay": "A", "of": "of 7"}, {"quay": null, "of": "of 7"}],
            "sizes": [10, [2]],
        })
    );
    let answer = get(pair.rest, "/ships/7").json();
    assert_eq!((&answer["greeting"], &answer["who"]), (&json!("hi "), &Value::Null));
}

#[test]
fn a_placeholder_that_is_repeated_has_one_value() {
    let pair = pair();
    for path in ["/fleets/7/ships/8", "/fleets/7/ships/07", "/fleets/a/ships/A"] {
        let answer = get(pair.rest, path);
        assert_eq!(answer.status, 400, "{path}");
        assert_eq!(
            answer.json()["detail"],
            "`ID` stands 2 times in the path; give it one value",
            "{path}"
        );
    }
    assert!(pair.ships.seen().is_empty());
    for path in ["/fleets/7/ships/7", "/fleets/%37/ships/7"] {
        assert_eq!(get(pair.rest, path).status, 200, "{path}");
    }
    let targets: Vec<String> = pair.ships.seen().iter().map(|seen| seen.target.clone()).collect();
    assert_eq!(targets, ["/ships/7", "/ships/7"]);
}

#[test]
fn a_tool_and_a_resource_fill_their_holes_too() {
    let pair = pair();
    let result = tool(pair.mcp, "get-ship", r#"{"ID":"7"}"#);
    let want = json!({"name": "Ann", "where": "in north \"1\"", "id": "no. 7"});
    assert_eq!(result["structuredContent"], want, "{result}");
    let read = rpc(
        pair.mcp,
        r#"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"ship://7"}}"#,
    );
    let text = read["result"]["contents"][0]["text"].as_str().expect("text");
    let made: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(made, json!({"name": "Ann", "id": "no. 7 in north \"1\""}));
}

#[test]
fn each_upstream_gets_the_secret_of_its_bind_and_a_parameter_is_no_variable() {
    let pair = pair();
    get(pair.rest, "/ships/7");
    let seen = only(&pair.ships);
    assert_eq!(seen.target, "/ships/7");
    assert_eq!(header(&seen, "authorization"), Some("Bearer of-ships"));
    get(pair.rest, "/events/x");
    assert_eq!(header(&only(&pair.events), "authorization"), Some("Bearer of-events"));
}

#[test]
fn a_caller_gives_the_type_that_the_unit_declares() {
    let pair = pair();
    let want = "/search?ids=a&ids=b%20c&filter%5Bk%5D=v&q=user-u";
    let answer = get(pair.rest, "/find?ids=a&ids=b%20c&filter[k]=v&user=u");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(only(&pair.ships).target, want);
    let arguments = r#"{"ids":["a","b c"],"filter":{"k":"v"},"user":"u"}"#;
    let result = tool(pair.mcp, "find-ships", arguments);
    assert_ne!(result["isError"], json!(true), "{result}");
    assert_eq!(pair.ships.seen()[1].target, want);
    get(pair.rest, "/find?ids=1");
    // A text whose only hole is left out leaves no trace.
    assert_eq!(pair.ships.seen()[2].target, "/search?ids=1");
}

#[test]
fn a_path_reads_the_request_body() {
    let pair = pair();
    let body =
        r#"{"user":{"id":42,"x":1},"list":[7,8],"rows":[{"n":1},{},{"n":[2]}],"other":true}"#;
    let answer = post_json(pair.rest, "/notes", body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let seen = only(&pair.ships);
    assert_eq!(header(&seen, "x-user"), Some("42"));
    let sent: Value = serde_json::from_slice(&seen.body).expect("JSON");
    assert_eq!(sent, json!({"user": "42", "first": 7, "all": [1, [2]], "big": []}));
    // What is not there is absent; a list of what a query finds is empty then.
    assert_eq!(post_json(pair.rest, "/notes", r#"{"user":{"id":null}}"#).status, 200);
    let seen = pair.ships.seen()[1].clone();
    assert_eq!((header(&seen, "x-user"), seen.body.as_slice()), (None, &br#"{"big":[]}"#[..]));
}

#[test]
fn what_a_path_finds_is_checked() {
    let pair = pair();
    for (body, status, part) in [
        (r#"{"user":{"id":[1]}}"#, 400, "`user` must be a string, not an array"),
        (r#"{"list":["x"]}"#, 400, "`first` must be an integer"),
        (r#"{"rows":{"a":{"n":1}},"list":"#, 400, "not valid JSON"),
        (r#"{"user":{"id":1},"user":{"id":2}}"#, 400, "`user` was given 2 times"),
    ] {
        let answer = post_json(pair.rest, "/notes", body);
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.text().contains(part), "{body}: {}", answer.text());
    }
    let answer = send(pair.rest, "POST", "/notes", &[("content-type", "text/plain")], "x");
    assert_eq!(answer.status, 415);
    assert!(pair.ships.seen().is_empty());
}

#[test]
fn inputs_of_the_entry_go_on_with_forwarded_requests() {
    let pair = pair();
    let sent = [("accept", "text/plain"), ("x-api-version", "evil"), ("x-trace", "t")];
    let answer = send(pair.rest, "POST", "/events/a/b?q=1", &sent, "x");
    assert_eq!(answer.status, 200);
    let seen = only(&pair.events);
    assert_eq!(seen.target, "/a/b?q=1&api%20version=v%20north%20%221%22");
    assert_eq!(header(&seen, "x-api-version"), Some("2026-03-03"));
    assert_eq!(header(&seen, "accept"), Some("application/vnd.events+json"));
    assert_eq!(header(&seen, "cookie"), Some("tenant=a b"));
    assert_eq!(header(&seen, "x-trace"), None);
    assert_eq!(seen.body, b"x");
}

#[test]
fn what_the_entry_sets_is_not_for_callers_to_set() {
    let pair = pair();
    for query in ["api%20version=2", "a=1&api+version=2", "%61pi%20version"] {
        let answer = get(pair.rest, &format!("/events/x?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let text = answer.text();
        assert!(text.contains("`api version` is set by this server"), "{text}");
    }
    assert!(pair.events.seen().is_empty());
}

//! Requests that are passed on, as the golden document `gateway` says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};

use crate::support::{Answer, connect, send};

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/gateway/src/gateway/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod gateway;

static MANIFEST: Manifest =
    Manifest { name: "gateway", version: "0", capabilities: &[&gateway::SERVED] };

const KEY: &str = "gate-secret";

struct Semaphore {
    _server: TestServer,
    fleet: TestUpstream,
    events: TestUpstream,
    rest: SocketAddr,
}

fn gate_with(
    configure: impl FnOnce(Config) -> Config,
    answer: impl Fn(&Seen) -> Script + Send + Sync + 'static,
) -> Semaphore {
    let fleet = TestUpstream::start(answer).expect("an upstream");
    let events = TestUpstream::start(|_| {
        let own = [("connection", "x-hop"), ("x-hop", "1"), ("www-authenticate", "Basic")];
        Script::answer(401, &own, b"e")
    });
    let events = events.expect("an upstream");
    let config = Config::default()
        .set("FLEET_KEY", KEY)
        .set("FLEET_BASE_URI", format!("{}/v2", fleet.uri()))
        .set("EVENTS_BASE_URI", events.uri());
    let server = TestServer::start(&MANIFEST, &configure(config)).expect("a server");
    let rest = server.address("gate").expect("a REST surface");
    Semaphore { _server: server, fleet, events, rest }
}

fn gate(answer: impl Fn(&Seen) -> Script + Send + Sync + 'static) -> Semaphore {
    gate_with(|config| config, answer)
}

fn only(upstream: &TestUpstream) -> Seen {
    let seen = upstream.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen[0].clone()
}

#[test]
fn path_query_method_and_body_go_on_as_they_came() {
    let gate = gate(|_| Script::answer(207, &[("x-own", "yes"), ("etag", "\"1\"")], b"\x00ok"));
    let headers = [("content-type", "application/xml"), ("x-fleet", "north"), ("x-other", "no")];
    let target = "/fleet/a%2Fb/%20c/?q=1%202&key=evil&q=3";
    let answer = send(gate.rest, "PATCH", target, &headers, "<a/>");
    assert_eq!((answer.status, &*answer.body), (207, &b"\x00ok"[..]));
    assert_eq!((answer.header("x-own"), answer.header("etag")), (Some("yes"), Some("\"1\"")));
    let seen = only(&gate.fleet);
    assert_eq!(seen.method, "PATCH");
    assert_eq!(seen.target, format!("/v2/a%2Fb/%20c/?q=1%202&q=3&key={KEY}"));
    assert_eq!(
        (seen.header("content-type"), seen.text().as_str()),
        (Some("application/xml"), "<a/>")
    );
    assert_eq!((seen.header("x-fleet"), seen.header("x-other")), (Some("north"), None));
}

#[test]
fn only_trusted_headers_go_on_and_nothing_of_the_connection_comes_back() {
    let gate = gate(|_| {
        let own = [
            ("connection", "x-hop"),
            ("x-hop", "1"),
            ("set-cookie", "a=b"),
            ("www-authenticate", "Basic"),
        ];
        Script::answer(401, &own, b"no")
    });
    let secret =
        [("authorization", "Bearer caller"), ("cookie", "c=d"), ("if-none-match", "\"1\"")];
    let answer = send(gate.rest, "GET", "/fleet/x", &secret, "");
    // The credential that was refused is the gateway's own.
    assert_eq!((answer.status, answer.header("www-authenticate")), (502, None));
    let seen = only(&gate.fleet);
    assert_eq!((seen.header("authorization"), seen.header("cookie")), (None, None));
    assert_eq!(seen.header("if-none-match"), Some("\"1\""));
    let answer = send(gate.rest, "GET", "/tenants/t/events", &secret, "");
    // Here it is the caller's, who has to know how to show a better one.
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Basic")));
    for name in ["x-hop", "set-cookie", "connection"] {
        assert_eq!(answer.header(name), None, "{name}");
    }
    let seen = only(&gate.events);
    assert_eq!((seen.target.as_str(), seen.header("authorization")), ("/", Some("Bearer caller")));
}

#[test]
fn no_path_leads_out_of_the_base() {
    let gate = gate(|_| Script::json("{}"));
    for target in [
        "/fleet/../x",
        "/fleet/a/%2e%2E/x",
        "/fleet/.",
        "/fleet/a%5C..%5Cb",
        "/fleet/%ff",
        "/fleet/..%2F..%2Fadmin",
        "/fleet/a%2f%2e%2e%2fb",
        "/fleet/..;x/admin",
    ] {
        let answer = send(gate.rest, "GET", target, &[], "");
        assert_eq!(answer.status, 400, "{target}: {answer:?}");
    }
    for (method, target, status) in
        [("GET", "/other", 404), ("GET", "/tenants/t/events/x", 404), ("TRACE", "/fleet/x", 405)]
    {
        assert_eq!(send(gate.rest, method, target, &[], "").status, status, "{target}");
    }
    assert!(gate.fleet.seen().is_empty() && gate.events.seen().is_empty());
}

#[test]
fn operations_come_first_and_share_what_their_resource_declares() {
    let gate = gate(|_| Script::json("{}"));
    let answer = send(gate.rest, "GET", "/ships/9", &[("x-fleet", "south")], "");
    assert_eq!(answer.status, 200);
    let seen = only(&gate.fleet);
    assert_eq!(seen.header("x-fleet"), Some("south"));
    assert_eq!(seen.target, format!("/v2/ships/9?key={KEY}"));
    assert_eq!(send(gate.rest, "DELETE", "/ships/9", &[], "").status, 405);
}

#[test]
fn bodies_are_bounded_both_ways_of_framing() {
    let gate = gate_with(
        |mut config| {
            config.limits.request_bytes = 8;
            config
        },
        |_| Script::json("{}"),
    );
    assert_eq!(send(gate.rest, "PUT", "/fleet/x", &[], "123456789").status, 413);
    let chunked = "PUT /fleet/x HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n\
                   9\r\n123456789\r\n0\r\n\r\n";
    // More of them than an upstream may fail before it is left alone.
    for _ in 0..25 {
        let answer = crate::support::raw(gate.rest, chunked);
        assert_eq!(answer.status, 413, "{answer:?}");
    }
    assert_eq!(send(gate.rest, "PUT", "/fleet/x", &[], "12345678").status, 200);
}

#[test]
fn who_does_not_send_the_body_is_told_so_and_harms_nobody() {
    let gate = gate_with(
        |mut config| {
            config.limits.answer_timeout = Duration::from_millis(300);
            config.limits.breaker_failures = 1;
            config
        },
        |_| Script::json("{}"),
    );
    let half = "PUT /fleet/x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n1234";
    assert_eq!(crate::support::raw(gate.rest, half).status, 408);
    assert_eq!(send(gate.rest, "GET", "/fleet/x", &[], "").status, 200);
}

#[test]
fn heads_are_asked_for_as_heads() {
    let gate =
        gate(|_| Script::default().send(b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n").close());
    let answer = send(gate.rest, "HEAD", "/fleet/x", &[], "");
    assert_eq!((answer.status, answer.header("content-length")), (200, Some("11")));
    assert_eq!(only(&gate.fleet).method, "HEAD");
}

#[test]
fn origins_are_decided_here() {
    let gate = gate(|_| {
        let open = [("access-control-allow-origin", "*"), ("alt-svc", "h3=\":1\"")];
        Script::answer(200, &open, b"{}")
    });
    let foreign = send(gate.rest, "GET", "/fleet/x", &[("origin", "https://a.example")], "");
    assert_eq!((foreign.status, foreign.header("access-control-allow-origin")), (403, None));
    let own = format!("http://{}", gate.rest);
    let answer = send(gate.rest, "GET", "/fleet/x", &[("origin", &own)], "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(own.as_str()));
    assert_eq!(answer.header("alt-svc"), None);
}

/// The head and the first event of a stream that goes on.
fn first_event(rest: SocketAddr) -> (Answer, String) {
    let mut stream = connect(rest);
    stream.write_all(b"GET /fleet/stream HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("sent");
    let mut input = BufReader::new(stream);
    let head = crate::support::read(&mut input, true);
    let mut size = String::new();
    input.read_line(&mut size).expect("a chunk");
    let size = usize::from_str_radix(size.trim(), 16).expect("a size");
    let mut event = vec![0; size];
    input.read_exact(&mut event).expect("an event");
    (head, String::from_utf8(event).expect("text"))
}

#[test]
fn events_come_as_they_happen() {
    let gate = gate(|_| {
        Script::default()
            .send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\n")
            .wait(Duration::from_secs(30))
            .close()
    });
    let (head, event) = first_event(gate.rest);
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
    assert_eq!(event, "data: 1\n\n");
}

#[test]
fn a_stream_of_events_outlives_the_time_of_a_call() {
    let gate = gate_with(
        |mut config| {
            config.limits.call_timeout = Duration::from_millis(600);
            config
        },
        |_| {
            let mut script = Script::default()
                .send(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n");
            for _ in 0..5 {
                script = script.send(b"data: x\n\n").wait(Duration::from_millis(250));
            }
            script.close()
        },
    );
    let answer = send(gate.rest, "GET", "/fleet/stream", &[], "");
    assert!(answer.complete, "{answer:?}");
    assert_eq!(answer.text().matches("data: x").count(), 5);
}

#[test]
fn an_upstream_that_is_gone_is_a_problem() {
    let config = Config::default()
        .set("FLEET_KEY", KEY)
        .set("FLEET_BASE_URI", "http://127.0.0.1:1")
        .set("EVENTS_BASE_URI", "http://127.0.0.1:1");
    let server = TestServer::start(&MANIFEST, &config).expect("a server");
    let rest = server.address("gate").expect("a REST surface");
    let answer = send(rest, "POST", "/fleet/x", &[], "body");
    assert_eq!(answer.status, 502);
    assert!(!answer.text().contains(KEY) && !answer.text().contains("127.0.0.1"), "{answer:?}");
}

#[test]
fn an_options_is_passed_on_as_often_as_it_says() {
    let gate = gate(|_| Script::answer(204, &[("allow", "GET")], b""));
    let ask = |value: &str| send(gate.rest, "OPTIONS", "/fleet/x", &[("max-forwards", value)], "");
    let here = ask("0");
    assert_eq!((here.status, here.header("allow").is_some()), (204, true));
    for bad in ["-1", "x", "", "1, 2"] {
        assert_eq!(ask(bad).status, 400, "{bad:?}");
    }
    assert!(gate.fleet.seen().is_empty());
    for (value, less) in [("1", "0"), ("10", "9"), ("99999999999999999999", "18446744073709551614")]
    {
        assert_eq!(ask(value).status, 204);
        let seen = gate.fleet.seen();
        let sent = seen.last().unwrap().headers.iter().find(|(name, _)| name == "max-forwards");
        assert_eq!(sent.map(|(_, value)| value.as_str()), Some(less), "{value}");
    }
    // For another method it may be ignored, and is.
    send(gate.rest, "GET", "/fleet/x", &[("max-forwards", "0")], "");
    assert_eq!(gate.fleet.seen().len(), 4);
}

#[test]
fn what_connection_names_is_not_passed_on() {
    let gate = gate(|_| Script::answer(200, &[], b""));
    let headers = [
        ("connection", "X-Fleet, accept"),
        ("x-fleet", "north"),
        ("accept", "text/plain"),
        ("content-type", "text/plain"),
    ];
    assert_eq!(send(gate.rest, "POST", "/fleet/x", &headers, "a").status, 200);
    let seen = only(&gate.fleet);
    let value =
        |name: &str| seen.headers.iter().find(|(known, _)| known == name).map(|(_, v)| v.as_str());
    assert_eq!((value("x-fleet"), value("accept")), (None, Some("*/*")), "{seen:?}");
    assert_eq!((value("connection"), value("content-type")), (None, Some("text/plain")));
    assert!(value("via").is_some_and(|via| via.starts_with("1.1 naftiko-")), "{seen:?}");
}

/// What a GET does at the upstream is not known, so a page that only shows an image makes none.
#[test]
fn no_page_of_another_site_is_passed_on() {
    let gate = gate(|_| Script::answer(200, &[], b"{}"));
    for (method, name, value) in [
        ("POST", "origin", "https://evil.example"),
        ("POST", "sec-fetch-site", "cross-site"),
        ("GET", "origin", "https://evil.example"),
        ("GET", "sec-fetch-site", "cross-site"),
        ("GET", "sec-fetch-site", "same-site"),
    ] {
        let headers = [(name, value), ("content-type", "text/plain")];
        assert_eq!(
            send(gate.rest, method, "/fleet/x", &headers, "").status,
            403,
            "{method} {value}"
        );
    }
    assert!(gate.fleet.seen().is_empty());
    let own = [("sec-fetch-site", "same-origin"), ("content-type", "text/plain")];
    assert_eq!(send(gate.rest, "POST", "/fleet/x", &own, "a").status, 200);
    assert_eq!(send(gate.rest, "GET", "/fleet/x", &[], "").status, 200);
}

#[test]
fn the_document_of_a_surface_has_a_tag() {
    let gate = gate(|_| Script::answer(200, &[], b"{}"));
    let read = |name, value| send(gate.rest, "GET", "/openapi.json", &[(name, value)], "");
    let whole = read("x-a", "1");
    let tag = whole.header("etag").unwrap().to_owned();
    let listed = format!("\"other\", W/{tag}");
    for condition in ["*", &tag, &listed] {
        let same = read("if-none-match", condition);
        assert_eq!((same.status, same.body.len()), (304, 0), "{condition}");
        assert_eq!(same.header("etag"), Some(tag.as_str()));
    }
    for (name, value, status) in [
        ("if-none-match", "\"other\"", 200),
        ("if-match", "\"other\"", 412),
        ("if-match", &tag, 200),
        ("if-match", "*", 200),
    ] {
        assert_eq!(read(name, value).status, status, "{name}: {value}");
    }
    let post = send(gate.rest, "POST", "/openapi.json", &[], "");
    assert_eq!((post.status, post.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
    let options = send(gate.rest, "OPTIONS", "/openapi.json", &[], "");
    assert_eq!((options.status, options.header("allow")), (204, Some("GET, HEAD, OPTIONS")));
    assert_eq!(send(gate.rest, "FOO", "/openapi.json", &[], "").status, 501);
}

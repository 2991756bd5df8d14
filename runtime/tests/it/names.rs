//! The checks before every surface: by which names listeners are called, and by whose pages.

use std::net::SocketAddr;

use naftiko_runtime::testing::Script;

use crate::capability;
use crate::support::{Answer, MCP, Pair, forge, forge_with, raw, send};

const JOB: &str = "/v1/forge/training/jobs/a";
const CANCEL: &str = "/v1/forge/training/jobs/a/cancel";
const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
const EVIL: (&str, &str) = ("origin", "https://evil.example");
const JSON: (&str, &str) = ("content-type", "application/json");

fn with(settings: &'static [(&'static str, &'static str)]) -> Pair {
    let control = [("NAFTIKO_CONTROL_PORT", "0")];
    let set = move |config: naftiko_runtime::Config| {
        let all = settings.iter().chain(&control);
        all.fold(config, |config, (name, value)| config.set(*name, *value))
    };
    forge_with(set, |_| Script::json("{}"))
}

fn control(pair: &Pair) -> SocketAddr {
    pair.server.address("control").unwrap()
}

/// A request that each surface answers with 200, by a name.
fn called(pair: &Pair, host: &str) -> [u16; 3] {
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let size = PING.len();
    let post = format!(
        "POST /mcp HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n\r\n{PING}"
    );
    [
        raw(pair.rest(), &get(JOB)).status,
        raw(pair.mcp(), &post).status,
        raw(control(pair), &get("/status")).status,
    ]
}

#[test]
fn a_rebound_name_is_refused_on_every_surface() {
    let pair = with(&[]);
    for host in
        ["localhost", "127.0.0.1:8080", "127.0.0.2", "[::1]:1", "a.localhost", "LOCALHOST:9"]
    {
        assert_eq!(called(&pair, host), [200; 3], "{host}");
    }
    let calls = pair.upstream.seen().len();
    for host in ["rebind.evil.example:8080", "10.0.0.1", "0.0.0.0", "localhost.evil.example"] {
        assert_eq!(called(&pair, host), [403; 3], "{host}");
    }
    for host in
        ["", "a b", "x/y", "u:p@localhost", "localhost, localhost", "localhost:99999", "::1"]
    {
        assert_eq!(called(&pair, host), [400; 3], "{host}");
    }
    assert_eq!(pair.upstream.seen().len(), calls, "nothing has gone on");
}

#[test]
fn one_setting_names_hosts_for_all_surfaces() {
    let pair = with(&[
        ("NAFTIKO_ALLOWED_HOSTS", "gate.example:8443"),
        ("NAFTIKO_ALLOWED_ORIGINS", "https://app.example"),
        ("NAFTIKO_CONTROL_HOSTS", "ops.example"),
        ("FORGE_TRAINING_JOBS_MCP_CORS_ORIGINS", "https://agent.example"),
    ]);
    assert_eq!(called(&pair, "gate.example:8443"), [200; 3]);
    assert_eq!(called(&pair, "app.example"), [200; 3]);
    assert_eq!(called(&pair, "gate.example"), [403; 3]);
    assert_eq!(called(&pair, "ops.example"), [403, 403, 200]);
    assert_eq!(called(&pair, "agent.example"), [403, 200, 403]);
}

#[test]
fn no_page_of_another_site_cancels_a_job() {
    let pair = forge(|_| Script::json("{}"));
    let site = |value| ("sec-fetch-site", value);
    for headers in [
        &[EVIL, site("cross-site"), ("sec-fetch-mode", "no-cors")][..],
        &[("origin", "null")],
        &[("origin", "http://127.0.0.1.evil.example")],
        &[("origin", "http://localhost:1"), EVIL],
        &[site("cross-site")],
        &[site("same-site")],
        &[EVIL, ("connection", "origin")],
        &[site("cross-site"), ("connection", "sec-fetch-site")],
    ] {
        let answer = send(pair.rest(), "POST", CANCEL, headers, "");
        assert_eq!(answer.status, 403, "{headers:?}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    assert!(pair.upstream.seen().is_empty());
    let own = format!("http://{}", pair.rest());
    for headers in [
        &[][..],
        &[site("same-origin")],
        &[site("none")],
        &[("origin", &own)],
        &[("origin", "http://localhost:3000"), site("cross-site")],
        &[("content-type", "text/plain")],
        &[("content-type", "application/x-www-form-urlencoded")],
    ] {
        assert_eq!(send(pair.rest(), "POST", CANCEL, headers, "").status, 200, "{headers:?}");
    }
    assert_eq!(pair.upstream.seen().len(), 7);
}

/// On a listener that others reach too, whose name does not say whose page it is.
#[test]
fn what_changes_state_is_held_on_every_listener() {
    let pair = with(&[
        ("FORGE_TRAINING_JOBS_REST_ADDRESS", "0.0.0.0"),
        ("FORGE_TRAINING_JOBS_MCP_ADDRESS", "0.0.0.0"),
        ("NAFTIKO_CONTROL_ADDRESS", "0.0.0.0"),
    ]);
    let at = |mut address: SocketAddr| {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        address
    };
    let (rest, mcp, control) = (at(pair.rest()), at(pair.mcp()), at(control(&pair)));
    let ask = |address, line: &str, more: &str, body: &str| {
        let size = body.len();
        let head = format!("{line} HTTP/1.1\r\nhost: api.example:80\r\n{more}");
        raw(
            address,
            &format!(
                "{head}content-length: {size}\r\ncontent-type: application/json\r\n\r\n{body}"
            ),
        )
    };
    let level = r#"{"level":"info"}"#;
    for (more, expected) in [
        ("origin: https://evil.example\r\n", 403),
        ("origin: null\r\n", 403),
        ("origin: http://localhost:3000\r\n", 403),
        ("origin: https://api.example\r\n", 403),
        ("sec-fetch-site: cross-site\r\n", 403),
        ("sec-fetch-site: same-site\r\n", 403),
        ("origin: http://api.example\r\n", 200),
        ("origin: http://api.example\r\nsec-fetch-site: cross-site\r\n", 200),
        ("sec-fetch-site: same-origin\r\n", 200),
        ("", 200),
    ] {
        let (cancel, put) = (format!("POST {CANCEL}"), "PUT /logs/h2");
        assert_eq!(ask(rest, &cancel, more, "").status, expected, "REST {more}");
        assert_eq!(ask(mcp, "POST /mcp", more, PING).status, expected, "MCP {more}");
        let set = ask(control, put, more, level).status;
        assert!(set == expected || (expected == 200 && set == 404), "control {more} {set}");
        assert_eq!(ask(rest, &format!("GET {JOB}"), more, "").status, 200, "reading {more}");
    }
}

fn preflight(address: SocketAddr, path: &str, origin: &str, method: &str) -> Answer {
    let asked = "content-type, mcp-protocol-version, authorization";
    let headers = [
        ("origin", origin),
        ("access-control-request-method", method),
        ("access-control-request-headers", asked),
    ];
    send(address, "OPTIONS", path, &headers, "")
}

#[test]
fn pages_that_are_allowed_can_use_every_surface() {
    let pair = with(&[("NAFTIKO_ALLOWED_ORIGINS", "https://App.example/")]);
    let own = format!("http://{}", pair.server.address(MCP).unwrap());
    for origin in ["https://app.example", "http://localhost:6274", "http://127.0.0.1", &own] {
        for (address, path, method, methods) in [
            (pair.mcp(), "/mcp", "POST", "POST"),
            (pair.rest(), JOB, "GET", "GET, HEAD, OPTIONS"),
            (pair.rest(), CANCEL, "POST", "OPTIONS, POST"),
            (control(&pair), "/status", "GET", "GET, HEAD"),
            (control(&pair), "/logs/h2", "PUT", "PUT"),
        ] {
            let answer = preflight(address, path, origin, method);
            assert_eq!((answer.status, answer.body.len()), (204, 0), "{origin} {path}");
            assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{path}");
            assert_eq!(answer.header("access-control-allow-methods"), Some(methods), "{path}");
            let allowed = answer.header("access-control-allow-headers").unwrap();
            assert!(allowed.contains("mcp-protocol-version"), "{path}");
            assert_eq!(answer.header("vary"), Some("origin"), "{path}");
        }
        let ping = send(pair.mcp(), "POST", "/mcp", &[("origin", origin), JSON], PING);
        let read = send(pair.rest(), "GET", JOB, &[("origin", origin)], "");
        let status = send(control(&pair), "GET", "/status", &[("origin", origin)], "");
        for answer in [ping, read, status] {
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
            let exposed = answer.header("access-control-expose-headers").unwrap();
            assert!(exposed.contains("www-authenticate") && exposed.contains("x-request-id"));
            assert_eq!(answer.header("access-control-allow-credentials"), None);
        }
    }
    for (address, path) in [(pair.mcp(), "/mcp"), (pair.rest(), JOB), (control(&pair), "/status")] {
        let answer = preflight(address, path, "https://evil.example", "POST");
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, None));
        assert_eq!(answer.header("access-control-allow-methods"), None);
    }
    assert_eq!(send(pair.mcp(), "POST", "/mcp", &[EVIL, JSON], PING).status, 403);
}

#[test]
fn every_page_can_be_allowed_but_not_those_without_a_name() {
    let pair = with(&[
        ("FORGE_TRAINING_JOBS_REST_CORS_ORIGINS", "*"),
        ("FORGE_TRAINING_JOBS_MCP_CORS_ORIGINS", "*"),
    ]);
    for origin in ["https://evil.example", "http://localhost:1"] {
        assert_eq!(send(pair.rest(), "POST", CANCEL, &[("origin", origin)], "").status, 200);
        let ping = send(pair.mcp(), "POST", "/mcp", &[("origin", origin), JSON], PING);
        assert_eq!((ping.status, ping.header("access-control-allow-origin")), (200, Some("*")));
    }
    let nobody = [("origin", "null")];
    assert_eq!(send(pair.rest(), "POST", CANCEL, &nobody, "").status, 403);
    assert_eq!(send(pair.rest(), "GET", JOB, &nobody, "").status, 200);
}

/// A route that reads by its method and calls something that does not: an image on a page would do it.
#[test]
fn a_get_that_changes_something_is_not_for_pages_of_other_sites() {
    let (server, upstream) = capability::things(|_| Script::json("{}"));
    let rest = server.address("things-rest").unwrap();
    let submit = |headers: &[(&str, &str)]| send(rest, "GET", "/submit?name=a", headers, "").status;
    for headers in [
        &[EVIL][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(submit(headers), 403, "{headers:?}");
        assert_eq!(send(rest, "HEAD", "/submit", headers, "").status, 403, "{headers:?}");
    }
    assert!(upstream.seen().is_empty());
    assert_eq!(submit(&[]), 200);
    assert_eq!(submit(&[("sec-fetch-site", "same-origin")]), 200);
    assert_eq!(submit(&[("origin", &format!("http://{rest}"))]), 200);
    let seen = upstream.seen();
    assert!(seen.len() == 3 && seen.iter().all(|seen| seen.method == "POST"), "{seen:?}");
    let read = send(rest, "GET", "/things/a", &[("sec-fetch-site", "cross-site")], "");
    assert_eq!(read.status, 200, "what only reads is for everybody to show");
}

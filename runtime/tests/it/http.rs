//! What HTTP/1.1 asks of a server, octet by octet: the rows of `docs/http.md`.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, TestServer};

use crate::support::{Pair, REST, SECRET, connect, forge, get, raw, send};

pub(crate) const JOBS: &str = "/v1/forge/training/jobs";
pub(crate) const JOB: &str = "/v1/forge/training/jobs/a";

pub(crate) fn served() -> Pair {
    forge(|_| Script::json("{}"))
}

/// All that comes back for `bytes`, until the server closes or falls silent.
pub(crate) fn all(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(address);
    stream.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
    // The server may have closed before the last of it.
    let _ = stream.write_all(bytes);
    let mut said = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(size @ 1..) = stream.read(&mut piece) {
        said.extend_from_slice(&piece[..size]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

pub(crate) fn statuses(said: &str) -> Vec<u16> {
    let lines = said.split("HTTP/1.").skip(1);
    lines.filter_map(|line| line.get(2..5)?.parse().ok()).collect()
}

fn line(address: SocketAddr, line: &str, fields: &str) -> Vec<u16> {
    statuses(&all(address, format!("{line}\r\n{fields}\r\n").as_bytes()))
}

pub(crate) const HOST: &str = "host: localhost\r\n";

#[test]
fn request_lines() {
    let pair = served();
    let rest = pair.rest();
    let long = format!("GET {JOB}?q={} HTTP/1.1", "x".repeat(59_000));
    for good in [&format!("\r\nGET {JOB} HTTP/1.1"), &long] {
        assert!(matches!(line(rest, good, HOST)[..], [200 | 400]), "{good:.40}");
    }
    for bad in [
        &format!("GET  {JOB} HTTP/1.1") as &str,
        &format!("GET\t{JOB} HTTP/1.1"),
        "GET /a b HTTP/1.1",
        &format!("GET {JOB} http/1.1"),
        &format!("GET {JOB}"),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
        "GET /\u{1} HTTP/1.1",
    ] {
        assert_eq!(line(rest, bad, HOST), [400], "{bad:?}");
    }
    for octets in [&b"GET /\xff HTTP/1.1\r\nhost: localhost\r\n\r\n"[..], b"\xff\r\n\r\n"] {
        assert_eq!(statuses(&all(rest, octets)), [400], "{octets:?}");
    }
    let endless = format!("GET /{} HTTP/1.1", "x".repeat(70_000));
    assert!(matches!(line(rest, &endless, HOST)[..], [414 | 431]));
    assert_eq!(line(rest, "GET * HTTP/1.1", HOST), [400]);
    assert_eq!(line(rest, "GET example.com:80 HTTP/1.1", HOST), [400]);
    let whole = all(rest, b"OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert_eq!(statuses(&whole), [204]);
    assert!(whole.contains("allow: DELETE, GET"), "{whole}");
    let none = all(pair.mcp(), b"OPTIONS * HTTP/1.1\r\nhost: evil.example\r\n\r\n");
    assert_eq!(statuses(&none), [403]);
}

#[test]
fn the_host_of_a_target_wins() {
    let pair = served();
    let target = |host: &str, field: &str| {
        raw(pair.rest(), &format!("GET http://{host}{JOB} HTTP/1.1\r\nhost: {field}\r\n\r\n"))
            .status
    };
    assert_eq!(target("localhost", "evil.example"), 200);
    assert_eq!(target("evil.example", "localhost"), 403);
    assert_eq!(target("u:p@localhost", "localhost"), 400);
    assert_eq!(target("localhost", "a b"), 400);
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    for (host, field, expected) in
        [("evil.example", "127.0.0.1", 403), ("127.0.0.1", "evil.example", 200)]
    {
        let request = format!(
            "POST http://{host}/mcp HTTP/1.1\r\nhost: {field}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ping}",
            ping.len()
        );
        assert_eq!(raw(pair.mcp(), &request).status, expected, "{host}");
    }
}

#[test]
fn one_host_and_a_valid_one() {
    let pair = served();
    let ask = |fields: &str| line(pair.rest(), &format!("GET {JOB} HTTP/1.1"), fields);
    for fields in [
        "",
        "host: localhost\r\nhost: localhost\r\n",
        "host: localhost\r\nHOST: evil.example\r\n",
        "host: a b\r\n",
        "host: x/y\r\n",
        "host: u:p@x\r\n",
        "host: x, y\r\n",
        "host: x:99999\r\n",
        "host: ::1\r\n",
        "host:\r\n",
    ] {
        assert_eq!(ask(fields), [400], "{fields:?}");
    }
    for (kind, fields, expected) in
        [("1.0", "", 200), ("1.0", "host: localhost\r\n", 200), ("1.0", "host: a b\r\n", 400)]
    {
        let asked = line(pair.rest(), &format!("GET {JOB} HTTP/{kind}"), fields);
        assert_eq!(asked, [expected], "{kind} {fields:?}");
    }
    let mcp = line(pair.mcp(), "POST /mcp HTTP/1.1", "content-length: 0\r\n");
    assert_eq!(mcp, [400]);
}

#[test]
fn fields() {
    let pair = served();
    for bad in [
        "X-A : 1",
        "Transfer-Encoding : chunked",
        "X-A: 1\r\n 2",
        ": 1",
        "abc",
        "X(A): 1",
        "X-A: \u{0}",
        "X-A: a\rb",
        "X-A: \u{7f}",
    ] {
        let fields = format!("{HOST}{bad}\r\n");
        assert_eq!(line(pair.rest(), &format!("GET {JOB} HTTP/1.1"), &fields), [400], "{bad:?}");
    }
    let first = format!("GET {JOB} HTTP/1.1\r\n host: localhost\r\n\r\n");
    assert_eq!(statuses(&all(pair.rest(), first.as_bytes())), [400]);
    let mut opaque = format!("GET {JOB} HTTP/1.1\r\n{HOST}x-a: ").into_bytes();
    opaque.extend(b"\xe9\r\n\r\n");
    assert_eq!(statuses(&all(pair.rest(), &opaque)), [200]);
}

/// What `Connection` names is for this connection alone.
#[test]
fn what_connection_names_has_no_effect() {
    let pair = served();
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let named = [
        ("connection", "X-Request-Id, Traceparent"),
        ("connection", "ACCEPT, if-none-match"),
        ("x-request-id", "callers-own"),
        ("traceparent", parent),
        ("accept", "text/plain"),
        ("if-none-match", "\"a\""),
    ];
    let answer = send(pair.rest(), "GET", JOB, &named, "");
    assert_eq!(answer.status, 200);
    assert_ne!(answer.header("x-request-id"), Some("callers-own"));
    let seen = pair.only();
    let gone = |name: &str, value: &str| {
        seen.headers.iter().all(|(known, found)| known != name || found != value)
    };
    for (name, value) in &named[2..] {
        assert!(gone(name, value), "{name}: {seen:?}");
    }
    assert!(seen.headers.iter().all(|(name, _)| name != "connection"));
}

#[test]
fn who_passed_a_request_on_goes_on() {
    let pair = served();
    let via = |headers: &[(&str, &str)]| {
        send(pair.rest(), "GET", JOB, headers, "");
        let seen = pair.upstream.seen();
        let headers = &seen.last().unwrap().headers;
        let all: Vec<_> = headers.iter().filter(|(name, _)| name == "via").collect();
        assert_eq!(all.len(), 1, "{seen:?}");
        all[0].1.clone()
    };
    let own = via(&[]);
    assert!(own.starts_with("1.1 naftiko-") && !own.contains("127.0.0.1"), "{own}");
    let extended = via(&[("via", "1.0 fred, 1.1 p.example (Apache/1.1)"), ("via", "2 z")]);
    assert_eq!(extended, format!("1.0 fred, 1.1 p.example (Apache/1.1), 2 z, {own}"));
    crate::support::tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    let seen = pair.upstream.seen();
    let last = seen.last().unwrap();
    assert!(last.headers.contains(&("via".to_owned(), own.clone())), "{last:?}");
    for back in [own.clone(), format!("1.1 a, {own}, 1.1 b"), own.to_uppercase()] {
        let answer = send(pair.rest(), "GET", JOB, &[("via", &back)], "");
        assert_eq!(answer.status, 508, "{back}");
    }
    assert_eq!(pair.upstream.seen().len(), seen.len());
}

/// The base URI leads back to the surface itself.
#[test]
fn a_loop_ends_at_its_first_round() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_REST_PORT", free.port().to_string())
        .set("FORGE_TRAINING_JOBS_BASE_URI", format!("http://{free}/v1"));
    let server = TestServer::start(&crate::forge::MANIFEST, &config).unwrap();
    let answer = get(server.address(REST).unwrap(), JOBS);
    assert_eq!(answer.status, 508);
}

#[test]
fn upgrades_are_ignored() {
    let pair = served();
    for upgrade in ["h2c", "websocket"] {
        let fields = [
            ("connection", "Upgrade, HTTP2-Settings"),
            ("upgrade", upgrade),
            ("http2-settings", "AAMAAABk"),
        ];
        assert_eq!(send(pair.rest(), "GET", JOB, &fields, "").status, 200);
        let seen = pair.upstream.seen();
        let names: Vec<&str> =
            seen.last().unwrap().headers.iter().map(|(n, _)| n.as_str()).collect();
        assert!(!names.contains(&"upgrade") && !names.contains(&"http2-settings"), "{names:?}");
    }
}

#[test]
fn methods() {
    let pair = served();
    for (address, path, allow) in
        [(pair.rest(), JOB, "GET, HEAD, OPTIONS"), (pair.mcp(), "/mcp", "POST")]
    {
        let put = send(address, "PUT", path, &[], "");
        assert_eq!((put.status, put.header("allow")), (405, Some(allow)), "{path}");
        for method in ["TRACE", "QUERY"] {
            let refused = send(address, method, path, &[("x-secret", "1")], "");
            assert_eq!(refused.status, 405, "{method} {path}");
        }
        for method in ["FOO", "get", "PROPFIND"] {
            assert_eq!(send(address, method, path, &[], "").status, 501, "{method} {path}");
        }
    }
    let options = send(pair.rest(), "OPTIONS", JOB, &[], "");
    assert_eq!((options.status, options.header("allow")), (204, Some("GET, HEAD, OPTIONS")));
    let tunnel = raw(pair.rest(), "CONNECT localhost:443 HTTP/1.1\r\nhost: localhost:443\r\n\r\n");
    assert!((400..500).contains(&tunnel.status), "{tunnel:?}");
    assert!(pair.upstream.seen().is_empty());
}

#[test]
fn an_old_caller_sees_where_an_answer_ends() {
    let chunks = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n";
    // Its size is not known while some of it is to come.
    let pair = forge(|_| {
        let rest = b"1\r\n}\r\n0\r\n\r\n";
        Script::default().send(chunks.as_bytes()).wait(Duration::from_millis(200)).send(rest)
    });
    let old = |more: &str| all(pair.rest(), format!("GET {JOB} HTTP/1.0\r\n{more}\r\n").as_bytes());
    for more in ["", "connection: keep-alive\r\n"] {
        let said = old(more).to_ascii_lowercase();
        assert!(said.ends_with("\r\n\r\n{}"), "{said}");
        assert!(!said.contains("transfer-encoding") && !said.contains("keep-alive"), "{said}");
    }
}

#[test]
fn a_connection_ends_when_it_is_said() {
    let pair = served();
    let get = |connection: &str| format!("GET {JOB} HTTP/1.1\r\n{HOST}{connection}\r\n");
    for connection in [
        "connection: close\r\n",
        "connection: x-a, Close\r\n",
        "connection: keep-alive\r\nconnection: CLOSE\r\n",
    ] {
        let said = all(pair.rest(), format!("{}{}", get(connection), get("")).as_bytes());
        assert_eq!(statuses(&said), [200], "{connection:?}");
        assert!(said.contains("connection: close"), "{said}");
    }
    assert_eq!(statuses(&all(pair.rest(), get("").repeat(3).as_bytes())), [200; 3]);
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`: RFC 9110, 5.6.7.
fn is_date(text: &str) -> bool {
    const FORM: &str = "Aaa, 00 Aaa 0000 00:00:00 GMT";
    text.len() == FORM.len()
        && text.bytes().zip(FORM.bytes()).all(|(found, form)| match form {
            b'A' => found.is_ascii_uppercase(),
            b'a' => found.is_ascii_lowercase(),
            b'0' => found.is_ascii_digit(),
            form => found == form,
        })
}

#[test]
fn answers_say_when_and_problems_what() {
    let pair = served();
    let gone = TestServer::start(
        &crate::forge::MANIFEST,
        &Config::default()
            .set("MISTRAL_AI_API_KEY", SECRET)
            .set("FORGE_TRAINING_JOBS_BASE_URI", "http://127.0.0.1:1"),
    );
    let gone = gone.unwrap();
    for (address, method, path, status) in [
        (pair.rest(), "GET", JOB, 200),
        (pair.rest(), "OPTIONS", JOB, 204),
        (pair.rest(), "GET", "/nothing", 404),
        (pair.rest(), "PUT", JOB, 405),
        (pair.rest(), "FOO", JOB, 501),
        (pair.mcp(), "POST", "/mcp", 400),
        (gone.address(REST).unwrap(), "GET", JOB, 502),
    ] {
        let json = ("content-type", "application/json");
        let answer = send(address, method, path, &[json], "");
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.header("date").is_some_and(is_date), "{answer:?}");
        if status > 400 {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            let problem = answer.json();
            assert_eq!(
                (&problem["status"], &problem["type"]),
                (&status.into(), &"about:blank".into())
            );
        }
    }
}

use std::net::SocketAddr;

use hyper::header::HeaderName;
use hyper::http::request::Parts;
use hyper::{Request, Version};

use super::Access;
use crate::config::{Config, StartError};

const LOOPBACK: &str = "127.0.0.1:8080";
const PUBLIC: &str = "0.0.0.0:8080";

fn access(address: &str, settings: &[(&str, &str)]) -> Access {
    let config =
        settings.iter().fold(Config::default(), |config, (name, value)| config.set(*name, *value));
    let mut error = StartError::default();
    let address: SocketAddr = address.parse().expect("an address");
    let (origins, hosts) = (Some("A_CORS_ORIGINS"), Some("NAFTIKO_CONTROL_HOSTS"));
    let access = Access::read(address, origins, hosts, &config, &mut error);
    error.or(access).expect("good settings")
}

fn parts(method: &str, target: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        let name: HeaderName = name.parse().expect("a name");
        request = request.header(name, *value);
    }
    request.body(()).expect("a request").into_parts().0
}

/// The status of a refusal, or 200.
fn status(access: &Access, method: &str, target: &str, headers: &[(&str, &str)]) -> u16 {
    let mut parts = parts(method, target, headers);
    access.admit(&mut parts).1.map_or_else(|rejection| rejection.status().as_u16(), |()| 200)
}

fn names(access: &Access, host: &str) -> u16 {
    status(access, "GET", "/", &[("host", host)])
}

fn from(access: &Access, method: &str, origin: &str) -> u16 {
    status(access, method, "/", &[("host", "localhost:8080"), ("origin", origin)])
}

#[test]
fn a_loopback_listener_has_names_of_this_machine() {
    let loopback = access(LOOPBACK, &[]);
    for host in [
        "localhost",
        "localhost:8080",
        "127.0.0.1:8080",
        "[::1]:8080",
        "LOCALHOST",
        "app.localhost:1",
        "127.0.0.2",
        "127.0.0.2:80",
        "localhost:",
    ] {
        assert_eq!(names(&loopback, host), 200, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "0.0.0.0",
        "localhost8080",
        "rebind.evil.example:8080",
    ] {
        assert_eq!(names(&loopback, host), 403, "{host}");
        assert_eq!(names(&access(PUBLIC, &[]), host), 200, "{host}");
    }
    for host in ["localhost@evil", "", "a b", ":1", "x@localhost:1", "localhost:80x", "x, y"] {
        for address in [LOOPBACK, PUBLIC] {
            assert_eq!(names(&access(address, &[]), host), 400, "{host}");
        }
    }
}

#[test]
fn an_operator_names_further_hosts() {
    let settings = [
        ("NAFTIKO_CONTROL_HOSTS", "Ops.example.com, ops:9091"),
        ("NAFTIKO_ALLOWED_HOSTS", "all.example"),
        ("NAFTIKO_ALLOWED_ORIGINS", "https://app.example.com"),
        ("A_CORS_ORIGINS", "https://own.example:8443"),
    ];
    let access = access(LOOPBACK, &settings);
    for host in [
        "localhost:9091",
        "ops.example.com",
        "ops:9091",
        "all.example",
        "app.example.com",
        "own.example:8443",
    ] {
        assert_eq!(names(&access, host), 200, "{host}");
    }
    for host in ["ops", "ops.example.com:9091", "evil.example", "own.example"] {
        assert_eq!(names(&access, host), 403, "{host}");
    }
}

#[test]
fn one_host_and_a_valid_one() {
    for access in [access(LOOPBACK, &[]), access(PUBLIC, &[])] {
        let get = |target, headers: &[(&str, &str)]| status(&access, "GET", target, headers);
        assert_eq!(get("/", &[]), 400);
        assert_eq!(get("/", &[("host", "localhost"), ("host", "localhost")]), 400);
        assert_eq!(get("http://localhost/", &[]), 400, "HTTP/1.1 has the field always");
        assert_eq!(get("http://localhost/", &[("host", "a b")]), 400);
        assert_eq!(get("http://localhost/", &[("host", "evil.example")]), 200);
        assert_eq!(get("http://u:p@localhost/", &[("host", "localhost")]), 400);
        assert_eq!(get("HTTPS://localhost/", &[("host", "localhost")]), 200);
        for target in ["ftp://localhost/", "ws://localhost/", "file://localhost/etc/hosts"] {
            assert_eq!(get(target, &[("host", "localhost")]), 400, "{target}");
        }
        let mut old = parts("GET", "/", &[]);
        old.version = Version::HTTP_10;
        assert!(access.admit(&mut old).1.is_ok(), "HTTP/1.0 need not say it");
    }
    let target = "http://evil.example/";
    assert_eq!(status(&access(LOOPBACK, &[]), "GET", target, &[("host", "localhost")]), 403);
}

#[test]
fn two_hosts_of_http_2_are_one() {
    let access = access(PUBLIC, &[]);
    let admitted = |target, headers: &[(&str, &str)]| {
        let mut parts = parts("GET", target, headers);
        parts.version = Version::HTTP_2;
        access.admit(&mut parts).1.is_ok()
    };
    assert!(admitted("http://x/", &[]));
    assert!(admitted("http://x/", &[("host", "X:80")]));
    assert!(admitted("/", &[("host", "x")]));
    assert!(!admitted("http://x/", &[("host", "y")]));
    assert!(!admitted("http://x/", &[("host", "x"), ("host", "x")]));
    assert!(!admitted("/", &[]));
    assert!(!admitted("http://u:p@x/", &[]));
    assert!(!admitted("http://x/", &[("a", "b ")]));
    assert!(!admitted("http://x/", &[("a", "\tb")]));
    assert!(admitted("http://x/", &[("a", "")]));
}

#[test]
fn pages_of_this_machine_and_listed_ones_may_call() {
    let settings =
        [("NAFTIKO_ALLOWED_ORIGINS", "https://app.example.com/"), ("A_CORS_ORIGINS", "http://b")];
    let access = access(LOOPBACK, &settings);
    for method in ["GET", "POST", "OPTIONS"] {
        for origin in [
            "http://localhost:3000",
            "https://127.0.0.1",
            "http://[::1]:8080",
            "http://app.localhost",
            "https://APP.example.com",
            "http://b",
        ] {
            assert_eq!(from(&access, method, origin), 200, "{method} {origin}");
        }
        for origin in [
            "https://evil.example",
            "null",
            "http://localhost.evil",
            "file://localhost",
            "",
            "http://app.example.com",
            "https://app.example.com.evil",
            "localhost",
        ] {
            assert_eq!(from(&access, method, origin), 403, "{method} {origin}");
        }
    }
}

#[test]
fn only_what_changes_state_is_held_on_a_public_listener() {
    let access = access(PUBLIC, &[]);
    let host = ("host", "api.example:8080");
    let ask = |method: &str, headers: &[(&str, &str)]| {
        status(&access, method, "/", &[&[host][..], headers].concat())
    };
    let evil = ("origin", "https://evil.example");
    for method in ["GET", "HEAD", "OPTIONS"] {
        assert_eq!(ask(method, &[evil]), 200, "{method}");
        assert_eq!(ask(method, &[("sec-fetch-site", "cross-site")]), 200, "{method}");
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "FOO"] {
        for (name, value) in [
            evil,
            ("origin", "null"),
            ("origin", "http://api.example"),
            ("origin", "https://api.example:8080"),
            ("origin", "http://localhost:8080"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert_eq!(ask(method, &[(name, value)]), 403, "{method} {name} {value}");
        }
        for (name, value) in [
            ("origin", "http://api.example:8080"),
            ("origin", "HTTP://API.example:8080"),
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "none"),
            ("accept", "*/*"),
        ] {
            assert_eq!(ask(method, &[(name, value)]), 200, "{method} {name} {value}");
        }
        let own = ("origin", "http://api.example:8080");
        let decided = ask(method, &[own, ("sec-fetch-site", "cross-site")]);
        assert_eq!(decided, 200, "an origin decides alone");
        assert_eq!(ask(method, &[own, own]), 403, "an origin is one");
    }
}

#[test]
fn everybody_but_nobody_in_particular() {
    for address in [LOOPBACK, PUBLIC] {
        let access = access(address, &[("A_CORS_ORIGINS", "*")]);
        assert_eq!(from(&access, "POST", "https://evil.example"), 200);
        assert_eq!(from(&access, "GET", "null"), 200);
        assert_eq!(from(&access, "POST", "null"), 403);
        let host = [("host", "evil.example")];
        let expected = if address == LOOPBACK { 403 } else { 200 };
        assert_eq!(status(&access, "GET", "/", &host), expected);
    }
}

#[test]
fn the_form_of_a_request() {
    let access = access(PUBLIC, &[]);
    let host = ("host", "x");
    let ask = |method: &str, target: &str, headers: &[(&str, &str)]| {
        status(&access, method, target, &[&[host][..], headers].concat())
    };
    assert_eq!(ask("OPTIONS", "*", &[]), 200);
    assert_eq!(ask("GET", "*", &[]), 400);
    assert_eq!(ask("GET", "example.com:80", &[]), 400);
    for (codings, expected) in [
        (&["chunked"][..], 200),
        (&["Chunked"], 200),
        (&["", "chunked"], 200),
        (&["gzip, chunked"], 501),
        (&["identity, chunked"], 501),
        (&["gzip", "chunked"], 501),
        (&["chunked, chunked"], 400),
        (&["chunked", "chunked"], 400),
    ] {
        let codings: Vec<_> = codings.iter().map(|coding| ("transfer-encoding", *coding)).collect();
        assert_eq!(ask("POST", "/", &codings), expected, "{codings:?}");
    }
}

#[test]
fn what_is_for_this_connection_ends_here() {
    let access = access(PUBLIC, &[]);
    let mut parts = parts(
        "GET",
        "/",
        &[
            ("host", "x"),
            ("connection", "close, X-A"),
            ("connection", "accept,,not a name, Host"),
            ("x-a", "1"),
            ("x-a", "2"),
            ("accept", "*/*"),
            ("x-b", "3"),
        ],
    );
    assert!(access.admit(&mut parts).1.is_ok());
    let mut left: Vec<_> = parts.headers.keys().map(HeaderName::as_str).collect();
    left.sort_unstable();
    assert_eq!(left, ["connection", "host", "x-b"]);
}

#[test]
fn wrong_settings_are_named_together() {
    let config = Config::default()
        .set("NAFTIKO_ALLOWED_ORIGINS", "x, *")
        .set("A_CORS_ORIGINS", "https://a.example/path")
        .set("NAFTIKO_ALLOWED_HOSTS", "https://a, *.example");
    let mut error = StartError::default();
    let address = PUBLIC.parse().expect("an address");
    let _ = Access::read(address, Some("A_CORS_ORIGINS"), None, &config, &mut error);
    let message = error.to_string();
    for entry in ["\"x\"", "\"*\"", "\"https://a.example/path\"", "\"https://a\"", "\"*.example\""]
    {
        assert!(message.contains(entry), "{entry}: {message}");
    }
}

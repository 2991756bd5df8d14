//! Secrets that callers show: each scheme lets in who knows, and nobody else.

use naftiko_runtime::{Config, State};
use ring::digest::{SHA256, digest};

use crate::guarded::{CAPABILITY, Guarded, SECRET};
use crate::support::{Answer, get, send};

/// Nobody listens there.
const NO_SERVER: &str = "http://127.0.0.1:1";
const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;

fn challenge(answer: &Answer) -> &str {
    assert_eq!(answer.status, 401, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["status"], 401);
    answer.header("www-authenticate").expect("a challenge")
}

#[test]
fn a_secret_that_is_not_set_means_no_start() {
    let error = State::new(&CAPABILITY, &Config::default()).unwrap_err().to_string();
    for name in ["CALLERS_TOKEN: what callers show", "LOGIN_SERVER", "PLAIN_BASE_URI"] {
        assert!(error.contains(name), "{error}");
    }
    let empty = crate::guarded::config(NO_SERVER, NO_SERVER).set("CALLERS_TOKEN", "\n");
    assert!(State::new(&CAPABILITY, &empty).is_err());
    let open = crate::guarded::config(NO_SERVER, "http://login.test");
    let error = State::new(&CAPABILITY, &open).unwrap_err().to_string();
    assert!(error.contains("http://login.test"), "{error}");
}

#[test]
fn bearer() {
    let guarded = Guarded::start(NO_SERVER);
    let address = guarded.at("bearer");
    for good in [format!("Bearer {SECRET}"), format!("bearer   {SECRET}")] {
        assert_eq!(send(address, "GET", "/berths", &[("authorization", &good)], "").status, 200);
    }
    assert_eq!(guarded.upstream.seen()[0].header("authorization"), None, "it goes no further");
    assert_eq!(challenge(&get(address, "/berths")), "Bearer realm=\"naftiko\"");
    for bad in [
        SECRET.to_owned(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {SECRET}"),
        format!("Bearer {SECRET}x"),
        format!("Bearer {}", &SECRET[1..]),
        "Bearer {{CALLERS_TOKEN}}".to_owned(),
        "Bearer [CALLERS_TOKEN]".to_owned(),
        "Bearer \u{e9}".to_owned(),
    ] {
        challenge(&send(address, "GET", "/berths", &[("authorization", &bad)], ""));
    }
    let good = format!("Bearer {SECRET}");
    let twice = [("authorization", good.as_str()), ("authorization", "Bearer x")];
    challenge(&send(address, "GET", "/berths", &twice, ""));
    challenge(&get(address, "/berths?access_token=a-token-of-callers"));
    assert_eq!(guarded.upstream.seen().len(), 2);
}

#[test]
fn nothing_is_told_before_the_guard() {
    let guarded = Guarded::start(NO_SERVER);
    let address = guarded.at("bearer");
    for (method, target) in
        [("GET", "/no-such"), ("POST", "/berths"), ("GET", "/berths?x=1"), ("GET", "/%ff")]
    {
        challenge(&send(address, method, target, &[], ""));
    }
    let head = send(address, "HEAD", "/berths", &[], "");
    assert_eq!((head.status, head.body.len()), (401, 0));
    let big = [("content-length", "999999999"), ("expect", "100-continue")];
    challenge(&send(address, "POST", "/berths", &big, ""));
    challenge(&send(guarded.at("tools-bearer"), "GET", "/mcp", &[], ""));
}

#[test]
fn what_let_a_caller_in_is_not_forwarded() {
    let guarded = Guarded::start(NO_SERVER);
    let (bearer, jar) = (format!("Bearer {SECRET}"), format!("key={SECRET}; other=1"));
    let forwarded = [
        send(guarded.at("bearer"), "GET", "/passed/a", &[("authorization", &bearer)], ""),
        send(guarded.at("header"), "POST", "/passed/a", &[("x-key", SECRET)], "body"),
        send(guarded.at("cookie"), "GET", "/passed/a", &[("cookie", &jar)], ""),
        get(guarded.at("query"), &format!("/passed/a?b=1&a%20key={SECRET}&c=2")),
    ];
    assert_eq!(forwarded.map(|answer| answer.status), [200; 4]);
    let seen = guarded.upstream.seen();
    assert_eq!(seen.len(), 4);
    assert!(seen[3].target.ends_with("?b=1&c=2"), "{seen:?}");
    for seen in seen {
        assert!(!format!("{seen:?}").contains(SECRET), "{seen:?}");
    }
    challenge(&get(guarded.at("bearer"), "/passed/a"));
}

#[test]
fn one_listener_for_tools_and_routes_tells_how_to_be_let_in() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr());
    let port = free.expect("a free port").port().to_string();
    let guarded = Guarded::start_with(NO_SERVER, |config| {
        config.set("bearer_PORT", &port).set("tools-oauth_PORT", &port)
    });
    let address = guarded.at("bearer");
    assert_eq!(address, guarded.at("tools-oauth"));
    let metadata = get(address, "/.well-known/oauth-protected-resource/mcp");
    assert_eq!(metadata.json()["resource"], "https://harbour.test/mcp");
    assert_eq!(get(address, "/.well-known/openid-configuration").status, 404);
    challenge(&get(address, "/.well-known/other"));
}

/// A script that has to log in reads how (RFC 9728), and asks first since it names its revision.
#[test]
fn allowed_pages_read_how_to_be_let_in() {
    let guarded = Guarded::start_with(NO_SERVER, |config| {
        config.set("tools-oauth_CORS_ORIGINS", "https://a.test")
    });
    let address = guarded.at("tools-oauth");
    for (path, status) in [
        ("/.well-known/oauth-protected-resource/mcp", 200),
        ("/.well-known/oauth-protected-resource", 200),
        ("/.well-known/oauth-authorization-server", 404),
    ] {
        let asks = |origin| {
            let names = ("access-control-request-headers", "mcp-protocol-version");
            [("origin", origin), ("access-control-request-method", "GET"), names]
        };
        let allowed = |answer: &Answer| {
            answer.header("access-control-allow-origin").is_some_and(|one| one == "https://a.test")
        };
        let preflight = send(address, "OPTIONS", path, &asks("https://a.test"), "");
        if status == 200 {
            assert_eq!((preflight.status, allowed(&preflight)), (204, true), "{path}");
            let named = preflight.header("access-control-allow-headers");
            assert_eq!(named, Some("mcp-protocol-version"));
            assert_eq!(preflight.header("access-control-allow-methods"), Some("GET, HEAD"));
            let other = send(address, "OPTIONS", path, &asks("https://b.test"), "");
            assert_eq!((other.status, allowed(&other)), (204, false), "{path}");
        }
        let page = send(address, "GET", path, &[("origin", "https://a.test")], "");
        assert_eq!((page.status, allowed(&page)), (status, true), "{path}");
        let other = send(address, "GET", path, &[("origin", "https://b.test")], "");
        assert_eq!((other.status, allowed(&other)), (403, false), "{path}");
    }
    let challenged = send(address, "POST", "/mcp", &[("origin", "https://a.test")], INITIALIZE);
    assert_eq!(challenged.status, 401);
    let exposed = challenged.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("www-authenticate"), "{exposed}");
}

#[test]
fn browsers_ask_without_credentials() {
    let guarded = Guarded::start_with(NO_SERVER, |config| {
        config.set("bearer_CORS_ORIGINS", "https://a.test")
    });
    let address = guarded.at("bearer");
    let asks = |origin| [("origin", origin), ("access-control-request-method", "GET")];
    for target in ["/berths", "/no-such"] {
        let answer = send(address, "OPTIONS", target, &asks("https://a.test"), "");
        assert_eq!(answer.status, 204, "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("https://a.test"));
        let other = send(address, "OPTIONS", target, &asks("https://b.test"), "");
        assert_eq!((other.status, other.header("access-control-allow-origin")), (204, None));
        challenge(&send(address, "OPTIONS", target, &[], ""));
    }
    let refused = send(address, "GET", "/berths", &[("origin", "https://a.test")], "");
    challenge(&refused);
    assert_eq!(refused.header("access-control-allow-origin"), Some("https://a.test"));
}

#[test]
fn basic() {
    let guarded = Guarded::start(NO_SERVER);
    let address = guarded.at("basic");
    let asked = get(address, "/berths");
    assert_eq!(challenge(&asked), "Basic realm=\"naftiko\", charset=\"UTF-8\"");
    // callers:a-token-of-callers
    let good = "Basic Y2FsbGVyczphLXRva2VuLW9mLWNhbGxlcnM=";
    assert_eq!(send(address, "GET", "/berths", &[("authorization", good)], "").status, 200);
    assert_eq!(guarded.upstream.seen()[0].header("authorization"), None);
    for bad in ["Basic", "Basic !", "Basic Y2FsbGVycw==", "Basic Y2FsbGVyczphLXRva2Vu", SECRET] {
        challenge(&send(address, "GET", "/berths", &[("authorization", bad)], ""));
    }
}

#[test]
fn keys() {
    let guarded = Guarded::start(NO_SERVER);
    let header = guarded.at("header");
    assert_eq!(send(header, "GET", "/berths", &[("X-Key", SECRET)], "").status, 200);
    assert_eq!(challenge(&get(header, "/berths")), "ApiKey realm=\"naftiko\"");
    challenge(&send(header, "GET", "/berths", &[("x-key", SECRET), ("x-key", SECRET)], ""));
    let query = guarded.at("query");
    assert_eq!(get(query, &format!("/berths?a%20key={SECRET}")).status, 200);
    assert_eq!(get(query, &format!("/berths?a+key={SECRET}&x=1")).status, 400, "x is unknown");
    for target in ["/berths".to_owned(), format!("/berths?a+key={SECRET}&a+key={SECRET}")] {
        challenge(&get(query, &target));
    }
    let cookie = guarded.at("cookie");
    let jar = format!("other=1; key={SECRET}");
    assert_eq!(send(cookie, "GET", "/berths", &[("cookie", &jar)], "").status, 200);
    challenge(&send(cookie, "GET", "/berths", &[("cookie", "key=x")], ""));
    for seen in guarded.upstream.seen() {
        assert!(!format!("{seen:?}").contains(SECRET), "{seen:?}");
    }
}

fn sha256(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn nonce(challenge: &str) -> String {
    let (_, rest) = challenge.split_once("nonce=\"").expect("a nonce");
    rest.split('"').next().unwrap().to_owned()
}

fn answer(nonce: &str, count: u32, password: &str, target: &str) -> String {
    let secret = sha256(&format!("callers:naftiko:{password}"));
    let request = sha256(&format!("GET:{target}"));
    let response = sha256(&format!("{secret}:{nonce}:{count:08x}:c:auth:{request}"));
    format!(
        "Digest username=\"callers\", realm=\"naftiko\", nonce=\"{nonce}\", uri=\"{target}\", \
         qop=auth, nc={count:08x}, cnonce=\"c\", algorithm=SHA-256, response=\"{response}\""
    )
}

#[test]
fn digest_answers_count_once() {
    let guarded = Guarded::start(NO_SERVER);
    let address = guarded.at("digest");
    let with = |header: &str| send(address, "GET", "/berths", &[("authorization", header)], "");
    let asked = get(address, "/berths");
    let nonce = nonce(challenge(&asked));
    assert!(
        challenge(&asked).contains("algorithm=SHA-256") && !challenge(&asked).contains("stale")
    );
    assert_eq!(with(&answer(&nonce, 1, SECRET, "/berths")).status, 200);
    assert!(challenge(&with(&answer(&nonce, 1, SECRET, "/berths"))).contains("stale=true"));
    assert_eq!(with(&answer(&nonce, 2, SECRET, "/berths")).status, 200);
    for bad in [
        answer(&nonce, 3, "wrong", "/berths"),
        answer(&nonce, 3, SECRET, "/other"),
        answer("bm90IG91cnM=", 3, SECRET, "/berths"),
        answer(&nonce, 3, SECRET, "/berths").replace("SHA-256", "MD5"),
        answer(&nonce, 3, SECRET, "/berths").replace("qop=auth", "qop=auth-int"),
        answer(&nonce, 3, SECRET, "/berths").replace("\"callers\"", "\"other\""),
        "Digest".to_owned(),
        "Digest x".to_owned(),
    ] {
        assert!(!challenge(&with(&bad)).contains("stale"), "{bad}");
    }
    assert_eq!(with(&answer(&nonce, 3, SECRET, "/berths")).status, 200, "failures use nothing up");
    assert_eq!(guarded.upstream.seen()[0].header("authorization"), None);
}

/// Another implementation of the client's side.
#[test]
#[ignore = "needs curl"]
fn curl_answers_the_challenge() {
    let guarded = Guarded::start(NO_SERVER);
    let url = format!("http://{}/berths", guarded.at("digest"));
    let curl = |password: &str| {
        let user = format!("callers:{password}");
        let arguments = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--digest", "-u", &user];
        let output = std::process::Command::new("curl").args(arguments).arg(&url).output();
        String::from_utf8(output.expect("curl").stdout).unwrap()
    };
    assert_eq!(curl(SECRET), "200");
    assert_eq!(curl("wrong"), "401");
}

#[test]
fn tools_behind_a_token() {
    let guarded = Guarded::start(NO_SERVER);
    let address = guarded.at("tools-bearer");
    let json = ("content-type", "application/json");
    let refused = send(address, "POST", "/mcp", &[json], INITIALIZE);
    assert_eq!(challenge(&refused), "Bearer realm=\"naftiko\"");
    let token = format!("Bearer {SECRET}");
    let good = [json, ("authorization", token.as_str())];
    let answer = send(address, "POST", "/mcp", &good, INITIALIZE);
    assert_eq!((answer.status, &answer.json()["id"]), (200, &1.into()));
    let call = r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"berths"}}"#;
    assert_eq!(send(address, "POST", "/mcp", &good, call).status, 200);
    assert_eq!(guarded.upstream.seen()[0].header("authorization"), None);
    for probe in [
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-authorization-server",
    ] {
        assert_eq!(get(address, probe).status, 404, "{probe}");
    }
}

//! The REST surface.

use std::io::{BufReader, Write};

use naftiko_runtime::testing::Script;
use serde_json::json;

use crate::capability;
use crate::support::{SECRET, connect, forge, get, post_json, raw, read, send};

const JOBS: &str = "/v1/forge/training/jobs";

#[test]
fn requests_arrive_as_declared() {
    let pair = forge(|_| Script::json(r#"{"id":"j1"}"#));
    let answer = get(pair.rest(), &format!("{JOBS}?page=2&page_size=50"));
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"id":"j1"}"#));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let seen = pair.only();
    assert_eq!(
        (seen.method.as_str(), seen.target.as_str()),
        ("GET", "/forge/training/jobs?page=2&page_size=50")
    );
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {SECRET}").as_str()));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert!(seen.header("user-agent").is_some_and(|agent| agent.starts_with("naftiko-runtime/")));
    assert_eq!(seen.header("x-request-id"), answer.header("x-request-id"));
}

#[test]
fn bodies_pass_byte_for_byte() {
    let pair =
        forge(|seen| Script::answer(201, &[("content-type", "application/json")], &seen.body));
    let body = "{ \"a\" : 1.10,\"é\":[true , null] }";
    let answer = post_json(pair.rest(), JOBS, body);
    assert_eq!((answer.status, answer.text().as_str()), (201, body));
    assert_eq!(pair.only().header("content-type"), Some("application/json"));
}

#[test]
fn absent_optional_parameters_leave_no_trace() {
    let pair = forge(|_| Script::json("[]"));
    assert_eq!(get(pair.rest(), JOBS).status, 200);
    assert_eq!(pair.only().target, "/forge/training/jobs");
}

#[test]
fn all_problems_are_reported_at_once_and_nothing_is_sent() {
    let pair = forge(|_| Script::json("{}"));
    let answer = get(pair.rest(), &format!("{JOBS}?page=abc&pagesize=1&page_size=1&page_size=2"));
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let problem = answer.json();
    assert_eq!(problem["status"], 400);
    assert_eq!(problem["title"], "Bad Request");
    assert_eq!(problem["request_id"], answer.header("x-request-id").unwrap());
    assert_eq!(
        problem["errors"],
        json!([
            {"name": "pagesize", "detail": "unknown query parameter `pagesize`; did you mean `page_size`?"},
            {"name": "page", "detail": "`page` must be an integer, not \"abc\""},
            {"name": "page_size", "detail": "`page_size` was given 2 times; give it once"},
        ])
    );
    assert!(pair.upstream.seen().is_empty());
}

#[test]
fn statuses_are_told_apart() {
    let pair = forge(|_| Script::json("{}"));
    let rest = pair.rest();
    let json = [("content-type", "application/json")];
    for (method, target, headers, body, expected) in [
        ("GET", "/nope", &[][..], "", 404),
        ("GET", "/v1/forge/training/jobs/a/b", &[], "", 404),
        ("DELETE", JOBS, &[], "", 405),
        ("POST", "/v1/forge/training/jobs/a", &json, "{}", 405),
        ("POST", JOBS, &[("content-type", "text/plain")], "{}", 415),
        ("POST", JOBS, &json, "", 400),
        ("POST", JOBS, &json, "[1]", 400),
        ("POST", JOBS, &json, "{\"a\":}", 400),
        ("POST", JOBS, &json, "{\"a\":1,\"a\":2}", 400),
        ("POST", "/v1/forge/training/jobs/a/cancel", &json, "{\"a\":1}", 400),
        ("POST", "/v1/forge/training/jobs/a/cancel", &json, "{}", 200),
        ("POST", "/v1/forge/training/jobs/a/cancel", &json, " ", 200),
        ("POST", "/v1/forge/training/jobs/a/cancel", &[], "", 200),
        ("GET", "/v1/forge/training/jobs/", &[], "", 200),
        ("GET", "/v1/forge/training/jobs?page=%FF", &[], "", 400),
        ("GET", "/v1/forge/training/jobs/%FF", &[], "", 400),
    ] {
        let answer = send(rest, method, target, headers, body);
        assert_eq!(answer.status, expected, "{method} {target} {body}: {}", answer.text());
        if expected == 405 {
            assert!(answer.header("allow").is_some());
        }
    }
    assert_eq!(send(rest, "PUT", JOBS, &[], "").header("allow"), Some("GET, HEAD, OPTIONS, POST"));
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(128), "]".repeat(128));
    assert_eq!(post_json(rest, JOBS, &deep).status, 400);
}

#[test]
fn head_and_options() {
    let pair = forge(|_| Script::json(r#"{"id":"j1"}"#));
    let mut stream = connect(pair.rest());
    let mut input = BufReader::new(stream.try_clone().unwrap());
    write!(stream, "HEAD {JOBS}/a HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let head = read(&mut input, true);
    assert_eq!((head.status, head.header("content-length")), (200, Some("11")));
    assert_eq!(pair.only().method, "GET");
    // The next answer on the same connection begins where the head ended.
    write!(stream, "OPTIONS {JOBS}/a HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let options = read(&mut input, true);
    assert_eq!((options.status, options.header("allow")), (204, Some("GET, HEAD, OPTIONS")));
}

#[test]
fn upstream_errors_and_content_headers_pass_through() {
    let pair = forge(|_| {
        let headers = [
            ("content-type", "application/vnd.x+json"),
            ("etag", "\"1\""),
            ("retry-after", "7"),
            ("cache-control", "no-store"),
            ("link", "</a>; rel=next"),
            ("link", "</b>; rel=prev"),
            ("www-authenticate", "Bearer"),
            ("set-cookie", "a=b"),
            ("x-internal", "10.0.0.1"),
        ];
        Script::answer(429, &headers, b"{\"error\":\"slow down\"}")
    });
    let answer = get(pair.rest(), &format!("{JOBS}/a"));
    assert_eq!((answer.status, answer.text().as_str()), (429, "{\"error\":\"slow down\"}"));
    for (name, expected) in [
        ("content-type", Some("application/vnd.x+json")),
        ("etag", Some("\"1\"")),
        ("retry-after", Some("7")),
        ("cache-control", Some("no-store")),
        ("www-authenticate", None),
        ("set-cookie", None),
        ("x-internal", None),
    ] {
        assert_eq!(answer.header(name), expected, "{name}");
    }
    assert_eq!(answer.headers.iter().filter(|(name, _)| name == "link").count(), 2);
}

#[test]
fn redirects_are_not_followed() {
    let pair = forge(|_| Script::answer(302, &[("location", "http://127.0.0.1:1/")], b""));
    let answer = get(pair.rest(), &format!("{JOBS}/a"));
    assert_eq!((answer.status, answer.header("location")), (302, Some("http://127.0.0.1:1/")));
    assert_eq!(pair.upstream.seen().len(), 1);
}

#[test]
fn values_cannot_leave_their_place() {
    let pair = forge(|seen| Script::json(&json!({ "target": seen.target }).to_string()));
    let rest = pair.rest();
    for (id, expected) in [
        ("a%2Fb", "/forge/training/jobs/a%2Fb"),
        ("..%2F..%2Fadmin", "/forge/training/jobs/..%2F..%2Fadmin"),
        ("%2e%2e%2f", "/forge/training/jobs/..%2F"),
        ("%252e%252e", "/forge/training/jobs/%252e%252e"),
        ("a%3Fx=1%23", "/forge/training/jobs/a%3Fx%3D1%23"),
        ("%0D%0Ax:1", "/forge/training/jobs/%0D%0Ax%3A1"),
        ("%C3%A9%F0%9F%98%80", "/forge/training/jobs/%C3%A9%F0%9F%98%80"),
        ("a+b", "/forge/training/jobs/a%2Bb"),
    ] {
        let answer = get(rest, &format!("{JOBS}/{id}"));
        assert_eq!(answer.json()["target"], expected, "{id}");
    }
    let before = pair.upstream.seen().len();
    for id in ["..", ".", "%2e%2e", "%2E"] {
        let answer = get(rest, &format!("{JOBS}/{id}"));
        assert_eq!(answer.status, 400, "{id}");
        let answer = send(rest, "POST", &format!("{JOBS}/{id}/cancel"), &[], "");
        assert_eq!(answer.status, 400, "{id}");
    }
    assert_eq!(get(rest, &format!("{JOBS}//cancel")).status, 404);
    assert_eq!(pair.upstream.seen().len(), before);
}

#[test]
fn request_ids_and_traces() {
    let pair = forge(|_| Script::json("{}"));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let headers = [
        ("x-request-id", "caller-1"),
        ("traceparent", trace),
        ("tracestate", "a=b"),
        ("x-other", "1"),
    ];
    let answer = send(pair.rest(), "GET", JOBS, &headers, "");
    assert_eq!(answer.header("x-request-id"), Some("caller-1"));
    let seen = pair.only();
    assert_eq!(seen.header("x-request-id"), Some("caller-1"));
    assert_eq!((seen.header("traceparent"), seen.header("tracestate")), (Some(trace), Some("a=b")));
    assert_eq!(seen.header("x-other"), None);
    let answer = send(pair.rest(), "GET", "/nope", &[("x-request-id", "bad id")], "");
    assert_eq!(answer.header("x-request-id").map(str::len), Some(16));
}

#[test]
fn every_place_body_and_credential() {
    let (server, upstream) = capability::things(|_| {
        Script::json(r#"{"thing":{"name":"n"},"list":[{"id":1},{"id":2},{}],"other":[[]]}"#)
    });
    let rest = server.address("things-rest").unwrap();
    let headers =
        [("content-type", "application/json"), ("x-tag", "t 1"), ("cookie", "a=b; session=s%3B1")];
    let target = "/things/a%20b?tags[]=x&tags[]=y%26&filter[k]=v&limit=0.50&dry=true";
    let answer = send(rest, "PUT", target, &headers, r#"{"note":[1, "é"]}"#);
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"name":"n","ids":[1,2,null]}"#));
    let seen = &upstream.seen()[0];
    assert_eq!(seen.method, "PUT");
    assert_eq!(
        seen.target,
        format!(
            "/base/v2/eu%20west/things/a%20b.json?Action=Do&tag=x&tag=y%26&filter%5Bk%5D=v\
             &limit=0.50&dry=true&region=r-eu%20westtrue&key={SECRET}"
        )
    );
    assert_eq!(seen.header("x-tag"), Some("t 1"));
    assert_eq!(seen.header("x-key"), Some(format!("k {SECRET}").as_str()));
    assert_eq!(seen.header("cookie"), Some(format!("session=s%3B1; key={SECRET}").as_str()));
    assert_eq!(seen.text(), format!(r#"{{"key":"{SECRET}","note":[1, "é"],"text":"id a b"}}"#));
}

#[test]
fn a_text_field_takes_scalars_as_they_are_written() {
    let (server, upstream) = capability::things(|_| Script::json("{}"));
    let rest = server.address("things-rest").unwrap();
    for (given, sent) in [("1.50", "1.50"), ("-7", "-7"), ("true", "true"), (r#""1""#, "1")] {
        let body = format!(r#"{{"name":{given}}}"#);
        assert_eq!(post_json(rest, "/form", &body).status, 200, "{given}");
        let seen = upstream.seen().pop().unwrap().text();
        assert!(seen.starts_with(&format!("name={sent}&")), "{given}: {seen}");
    }
    for given in ["{}", "[1]"] {
        let refused = post_json(rest, "/form", &format!(r#"{{"name":{given}}}"#));
        assert_eq!(refused.status, 400, "{given}");
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("`name` must be a string, not "), "{detail}");
    }
    assert_eq!(upstream.seen().len(), 4);
    assert_eq!(post_json(rest, "/form", r#"{"name":null}"#).status, 200);
    let seen = upstream.seen().pop().unwrap().text();
    assert!(seen.starts_with("note=a+&"), "null says nothing: {seen}");
}

#[test]
fn form_bodies_constants_and_unroutable_operations() {
    let (server, upstream) =
        capability::things(|_| Script::answer(200, &[("content-type", "text/csv")], b"a,b"));
    let rest = server.address("things-rest").unwrap();
    let answer = post_json(rest, "/form", r#"{"name":"x &y"}"#);
    assert_eq!((answer.text().as_str(), answer.header("content-type")), ("a,b", Some("text/csv")));
    let seen = &upstream.seen()[0];
    assert_eq!(seen.text(), format!("name=x+%26y&note=a+x+%26y&key={SECRET}"));
    assert_eq!(seen.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert!(seen.header("authorization").is_some_and(|value| value.starts_with("Basic ")));
    let answer = post_json(rest, "/form", r#"{"naem":"x"}"#);
    assert_eq!(
        answer.json()["errors"][0]["detail"],
        "unknown body field `naem`; did you mean `name`?"
    );
    let answer = get(rest, "/things/7?n=5");
    assert_eq!(answer.text(), r#"{"id":"7","n":5,"fixed":[1]}"#);
    let answer = get(rest, "/things/7");
    assert_eq!(answer.text(), r#"{"id":"7","fixed":[1]}"#);
    let answer = send(rest, "POST", "/lost", &[], "");
    assert_eq!(answer.status, 501);
    assert!(answer.text().contains("does not say where `x` goes"));
}

#[test]
fn errors_are_not_projected() {
    let (server, _upstream) = capability::things(|_| {
        Script::answer(422, &[("content-type", "application/json")], b"{\"why\":1}")
    });
    let rest = server.address("things-rest").unwrap();
    let answer = send(rest, "PUT", "/things/a", &[], "");
    assert_eq!((answer.status, answer.text().as_str()), (422, "{\"why\":1}"));
}

#[test]
fn malformed_requests_do_not_hurt_others() {
    let pair = forge(|_| Script::json("{}"));
    let rest = pair.rest();
    for request in [
        "nonsense\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n",
        "POST /v1/forge/training/jobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n",
        "GET /\u{1}a HTTP/1.1\r\nhost: localhost\r\n\r\n",
    ] {
        let answer = raw(rest, request);
        assert!(matches!(answer.status, 0 | 400 | 404 | 505), "{request:?}: {answer:?}");
    }
    assert_eq!(get(rest, JOBS).status, 200);
}

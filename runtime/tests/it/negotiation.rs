//! What callers say about the form they want and the copy they have.

use naftiko_runtime::testing::Script;

use crate::capability;
use crate::support::{forge, get, send};

const JOB: &str = "/v1/forge/training/jobs/a";

/// What a cache or a browser says; each goes on where the answer comes back as it is.
const WISHES: [(&str, &str); 6] = [
    ("accept-encoding", "gzip"),
    ("accept-language", "fr"),
    ("if-modified-since", "Tue, 24 Nov 2026 10:00:00 GMT"),
    ("if-none-match", "\"1\""),
    ("range", "bytes=0-3"),
    ("if-range", "\"1\""),
];

#[test]
fn wishes_go_on_with_what_is_relayed() {
    let pair = forge(|_| Script::answer(304, &[("etag", "\"1\"")], b""));
    let answer = send(pair.rest(), "GET", JOB, &WISHES, "");
    assert_eq!((answer.status, answer.header("etag")), (304, Some("\"1\"")));
    assert_eq!(answer.body, b"");
    let seen = pair.only();
    for (name, value) in WISHES {
        assert_eq!(seen.header(name), Some(value), "{name}");
    }
}

#[test]
fn a_compressed_answer_is_relayed_as_it_came() {
    let packed = b"\x1f\x8b\x08\x00not really";
    let pair = forge(move |_| {
        let headers = [("content-encoding", "gzip"), ("vary", "accept-encoding"), ("vary", "dpr")];
        Script::answer(200, &headers, packed)
    });
    let answer = send(pair.rest(), "GET", JOB, &[("accept-encoding", "gzip")], "");
    assert_eq!((answer.status, &*answer.body), (200, &packed[..]));
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    let lines = answer.headers.iter().filter(|(name, _)| name == "vary");
    assert!(lines.map(|(_, value)| value.as_str()).eq(["accept-encoding", "dpr"]), "{answer:?}");
}

#[test]
fn who_says_nothing_of_codings_is_not_spoken_for() {
    let pair = forge(|_| Script::json("{}"));
    assert_eq!(get(pair.rest(), JOB).status, 200);
    assert_eq!(pair.only().header("accept-encoding"), None);
}

#[test]
fn a_part_is_relayed_as_a_part() {
    let pair = forge(|_| {
        Script::answer(
            206,
            &[("content-range", "bytes 0-3/9"), ("accept-ranges", "bytes")],
            b"abcd",
        )
    });
    let answer = send(pair.rest(), "GET", JOB, &[("range", "bytes=0-3")], "");
    assert_eq!((answer.status, answer.text().as_str()), (206, "abcd"));
    assert_eq!(answer.header("content-range"), Some("bytes 0-3/9"));
}

#[test]
fn a_projection_reads_the_whole_document() {
    let (server, upstream) = capability::things(|_| {
        let headers = [("content-type", "application/json"), ("etag", "\"1\"")];
        Script::answer(200, &headers, br#"{"thing":{"name":"n"},"list":[]}"#)
    });
    let rest = server.address("things-rest").expect("a REST surface");
    let answer = send(rest, "PUT", "/things/a", &WISHES, "");
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"name":"n","ids":[]}"#));
    assert_eq!(answer.header("etag"), None, "it is of another document");
    let seen = &upstream.seen()[0];
    assert_eq!(seen.header("accept-encoding"), Some("identity"), "it is read here");
    for (name, value) in &WISHES[1..] {
        let is_condition = name.starts_with("if-") && *name != "if-range";
        assert_eq!(seen.header(name), is_condition.then_some(*value), "{name}");
    }
}

#[test]
fn who_does_not_take_json_gets_none_and_nothing_is_done() {
    let (server, upstream) = capability::things(|_| Script::json("{}"));
    let rest = server.address("things-rest").expect("a REST surface");
    for (method, target) in [("PUT", "/things/a"), ("GET", "/things/7")] {
        let answer = send(rest, method, target, &[("accept", "text/html, */*;q=0")], "");
        assert_eq!(answer.status, 406, "{target}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    assert!(upstream.seen().is_empty());
    let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    assert_eq!(send(rest, "GET", "/things/7", &browser, "").status, 200);
    // What is handed on has the form that the upstream gives it.
    let pair = forge(|_| Script::answer(200, &[("content-type", "text/csv")], b"a,b"));
    let answer = send(pair.rest(), "GET", JOB, &[("accept", "text/csv")], "");
    assert_eq!((answer.status, answer.text().as_str()), (200, "a,b"));
    assert_eq!(pair.only().header("accept"), Some("text/csv"));
}

#[test]
fn slashes_at_the_end_are_tolerated_and_encoded_ones_are_kept() {
    let pair = forge(|_| Script::json("{}"));
    for (target, expected) in [
        (format!("{JOB}/"), "/forge/training/jobs/a"),
        (format!("{JOB}%2Fb/"), "/forge/training/jobs/a%2Fb"),
        (format!("{JOB}%2F"), "/forge/training/jobs/a%2F"),
    ] {
        assert_eq!(get(pair.rest(), &target).status, 200, "{target}");
        let seen = pair.upstream.seen();
        assert_eq!(seen.last().map(|seen| seen.target.as_str()), Some(expected));
    }
}

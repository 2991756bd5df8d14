//! What a gateway owes the callers of an upstream's answers: `docs/http.md`, by row.

use std::time::Duration;

use naftiko_runtime::testing::{Script, Seen};

use crate::capability;
use crate::support::{Answer, forge, get, send, tool};

const JOB: &str = "/v1/forge/training/jobs/a";
const MOMENT: Duration = Duration::from_millis(30);

/// What a caller gets when an upstream says this.
fn said(text: &'static str) -> Answer {
    get(forge(move |_| Script::default().send(text.as_bytes())).rest(), JOB)
}

#[test]
fn row_12_what_connection_names_does_not_come_back() {
    let answer = said(
        "HTTP/1.1 200 OK\r\nConnection: close, ETag\r\nconnection: Last-Modified\r\netag: \"1\"\r\n\
         last-modified: Tue, 24 Nov 2026 10:00:00 GMT\r\nvary: a\r\ncontent-length: 2\r\n\r\n{}",
    );
    assert_eq!((answer.header("etag"), answer.header("last-modified")), (None, None));
    assert_eq!((answer.status, answer.header("vary")), (200, Some("a")));
}

#[test]
fn row_31_statuses_that_are_none_are_502() {
    for (text, status) in [
        ("HTTP/1.1 299 X\r\ncontent-length: 0\r\n\r\n", 299),
        ("HTTP/1.1 499 X\r\ncontent-length: 0\r\n\r\n", 499),
        ("HTTP/1.1 600 X\r\ncontent-length: 0\r\n\r\n", 502),
        ("HTTP/1.1 999 X\r\ncontent-length: 0\r\n\r\n", 502),
        ("HTTP/1.1 099 X\r\ncontent-length: 0\r\n\r\n", 502),
    ] {
        assert_eq!(said(text).status, status, "{text}");
    }
}

#[test]
fn row_33_a_reset_has_no_content() {
    for pair in [
        forge(|_| Script::answer(205, &[("content-type", "text/plain")], b"hello world")),
        forge(|_| {
            Script::default().send(b"HTTP/1.1 205 X\r\nconnection: close\r\n\r\nhello").close()
        }),
    ] {
        let answer = get(pair.rest(), JOB);
        assert_eq!((answer.status, answer.header("content-length")), (205, Some("0")));
        assert_eq!((answer.body.len(), answer.header("content-type")), (0, None));
    }
}

#[test]
fn row_36_a_method_that_is_not_allowed_says_which_are() {
    let pair = forge(|_| Script::answer(405, &[("allow", "POST, PUT")], b"no"));
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST, PUT")));
    let pair = forge(|_| Script::answer(405, &[], b"no"));
    let answer = get(pair.rest(), JOB);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(answer.status == 502 && detail.contains("405 without `allow`"), "{detail}");
    let pair = forge(|_| Script::answer(200, &[("allow", "POST")], b""));
    assert_eq!(get(pair.rest(), JOB).header("allow"), None);
    let pair =
        forge(|_| Script::answer(426, &[("upgrade", "h2c"), ("connection", "upgrade")], b""));
    assert_eq!(get(pair.rest(), JOB).status, 502);
}

#[test]
fn row_39_an_old_answer_looks_old() {
    const DATE: &str = "Sun, 29 Nov 2026 10:00:00 GMT";
    let headers = [
        ("date", DATE),
        ("age", "30"),
        ("cache-control", "max-age=60"),
        ("content-type", "application/json"),
    ];
    let pair = forge(move |_| Script::answer(200, &headers, b"{}"));
    let (server, _upstream) = capability::things(move |_| Script::answer(200, &headers, b"{}"));
    let rest = server.address("things-rest").expect("a REST surface");
    for answer in [get(pair.rest(), JOB), send(rest, "PUT", "/things/a", &[], "")] {
        assert_eq!((answer.header("age"), answer.header("date")), (Some("30"), Some(DATE)));
        assert_eq!(answer.header("cache-control"), Some("max-age=60"));
        assert_eq!(answer.headers.iter().filter(|(name, _)| name == "date").count(), 1);
    }
    // Who has no clock has the date of this server.
    let pair = forge(|_| Script::json("{}"));
    assert!(get(pair.rest(), JOB).header("date").is_some());
}

#[test]
fn row_40_what_this_servers_credential_opens_is_private() {
    for (said, expected) in [
        (None, "private"),
        (Some("max-age=60"), "max-age=60"),
        (Some("public"), "public"),
        (Some("no-store"), "no-store"),
    ] {
        let pair = forge(move |_| {
            let mut headers = vec![("last-modified", "Tue, 24 Nov 2026 10:00:00 GMT")];
            headers.extend(said.map(|said| ("cache-control", said)));
            Script::answer(200, &headers, b"x")
        });
        assert_eq!(get(pair.rest(), JOB).header("cache-control"), Some(expected));
        let cancelled = send(pair.rest(), "POST", &format!("{JOB}/cancel"), &[], "");
        assert_eq!(cancelled.header("cache-control"), said);
    }
}

#[test]
fn row_41_references_are_absolute_to_the_upstream() {
    for (reference, expected) in [
        ("/forge/training/jobs/zz", "AT/forge/training/jobs/zz"),
        ("zz", "AT/forge/training/jobs/zz"),
        ("?x=1", "AT/forge/training/jobs/a?x=1"),
        ("https://other.test/a", "https://other.test/a"),
    ] {
        for status in [201, 307] {
            let link = format!("<{reference}>; rel=\"next\"");
            let pair = forge(move |_| {
                Script::answer(status, &[("location", reference), ("link", &link)], b"")
            });
            let answer = get(pair.rest(), JOB);
            let expected = expected.replace("AT", &pair.upstream.uri());
            assert_eq!(answer.header("location"), Some(expected.as_str()), "{reference}");
            let link = format!("<{expected}>; rel=\"next\"");
            assert_eq!(answer.header("link"), Some(link.as_str()), "{reference}");
        }
    }
    // What an operator has set as the path of the base URI can be a secret.
    let (server, upstream) = capability::things(|_| {
        Script::answer(201, &[("location", "b"), ("content-type", "application/json")], b"{}")
    });
    let rest = server.address("things-rest").expect("a REST surface");
    let answer = send(rest, "PUT", "/things/a", &[], "");
    assert!(upstream.seen()[0].target.starts_with("/base/"));
    assert_eq!(answer.header("location"), Some("b"));
}

#[test]
fn row_47_a_higher_minor_version_is_read_as_the_highest() {
    let answer = said("HTTP/1.2 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
    for text in [
        "HTTP/1.1 200\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\n{}",
        "\r\nHTTP/1.9 200 OK\r\ncontent-length: 2\r\n\r\n{}",
    ] {
        assert_eq!(said(text).status, 200, "{text:?}");
    }
    for text in ["ICY 200 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.12 200 OK\r\n\r\n"] {
        assert_eq!(said(text).status, 502, "{text:?}");
    }
}

#[test]
fn row_55_many_headers_are_read() {
    for (count, status) in [(101, 200), (900, 200), (1001, 502)] {
        let pair = forge(move |_| {
            let head = format!("HTTP/1.1 200 OK\r\n{}", "x-a: b\r\n".repeat(count));
            Script::default().send(head.as_bytes()).send(b"content-length: 2\r\n\r\n{}")
        });
        assert_eq!(get(pair.rest(), JOB).status, status, "{count}");
    }
}

/// An answer in chunks that come one after the other.
fn in_chunks(pieces: &'static [&'static str]) -> impl Fn(&Seen) -> Script {
    const HEAD: &[u8] =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    move |_| {
        let chunk = |script: Script, piece: &&str| {
            let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
            script.wait(MOMENT).send(chunk.as_bytes())
        };
        pieces.iter().fold(Script::default().send(HEAD), chunk).wait(MOMENT).send(b"0\r\n\r\n")
    }
}

#[test]
fn json_that_streams_is_checked_and_broken_off() {
    for pieces in [&["{\"a\":", "1}"][..], &["[1,", "2", "]"], &["\"\\u00", "e9\""], &["1", "2"]] {
        let answer = get(forge(in_chunks(pieces)).rest(), JOB);
        assert_eq!((answer.status, answer.complete), (200, true), "{pieces:?}");
        assert_eq!(answer.text(), pieces.concat());
    }
    for pieces in [&["{\"a\":", "1"][..], &["[1,", "NaN]"], &["{}", "{}"], &["[1,", "2", "}"]] {
        let answer = get(forge(in_chunks(pieces)).rest(), JOB);
        let is_cut = answer.status == 502 || !answer.complete;
        assert!(is_cut, "{pieces:?} {answer:?}");
    }
    // What comes after a moment, and of a known length, which is not reached.
    let pair = forge(|_| {
        let headers = [("content-type", "application/json")];
        Script::default().head(200, &headers, 6).send(b"[1,").wait(5 * MOMENT).send(b"2,]")
    });
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.complete, answer.text().as_str()), (200, false, "[1,"));
}

#[test]
fn json_in_chunks_that_is_here_at_once_is_502() {
    let text = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
                5\r\n<html\r\n1\r\n>\r\n0\r\n\r\n";
    let answer = said(text);
    assert_eq!(answer.status, 502, "{answer:?}");
    assert!(answer.text().contains("<html>"), "{answer:?}");
}

#[test]
fn what_does_not_say_that_it_is_json_is_not_checked() {
    for (status, headers) in [
        (200, &[("content-type", "application/x-ndjson")][..]),
        (200, &[("content-type", "text/plain")]),
        (200, &[]),
        (200, &[("content-type", "application/json; charset=utf-16")]),
        (200, &[("content-type", "application/json"), ("content-encoding", "br")]),
        (404, &[("content-type", "application/json")]),
    ] {
        let pair = forge(move |_| Script::answer(status, headers, b"<html>"));
        let answer = get(pair.rest(), JOB);
        assert_eq!((answer.status, answer.text().as_str()), (status, "<html>"), "{headers:?}");
    }
    let pair = forge(|_| Script::answer(200, &[("content-type", "application/json")], b""));
    assert_eq!(get(pair.rest(), JOB).status, 200);
}

#[test]
fn large_json_is_streamed_whole() {
    let list =
        format!("[{}]", vec!["{\"é\":[1.5e3,null,true,\"\\ud83d\\ude00\"]}"; 9000].join(","));
    let sent = list.clone();
    let pair = forge(move |_| Script::json(&sent));
    let answer = get(pair.rest(), JOB);
    assert!(answer.complete && answer.text() == list);
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    assert!(result["content"][1]["text"].as_str().unwrap().starts_with("Only the first "));
}

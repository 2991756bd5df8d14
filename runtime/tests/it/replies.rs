//! Answers of upstreams that are odd or wrong, octet by octet: rows 47 to 54 of `docs/http.md`.

use std::time::Duration;

use naftiko_runtime::testing::Script;

use crate::support::{Answer, Pair, forge, forge_with, get};

const JOB: &str = "/v1/forge/training/jobs/a";
const MOMENT: Duration = Duration::from_millis(50);

fn says(text: &[u8]) -> Pair {
    let text = text.to_vec();
    let one_worker = |mut config: naftiko_runtime::Config| {
        config.limits.workers = 1;
        config
    };
    forge_with(one_worker, move |_| Script::default().send(&text))
}

fn asked(text: &[u8]) -> Answer {
    get(says(text).rest(), JOB)
}

/// Row 47.
#[test]
fn status_lines() {
    for line in [&b"HTTP/1.1 200"[..], b"HTTP/1.1 200 ", b"HTTP/1.1 200 \xe8", b"HTTP/1.2 200 OK"] {
        let answer = asked(&[line, b"\r\ncontent-length: 2\r\n\r\n{}"].concat());
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"), "{line:?}");
    }
    for line in ["ICY 200", "HTTP/2.0 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1  200", "200 OK"] {
        let answer = asked(format!("{line}\r\ncontent-length: 2\r\n\r\n{{}}").as_bytes());
        assert_eq!(answer.status, 502, "{line:?}");
    }
}

/// Row 48.
#[test]
fn fields() {
    for line in ["x-a: 1\r\n 2", "x-a : 1", "no colon", ": 1", " x-a: 1", "x-a: \0"] {
        let answer =
            asked(format!("HTTP/1.1 200 OK\r\n{line}\r\ncontent-length: 2\r\n\r\n{{}}").as_bytes());
        assert_eq!(answer.status, 502, "{line:?}");
    }
}

/// Row 49.
#[test]
fn lengths() {
    for (lines, status) in [
        ("content-length: 2\r\ncontent-length: 2", 200),
        ("content-length: 2, 2", 200),
        ("content-length: 2, 3", 502),
        ("content-length: 2\r\ncontent-length: 3", 502),
        ("content-length: abc", 502),
        ("content-length: +2", 502),
        ("content-length: ", 502),
    ] {
        let answer = asked(format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n{{}}").as_bytes());
        assert_eq!(answer.status, status, "{lines:?}");
        assert!(status == 502 || answer.text() == "{}", "{lines:?}");
    }
}

/// Row 50.
#[test]
fn codings() {
    for (version, coding) in [
        ("1.1", "gzip, chunked"),
        ("1.1", "identity"),
        ("1.1", "chunked, chunked"),
        ("1.1", "chunked\r\ntransfer-encoding: chunked"),
        ("1.0", "chunked"),
    ] {
        let head = format!("HTTP/{version} 200 OK\r\ntransfer-encoding: {coding}\r\n\r\n");
        let answer = asked(format!("{head}2\r\n{{}}\r\n0\r\n\r\n").as_bytes());
        assert_eq!(answer.status, 502, "{version} {coding:?}");
    }
}

/// Row 51.
#[test]
fn chunks() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let whole = format!("{head}2;x=\"y z\";z\r\n{{}}\r\n0\r\netag: \"t\"\r\n\r\n");
    let answer = asked(whole.as_bytes());
    assert_eq!(
        (answer.text().as_str(), answer.complete, answer.header("etag")),
        ("{}", true, None)
    );
    for size in ["0x2", "+2", " 2", "", "ffffffffffffffffff", "2\n{}\n0\n\n"] {
        let pair = forge(move |_| {
            let text = format!("{head}{size}\r\n{{}}\r\n0\r\n\r\n");
            Script::default().send(text.as_bytes()).wait(MOMENT).close()
        });
        let answer = get(pair.rest(), JOB);
        assert!(answer.status == 502 || !answer.complete, "{size:?} {answer:?}");
    }
}

/// Row 52: what comes when nobody asked is no answer to the next one.
#[test]
fn what_comes_unasked() {
    for late in [
        &b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil"[..],
        b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ] {
        let pair = forge(move |_| {
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
            Script::default().send(answer).wait(MOMENT).send(late)
        });
        for _ in 0..3 {
            let answer = get(pair.rest(), JOB);
            assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
            std::thread::sleep(3 * MOMENT);
        }
    }
}

/// Row 53.
#[test]
fn hints() {
    let last = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    for hints in [
        "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 150 X\r\na: b\r\n\r\n".to_owned(),
        "HTTP/1.1 102 Processing\r\n\r\n".repeat(300),
    ] {
        let answer = asked(format!("{hints}{last}").as_bytes());
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"), "{hints:.60}");
    }
    assert_eq!(asked(format!("HTTP/1.1 101 S\r\n\r\n{last}").as_bytes()).status, 502);
}

/// Row 54.
#[test]
fn connections_that_end() {
    for (lines, connections) in [
        ("connection: x, Close", 2),
        ("connection: x\r\nConnection: CLOSE", 2),
        ("connection: x, keep-alive", 1),
    ] {
        let pair =
            says(format!("HTTP/1.1 200 OK\r\n{lines}\r\ncontent-length: 2\r\n\r\n{{}}").as_bytes());
        for _ in 0..2 {
            assert_eq!(get(pair.rest(), JOB).status, 200);
        }
        assert_eq!(pair.upstream.connections(), connections, "{lines:?}");
    }
}

//! Bodies of requests, how they are framed and who is told to send them: rows 15 to 25 of
//! `docs/http.md`.

use std::io::{BufReader, Read, Write};
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::Script;

use crate::http::{HOST, JOB, JOBS, all, served, statuses};
use crate::support::{Answer, connect, forge_with, get, raw, read};

fn is_closed(answer: &Answer) -> bool {
    answer.header("connection") == Some("close")
}

#[test]
fn codings_of_a_request() {
    let pair = served();
    let head = format!("POST {JOBS} HTTP/1.1\r\n{HOST}content-type: application/json\r\n");
    let ask = |codings: &str| {
        let behind = format!("GET {JOB} HTTP/1.1\r\n{HOST}\r\n");
        all(pair.rest(), format!("{head}{codings}\r\n2\r\n{{}}\r\n0\r\n\r\n{behind}").as_bytes())
    };
    let good = ask("transfer-encoding: Chunked\r\n");
    assert_eq!(statuses(&good).len(), 2, "{good}");
    for (codings, expected) in [
        ("transfer-encoding: gzip, chunked\r\n", 501),
        ("transfer-encoding: x, chunked\r\n", 501),
        ("transfer-encoding: identity, chunked\r\n", 501),
        ("transfer-encoding: gzip\r\ntransfer-encoding: chunked\r\n", 501),
        ("transfer-encoding: chunked, chunked\r\n", 400),
        ("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", 400),
    ] {
        let said = ask(codings);
        assert_eq!(statuses(&said), [expected], "{codings:?}");
        assert!(said.contains("connection: close"), "{said}");
    }
    for codings in ["chunked, gzip", "xchunked", "identity", "\"chunked\""] {
        let said = ask(&format!("transfer-encoding: {codings}\r\n"));
        assert!(matches!(statuses(&said)[..], [] | [400]), "{codings:?} {said}");
    }
    let both = ask("content-length: 5\r\ntransfer-encoding: chunked\r\n");
    assert_eq!(statuses(&both).len(), 1, "{both}");
    assert!(both.contains("connection: close"), "{both}");
    let digits = "9".repeat(23);
    for length in ["+7", "-1", "", "0x7", "7, 7", "7\r\ncontent-length: 8", &digits] {
        let said = ask(&format!("content-length: {length}\r\n"));
        assert!(matches!(statuses(&said)[..], [] | [400]), "{length:?} {said}");
    }
    let twice = "content-length: 2\r\ncontent-length: 2\r\n";
    let twice = all(pair.rest(), format!("{head}{twice}\r\n{{}}").as_bytes());
    assert!(matches!(statuses(&twice)[..], [200..=299]), "{twice}");
    let old = format!("POST {JOBS} HTTP/1.0\r\n{HOST}transfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    assert!(matches!(statuses(&all(pair.rest(), old.as_bytes()))[..], [] | [400]));
}

#[test]
fn bodies_of_requests() {
    let pair = served();
    let behind = format!("GET {JOB} HTTP/1.1\r\n{HOST}\r\n");
    let after =
        |request: &str| statuses(&all(pair.rest(), format!("{request}{behind}").as_bytes()));
    let get = format!("GET {JOB} HTTP/1.1\r\n{HOST}");
    let post = format!("POST {JOBS} HTTP/1.1\r\n{HOST}content-type: application/json\r\n");
    for (framed, answers) in [
        (format!("{get}content-length: 5\r\n\r\nhello"), 2),
        (format!("{post}content-length: 7\r\n\r\n{{\"a\":1}}"), 2),
        (
            format!(
                "{post}transfer-encoding: chunked\r\n\r\n7;a=b;c=\"d e\"\r\n{{\"a\":1}}\r\n0\r\nContent-Length: 9\r\n\r\n"
            ),
            2,
        ),
    ] {
        assert_eq!(after(&framed).len(), answers, "{framed}");
    }
    let chunk = format!("{get}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    for content in [format!("{get}content-length: 5\r\n\r\nhello"), chunk] {
        assert_eq!(after(&content), [400, 200], "{content}");
    }
    let calls = pair.upstream.seen().len();
    for chunks in [
        "zz\r\n",
        "fffffffffffffffffff\r\n",
        "0x7\r\n{\"a\":1}\r\n",
        "+7\r\n{\"a\":1}\r\n",
        "7\n{\"a\":1}\n0\n\n",
        "7;a\nb\r\n{\"a\":1}\r\n",
        "3\r\n{\"a\":1}\r\n",
    ] {
        let request = format!("{post}transfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
        assert!(matches!(after(&request)[..], [] | [400]), "{chunks:?}");
    }
    let endless = "x".repeat(20_000);
    for tail in [
        format!("7;{endless}\r\n{{\"a\":1}}\r\n0\r\n\r\n"),
        format!("7\r\n{{\"a\":1}}\r\n0\r\na: {endless}\r\n\r\n"),
        "7\r\n{\"a\":1}\r\n0\r\nno colon\r\n\r\n".to_owned(),
    ] {
        let request = format!("{post}transfer-encoding: chunked\r\n\r\n{tail}");
        let answers = after(&request);
        assert!(matches!(answers[..], [] | [400]), "{answers:?} {tail:.20}");
    }
    assert_eq!(pair.upstream.seen().len(), calls);
}

#[test]
fn leave_to_send_a_body() {
    let pair = served();
    let post = |path: &str, version: &str, expect: &str| {
        let mut stream = connect(pair.rest());
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        write!(stream, "POST {path} HTTP/{version}\r\n{HOST}content-type: application/json\r\ncontent-length: 2\r\nexpect: {expect}\r\n\r\n").unwrap();
        let mut said = [0; 64];
        let size = stream.read(&mut said).unwrap_or(0);
        (stream, String::from_utf8_lossy(&said[..size]).into_owned())
    };
    let (mut stream, said) = post(JOBS, "1.1", "100-Continue");
    assert_eq!(said, "HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{}").unwrap();
    assert_ne!(read(&mut BufReader::new(stream), false).status, 100);
    assert_eq!(post(JOBS, "1.0", "100-continue").1, "");
    assert!(post("/nothing", "1.1", "100-continue").1.starts_with("HTTP/1.1 404"));
    assert!(matches!(post(JOBS, "1.1", "200-ok").1.get(..12), None | Some("HTTP/1.1 417")));
    let large = format!(
        "POST {JOBS} HTTP/1.1\r\n{HOST}content-type: application/json\r\ncontent-length: 10000000\r\nexpect: 100-continue\r\n\r\n"
    );
    assert_eq!(statuses(&all(pair.rest(), large.as_bytes())), [413]);
    let get = format!("GET {JOB} HTTP/1.1\r\n{HOST}expect: 100-continue\r\n\r\n");
    assert_eq!(statuses(&all(pair.rest(), get.as_bytes())), [200]);
}

#[test]
fn who_is_not_read_to_the_end_is_told() {
    let short = |mut config: Config| {
        config.limits.request_bytes = 1000;
        config.limits.body_timeout = Duration::from_millis(200);
        config
    };
    let pair = forge_with(short, |_| Script::json("{}"));
    let post = |path: &str, fields: &str, body: &str| {
        let json = "content-type: application/json\r\n";
        raw(pair.rest(), &format!("POST {path} HTTP/1.1\r\n{HOST}{json}{fields}\r\n{body}"))
    };
    let large = post(JOBS, "content-length: 5000\r\n", "");
    assert_eq!((large.status, is_closed(&large)), (413, true));
    assert_eq!(large.json()["title"], "Content Too Large");
    let late = post(JOBS, "content-length: 50\r\n", "{");
    assert_eq!((late.status, is_closed(&late)), (408, true));
    let unknown = post("/nothing", "content-length: 2000000\r\n", "x");
    assert_eq!((unknown.status, is_closed(&unknown)), (404, true));
    let broken = post(JOBS, "transfer-encoding: chunked\r\n", "zz\r\n");
    assert_eq!((broken.status, is_closed(&broken)), (400, true));
    let expects = post("/nothing", "content-length: 5\r\nexpect: 100-continue\r\n", "");
    assert_eq!((expects.status, is_closed(&expects)), (404, true));
    let foreign = post(JOBS, "origin: null\r\ncontent-length: 500\r\n", "");
    assert_eq!((foreign.status, is_closed(&foreign)), (403, true));
    // What has come with its head is read and forgotten.
    let small = post("/nothing", "content-length: 2\r\n", "{}");
    assert_eq!((small.status, is_closed(&small)), (404, false));
    assert!(!is_closed(&get(pair.rest(), "/nothing")));
    let mcp = raw(pair.mcp(), &format!("POST /other HTTP/1.1\r\n{HOST}content-length: 99\r\n\r\n"));
    assert_eq!((mcp.status, is_closed(&mcp)), (404, true));
}

/// Who has said less than was announced has asked for nothing.
#[test]
fn a_body_that_breaks_off_is_not_acted_on() {
    let pair = served();
    let post = format!("POST {JOBS} HTTP/1.1\r\n{HOST}content-type: application/json\r\n");
    for rest in [
        "content-length: 70\r\n\r\n{\"a\":1}",
        "transfer-encoding: chunked\r\n\r\n7\r\n{\"a\"",
        "transfer-encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n",
        "transfer-encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n",
    ] {
        let mut stream = connect(pair.rest());
        stream.write_all(format!("{post}{rest}").as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut said = String::new();
        let _ = stream.read_to_string(&mut said);
        assert_eq!(statuses(&said), [400], "{rest:?}: {said}");
    }
    assert!(pair.upstream.seen().is_empty());
}

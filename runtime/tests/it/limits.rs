//! Limits, concurrency and the end.

use std::io::{BufReader, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::testing::Script;

use crate::support::{connect, forge, forge_with, get, post_json, raw, read, send};

const JOBS: &str = "/v1/forge/training/jobs";

#[test]
fn request_bodies() {
    let pair = forge_with(
        |mut config| {
            config.limits.request_bytes = 100;
            config.limits.body_timeout = Duration::from_millis(200);
            config
        },
        |_| Script::json("{}"),
    );
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(200));
    assert_eq!(post_json(pair.rest(), JOBS, &large).status, 413);
    assert_eq!(post_json(pair.mcp(), "/mcp", &large).status, 413);
    let chunked = format!(
        "POST {JOBS} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nc8\r\n{}\r\n0\r\n\r\n",
        " ".repeat(200)
    );
    assert_eq!(raw(pair.rest(), &chunked).status, 413);
    let slow = format!("POST {JOBS} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\n{{");
    assert_eq!(raw(pair.rest(), &slow).status, 408);
    assert!(pair.upstream.seen().is_empty());
}

#[test]
fn heads() {
    let pair = forge_with(
        |mut config| {
            config.limits.header_bytes = 8192;
            config.limits.header_timeout = Duration::from_millis(200);
            config
        },
        |_| Script::json("{}"),
    );
    let long = "x".repeat(20_000);
    let answer = send(pair.rest(), "GET", JOBS, &[("x-long", long.as_str())], "");
    assert_eq!(answer.status, 431);
    for beginning in ["", "PRI * HT", "GET / HTTP/1.1\r\nhost:"] {
        let begin = Instant::now();
        let mut stream = connect(pair.rest());
        stream.write_all(beginning.as_bytes()).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(begin.elapsed() < Duration::from_secs(5), "{beginning:?} was kept");
    }
}

#[test]
fn connections() {
    let pair = forge_with(
        |mut config| {
            config.limits.connections = 2;
            config
        },
        |_| Script::json("{}"),
    );
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(pair.rest());
        write!(stream, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        assert_eq!(read(&mut BufReader::new(stream.try_clone().unwrap()), false).status, 200);
        // One at rest would go for a newcomer.
        stream.write_all(b"GET ").unwrap();
        kept.push(stream);
    }
    let mut refused = connect(pair.rest());
    assert_eq!(refused.read(&mut [0; 8]).unwrap_or(0), 0);
    drop(kept);
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let mut stream = connect(pair.rest());
        let sent =
            write!(stream, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let mut answer = Vec::new();
        if sent.is_ok()
            && stream.read_to_end(&mut answer).is_ok()
            && answer.starts_with(b"HTTP/1.1 200")
        {
            break;
        }
        assert!(Instant::now() < until, "places are not given back");
    }
}

#[test]
fn upstream_calls() {
    let pair = forge_with(
        |mut config| {
            config.limits.upstream_calls = 1;
            config.limits.upstream_queue = 0;
            config
        },
        |_| {
            Script::default()
                .wait(Duration::from_millis(500))
                .send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        },
    );
    let rest = pair.rest();
    let first = thread::spawn(move || get(rest, JOBS).status);
    thread::sleep(Duration::from_millis(150));
    let busy = get(rest, JOBS);
    assert_eq!((busy.status, busy.header("retry-after")), (503, Some("1")));
    assert_eq!(first.join().unwrap(), 200);
    assert_eq!(get(rest, JOBS).status, 200);
}

#[test]
fn many_callers_at_once() {
    let pair = forge(|seen| Script::json(&format!("{{\"target\":\"{}\"}}", seen.target)));
    let (rest, mcp) = (pair.rest(), pair.mcp());
    let callers: Vec<_> = (0..16)
        .map(|caller| {
            thread::spawn(move || {
                let mut stream = connect(rest);
                let mut input = BufReader::new(stream.try_clone().unwrap());
                for number in 0..20 {
                    let id = format!("job-{caller}-{number}");
                    write!(stream, "GET {JOBS}/{id} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
                    let answer = read(&mut input, false);
                    assert_eq!(answer.json()["target"], format!("/forge/training/jobs/{id}"));
                    let arguments = format!("{{\"job_id\":\"{id}\"}}");
                    let result = crate::support::tool(mcp, "get-training-job", &arguments);
                    let target = &result["structuredContent"]["target"];
                    assert_eq!(*target, format!("/forge/training/jobs/{id}"));
                }
            })
        })
        .collect();
    for caller in callers {
        caller.join().unwrap();
    }
    assert_eq!(pair.upstream.seen().len(), 640);
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let pair = forge(|seen| Script::json(&format!("\"{}\"", seen.target)));
    let mut stream = connect(pair.rest());
    let one = |id: &str| format!("GET {JOBS}/{id} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(format!("{}{}{}", one("a"), one("b"), one("c")).as_bytes()).unwrap();
    let mut input = BufReader::new(stream);
    for id in ["a", "b", "c"] {
        let answer = read(&mut input, false);
        assert_eq!(answer.text(), format!("\"/forge/training/jobs/{id}\""));
    }
}

#[test]
fn drain_finishes_requests_in_flight() {
    let pair = forge(|_| {
        Script::default()
            .wait(Duration::from_millis(400))
            .send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
    });
    let rest = pair.rest();
    let mut idle = connect(rest);
    let flight = thread::spawn(move || get(rest, JOBS));
    thread::sleep(Duration::from_millis(150));
    let begin = Instant::now();
    assert!(pair.server.stop());
    assert!(begin.elapsed() < Duration::from_secs(3));
    let answer = flight.join().unwrap();
    assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
    assert_eq!(idle.read(&mut [0; 8]).unwrap_or(0), 0);
    assert!(std::net::TcpStream::connect(rest).is_err());
}

#[test]
fn drain_is_bounded() {
    let pair = forge_with(
        |mut config| {
            config.limits.drain_timeout = Duration::from_millis(200);
            config
        },
        |_| Script::default().wait(Duration::from_secs(10)),
    );
    let rest = pair.rest();
    let flight = thread::spawn(move || {
        let mut stream = connect(rest);
        write!(stream, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        stream.read(&mut [0; 8]).unwrap_or(0)
    });
    thread::sleep(Duration::from_millis(150));
    let begin = Instant::now();
    assert!(!pair.server.stop());
    assert!(begin.elapsed() < Duration::from_secs(3));
    assert_eq!(flight.join().unwrap(), 0);
}

#[test]
fn one_listener_for_both_surfaces() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let port = free.to_string();
    let pair = forge_with(
        |config| {
            config
                .set("FORGE_TRAINING_JOBS_REST_PORT", port.as_str())
                .set("FORGE_TRAINING_JOBS_MCP_PORT", port.as_str())
        },
        |_| Script::json("{\"a\":1}"),
    );
    assert_eq!(pair.rest(), pair.mcp());
    assert_eq!(get(pair.rest(), &format!("{JOBS}/a")).status, 200);
    assert_eq!(get(pair.rest(), "/").status, 404);
    let result = crate::support::tool(pair.rest(), "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["structuredContent"]["a"], 1);
}

//! What upstreams can do with HTTP/1.1, well and badly.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, TestServer};

use crate::support::{Pair, REST, SECRET, forge, forge_with, get, post_json};

const JOBS: &str = "/v1/forge/training/jobs";
const JOB: &str = "/v1/forge/training/jobs/a";
const MOMENT: Duration = Duration::from_millis(30);

/// One worker, so that the number of connections is known.
fn one_worker(mut config: Config) -> Config {
    config.limits.workers = 1;
    config
}

fn says(text: &'static str) -> Pair {
    forge_with(one_worker, move |_| Script::default().send(text.as_bytes()))
}

/// Two calls; how many connections they took.
fn twice(text: &'static str, status: u16, body: &str) -> usize {
    let pair = says(text);
    for _ in 0..2 {
        let answer = get(pair.rest(), JOB);
        assert_eq!((answer.status, answer.text().as_str()), (status, body), "{text:?}");
        assert!(answer.complete, "{text:?}");
    }
    pair.upstream.connections()
}

#[test]
fn connections_are_kept_where_the_next_answer_cannot_be_mistaken() {
    for (text, body, connections) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", "{}", 1),
        ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "", 1),
        (
            "HTTP/1.1 200\r\ntransfer-encoding: chunked\r\n\r\n1;x\r\n{\r\n1\r\n}\r\n0\r\na: b\r\n\r\n",
            "{}",
            1,
        ),
        (
            "HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 103 Hints\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            "{}",
            1,
        ),
        ("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}", "{}", 1),
        ("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}", "{}", 2),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}", "{}", 2),
        // More than was announced: what is left over is nobody's answer.
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
            "{}",
            2,
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 40\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "{}",
            2,
        ),
    ] {
        assert_eq!(twice(text, 200, body), connections, "{text:?}");
    }
}

#[test]
fn what_is_no_answer_is_502() {
    for text in [
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}",
        "HTTP/2 200 OK\r\n\r\n",
        "SSH-2.0-x\r\n",
    ] {
        let pair = says(text);
        let answer = get(pair.rest(), JOB);
        assert_eq!(answer.status, 502, "{text:?} {answer:?}");
    }
    let endless = forge(|_| {
        let line = format!("x: {}\r\n", "y".repeat(4000));
        (0..20).fold(Script::default().send(b"HTTP/1.1 200 OK\r\n"), |script, _| {
            script.send(line.as_bytes())
        })
    });
    assert_eq!(get(endless.rest(), JOB).status, 502);
}

#[test]
fn a_body_without_length_ends_with_the_connection() {
    let pair = forge(|_| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[1,";
        Script::default().send(head).wait(MOMENT).send(b"2]").close()
    });
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.text().as_str()), (200, "[1,2]"));
    assert!(answer.complete);
}

#[test]
fn answers_that_come_byte_by_byte_are_the_same() {
    let text =
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n";
    let pair = forge(move |_| {
        text.bytes().fold(Script::default(), |script, byte| {
            script.send(&[byte]).wait(Duration::from_millis(1))
        })
    });
    for _ in 0..2 {
        let answer = get(pair.rest(), JOB);
        assert_eq!((answer.text().as_str(), answer.complete), ("{\"a\":1}", true));
    }
}

#[test]
fn an_answer_behind_hints_that_came_in_two_parts_is_not_waited_for() {
    let pair = forge(|_| {
        let hints = format!("HTTP/1.1 103 Hints\r\nlink: <{}>", "x".repeat(80));
        let rest = "\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        Script::default().send(hints.as_bytes()).wait(MOMENT).send(rest.as_bytes())
    });
    let begin = Instant::now();
    assert_eq!(get(pair.rest(), JOB).text(), "{}");
    assert!(begin.elapsed() < Duration::from_secs(5), "it was waited for more");
}

#[test]
fn a_chunked_body_that_breaks_off_is_not_whole() {
    for rest in ["2\r\n{}\r\n", "5\r\n{}", "2\r\n{}\r\nx\r\n", "2\r\n{}00\r\n\r\n"] {
        let pair = forge(move |_| {
            let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            Script::default().send(head.as_bytes()).send(rest.as_bytes()).wait(MOMENT).close()
        });
        let answer = get(pair.rest(), JOB);
        assert_eq!((answer.status, answer.complete), (200, false), "{rest:?} {answer:?}");
    }
}

#[test]
fn large_bodies_go_both_ways() {
    let pair = forge(|seen| Script::json(&seen.text()));
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(1_000_000));
    for _ in 0..3 {
        let answer = post_json(pair.rest(), JOBS, &long);
        assert!(answer.complete && answer.text() == long, "{} bytes", answer.body.len());
    }
}

#[test]
fn a_kept_connection_that_has_gone_costs_no_call() {
    // Not repeatable, so a second attempt is only right because nothing has left at first.
    let pair = forge_with(one_worker, |_| Script::json("{}").close());
    for _ in 0..4 {
        assert_eq!(post_json(pair.rest(), JOBS, "{}").status, 200);
        thread::sleep(MOMENT);
    }
    assert_eq!(pair.upstream.seen().len(), 4);
}

#[test]
fn an_answer_before_the_end_of_the_request_is_the_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut input = BufReader::new(stream.try_clone().expect("a handle"));
            let mut output = stream;
            let mut line = String::new();
            while input.read_line(&mut line).is_ok_and(|size| size > 2) {
                line.clear();
            }
            let answer = "HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\n{}";
            output.write_all(answer.as_bytes()).expect("sent");
            // It never reads the body, of which more is sent than the sockets hold.
            thread::sleep(Duration::from_secs(2));
            let _ = input.read(&mut [0; 16]);
        }
    });
    let mut config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", format!("http://{address}"));
    config.limits.request_bytes = 16 << 20;
    let server = TestServer::start(&crate::forge::MANIFEST, &config).expect("a server");
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(12 << 20));
    let answer = post_json(server.address(REST).expect("a REST surface"), JOBS, &long);
    assert_eq!((answer.status, answer.text().as_str()), (413, "{}"));
}

#[test]
fn a_request_without_a_body_says_so_where_one_is_expected() {
    let pair = forge(|_| Script::json("{}"));
    assert_eq!(post_json(pair.rest(), &format!("{JOB}/cancel"), "").status, 200);
    assert_eq!(get(pair.rest(), JOB).status, 200);
    let seen = pair.upstream.seen();
    assert_eq!(seen[0].header("content-length"), Some("0"));
    assert_eq!(
        (seen[1].header("content-length"), seen[1].header("transfer-encoding")),
        (None, None)
    );
    assert!(seen.iter().all(|seen| seen.header("host").is_some()));
}

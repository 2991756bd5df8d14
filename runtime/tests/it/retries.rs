//! What is sent again, what is not, and when an upstream is left alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, Seen, TestServer};

use crate::support::{MCP, Pair, REST, SECRET, forge_with, get, post_json, tool};

const JOB: &str = "/v1/forge/training/jobs/a";
const JOBS: &str = "/v1/forge/training/jobs";
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// An upstream that fails as often as it is told and then answers.
fn failing(times: usize, failure: impl Fn() -> Script + Send + Sync + 'static) -> Pair {
    let calls = AtomicUsize::new(0);
    forge_with(
        |config| config,
        move |_: &Seen| {
            if calls.fetch_add(1, Ordering::Relaxed) < times {
                failure()
            } else {
                Script::json("{\"a\":1}")
            }
        },
    )
}

#[test]
fn a_broken_connection_is_repeated_where_twice_is_once() {
    let pair = failing(2, || Script::default().close());
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.text().as_str()), (200, "{\"a\":1}"));
    let seen = pair.upstream.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|one| one.headers == seen[0].headers && one.target == seen[0].target));
    let pair = failing(2, || Script::default().close());
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["structuredContent"]["a"], 1);
}

#[test]
fn nothing_is_created_twice() {
    let pair = failing(1, || Script::default().close());
    assert_eq!(post_json(pair.rest(), JOBS, "{\"a\":1}").status, 502);
    assert_eq!(pair.upstream.seen().len(), 1);
    let pair = failing(1, || Script::answer(503, &JSON, b"{}"));
    assert_eq!(post_json(pair.rest(), JOBS, "{\"a\":1}").status, 503);
    let pair = failing(1, || Script::default().close());
    let result = tool(pair.mcp(), "create-training-job", r#"{"body":{}}"#);
    assert_eq!(result["isError"], true);
    assert_eq!(pair.upstream.seen().len(), 1);
}

#[test]
fn busy_upstreams_are_asked_again_when_they_say() {
    for (status, headers) in [(503, &JSON[..]), (502, &[]), (504, &[])] {
        let headers = headers.to_vec();
        let pair = failing(1, move || Script::answer(status, &headers, b"{}"));
        assert_eq!(get(pair.rest(), JOB).status, 200, "{status}");
    }
    const THEN: &str = "Wed, 21 Oct 2015 07:28:01 GMT";
    const NOW: &str = "Wed, 21 Oct 2015 07:28:00 GMT";
    for headers in [&[("retry-after", "1")][..], &[("retry-after", THEN), ("date", NOW)]] {
        let headers = headers.to_vec();
        let pair = failing(1, move || Script::answer(429, &headers, b"{}"));
        let begin = Instant::now();
        assert_eq!(get(pair.rest(), JOB).status, 200);
        assert!(begin.elapsed() >= Duration::from_secs(1));
    }
    const LATER: &str = "Wed, 21 Oct 2015 08:28:00 GMT";
    let hours: [&[(&str, &str)]; 3] =
        [&[], &[("retry-after", "3600")], &[("retry-after", LATER), ("date", NOW)]];
    for headers in hours {
        let headers = headers.to_vec();
        let pair = failing(1, move || Script::answer(429, &headers, b"{\"slow\":\"down\"}"));
        let answer = get(pair.rest(), JOB);
        assert_eq!((answer.status, answer.text().as_str()), (429, "{\"slow\":\"down\"}"));
        assert_eq!(pair.upstream.seen().len(), 1);
    }
}

#[test]
fn other_statuses_stand() {
    for status in [500, 501, 404, 409] {
        let pair = failing(1, move || Script::answer(status, &JSON, b"{}"));
        assert_eq!(get(pair.rest(), JOB).status, status);
        assert_eq!(pair.upstream.seen().len(), 1);
    }
}

#[test]
fn the_last_failure_is_the_answer() {
    let pair = failing(100, || Script::answer(503, &JSON, b"{\"why\":\"busy\"}"));
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.text().as_str()), (503, "{\"why\":\"busy\"}"));
    assert_eq!(pair.upstream.seen().len(), 3);
}

#[test]
fn a_failing_upstream_is_not_hammered() {
    let pair = forge_with(one_worker, |_| Script::answer(503, &[], b""));
    for _ in 0..100 {
        assert_eq!(get(pair.rest(), JOB).status, 503);
    }
    // The budget's beginning and a fifth of the calls.
    let repeated = pair.upstream.seen().len() - 100;
    assert!(repeated <= 40, "{repeated} repetitions of 100 calls");
}

fn one_worker(mut config: Config) -> Config {
    config.limits.workers = 1;
    config
}

#[test]
fn retries_can_be_switched_off() {
    let pair = forge_with(
        |mut config| {
            config.limits.retries = 0;
            config
        },
        |_| Script::default().close(),
    );
    assert_eq!(get(pair.rest(), JOB).status, 502);
    assert_eq!(pair.upstream.seen().len(), 1);
}

#[test]
fn no_connection_means_nothing_was_sent() {
    // The port is taken, so that nobody answers, and given to the upstream later.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", format!("http://{free}"));
    config.limits.retries = 30;
    config.limits.breaker_failures = 0;
    let server = TestServer::start(&crate::forge::MANIFEST, &config).unwrap();
    let rest = server.address(REST).unwrap();
    let call = thread::spawn(move || post_json(rest, JOBS, "{\"a\":1}"));
    thread::sleep(Duration::from_millis(100));
    let listener = std::net::TcpListener::bind(free).unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    let mut head = [0; 1024];
    let size = std::io::Read::read(&mut stream, &mut head).unwrap();
    assert!(head[..size].starts_with(b"POST "));
    std::io::Write::write_all(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        .unwrap();
    assert_eq!(call.join().unwrap().status, 200);
}

#[test]
fn an_upstream_that_is_down_is_left_alone_and_tried_again() {
    let calls = AtomicUsize::new(0);
    let pair = forge_with(
        |mut config| {
            config.limits.retries = 0;
            config.limits.breaker_failures = 3;
            config.limits.breaker_rest = Duration::from_millis(400);
            config
        },
        move |_| {
            if calls.fetch_add(1, Ordering::Relaxed) < 3 {
                Script::default().close()
            } else {
                Script::json("{\"a\":1}")
            }
        },
    );
    for _ in 0..3 {
        assert_eq!(get(pair.rest(), JOB).status, 502);
    }
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    let detail = "the upstream does not answer at the moment; try again later";
    assert_eq!(answer.json()["detail"], detail);
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["content"][0]["text"], format!("T{}.", &detail[1..]));
    assert_eq!(pair.upstream.seen().len(), 3, "nothing was sent");
    thread::sleep(Duration::from_millis(450));
    assert_eq!(get(pair.rest(), JOB).status, 200);
    assert_eq!(get(pair.rest(), JOB).status, 200);
}

#[test]
fn calls_wait_for_their_turn() {
    let pair = forge_with(
        |mut config| {
            config.limits.upstream_calls = 1;
            config.limits.upstream_queue = 2;
            config
        },
        |_| {
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
            Script::default().wait(Duration::from_millis(400)).send(head)
        },
    );
    let (rest, mcp) = (pair.rest(), pair.mcp());
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let call = thread::spawn(move || get(rest, JOBS).status);
            thread::sleep(Duration::from_millis(60));
            call
        })
        .collect();
    let result = tool(mcp, "get-training-job", r#"{"job_id":"a"}"#);
    let text = "Too many calls are running; try again in a moment.";
    assert_eq!(result["content"][0]["text"], text);
    for call in calls {
        assert_eq!(call.join().unwrap(), 200);
    }
    assert_eq!(pair.upstream.seen().len(), 3);
}

#[test]
fn waiting_has_an_end() {
    let pair = forge_with(
        |mut config| {
            config.limits.upstream_calls = 1;
            config.limits.answer_timeout = Duration::from_millis(200);
            config
        },
        |_| Script::default().head(200, &JSON, 9).wait(Duration::from_secs(2)),
    );
    let rest = pair.rest();
    let first = thread::spawn(move || get(rest, JOBS));
    thread::sleep(Duration::from_millis(50));
    assert_eq!(get(rest, JOBS).status, 503);
    drop(first);
}

#[test]
fn redirects_are_handed_on_and_carry_no_credential() {
    let elsewhere = crate::support::forge(|_| Script::json("{}"));
    let uri = format!("{}/stolen", elsewhere.upstream.uri());
    let location = uri.clone();
    let pair = forge_with(
        |config| config,
        move |_| Script::answer(307, &[("location", location.as_str())], b""),
    );
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.header("location")), (307, Some(uri.as_str())));
    let mcp = pair.server.address(MCP).unwrap();
    let result = tool(mcp, "get-training-job", r#"{"job_id":"a"}"#);
    let text = "Upstream answered 307 Temporary Redirect; redirects are not followed.";
    assert_eq!((&result["content"][0]["text"], &result["isError"]), (&text.into(), &true.into()));
    assert!(elsewhere.upstream.seen().is_empty());
}

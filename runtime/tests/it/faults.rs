//! Upstreams that fail.

use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, TestServer};

use crate::support::{Pair, SECRET, forge, forge_with, get, tool};

const JOB: &str = "/v1/forge/training/jobs/a";
const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

fn quick(config: Config) -> Config {
    let mut config = config;
    config.limits.call_timeout = Duration::from_millis(300);
    config.limits.response_bytes = 100_000;
    config
}

fn failure(pair: &Pair) -> String {
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["isError"], true, "{result}");
    result["content"][0]["text"].as_str().unwrap().to_owned()
}

#[test]
fn unreachable() {
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", "http://127.0.0.1:1");
    let server = TestServer::start(&crate::forge::MANIFEST, &config).unwrap();
    let answer = get(server.address(crate::support::REST).unwrap(), JOB);
    assert_eq!(answer.status, 502);
    assert_eq!(answer.json()["detail"], "the upstream cannot be reached");
    let mcp = server.address(crate::support::MCP).unwrap();
    let result = tool(mcp, "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(
        result["content"][0]["text"],
        "The upstream cannot be reached. The same call can succeed later."
    );
    assert!(!answer.text().contains("127.0.0.1"));
}

#[test]
fn late() {
    let pair = forge_with(quick, |_| Script::default().wait(Duration::from_secs(3)));
    let answer = get(pair.rest(), JOB);
    assert_eq!(answer.status, 504);
    assert_eq!(
        failure(&pair),
        "The upstream did not answer in time. The same call can succeed later."
    );
}

#[test]
fn late_with_the_body() {
    let pair = forge_with(quick, |_| {
        Script::default().head(200, &JSON, 100).send(b"{\"a\":").wait(Duration::from_secs(3))
    });
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.complete), (200, false));
    assert_eq!(
        failure(&pair),
        "The upstream did not answer in time. The same call can succeed later."
    );
}

#[test]
fn closed_before_any_answer() {
    let pair = forge(|_| Script::default().close());
    assert_eq!(get(pair.rest(), JOB).status, 502);
    assert_eq!(
        failure(&pair),
        "The upstream broke the connection or did not speak HTTP. The same call can succeed later."
    );
}

#[test]
fn not_http() {
    let pair = forge(|_| Script::default().send(b"\x00\x01nonsense\r\n\r\n").close());
    assert_eq!(get(pair.rest(), JOB).status, 502);
}

#[test]
fn truncated() {
    let pair = forge(|_| Script::default().head(200, &JSON, 100).send(b"{\"a\":1").close());
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.complete, answer.text().as_str()), (200, false, "{\"a\":1"));
    assert_eq!(
        failure(&pair),
        "The upstream broke the connection or did not speak HTTP. The same call can succeed later."
    );
}

#[test]
fn garbage_and_invalid_utf8() {
    for (body, begins) in [
        (&b"<html>"[..], "<html>"),
        (b"{\"a\":\"\xff\"}", "{\"a\":\"\u{fffd}\"}"),
        (b"{\"a\":1", "{\"a\":1"),
        (b"{} {}", "{} {}"),
        (b"{\"x\":NaN}", "{\"x\":NaN}"),
    ] {
        let pair = forge(move |_| Script::answer(200, &JSON, body));
        let answer = get(pair.rest(), JOB);
        assert_eq!(answer.status, 502);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        let begin =
            "the upstream's answer is not what it is declared to be: it is not valid JSON (";
        assert!(detail.starts_with(begin), "{detail}");
        assert!(detail.ends_with(&format!("); it begins with: {begins}")), "{detail}");
        let begin = "Upstream answered 200 OK, but its body is not valid JSON. It begins with: ";
        assert_eq!(failure(&pair), format!("{begin}{begins}"));
    }
}

#[test]
fn empty() {
    let pair = forge(|_| Script::answer(200, &[], b""));
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.body.len(), answer.complete), (200, 0, true));
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["content"][0]["text"], "200 OK");
    assert_eq!(result.get("isError"), None);
}

#[test]
fn huge() {
    let pair = forge_with(quick, |_| Script::answer(200, &JSON, &[b' '; 200_000]));
    let answer = get(pair.rest(), JOB);
    assert_eq!(answer.status, 502);
    assert_eq!(answer.json()["detail"], "the upstream's answer is larger than allowed");
    assert_eq!(failure(&pair), "The upstream's answer is larger than allowed.");
}

#[test]
fn huge_without_saying_so() {
    let pair = forge_with(quick, |_| {
        let chunk = format!("c350\r\n{}\r\n", " ".repeat(50_000));
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        (0..4).fold(Script::default().send(head), |script, _| script.send(chunk.as_bytes()))
    });
    let answer = get(pair.rest(), JOB);
    assert_eq!((answer.status, answer.complete), (200, false));
    assert!(answer.body.len() <= 100_000);
    assert_eq!(failure(&pair), "The upstream's answer is larger than allowed.");
}

#[test]
fn slow_but_whole_answers_are_streamed() {
    let pair = forge(|_| {
        (0..5).fold(Script::default().head(200, &JSON, 5), |script, _| {
            script.send(b"1").wait(Duration::from_millis(20))
        })
    });
    assert_eq!(get(pair.rest(), JOB).text(), "11111");
    assert_eq!(failure_free(&pair), "11111");
}

fn failure_free(pair: &Pair) -> String {
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    result["content"][0]["text"].as_str().unwrap().to_owned()
}

#[test]
fn shaped_answers_of_the_wrong_kind_are_bad_gateways() {
    let (server, _upstream) = crate::capability::things(|_| Script::answer(200, &JSON, b"<html>"));
    let rest = server.address("things-rest").unwrap();
    let answer = crate::support::send(rest, "PUT", "/things/a", &[], "");
    assert_eq!(answer.status, 502);
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    let begin = "the upstream's answer is not what it is declared to be: it is not valid JSON (";
    assert!(detail.starts_with(begin) && detail.ends_with("it begins with: <html>"), "{detail}");
}

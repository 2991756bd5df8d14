//! Browsers: preflights, and what a script may read.

use naftiko_runtime::testing::Script;

use crate::support::{Answer, Pair, forge, forge_with, send};

const PATH: &str = "/v1/forge/training/jobs/a";
const APP: (&str, &str) = ("origin", "https://app.example");
const ASKS: (&str, &str) = ("access-control-request-method", "GET");

fn allowed(origins: &str) -> Pair {
    let origins = origins.to_owned();
    let variable = "FORGE_TRAINING_JOBS_REST_CORS_ORIGINS";
    forge_with(|config| config.set(variable, origins), |_| Script::json("{}"))
}

fn ask(pair: &Pair, method: &str, headers: &[(&str, &str)]) -> Answer {
    send(pair.rest(), method, PATH, headers, "")
}

#[test]
fn nothing_is_allowed_unasked() {
    let pair = forge(|_| Script::json("{}"));
    for answer in [ask(&pair, "OPTIONS", &[APP, ASKS]), ask(&pair, "GET", &[APP])] {
        assert_eq!(answer.header("access-control-allow-origin"), None);
        assert_eq!(answer.header("vary"), None);
    }
}

#[test]
fn a_listed_origin_gets_a_preflight_and_the_answer() {
    let pair = allowed("https://other.example, https://app.example");
    let headers = ("access-control-request-headers", "content-type,x-request-id");
    let preflight = ask(&pair, "OPTIONS", &[APP, ASKS, headers]);
    assert_eq!((preflight.status, preflight.body.len()), (204, 0));
    for (name, value) in [
        ("access-control-allow-origin", "https://app.example"),
        ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
        ("access-control-allow-headers", "content-type,x-request-id"),
        ("access-control-max-age", "600"),
        ("vary", "origin"),
    ] {
        assert_eq!(preflight.header(name), Some(value), "{name}");
    }
    assert!(pair.upstream.seen().is_empty());
    for (method, path) in [("GET", PATH), ("GET", "/nothing"), ("DELETE", PATH)] {
        let answer = send(pair.rest(), method, path, &[APP], "");
        assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example"));
        assert!(answer.header("access-control-expose-headers").unwrap().contains("x-request-id"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
}

#[test]
fn another_origin_gets_nothing_and_caches_know_why() {
    let pair = allowed("https://app.example");
    let evil = ("origin", "https://evil.example");
    for answer in [ask(&pair, "OPTIONS", &[evil, ASKS]), ask(&pair, "GET", &[evil])] {
        assert_eq!(answer.header("access-control-allow-origin"), None);
        assert_eq!(answer.header("vary"), Some("origin"));
    }
    let plain = ask(&pair, "OPTIONS", &[APP]);
    assert_eq!(plain.header("allow"), Some("GET, HEAD, OPTIONS"));
}

#[test]
fn every_origin_can_be_allowed() {
    let pair = allowed("*");
    for answer in [ask(&pair, "OPTIONS", &[APP, ASKS]), ask(&pair, "GET", &[])] {
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
}

#[test]
fn what_is_no_origin_keeps_the_server_from_starting() {
    let config = naftiko_runtime::Config::default()
        .set("MISTRAL_AI_API_KEY", "x")
        .set("FORGE_TRAINING_JOBS_REST_CORS_ORIGINS", "app.example, https://a.example/");
    let error = naftiko_runtime::testing::TestServer::start(&crate::forge::MANIFEST, &config);
    let message = error.expect_err("two are wrong").to_string();
    assert!(message.contains("\"app.example\" is no origin"), "{message}");
    assert!(message.contains("\"https://a.example/\" is no origin"), "{message}");
}

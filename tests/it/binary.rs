//! The shipped binary: commands, exit codes, mock, drain.

use std::time::{Duration, Instant};

use naftiko_runtime::testing::{Script, TestUpstream};
use serde_json::Value;

use crate::support::{Forge, SECRET, command, healthy};

#[tokio::test]
async fn mock_needs_no_key_and_shows_the_request_it_would_have_sent() {
    let forge = Forge::start(command(&["serve", "--mock"]));
    let url = format!("{}/v1/forge/training/jobs?page=7", forge.rest);
    let echo: Value = reqwest::get(&url).await.unwrap().json().await.unwrap();
    assert_eq!(echo["method"], "GET");
    assert_eq!(echo["path"], "/forge/training/jobs");
    assert_eq!(echo["query"], "page=7");
    assert_eq!(echo["headers"]["authorization"], "[redacted]");
}

#[test]
fn everything_that_is_missing_is_named_once() {
    let output = command(&["serve"]).output().unwrap();
    assert_eq!(output.status.code(), Some(78));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("MISTRAL_AI_API_KEY"), "{stderr}");
    assert!(stderr.contains("bearer token of forge-training-jobs"), "{stderr}");
    assert!(output.stdout.is_empty());
}

#[test]
fn what_is_compiled_in_is_described_without_any_variable() {
    let output = command(&["describe", "--format", "json"]).output().unwrap();
    assert!(output.status.success());
    let described: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = described.to_string();
    for word in [
        "forge-training-jobs",
        "create-training-job",
        "MISTRAL_AI_API_KEY",
        "api.mistral.ai",
        "/openapi.json",
    ] {
        assert!(text.contains(word), "{word} is not in {text}");
    }
    let text = command(&["describe"]).output().unwrap();
    assert!(String::from_utf8(text.stdout).unwrap().contains("/v1/forge/training/jobs/{job-id}"));
}

#[test]
fn help_and_version_go_to_stdout_and_nonsense_is_refused() {
    for argument in ["--help", "--version"] {
        let output = command(&[argument]).output().unwrap();
        assert!(output.status.success() && !output.stdout.is_empty(), "{argument}");
    }
    let output = command(&["sevre"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("sevre"));
}

#[tokio::test]
async fn a_drained_binary_finishes_what_it_began() {
    for signal in ["-TERM", "-INT"] {
        let upstream = TestUpstream::start(|_| {
            Script::default()
                .wait(Duration::from_millis(700))
                .head(200, &[("content-type", "application/json")], 4)
                .send(b"true")
        })
        .unwrap();
        let forge = Forge::serve(&upstream.uri());
        let url = format!("{}/v1/forge/training/jobs", forge.rest);
        let request = tokio::spawn(async move { reqwest::get(url).await.unwrap().text().await });
        while upstream.seen().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let asked = Instant::now();
        forge.signal(signal);
        assert_eq!(request.await.unwrap().unwrap(), "true", "{signal}");
        let (code, log) = forge.wait();
        assert_eq!(code, Some(0), "{signal}: {log}");
        assert!(asked.elapsed() < Duration::from_secs(5), "{signal}");
    }
}

#[tokio::test]
async fn the_secret_is_in_no_log_at_any_level() {
    let upstream = healthy();
    let mut command = command(&["serve"]);
    command
        .env("MISTRAL_AI_API_KEY", SECRET)
        .env("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri())
        .env("NAFTIKO_LOG", "trace");
    let forge = Forge::start(command);
    let url = format!("{}/v1/forge/training/jobs/missing", forge.rest);
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 404);
    forge.signal("-TERM");
    let (_, log) = forge.wait();
    assert!(!log.contains(SECRET), "{log}");
    assert!(log.lines().count() > 2, "{log}");
}

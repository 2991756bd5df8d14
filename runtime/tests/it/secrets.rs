//! No secret, header value or internal address in anything a caller sees.

use naftiko_runtime::testing::{Script, TestServer};
use naftiko_runtime::{Config, State};

use crate::capability;
use crate::support::{SECRET, forge_with, get, post_json, send, tool};

#[test]
fn what_is_missing_is_named_at_once() {
    let error = State::new(&capability::CAPABILITY, &Config::default()).unwrap_err().to_string();
    for expected in [
        "THINGS_KEY: key of things",
        "THINGS_REGION: region of things",
        "THINGS_BASE_URI",
        "FORMS_BASE_URI",
    ] {
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn unusable_secrets_are_refused_without_being_shown() {
    let config = capability::config("http://127.0.0.1:1").set("THINGS_KEY", "hunter2\nx");
    let error = State::new(&capability::CAPABILITY, &config).unwrap_err().to_string();
    assert!(error.contains("cannot be sent in a header"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
    let config = capability::config("ftp://user:hunter2@x");
    let error = State::new(&capability::CAPABILITY, &config).unwrap_err().to_string();
    assert!(error.contains("THINGS_BASE_URI") && !error.contains("hunter2"), "{error}");
}

#[test]
fn failures_show_nothing() {
    let pair = forge_with(|config| config, |_| Script::default().close());
    let port = pair.upstream.uri();
    let job = get(pair.rest(), "/v1/forge/training/jobs/a");
    let call = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#).to_string();
    for shown in [format!("{job:?}"), job.text(), call] {
        assert!(!shown.contains(SECRET) && !shown.contains(&port[7..]), "{shown}");
    }
    let state =
        State::new(&crate::forge::CAPABILITY, &Config::default().set("MISTRAL_AI_API_KEY", SECRET));
    assert!(!format!("{state:?}").contains(SECRET));
}

#[test]
fn callers_cannot_replace_credentials() {
    let pair = forge_with(|config| config, |_| Script::json("{}"));
    let headers = [("authorization", "Bearer other"), ("cookie", "a=b")];
    assert_eq!(send(pair.rest(), "GET", "/v1/forge/training/jobs", &headers, "").status, 200);
    let seen = pair.only();
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {SECRET}").as_str()));
    assert_eq!(seen.header("cookie"), None);
}

#[test]
fn the_echo_of_the_mock_is_redacted() {
    let mut config = Config::default();
    config.mock = true;
    let server = TestServer::start(&capability::MANIFEST, &config).unwrap();
    let rest = server.address("things-rest").unwrap();
    let mut real = capability::config("http://127.0.0.1:1/v9");
    real.mock = true;
    let with_values = TestServer::start(&capability::MANIFEST, &real).unwrap();
    for address in [rest, with_values.address("things-rest").unwrap()] {
        let shown = post_json(address, "/form", r#"{"name":"x"}"#).json();
        assert_eq!(shown["method"], "POST");
        assert_eq!(shown["headers"]["authorization"], "[redacted]");
        assert_eq!(shown["headers"]["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(shown["body"], "name=x&note=a+x&key=[redacted]");
        assert!(!shown.to_string().contains(SECRET));
    }
    let mcp = with_values.address("things-mcp").unwrap();
    let shown = tool(mcp, "form", r#"{"name":"x"}"#);
    assert!(!shown.to_string().contains(SECRET), "{shown}");
}

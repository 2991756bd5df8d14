//! Secrets in files: `<VARIABLE>_FILE`, read at start and again when they change.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use naftiko_runtime::testing::{Script, TestServer, TestUpstream};
use naftiko_runtime::{Config, State};
use serde_json::Value;

use crate::binary::{command, serve};
use crate::control::MANIFEST as LIGHTS;
use crate::support::{REST, SECRET, get, send};

const JOBS: &str = "/v1/forge/training/jobs";

/// A folder for secrets that is gone when the test is.
pub(crate) struct Secrets(pub(crate) PathBuf);

impl Secrets {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("secrets-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// Puts a file in the place of what is there, as orchestrators do.
    pub(crate) fn put(&self, name: &str, content: &str) -> String {
        let (path, beside) = (self.0.join(name), self.0.join("..beside"));
        fs::write(&beside, content).expect("written");
        fs::rename(&beside, &path).expect("exchanged");
        path.to_str().expect("a path").to_owned()
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn until(what: &str, mut is_it: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(15);
    while !is_it() {
        assert!(Instant::now() < until, "{what}");
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_credential_follows_its_file_without_a_restart() {
    let secrets = Secrets::new();
    let key = secrets.put("key", "one\n");
    let upstream = TestUpstream::start(|_| Script::json("{}")).expect("an upstream");
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY_FILE", &key)
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    let server = TestServer::start(&crate::forge::MANIFEST, &config).expect("a server");
    let rest = server.address(REST).expect("an address");
    let shown = || {
        assert_eq!(get(rest, JOBS).status, 200);
        upstream.seen().last().and_then(|seen| seen.header("authorization").map(str::to_owned))
    };
    assert_eq!(shown().as_deref(), Some("Bearer one"));
    secrets.put("key", "two");
    until("the new key", || shown().as_deref() == Some("Bearer two"));
    for bad in ["", "\n", "a\nb", "a\u{0}b"] {
        secrets.put("key", bad);
        sleep(Duration::from_millis(2200));
        assert_eq!(shown().as_deref(), Some("Bearer two"), "{bad:?}");
    }
    fs::remove_file(&key).expect("removed");
    sleep(Duration::from_millis(2200));
    assert_eq!(shown().as_deref(), Some("Bearer two"));
    secrets.put("key", "three\r\n");
    until("the next key", || shown().as_deref() == Some("Bearer three"));
    let all = upstream.seen();
    let known = ["Bearer one", "Bearer two", "Bearer three"];
    assert!(
        all.iter().all(|seen| seen.header("authorization").is_some_and(|it| known.contains(&it)))
    );
    assert!(server.stop());
}

#[test]
fn guards_follow_their_files() {
    let secrets = Secrets::new();
    let config = Config::default()
        .set("LIGHTS_TOKEN_FILE", secrets.put("lights", SECRET))
        .set("WATCH_TOKEN_FILE", secrets.put("watch", "before\n"))
        .set("LIGHTS_BASE_URI", "http://127.0.0.1:1");
    let server = TestServer::start(&LIGHTS, &config).expect("a server");
    let control = server.address("control").expect("an address");
    let ask = |token: &str| {
        send(control, "GET", "/health/live", &[("authorization", &format!("Bearer {token}"))], "")
            .status
    };
    assert_eq!((ask("before"), ask("after")), (200, 401));
    secrets.put("watch", "after\n");
    until("the new token", || ask("after") == 200);
    assert_eq!(ask("before"), 401, "the old one is out");
}

/// A service that links the generated crate has the same.
#[test]
fn a_client_follows_too() {
    let secrets = Secrets::new();
    let upstream = TestUpstream::start(|_| Script::json("{}")).expect("an upstream");
    let config = Config::default().set("MISTRAL_AI_API_KEY_FILE", secrets.put("key", "one")).set(
        "FORGE_TRAINING_JOBS_BASE_URI_FILE",
        secrets.put("uri", &(upstream.uri() + "/hook-1\n")),
    );
    let state = State::new(&crate::forge::CAPABILITY, &config).expect("a state");
    drop(config);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let call = || {
        let called = state.call(&crate::forge::list_training_jobs::Input::default());
        runtime.block_on(called).expect("an answer");
        let seen = upstream.seen().pop().expect("a request");
        (seen.target.clone(), seen.header("authorization").map(str::to_owned))
    };
    assert_eq!(call(), ("/hook-1/forge/training/jobs".to_owned(), Some("Bearer one".to_owned())));
    secrets.put("key", "two");
    secrets.put("uri", &(upstream.uri() + "/hook-2"));
    let both = ("/hook-2/forge/training/jobs".to_owned(), Some("Bearer two".to_owned()));
    until("both", || call() == both);
    // Another place is none: requests go where they went from the start.
    secrets.put("uri", "http://127.0.0.1:9/hook-3");
    sleep(Duration::from_millis(2200));
    assert_eq!(call(), both);
}

#[test]
fn a_change_and_its_refusal_are_said_once_and_without_the_value() {
    let secrets = Secrets::new();
    let key = secrets.put("key", "hunter2-one");
    let environment = [
        ("MISTRAL_AI_API_KEY_FILE", &*key),
        ("FORGE_TRAINING_JOBS_BASE_URI", "http://127.0.0.1:1"),
    ];
    let served = serve(&["serve"], &environment);
    for content in ["hunter2-two", "hunter2\nthree"] {
        secrets.put("key", content);
        sleep(Duration::from_millis(5000));
    }
    let log = served.end();
    let count = |part: &str| log.lines().filter(|line| line.contains(part)).count();
    assert_eq!(count("MISTRAL_AI_API_KEY_FILE: its file has changed"), 1, "{log}");
    assert_eq!(count("the value from before is kept"), 1, "{log}");
    assert_eq!(count("MISTRAL_AI_API_KEY_FILE: "), 2, "{log}");
    assert!(!log.contains("hunter2"), "{log}");
}

#[test]
fn what_is_wrong_at_start_is_named() {
    let secrets = Secrets::new();
    let (good, empty) = (secrets.put("good", "hunter2"), secrets.put("empty", "\n"));
    let both = "MISTRAL_AI_API_KEY and MISTRAL_AI_API_KEY_FILE are both set";
    for (environment, says) in [
        (
            &[][..],
            "MISTRAL_AI_API_KEY: bearer token of forge-training-jobs (or MISTRAL_AI_API_KEY_FILE",
        ),
        (
            &[("MISTRAL_AI_API_KEY_FILE", "/nowhere/key")],
            "MISTRAL_AI_API_KEY_FILE: /nowhere/key: it cannot be read",
        ),
        (&[("MISTRAL_AI_API_KEY_FILE", &*empty)], "it is empty"),
        (&[("MISTRAL_AI_API_KEY_FILE", &*good), ("MISTRAL_AI_API_KEY", "hunter2")], both),
        (&[("MISTRAL_AI_API_KEY_FILE", "/")], "it is no regular file"),
    ] {
        for name in ["check", "serve"] {
            let ended =
                command(&[name]).envs(environment.iter().copied()).output().expect("it runs");
            let text = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(ended.status.code(), Some(78), "{text}");
            assert!(text.contains(says) && !text.contains("hunter2"), "{text}");
            assert_eq!(text.matches("MISTRAL_AI_API_KEY_FILE").count(), 1, "{text}");
        }
    }
    let fine = |name: &str, value: &str| {
        let mut check: Command = command(&["check"]);
        check.env(name, value).env("MISTRAL_AI_API_KEY", "").output().expect("it runs")
    };
    assert_eq!(fine("MISTRAL_AI_API_KEY_FILE", &good).status.code(), Some(0), "empty is not set");
    let slip = command(&["check"])
        .env("MISTRAL_AI_API_KEY_FLIE", &good)
        .output()
        .map(|ended| String::from_utf8_lossy(&ended.stderr).into_owned())
        .expect("it runs");
    assert!(slip.contains("MISTRAL_AI_API_KEY"), "{slip}");
}

#[test]
fn the_description_names_both_forms() {
    let shown = command(&["describe"]).output().expect("it runs").stdout;
    let shown = String::from_utf8_lossy(&shown);
    assert!(shown.contains("(or MISTRAL_AI_API_KEY_FILE, a file that holds it)"), "{shown}");
    let json = command(&["describe", "--format=json"]).output().expect("it runs").stdout;
    let json: Value = serde_json::from_slice(&json).expect("JSON");
    let capability = &json["capabilities"][0];
    assert_eq!(capability["variables"][0]["file_variable"], "MISTRAL_AI_API_KEY_FILE");
    let uri = &capability["upstreams"][0]["base_uri_file_variable"];
    assert_eq!(uri, "FORGE_TRAINING_JOBS_BASE_URI_FILE");
}

/// With the compiled-in upstream nothing needs a secret, and no file is read for one.
#[test]
fn a_mock_needs_no_file() {
    let mut child = command(&["serve", "--mock"])
        .env("MISTRAL_AI_API_KEY_FILE", "/nowhere/key")
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut line = String::new();
    BufReader::new(child.stderr.take().expect("a log")).read_line(&mut line).expect("a line");
    assert!(line.contains("listens on"), "{line}");
    let _ = child.kill();
    let _ = child.wait();
}

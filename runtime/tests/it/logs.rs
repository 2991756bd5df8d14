//! The log of the binary: its levels, its lines, and that no secret is in it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use naftiko_runtime::testing::{Script, TestUpstream};
use serde_json::Value;

use crate::binary::{command, signal};
use crate::support::{Answer, get, send, tool};

/// Needs escapes in an address, and has other forms in base64.
const SENTINEL: &str = "q7+Kz/sentinel=7fb3?w&Zt";
const JOBS: &str = "/v1/forge/training/jobs";

struct Served {
    child: Child,
    rest: SocketAddr,
    mcp: SocketAddr,
    control: SocketAddr,
    log: Receiver<String>,
}

impl Served {
    fn start(upstream: &TestUpstream, environment: &[(&str, &str)]) -> Self {
        let mut child = command(&["serve"])
            .env("MISTRAL_AI_API_KEY", SENTINEL)
            .env("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri())
            .env("NAFTIKO_CONTROL_PORT", "0")
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let lines = BufReader::new(child.stderr.take().expect("a log")).lines();
        let (send, log) = channel();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
        let address = |kind: &str| {
            let marks = [format!("{kind} surface "), " listens on http://".to_owned()];
            let line = wait(&log, |line| marks.iter().all(|mark| line.contains(mark.as_str())));
            let (_, address) = line.split_once("http://").expect("an address");
            let end = address.find(['/', '"', ' ']).unwrap_or(address.len());
            address[..end].parse().expect("an address")
        };
        let (rest, mcp, control) = (address("rest"), address("mcp"), address("control"));
        Self { child, rest, mcp, control, log }
    }

    fn set(&self, logger: &str, level: &str) -> Answer {
        let body = format!(r#"{{"level":"{level}"}}"#);
        send(self.control, "PUT", &format!("/logs/{logger}"), &[], &body)
    }

    /// Ends it; the lines that nobody has read yet.
    fn end(mut self) -> Vec<String> {
        signal(&self.child, "-TERM");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
        self.log.iter().collect()
    }
}

fn wait(log: &Receiver<String>, is_it: impl Fn(&str) -> bool) -> String {
    loop {
        let line = log.recv_timeout(Duration::from_secs(20)).expect("a line of the log");
        if is_it(&line) {
            return line;
        }
    }
}

fn upstream() -> TestUpstream {
    TestUpstream::start(|_| Script::json("{}")).expect("an upstream")
}

#[test]
fn a_level_holds_from_now_on() {
    let upstream = upstream();
    let served = Served::start(&upstream, &[]);
    let shown = get(served.control, "/logs");
    assert_eq!((shown.status, shown.header("content-type")), (200, Some("application/json")));
    let info = serde_json::json!({"configuredLevel": "info", "effectiveLevel": "info"});
    assert_eq!(shown.json(), serde_json::json!({"loggers": {"ROOT": info}}));
    assert_eq!(get(served.rest, JOBS).status, 200);
    let changed = served.set("naftiko_runtime::surface::rest", "debug");
    assert_eq!(changed.status, 200);
    assert_eq!(
        changed.json()["loggers"]["naftiko_runtime::surface::rest"]["effectiveLevel"],
        "debug"
    );
    assert_eq!(get(served.rest, JOBS).status, 200);
    assert_eq!(served.set("naftiko_runtime::surface::rest", "OFF").status, 200);
    assert_eq!(get(served.rest, JOBS).status, 200);
    let lines = served.end();
    let said = lines.iter().filter(|line| line.contains("DEBUG")).count();
    assert_eq!(said, 1, "of three requests the second one is logged: {lines:#?}");
}

#[test]
fn libraries_stay_discreet() {
    let upstream = upstream();
    let served = Served::start(&upstream, &[("NAFTIKO_LOG", "warn,naftiko_runtime=info")]);
    let loggers = served.set("hyper::proto", "trace").json();
    let hyper = &loggers["loggers"]["hyper::proto"];
    assert_eq!(
        (&hyper["configuredLevel"], &hyper["effectiveLevel"]),
        (&"trace".into(), &"info".into())
    );
    assert_eq!(loggers["loggers"]["ROOT"]["effectiveLevel"], "warn");
    assert_eq!(get(served.rest, JOBS).status, 200);
    let lines = served.end();
    assert!(!lines.iter().any(|line| line.contains("TRACE")), "{lines:#?}");
}

#[test]
fn what_is_no_level_and_no_logger_is_refused() {
    let upstream = upstream();
    let served = Served::start(&upstream, &[]);
    for (logger, body) in [
        ("ROOT", r#"{"level":"loud"}"#),
        ("ROOT", r#"{"level":3}"#),
        ("ROOT", r#"{"level":"#),
        ("ROOT", ""),
        ("", r#"{"level":"debug"}"#),
        ("a,b=trace", r#"{"level":"debug"}"#),
        ("a/b", r#"{"level":"debug"}"#),
    ] {
        let refused = send(served.control, "PUT", &format!("/logs/{logger}"), &[], body);
        assert_eq!(refused.status, 400, "{logger} {body}");
        assert!(refused.json()["error"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let many = (0..100).map(|number| served.set(&format!("m{number}"), "info").status);
    assert_eq!(many.filter(|status| *status == 400).count(), 100 - 64);
    let refused = get(served.control, "/logs/ROOT");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("PUT")));
    let refused = send(served.control, "PUT", "/logs", &[], "{}");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")));
    assert_eq!(get(served.control, "/logs").json()["loggers"]["ROOT"]["effectiveLevel"], "info");
    served.end();
}

#[test]
fn lines_of_json_at_every_level_have_no_secret() {
    let upstream = upstream();
    let environment = [("NAFTIKO_LOG", "trace,hyper=trace"), ("NAFTIKO_LOG_FORMAT", "json")];
    let served = Served::start(&upstream, &environment);
    assert_eq!(served.set("hyper_util", "trace").status, 200);
    assert_eq!(get(served.rest, JOBS).status, 200);
    assert_ne!(tool(served.mcp, "list-training-jobs", "{}")["isError"], true);
    let bearer = format!("Bearer {SENTINEL}");
    assert_eq!(upstream.seen()[0].header("authorization"), Some(bearer.as_str()));
    let lines = served.end();
    for line in &lines {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        let (level, target) = (event["level"].as_str(), event["target"].as_str());
        assert!(event["timestamp"].is_string() && event["message"].is_string(), "{line}");
        let is_own = target.is_some_and(|target| target.starts_with("naftiko_runtime"));
        assert!(is_own || !matches!(level, Some("DEBUG" | "TRACE")), "{line}");
        assert!(!forms().iter().any(|form| line.contains(form)), "{line}");
    }
    assert!(lines.iter().filter(|line| line.contains("\"DEBUG\"")).count() >= 2, "{lines:#?}");
}

#[test]
fn a_text_log_at_every_level_has_no_secret() {
    let upstream = upstream();
    let served = Served::start(&upstream, &[("NAFTIKO_LOG", "trace")]);
    assert_eq!(get(served.rest, JOBS).status, 200);
    let lines = served.end();
    assert!(lines.iter().any(|line| line.contains("DEBUG")), "{lines:#?}");
    for line in lines {
        assert!(!forms().iter().any(|form| line.contains(form)), "{line}");
    }
}

#[test]
fn an_unknown_format_is_a_mistake() {
    let environment = [("NAFTIKO_LOG_FORMAT", "xml"), ("NAFTIKO_LOG", "a=b=c")];
    let ended = command(&["serve", "--mock"]).envs(environment).output().expect("it runs");
    assert_eq!(ended.status.code(), Some(78));
    let text = String::from_utf8_lossy(&ended.stderr);
    assert!(text.contains("NAFTIKO_LOG_FORMAT must be text or json"), "{text}");
    assert!(text.contains("NAFTIKO_LOG must be"), "{text}");
}

/// The sentinel as it could be written. Base64 depends on how many bytes stand before it.
fn forms() -> Vec<String> {
    let percent = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let mut forms = vec![SENTINEL.to_owned(), SENTINEL.bytes().map(percent).collect()];
    for before in 0..3 {
        let text = base64(format!("{}{SENTINEL}", &"xx"[..before]).as_bytes());
        // The first and the last characters depend on the neighbours.
        forms.push(text[4..text.len() - 4].to_owned());
    }
    forms
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |three: &[u8]| {
        let bits = (0..3).fold(0, |bits, i| bits << 8 | usize::from(*three.get(i).unwrap_or(&0)));
        [18, 12, 6, 0].map(|shift| char::from(LETTERS[bits >> shift & 63]))
    };
    bytes.chunks(3).flat_map(group).collect()
}

#[test]
fn the_search_would_find_it() {
    // What `user:` and the sentinel are as basic credentials, by another encoder.
    let basic = "dXNlcjpxNytLei9zZW50aW5lbD03ZmIzP3cmWnQ=";
    for text in
        [basic, "?key=q7%2BKz%2Fsentinel%3D7fb3%3Fw%26Zt", "Bearer q7+Kz/sentinel=7fb3?w&Zt"]
    {
        assert!(forms().iter().any(|form| text.contains(form)), "{text}");
    }
}

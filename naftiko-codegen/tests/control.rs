//! The commands that ask a running server, against one that answers as control surfaces do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const TOKEN: &str = "s3cr3t-token";

/// A server on a port of its own that answers every path by a table.
struct Server {
    port: u16,
    /// Request lines and headers, as they came.
    requests: Receiver<String>,
}

impl Server {
    fn of(answers: &'static [(&'static str, u16, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let found = answers.iter().find(|(path, ..)| *path == target);
                let (status, body) =
                    found.map_or((404, "{}"), |(_, status, body)| (*status, *body));
                let asked = if status == 401 { "www-authenticate: Bearer\r\n" } else { "" };
                let size = body.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status} X\r\n{asked}content-length: {size}\r\nconnection: close\r\n\r\n{body}"
                );
                if sender.send(head).is_err() {
                    return;
                }
            }
        });
        Self { port, requests }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn request(&self) -> String {
        self.requests.recv_timeout(Duration::from_secs(10)).unwrap()
    }
}

fn naftiko(arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
    for name in ["ADDRESS", "PORT", "TOKEN", "TOKEN_FILE"] {
        command.env_remove(format!("NAFTIKO_CONTROL_{name}"));
    }
    command.env_remove("NAFTIKO_HEALTH_PORT").env_remove("NAFTIKO_HEALTH_ADDRESS");
    // A proxy is not asked, whatever the environment says.
    command.env("http_proxy", "http://127.0.0.1:9").env("HTTP_PROXY", "http://127.0.0.1:9");
    command.args(arguments).envs(environment.iter().copied()).stdin(Stdio::null());
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert!(!stdout.contains(TOKEN) && !stderr.contains(TOKEN), "{stdout}{stderr}");
    (status.code().unwrap(), stdout, stderr)
}

fn scratch(name: &str, content: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("control");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

const READY: &str = r#"{"status":"UP","adapters":[{"type":"rest","namespace":"quay-rest","port":8080,"state":"started"}]}"#;
const STATUS: &str = r#"{"capability":{"label":"Harbour","name":"harbour","spec":"harbour.yaml","specHash":"0123456789abcdef"},"engine":{"version":"0.1.0","native":true},"uptime":"PT1M","otel":{"status":"inactive"},"adapters":[]}"#;

#[test]
fn health_is_the_exit_status() {
    let server =
        Server::of(&[("/health/ready", 200, READY), ("/health/live", 200, r#"{"status":"UP"}"#)]);
    let url = server.url();
    let expected = format!("ready: {url} (rest quay-rest)\n");
    assert_eq!(naftiko(&["health", &url], &[]), (0, expected, String::new()));
    let expected = format!("running: {url}\n");
    assert_eq!(naftiko(&["health", &url, "--live"], &[]), (0, expected, String::new()));
    let (code, json, _) = naftiko(&["health", &url, "--format", "json"], &[]);
    assert_eq!((code, json), (0, format!("{READY}\n")));

    let ending = Server::of(&[("/health/ready", 503, r#"{"status":"DEGRADED","adapters":[]}"#)]);
    let (code, text, _) = naftiko(&["health", &ending.url()], &[]);
    assert_eq!((code, text), (1, format!("not ready: {}\n", ending.url())));
    let (code, text, errors) = naftiko(&["health", "http://127.0.0.1:1"], &[]);
    assert_eq!((code, text.as_str()), (1, ""));
    assert!(errors.starts_with("error: nobody answers at http://127.0.0.1:1: "), "{errors}");
}

#[test]
fn the_environment_says_where() {
    let server = Server::of(&[("/status", 200, STATUS), ("/health/ready", 200, READY)]);
    let port = server.port.to_string();
    let (code, text, _) = naftiko(&["status"], &[("NAFTIKO_CONTROL_PORT", &port)]);
    assert_eq!(code, 0);
    assert!(
        text.starts_with("capability  Harbour (harbour, from harbour.yaml, 0123456789ab)\n"),
        "{text}"
    );
    let everywhere =
        [("NAFTIKO_CONTROL_PORT", port.as_str()), ("NAFTIKO_CONTROL_ADDRESS", "0.0.0.0")];
    assert_eq!(naftiko(&["status", "--format", "json"], &everywhere).1, format!("{STATUS}\n"));
    // Probes have a port of their own, where nothing else is.
    let probes = [("NAFTIKO_HEALTH_PORT", port.as_str()), ("NAFTIKO_CONTROL_PORT", "1")];
    assert_eq!(naftiko(&["health"], &probes).0, 0);
    let (code, _, errors) = naftiko(&["status"], &[("NAFTIKO_CONTROL_PORT", "0")]);
    assert_eq!(code, 2);
    assert!(errors.contains("NAFTIKO_CONTROL_PORT is 0"), "{errors}");
    let unknown = naftiko(&["status"], &[("NAFTIKO_CONTROL_ADDRESS", "127.0.0.255")]);
    assert_eq!(unknown.0, 1);
    assert!(
        unknown.2.contains("NAFTIKO_CONTROL_PORT is not set, so this was a guess"),
        "{}",
        unknown.2
    );
}

#[test]
fn credentials_come_from_the_environment_and_from_files() {
    let server = Server::of(&[("/status", 200, STATUS)]);
    let url = server.url();
    let path = scratch("token", &format!("{TOKEN}\n"));
    let path = path.to_str().unwrap();
    let headers = scratch("headers", &format!("X-Key: {TOKEN}\n\nCookie: a=b\n"));
    let sent = |arguments: &[&str], environment: &[(&str, &str)]| {
        let arguments = [&["status", &url], arguments].concat();
        let (code, _, errors) = naftiko(&arguments, environment);
        assert_eq!(code, 0, "{errors}");
        server.request().to_ascii_lowercase()
    };
    let bearer = format!("\r\nauthorization: bearer {TOKEN}\r\n");
    assert!(sent(&[], &[("NAFTIKO_CONTROL_TOKEN", TOKEN)]).contains(&bearer));
    assert!(sent(&[], &[("NAFTIKO_CONTROL_TOKEN_FILE", path)]).contains(&bearer));
    assert!(sent(&["--token-file", path], &[("NAFTIKO_CONTROL_TOKEN", "other")]).contains(&bearer));
    let request = sent(&["--header-file", headers.to_str().unwrap()], &[]);
    assert!(
        request.contains(&format!("\r\nx-key: {TOKEN}\r\n"))
            && request.contains("\r\ncookie: a=b\r\n")
    );
    assert!(!sent(&[], &[]).contains("authorization"));

    let broken = scratch("broken", &format!("X-Key: a\n{TOKEN}\n"));
    let (code, _, errors) =
        naftiko(&["status", &url, "--header-file", broken.to_str().unwrap()], &[]);
    assert_eq!(code, 2);
    assert!(errors.contains("line 2 is no header"), "{errors}");
    let both = [("NAFTIKO_CONTROL_TOKEN", TOKEN), ("NAFTIKO_CONTROL_TOKEN_FILE", path)];
    assert_eq!(naftiko(&["status", &url], &both).0, 2);
    assert_eq!(naftiko(&["status", "http://me:s3cr3t@127.0.0.1:1"], &[]).0, 2);
}

#[test]
fn what_is_refused_says_what_to_do() {
    let server = Server::of(&[("/status", 401, "{}"), ("/metrics", 500, "broken \u{1b}[31m")]);
    let url = server.url();
    let (code, text, errors) = naftiko(&["status", &url], &[]);
    assert_eq!((code, text.as_str()), (1, ""));
    assert!(
        errors.contains("asks who you are (Bearer)") && errors.contains("NAFTIKO_CONTROL_TOKEN"),
        "{errors}"
    );
    let (code, _, errors) = naftiko(&["status", &url], &[("NAFTIKO_CONTROL_TOKEN", TOKEN)]);
    assert_eq!(code, 1);
    assert!(errors.contains("does not accept the credential (Bearer): 401"), "{errors}");
    let (code, _, errors) = naftiko(&["traces", &url], &[]);
    assert_eq!(code, 1);
    assert!(
        errors.contains("/traces is not there") && errors.contains("`observability`"),
        "{errors}"
    );
    let (code, _, errors) = naftiko(&["metrics", &url], &[]);
    assert_eq!(code, 1);
    assert!(errors.contains("answered 500: broken \\u{1b}[31m"), "{errors}");
    assert_eq!(naftiko(&["status", "https://127.0.0.1:1"], &[]).0, 2);
    assert_eq!(naftiko(&["traces", &url, "--id", "../status"], &[]).0, 2);
}

#[test]
fn metrics_and_traces() {
    const METRICS: &str = "# TYPE naftiko_uptime_seconds gauge\nnaftiko_uptime_seconds 61\n";
    const TRACES: &str = r#"{"traces":[],"bufferSize":100,"bufferUsed":0}"#;
    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const TRACE: &str = r#"{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","operation":"GET /a","durationMs":3,"status":"OK","timestamp":"t","spans":[{"spanId":"1","name":"rest.request","kind":"SERVER","durationMs":3,"status":"OK","attributes":{}}]}"#;
    let server = Server::of(&[
        ("/metrics", 200, METRICS),
        ("/traces", 200, TRACES),
        ("/traces?operation=GET%20%2Fa&status=error", 200, TRACES),
        ("/traces/4bf92f3577b34da6a3ce929d0e0e4736", 200, TRACE),
        ("/traces/00000000000000000000000000000000", 404, r#"{"error":"Trace not found: 0"}"#),
    ]);
    let url = server.url();
    assert_eq!(naftiko(&["metrics", &url], &[]).1, METRICS);
    assert!(
        naftiko(&["metrics", &url, "--format", "text"], &[])
            .1
            .contains("uptime              1 min 1 s\n")
    );
    assert!(naftiko(&["traces", &url], &[]).1.contains("0 of 100 places for traces are used\n"));
    let filtered =
        ["traces", &url, "--operation", "GET /a", "--status", "error", "--format", "json"];
    assert_eq!(naftiko(&filtered, &[]), (0, format!("{TRACES}\n"), String::new()));
    let (code, text, _) = naftiko(&["traces", &url, "--id", &ID.to_ascii_uppercase()], &[]);
    assert_eq!(code, 0);
    assert!(text.starts_with("GET /a  OK  3 ms  t\n") && text.contains("rest.request"), "{text}");
    let (code, _, errors) = naftiko(&["traces", &url, "--id", &"0".repeat(32)], &[]);
    assert_eq!(code, 1);
    assert!(errors.contains("only the latest ones are kept"), "{errors}");
}

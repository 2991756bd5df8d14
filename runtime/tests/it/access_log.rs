//! The log of requests: one line for each, with names of the document and nothing of what callers send.

use std::io::{BufReader, Read as _, Write as _};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use naftiko_runtime::testing::{Script, TestUpstream};
use serde_json::Value;

use crate::binary::{Served, command, serve};
use crate::support::{SECRET, connect, get, post_json, raw, read, send, tool};

const JOBS: &str = "/v1/forge/training/jobs";
const JOB: &str = "/v1/forge/training/jobs/{job-id}";
/// What a caller sends, wherever it can.
const SAID: &str = "q7sentinel7fb3";
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

fn upstream(answer: impl Fn() -> Script + Send + Sync + 'static) -> TestUpstream {
    TestUpstream::start(move |_| answer()).expect("an upstream")
}

fn served(form: &str, uri: &str, environment: &[(&str, &str)]) -> Served {
    let mut all = vec![
        ("NAFTIKO_ACCESS_LOG", form),
        ("MISTRAL_AI_API_KEY", SECRET),
        ("FORGE_TRAINING_JOBS_BASE_URI", uri),
    ];
    all.extend(environment);
    serve(&["serve"], &all)
}

/// The lines about requests.
fn lines(served: Served) -> Vec<Value> {
    // The last line is written when the last byte has gone.
    sleep(Duration::from_millis(200));
    let log = served.end();
    assert!(!log.contains(SAID) && !log.contains(SECRET), "{log}");
    let read = |line: &str| serde_json::from_str::<Value>(line).expect(line);
    log.lines().filter(|line| line.starts_with('{')).map(read).collect()
}

#[test]
fn a_request_is_a_line_with_the_names_of_the_document() {
    let upstream = upstream(|| Script::default().wait(Duration::from_millis(30)).send(OK));
    let served = served("json", &upstream.uri(), &[]);
    let parent = format!("00-{TRACE}-b7ad6b7169203331-01");
    let headers = [("x-request-id", "id-1"), ("traceparent", &*parent), ("x-said", SAID)];
    let answer = send(served.rest, "GET", &format!("{JOBS}/{SAID}"), &headers, "");
    assert_eq!((answer.status, answer.body.len()), (200, 15));
    get(served.rest, &format!("{JOBS}?page={SAID}"));
    post_json(served.rest, JOBS, &format!("{{\"{SAID}\":1}}"));
    get(served.rest, &format!("/{SAID}"));
    send(served.rest, "GET", "/openapi.json", &[], "");
    send(served.rest, SAID, JOBS, &[], "");
    raw(served.rest, &format!("GET {JOBS} HTTP/1.1\r\nhost: {SAID}.example\r\n\r\n"));
    raw(served.rest, &format!("HEAD {JOBS} HTTP/1.0\r\n\r\n"));
    let lines = lines(served);
    let shown = |line: &Value| {
        let route = line["route"].as_str().unwrap_or("-").to_owned();
        (line["method"].as_str().unwrap().to_owned(), route, line["status"].as_u64().unwrap())
    };
    let shown: Vec<_> = lines.iter().map(shown).collect();
    let expected = [
        ("GET", JOB, 200),
        ("GET", JOBS, 400),
        ("POST", JOBS, 200),
        ("GET", "-", 404),
        ("GET", "/openapi.json", 404),
        ("_OTHER", "-", 501),
        ("GET", "-", 403),
        ("HEAD", JOBS, 200),
    ];
    let expected =
        expected.map(|(method, route, status)| (method.to_owned(), route.to_owned(), status));
    // The handwritten surface has no document of its own, so that one is not found.
    let mut expected = expected.to_vec();
    expected[4].1 = "-".to_owned();
    assert_eq!(shown, expected);
    let first = &lines[0];
    assert_eq!(
        (&first["kind"], &first["surface"]),
        (&"rest".into(), &"forge-training-jobs-rest".into())
    );
    assert_eq!((&first["bytes"], &first["http"]), (&15.into(), &"1.1".into()));
    assert_eq!((&first["request_id"], &first["trace_id"]), (&"id-1".into(), &TRACE.into()));
    assert!(first["caller"].as_str().is_some_and(|caller| caller.starts_with("127.0.0.1:")));
    assert!(first["time"].as_str().is_some_and(|time| time.ends_with('Z')));
    let (whole, called) =
        (first["duration_ms"].as_f64().unwrap(), first["upstream_ms"].as_f64().unwrap());
    assert!(called >= 30.0 && whole >= called, "{whole} {called}");
    assert_eq!(lines[1]["upstream_ms"], Value::Null, "nothing was called");
    assert_eq!((&lines[7]["http"], &lines[7]["bytes"]), (&"1.0".into(), &0.into()));
    assert!(lines.iter().all(|line| line["cut_off"].is_null()), "{lines:?}");
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{\"said\":\"that\"}";

#[test]
fn tools_are_named_over_http() {
    let upstream = upstream(|| Script::json("{}"));
    let served = served("json", &upstream.uri(), &[]);
    tool(served.mcp, "get-training-job", &format!(r#"{{"job_id":"{SAID}"}}"#));
    tool(served.mcp, "get-training-job", "{}");
    let message = |method: &str, params: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#)
    };
    let unknown = message("tools/call", &format!(r#"{{"name":"{SAID}"}}"#));
    post_json(served.mcp, "/mcp", &unknown);
    post_json(served.mcp, "/mcp", &message(SAID, "{}"));
    post_json(served.mcp, "/mcp", r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    post_json(served.mcp, "/mcp", SAID);
    get(served.mcp, "/mcp");
    let batch = format!("[{unknown},{}]", message("ping", "{}"));
    post_json(served.mcp, "/mcp", &batch);
    let lines = lines(served);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let shown: Vec<String> = lines
        .iter()
        .map(|line| {
            let names =
                ["method", "transport", "route", "rpc", "tool"].map(|name| text(&line[name]));
            format!("{} {} {} {}", names.join(" "), line["is_error"], line["code"], line["status"])
        })
        .collect();
    let expected = [
        "POST - /mcp tools/call get-training-job false null 200",
        "POST - /mcp tools/call get-training-job true null 200",
        "POST - /mcp tools/call - null -32602 200",
        "POST - /mcp unmatched - null -32601 200",
        "POST - /mcp notification - null null 202",
        "POST - /mcp unmatched - null -32700 400",
        "GET - /mcp - - null null 405",
        "- batch - tools/call - null -32602 null",
        "- batch - ping - null null null",
        "POST - /mcp batch - null null 200",
    ];
    assert_eq!(shown, expected);
    assert!(lines[0]["upstream_ms"].is_number() && lines[1]["upstream_ms"].is_null());
    assert_eq!(lines[7]["request_id"], lines[9]["request_id"]);
}

#[test]
fn tools_are_named_over_stdio() {
    let upstream = upstream(|| Script::json("{}"));
    let mut child = command(&["mcp", "--stdio"])
        .env("MISTRAL_AI_API_KEY", SECRET)
        .env("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri())
        .envs([("NAFTIKO_ACCESS_LOG", "json"), ("NAFTIKO_LOG", "off")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("stdin");
    let call = format!(
        r#"{{"jsonrpc":"2.0","id":"{SAID}","method":"tools/call","params":{{"name":"get-training-job","arguments":{{"job_id":"{SAID}"}},"_meta":{{"traceparent":"00-{TRACE}-b7ad6b7169203331-01"}}}}}}"#
    );
    for message in [&*call, "{", r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#] {
        writeln!(input, "{message}").expect("sent");
    }
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    let log = String::from_utf8(ended.stderr).expect("text");
    assert!(!log.contains(SAID), "{log}");
    let mut lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    lines.sort_by_key(|line| line["code"].is_null());
    assert_eq!(lines.len(), 2, "a notification is no request: {log}");
    assert_eq!((&lines[0]["code"], &lines[0]["rpc"]), (&(-32700).into(), &"unmatched".into()));
    let called = &lines[1];
    assert_eq!((&called["tool"], &called["is_error"]), (&"get-training-job".into(), &false.into()));
    assert_eq!((&called["transport"], &called["trace_id"]), (&"stdio".into(), &TRACE.into()));
    let answer = String::from_utf8_lossy(&ended.stdout);
    let size = answer.lines().find(|line| line.contains(SAID)).map(str::len);
    assert_eq!(called["bytes"].as_u64(), size.map(|size| size as u64));
}

#[test]
fn who_leaves_is_logged_too() {
    let upstream = upstream(|| Script::default().wait(Duration::from_secs(30)));
    let served = served("json", &upstream.uri(), &[("NAFTIKO_DRAIN_MS", "100")]);
    let mut stream = connect(served.rest);
    write!(stream, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .expect("sent");
    sleep(Duration::from_millis(300));
    // Reset rather than closed, which could be the half of a connection.
    let _ = stream.shutdown(std::net::Shutdown::Both);
    drop(stream);
    sleep(Duration::from_millis(6000));
    let lines = lines(served);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["route"], &lines[0]["cut_off"]), (&JOBS.into(), &true.into()));
    assert_eq!(lines[0]["status"], Value::Null);
}

/// Without answers to probes, and whatever the level of everything else is.
#[test]
fn operators_are_logged_and_probes_are_not() {
    let environment =
        [("NAFTIKO_CONTROL_PORT", "0"), ("NAFTIKO_HEALTH_PORT", "0"), ("NAFTIKO_LOG", "info")];
    let mut child = command(&["serve", "--mock"])
        .envs(environment)
        .env("NAFTIKO_ACCESS_LOG", "text")
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut log = BufReader::new(child.stderr.take().expect("a log"));
    let mut address = |kind: &str| {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut log, &mut line).expect("a line");
        assert!(line.contains(&format!(" {kind} surface ")), "{line}");
        let (_, address) = line.trim().split_once("http://").expect("an address");
        address
            .trim_end_matches("/mcp")
            .replace("0.0.0.0", "127.0.0.1")
            .parse()
            .expect("an address")
    };
    let (rest, _, control, health): (_, std::net::SocketAddr, _, _) =
        (address("rest"), address("mcp"), address("control"), address("health"));
    for path in ["/health/live", "/metrics", "/traces/1", "/logs"] {
        get(control, path);
    }
    get(health, "/health/ready");
    send(control, "PUT", "/logs/ROOT", &[], r#"{"level":"off"}"#);
    get(rest, JOBS);
    crate::binary::signal(&child, "-TERM");
    let mut text = String::new();
    log.read_to_string(&mut text).expect("a log");
    child.wait().expect("it ends");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("time=")).collect();
    let routes = ["/metrics", "/traces/{id}", "/logs", "/logs/{logger}", JOBS];
    assert_eq!(lines.len(), routes.len(), "{text}");
    for (line, route) in lines.iter().zip(routes) {
        assert!(line.contains(&format!(" route={route} ")), "{line}");
        assert!(line.contains(" status=") && line.contains(" caller=127.0.0.1:"), "{line}");
    }
    assert!(!text.contains("ending"), "everything else is silent");
}

#[test]
fn without_being_asked_for_there_is_nothing() {
    for environment in [&[][..], &[("NAFTIKO_ACCESS_LOG", "off")]] {
        let served = serve(&["serve", "--mock"], environment);
        get(served.rest, JOBS);
        let log = served.end();
        assert!(!log.contains(JOBS), "{log}");
    }
    let wrong = command(&["check"]).env("NAFTIKO_ACCESS_LOG", "yes").output().expect("it runs");
    let text = String::from_utf8_lossy(&wrong.stderr);
    assert!(text.contains("NAFTIKO_ACCESS_LOG must be off, text or json"), "{text}");
    let mixed = [("NAFTIKO_ACCESS_LOG", "text"), ("NAFTIKO_LOG_FORMAT", "json")];
    let mixed = command(&["check"]).envs(mixed).output().expect("it runs");
    let text = String::from_utf8_lossy(&mixed.stderr);
    assert!(text.contains("NAFTIKO_ACCESS_LOG and NAFTIKO_LOG_FORMAT are of two forms"), "{text}");
}

/// Both requests of one connection have a line, also where the first is not over when the second comes.
#[test]
fn requests_of_one_connection_have_a_line_each() {
    let upstream = upstream(|| Script::json("{}"));
    let served = served("json", &upstream.uri(), &[]);
    let mut stream = BufReader::new(connect(served.rest));
    let request = format!("GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.get_mut().write_all(request.repeat(2).as_bytes()).expect("sent");
    for _ in 0..2 {
        assert_eq!(read(&mut stream, false).status, 200);
    }
    let lines = lines(served);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["caller"], lines[1]["caller"]);
    assert_ne!(lines[0]["request_id"], lines[1]["request_id"]);
}

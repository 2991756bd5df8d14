//! What MCP over stdio has of what HTTP has: batches, and a control surface beside it.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use naftiko_runtime::testing::{Script, TestUpstream};
use serde_json::{Value, json};

use crate::binary::command;
use crate::support::{SECRET, get};

struct Session {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

fn session(environment: &[(&str, &str)]) -> Session {
    let mut command = command(&["mcp", "--stdio"]);
    command.env("MISTRAL_AI_API_KEY", SECRET).envs(environment.iter().copied());
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("it runs");
    let input = child.stdin.take().expect("stdin");
    let output = BufReader::new(child.stdout.take().expect("stdout"));
    Session { child, input, output }
}

impl Session {
    fn ask(&mut self, line: &str) -> Value {
        writeln!(self.input, "{line}").expect("sent");
        let mut answer = String::new();
        self.output.read_line(&mut answer).expect("a line");
        serde_json::from_str(&answer).unwrap_or_else(|_| panic!("not JSON: {answer}"))
    }

    fn tool(&mut self, job: &str) -> Value {
        let arguments = json!({"name": "get-training-job", "arguments": {"job_id": job}});
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": arguments});
        self.ask(&call.to_string())["result"].take()
    }

    fn end(mut self) -> Option<i32> {
        drop(self.input);
        self.child.wait().expect("it ends").code()
    }
}

#[test]
fn tools_are_counted_and_traced() {
    let upstream = TestUpstream::start(|seen| {
        let status = if seen.target.ends_with("none") { 404 } else { 200 };
        Script::answer(status, &[("content-type", "application/json")], b"{}")
    })
    .expect("an upstream");
    let uri = upstream.uri();
    let mut session =
        session(&[("FORGE_TRAINING_JOBS_BASE_URI", &uri), ("NAFTIKO_CONTROL_PORT", "0")]);
    let mut log = BufReader::new(session.child.stderr.take().expect("a log"));
    let mut line = String::new();
    log.read_line(&mut line).expect("a line");
    assert!(line.contains("control surface control listens on"), "{line}");
    let (_, control) = line.trim().split_once("http://").expect("an address");
    let control: SocketAddr = control.parse().expect("an address");
    assert_ne!(session.tool("a")["isError"], true);
    assert_ne!(session.tool("b")["isError"], true);
    assert_eq!(session.tool("none")["isError"], true);
    let ready = get(control, "/health/ready").json();
    let adapters =
        json!([{"type": "mcp", "namespace": "forge-training-jobs-mcp", "state": "started"}]);
    assert_eq!((&ready["status"], &ready["adapters"]), (&json!("UP"), &adapters));
    let metrics = get(control, "/metrics").text();
    let count = |name: &str, label: &str| {
        let mut samples = metrics.lines().filter(|line| line.starts_with(name));
        let sample = samples.find(|line| line.contains(label))?;
        sample.rsplit(' ').next().map(str::to_owned)
    };
    let tool = r#"naftiko_operation_id="get-training-job""#;
    assert!(metrics.lines().any(|line| line.contains(tool)), "{metrics}");
    assert_eq!(count("naftiko_request_total{", r#"status="OK""#).as_deref(), Some("2"));
    assert_eq!(count("naftiko_request_total{", r#"status="ERROR""#).as_deref(), Some("1"));
    let found = r#"http_response_status_code="200""#;
    assert_eq!(count("naftiko_http_client_total{", found).as_deref(), Some("2"));
    assert_eq!(get(control, "/traces").json()["bufferUsed"], 3);
    assert_eq!(session.end(), Some(0));
}

#[test]
fn a_control_surface_is_there_only_when_asked_for_and_can_be_had() {
    let mut quiet = session(&[]);
    assert_eq!(quiet.ask(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)["result"], json!({}));
    let log = BufReader::new(quiet.child.stderr.take().expect("a log"));
    assert_eq!(quiet.end(), Some(0));
    assert_eq!(log.lines().count(), 0, "nothing listens");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let refused = session(&[("NAFTIKO_CONTROL_PORT", &port)]);
    let ended = refused.child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(1));
    let text = String::from_utf8_lossy(&ended.stderr);
    let expected = format!("control cannot listen on 127.0.0.1:{port}");
    assert!(text.contains(&expected), "{text}");
}

#[test]
fn batches_are_answered_together() {
    let mut session = session(&[]);
    let ping = |id: usize| format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#);
    let notice = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
    let list = r#"{"jsonrpc":"2.0","id":"b","method":"tools/list"}"#;
    let answers = session.ask(&format!(" [{},{notice},7,{list}]", ping(1)));
    let answers = answers.as_array().expect("a batch");
    assert_eq!(answers.len(), 3, "{answers:?}");
    assert_eq!((&answers[0]["id"], &answers[0]["result"]), (&json!(1), &json!({})));
    assert_eq!(answers[1]["error"]["code"], -32600);
    assert_eq!(answers[2]["result"]["tools"].as_array().map(Vec::len), Some(4));
    // Nothing is said about notifications alone.
    writeln!(session.input, "[{notice}]").expect("sent");
    let many: Vec<String> = (0..65).map(ping).collect();
    for (line, code) in [
        ("[]".to_owned(), -32600),
        (format!("[{}]", many.join(",")), -32600),
        (format!("[{}", ping(1)), -32700),
    ] {
        assert_eq!(session.ask(&line)["error"]["code"], code, "{line}");
    }
    assert_eq!(
        session.ask(&format!("[{}]", many[..64].join(","))).as_array().map(Vec::len),
        Some(64)
    );
    assert_eq!(session.end(), Some(0));
}

#[test]
fn what_a_line_says_arrives_or_is_refused() {
    let mut session = session(&[]);
    let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    assert_eq!(session.ask(&format!("\u{feff}{ping}"))["result"], json!({}));
    for (arguments, sentence) in [
        (r#"{"job_id":"\ud83d"}"#, "`job_id` holds half of a surrogate pair"),
        (r#"{"job_id":"a","job_id":"a"}"#, "`job_id` was given 2 times"),
    ] {
        let call = format!(
            r#"{{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{{"name":"get-training-job","arguments":{arguments}}}}}"#
        );
        let result = &session.ask(&call)["result"];
        let text = result["content"][0]["text"].as_str().expect("a text");
        assert!(result["isError"] == true && text.contains(sentence), "{text}");
    }
    for twice in [
        r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{},"params":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"progressToken":1,"progressToken":2}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#,
    ] {
        assert_eq!(session.ask(twice)["error"]["code"], -32600, "{twice}");
    }
    assert_eq!(session.end(), Some(0));
}

#[test]
fn a_notification_in_a_batch_cancels() {
    let upstream = TestUpstream::start(|seen| {
        let wait = if seen.target.ends_with("slow") { 5_000 } else { 0 };
        let wait = std::time::Duration::from_millis(wait);
        Script::default().wait(wait).head(200, &[], 2).send(b"{}")
    })
    .expect("an upstream");
    let uri = upstream.uri();
    let mut session = session(&[("FORGE_TRAINING_JOBS_BASE_URI", &uri)]);
    let call = r#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"get-training-job","arguments":{"job_id":"slow"}}}"#;
    let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}"#;
    writeln!(session.input, "{call}").expect("sent");
    let begin = std::time::Instant::now();
    let answers =
        session.ask(&format!(r#"[{cancel},{{"jsonrpc":"2.0","id":10,"method":"ping"}}]"#));
    assert_eq!(answers[0]["id"], 10);
    assert_eq!(session.end(), Some(0));
    assert!(begin.elapsed().as_secs() < 4, "the call was not waited for");
}

//! What the binary says about its collector, and MCP over stdio.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use naftiko_runtime::testing::{Script, TestUpstream};
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;

use crate::coast::{INGEST, spans};

/// What makes the binary of these tests; another build may have left one without the feature.
const BUILD: &str = "run `cargo build -p naftiko-runtime --features otlp --example hand_written`";

fn command(arguments: &[&str], endpoint: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().expect("a path");
    path.pop();
    path.pop();
    path.push("examples/hand_written");
    assert!(path.exists(), "{BUILD}");
    let mut command = Command::new(path);
    command.args(arguments).env_clear().stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["FORGE_TRAINING_JOBS_REST_PORT", "FORGE_TRAINING_JOBS_MCP_PORT"] {
        command.env(name, "0");
    }
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    command.env("OTEL_EXPORTER_OTLP_HEADERS", format!("authorization=Bearer%20{INGEST}"));
    command
}

#[test]
fn a_tool_over_stdio_has_no_request() {
    let collector = TestUpstream::start(|_| Script::json("{}")).expect("a collector");
    let mut command = command(&["mcp", "--stdio", "--mock"], &collector.uri());
    let mut child = command.spawn().expect("it runs");
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list-training-jobs","arguments":{}}}"#;
    let mut input = child.stdin.take().expect("stdin");
    writeln!(input, r#"{{"jsonrpc":"2.0","id":0,"method":"tools/list"}}"#).expect("sent");
    writeln!(input, "{message}").expect("sent");
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0));
    let log = String::from_utf8_lossy(&ended.stderr);
    assert!(!log.contains("without the feature"), "{BUILD}");
    assert!(log.is_empty(), "{log}");
    assert_eq!(String::from_utf8_lossy(&ended.stdout).lines().count(), 2);
    let spans = spans(&collector);
    let [tool, call] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!((tool.name.as_str(), tool.kind()), ("mcp.tool", SpanKind::Internal));
    assert!(tool.parent_span_id.is_empty());
    assert_eq!((call.name.as_str(), &call.parent_span_id), ("http.client.GET", &tool.span_id));
    let metrics = collector.seen().pop().expect("metrics").text();
    assert!(metrics.contains("naftiko.request.total"), "{metrics}");
}

#[test]
fn a_collector_that_is_down_is_said_once_and_no_secret() {
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}/token-{INGEST}", gone.local_addr().expect("an address"));
    drop(gone);
    let mut command = command(&["serve", "--mock"], &endpoint);
    command.env("OTEL_METRIC_EXPORT_INTERVAL", "10").env("NAFTIKO_LOG", "trace");
    let mut child = command.spawn().expect("it runs");
    thread::sleep(Duration::from_millis(700));
    let status = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(status.expect("kill runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    let mut log = String::new();
    child.stderr.take().expect("a log").read_to_string(&mut log).expect("text");
    assert!(!log.contains("without the feature"), "{BUILD}");
    let said = log.lines().filter(|line| line.contains("collector")).count();
    assert_eq!(said, 1, "{log}");
    assert!(!log.contains(INGEST), "{log}");
}

/// What is missing, what is wrong, and what would not be sent, in one round and without values.
#[test]
fn a_check_names_what_is_wrong_with_the_collector_too() {
    let mut command = command(&["check"], &format!("grpc://{INGEST}@collector:4317"));
    command.env("OTEL_EXPORTER_OTLP_HEADERS", format!("bad name={INGEST},{INGEST}"));
    command.env("OTEL_RESOURCE_ATTRIBUTES", "team").env("OTEL_BSP_SCHEDULE_DELAY", "soon");
    command.env("OTEL_METRIC_EXPORT_INTERVAL", "0").env("NAFTIKO_REQUEST_BYTES", "many");
    let ended = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(78), "{said}");
    for part in [
        "OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URI",
        "OTEL_EXPORTER_OTLP_HEADERS has a member that is no header",
        "OTEL_EXPORTER_OTLP_HEADERS has a member that is not key=value",
        "OTEL_RESOURCE_ATTRIBUTES has a member that is not key=value",
        "OTEL_BSP_SCHEDULE_DELAY must be a number of milliseconds",
        "OTEL_METRIC_EXPORT_INTERVAL must be a number of milliseconds",
        "NAFTIKO_REQUEST_BYTES",
        "MISTRAL_AI_API_KEY",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains(INGEST), "{said}");
}

//! The command line, as a process: the hand-written example is the binary.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{SECRET, get, tool};

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut path: PathBuf = std::env::current_exe().expect("a path");
    path.pop();
    path.pop();
    path.push("examples/hand_written");
    assert!(path.exists(), "`cargo build --example hand_written` makes the binary of this test");
    let mut command = Command::new(path);
    command.args(arguments).env_clear();
    command.env("FORGE_TRAINING_JOBS_REST_PORT", "0").env("FORGE_TRAINING_JOBS_MCP_PORT", "0");
    command
}

fn output(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    command(arguments).envs(environment.iter().copied()).output().expect("it runs")
}

/// A served binary and where its surfaces listen.
pub(crate) struct Served {
    child: Child,
    pub(crate) rest: SocketAddr,
    pub(crate) mcp: SocketAddr,
    log: BufReader<std::process::ChildStderr>,
}

impl Served {
    pub(crate) fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Ends it; what it has logged.
    pub(crate) fn end(mut self) -> String {
        signal(&self.child, "-TERM");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
        let mut log = String::new();
        self.log.read_to_string(&mut log).expect("a log");
        log
    }
}

/// A test that fails leaves nothing running.
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn serve(arguments: &[&str], environment: &[(&str, &str)]) -> Served {
    let mut child = command(arguments)
        .envs(environment.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut log = BufReader::new(child.stderr.take().expect("a log"));
    let mut address = |kind: &str| {
        let mut line = String::new();
        log.read_line(&mut line).expect("a line");
        assert!(line.contains(&format!("{kind} surface forge-training-jobs-{kind}")), "{line}");
        let (_, address) = line.trim().split_once("http://").expect("an address");
        address.trim_end_matches("/mcp").parse().expect("an address")
    };
    let (rest, mcp) = (address("rest"), address("mcp"));
    Served { child, rest, mcp, log }
}

pub(crate) fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(status.expect("kill runs").success());
}

#[test]
fn missing_settings_are_one_message() {
    let ended = output(&["serve"], &[]);
    assert_eq!(ended.status.code(), Some(78));
    let text = String::from_utf8_lossy(&ended.stderr);
    assert!(text.contains("MISTRAL_AI_API_KEY: bearer token of forge-training-jobs"), "{text}");
    assert!(ended.stdout.is_empty());
    let limits = [("NAFTIKO_WORKERS", "x"), ("NAFTIKO_DRAIN_MS", "-1")];
    let ended = output(&[], &limits);
    let text = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(78));
    assert!(text.contains("NAFTIKO_WORKERS") && text.contains("NAFTIKO_DRAIN_MS"), "{text}");
    let ended = output(&["serve", "--mock"], &[("FORGE_TRAINING_JOBS_REST_PORT", "x")]);
    assert_eq!(ended.status.code(), Some(78));
}

/// One after the other they were four rounds.
#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let environment = [
        ("NAFTIKO_WORKERS", "+2"),
        ("NAFTIKO_DRAIN_MS", "10s"),
        ("NAFTIKO_CONNECTIONS", "0"),
        ("NAFTIKO_LOG", "naftiko_runtime=loud"),
        ("NAFTIKO_LOG_FORMAT", "xml"),
        ("FORGE_TRAINING_JOBS_BASE_URI", "http://upstream:99999"),
        ("FORGE_TRAINING_JOBS_REST_PORT", "80801"),
        ("FORGE_TRAINING_JOBS_REST_ADDRESS", "300.0.0.1"),
        ("FORGE_TRAINING_JOBS_MCP_PORT", "http"),
        ("FORGE_TRAINING_JOBS_REST_CORS_ORIGINS", "app.example.com"),
        ("NAFTIKO_CONTROL_PORT", "-1"),
        ("FORGE_TRAINING_JOBS_REST_ADRESS", "0.0.0.0"),
    ];
    for command in ["serve", "check"] {
        let ended = output(&[command], &environment);
        assert_eq!(ended.status.code(), Some(78), "{command}");
        let text = String::from_utf8_lossy(&ended.stderr);
        for (name, _) in environment.iter().take(11) {
            assert!(text.contains(&format!("  {name}")), "{command}: {name} is not in {text}");
        }
        assert!(text.contains("  MISTRAL_AI_API_KEY: "), "{command}: {text}");
        assert!(!text.contains("upstream:99999"), "a base URI can be a secret: {text}");
    }
    let checked = output(&["check"], &environment);
    let text = String::from_utf8_lossy(&checked.stderr);
    assert!(text.contains("is FORGE_TRAINING_JOBS_REST_ADDRESS meant?"), "{text}");
}

#[test]
fn what_may_be_meant_in_another_way_is_told() {
    let environment = [
        ("MISTRAL_AI_API_KEY", SECRET),
        ("FORGE_TRAINING_JOBS_BASE_URI", "https://upstream.example"),
        ("FORGE_TRAINING_JOBS_REST_ADRESS", "127.0.0.1"),
        ("NAFTIKO_LOG", "warning"),
        ("SSL_CERT_FILE", "/nowhere/certificates.pem"),
        ("SSL_CERT_DIR", "/nowhere"),
        ("PATH", "/bin"),
    ];
    let checked = output(&["check"], &environment);
    assert_eq!(checked.status.code(), Some(0));
    let text = String::from_utf8_lossy(&checked.stderr);
    for part in [
        "FORGE_TRAINING_JOBS_REST_ADRESS is set, and nothing reads it",
        "NAFTIKO_LOG: \"warning\" is no level",
        "is warn meant?",
        "upstreams cannot be called with https",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("PATH is set") && !text.contains(SECRET), "{text}");
    // The log is not silent, and has them too.
    let log = serve(&["serve"], &environment).end();
    assert!(log.contains("is FORGE_TRAINING_JOBS_REST_ADDRESS meant?"), "{log}");
    let sound = output(&["check"], &environment[..1]);
    assert!(sound.stderr.is_empty(), "{}", String::from_utf8_lossy(&sound.stderr));
}

#[test]
#[cfg(unix)]
fn values_that_are_no_text_are_not_missing() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut command = command(&["check"]);
    let ended = command.env("MISTRAL_AI_API_KEY", std::ffi::OsStr::from_bytes(b"a\xff")).output();
    let ended = ended.expect("it runs");
    assert_eq!(ended.status.code(), Some(78));
    let text = String::from_utf8_lossy(&ended.stderr);
    assert!(text.contains("MISTRAL_AI_API_KEY holds bytes that are no text"), "{text}");
}

#[test]
fn misuse_help_version_and_description() {
    assert_eq!(output(&["nonsense"], &[]).status.code(), Some(2));
    assert_eq!(output(&["mcp"], &[]).status.code(), Some(2));
    assert_eq!(output(&["mcp", "--stdio", "--surface", "x"], &[]).status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output(&["--help"], &[]).stdout).contains("mcp --stdio"));
    let version = concat!("forge ", env!("CARGO_PKG_VERSION"));
    assert!(output(&["--version"], &[]).stdout.starts_with(version.as_bytes()));
    let described = output(&["describe", "--format", "json"], &[]);
    assert_eq!(described.status.code(), Some(0));
    let manifest: Value = serde_json::from_slice(&described.stdout).expect("JSON");
    let capability = &manifest["capabilities"][0];
    assert_eq!(capability["variables"][0]["name"], "MISTRAL_AI_API_KEY");
    assert_eq!(capability["surfaces"][0]["routes"].as_array().map(Vec::len), Some(4));
    assert_eq!(capability["surfaces"][1]["tools"].as_array().map(Vec::len), Some(4));
    let text = output(&["describe"], &[]).stdout;
    let text = String::from_utf8_lossy(&text);
    for part in ["/v1/forge/training/jobs/{job-id}/cancel", "FORGE_TRAINING_JOBS_REST_CORS_ORIGINS"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn serve_use_drain() {
    let served = serve(&["serve", "--mock"], &[("MISTRAL_AI_API_KEY", SECRET)]);
    let answer = get(served.rest, "/v1/forge/training/jobs/a?x=1");
    assert_eq!(answer.status, 400);
    let answer = get(served.rest, "/v1/forge/training/jobs/a").json();
    assert_eq!(answer["path"], "/forge/training/jobs/a");
    assert_eq!(answer["headers"]["authorization"], "[redacted]");
    let result = tool(served.mcp, "list-training-jobs", r#"{"page":3}"#);
    assert_eq!(result["structuredContent"]["query"], "page=3");
    let log = served.end();
    assert!(log.contains("ending"), "{log}");
    assert!(!log.contains(SECRET));
}

/// With the feature it is sent; see the tests of that.
#[cfg(not(feature = "otlp"))]
#[test]
fn a_check_says_that_nothing_can_be_sent() {
    let mut command = command(&["check"]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9/token");
    command.env("OTEL_SDK_DISABLED", "1");
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("built without the feature `otlp`") && !said.contains("/token"),
        "{said}"
    );
    assert!(said.contains("OTEL_SDK_DISABLED is neither true nor false"), "{said}");
    assert!(said.contains("MISTRAL_AI_API_KEY"), "and what is missing: {said}");
}

/// With the feature it is sent; see the tests of that.
#[cfg(not(feature = "otlp"))]
#[test]
fn who_cannot_send_to_a_collector_says_so() {
    let mut command = command(&["serve", "--mock"]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9/token");
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut log = BufReader::new(child.stderr.take().expect("a log"));
    let mut said = String::new();
    while !said.contains("mcp surface") && log.read_line(&mut said).is_ok_and(|size| size > 0) {}
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(said.contains("built without the feature `otlp`") && !said.contains("token"), "{said}");
}

#[test]
fn a_second_signal_ends_at_once() {
    let upstream = naftiko_runtime::testing::TestUpstream::start(|_| {
        naftiko_runtime::testing::Script::default().wait(Duration::from_secs(30))
    })
    .expect("an upstream");
    let uri = upstream.uri();
    let environment =
        [("MISTRAL_AI_API_KEY", SECRET), ("FORGE_TRAINING_JOBS_BASE_URI", uri.as_str())];
    let mut served = serve(&[], &environment);
    let mut stream = crate::support::connect(served.rest);
    write!(stream, "GET /v1/forge/training/jobs HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .expect("sent");
    std::thread::sleep(Duration::from_millis(200));
    let begin = Instant::now();
    signal(&served.child, "-INT");
    std::thread::sleep(Duration::from_millis(200));
    assert!(served.child.try_wait().expect("a state").is_none(), "the first signal waits");
    signal(&served.child, "-INT");
    assert_eq!(served.child.wait().expect("it ends").code(), Some(1));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn settings_can_be_checked_without_serving() {
    let key = ("MISTRAL_AI_API_KEY", SECRET);
    let fine = output(&["check"], &[key]);
    assert_eq!(fine.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&fine.stdout), "everything that is needed is set\n");
    assert!(fine.stderr.is_empty());
    // A port that is taken is no setting.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let checked = output(&["check"], &[key, ("FORGE_TRAINING_JOBS_REST_PORT", &port)]);
    assert_eq!(checked.status.code(), Some(0));
    for (wrong, says) in [
        (&[][..], "MISTRAL_AI_API_KEY: "),
        (&[key, ("NAFTIKO_WORKERS", "many")], "NAFTIKO_WORKERS must be a whole number"),
        (&[key, ("FORGE_TRAINING_JOBS_BASE_URI", "hunter2")], "must be an absolute http"),
        (&[key, ("FORGE_TRAINING_JOBS_MCP_PORT", "70000")], "MCP_PORT must be a port"),
        (&[key, ("FORGE_TRAINING_JOBS_REST_CORS_ORIGINS", "app")], "is no origin"),
        (&[key, ("NAFTIKO_TOKENS_WITHOUT_EXP", "yes")], "must be refuse or accept"),
        (
            &[
                key,
                ("FORGE_TRAINING_JOBS_REST_ADDRESS", "0.0.0.0"),
                ("FORGE_TRAINING_JOBS_REST_PORT", "8123"),
                ("FORGE_TRAINING_JOBS_MCP_PORT", "8123"),
            ],
            "-mcp cannot listen on 127.0.0.1:8123 too: forge-training-jobs-rest listens on 0.0.0.0:8123",
        ),
        (
            &[key, ("NAFTIKO_CONTROL_ADDRESS", "x.invalid"), ("NAFTIKO_CONTROL_PORT", "0")],
            "CONTROL",
        ),
    ] {
        let ended = output(&["check"], wrong);
        let served = output(&["serve"], wrong);
        assert_eq!((ended.status.code(), ended.stdout.len()), (Some(78), 0), "{says}");
        assert_eq!(ended.stderr, served.stderr, "as `serve` says it");
        let text = String::from_utf8_lossy(&ended.stderr);
        assert!(text.contains(says) && !text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_port_in_use_is_one_clear_message() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let ended = output(&["serve", "--mock"], &[("FORGE_TRAINING_JOBS_REST_PORT", &port)]);
    assert_eq!(ended.status.code(), Some(1));
    let text = String::from_utf8_lossy(&ended.stderr);
    let expected = format!("cannot listen on 127.0.0.1:{port}: another process listens there");
    assert!(text.contains(&expected) && text.lines().count() == 1, "{text}");
}

pub(crate) fn stdio(upstream: Option<&str>) -> Child {
    let mut command = match upstream {
        Some(_) => command(&["mcp", "--stdio"]),
        None => command(&["mcp", "--stdio", "--mock"]),
    };
    if let Some(uri) = upstream {
        command.env("MISTRAL_AI_API_KEY", SECRET).env("FORGE_TRAINING_JOBS_BASE_URI", uri);
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs")
}

#[test]
fn stdio_answers_and_ends_with_its_input() {
    let mut child = stdio(None);
    let mut input = child.stdin.take().expect("stdin");
    for message in [
        r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        "",
        "nonsense",
        r#"{"jsonrpc":"2.0","id":"b","method":"tools/call","params":{"name":"create-training-job","arguments":{"body":{"a":1}}}}"#,
    ] {
        writeln!(input, "{message}").expect("sent");
    }
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0));
    assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
    let text = String::from_utf8(ended.stdout).expect("UTF-8");
    let messages: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a message")).collect();
    assert_eq!(messages.len(), 3, "{text}");
    let by_id = |id: Value| messages.iter().find(|message| message["id"] == id).expect("an answer");
    assert_eq!(by_id(Value::from(0))["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(by_id(Value::from("b"))["result"]["structuredContent"]["body"]["a"], 1);
    assert!(messages.iter().any(|message| message["error"]["code"] == -32700));
}

#[test]
fn stdio_is_concurrent_and_can_be_cancelled() {
    let upstream = naftiko_runtime::testing::TestUpstream::start(|seen| {
        let script = naftiko_runtime::testing::Script::default();
        let wait = if seen.target.ends_with("slow") { 700 } else { 0 };
        let body = "{\n \"a\":\r\n1}";
        script.wait(Duration::from_millis(wait)).head(200, &[], body.len()).send(body.as_bytes())
    })
    .expect("an upstream");
    let mut child = stdio(Some(&upstream.uri()));
    let mut input = child.stdin.take().expect("stdin");
    let call = |id: u8, job: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"get-training-job","arguments":{{"job_id":"{job}"}}}}}}"#
        )
    };
    writeln!(input, "{}\n{}\n{}", call(1, "slow"), call(2, "slow"), call(3, "quick"))
        .expect("sent");
    let mut output = BufReader::new(child.stdout.take().expect("stdout"));
    let mut first = String::new();
    output.read_line(&mut first).expect("a line");
    assert!(first.starts_with("{\"jsonrpc\":\"2.0\",\"id\":3,"), "{first}");
    let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#;
    writeln!(input, "{cancel}").expect("sent");
    drop(input);
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("lines");
    assert!(rest.starts_with("{\"jsonrpc\":\"2.0\",\"id\":2,"), "{rest}");
    assert_eq!(rest.lines().count(), 1, "{rest}");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

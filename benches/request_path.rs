//! One request at a time over one kept connection: both surfaces, against an upstream in this process.
//!
//! For ratios to a hand-written limit, see RESULTS.md; these figures show what a change does.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a benchmark ends with its first surprise"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use criterion::{Criterion, criterion_group, criterion_main};
use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};

struct Connection {
    input: BufReader<TcpStream>,
    output: TcpStream,
}

impl Connection {
    fn open(address: SocketAddr) -> Self {
        let output = TcpStream::connect(address).unwrap();
        output.set_nodelay(true).unwrap();
        Self { input: BufReader::new(output.try_clone().unwrap()), output }
    }

    /// Sends a request and reads the whole answer; gives the length of its body.
    fn exchange(&mut self, request: &[u8]) -> usize {
        self.output.write_all(request).unwrap();
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.input.read_line(&mut line).unwrap();
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.input.read_exact(&mut body).unwrap();
        length
    }
}

fn mcp(params: &str) -> Vec<u8> {
    let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":{params}}}"#);
    let head = "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\n";
    format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn request_path(criterion: &mut Criterion) {
    let item = r#"{"id":"job","status":"RUNNING","note":"épreuve \"x\"","loss":[1.25,null]}"#;
    let small = item.to_owned();
    let large = format!("[{}]", vec![item; 130].join(","));
    let upstream = TestUpstream::start(move |seen| {
        Script::json(if seen.target.contains('?') { &large } else { &small })
    })
    .unwrap();
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", "bench")
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    let server = TestServer::start(&generated_forge::MANIFEST, &config).unwrap();
    let address = |namespace| server.address(namespace).unwrap();
    let mut rest = Connection::open(address("forge-training-jobs-rest"));
    let mut tools = Connection::open(address("forge-training-jobs-mcp"));

    let get = b"GET /v1/forge/training/jobs/job-1 HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let list = b"GET /v1/forge/training/jobs?page=1 HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let refused = b"GET /v1/forge/training/jobs?page=x HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut group = criterion.benchmark_group("rest");
    group.bench_function("get", |bencher| bencher.iter(|| rest.exchange(get)));
    group.bench_function("list-10k", |bencher| bencher.iter(|| rest.exchange(list)));
    group.bench_function("refused", |bencher| bencher.iter(|| rest.exchange(refused)));
    group.finish();

    let listing = mcp(r#""tools/list""#);
    let get =
        mcp(r#""tools/call","params":{"name":"get-training-job","arguments":{"job_id":"job-1"}}"#);
    let list = mcp(r#""tools/call","params":{"name":"list-training-jobs","arguments":{"page":1}}"#);
    let mut group = criterion.benchmark_group("mcp");
    group.bench_function("tools-list", |bencher| bencher.iter(|| tools.exchange(&listing)));
    group.bench_function("get", |bencher| bencher.iter(|| tools.exchange(&get)));
    group.bench_function("list-10k", |bencher| bencher.iter(|| tools.exchange(&list)));
    group.finish();
}

criterion_group!(benches, request_path);
criterion_main!(benches);

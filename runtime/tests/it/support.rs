//! A client of few words, and the servers that the tests talk to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::Value;

pub(crate) const SECRET: &str = "hunter2-secret";
pub(crate) const REST: &str = "forge-training-jobs-rest";
pub(crate) const MCP: &str = "forge-training-jobs-mcp";

#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body ended as announced.
    pub(crate) complete: bool,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    stream
}

/// Sends a request as it is written, and reads one answer.
pub(crate) fn raw(address: SocketAddr, request: &str) -> Answer {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes()).expect("sent");
    read(&mut BufReader::new(stream), request.starts_with("HEAD "))
}

pub(crate) fn read(input: &mut impl BufRead, head_only: bool) -> Answer {
    let mut answer = Answer { complete: true, ..Answer::default() };
    let mut line = String::new();
    input.read_line(&mut line).expect("a status line");
    answer.status = line.split_whitespace().nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    loop {
        line.clear();
        input.read_line(&mut line).expect("a header line");
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if head_only {
        return answer;
    }
    if let Some(length) = answer.header("content-length").map(|text| text.parse().expect("a size"))
    {
        let read = input.take(length).read_to_end(&mut answer.body);
        answer.complete = read.is_ok_and(|size| size as u64 == length);
    } else if answer.header("transfer-encoding") == Some("chunked") {
        answer.complete = read_chunks(input, &mut answer.body).is_some();
    }
    answer
}

fn read_chunks(input: &mut impl BufRead, body: &mut Vec<u8>) -> Option<()> {
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        let size = u64::from_str_radix(line.trim(), 16).ok()?;
        let before = body.len();
        input.take(size).read_to_end(body).ok()?;
        if (body.len() - before) as u64 != size {
            return None;
        }
        input.read_line(&mut line).ok()?;
        if size == 0 {
            return Some(());
        }
    }
}

pub(crate) fn send(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        request.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    raw(address, &format!("{request}\r\n{body}"))
}

pub(crate) fn get(address: SocketAddr, target: &str) -> Answer {
    send(address, "GET", target, &[], "")
}

pub(crate) fn post_json(address: SocketAddr, target: &str, body: &str) -> Answer {
    send(address, "POST", target, &[("content-type", "application/json")], body)
}

/// One MCP request; the answer's message.
pub(crate) fn rpc(address: SocketAddr, message: &str) -> Value {
    let answer = post_json(address, "/mcp", message);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.json()
}

pub(crate) fn tool(address: SocketAddr, name: &str, arguments: &str) -> Value {
    let message = format!(
        r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{{"name":"{name}","arguments":{arguments}}}}}"#
    );
    let mut answer = rpc(address, &message);
    assert_eq!(answer["id"], 7);
    answer["result"].take()
}

/// A server with an upstream.
pub(crate) struct Pair {
    pub(crate) server: TestServer,
    pub(crate) upstream: TestUpstream,
}

impl Pair {
    pub(crate) fn rest(&self) -> SocketAddr {
        self.server.address(REST).expect("a REST surface")
    }

    pub(crate) fn mcp(&self) -> SocketAddr {
        self.server.address(MCP).expect("an MCP surface")
    }

    /// The only request the upstream got.
    pub(crate) fn only(&self) -> Seen {
        let seen = self.upstream.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }
}

pub(crate) fn forge(answer: impl Fn(&Seen) -> Script + Send + Sync + 'static) -> Pair {
    forge_with(|config| config, answer)
}

pub(crate) fn forge_with(
    configure: impl FnOnce(Config) -> Config,
    answer: impl Fn(&Seen) -> Script + Send + Sync + 'static,
) -> Pair {
    let upstream = TestUpstream::start(answer).expect("an upstream");
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    let server = TestServer::start(&crate::forge::MANIFEST, &configure(config)).expect("a server");
    Pair { server, upstream }
}

/// Numbers that are the same in each run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    pub(crate) fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }
}

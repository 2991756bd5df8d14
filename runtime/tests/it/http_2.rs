//! What HTTP/2 asks of a server, frame by frame, with prior knowledge: the rows of `docs/http.md`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use naftiko_runtime::Config;
use naftiko_runtime::testing::Script;

use crate::support::{Pair, connect, forge, forge_with};

const JOB: &str = "/v1/forge/training/jobs/a";
const JOBS: &str = "/v1/forge/training/jobs";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// What comes back on the first stream.
#[derive(Debug, Default)]
struct Reply {
    /// The first octet of the block: a status of the static table is one octet.
    first: Option<u8>,
    data: Vec<u8>,
    reset: Option<u32>,
    goaway: Option<u32>,
}

impl Reply {
    fn status(&self) -> u16 {
        match self.first {
            Some(0x88) => 200,
            Some(0x89) => 204,
            Some(0x8c) => 400,
            Some(0x8d) => 404,
            _ => {
                let problem: Option<serde_json::Value> = serde_json::from_slice(&self.data).ok();
                let status = problem.as_ref().and_then(|problem| problem["status"].as_u64());
                status.and_then(|status| u16::try_from(status).ok()).unwrap_or(0)
            }
        }
    }

    fn is_malformed(&self) -> bool {
        const PROTOCOL_ERROR: u32 = 1;
        self.first.is_none()
            && (self.reset == Some(PROTOCOL_ERROR) || self.goaway == Some(PROTOCOL_ERROR))
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let size = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = size[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// Fields as literals that no table keeps, without Huffman codes.
fn block(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name.as_bytes(), value] {
            block.push(u8::try_from(text.len()).ok().filter(|size| *size < 127).unwrap());
            block.extend(text);
        }
    }
    block
}

fn open(address: SocketAddr) -> TcpStream {
    let mut stream = connect(address);
    stream.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).unwrap();
    stream
}

/// Reads until the stream or the connection ends, or nothing comes.
fn reply(stream: &mut TcpStream) -> Reply {
    let mut reply = Reply::default();
    let mut head = [0; 9];
    while stream.read_exact(&mut head).is_ok() {
        let mut payload =
            vec![0; usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2])];
        if stream.read_exact(&mut payload).is_err() {
            break;
        }
        let code = |from: usize| {
            payload.get(from..from + 4).map(|b| u32::from_be_bytes(b.try_into().unwrap()))
        };
        match head[3] {
            HEADERS => reply.first = payload.first().copied(),
            DATA => reply.data.extend(&payload),
            RESET => {
                reply.reset = code(0);
                break;
            }
            GOAWAY => {
                reply.goaway = code(4);
                break;
            }
            SETTINGS if head[4] == 0 => {
                let _ = stream.write_all(&frame(SETTINGS, 1, 0, &[]));
            }
            _ => {}
        }
        if matches!(head[3], HEADERS | DATA) && head[4] & END_STREAM != 0 {
            break;
        }
    }
    reply
}

/// A request of these fields and nothing else.
fn ask(address: SocketAddr, fields: &[(&str, &[u8])]) -> Reply {
    let mut stream = open(address);
    let flags = END_HEADERS | END_STREAM;
    stream.write_all(&frame(HEADERS, flags, 1, &block(fields))).unwrap();
    reply(&mut stream)
}

fn served() -> Pair {
    forge(|_| Script::json("{}"))
}

const GET: (&str, &[u8]) = (":method", b"GET");
const HTTP: (&str, &[u8]) = (":scheme", b"http");
const PATH: (&str, &[u8]) = (":path", JOB.as_bytes());

fn of(authority: &'static str) -> (&'static str, &'static [u8]) {
    (":authority", authority.as_bytes())
}

#[test]
fn the_authority_is_the_host() {
    let pair = served();
    let host = |host: &'static str| ("host", host.as_bytes());
    for (more, expected) in [
        (&[of("localhost")][..], 200),
        (&[host("localhost")], 200),
        (&[of("localhost"), host("LOCALHOST:80")], 200),
        (&[], 400),
        (&[of("localhost"), host("127.0.0.1")], 400),
        (&[of("evil.example"), host("localhost")], 400),
        (&[of("localhost"), host("evil.example")], 400),
        (&[of("localhost"), host("localhost"), host("localhost")], 400),
        (&[of("evil.example")], 403),
        (&[host("evil.example")], 403),
        (&[of("u:p@localhost")], 400),
    ] {
        for address in [pair.rest(), pair.mcp()] {
            let fields = [&[GET, HTTP, PATH][..], more].concat();
            let reply = ask(address, &fields);
            let found = reply.status();
            // MCP has nothing at this path.
            let same =
                found == expected || (address == pair.mcp() && (expected, found) == (200, 404));
            let refused = expected == 400 && reply.is_malformed();
            assert!(same || refused, "{more:?} {reply:?}");
        }
    }
}

#[test]
fn pseudo_fields_are_whole_and_first() {
    let pair = served();
    let host = of("localhost");
    for fields in [
        &[HTTP, PATH, host][..],
        &[GET, PATH, host],
        &[GET, HTTP, host],
        &[GET, GET, HTTP, PATH, host],
        &[GET, HTTP, PATH, host, ("a", b"b"), (":path", b"/")],
        &[GET, HTTP, PATH, host, (":status", b"200")],
        &[GET, HTTP, PATH, host, (":foo", b"1")],
        &[GET, HTTP, (":path", b""), host],
        &[GET, HTTP, (":path", b"abc"), host],
    ] {
        let reply = ask(pair.rest(), fields);
        assert!(reply.is_malformed() || reply.status() == 400, "{fields:?} {reply:?}");
    }
    assert!(pair.upstream.seen().is_empty());
}

#[test]
fn fields() {
    let pair = served();
    let with = |name: &'static str, value: &'static [u8]| {
        ask(pair.rest(), &[GET, HTTP, PATH, of("localhost"), (name, value)])
    };
    for (name, value) in [
        ("X-A", &b"1"[..]),
        ("x a", b"1"),
        ("x:a", b"1"),
        ("x-a", b"a\nb"),
        ("x-a", b"a\0"),
        ("connection", b"close"),
        ("keep-alive", b"5"),
        ("proxy-connection", b"close"),
        ("transfer-encoding", b"chunked"),
        ("upgrade", b"h2c"),
        ("te", b"gzip"),
    ] {
        let reply = with(name, value);
        assert!(reply.is_malformed(), "{name} {reply:?}");
    }
    for value in [&b" a"[..], b"a ", b"\ta", b"a\t"] {
        let reply = with("x-a", value);
        assert!(reply.is_malformed() || reply.status() == 400, "{value:?} {reply:?}");
    }
    assert!(pair.upstream.seen().is_empty());
    assert_eq!(with("te", b"trailers").status(), 200);
    assert_eq!(with("x-a", b"a b").status(), 200);
}

#[test]
fn lengths_are_those_of_the_data() {
    let pair = served();
    let post = |lengths: &[&'static [u8]]| {
        let mut fields = vec![
            (":method", &b"POST"[..]),
            HTTP,
            (":path", JOBS.as_bytes()),
            of("localhost"),
            ("content-type", b"application/json"),
        ];
        fields.extend(lengths.iter().map(|length| ("content-length", *length)));
        let mut stream = open(pair.rest());
        stream.write_all(&frame(HEADERS, END_HEADERS, 1, &block(&fields))).unwrap();
        stream.write_all(&frame(DATA, END_STREAM, 1, b"{\"a\":1}")).unwrap();
        reply(&mut stream)
    };
    for lengths in [&[&b"9"[..]][..], &[b"3"], &[b"7", b"8"], &[b"x"]] {
        let reply = post(lengths);
        assert!(reply.is_malformed() || reply.status() == 400, "{lengths:?} {reply:?}");
        assert!(pair.upstream.seen().is_empty(), "{lengths:?}");
    }
    assert!(!post(&[b"7"]).is_malformed());
}

#[test]
fn an_answer_before_the_request_is_whole() {
    let pair = served();
    let open_post = |path: &'static str, length: &'static [u8]| {
        let fields = [
            (":method", &b"POST"[..]),
            HTTP,
            (":path", path.as_bytes()),
            of("localhost"),
            ("content-type", b"application/json"),
            ("content-length", length),
        ];
        let mut stream = open(pair.rest());
        stream.write_all(&frame(HEADERS, END_HEADERS, 1, &block(&fields))).unwrap();
        reply(&mut stream)
    };
    assert_eq!(open_post("/nothing", b"5").status(), 404);
    assert_eq!(open_post(JOBS, b"5000000").status(), 413);
    let head = [(":method", &b"HEAD"[..]), HTTP, PATH, of("localhost")];
    let reply = ask(pair.rest(), &head);
    assert_eq!((reply.status(), reply.data.len()), (200, 0));
    let connect = ask(pair.rest(), &[(":method", b"CONNECT"), of("localhost:443")]);
    assert!(connect.is_malformed() || (400..500).contains(&connect.status()), "{connect:?}");
    let extended =
        [(":method", &b"CONNECT"[..]), (":protocol", b"websocket"), HTTP, PATH, of("localhost")];
    assert!(ask(pair.rest(), &extended).is_malformed());
}

/// A block of several frames is decoded as it comes, so what it holds counts before it is whole.
#[test]
fn blocks_that_are_not_whole_have_a_bound() {
    let bounded = |mut config: Config| {
        config.limits.buffer_bytes = 4 << 20;
        config
    };
    let pair = forge_with(bounded, |_| Script::json("{}"));
    let fields = block(&[GET, HTTP, of("localhost"), PATH]);
    let mut begun: Vec<TcpStream> = (0..10)
        .map(|_| {
            let mut stream = open(pair.rest());
            let _ = stream.write_all(&frame(HEADERS, END_STREAM, 1, &fields));
            stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
            stream
        })
        .collect();
    let is_open = |stream: &mut TcpStream| {
        let mut read = [0; 256];
        loop {
            match stream.read(&mut read) {
                Ok(0) => return false,
                Ok(_) => {}
                Err(error) => return error.kind() == std::io::ErrorKind::WouldBlock,
            }
        }
    };
    begun.retain_mut(is_open);
    // Each counts as four times the limit of a head: 256 KiB of the half of the 2 MiB that requests have.
    assert_eq!(begun.len(), 4);
    // A head of one frame, and a block that ends, are served meanwhile.
    assert_eq!(ask(pair.rest(), &[GET, HTTP, of("localhost"), PATH]).status(), 200);
    for mut stream in begun {
        stream.write_all(&frame(CONTINUATION, END_HEADERS, 1, &[])).unwrap();
        assert_eq!(reply(&mut stream).status(), 200);
    }
    let mut late = open(pair.rest());
    late.write_all(&frame(HEADERS, END_STREAM, 1, &fields)).unwrap();
    late.write_all(&frame(CONTINUATION, END_HEADERS, 1, &[])).unwrap();
    assert_eq!(reply(&mut late).status(), 200);
}

/// A newcomer gets the place of a connection that rests, however long a busy one has been there.
#[test]
fn who_is_busy_keeps_its_place_and_another_goes() {
    let two = |mut config: Config| {
        config.limits.connections = 2;
        config
    };
    let pair = forge_with(two, |seen| {
        let wait = if seen.target.ends_with("slow") { 3_000 } else { 0 };
        let answer =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        Script::default().wait(Duration::from_millis(wait)).send(answer)
    });
    let mut busy = open(pair.rest());
    std::thread::sleep(Duration::from_millis(100));
    let _silent = connect(pair.rest());
    let slow = (":path", &b"/v1/forge/training/jobs/slow"[..]);
    let fields = block(&[GET, HTTP, slow, of("localhost")]);
    busy.write_all(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields)).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let answer = ask(pair.rest(), &[GET, HTTP, PATH, of("localhost")]);
    assert_eq!(answer.status(), 200, "{answer:?}");
    busy.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert_eq!(reply(&mut busy).status(), 200);
}

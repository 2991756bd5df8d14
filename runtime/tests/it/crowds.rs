//! Limits that hold in sum: what many requests hold together, and who has a place when all want one.

use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::body::{Body, Frame};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use naftiko_runtime::testing::Script;
use naftiko_runtime::{Config, Limits};
use tokio::net::TcpSocket;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::binary;
use crate::support::{Answer, SECRET, connect, forge_with, get, post_json, read, tool};

const JOBS: &str = "/v1/forge/training/jobs";
const MIB: usize = 1 << 20;

fn limited(limit: impl FnOnce(&mut Limits)) -> impl FnOnce(Config) -> Config {
    |mut config| {
        limit(&mut config.limits);
        config
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A body that says so much, and whether that is all.
struct Said {
    left: usize,
    ends: bool,
}

impl Body for Said {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let size = self.left.min(16 << 10);
        self.left -= size;
        match size {
            0 if self.ends => Poll::Ready(None),
            0 => Poll::Pending,
            _ => Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![b' '; size]))))),
        }
    }
}

async fn http2(address: SocketAddr) -> SendRequest<Said> {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn post(address: SocketAddr, left: usize, ends: bool) -> Request<Said> {
    let request = Request::post(format!("http://{address}{JOBS}"));
    request.header("content-type", "application/json").body(Said { left, ends }).unwrap()
}

fn status<B>(response: &Response<B>) -> (u16, bool) {
    (response.status().as_u16(), response.headers().contains_key("retry-after"))
}

/// The answer to a request with a body of this size, whole.
fn whole(address: SocketAddr, size: usize) -> u16 {
    let body = format!("{{\"name\":\"a\"{}}}", " ".repeat(size - 12));
    assert_eq!(body.len(), size);
    post_json(address, JOBS, &body).status
}

/// Tries until the status is this one: what a connection held is given back when its end was seen.
fn until(wanted: u16, ask: impl Fn() -> u16) {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let status = ask();
        if status == wanted {
            return;
        }
        assert!(Instant::now() < until, "{status}");
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn bodies_of_one_connection_have_a_bound() {
    let pair = forge_with(
        limited(|limits| {
            limits.request_bytes = MIB;
            limits.buffer_bytes = 64 * MIB;
            limits.connection_buffer_bytes = 2 * MIB;
        }),
        |_| Script::json("{}"),
    );
    let rest = pair.rest();
    let runtime = runtime();
    runtime.block_on(async {
        let mut sender = http2(rest).await;
        let open: Vec<_> = (0..20)
            .map(|_| tokio::spawn(sender.send_request(post(rest, MIB / 2, false))))
            .collect();
        let mut refused = 0;
        for answer in open {
            if let Ok(answer) = timeout(Duration::from_secs(1), answer).await {
                assert_eq!(status(&answer.unwrap().unwrap()), (503, true));
                refused += 1;
            }
        }
        assert!((14..20).contains(&refused), "{refused}");
        // Neither another connection nor a small request on this one has to wait for that.
        let mut other = http2(rest).await;
        let answer = other.send_request(post(rest, 2, true)).await.unwrap();
        assert_ne!(answer.status(), 503);
        drop(sender);
    });
    drop(runtime);
    until(200, || whole(rest, MIB));
}

#[test]
fn bodies_of_all_connections_have_a_bound() {
    let pair = forge_with(
        limited(|limits| {
            limits.request_bytes = MIB;
            limits.buffer_bytes = 4 * MIB;
        }),
        |_| Script::json("{}"),
    );
    for (address, path) in [(pair.rest(), JOBS), (pair.mcp(), "/mcp")] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
             content-length: {MIB}\r\n\r\n"
        );
        let mut open: Vec<TcpStream> = (0..8)
            .map(|_| {
                let mut stream = connect(address);
                stream.write_all(head.as_bytes()).unwrap();
                let _ = stream.write_all(&vec![b' '; MIB * 3 / 4]);
                stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
                stream
            })
            .collect();
        let answered: Vec<Vec<u8>> = open
            .iter_mut()
            .map(|stream| {
                let mut answer = vec![0; 400];
                let size = stream.read(&mut answer).unwrap_or(0);
                answer.truncate(size);
                answer
            })
            .collect();
        let refused = answered.iter().filter(|answer| answer.starts_with(b"HTTP/1.1 503")).count();
        assert!((4..8).contains(&refused), "{path}: {refused}");
        // What is small is answered, and who has the largest body alone is too.
        assert_eq!(get(pair.rest(), JOBS).status, 200);
        drop(open);
        until(200, || whole(pair.rest(), MIB));
    }
}

#[test]
fn streams_that_say_nothing_have_a_bound() {
    let pair = forge_with(
        limited(|limits| {
            limits.buffer_bytes = 2 * MIB;
            limits.connection_buffer_bytes = 64 << 10;
            limits.request_bytes = 64 << 10;
        }),
        |_| Script::json("{}"),
    );
    let rest = pair.rest();
    let runtime = runtime();
    runtime.block_on(async {
        let mut sender = http2(rest).await;
        let open: Vec<_> =
            (0..30).map(|_| tokio::spawn(sender.send_request(post(rest, 1, false)))).collect();
        let mut refused = 0;
        for answer in open {
            if let Ok(answer) = timeout(Duration::from_millis(500), answer).await {
                assert_eq!(status(&answer.unwrap().unwrap()), (503, true));
                refused += 1;
            }
        }
        assert!((20..30).contains(&refused), "{refused}");
    });
    drop(runtime);
    until(200, || get(rest, JOBS).status);
}

/// A connection whose receive window is small, with a call that is never read.
fn unread(address: SocketAddr, runtime: &Runtime) -> TcpStream {
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get-training-job","arguments":{"job_id":"a"}}}"#;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = runtime.block_on(socket.connect(address)).unwrap().into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    let size = message.len();
    let request = format!(
        "POST /mcp HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {size}\r\n\r\n{message}"
    );
    (&stream).write_all(request.as_bytes()).unwrap();
    stream
}

#[test]
fn answers_that_nobody_reads_have_a_bound() {
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(4 * MIB));
    let pair = forge_with(
        limited(|limits| {
            limits.result_bytes = 0;
            limits.buffer_bytes = 16 * MIB;
            limits.answer_timeout = Duration::from_secs(3);
        }),
        move |seen| {
            let is_large = seen.target.ends_with("/a");
            Script::json(if is_large { &large } else { "{}" })
        },
    );
    let (mcp, runtime) = (pair.mcp(), runtime());
    let kept: Vec<TcpStream> = (0..6).map(|_| unread(mcp, &runtime)).collect();
    // Two answers or three are held; all others wait, and no further message is taken.
    let small = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    until(503, || post_json(mcp, "/mcp", small).status);
    let refused = post_json(mcp, "/mcp", small);
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert_eq!(get(pair.rest(), &format!("{JOBS}/a")).status, 200, "what is relayed is not held");
    drop(kept);
    until(200, || post_json(mcp, "/mcp", small).status);
    let result = tool(mcp, "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["structuredContent"]["a"].as_str().map(str::len), Some(4 * MIB));
}

#[test]
fn large_heads_have_a_bound() {
    let pair = forge_with(limited(|limits| limits.buffer_bytes = 2 * MIB), |_| Script::json("{}"));
    let begun = format!("GET {JOBS} HTTP/1.1\r\nhost: x\r\nx-a: {}", "a".repeat(60_000));
    let mut open: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = connect(pair.rest());
            let _ = stream.write_all(begun.as_bytes());
            stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            stream
        })
        .collect();
    let closed = |stream: &mut TcpStream| match stream.read(&mut [0; 8]) {
        Ok(size) => size == 0,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    };
    let ended = open.iter_mut().filter_map(|stream| closed(stream).then_some(())).count();
    assert!((15..40).contains(&ended), "{ended}");
    assert_eq!(get(pair.rest(), JOBS).status, 200);
}

#[test]
fn the_limit_of_a_head_is_exact() {
    let pair = forge_with(limited(|limits| limits.header_bytes = 8192), |_| Script::json("{}"));
    let rest = pair.rest();
    let head = |size: usize, blank: &str| {
        let begin = format!("GET {JOBS} HTTP/1.1\r\nhost: {rest}\r\nx-a:{blank}");
        let fill = "a".repeat(size - begin.len() - 4);
        format!("{begin}{fill}\r\n\r\n")
    };
    for (size, status) in [(8191, 200), (8192, 200), (8193, 431), (12_000, 431), (70_000, 431)] {
        for blank in [" ", "", &" ".repeat(7000)] {
            let text = head(size, blank);
            assert_eq!(text.len(), size);
            assert_eq!(crate::support::raw(rest, &text).status, status, "{size}");
            // A byte at a time at the end, so that no read brings more than is allowed.
            let mut stream = connect(rest);
            let (most, last) = text.split_at(size.min(8192) - 3);
            stream.write_all(most.as_bytes()).unwrap();
            for byte in last.as_bytes().chunks(1).take(8) {
                let _ = stream.write_all(byte);
                sleep(Duration::from_millis(2));
            }
            assert_eq!(read(&mut BufReader::new(stream), false).status, status, "{size}");
        }
    }
    runtime().block_on(async {
        for (size, status) in [(8191, 200), (8192, 200), (8193, 431), (12_000, 431)] {
            // RFC 9113, section 10.5.1: 32 bytes beside name and value.
            let others = [
                (":method", "GET"),
                (":scheme", "http"),
                (":authority", &rest.to_string()),
                (":path", JOBS),
            ];
            let known: usize =
                others.iter().map(|(name, value)| name.len() + value.len() + 32).sum();
            let fill = "a".repeat(size - known - "x-a".len() - 32);
            let request = Request::get(format!("http://{rest}{JOBS}")).header("x-a", fill);
            let request = request.body(Said { left: 0, ends: true }).unwrap();
            let answer = http2(rest).await.send_request(request).await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{size}");
        }
    });
}

#[test]
fn one_surface_takes_no_place_of_another() {
    let pair = forge_with(
        |config| limited(|limits| limits.connections = 3)(config).set("NAFTIKO_CONTROL_PORT", "0"),
        |_| Script::json("{}"),
    );
    let control = pair.server.address("control").unwrap();
    let (rest, mcp) = (pair.rest(), pair.mcp());
    // In the middle of a head, so that none of them is at rest.
    let busy: Vec<TcpStream> = (0..3)
        .map(|_| {
            let mut stream = connect(rest);
            stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
            stream
        })
        .collect();
    sleep(Duration::from_millis(200));
    let mut refused = connect(rest);
    assert_eq!(refused.read(&mut [0; 8]).unwrap_or(0), 0);
    for _ in 0..5 {
        assert_eq!(get(control, "/health/live").status, 200);
        let ping = post_json(mcp, "/mcp", r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#);
        assert_eq!(ping.status, 200);
    }
    drop(busy);
    until(200, || {
        let mut stream = connect(rest);
        let sent =
            write!(stream, "GET {JOBS} HTTP/1.1\r\nhost: {rest}\r\nconnection: close\r\n\r\n");
        let mut text = Vec::new();
        let read = sent.and_then(|()| stream.read_to_end(&mut text));
        if read.is_ok() && text.starts_with(b"HTTP/1.1 200") { 200 } else { 0 }
    });
}

#[test]
fn who_rests_longest_goes_for_a_newcomer() {
    let pair = forge_with(limited(|limits| limits.connections = 3), |_| Script::json("{}"));
    let rest = pair.rest();
    let mut silent: Vec<TcpStream> = (0..3)
        .map(|_| {
            let stream = connect(rest);
            sleep(Duration::from_millis(50));
            stream
        })
        .collect();
    let request = format!("GET {JOBS} HTTP/1.1\r\nhost: {rest}\r\n\r\n");
    let ask = |stream: &mut TcpStream| -> Answer {
        stream.write_all(request.as_bytes()).unwrap();
        read(&mut BufReader::new(stream), false)
    };
    let mut newcomer = connect(rest);
    assert_eq!(ask(&mut newcomer).status, 200);
    assert_eq!(silent[0].read(&mut [0; 8]).unwrap_or(0), 0, "the first has gone");
    assert_eq!(ask(&mut silent[1]).status, 200);
    assert_eq!(ask(&mut silent[2]).status, 200);
    // One that was used and rests now goes as well.
    sleep(Duration::from_millis(800));
    let mut another = connect(rest);
    assert_eq!(ask(&mut another).status, 200);
}

#[test]
fn nobody_of_a_burst_is_refused_where_others_only_rest() {
    let environment =
        [("MISTRAL_AI_API_KEY", SECRET), ("NAFTIKO_CONNECTIONS", "300"), ("NAFTIKO_WORKERS", "8")];
    let served = binary::serve(&["serve", "--mock"], &environment);
    let _silent: Vec<TcpStream> = (0..300).map(|_| connect(served.rest)).collect();
    // All are there at once when it goes on.
    served.signal("-STOP");
    let request = format!("GET {JOBS}/a HTTP/1.1\r\nhost: {}\r\n\r\n", served.rest);
    let burst: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = connect(served.rest);
            stream.write_all(request.as_bytes()).unwrap();
            stream
        })
        .collect();
    served.signal("-CONT");
    for stream in burst {
        assert_eq!(read(&mut BufReader::new(stream), false).status, 200);
    }
    let log = served.end();
    assert!(!log.contains("refused"), "{log}");
}

//! Callers that go away, do not read, or do not speak.

use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use naftiko_runtime::Config;
use naftiko_runtime::testing::{Script, TestServer};

use crate::support::{MCP, REST, SECRET, connect, forge_with, get, read};

const JOBS: &str = "/v1/forge/training/jobs";
const LONG: Duration = Duration::from_secs(10);

/// An upstream that takes a request, sends `answer`, and says when the connection has ended.
fn ends(answer: &'static [u8], repeat: usize) -> (SocketAddr, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (ended, end) = channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let ended = ended.clone();
            thread::spawn(move || {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer);
                for _ in 0..repeat {
                    if stream.write_all(answer).is_err() {
                        break;
                    }
                }
                while stream.read(&mut buffer).is_ok_and(|size| size > 0) {}
                let _ = ended.send(());
            });
        }
    });
    (address, end)
}

fn server(upstream: SocketAddr, limit: impl FnOnce(&mut Config)) -> TestServer {
    let mut config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", format!("http://{upstream}"));
    limit(&mut config);
    TestServer::start(&crate::forge::MANIFEST, &config).unwrap()
}

#[test]
fn who_goes_away_stops_the_call() {
    let (upstream, end) = ends(b"", 0);
    let server = server(upstream, |_| {});
    let mut rest = connect(server.address(REST).unwrap());
    write!(rest, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    assert!(end.recv_timeout(Duration::from_millis(200)).is_err(), "the call is under way");
    drop(rest);
    end.recv_timeout(LONG).expect("the call to the upstream ends");
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get-training-job","arguments":{"job_id":"a"}}}"#;
    let mut mcp = connect(server.address(MCP).unwrap());
    let size = body.len();
    write!(mcp, "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\ncontent-length: {size}\r\n\r\n{body}").unwrap();
    assert!(end.recv_timeout(Duration::from_millis(200)).is_err(), "the call is under way");
    drop(mcp);
    end.recv_timeout(LONG).expect("the call to the upstream ends");
}

#[test]
fn who_goes_away_stops_the_answer() {
    let (upstream, end) = ends(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx", 1);
    let server = server(upstream, |_| {});
    let mut rest = connect(server.address(REST).unwrap());
    write!(rest, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 16];
    rest.read_exact(&mut first).unwrap();
    drop(rest);
    end.recv_timeout(LONG).expect("the call to the upstream ends");
}

#[test]
fn who_does_not_read_is_given_up() {
    const CHUNK: &[u8] = &[b' '; 64 << 10];
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = listener.local_addr().unwrap();
    let (ended, end) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let mut sent = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 60000000\r\n\r\n");
        while sent.is_ok() {
            sent = stream.write_all(CHUNK);
        }
        let _ = ended.send(());
    });
    let server =
        server(upstream, |config| config.limits.write_timeout = Duration::from_millis(300));
    let mut rest = connect(server.address(REST).unwrap());
    write!(rest, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    end.recv_timeout(LONG).expect("the call to the upstream ends");
    assert!(server.stop(), "nothing is left to drain");
}

/// How long the server keeps a connection on which `piece` is written now and then.
fn kept(mut stream: TcpStream, piece: &[u8]) -> Duration {
    let begin = Instant::now();
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    while begin.elapsed() < LONG {
        let written = stream.write_all(piece);
        match stream.read(&mut [0; 512]) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock && written.is_ok() => {}
            _ => break,
        }
    }
    begin.elapsed()
}

#[test]
fn who_does_not_finish_a_head_is_given_up() {
    let pair = forge_with(
        |mut config| {
            config.limits.header_timeout = Duration::from_millis(400);
            config
        },
        |_| Script::json("{}"),
    );
    for (beginning, piece) in
        [("", ""), ("P", "O"), ("GET / HTTP/1.1\r\nx:", "x"), ("PRI * HTTP/2.0\r\n\r", "")]
    {
        let mut fresh = connect(pair.rest());
        fresh.write_all(beginning.as_bytes()).unwrap();
        assert!(kept(fresh, piece.as_bytes()) < LONG / 2, "{beginning:?} {piece:?}");
        let mut used = connect(pair.rest());
        write!(used, "GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        assert_eq!(read(&mut BufReader::new(used.try_clone().unwrap()), false).status, 200);
        used.write_all(beginning.as_bytes()).unwrap();
        assert!(kept(used, piece.as_bytes()) < LONG / 2, "kept, {beginning:?} {piece:?}");
    }
}

#[test]
fn who_dribbles_a_body_is_given_up() {
    let pair = forge_with(
        |mut config| {
            config.limits.body_timeout = Duration::from_millis(400);
            config
        },
        |_| Script::json("{}"),
    );
    for (address, path) in [(pair.rest(), JOBS), (pair.mcp(), "/mcp")] {
        let mut stream = connect(address);
        write!(stream, "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\ncontent-length: 1000\r\n\r\n").unwrap();
        assert!(kept(stream, b" ") < LONG / 2, "{path}");
    }
    assert!(pair.upstream.seen().is_empty());
}

#[test]
fn who_opens_no_window_is_given_up() {
    // HTTP/2 by hand: the preface, settings with an initial window of nothing, and a GET.
    let (upstream, end) = ends(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nxxxxxxxx", 1);
    let server = server(upstream, |config| {
        config.limits.body_timeout = Duration::from_millis(100);
        config.limits.call_timeout = Duration::from_millis(300);
        config.limits.write_timeout = Duration::from_millis(100);
    });
    let mut stream = connect(server.address(REST).unwrap());
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
    let mut block = vec![0x82, 0x86, 0x41, 9];
    block.extend(b"localhost");
    block.extend([0x44, u8::try_from(JOBS.len()).unwrap()]);
    block.extend(JOBS.as_bytes());
    bytes.extend([0, 0, u8::try_from(block.len()).unwrap(), 1, 5, 0, 0, 0, 1]);
    bytes.extend(block);
    stream.write_all(&bytes).unwrap();
    assert!(end.recv_timeout(Duration::from_millis(100)).is_err(), "the call is under way");
    end.recv_timeout(LONG).expect("the call to the upstream ends");
}

#[test]
fn who_asks_nothing_in_http_2_is_given_up() {
    let pair = forge_with(
        |mut config| {
            config.limits.header_timeout = Duration::from_millis(300);
            config
        },
        |_| Script::json("{}"),
    );
    let mut stream = connect(pair.rest());
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").unwrap();
    // GOAWAY is the frame of type 7.
    let mut head = [0; 9];
    while head[3] != 7 {
        stream.read_exact(&mut head).unwrap();
        let size = usize::from(head[1]) * 256 + usize::from(head[2]);
        stream.read_exact(&mut vec![0; size]).unwrap();
    }
}

#[test]
fn a_server_that_ends_answers_what_is_on_its_way() {
    let pair = forge_with(|config| config, |_| Script::json("{\"a\":1}"));
    let mut kept = connect(pair.rest());
    let request = format!("GET {JOBS} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    kept.write_all(request.as_bytes()).unwrap();
    let mut input = BufReader::new(kept.try_clone().unwrap());
    let answer = read(&mut input, false);
    assert_eq!((answer.status, answer.header("connection")), (200, None));
    let silent = connect(pair.rest());
    pair.server.drain();
    thread::sleep(Duration::from_millis(100));
    for mut stream in [kept, silent, connect(pair.rest())] {
        stream.write_all(request.as_bytes()).unwrap();
        let mut input = BufReader::new(stream);
        let answer = read(&mut input, false);
        assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
        assert_eq!(input.read(&mut [0; 8]).unwrap(), 0);
    }
    let rest = pair.rest();
    assert!(pair.server.stop());
    assert!(TcpStream::connect(rest).is_err());
}

#[test]
fn slow_answers_end_with_the_call() {
    let pair = forge_with(
        |mut config| {
            config.limits.call_timeout = Duration::from_millis(400);
            config
        },
        |_| {
            let head = Script::default().head(200, &[], 1000);
            (0..100).fold(head, |script, _| script.send(b"1").wait(Duration::from_millis(20)))
        },
    );
    let answer = get(pair.rest(), JOBS);
    assert_eq!((answer.status, answer.complete), (200, false));
    assert!(answer.body.len() < 100);
}

#[test]
fn a_connection_at_rest_is_served_again() {
    let pair = forge_with(|config| config, |seen| Script::json(&format!("\"{}\"", seen.target)));
    let mut stream = connect(pair.rest());
    let mut input = BufReader::new(stream.try_clone().unwrap());
    for round in 0..2 {
        for id in ["a", "b"] {
            write!(stream, "GET {JOBS}/{id}{round} HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
            let answer = read(&mut input, false);
            assert_eq!(answer.text(), format!("\"/forge/training/jobs/{id}{round}\""));
        }
        thread::sleep(Duration::from_millis(900));
    }
    // The beginning of a head is not rest, and is not forgotten.
    write!(stream, "GET {JOBS}/c HTTP/1.1\r\nho").unwrap();
    thread::sleep(Duration::from_millis(900));
    write!(stream, "st: localhost\r\n\r\n").unwrap();
    assert_eq!(read(&mut input, false).text(), "\"/forge/training/jobs/c\"");
}

#[test]
fn an_answer_that_pauses_is_not_at_rest() {
    let pair = forge_with(
        |config| config,
        |_| {
            Script::default().head(200, &[], 4).send(b"{}").wait(Duration::from_secs(1)).send(b"  ")
        },
    );
    let answer = get(pair.rest(), JOBS);
    assert_eq!((answer.text().as_str(), answer.complete), ("{}  ", true));
}

#[test]
fn a_body_that_was_refused_never_becomes_a_request() {
    let pair = forge_with(
        |mut config| {
            config.limits.request_bytes = 100;
            config
        },
        |_| Script::json("{}"),
    );
    let hidden = format!("GET {JOBS}/hidden HTTP/1.1\r\nhost: localhost\r\n\r\n");
    for head in ["content-length: 5000", "transfer-encoding: chunked"] {
        let mut stream = connect(pair.rest());
        let piece = if head.starts_with('t') {
            format!("c8\r\n{}\r\n", "x".repeat(200))
        } else {
            String::new()
        };
        write!(stream, "POST {JOBS} HTTP/1.1\r\nhost: localhost\r\n{head}\r\n\r\n{piece}").unwrap();
        assert_eq!(read(&mut BufReader::new(stream.try_clone().unwrap()), false).status, 413);
        thread::sleep(Duration::from_millis(900));
        let mut rest = Vec::new();
        if stream.write_all(hidden.as_bytes()).is_ok() {
            let _ = stream.read_to_end(&mut rest);
        }
        assert!(rest.is_empty(), "{}", String::from_utf8_lossy(&rest));
    }
    assert!(pair.upstream.seen().is_empty());
}

/// What `nc -N` does, and libraries that have nothing more to say.
#[test]
fn who_only_stops_sending_is_answered() {
    let late = || {
        Script::default().wait(Duration::from_millis(400)).send(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
        )
    };
    let pair = forge_with(|config| config, move |_| late());
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get-training-job","arguments":{"job_id":"a"}}}"#;
    let size = call.len();
    for (address, request) in [
        (pair.rest(), format!("GET {JOBS}/a HTTP/1.1\r\nhost: localhost\r\n\r\n")),
        (pair.rest(), format!("POST {JOBS}/a/cancel HTTP/1.1\r\nhost: localhost\r\n\r\n")),
        (
            pair.mcp(),
            format!(
                "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n\r\n{call}"
            ),
        ),
    ] {
        for pause in [0, 50] {
            let mut stream = connect(address);
            stream.write_all(request.as_bytes()).unwrap();
            thread::sleep(Duration::from_millis(pause));
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let mut input = BufReader::new(stream);
            let answer = read(&mut input, false);
            assert_eq!((answer.status, answer.complete), (200, true), "{pause} {request}");
            assert_eq!(input.read(&mut [0; 8]).unwrap(), 0, "then the connection ends");
        }
    }
    // What was not whole is not acted on, and that is said at once.
    let seen = pair.upstream.seen().len();
    let begin = Instant::now();
    let mut half = connect(pair.rest());
    write!(half, "POST {JOBS} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 70\r\n\r\n{{\"a\":1}}").unwrap();
    half.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(read(&mut BufReader::new(half), false).status, 400);
    assert!(begin.elapsed() < Duration::from_secs(3));
    assert_eq!(pair.upstream.seen().len(), seen);
}

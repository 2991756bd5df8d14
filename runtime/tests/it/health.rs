//! The port for probes: two answers, from the first moment to the last.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use naftiko_runtime::testing::{Script, TestServer};

use crate::binary::{command, serve, signal};
use crate::control::{ask, coast_with};
use crate::support::{Pair, SECRET, connect, forge_with, get, raw, read, send};

const PATHS: [&str; 2] = ["/health/live", "/health/ready"];

fn health(server: &TestServer) -> SocketAddr {
    let listening = server.address("health").expect("a port for probes");
    assert!(listening.ip().is_unspecified(), "probes come to the address of a pod");
    SocketAddr::from(([127, 0, 0, 1], listening.port()))
}

fn probed(answer: impl Fn() -> Script + Send + Sync + 'static) -> Pair {
    let few = |config: naftiko_runtime::Config| {
        let mut config = config.set("NAFTIKO_HEALTH_PORT", "0");
        config.limits.connections = 2;
        config
    };
    forge_with(few, move |_| answer())
}

#[test]
fn two_answers_and_nothing_else() {
    let pair = probed(|| Script::json("{}"));
    let address = health(&pair.server);
    for path in PATHS {
        let answer = get(address, path);
        assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"status":"UP"}"#));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let head = send(address, "HEAD", path, &[], "");
        assert_eq!((head.status, head.header("content-length")), (200, Some("15")));
        // As a kubelet asks, by the address of a pod.
        let kubelet = format!(
            "GET {path} HTTP/1.1\r\nHost: 10.1.2.3:8081\r\nUser-Agent: kube-probe/1.33\r\n\
             Accept: */*\r\nConnection: close\r\n\r\n"
        );
        assert_eq!(raw(address, &kubelet).status, 200);
        assert_eq!(send(address, "POST", path, &[], "{}").header("allow"), Some("GET, HEAD"));
    }
    for path in ["/", "/health", "/health/", "/health/live/", "/status", "/metrics", "/config"] {
        let answer = get(address, path);
        assert_eq!(answer.status, 404, "{path}");
        let said = format!("{:?} {}", answer.headers, answer.text());
        for name in ["forge", "naftiko", env!("CARGO_PKG_VERSION"), "hyper"] {
            assert!(!said.contains(name), "{path}: {name} is in {said}");
        }
    }
    // Two requests over one connection.
    let mut stream = BufReader::new(connect(address));
    for path in PATHS {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.get_mut().write_all(request.as_bytes()).expect("sent");
        assert_eq!(read(&mut stream, false).status, 200);
    }
}

#[test]
fn a_crowd_elsewhere_takes_no_place_of_a_probe() {
    let pair = probed(|| Script::default().wait(Duration::from_secs(30)));
    let mut crowd = Vec::new();
    for address in [pair.rest(), pair.mcp()] {
        for _ in 0..4 {
            let mut stream = connect(address);
            let line = "GET /v1/forge/training/jobs HTTP/1.1\r\nhost: localhost\r\n\r\n";
            stream.write_all(line.as_bytes()).expect("sent");
            crowd.push(stream);
        }
    }
    sleep(Duration::from_millis(200));
    let address = health(&pair.server);
    // Some who never say what they want, and those who do.
    let _silent: Vec<TcpStream> = (0..100).map(|_| connect(address)).collect();
    let begin = Instant::now();
    for path in PATHS {
        assert_eq!(get(address, path).status, 200);
    }
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
}

/// The listeners close half a second after the signal; probes are answered until the last request is.
#[test]
fn while_it_drains_it_lives_and_is_not_ready() {
    let pair = probed(|| {
        let late =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
        Script::default().wait(Duration::from_millis(2500)).send(late)
    });
    let address = health(&pair.server);
    let mut slow = BufReader::new(connect(pair.rest()));
    let line = "GET /v1/forge/training/jobs HTTP/1.1\r\nhost: localhost\r\n\r\n";
    slow.get_mut().write_all(line.as_bytes()).expect("sent");
    sleep(Duration::from_millis(200));
    pair.server.drain();
    for pause in [0, 1000] {
        sleep(Duration::from_millis(pause));
        assert_eq!(get(address, "/health/live").status, 200, "after {pause} ms");
        let ready = get(address, "/health/ready");
        assert_eq!((ready.status, ready.text().as_str()), (503, r#"{"status":"DEGRADED"}"#));
    }
    assert!(TcpStream::connect(pair.rest()).is_err(), "nobody else comes in any more");
    assert_eq!(read(&mut slow, false).status, 200);
    assert!(pair.server.stop());
    assert!(TcpStream::connect(address).is_err(), "the port is given back");
}

#[test]
fn beside_a_control_surface_it_is_as_ready() {
    let coast = coast_with(|config| config.set("NAFTIKO_HEALTH_PORT", "0"), |_| Script::json("{}"));
    let address = health(&coast.server);
    assert_eq!(get(address, "/health/ready").status, 200);
    assert_eq!(ask(coast.control, "GET", "/health/ready").status, 200);
    assert_eq!(get(coast.control, "/health/ready").status, 401, "that one is guarded");
    coast.server.drain();
    assert_eq!(get(address, "/health/ready").status, 503);
}

/// From the first connection that the system takes on, every probe gets an answer.
#[test]
fn who_comes_early_is_answered() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    let port = address.port().to_string();
    let mut child = command(&["serve", "--mock"])
        .env("NAFTIKO_HEALTH_PORT", &port)
        .env("NAFTIKO_HEALTH_ADDRESS", "127.0.0.1")
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let begin = Instant::now();
    let mut stream = loop {
        if let Ok(stream) = TcpStream::connect(address) {
            break stream;
        }
        assert!(begin.elapsed() < Duration::from_secs(10), "nobody listens");
    };
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
    stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("sent");
    assert_eq!(read(&mut BufReader::new(stream), false).status, 200);
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn the_log_says_where_it_listens() {
    let environment = [("NAFTIKO_HEALTH_PORT", "0"), ("NAFTIKO_CONTROL_PORT", "0")];
    let log = serve(&["serve", "--mock"], &environment).end();
    assert!(log.contains("health surface health listens on http://0.0.0.0:"), "{log}");
    let log = serve(&["serve", "--mock"], &[("NAFTIKO_HEALTH_ADDRESS", "127.0.0.1")]).end();
    assert!(!log.contains("health surface"), "{log}");
    assert!(log.contains("NAFTIKO_HEALTH_ADDRESS is set and NAFTIKO_HEALTH_PORT is not"), "{log}");
}

#[test]
fn a_wrong_port_is_named_before_anything_listens() {
    let key = ("MISTRAL_AI_API_KEY", SECRET);
    for (wrong, says) in [
        (&[key, ("NAFTIKO_HEALTH_PORT", "http")][..], "NAFTIKO_HEALTH_PORT must be a port"),
        (
            &[key, ("NAFTIKO_HEALTH_PORT", "8123"), ("FORGE_TRAINING_JOBS_REST_PORT", "8123")],
            "health cannot listen on 0.0.0.0:8123 too",
        ),
    ] {
        for name in ["check", "serve"] {
            let ended = command(&[name]).envs(wrong.iter().copied()).output().expect("it runs");
            let text = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(ended.status.code(), Some(78), "{text}");
            assert!(text.contains(says), "{text}");
        }
    }
}

#[test]
fn it_is_there_beside_stdio() {
    let mut child = command(&["mcp", "--stdio", "--mock"])
        .envs([("NAFTIKO_HEALTH_PORT", "0"), ("NAFTIKO_HEALTH_ADDRESS", "127.0.0.1")])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut log = BufReader::new(child.stderr.take().expect("a log"));
    let mut line = String::new();
    log.read_line(&mut line).expect("a line");
    let (_, address) = line.trim().split_once("listens on http://").expect("an address");
    let address: SocketAddr = address.parse().expect("an address");
    assert_eq!(get(address, "/health/ready").text(), r#"{"status":"UP"}"#);
    assert_eq!(get(address, "/status").status, 404, "no control surface was asked for");
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

//! Upstreams that are reached by TLS, in the versions of HTTP that both ends can agree on.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::graceful::GracefulConnection;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::binary::{Served, serve};
use crate::support::{SECRET, get, post_json, tool};

const JOB: &str = "/v1/forge/training/jobs/a";
const JOBS: &str = "/v1/forge/training/jobs";
/// Several records of TLS, and more than is read at once.
const LARGE: usize = 300_000;

/// How an upstream ends connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Keeps,
    /// Says so, a moment after each answer.
    Closes,
    /// In the midst of a body without a length, and as if the cable were cut.
    Cuts,
}

/// An upstream on a thread of its own.
struct Secure {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    /// Set, it takes connections and says nothing.
    is_mute: Arc<AtomicBool>,
    certificate: PathBuf,
}

impl Secure {
    fn start(name: &str, protocols: &[&str], manner: Manner) -> Self {
        Self::start_with(name, &[protocols], manner)
    }

    /// It offers the first protocols to the first connection and so on, the last ones to all others.
    fn start_with(name: &str, protocols: &[&[&str]], manner: Manner) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a configuration");
        let acceptors = protocols.iter().map(|protocols| {
            config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
            TlsAcceptor::from(Arc::new(config.clone()))
        });
        let acceptors: Vec<_> = acceptors.collect();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("set");
        let address = listener.local_addr().expect("an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let (counted, is_mute) = (Arc::clone(&connections), Arc::new(AtomicBool::new(false)));
        let mute = Arc::clone(&is_mute);
        thread::spawn(move || {
            let accepting = accept(listener, &acceptors, (&counted, &mute), manner);
            runtime.expect("a runtime").block_on(accepting);
        });
        let file = format!("naftiko-tls-{}-{}.pem", std::process::id(), address.port());
        let certificate = std::env::temp_dir().join(file);
        std::fs::write(&certificate, made.cert.pem()).expect("written");
        Self { address, connections, is_mute, certificate }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The binary, with this upstream, whose certificate it trusts.
    fn serve(&self) -> Served {
        self.serve_trusting(&self.certificate.to_string_lossy())
    }

    fn serve_trusting(&self, certificates: &str) -> Served {
        serve_with(self.address, certificates)
    }
}

fn serve_with(upstream: SocketAddr, certificates: &str) -> Served {
    let uri = format!("https://localhost:{}", upstream.port());
    let environment = [
        ("MISTRAL_AI_API_KEY", SECRET),
        ("FORGE_TRAINING_JOBS_BASE_URI", uri.as_str()),
        ("SSL_CERT_FILE", certificates),
        ("NAFTIKO_WORKERS", "1"),
        ("NAFTIKO_CONNECT_TIMEOUT_MS", "1000"),
        ("NAFTIKO_RETRIES", "0"),
    ];
    serve(&["serve"], &environment)
}

impl Drop for Secure {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.certificate);
    }
}

async fn accept(
    listener: std::net::TcpListener,
    acceptors: &[TlsAcceptor],
    (connections, is_mute): (&Arc<AtomicUsize>, &AtomicBool),
    manner: Manner,
) {
    let listener = TcpListener::from_std(listener).expect("a listener");
    let mut silenced = Vec::new();
    while let Ok((stream, _)) = listener.accept().await {
        if is_mute.load(Ordering::SeqCst) {
            silenced.push(stream);
            continue;
        }
        let number = connections.load(Ordering::SeqCst).min(acceptors.len() - 1);
        let (acceptor, connections) = (acceptors[number].clone(), Arc::clone(connections));
        tokio::spawn(async move {
            // Who does not trust it ends here.
            let Ok(stream) = acceptor.accept(stream).await else { return };
            connections.fetch_add(1, Ordering::SeqCst);
            match stream.get_ref().1.alpn_protocol() {
                Some(b"h2") => {
                    let builder = http2::Builder::new(TokioExecutor::new());
                    let service = service_fn(answer);
                    serve_in(manner, builder.serve_connection(TokioIo::new(stream), service)).await;
                }
                _ if manner == Manner::Cuts => cut(stream).await,
                _ => {
                    let (builder, service) = (http1::Builder::new(), service_fn(answer));
                    serve_in(manner, builder.serve_connection(TokioIo::new(stream), service)).await;
                }
            }
        });
    }
}

async fn serve_in<C: GracefulConnection>(manner: Manner, connection: C) {
    let mut connection = std::pin::pin!(connection);
    if manner == Manner::Closes {
        let _ = tokio::time::timeout(Duration::from_millis(60), connection.as_mut()).await;
        connection.as_mut().graceful_shutdown();
    }
    let _ = connection.await;
}

async fn cut(mut stream: TlsStream<TcpStream>) {
    let mut room = [0; 4096];
    let _ = stream.read(&mut room).await;
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"cut\":").await;
    let _ = stream.flush().await;
    let (socket, _) = stream.into_inner();
    drop(socket);
}

/// Says what came and in which version, or a lot.
async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let authority = parts.uri.authority().map(ToString::to_string);
    let host = parts.headers.get("host").and_then(|host| host.to_str().ok()).map(str::to_owned);
    let key = parts.headers.get("authorization").map(|key| key.as_bytes().to_vec());
    assert_eq!(key, Some(format!("Bearer {SECRET}").into_bytes()));
    let text = if parts.uri.path().ends_with("/large") {
        format!("{{\"large\":\"{}\"}}", "x".repeat(LARGE))
    } else if parts.uri.path().ends_with("/fields") {
        let names: Vec<_> = parts.headers.keys().map(hyper::header::HeaderName::as_str).collect();
        format!("{{\"uri\":\"{}\",\"names\":\"{}\"}}", parts.uri, names.join(" "))
    } else {
        let host = authority.or(host).unwrap_or_default();
        let (version, size, path) = (parts.version, body.len(), parts.uri.path());
        format!(
            "{{\"version\":\"{version:?}\",\"size\":{size},\"host\":\"{host}\",\"path\":\"{path}\"}}"
        )
    };
    let mut response = Response::new(Full::from(text));
    let json = hyper::header::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    Ok(response)
}

/// What both versions must do.
fn is_served(upstream: &Secure, version: &str) {
    let served = upstream.serve();
    let answer = get(served.rest, JOB);
    assert_eq!(answer.status, 200, "{answer:?}");
    let said = answer.json();
    let host = format!("localhost:{}", upstream.address.port());
    assert_eq!((said["version"].as_str(), said["host"].as_str()), (Some(version), Some(&*host)));
    assert_eq!(said["path"], "/forge/training/jobs/a");
    let body = format!(r#"{{"a":"{}"}}"#, "y".repeat(100_000));
    assert_eq!(post_json(served.rest, JOBS, &body).json()["size"], body.len());
    let large = get(served.rest, "/v1/forge/training/jobs/large").json();
    assert_eq!(large["large"].as_str().map(str::len), Some(LARGE));
    for _ in 0..20 {
        assert_eq!(get(served.rest, JOB).status, 200);
    }
    assert_eq!(upstream.connections(), 1, "calls in turn share a connection");
    let result = tool(served.mcp, "get-training-job", r#"{"job_id":"b"}"#);
    assert_eq!(result["structuredContent"]["path"], "/forge/training/jobs/b");
}

#[test]
fn http1_over_tls() {
    for protocols in [&["http/1.1"][..], &[]] {
        is_served(&Secure::start("localhost", protocols, Manner::Keeps), "HTTP/1.1");
    }
}

#[test]
fn http2_is_chosen_where_there_is_a_choice() {
    let upstream = Secure::start("localhost", &["h2", "http/1.1"], Manner::Keeps);
    is_served(&upstream, "HTTP/2.0");
}

/// RFC 9113, section 8.3.1. The library of the upstream refuses names in upper case by itself.
#[test]
fn row_64_requests_of_http2_are_well_formed() {
    let upstream = Secure::start("localhost", &["h2"], Manner::Keeps);
    let served = upstream.serve();
    let said = get(served.rest, "/v1/forge/training/jobs/fields").json();
    let port = upstream.address.port();
    assert_eq!(said["uri"], format!("https://localhost:{port}/forge/training/jobs/fields"));
    let names: Vec<&str> = said["names"].as_str().expect("names").split(' ').collect();
    assert!(names.contains(&"authorization"), "{names:?}");
    let of_connections = [
        "connection",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "transfer-encoding",
        "upgrade",
    ];
    assert!(of_connections.iter().all(|name| !names.contains(name)), "{names:?}");
}

#[test]
fn calls_at_the_same_time_share_http2() {
    let upstream = Secure::start("localhost", &["h2"], Manner::Keeps);
    let served = upstream.serve();
    let rest = served.rest;
    // Whoever comes before the first answer may open one more.
    assert_eq!(get(rest, JOB).status, 200);
    let callers: Vec<_> = (0..32)
        .map(|_| thread::spawn(move || (0..10).all(|_| get(rest, JOB).status == 200)))
        .collect();
    assert!(callers.into_iter().all(|caller| caller.join().expect("no panic")));
    assert_eq!(upstream.connections(), 1);
}

#[test]
fn a_connection_that_was_closed_in_between_is_replaced() {
    for protocols in ["http/1.1", "h2"] {
        let upstream = Secure::start("localhost", &[protocols], Manner::Closes);
        let served = upstream.serve();
        for round in 1..=4 {
            assert_eq!(get(served.rest, JOB).status, 200, "{protocols}, {round}");
            assert_eq!(upstream.connections(), round, "{protocols}");
            thread::sleep(Duration::from_millis(150));
        }
    }
}

#[test]
fn what_was_cut_is_not_taken_for_whole() {
    let upstream = Secure::start("localhost", &["http/1.1"], Manner::Cuts);
    let served = upstream.serve();
    let result = tool(served.mcp, "get-training-job", r#"{"job_id":"b"}"#);
    assert_eq!(result["isError"], true, "{result}");
    let answer = get(served.rest, JOB);
    assert!(answer.status == 502 || !answer.complete, "{answer:?}");
}

#[test]
fn nobody_is_called_who_cannot_say_who_it_is() {
    let other = Secure::start("localhost", &["h2"], Manner::Keeps);
    let unknown = Secure::start("localhost", &["h2"], Manner::Keeps);
    let renamed = Secure::start("elsewhere.example", &["h2", "http/1.1"], Manner::Keeps);
    let trusted = other.certificate.to_string_lossy();
    for (upstream, served, reason) in [
        (&unknown, unknown.serve_trusting(&trusted), "certificate"),
        (&renamed, renamed.serve(), "certificate"),
        (&unknown, unknown.serve_trusting("/nowhere"), "trusts nobody"),
    ] {
        let answer = get(served.rest, JOB);
        assert_eq!(answer.status, 502, "{answer:?}");
        assert_eq!(upstream.connections(), 0, "no request was made");
        let log = served.end();
        assert!(log.contains(reason) && !log.contains(SECRET), "{log}");
    }
}

#[test]
fn who_never_agrees_on_tls_is_not_waited_for() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let trusted = Secure::start("localhost", &["h2"], Manner::Keeps);
    let address = silent.local_addr().expect("an address");
    let served = serve_with(address, &trusted.certificate.to_string_lossy());
    let answer = get(served.rest, JOB);
    assert_eq!(answer.status, 502, "{answer:?}");
    assert!(served.end().contains("no agreement on TLS in time"));
}

#[test]
fn all_who_wait_for_a_connection_are_told_at_once() {
    let upstream = Secure::start("localhost", &["h2"], Manner::Closes);
    let served = upstream.serve();
    let rest = served.rest;
    assert_eq!(get(rest, JOB).status, 200);
    upstream.is_mute.store(true, Ordering::SeqCst);
    thread::sleep(Duration::from_millis(150));
    let begin = Instant::now();
    let callers: Vec<_> = (0..10).map(|_| thread::spawn(move || get(rest, JOB).status)).collect();
    for caller in callers {
        assert_eq!(caller.join().expect("no panic"), 502);
    }
    let waited = begin.elapsed();
    assert!(waited < Duration::from_millis(1900), "one connect timeout, not ten: {waited:?}");
    upstream.is_mute.store(false, Ordering::SeqCst);
    assert_eq!(get(rest, JOB).status, 200);
    assert_eq!(upstream.connections(), 2);
}

#[test]
fn an_upstream_may_change_its_version_of_http() {
    let (one, two) = (&["http/1.1"][..], &["h2"][..]);
    let upstream = Secure::start_with("localhost", &[two, one, two], Manner::Closes);
    let served = upstream.serve();
    for version in ["HTTP/2.0", "HTTP/1.1", "HTTP/2.0"] {
        let answer = get(served.rest, JOB);
        assert_eq!(answer.status, 200, "{version}: {answer:?}");
        assert_eq!(answer.json()["version"], version);
        thread::sleep(Duration::from_millis(150));
    }
    assert_eq!(upstream.connections(), 3);
}

#[test]
fn an_upstream_is_not_blamed_for_what_cannot_be_asked() {
    let upstream = Secure::start("localhost", &["h2"], Manner::Keeps);
    let served = upstream.serve();
    assert_eq!(get(served.rest, JOB).status, 200);
    let arguments = format!(r#"{{"job_id":"{}"}}"#, "x".repeat(70_000));
    for _ in 0..25 {
        assert_eq!(tool(served.mcp, "get-training-job", &arguments)["isError"], true);
    }
    let result = tool(served.mcp, "get-training-job", r#"{"job_id":"b"}"#);
    assert_eq!(result["structuredContent"]["path"], "/forge/training/jobs/b", "{result}");
}

//! One connection: which HTTP it speaks, its limits, and its end.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use hyper::header::{CONNECTION, HeaderValue};
use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::socket::Socket;
use super::{App, Stage, signal};
use crate::config::Limits;
use crate::race::{First, race};

/// What every HTTP/2 connection begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Both versions of HTTP with all limits set, made once for each worker.
pub(super) struct Http {
    one: http1::Builder,
    two: http2::Builder<Streams>,
    first_bytes: Duration,
    write: Duration,
}

/// Runs the streams of HTTP/2, each no longer than all its limits together: a caller that opens no
/// window for an answer keeps its connection alive, so no other limit ends it.
#[derive(Clone)]
struct Streams {
    longest: Duration,
}

impl<F: Future + Send + 'static> Executor<F> for Streams {
    fn execute(&self, stream: F) {
        let stream = timeout(self.longest, stream);
        tokio::spawn(async move {
            let _ = stream.await;
        });
    }
}

impl Http {
    pub(super) fn new(limits: &Limits) -> Self {
        const HEADERS: usize = 128;
        const STREAMS: u32 = 256;
        const PING: Duration = Duration::from_secs(20);
        let mut one = http1::Builder::new();
        one.timer(TokioTimer::new())
            .header_read_timeout(limits.header_timeout)
            .max_buf_size(limits.header_bytes)
            .max_headers(HEADERS)
            .half_close(false);
        let longest = limits.body_timeout + limits.call_timeout + limits.write_timeout;
        let mut two = http2::Builder::new(Streams { longest });
        two.timer(TokioTimer::new())
            .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
            .max_concurrent_streams(STREAMS)
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING);
        Self { one, two, first_bytes: limits.header_timeout, write: limits.write_timeout }
    }
}

enum Version {
    One,
    Two,
}

/// Serves one connection to its end. How it ends is the caller's affair and only of interest when
/// looking for a mistake.
pub(super) async fn serve(
    stream: TcpStream,
    app: App,
    http: &Http,
    watcher: Watcher,
    stage: watch::Receiver<Stage>,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("a connection has no TCP_NODELAY: {error}");
    }
    let Some(version) = first_bytes(&stream, http, stage.clone()).await else { return };
    let socket = Socket::new(stream, http.write);
    let ended = match version {
        Version::One => {
            let service = service_fn(async |request| {
                let mut response = app.respond(request).await;
                // The receiver has seen the stage of the beginning, and there is no way back.
                if stage.has_changed().unwrap_or(true) {
                    let close = HeaderValue::from_static("close");
                    response.headers_mut().insert(CONNECTION, close);
                }
                Ok::<_, Infallible>(response)
            });
            watcher.watch(http.one.serve_connection(socket, service)).await
        }
        Version::Two => {
            let service = service_fn(|request| {
                let app = app.clone();
                async move { Ok::<_, Infallible>(app.respond(request).await) }
            });
            watcher.watch(http.two.serve_connection(socket, service)).await
        }
    };
    if let Err(error) = ended {
        tracing::debug!("a connection ended early: {error}");
    }
}

/// Which HTTP is spoken; nothing when the connection ends before that is known. A connection that
/// was accepted before the server began to close has a moment to say something.
async fn first_bytes(
    stream: &TcpStream,
    http: &Http,
    mut stage: watch::Receiver<Stage>,
) -> Option<Version> {
    const MOMENT: Duration = Duration::from_millis(100);
    let closing = async {
        signal::reached(&mut stage, Stage::Close).await;
        sleep(MOMENT).await;
    };
    match race(timeout(http.first_bytes, version(stream)), closing).await {
        First::Left(Ok(Ok(version))) => Some(version),
        _ => None,
    }
}

/// Looks at the first bytes without taking them. HTTP/1.1 differs from the preface at once, so the
/// pauses are only for a preface that comes in pieces. They grow, for "POST" begins like it too.
async fn version(stream: &TcpStream) -> io::Result<Version> {
    const FIRST_PAUSE: Duration = Duration::from_millis(5);
    const LONGEST_PAUSE: Duration = Duration::from_millis(640);
    let mut pause = FIRST_PAUSE;
    let mut first = [0_u8; PREFACE.len()];
    loop {
        let size = stream.peek(&mut first).await?;
        if size == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if first[..size] != PREFACE[..size] {
            return Ok(Version::One);
        }
        if size == PREFACE.len() {
            return Ok(Version::Two);
        }
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

//! One connection: which HTTP it speaks, its limits, and its end.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{App, Stage, signal};
use crate::config::Limits;
use crate::race::{First, race};

/// What every HTTP/2 connection begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Both versions of HTTP with all limits set, made once for each worker.
pub(super) struct Http {
    one: http1::Builder,
    two: http2::Builder<TokioExecutor>,
    first_bytes: Duration,
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
        let mut two = http2::Builder::new(TokioExecutor::new());
        two.timer(TokioTimer::new())
            .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
            .max_concurrent_streams(STREAMS)
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING);
        Self { one, two, first_bytes: limits.header_timeout }
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
    mut stage: watch::Receiver<Stage>,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("a connection has no TCP_NODELAY: {error}");
    }
    let first = timeout(http.first_bytes, version(&stream));
    let First::Left(version) = race(first, signal::drain(&mut stage)).await else { return };
    let service = service_fn(|request| {
        let app = app.clone();
        async move { Ok::<_, Infallible>(app.respond(request).await) }
    });
    let ended = match version {
        Ok(Ok(Version::One)) => {
            watcher.watch(http.one.serve_connection(TokioIo::new(stream), service)).await
        }
        Ok(Ok(Version::Two)) => {
            watcher.watch(http.two.serve_connection(TokioIo::new(stream), service)).await
        }
        Ok(Err(_)) | Err(_) => return,
    };
    if let Err(error) = ended {
        tracing::debug!("a connection ended early: {error}");
    }
}

/// Looks at the first bytes without taking them. HTTP/1.1 differs from the preface at once, so the
/// pause is only for a preface that comes in pieces.
async fn version(stream: &TcpStream) -> io::Result<Version> {
    const PAUSE: Duration = Duration::from_millis(5);
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
        sleep(PAUSE).await;
    }
}

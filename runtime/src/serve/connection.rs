//! One connection: which HTTP it speaks, its limits, and its end.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::opening::{self, Version};
use super::pulse::{Beating, Pulse};
use super::socket::Socket;
use super::{App, Stage, one, signal};
use crate::config::Limits;
use crate::race::{First, race};

/// Both versions of HTTP with all limits set, made once for each worker.
pub(super) struct Http {
    one: http1::Builder,
    two: http2::Builder<Streams>,
    /// How long nothing may be asked.
    idle: Duration,
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
        // Looking now and then is cheaper than a timer for every request: see `one`.
        one.header_read_timeout(None)
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
        Self { one, two, idle: limits.header_timeout, write: limits.write_timeout }
    }
}

/// Serves one connection to its end. How it ends is the caller's affair and only of interest when
/// looking for a mistake.
pub(super) async fn serve(
    mut stream: TcpStream,
    app: App,
    http: &Http,
    stage: watch::Receiver<Stage>,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!("a connection has no TCP_NODELAY: {error}");
    }
    let mut read = Bytes::new();
    loop {
        let mut version = Version::One;
        if read.is_empty() {
            let Some(opened) = opened(&stream, http, &mut stage.clone()).await else { return };
            (read, version) = opened;
        }
        let socket = Socket::new(stream, read, http.write);
        // In a box, so that a connection at rest is no larger than its waiting.
        let served = match version {
            Version::One => Box::pin(one::serve(&http.one, socket, &app, &stage, http.idle)).await,
            Version::Two => Box::pin(two(http, socket, &app, &mut stage.clone())).await,
        };
        match served {
            Ok(Some(rests)) => (stream, read) = rests,
            Ok(None) => return,
            Err(error) => {
                tracing::debug!("a connection ended early: {error}");
                return;
            }
        }
    }
}

/// What the first bytes say. Nothing when there are none in time; a connection that was accepted
/// when the server closed its doors has a moment for them.
async fn opened(
    stream: &TcpStream,
    http: &Http,
    stage: &mut watch::Receiver<Stage>,
) -> Option<(Bytes, Version)> {
    const MOMENT: Duration = Duration::from_millis(100);
    let closing = async {
        signal::reached(stage, Stage::Close).await;
        sleep(MOMENT).await;
    };
    match race(timeout(http.idle, opening::read(stream)), closing).await {
        First::Left(Ok(Ok(opened))) => Some(opened),
        _ => None,
    }
}

/// Serves HTTP/2 to the end of the connection. When the server closes its doors, and when there was
/// no request for as long as a connection may be idle, that is the end of the streams that are open.
async fn two(
    http: &Http,
    socket: Socket,
    app: &App,
    stage: &mut watch::Receiver<Stage>,
) -> Result<Option<(TcpStream, Bytes)>, hyper::Error> {
    let pulse = Arc::new(Pulse::default());
    let service = service_fn(|request| {
        let (app, beat) = (app.clone(), pulse.request());
        async move {
            let response = app.respond(request).await;
            Ok::<_, Infallible>(response.map(|body| Beating::new(body, beat)))
        }
    });
    let mut connection = pin!(http.two.serve_connection(socket, service));
    let mut closing = pin!(signal::reached(stage, Stage::Close));
    let mut seen = None;
    loop {
        let look = race(closing.as_mut(), sleep(http.idle));
        match race(connection.as_mut(), look).await {
            First::Left(ended) => return ended.map(|()| None),
            First::Right(First::Left(())) => break,
            First::Right(First::Right(())) => {
                let rests = pulse.at_rest();
                if rests.is_some() && rests == seen {
                    break;
                }
                seen = rests;
            }
        }
    }
    connection.as_mut().graceful_shutdown();
    connection.await.map(|()| None)
}

//! Both versions of HTTP, with the limits of this server.

use std::sync::Arc;
use std::time::Duration;

use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::TokioTimer;
use tokio::time::timeout;

use crate::config::Limits;
use crate::memory::Memory;
use crate::task;

/// Both versions of HTTP with all limits set, made once for each worker.
pub(super) struct Http {
    pub(super) one: http1::Builder,
    pub(super) two: http2::Builder<Streams>,
    /// Time without a request after which a connection is closed.
    pub(super) idle: Duration,
    pub(super) write: Duration,
    pub(super) limits: Limits,
    pub(super) memory: Arc<Memory>,
}

/// Runs the streams of HTTP/2, each no longer than all its limits together: a caller that opens no
/// window for an answer keeps its connection alive, so no other limit ends it.
#[derive(Clone)]
pub(super) struct Streams {
    longest: Duration,
}

impl<F: Future + Send + 'static> Executor<F> for Streams {
    fn execute(&self, stream: F) {
        let stream = timeout(self.longest, stream);
        task::spawn(async move {
            let _ = stream.await;
        });
    }
}

impl Http {
    pub(super) fn new(limits: &Limits, memory: &Arc<Memory>) -> Self {
        const HEADERS: usize = 128;
        const STREAMS: u32 = 256;
        // Bytes that may arrive before they are read, as of a body that waits for its upstream: of a stream and
        // of all.
        const STREAM_WINDOW: u32 = 128 << 10;
        const WINDOW: u32 = 256 << 10;
        const UNSENT: usize = 64 << 10;
        const PING: Duration = Duration::from_secs(20);
        let mut one = http1::Builder::new();
        // Looking now and then is cheaper than a timer for every request: see `one`.
        one.header_read_timeout(None)
            .max_buf_size(limits.header_bytes)
            .max_header_size(limits.header_bytes)
            .max_headers(HEADERS)
            .half_close(false);
        let longest = limits.body_timeout + limits.call_timeout + limits.write_timeout;
        let mut two = http2::Builder::new(Streams { longest });
        two.timer(TokioTimer::new())
            .max_header_list_size(u32::try_from(limits.header_bytes).map_or(u32::MAX, beyond))
            .max_concurrent_streams(STREAMS)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(WINDOW)
            .max_send_buf_size(UNSENT)
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING);
        Self {
            one,
            two,
            idle: limits.header_timeout,
            write: limits.write_timeout,
            limits: limits.clone(),
            memory: Arc::clone(memory),
        }
    }
}

/// The first size that is too large, which is what h2 takes as its limit.
fn beyond(limit: u32) -> u32 {
    limit.saturating_add(1)
}

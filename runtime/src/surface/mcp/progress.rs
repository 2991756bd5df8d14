//! Signs of life of calls that take long, in all revisions: "Progress, cancellation, logging".
//!
//! Only who gave a token gets them, and only when there is no answer within a second: several
//! clients give a token to every call.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::params::Params;
use super::rpc::{self, Reply};

/// Seconds between two signs of life.
const PERIOD: u64 = 1;

/// The token of a call that may take long.
pub(super) fn token<'a>(method: &str, params: &Params<'a>) -> Option<&'a str> {
    params.meta().progress_token().filter(|_| method == "tools/call")
}

/// A request that is being answered: notifications about it, then its response.
pub(crate) struct Watched {
    answering: Pin<Box<dyn Future<Output = Reply> + Send>>,
    /// The token as it was written.
    token: String,
    ticks: Interval,
    seconds: u64,
    answered: bool,
}

/// The same as the body of an answer: MCP 2026-07-28, "JSON or SSE". To drop it cancels the call.
#[derive(Debug)]
pub(crate) struct EventStream {
    first: Option<Reply>,
    watched: Watched,
}

impl Watched {
    pub(super) fn new(
        token: String,
        answering: impl Future<Output = Reply> + Send + 'static,
    ) -> Self {
        let period = Duration::from_secs(PERIOD);
        let mut ticks = interval_at(Instant::now() + period, period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { answering: Box::pin(answering), token, ticks, seconds: PERIOD, answered: false }
    }

    /// The next message; `None` after the response.
    pub(super) async fn next(&mut self) -> Option<Reply> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Returns `true` if the response has been there.
    pub(super) fn is_answered(&self) -> bool {
        self.answered
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Reply>> {
        if self.answered {
            return Poll::Ready(None);
        }
        if let Poll::Ready(reply) = self.answering.as_mut().poll(cx) {
            self.answered = true;
            return Poll::Ready(Some(reply));
        }
        let _: Instant = ready!(self.ticks.poll_tick(cx));
        let notice = rpc::progress(&self.token, self.seconds);
        self.seconds += PERIOD;
        Poll::Ready(Some(notice))
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched").field("answered", &self.answered).finish_non_exhaustive()
    }
}

impl EventStream {
    /// `first` is what `watched` has said already.
    pub(super) fn new(first: Reply, watched: Watched) -> Self {
        Self { first: Some(first), watched }
    }
}

impl Body for EventStream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let message = match self.first.take() {
            Some(first) => Some(first),
            None => ready!(self.watched.poll_next(cx)),
        };
        Poll::Ready(message.map(|message| Ok(Frame::data(event(message)))))
    }
}

fn event(mut message: Reply) -> Bytes {
    rpc::in_one_line(&mut message);
    [b"event: message\ndata: ", &*message, b"\n\n"].concat().into()
}

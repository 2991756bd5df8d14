//! One HTTP/2 connection that all calls of a worker to an upstream share.

use std::sync::{Mutex, PoisonError};

use hyper::body::Incoming;
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};

use super::connect::chain;
use super::outgoing::Outgoing;
use super::stream::Stream;
use crate::error::{CallError, CallErrorKind};

/// A way into the connection.
pub(super) type Sender = SendRequest<Outgoing>;

/// The connection, if there is one.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// And the tick at which it was used last.
    sender: Mutex<Option<(Sender, u32)>>,
    /// Held by whoever opens a connection, so that not everybody does.
    pub(super) opening: tokio::sync::Mutex<()>,
}

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The connection had ended before the request was looked at.
    Unsent(Box<Request<Outgoing>>),
    Failed(CallError),
}

impl Shared {
    /// The connection, which is used at this tick.
    pub(super) fn current(&self, tick: u32) -> Option<Sender> {
        let mut held = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_some_and(|(sender, _)| sender.is_closed()) {
            *held = None;
        }
        let (sender, used) = held.as_mut()?;
        *used = tick;
        Some(sender.clone())
    }

    /// Keeps a connection, unless there is one: that one then.
    pub(super) fn keep(&self, sender: Sender, tick: u32) -> Sender {
        if let Some(current) = self.current(tick) {
            return current;
        }
        let mut held = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some((sender.clone(), tick));
        sender
    }

    /// Lets a connection go that nobody has used for a while; answers that still come do come. Whether
    /// there is one left.
    pub(super) fn close_old(&self, is_old: impl Fn(u32) -> bool) -> bool {
        let mut held = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        held.take_if(|(sender, used)| sender.is_closed() || is_old(*used));
        held.is_some()
    }
}

/// Begins HTTP/2. The connection lives as long as somebody can send over it or waits for an answer.
pub(super) async fn open(stream: Stream) -> Result<Sender, CallError> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.timer(TokioTimer::new());
    let opened = builder.handshake(TokioIo::new(stream)).await;
    let (sender, connection) =
        opened.map_err(|error| CallError::new(CallErrorKind::Connect, chain(&error)))?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!("a connection to an upstream ended: {}", chain(&error));
        }
    });
    Ok(sender)
}

/// The answer to a request, when its head is there.
pub(super) async fn send(
    mut sender: Sender,
    request: Request<Outgoing>,
) -> Result<Response<Incoming>, Unanswered> {
    sender.try_send_request(request).await.map_err(|mut refused| match refused.take_message() {
        Some(request) => Unanswered::Unsent(Box::new(request)),
        None => {
            let detail = chain(refused.error());
            Unanswered::Failed(CallError::new(CallErrorKind::Broken, detail))
        }
    })
}

//! One HTTP/2 connection that all calls of a worker to an upstream share.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};

use super::connect::chain;
use super::outgoing::Outgoing;
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

/// How long the other end may be silent while somebody waits, and how long to answer then. Without
/// that, all calls would go to a connection that was cut without a word, for a quarter of an hour.
const SILENCE: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_secs(10);

/// Begins HTTP/2. The connection lives as long as somebody can send over it or waits for an answer.
pub(super) async fn open<S>(stream: S) -> Result<Sender, CallError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(TokioExecutor::new());
    builder.timer(TokioTimer::new()).keep_alive_interval(SILENCE).keep_alive_timeout(PATIENCE);
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::pending;
    use std::time::Duration;

    use bytes::Bytes;
    use http_body_util::Empty;
    use hyper::server::conn::http2;
    use hyper::service::service_fn;
    use hyper::{Request, Response};
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use tokio::runtime::Builder;
    use tokio::time::{Instant, timeout};

    use super::{Shared, Unanswered, open, send};
    use crate::upstream::outgoing::Outgoing;

    fn request() -> Request<Outgoing> {
        let mut request = Request::new(Outgoing::Whole(Bytes::new()));
        *request.uri_mut() = hyper::Uri::from_static("https://api.example.com/");
        request
    }

    /// On a clock that jumps to whatever is waited for.
    fn run(test: impl Future<Output = ()>) {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build();
        let ended = async { timeout(Duration::from_secs(3600), test).await };
        runtime.expect("a runtime").block_on(ended).expect("an end");
    }

    #[test]
    fn who_is_silent_for_too_long_is_asked_and_given_up() {
        run(async {
            let (ours, theirs) = tokio::io::duplex(1 << 16);
            let service = service_fn(|_| pending::<Result<Response<Empty<Bytes>>, Infallible>>());
            let builder = http2::Builder::new(TokioExecutor::new());
            let serving = builder.serve_connection(TokioIo::new(theirs), service);
            // It takes the request, and then nothing more, as if the cable were cut.
            let serving = tokio::spawn(async move {
                let mut serving = Box::pin(serving);
                let _ = timeout(Duration::from_secs(1), serving.as_mut()).await;
                pending::<()>().await;
            });
            let sender = open(ours).await.expect("a connection");
            let shared = Shared::default();
            let begin = Instant::now();
            let answer = send(shared.keep(sender, 0), request()).await;
            assert!(matches!(answer, Err(Unanswered::Failed(_))));
            let waited = begin.elapsed();
            assert!((20..40).contains(&waited.as_secs()), "{waited:?}");
            assert!(shared.current(0).is_none(), "nobody else is sent there");
            serving.abort();
        });
    }

    #[test]
    fn an_upstream_that_takes_long_is_waited_for() {
        run(async {
            let (ours, theirs) = tokio::io::duplex(1 << 16);
            let service = service_fn(|_| async {
                tokio::time::sleep(Duration::from_secs(300)).await;
                Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
            });
            let builder = http2::Builder::new(TokioExecutor::new());
            tokio::spawn(builder.serve_connection(TokioIo::new(theirs), service));
            let sender = open(ours).await.expect("a connection");
            let answer = send(sender, request()).await;
            assert!(answer.is_ok_and(|answer| answer.status() == 200));
        });
    }

    #[test]
    fn a_connection_is_kept_while_it_is_used() {
        run(async {
            let (ours, _theirs) = tokio::io::duplex(1 << 16);
            let shared = Shared::default();
            assert!(shared.current(0).is_none());
            shared.keep(open(ours).await.expect("a connection"), 0);
            let is_old = |now: u32| move |used: u32| now - used > 6;
            assert!(shared.current(5).is_some());
            assert!(shared.close_old(is_old(11)), "it was used at 5");
            assert!(!shared.close_old(is_old(12)) && shared.current(12).is_none());
        });
    }
}

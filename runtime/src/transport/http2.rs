//! One HTTP/2 connection that all calls of a worker to an upstream share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use super::connect::chain;
use super::outgoing::UpstreamRequestBody;
use crate::error::{CallError, CallErrorKind};
use crate::task::{self, Tasks};

/// A way into the connection.
pub(super) type Sender = SendRequest<UpstreamRequestBody>;

/// The connection, if there is one, and the one that is being opened.
#[derive(Debug, Default)]
pub(super) struct Shared(Mutex<SharedConnection>);

#[derive(Debug, Default)]
struct SharedConnection {
    /// And the tick at which it was used last.
    sender: Option<(Sender, u32)>,
    opening: Option<Opening>,
}

/// The outcome of opening a connection, for all who wait for it; the error is for
/// the log.
type Opening = watch::Receiver<Option<Result<(), String>>>;

/// Error of an exchange of HTTP/2.
pub(super) enum Unanswered {
    /// The connection had ended before the request was looked at.
    Unsent(Box<Request<UpstreamRequestBody>>),
    Failed(CallError),
}

impl SharedConnection {
    fn current(&mut self, tick: u32) -> Option<Sender> {
        self.sender.take_if(|(sender, _)| sender.is_closed());
        let (sender, used) = self.sender.as_mut()?;
        *used = tick;
        Some(sender.clone())
    }
}

impl Shared {
    fn held(&self) -> MutexGuard<'_, SharedConnection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, which is used at this tick.
    pub(super) fn current(&self, tick: u32) -> Option<Sender> {
        self.held().current(tick)
    }

    /// Keeps a connection, unless there is one: that one then.
    pub(super) fn keep(&self, sender: Sender, tick: u32) -> Sender {
        let mut held = self.held();
        held.current(tick).unwrap_or_else(|| {
            held.sender = Some((sender.clone(), tick));
            sender
        })
    }

    /// Lets a connection go that nobody has used for a while; answers that still come do come. Whether
    /// there is one left.
    pub(super) fn close_old(&self, is_old: impl Fn(u32) -> bool) -> bool {
        let mut held = self.held();
        held.sender.take_if(|(sender, used)| sender.is_closed() || is_old(*used));
        held.sender.is_some()
    }

    /// Waits for whoever is opening a connection; the first to come begins that.
    ///
    /// `open` runs as a task of its own: a caller may leave, or not be asked to go on, while others
    /// wait. All of them are told at once when nothing came of it.
    pub(super) async fn opened<F>(&self, open: impl FnOnce() -> F) -> Result<(), CallError>
    where
        F: Future<Output = Result<(), CallError>> + Send + 'static,
    {
        let mut opening = self.opening(open);
        let told = opening.wait_for(Option::is_some).await;
        let told = told.ok().and_then(|told| told.clone());
        let told = told.unwrap_or_else(|| Err("the connection was not opened".to_owned()));
        told.map_err(|detail| CallError::new(CallErrorKind::Connect, detail))
    }

    fn opening<F>(&self, open: impl FnOnce() -> F) -> Opening
    where
        F: Future<Output = Result<(), CallError>> + Send + 'static,
    {
        let mut held = self.held();
        // The task that opens one tells before the channel is closed.
        let under_way = held.opening.as_ref().filter(|opening| opening.has_changed().is_ok());
        if let Some(opening) = under_way.filter(|opening| opening.borrow().is_none()) {
            return opening.clone();
        }
        let (tell, opening) = watch::channel(None);
        held.opening = Some(opening.clone());
        let open = open();
        task::spawn(async move {
            let opened = open.await.map_err(|error| error.detail().to_owned());
            tell.send_replace(Some(opened));
        });
        opening
    }
}

/// Interval of silence after which the other end is asked for a sign of life while somebody waits, and the time
/// to answer then. Without that, all calls would go to a connection that was cut without a word, for a quarter
/// of an hour.
const SILENCE: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of an answer's head: as many as with HTTP/1.1.
const HEADERS: u32 = 64 << 10;

/// Begins HTTP/2. The connection lives as long as somebody can send over it or waits for an answer.
pub(super) async fn open<S>(stream: S) -> Result<Sender, CallError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(Tasks);
    builder.max_header_list_size(HEADERS);
    builder.timer(TokioTimer::new()).keep_alive_interval(SILENCE).keep_alive_timeout(PATIENCE);
    let opened = builder.handshake(TokioIo::new(stream)).await;
    let (sender, connection) =
        opened.map_err(|error| CallError::new(CallErrorKind::Connect, chain(&error)))?;
    task::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!("a connection to an upstream ended: {}", chain(&error));
        }
    });
    Ok(sender)
}

/// The answer to a request, when its head is there.
pub(super) async fn send(
    mut sender: Sender,
    request: Request<UpstreamRequestBody>,
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
    use std::future::{pending, poll_fn};
    use std::pin::pin;
    use std::task::Poll;
    use std::time::Duration;

    use bytes::Bytes;
    use http_body_util::Empty;
    use hyper::server::conn::http2;
    use hyper::service::service_fn;
    use hyper::{Request, Response};
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use tokio::runtime::Builder;
    use tokio::sync::oneshot;
    use tokio::time::{Instant, timeout};

    use super::{CallError, CallErrorKind, Shared, Unanswered, open, send};
    use crate::transport::outgoing::UpstreamRequestBody;

    fn request() -> Request<UpstreamRequestBody> {
        let mut request = Request::new(UpstreamRequestBody::whole(Bytes::new()));
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

    #[test]
    fn who_begins_to_open_one_is_not_needed_to_end_it() {
        run(async {
            let shared = Shared::default();
            let (end, ended) = oneshot::channel();
            let mut first = pin!(shared.opened(|| async move {
                let _ = ended.await;
                Ok(())
            }));
            assert!(poll_fn(|cx| Poll::Ready(first.as_mut().poll(cx))).await.is_pending());
            // From here on nobody asks the first to go on.
            let failed = || async { Err(CallError::new(CallErrorKind::Connect, "another")) };
            let second = shared.opened(failed);
            end.send(()).expect("somebody waits");
            assert!(second.await.is_ok());
            let (third, fourth) = tokio::join!(shared.opened(failed), shared.opened(failed));
            for error in [third, fourth].map(Result::unwrap_err) {
                assert_eq!((error.kind(), error.detail()), (CallErrorKind::Connect, "another"));
            }
        });
    }
}

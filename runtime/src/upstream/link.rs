//! One worker's connections to one upstream.
//!
//! A general pool looks its key up in a map for every call. Here the upstream is known by its
//! index, so what is left is a list, or the one connection over which HTTP/2 carries everything.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::SizeHint;
use tokio::runtime::Handle;
use tokio::time::sleep;

use super::answer::{Arrival, Source};
use super::connect::{Connector, chain};
use super::http1::{Asked, Connection, Failure, Framing, Head, Sending};
use super::http2::{self, Shared, Unanswered};
use super::origin::Origin;
use super::outbound::Outbound;
use super::stream::Stream;
use crate::error::{CallError, CallErrorKind};

/// A connection is not kept for longer than this many ticks: 30 s, about when most servers close it.
const IDLE_TICKS: u32 = 6;
const TICK: Duration = Duration::from_secs(5);
const IDLE_CONNECTIONS: usize = 1024;

/// What is kept between calls.
#[derive(Debug, Default)]
pub(super) struct Link {
    /// Connections nobody uses at the moment, the one used last at the back.
    idle: Mutex<VecDeque<(Connection, u32)>>,
    shared: Shared,
    /// Whether the upstream has chosen HTTP/2.
    is_shared: AtomicBool,
    /// Whether somebody closes what is kept for too long.
    watched: AtomicBool,
    /// Counted by whoever watches, so that no call has to look at a clock.
    ticks: AtomicU32,
}

/// A body that is still to come, and the connection it comes from. Dropped before its end it closes
/// the connection, so that the upstream knows.
#[derive(Debug)]
pub(super) struct Receiving {
    connection: Option<Connection>,
    /// The request, of which a part may still have to go out.
    sending: Option<Sending>,
    framing: Framing,
    /// Whether the upstream takes another request.
    keeps: bool,
    link: Arc<Link>,
}

impl Link {
    fn keep(self: &Arc<Self>, connection: Connection) {
        let since = self.tick();
        {
            let mut connections = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if connections.len() >= IDLE_CONNECTIONS {
                connections.pop_front();
            }
            connections.push_back((connection, since));
        }
        self.watch();
    }

    /// Closes connections when their time has come, until none is left. What was kept is there when
    /// this is called.
    fn watch(self: &Arc<Self>) {
        if self.watched.load(Ordering::SeqCst) {
            return;
        }
        // Without a runtime the process is about to end.
        let Ok(runtime) = Handle::try_current() else { return };
        if self.watched.swap(true, Ordering::SeqCst) {
            return;
        }
        let link = Arc::downgrade(self);
        runtime.spawn(async move {
            loop {
                sleep(TICK).await;
                let Some(link) = link.upgrade() else { return };
                link.ticks.fetch_add(1, Ordering::Relaxed);
                if link.close_old() {
                    continue;
                }
                link.watched.store(false, Ordering::SeqCst);
                // Something may have been kept meanwhile by who saw that this task is there.
                if !link.close_old() || link.watched.swap(true, Ordering::SeqCst) {
                    return;
                }
            }
        });
    }

    fn tick(&self) -> u32 {
        self.ticks.load(Ordering::Relaxed)
    }

    fn is_old(&self, since: u32) -> bool {
        self.tick().wrapping_sub(since) > IDLE_TICKS
    }

    /// Whether any are left.
    fn close_old(&self) -> bool {
        let is_shared = self.shared.close_old(|used| self.is_old(used));
        let mut connections = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while connections.front().is_some_and(|(_, since)| self.is_old(*since)) {
            connections.pop_front();
        }
        is_shared || !connections.is_empty()
    }

    /// A connection on which nothing has happened since its last answer.
    fn take(&self) -> Option<Connection> {
        let mut connections = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((mut connection, since)) = connections.pop_back() {
            if self.is_old(since) {
                // All others have waited even longer.
                connections.clear();
                return None;
            }
            if connection.is_at_rest() {
                return Some(connection);
            }
        }
        None
    }
}

impl Link {
    /// Sends a request over a kept connection, else over a new one.
    ///
    /// A connection that turns out to be closed before a byte of the request has left is replaced;
    /// one that breaks later is an error, since nobody knows what the upstream has done.
    pub(super) async fn send(
        self: &Arc<Self>,
        connector: &Connector,
        origin: &Origin,
        request: Box<Outbound>,
    ) -> Result<Arrival, CallError> {
        if self.is_shared.load(Ordering::Relaxed)
            && let Some(sender) = Box::pin(self.sender(connector, origin)).await?
        {
            return Box::pin(self.share((connector, origin), request, sender)).await;
        }
        let (connection, is_kept) = match self.take() {
            Some(connection) => (connection, true),
            None => match Box::pin(connector.connect(origin)).await? {
                stream if stream.speaks_http2() => {
                    let sender = Box::pin(self.begin_http2(stream)).await?;
                    return Box::pin(self.share((connector, origin), request, sender)).await;
                }
                stream => (Connection::new(stream), false),
            },
        };
        let (asked, sending) = request.into_http1(origin);
        self.exchange((connector, origin), (connection, is_kept), &asked, sending).await
    }

    /// One exchange of HTTP/1.1.
    async fn exchange(
        self: &Arc<Self>,
        (connector, origin): (&Connector, &Origin),
        (mut connection, mut is_kept): (Connection, bool),
        asked: &Asked,
        mut sending: Sending,
    ) -> Result<Arrival, CallError> {
        let head = loop {
            match poll_fn(|cx| connection.poll_head(&mut sending, asked, cx)).await {
                Ok(head) => break head,
                Err(Failure::Connection(_) | Failure::Closed)
                    if is_kept && sending.is_untouched() => {}
                Err(failure) => return Err(CallError::new(CallErrorKind::Broken, chain(&failure))),
            }
            (connection, is_kept) = match self.take() {
                Some(connection) => (connection, true),
                None => match Box::pin(connector.connect(origin)).await? {
                    stream if stream.speaks_http2() => {
                        Box::pin(self.begin_http2(stream)).await?;
                        return Err(other_protocol());
                    }
                    stream => (Connection::new(stream), false),
                },
            };
        };
        let Head { status, headers, framing, keeps } = head;
        let link = Arc::clone(self);
        let (connection, sending) = (Some(connection), Some(sending));
        let receiving = Receiving { connection, sending, framing, keeps, link };
        Ok(Arrival { status, headers, source: receiving.into_source() })
    }

    /// One exchange of HTTP/2.
    async fn share(
        self: &Arc<Self>,
        (connector, origin): (&Connector, &Origin),
        request: Box<Outbound>,
        mut sender: http2::Sender,
    ) -> Result<Arrival, CallError> {
        let wanted = request.wanted;
        let mut request = request.into_http2(origin)?;
        let mut is_first = true;
        let response = loop {
            match http2::send(sender, request).await {
                Ok(response) => break response,
                Err(Unanswered::Unsent(unsent)) if is_first => request = *unsent,
                Err(Unanswered::Unsent(_)) => return Err(closed()),
                Err(Unanswered::Failed(error)) => return Err(error),
            }
            is_first = false;
            sender = self.sender(connector, origin).await?.ok_or_else(other_protocol)?;
        };
        let (head, body) = response.into_parts();
        if head.status.as_u16() >= 600 {
            return Err(CallError::new(CallErrorKind::Broken, "a status that is none"));
        }
        let headers = wanted.of(head.status, head.headers);
        Ok(Arrival { status: head.status, headers, source: Source::Shared(body) })
    }

    /// A way into the connection of HTTP/2, which is opened if need be; `None` when the upstream has
    /// gone back to HTTP/1.1.
    async fn sender(
        self: &Arc<Self>,
        connector: &Connector,
        origin: &Origin,
    ) -> Result<Option<http2::Sender>, CallError> {
        if let Some(sender) = self.shared.current(self.tick()) {
            return Ok(Some(sender));
        }
        let open = || {
            let (link, connector, origin) = (Arc::clone(self), connector.clone(), origin.clone());
            async move {
                let stream = connector.connect(&origin).await?;
                if stream.speaks_http2() {
                    link.begin_http2(stream).await?;
                } else {
                    link.is_shared.store(false, Ordering::Relaxed);
                    link.keep(Connection::new(stream));
                }
                Ok(())
            }
        };
        self.shared.opened(open).await?;
        match self.shared.current(self.tick()) {
            Some(sender) => Ok(Some(sender)),
            None if self.is_shared.load(Ordering::Relaxed) => Err(closed()),
            None => Ok(None),
        }
    }

    async fn begin_http2(self: &Arc<Self>, stream: Stream) -> Result<http2::Sender, CallError> {
        let sender = http2::open(stream).await?;
        self.is_shared.store(true, Ordering::Relaxed);
        let sender = self.shared.keep(sender, self.tick());
        self.watch();
        Ok(sender)
    }
}

/// The next call finds it out before anything was made for the wrong one.
fn other_protocol() -> CallError {
    CallError::new(CallErrorKind::Connect, "the upstream has changed its version of HTTP")
}

fn closed() -> CallError {
    CallError::new(CallErrorKind::Connect, "a new connection was closed at once")
}

impl Receiving {
    /// A body that has come with its head needs its connection no longer.
    fn into_source(mut self) -> Source {
        let whole = self.connection.as_mut().and_then(|it| it.take_whole(&mut self.framing));
        match whole {
            Some(bytes) => {
                self.end();
                Source::Whole(bytes)
            }
            None => Source::Own(Box::new(self)),
        }
    }

    pub(super) fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Failure>>> {
        let Some(connection) = &mut self.connection else { return Poll::Ready(None) };
        let polled = connection.poll_data(&mut self.sending, &mut self.framing, cx);
        if matches!(polled, Poll::Ready(None)) || self.framing.is_over() {
            self.end();
        }
        polled
    }

    /// Keeps the connection for the next call, if it can have one.
    fn end(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let is_in_step = connection.end(self.sending.as_ref());
        if self.keeps && is_in_step {
            self.link.keep(connection);
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.connection.is_none()
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        self.framing.left().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

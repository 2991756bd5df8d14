//! Kept HTTP/1.1 connections to one upstream without TLS.
//!
//! A general pool looks its key up in a map for every call. Here the upstream is known by its
//! index, so what is left is a list.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::Uri;
use hyper::body::SizeHint;
use tokio::runtime::Handle;
use tokio::time::sleep;
use tower_service::Service;

use super::answer::{Arrival, Source};
use super::http1::{Asked, Connection, Failure, Framing, Head, Sending};
use super::pool::{Connector, chain};
use crate::error::{CallError, CallErrorKind};

/// A connection is not kept for longer than this many ticks: 30 s, about when most servers close it.
const IDLE_TICKS: u32 = 6;
const TICK: Duration = Duration::from_secs(5);
const IDLE_CONNECTIONS: usize = 1024;

/// Connections nobody uses at the moment, the one used last at the back.
#[derive(Debug, Default)]
pub(super) struct Idle {
    connections: Mutex<VecDeque<(Connection, u32)>>,
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
    idle: Arc<Idle>,
}

impl Idle {
    fn keep(self: &Arc<Self>, connection: Connection) {
        if !self.watched.load(Ordering::Relaxed) {
            self.watch();
        }
        let since = self.ticks.load(Ordering::Relaxed);
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if connections.len() >= IDLE_CONNECTIONS {
            connections.pop_front();
        }
        connections.push_back((connection, since));
    }

    /// Closes connections when their time has come, until none is left.
    fn watch(self: &Arc<Self>) {
        // Without a runtime the process is about to end.
        let Ok(runtime) = Handle::try_current() else { return };
        if self.watched.swap(true, Ordering::Relaxed) {
            return;
        }
        let idle = Arc::downgrade(self);
        runtime.spawn(async move {
            loop {
                sleep(TICK).await;
                let Some(idle) = idle.upgrade() else { return };
                idle.ticks.fetch_add(1, Ordering::Relaxed);
                if !idle.close_old() {
                    return;
                }
            }
        });
    }

    fn is_old(&self, since: u32) -> bool {
        self.ticks.load(Ordering::Relaxed).wrapping_sub(since) > IDLE_TICKS
    }

    /// Whether any are left.
    fn close_old(&self) -> bool {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        while connections.front().is_some_and(|(_, since)| self.is_old(*since)) {
            connections.pop_front();
        }
        if connections.is_empty() {
            self.watched.store(false, Ordering::Relaxed);
        }
        !connections.is_empty()
    }

    /// A connection on which nothing has happened since its last answer.
    fn take(&self) -> Option<Connection> {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((connection, since)) = connections.pop_back() {
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

/// Sends a request over a kept connection, else over a new one.
///
/// A connection that turns out to be closed before a byte of the request has left is replaced; one
/// that breaks later is an error, since nobody knows what the upstream has done.
pub(super) async fn send(
    idle: &Arc<Idle>,
    connector: &Connector,
    origin: &Uri,
    asked: &Asked,
    mut sending: Sending,
) -> Result<Arrival, CallError> {
    let (head, connection) = loop {
        let kept = idle.take();
        let is_kept = kept.is_some();
        let mut connection = match kept {
            Some(connection) => connection,
            None => connect(connector, origin).await?,
        };
        match poll_fn(|cx| connection.poll_head(&mut sending, asked, cx)).await {
            Ok(head) => break (head, connection),
            Err(Failure::Connection(_) | Failure::Closed) if is_kept && sending.is_untouched() => {}
            Err(failure) => return Err(CallError::new(CallErrorKind::Broken, chain(&failure))),
        }
    };
    let Head { status, headers, framing, keeps } = head;
    let idle = Arc::clone(idle);
    let receiving =
        Receiving { connection: Some(connection), sending: Some(sending), framing, keeps, idle };
    Ok(Arrival { status, headers, source: receiving.into_source() })
}

async fn connect(connector: &Connector, origin: &Uri) -> Result<Connection, CallError> {
    let connected = connector.plain().call(origin.clone()).await;
    let stream =
        connected.map_err(|error| CallError::new(CallErrorKind::Connect, chain(&error)))?;
    Ok(Connection::new(stream.into_inner()))
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
            None => Source::Direct(Box::new(self)),
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
            self.idle.keep(connection);
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.connection.is_none()
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        self.framing.left().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

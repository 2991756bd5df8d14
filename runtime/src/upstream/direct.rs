//! Kept HTTP/1.1 connections to one upstream without TLS.
//!
//! A general pool looks its key up in a map for every call. Here the upstream is known by its
//! index, so what is left is a list.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::runtime::Handle;
use tokio::time::sleep;
use tower_service::Service;

use super::outgoing::Outgoing;
use super::pool::chain;
use crate::error::{CallError, CallErrorKind};

/// Longer than this a connection is not kept; most servers close it about then.
const IDLE: Duration = Duration::from_secs(30);
const IDLE_CONNECTIONS: usize = 1024;

/// The most that is read at once, and so the largest head. A call whose caller does not read holds
/// so much in memory.
const READ_AT_ONCE: usize = 64 << 10;

type Sender = SendRequest<Outgoing>;

/// Connections nobody uses at the moment, the one used last at the back.
#[derive(Debug, Default)]
pub(super) struct Idle {
    connections: Mutex<VecDeque<(Sender, Instant)>>,
    /// Whether somebody closes what is kept for too long.
    watched: AtomicBool,
}

/// A connection while its answer is read.
#[derive(Debug)]
pub(crate) struct Lease {
    idle: Arc<Idle>,
    sender: Sender,
}

impl Lease {
    /// Keeps the connection for the next call; its answer has been read to the end.
    pub(crate) fn give_back(self) {
        if !self.idle.watched.load(Ordering::Relaxed) {
            Idle::watch(&self.idle);
        }
        self.idle.keep(self.sender);
    }
}

impl Idle {
    fn keep(&self, sender: Sender) {
        if sender.is_closed() {
            return;
        }
        let now = Instant::now();
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if connections.len() >= IDLE_CONNECTIONS {
            connections.pop_front();
        }
        connections.push_back((sender, now));
    }

    /// Closes connections when their time has come, until none is left.
    fn watch(idle: &Arc<Self>) {
        // Without a runtime the process is about to end.
        let Ok(runtime) = Handle::try_current() else { return };
        if idle.watched.swap(true, Ordering::Relaxed) {
            return;
        }
        let idle = Arc::downgrade(idle);
        runtime.spawn(async move {
            loop {
                sleep(IDLE).await;
                let Some(idle) = idle.upgrade() else { return };
                if !idle.close_old() {
                    return;
                }
            }
        });
    }

    /// Whether any are left.
    fn close_old(&self) -> bool {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        while connections.front().is_some_and(|(_, since)| since.elapsed() > IDLE) {
            connections.pop_front();
        }
        if connections.is_empty() {
            self.watched.store(false, Ordering::Relaxed);
        }
        !connections.is_empty()
    }

    fn take(&self) -> Option<Sender> {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        let (sender, since) = connections.pop_back()?;
        if since.elapsed() > IDLE {
            // All others have waited even longer.
            connections.clear();
            return None;
        }
        Some(sender)
    }
}

/// Sends a request over a kept connection, else over a new one.
///
/// A connection that was closed before the request went out is replaced; one that breaks later is
/// an error, since nobody knows what the upstream has done.
pub(super) async fn send(
    idle: &Arc<Idle>,
    connector: HttpConnector,
    origin: &Uri,
    mut request: Request<Outgoing>,
) -> Result<(Response<Incoming>, Lease), CallError> {
    while let Some(mut sender) = idle.take() {
        if sender.ready().await.is_err() {
            continue;
        }
        match sender.try_send_request(request).await {
            Ok(response) => return Ok((response, Lease { idle: Arc::clone(idle), sender })),
            Err(mut error) => match error.take_message() {
                Some(unsent) => request = unsent,
                None => return Err(broken(&error.into_error())),
            },
        }
    }
    let mut sender = connect(connector, origin).await?;
    let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
    Ok((response, Lease { idle: Arc::clone(idle), sender }))
}

async fn connect(mut connector: HttpConnector, origin: &Uri) -> Result<Sender, CallError> {
    let stream = connector
        .call(origin.clone())
        .await
        .map_err(|error| CallError::new(CallErrorKind::Connect, chain(&error)))?;
    let (sender, connection) = http1::Builder::new()
        .max_buf_size(READ_AT_ONCE)
        .handshake(stream)
        .await
        .map_err(|error| broken(&error))?;
    tokio::spawn(async move {
        // What breaks here is seen by the call that is under way, if there is one.
        let _ = connection.await;
    });
    Ok(sender)
}

fn broken(error: &hyper::Error) -> CallError {
    CallError::new(CallErrorKind::Broken, chain(error))
}

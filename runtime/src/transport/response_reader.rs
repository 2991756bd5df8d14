//! An answer's body on a connection of HTTP/1.1.

use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::SizeHint;

use super::connection_pool::ConnectionPool;
use super::http1::{Connection, Framing, Http1Error, RequestWriter};

/// A body that is still to come, and the connection it comes from. Dropped before its end it closes
/// the connection, so that the upstream knows.
#[derive(Debug)]
pub(crate) struct ResponseReader {
    pub(super) connection: Option<Connection>,
    /// The request, of which a part may still have to go out.
    pub(super) sending: Option<RequestWriter>,
    pub(super) framing: Framing,
    /// Set if the upstream takes another request.
    pub(super) keeps: bool,
    pub(super) link: Arc<ConnectionPool>,
}

impl ResponseReader {
    /// All of a body that has come with its head, which needs its connection no longer.
    pub(super) fn take_whole(&mut self) -> Option<Bytes> {
        let whole = self.connection.as_mut().and_then(|it| it.take_whole(&mut self.framing))?;
        self.end();
        Some(whole)
    }

    pub(super) fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Http1Error>>> {
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

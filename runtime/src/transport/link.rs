//! Requests over the connections to one upstream.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::connect::{Connector, chain};
use super::connection_pool::ConnectionPool;
use super::http_request::UpstreamHttpRequest;
use super::http1::{Connection, Head, Http1Error, RequestMeta, RequestWriter};
use super::http2::{self, Unanswered};
use super::origin::Origin;
use super::response_head::{BodySource, ResponseHead};
use super::response_reader::ResponseReader;
use super::stream::Stream;
use crate::error::{CallError, CallErrorKind};

impl ConnectionPool {
    /// Sends a request over a kept connection, else over a new one.
    ///
    /// A connection that turns out to be closed before a byte of the request has left is replaced;
    /// one that breaks later is an error, since nobody knows what the upstream has done.
    pub(crate) async fn send(
        self: &Arc<Self>,
        connector: &Connector,
        origin: &Origin,
        request: Box<UpstreamHttpRequest>,
    ) -> Result<ResponseHead, CallError> {
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
        asked: &RequestMeta,
        mut sending: RequestWriter,
    ) -> Result<ResponseHead, CallError> {
        let head = loop {
            match poll_fn(|cx| connection.poll_head(&mut sending, asked, cx)).await {
                Ok(head) => break head,
                Err(Http1Error::Connection(_) | Http1Error::Closed)
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
        let receiving = ResponseReader { connection, sending, framing, keeps, link };
        Ok(ResponseHead { status, headers, source: BodySource::of(receiving) })
    }

    /// One exchange of HTTP/2.
    async fn share(
        self: &Arc<Self>,
        (connector, origin): (&Connector, &Origin),
        request: Box<UpstreamHttpRequest>,
        mut sender: http2::Sender,
    ) -> Result<ResponseHead, CallError> {
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
        Ok(ResponseHead { status: head.status, headers, source: BodySource::Shared(body) })
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

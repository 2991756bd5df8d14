//! Bodies: what is answered, and bounded reading of what is asked.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::timeout;

use crate::config::Limits;
#[cfg(feature = "mcp")]
use crate::mcp::Events;
use crate::rejection::Rejection;
use crate::upstream::AnswerBody;

/// The body of a response.
#[derive(Debug)]
pub struct ResponseBody(Inner);

#[derive(Debug)]
enum Inner {
    Whole(Full<Bytes>),
    Relay(AnswerBody),
    #[cfg(feature = "mcp")]
    Events(Events),
}

impl ResponseBody {
    pub(crate) fn empty() -> Self {
        Self(Inner::Whole(Full::default()))
    }

    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(Inner::Whole(Full::new(bytes.into())))
    }

    pub(crate) fn relay(body: AnswerBody) -> Self {
        Self(Inner::Relay(body))
    }

    #[cfg(feature = "mcp")]
    pub(crate) fn events(events: Events) -> Self {
        Self(Inner::Events(events))
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match &mut self.0 {
            Inner::Whole(body) => Pin::new(body)
                .poll_frame(cx)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Inner::Relay(body) => {
                Pin::new(body).poll_frame(cx).map(|frame| frame.map(|frame| Ok(frame?)))
            }
            #[cfg(feature = "mcp")]
            Inner::Events(events) => {
                events.poll_event(cx).map(|event| event.map(|event| Ok(Frame::data(event))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Whole(body) => body.is_end_stream(),
            Inner::Relay(body) => body.is_end_stream(),
            #[cfg(feature = "mcp")]
            Inner::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Whole(body) => body.size_hint(),
            Inner::Relay(body) => body.size_hint(),
            #[cfg(feature = "mcp")]
            Inner::Events(_) => SizeHint::default(),
        }
    }
}

/// The whole body of a request, bounded in size and time.
pub(crate) async fn read(body: Incoming, limits: &Limits) -> Result<Bytes, Rejection> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let limit = limits.request_bytes;
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(Rejection::BodyTooLarge(limit));
    }
    let mut collecting = pin!(collect(body, limit));
    // Most bodies have come with their heads, and need no clock.
    match poll_fn(|cx| Poll::Ready(collecting.as_mut().poll(cx))).await {
        Poll::Ready(read) => read,
        Poll::Pending => {
            timeout(limits.body_timeout, collecting).await.unwrap_or(Err(Rejection::BodyLate))
        }
    }
}

async fn collect(mut body: Incoming, limit: usize) -> Result<Bytes, Rejection> {
    let Some(first) = next(&mut body, 0, limit).await? else {
        return Ok(Bytes::new());
    };
    if body.is_end_stream() {
        return Ok(first);
    }
    let mut all = BytesMut::from(first);
    while let Some(piece) = next(&mut body, all.len(), limit).await? {
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}

async fn next(body: &mut Incoming, read: usize, limit: usize) -> Result<Option<Bytes>, Rejection> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Rejection::BodyBroken)?;
        if let Ok(data) = frame.into_data() {
            if data.len() > limit - read {
                return Err(Rejection::BodyTooLarge(limit));
            }
            return Ok(Some(data));
        }
    }
    Ok(None)
}

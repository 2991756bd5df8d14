//! The body of a response.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};

use crate::transport::UpstreamResponseBody;

/// What is said piece by piece, until there is nothing more.
#[cfg(feature = "mcp")]
pub(crate) trait Events: std::fmt::Debug + Send {
    /// The next piece.
    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>>;
}

/// The body of a response.
#[derive(Debug)]
pub struct ResponseBody(Inner);

#[derive(Debug)]
enum Inner {
    Whole(Full<Bytes>),
    Relay(UpstreamResponseBody),
    #[cfg(feature = "mcp")]
    Events(Box<dyn Events>),
}

impl ResponseBody {
    pub(crate) fn empty() -> Self {
        Self(Inner::Whole(Full::default()))
    }

    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(Inner::Whole(Full::new(bytes.into())))
    }

    pub(crate) fn relay(body: UpstreamResponseBody) -> Self {
        Self(Inner::Relay(body))
    }

    #[cfg(feature = "mcp")]
    pub(crate) fn events(events: impl Events + 'static) -> Self {
        Self(Inner::Events(Box::new(events)))
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

//! The body of a request to an upstream: made here, or passed on as it comes.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, Incoming, SizeHint};

/// What is sent to an upstream.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// A body that was made here.
    Whole(Full<Bytes>),
    /// A caller's body, and how many of its bytes may still come.
    Relay(Incoming, u64),
}

/// Why a caller's body was not sent whole.
#[derive(Debug)]
pub(crate) struct Cut;

impl Outgoing {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self::Whole(Full::new(bytes))
    }

    /// A body of at most `limit` bytes.
    pub(crate) fn relay(body: Incoming, limit: usize) -> Self {
        Self::Relay(body, u64::try_from(limit).unwrap_or(u64::MAX))
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match &mut *self {
            Self::Whole(body) => Pin::new(body)
                .poll_frame(cx)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Self::Relay(body, left) => Pin::new(body).poll_frame(cx).map(|frame| {
                frame.map(|frame| {
                    let frame = frame?;
                    let size = frame.data_ref().map_or(0, Bytes::len);
                    let size = u64::try_from(size).unwrap_or(u64::MAX);
                    *left = left.checked_sub(size).ok_or(Cut)?;
                    Ok(frame)
                })
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Relay(body, _) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Relay(body, _) => body.size_hint(),
        }
    }
}

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the caller's body is larger than allowed")
    }
}

impl std::error::Error for Cut {}

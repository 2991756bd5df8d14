//! The head of a response, and the source of its body.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::body::{Body as _, Incoming, SizeHint};
use hyper::header::HeaderMap;

use super::response_reader::ResponseReader;

/// The source of a body.
pub(crate) enum BodySource {
    /// HTTP/1.1, on a connection of its own.
    Own(Box<ResponseReader>),
    /// HTTP/2, on a connection that others use as well.
    Shared(Incoming),
    /// It is here.
    Whole(Bytes),
}

/// The head of a response, with the source of its body.
pub(crate) struct ResponseHead {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) source: BodySource,
}

impl BodySource {
    pub(super) fn of(mut receiving: ResponseReader) -> Self {
        match receiving.take_whole() {
            Some(bytes) => Self::Whole(bytes),
            None => Self::Own(Box::new(receiving)),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        match self {
            Self::Own(body) => body.is_over(),
            Self::Shared(body) => body.is_end_stream(),
            Self::Whole(bytes) => bytes.is_empty(),
        }
    }

    pub(crate) fn size_hint(&self) -> SizeHint {
        match self {
            Self::Own(body) => body.size_hint(),
            Self::Shared(body) => body.size_hint(),
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
        }
    }
}

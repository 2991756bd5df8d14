//! The body of an answer, as far as it is counted.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::Response;
use hyper::body::{Body, Frame, SizeHint};

use super::LogEntry;
use crate::body::{BodyError, ResponseBody};
use crate::request_id::REQUEST_ID;

struct LoggedBody {
    body: ResponseBody,
    entry: Arc<LogEntry>,
    bytes: u64,
    /// The size that was announced.
    size: Option<u64>,
    is_ended: bool,
}

/// The same answer, with which the entry of its request is over.
pub(crate) fn logged(
    response: Response<ResponseBody>,
    entry: Arc<LogEntry>,
) -> Response<ResponseBody> {
    entry.answered(response.status().as_u16(), response.headers().get(REQUEST_ID));
    response.map(|body| {
        let size = body.size_hint().exact();
        let is_ended = body.is_end_stream();
        ResponseBody::streamed(LoggedBody { body, entry, bytes: 0, size, is_ended })
    })
}

impl Body for LoggedBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            None => self.is_ended = true,
            Some(Ok(frame)) => {
                let size = frame.data_ref().map_or(0, Bytes::len);
                self.bytes += u64::try_from(size).unwrap_or(u64::MAX);
            }
            Some(Err(_)) => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for LoggedBody {
    fn drop(&mut self) {
        let is_whole = self.is_ended || self.body.is_end_stream() || self.size == Some(self.bytes);
        self.entry.sent(self.bytes, !is_whole);
    }
}

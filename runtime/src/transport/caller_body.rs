//! A caller's body on its way to an upstream.

use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::outgoing::{Fault, Progress, RelayedBody};
use crate::end::End;

/// A caller's body that is passed on as it comes.
#[derive(Debug)]
pub(crate) struct CallerBody {
    incoming: Incoming,
    /// The bytes that may still come.
    left: u64,
    progress: Progress,
    /// Whom to tell that all of it was read.
    end: Option<End>,
}

/// The caller's body is larger than allowed.
#[derive(Debug)]
struct BodyTooLarge;

impl Progress {
    const ALL_SENT: u8 = 0;
    const WHOLE: u8 = u8::MAX;

    /// Returns `true` if the body was read to its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.state.load(Ordering::Relaxed) == Self::WHOLE
    }

    fn set(&self, fault: Option<Fault>) {
        self.state.store(fault.map_or(Self::ALL_SENT, |fault| fault as u8 + 1), Ordering::Relaxed);
    }
}

impl CallerBody {
    /// A body of at most `limit` bytes.
    pub(crate) fn new(incoming: Incoming, limit: usize, end: Option<End>) -> Self {
        let left = u64::try_from(limit).unwrap_or(u64::MAX);
        Self { incoming, left, progress: Progress::default(), end }
    }

    fn finish(&self) {
        self.progress.state.store(Progress::WHOLE, Ordering::Relaxed);
        if let Some(end) = &self.end {
            end.tell();
        }
    }
}

impl RelayedBody for CallerBody {
    fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

impl Body for CallerBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.progress.set(Some(Fault::Awaited));
        let frame = ready!(Pin::new(&mut self.incoming).poll_frame(cx));
        self.progress.set(None);
        if frame.is_none() || self.incoming.is_end_stream() {
            self.finish();
        }
        let Self { left, progress, .. } = &mut *self;
        Poll::Ready(frame.map(|frame| {
            let frame = frame.inspect_err(|_| progress.set(Some(Fault::Broken)))?;
            let size = frame.data_ref().map_or(0, Bytes::len);
            let size = u64::try_from(size).unwrap_or(u64::MAX);
            *left = left.checked_sub(size).ok_or_else(|| {
                progress.set(Some(Fault::TooLarge));
                BodyTooLarge
            })?;
            Ok(frame)
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl std::fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the caller's body is larger than allowed")
    }
}

impl std::error::Error for BodyTooLarge {}

//! The body of a request to an upstream: made here, or passed on as it comes.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use crate::end::End;

/// The body of a request to an upstream.
#[derive(Debug)]
pub(crate) enum UpstreamRequestBody {
    /// A body that was made here.
    Whole(Bytes),
    /// A caller's body, and how many of its bytes may still come.
    Relay(Incoming, u64, Progress),
}

/// Whose turn it is while a caller's body is sent: who is to blame when nothing comes of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    state: Arc<AtomicU8>,
    end: Option<End>,
}

/// The caller's fault with the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The next piece has not come yet.
    Awaited,
    /// The body broke off.
    Broken,
    /// More came than is allowed.
    TooLarge,
}

impl Progress {
    const ALL_SENT: u8 = 0;
    const WHOLE: u8 = u8::MAX;

    /// The progress of a body whose end is told.
    pub(crate) fn telling(end: Option<End>) -> Self {
        Self { state: Arc::default(), end }
    }

    fn finish(&self) {
        self.state.store(Self::WHOLE, Ordering::Relaxed);
        if let Some(end) = &self.end {
            end.tell();
        }
    }

    /// The reason why the upstream still waits for the body; `None` when it does not.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let faults = [Fault::Awaited, Fault::Broken, Fault::TooLarge];
        faults.into_iter().find(|fault| *fault as u8 + 1 == self.state.load(Ordering::Relaxed))
    }

    /// Returns `true` if the body was read to its end.
    pub(crate) fn is_whole(&self) -> bool {
        self.state.load(Ordering::Relaxed) == Self::WHOLE
    }

    fn set(&self, fault: Option<Fault>) {
        self.state.store(fault.map_or(Self::ALL_SENT, |fault| fault as u8 + 1), Ordering::Relaxed);
    }
}

/// The caller's body is larger than allowed.
#[derive(Debug)]
pub(crate) struct BodyTooLarge;

impl UpstreamRequestBody {
    /// A body of at most `limit` bytes.
    pub(crate) fn relay(body: Incoming, limit: usize, progress: Progress) -> Self {
        Self::Relay(body, u64::try_from(limit).unwrap_or(u64::MAX), progress)
    }

    /// The progress of a caller's body, who is to blame while the upstream waits for it.
    pub(crate) fn progress(&self) -> Option<Progress> {
        match self {
            Self::Whole(_) => None,
            Self::Relay(_, _, progress) => Some(progress.clone()),
        }
    }
}

impl Body for UpstreamRequestBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match &mut *self {
            Self::Whole(body) => {
                let whole = std::mem::take(body);
                Poll::Ready((!whole.is_empty()).then(|| Ok(Frame::data(whole))))
            }
            Self::Relay(body, left, progress) => {
                progress.set(Some(Fault::Awaited));
                let frame = ready!(Pin::new(&mut *body).poll_frame(cx));
                progress.set(None);
                if frame.is_none() || body.is_end_stream() {
                    progress.finish();
                }
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
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_empty(),
            Self::Relay(body, ..) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => SizeHint::with_exact(body.len() as u64),
            Self::Relay(body, ..) => body.size_hint(),
        }
    }
}

impl std::fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the caller's body is larger than allowed")
    }
}

impl std::error::Error for BodyTooLarge {}

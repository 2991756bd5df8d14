//! The body of a request to an upstream: made here, or passed on as it comes.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a request to an upstream.
#[derive(Debug)]
pub(crate) struct UpstreamRequestBody {
    /// The body that was made here, as far as it was not sent.
    whole: Bytes,
    /// The body that is passed on in its place.
    relayed: Option<Box<dyn RelayedBody>>,
}

/// A body that somebody else sends.
pub(crate) trait RelayedBody:
    Body<Data = Bytes, Error = BodyError> + Send + Sync + Unpin
{
    /// The progress of the body, which says who is to blame while the upstream waits for it.
    fn progress(&self) -> Progress;
}

impl fmt::Debug for dyn RelayedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RelayedBody")
    }
}

/// The party that must act next while a caller's body is sent, to blame when nothing comes of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress {
    pub(super) state: Arc<AtomicU8>,
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
    /// The reason why the upstream still waits for the body; `None` when it does not.
    pub(crate) fn fault(&self) -> Option<Fault> {
        let faults = [Fault::Awaited, Fault::Broken, Fault::TooLarge];
        faults.into_iter().find(|fault| *fault as u8 + 1 == self.state.load(Ordering::Relaxed))
    }
}

impl UpstreamRequestBody {
    pub(crate) fn whole(whole: Bytes) -> Self {
        Self { whole, relayed: None }
    }

    /// Takes the bytes that were made here.
    pub(super) fn take_whole(&mut self) -> Bytes {
        std::mem::take(&mut self.whole)
    }

    /// The progress of a body that is passed on.
    pub(crate) fn progress(&self) -> Option<Progress> {
        self.relayed.as_ref().map(|body| body.progress())
    }
}

#[cfg(feature = "forward")]
impl<B: RelayedBody + 'static> From<B> for UpstreamRequestBody {
    fn from(body: B) -> Self {
        Self { whole: Bytes::new(), relayed: Some(Box::new(body)) }
    }
}

impl Body for UpstreamRequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        if let Some(body) = &mut self.relayed {
            return Pin::new(body).poll_frame(cx);
        }
        let whole = self.take_whole();
        Poll::Ready((!whole.is_empty()).then(|| Ok(Frame::data(whole))))
    }

    fn is_end_stream(&self) -> bool {
        self.relayed.as_ref().map_or(self.whole.is_empty(), Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let whole = || SizeHint::with_exact(self.whole.len() as u64);
        self.relayed.as_ref().map_or_else(whole, Body::size_hint)
    }
}

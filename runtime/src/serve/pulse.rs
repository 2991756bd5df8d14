//! Whether a connection is at rest: everything that was asked is answered, and nothing more begun.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use crate::body::ResponseBody;

/// What is known of one connection. One thread at a time looks at it, so these are plain numbers.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// Requests so far.
    requests: AtomicU32,
    /// How many of them are over.
    answers: AtomicU32,
    /// Whether something was written and is not on its way yet.
    unflushed: AtomicBool,
    /// Whether something was read since the last request or answer: the beginning of a head.
    begun: AtomicBool,
}

/// One request, until it is dropped with its answer.
#[derive(Debug)]
pub(super) struct Beat(Arc<Pulse>);

/// The body of an answer, with which the request is over.
#[derive(Debug)]
pub(super) struct Beating {
    body: ResponseBody,
    _beat: Beat,
}

impl Pulse {
    pub(super) fn request(self: &Arc<Self>) -> Beat {
        self.requests.store(self.requests.load(Relaxed).wrapping_add(1), Relaxed);
        self.begun.store(false, Relaxed);
        Beat(Arc::clone(self))
    }

    pub(super) fn read(&self) {
        self.begun.store(true, Relaxed);
    }

    pub(super) fn written(&self) {
        self.unflushed.store(true, Relaxed);
    }

    pub(super) fn flushed(&self) {
        self.unflushed.store(false, Relaxed);
    }

    /// How many requests there were, if the head of another one has begun and is not whole.
    pub(super) fn in_head(&self) -> Option<u32> {
        let requests = self.requests.load(Relaxed);
        let answered = self.answers.load(Relaxed) == requests;
        (answered && self.begun.load(Relaxed)).then_some(requests)
    }

    /// How many requests there were, if the connection is at rest.
    pub(super) fn at_rest(&self) -> Option<u32> {
        let requests = self.requests.load(Relaxed);
        let answered = self.answers.load(Relaxed) == requests;
        let rests = answered && !self.unflushed.load(Relaxed) && !self.begun.load(Relaxed);
        rests.then_some(requests)
    }
}

impl Beating {
    pub(super) fn new(body: ResponseBody, beat: Beat) -> Self {
        Self { body, _beat: beat }
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        let answers = &self.0.answers;
        answers.store(answers.load(Relaxed).wrapping_add(1), Relaxed);
        self.0.begun.store(false, Relaxed);
    }
}

impl Body for Beating {
    type Data = Bytes;
    type Error = <ResponseBody as Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

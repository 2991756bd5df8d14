//! Activity of a connection. It is idle when every request is answered and no other has begun.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use crate::body::ResponseBody;
use crate::end::End;
use crate::memory::{Claim, FREE, Memory};

/// State of one connection. One thread at a time reads it, so these are plain numbers.
#[derive(Debug)]
pub(super) struct ConnectionActivity {
    /// Of the connection or, when it has one request at a time, of the process.
    memory: Arc<Memory>,
    /// Requests so far.
    requests: AtomicU32,
    /// Requests that are answered.
    answers: AtomicU32,
    /// Set while written bytes are not flushed.
    unflushed: AtomicBool,
    /// Set when the latest request has been read to its end.
    whole: Arc<AtomicBool>,
    /// Bytes that were read since the last request or answer: the beginning of a head.
    begun: AtomicUsize,
}

/// One request, until it is dropped with its answer.
#[derive(Debug)]
pub(super) struct InFlight(Arc<ConnectionActivity>);

/// The body of an answer, with which the request is over.
#[derive(Debug)]
pub(super) struct InFlightBody {
    body: ResponseBody,
    in_flight: InFlight,
    _claim: Option<Claim>,
}

impl ConnectionActivity {
    pub(super) fn new(memory: Arc<Memory>) -> Arc<Self> {
        Arc::new(Self {
            memory,
            requests: AtomicU32::new(0),
            answers: AtomicU32::new(0),
            unflushed: AtomicBool::new(false),
            whole: Arc::default(),
            begun: AtomicUsize::new(0),
        })
    }

    pub(super) fn memory(&self) -> &Arc<Memory> {
        &self.memory
    }

    pub(super) fn request(self: &Arc<Self>) -> InFlight {
        self.requests.store(self.requests.load(Relaxed).wrapping_add(1), Relaxed);
        self.begun.store(0, Relaxed);
        InFlight(Arc::clone(self))
    }

    /// Notes whether the latest request has a body, and returns the flag its reader sets at its end.
    pub(super) fn expects(&self, has_body: bool) -> Option<End> {
        self.whole.store(!has_body, Relaxed);
        has_body.then(|| End::new(&self.whole))
    }

    /// `Some` while a request waits for its answer: `true` when that request has been read.
    pub(super) fn owes_answer(&self) -> Option<bool> {
        (!self.is_idle()).then(|| self.whole.load(Relaxed))
    }

    /// Counts bytes that were read, and returns the bytes so far of the head that has begun.
    pub(super) fn read(&self, size: usize) -> usize {
        let begun = self.begun.load(Relaxed) + size;
        self.begun.store(begun, Relaxed);
        begun
    }

    /// Returns `true` when all requests have been answered.
    pub(super) fn is_idle(&self) -> bool {
        self.answers.load(Relaxed) == self.requests.load(Relaxed)
    }

    pub(super) fn written(&self) {
        self.unflushed.store(true, Relaxed);
    }

    pub(super) fn flushed(&self) {
        self.unflushed.store(false, Relaxed);
    }

    /// The number of requests, if the head of another one has begun and is not complete.
    pub(super) fn in_head(&self) -> Option<u32> {
        let requests = self.requests.load(Relaxed);
        let answered = self.answers.load(Relaxed) == requests;
        (answered && self.begun.load(Relaxed) > 0).then_some(requests)
    }

    /// The number of requests, if the connection is idle.
    pub(super) fn at_rest(&self) -> Option<u32> {
        let requests = self.requests.load(Relaxed);
        let answered = self.answers.load(Relaxed) == requests;
        let rests = answered && !self.unflushed.load(Relaxed) && self.begun.load(Relaxed) == 0;
        rests.then_some(requests)
    }
}

impl InFlightBody {
    pub(super) fn new(body: ResponseBody, in_flight: InFlight, claim: Option<Claim>) -> Self {
        Self { body, in_flight, _claim: claim }
    }
}

impl InFlight {
    /// The budget its bytes are counted in.
    pub(super) fn memory(&self) -> &Arc<Memory> {
        &self.0.memory
    }

    /// A piece of an answer, whose bytes count until they are written. A compiled-in document takes none.
    fn counted(&self, piece: Bytes) -> Bytes {
        if piece.len() <= FREE || !piece.is_unique() {
            return piece;
        }
        let mut claim = Claim::new(&self.memory().answers);
        claim.reach(piece.len());
        claim.hold(piece)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let answers = &self.0.answers;
        answers.store(answers.load(Relaxed).wrapping_add(1), Relaxed);
        self.0.begun.store(0, Relaxed);
    }
}

impl Body for InFlightBody {
    type Data = Bytes;
    type Error = <ResponseBody as Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(frame.map(|frame| Ok(frame?.map_data(|piece| self.in_flight.counted(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

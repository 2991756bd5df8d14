//! The response of an upstream: a head, and a body that is bounded in time and size.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

use super::http1::Http1Error;
use super::response_head::BodySource;
use crate::content::{Content, Room, undo};
use crate::error::{CallError, CallErrorKind};
use crate::memory::{BytePool, Claim, FREE};
use crate::semaphore::Permit;

/// An answer whose body has not been read.
#[derive(Debug)]
pub(crate) struct UpstreamResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: UpstreamResponseBody,
}

/// The body of an answer; it holds the call's place among the concurrent ones.
pub(crate) struct UpstreamResponseBody {
    pub(super) source: BodySource,
    pub(super) deadline: Instant,
    /// Made only when the body has to be waited for.
    timer: Option<Pin<Box<Sleep>>>,
    pub(super) left: u64,
    /// For a stream of events: how long it may be silent.
    pub(super) silence: Option<Duration>,
    /// The error to return at the next turn.
    pub(super) broken: Option<ResponseBodyError>,
    /// The check of a relayed body.
    pub(super) check: Option<Box<dyn BodyCheck>>,
    _permit: Option<Permit>,
}

/// A look at all bytes of a body while they are passed on.
pub(super) trait BodyCheck: Send + Sync {
    /// The next bytes that were read before.
    fn next(&mut self) -> Option<Bytes>;

    /// Returns `true` once if bytes were passed on that have to be sent before an error is returned.
    fn takes_turn(&mut self) -> bool;

    /// Returns `true` if what has come can be what it says, and is when it is over.
    fn look(&mut self, piece: Option<&Bytes>, is_over: bool) -> bool;

    /// The bytes that are still to be passed on.
    fn size(&self) -> u64;
}

/// Error of a response's body.
#[derive(Debug)]
pub(crate) enum ResponseBodyError {
    Late,
    TooLarge,
    Broken(Http1Error),
    /// On a connection of HTTP/2.
    Shared(hyper::Error),
    /// It says that it is JSON.
    NoJson,
}

/// The declaration of an answer's body in its headers.
pub(crate) struct Declared<'h> {
    pub(crate) media: Option<&'h HeaderValue>,
    /// Set if it has a content coding.
    pub(crate) is_coded: bool,
}

pub(crate) const TWO_TYPES: &str = "it names two media types";

impl<'h> Declared<'h> {
    /// `None` where two media types are named: each reader would take another one.
    pub(crate) fn read(headers: &'h HeaderMap) -> Option<Self> {
        let mut declared = Self { media: None, is_coded: false };
        // They are few, so going through all is cheaper than to look two of them up.
        for (name, value) in headers {
            match *name {
                CONTENT_TYPE if declared.media.is_none() => declared.media = Some(value),
                CONTENT_TYPE if declared.media != Some(value) => return None,
                CONTENT_ENCODING => declared.is_coded = true,
                _ => {}
            }
        }
        Some(declared)
    }
}

impl UpstreamResponse {
    /// An answer that has been read.
    #[cfg(feature = "surface")]
    pub(crate) fn whole(content: Content) -> Self {
        let Content { status, mut headers, body } = content;
        headers.remove(CONTENT_ENCODING);
        headers.remove(hyper::header::CONTENT_LENGTH);
        Self { status, headers, body: UpstreamResponseBody::memory(body, Instant::now()) }
    }

    /// The whole answer, in the bytes of `pool`. Its limit holds for what came and for what that
    /// becomes.
    pub(crate) async fn read(self, pool: &Arc<BytePool>) -> Result<Content, CallError> {
        let Self { status, headers, body } = self;
        let (limit, deadline) = (body.limit(), body.deadline());
        let mut body = body.collect(pool).await?;
        let declared = Declared::read(&headers);
        let declared = declared.ok_or_else(|| CallError::unreadable(TWO_TYPES, &body))?;
        if declared.is_coded {
            // Boxed, so that a rare path does not make the future of every call larger.
            body = Box::pin(undo(&headers, body, Room { limit, pool, deadline })).await?;
        }
        Ok(Content { status, headers, body })
    }
}

impl UpstreamResponseBody {
    pub(crate) fn network(
        source: BodySource,
        deadline: Instant,
        limit: usize,
        permit: Option<Permit>,
    ) -> Result<Self, CallError> {
        let left = u64::try_from(limit).unwrap_or(u64::MAX);
        if source.size_hint().lower() > left {
            return Err(CallError::new(CallErrorKind::TooLarge, "by its content-length"));
        }
        Ok(Self {
            source,
            deadline,
            timer: None,
            left,
            silence: None,
            broken: None,
            check: None,
            _permit: permit,
        })
    }

    pub(crate) fn memory(bytes: Bytes, deadline: Instant) -> Self {
        let source = BodySource::Whole(bytes);
        let left = u64::MAX;
        Self {
            source,
            deadline,
            timer: None,
            left,
            silence: None,
            broken: None,
            check: None,
            _permit: None,
        }
    }

    /// The time by which all of it has to arrive.
    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The bytes that may still come.
    pub(crate) fn limit(&self) -> u64 {
        self.left
    }

    /// The whole body, in the bytes of `pool`; a body that came in one piece is not copied.
    pub(crate) async fn collect(mut self, pool: &Arc<BytePool>) -> Result<Bytes, CallError> {
        let Some(first) = self.next().await? else {
            return Ok(Bytes::new());
        };
        // A length that was promised is within the limit.
        let promised = usize::try_from(self.size_hint().lower()).unwrap_or(0);
        if first.len() + promised <= FREE && self.source.is_over() {
            return Ok(first);
        }
        // Boxed, so that a large future does not make that of every call larger.
        Box::pin(self.collect_claimed(first, promised, Claim::new(pool))).await
    }

    /// A body that counts: its beginning, and at least `promised` bytes more.
    async fn collect_claimed(
        mut self,
        first: Bytes,
        promised: usize,
        mut claim: Claim,
    ) -> Result<Bytes, CallError> {
        self.make_room(&mut claim, first.len() + promised).await?;
        let Some(second) = self.next().await? else {
            return Ok(claim.hold(first));
        };
        let mut all = Vec::with_capacity(first.len() + promised.max(second.len()));
        all.extend_from_slice(&first);
        drop(first);
        let mut piece = second;
        loop {
            if all.capacity() - all.len() < piece.len() {
                let room = (all.len() + piece.len()).max(2 * all.capacity());
                self.make_room(&mut claim, room).await?;
                all.reserve_exact(room - all.len());
            }
            all.extend_from_slice(&piece);
            match self.next().await? {
                Some(next) => piece = next,
                None => return Ok(claim.hold(all.into())),
            }
        }
    }

    /// Waits for so many bytes. On a connection that others use as well nothing waits, since what is
    /// not read there stands in the way of all.
    async fn make_room(&self, claim: &mut Claim, bytes: usize) -> Result<(), CallError> {
        if bytes <= FREE || claim.try_reach(bytes) {
            return Ok(());
        }
        let busy = || CallError::new(CallErrorKind::Busy, "no room for its answer in time");
        if matches!(self.source, BodySource::Shared(_)) {
            return Err(busy());
        }
        // Boxed, so that a rare path does not make the future of every call larger.
        let waiting = Box::pin(timeout_at(self.deadline, claim.wait(bytes)));
        waiting.await.map_err(|_| busy())
    }

    async fn next(&mut self) -> Result<Option<Bytes>, CallError> {
        while let Some(frame) = self.frame().await {
            if let Ok(data) = frame.map_err(ResponseBodyError::into_call)?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }
}

impl BodySource {
    fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ResponseBodyError>>> {
        match self {
            Self::Own(body) => body.poll_data(cx).map(|data| {
                data.map(|data| data.map(Frame::data).map_err(ResponseBodyError::Broken))
            }),
            Self::Shared(body) => Pin::new(body)
                .poll_frame(cx)
                .map(|frame| frame.map(|frame| frame.map_err(ResponseBodyError::Shared))),
            Self::Whole(bytes) => {
                let whole = std::mem::take(bytes);
                Poll::Ready((!whole.is_empty()).then(|| Ok(Frame::data(whole))))
            }
        }
    }
}

impl Body for UpstreamResponseBody {
    type Data = Bytes;
    type Error = ResponseBodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ResponseBodyError>>> {
        let this = &mut *self;
        if let Some(queued) = this.check.as_mut().and_then(|check| check.next()) {
            return Poll::Ready(Some(Ok(Frame::data(queued))));
        }
        if this.broken.is_some() && this.check.as_mut().is_some_and(|check| check.takes_turn()) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if let Some(error) = this.broken.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let Poll::Ready(mut frame) = this.source.poll_frame(cx) else {
            let deadline = this.deadline;
            let timer = this.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
            ready!(timer.as_mut().poll(cx));
            return Poll::Ready(Some(Err(ResponseBodyError::Late)));
        };
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
            match this.left.checked_sub(size) {
                Some(left) => this.left = left,
                None => return Poll::Ready(Some(Err(ResponseBodyError::TooLarge))),
            }
            // A reader that is slow, or is sent little at a time, has no more time than others.
            if !this.source.is_over() && Instant::now() > this.deadline {
                return Poll::Ready(Some(Err(ResponseBodyError::Late)));
            }
        }
        if let Some(check) = &mut this.check
            && !matches!(frame, Some(Err(_)))
        {
            let piece = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
            if !check.look(piece, frame.is_none() || this.source.is_over()) {
                tracing::warn!("an answer is broken off: {}", ResponseBodyError::NoJson);
                frame = Some(Err(ResponseBodyError::NoJson));
            }
        }
        // A server that is told drops what it has not sent, so it has a turn for that.
        if let Some(Err(error @ (ResponseBodyError::Broken(_) | ResponseBodyError::NoJson))) = frame
        {
            this.broken = Some(error);
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if let Some(silence) = this.silence {
            this.deadline = Instant::now() + silence;
            this.timer = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.source.is_over()
            && self.broken.is_none()
            && self.check.as_ref().is_none_or(|check| check.size() == 0)
    }

    fn size_hint(&self) -> SizeHint {
        let hint = self.source.size_hint();
        match (&self.check, hint.exact()) {
            (Some(check), Some(left)) => SizeHint::with_exact(left + check.size()),
            _ => hint,
        }
    }
}

impl fmt::Debug for UpstreamResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerBody").field("left", &self.left).finish_non_exhaustive()
    }
}

impl ResponseBodyError {
    pub(crate) fn into_call(self) -> CallError {
        let kind = match self {
            ResponseBodyError::Late => CallErrorKind::Timeout,
            ResponseBodyError::TooLarge => CallErrorKind::TooLarge,
            ResponseBodyError::Broken(_) | ResponseBodyError::Shared(_) => CallErrorKind::Broken,
            ResponseBodyError::NoJson => CallErrorKind::Decode,
        };
        CallError::new(kind, self)
    }
}

impl fmt::Display for ResponseBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResponseBodyError::Late => f.write_str("the body did not arrive in time"),
            ResponseBodyError::TooLarge => f.write_str("the body is larger than allowed"),
            ResponseBodyError::Broken(error) => write!(f, "the body broke off: {error}"),
            ResponseBodyError::Shared(error) => write!(f, "the body broke off: {error}"),
            ResponseBodyError::NoJson => f.write_str("the body says that it is JSON and is not"),
        }
    }
}

impl std::error::Error for ResponseBodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ResponseBodyError::Broken(error) => Some(error),
            ResponseBodyError::Shared(error) => Some(error),
            ResponseBodyError::Late | ResponseBodyError::TooLarge | ResponseBodyError::NoJson => {
                None
            }
        }
    }
}

//! Bodies that are passed on while they come, and are looked at on the way: what says that it is JSON
//! has to be.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use bytes::BytesMut;
use hyper::body::Body as _;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::ahead::Ahead;
use super::answer::{
    Declared, ResponseBodyError, TWO_TYPES, UpstreamResponse, UpstreamResponseBody,
};
use super::response_head::BodySource;
use crate::content::{Content, Media, media_is_json};
use crate::error::CallError;
use crate::json::{Pieces, document, explain};

/// Bytes of a body that are read before its head goes out, if they come in a moment.
const AHEAD: usize = 64 << 10;
/// Many servers send a head and then a small body; so long a stream is held up at its beginning.
const MOMENT: Duration = Duration::from_millis(50);

impl UpstreamResponse {
    /// The answer, if it can be passed on: JSON that is here already is valid, and what is still to come
    /// is broken off when it turns out not to be.
    pub(crate) async fn checked(mut self) -> Result<Self, CallError> {
        if !says_json(self.status, &self.headers)? {
            return Ok(self);
        }
        if let BodySource::Whole(body) = &self.body.source {
            check(body)?;
            return Ok(self);
        }
        // Boxed, so that a rare path does not make the future of every call larger.
        self.body = Box::pin(self.body.ahead()).await?;
        Ok(self)
    }

    /// The body, to be passed on as it comes. A stream of events has neither an end nor a size; it
    /// only must not be silent for longer than the whole call could have taken.
    pub(crate) fn into_relay(self) -> (StatusCode, HeaderMap, UpstreamResponseBody) {
        let Self { status, headers, mut body } = self;
        let media = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        if media.is_some_and(|media| media.starts_with(b"text/event-stream")) {
            body.left = u64::MAX;
            body.silence = Some(body.deadline.saturating_duration_since(Instant::now()));
        }
        (status, headers, body)
    }
}

impl UpstreamResponseBody {
    /// Reads what comes in a moment. A body that is whole then is checked before its head has gone out.
    async fn ahead(mut self) -> Result<Self, CallError> {
        let mut queued = VecDeque::new();
        let (mut size, until) = (0, Instant::now() + MOMENT);
        loop {
            let next = poll_fn(|cx| {
                let polled = Pin::new(&mut self).poll_frame(cx);
                // A break is reported by the one that passes the rest on.
                let waits = polled.is_pending() && self.broken.is_none();
                if waits { Poll::Pending } else { Poll::Ready(polled) }
            });
            let is_over = match timeout_at(until, next).await.unwrap_or(Poll::Pending) {
                Poll::Pending => break,
                Poll::Ready(None) => true,
                Poll::Ready(Some(frame)) => {
                    if let Ok(data) = frame.map_err(ResponseBodyError::into_call)?.into_data() {
                        size += data.len();
                        queued.push_back(data);
                    }
                    self.is_end_stream()
                }
            };
            if is_over {
                let mut all = BytesMut::with_capacity(size);
                queued.iter().for_each(|piece| all.extend_from_slice(piece));
                let all = all.freeze();
                check(&all)?;
                self.source = BodySource::Whole(all);
                return Ok(self);
            }
            if size >= AHEAD {
                break;
            }
        }
        let mut pieces = Pieces::new();
        for piece in &queued {
            if !pieces.read(piece) {
                return Err(Content::no_json("in its first bytes", piece));
            }
        }
        self.check = Some(Box::new(Ahead { queued, passed: false, pieces }));
        Ok(self)
    }
}

/// No body is no document that could be wrong, and a byte order mark may stand before one.
fn check(body: &[u8]) -> Result<(), CallError> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if document(text).is_ok() || body.is_empty() {
        return Ok(());
    }
    Err(Content::no_json(explain(text), text))
}

/// Returns `true` if a response has to be a whole JSON document in UTF-8, by its status and all that its headers
/// say.
fn says_json(status: StatusCode, headers: &HeaderMap) -> Result<bool, CallError> {
    let Declared { media, is_coded } =
        Declared::read(headers).ok_or_else(|| CallError::unreadable(TWO_TYPES, &[]))?;
    let media = media.map(HeaderValue::as_bytes);
    let says_json = media.is_some_and(|media| media_is_json(media) && is_utf8(media));
    Ok(says_json && !is_coded && status.is_success() && status != StatusCode::PARTIAL_CONTENT)
}

/// Returns `true` if a media type names no charset, or one that is a part of UTF-8.
fn is_utf8(media: &[u8]) -> bool {
    if !media.contains(&b';') {
        return true;
    }
    let charset = std::str::from_utf8(media).map(|media| Media::parse(media).charset);
    let names = ["utf-8", "utf8", "us-ascii", "ascii"];
    charset.is_ok_and(|charset| {
        charset.is_none_or(|charset| names.iter().any(|name| name.eq_ignore_ascii_case(charset)))
    })
}

#[cfg(test)]
mod tests {
    use super::is_utf8;

    #[test]
    fn utf8_by_its_names() {
        for media in ["a/b", "a/b; q=1", "a/b;charset=UTF-8", "a/b; q=1; charset=\"us-ascii\""] {
            assert!(is_utf8(media.as_bytes()), "{media}");
        }
        for media in [&b"a/b; charset=latin1"[..], b"a/b;charset=utf-16", b"a/b; charset=\xff"] {
            assert!(!is_utf8(media), "{media:?}");
        }
    }
}

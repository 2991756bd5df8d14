//! The body of a request: bounded reading of what is asked.

#[cfg(feature = "forward")]
mod handed_on;

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, EXPECT, HeaderMap, HeaderValue};
use tokio::time::timeout;

use crate::config::Limits;
use crate::end::End;
use crate::memory::{BytePool, Claim, FREE};
use crate::rejection::Rejection;

/// The body of a request, and whether some of it may still come.
pub(crate) struct RequestBody {
    /// Nothing when it was handed on.
    incoming: Option<Incoming>,
    is_open: bool,
    may_be_coded: bool,
    end: Option<End>,
}

impl RequestBody {
    pub(crate) fn new(incoming: Incoming, may_be_coded: bool, end: Option<End>) -> Self {
        let is_open = !incoming.is_end_stream();
        Self { incoming: Some(incoming), is_open, may_be_coded, end }
    }

    /// Returns `true` if the rest of the body will not be read. The part that has come already is read; a
    /// caller that waits for leave to send gets none.
    pub(crate) fn is_left(&mut self, headers: &HeaderMap) -> bool {
        if !self.is_open {
            return false;
        }
        if let Some(incoming) = self.incoming.as_mut().filter(|_| !headers.contains_key(EXPECT)) {
            let mut context = Context::from_waker(Waker::noop());
            while let Poll::Ready(frame) = Pin::new(&mut *incoming).poll_frame(&mut context) {
                match frame {
                    Some(Ok(_)) if !incoming.is_end_stream() => {}
                    Some(Ok(_)) | None => {
                        self.is_open = false;
                        break;
                    }
                    Some(Err(_)) => break,
                }
            }
        }
        self.is_open
    }
}

/// The whole body of a request as UTF-8, bounded in size and time and within the bytes of `pool`. A
/// byte order mark is no part of it; what is compressed or in another character set is refused.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: &mut RequestBody,
    limits: &Limits,
    pool: &Arc<BytePool>,
) -> Result<Bytes, Rejection> {
    if !body.is_open {
        return Ok(Bytes::new());
    }
    if body.may_be_coded && headers.get_all(CONTENT_ENCODING).iter().any(is_coded) {
        return Err(Rejection::UnsupportedCoding);
    }
    let body = without_mark(whole(body, limits, pool).await?);
    let is_foreign = |media: &HeaderValue| is_foreign(media, body.is_ascii());
    if !body.is_empty() && media(headers)?.is_some_and(is_foreign) {
        return Err(Rejection::unsupported_media("send the body in UTF-8"));
    }
    Ok(body)
}

/// The media type of a request's body. Two of them are a contradiction, even when they are equal:
/// the field is no list (RFC 9110, 5.3).
pub(crate) fn media(headers: &HeaderMap) -> Result<Option<&HeaderValue>, Rejection> {
    let mut lines = headers.get_all(CONTENT_TYPE).iter();
    let first = lines.next();
    match lines.next() {
        None => Ok(first),
        Some(_) => Err(Rejection::BadBody("content-type was given 2 times; give it once".into())),
    }
}

/// `text` without the mark that some programs put before UTF-8 (RFC 8259, 8.1).
pub(crate) fn without_mark(text: Bytes) -> Bytes {
    if text.starts_with(b"\xef\xbb\xbf") { text.slice(3..) } else { text }
}

fn is_coded(coding: &HeaderValue) -> bool {
    let mut codings = coding.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    codings.any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
}

/// Returns `true` if a media type names a character set in which the body would be another text than in UTF-8.
fn is_foreign(media: &HeaderValue, is_ascii: bool) -> bool {
    if *media == "application/json" {
        return false;
    }
    let parameters = media.as_bytes().split(|byte| *byte == b';').skip(1).map(<[u8]>::trim_ascii);
    let charset = |parameter: &[u8]| {
        let (name, value) = parameter.split_at_checked(b"charset=".len())?;
        let value = value.strip_prefix(b"\"").unwrap_or(value);
        let value = value.strip_suffix(b"\"").unwrap_or(value);
        name.eq_ignore_ascii_case(b"charset=").then(|| value.to_ascii_lowercase())
    };
    let mut charsets = parameters.filter_map(charset);
    charsets.any(|charset| match &*charset {
        b"utf-8" | b"utf8" => false,
        charset => !(is_ascii && has_ascii(charset)),
    })
}

/// Returns `true` if the octets of ASCII are ASCII in a character set. In UTF-16 they are not, in UTF-7,
/// ISO-2022-JP and HZ they can begin something else.
fn has_ascii(charset: &[u8]) -> bool {
    const BEGIN: [&[u8]; 12] = [
        b"ascii",
        b"big5",
        b"cp125",
        b"euc-",
        b"gb",
        b"iso-8859-",
        b"iso8859-",
        b"koi8-",
        b"latin",
        b"shift_jis",
        b"us-ascii",
        b"windows-125",
    ];
    BEGIN.iter().any(|begin| charset.starts_with(begin))
}

async fn whole(
    body: &mut RequestBody,
    limits: &Limits,
    pool: &Arc<BytePool>,
) -> Result<Bytes, Rejection> {
    let Some(incoming) = body.incoming.as_mut() else {
        return Err(Rejection::BodyBroken);
    };
    let limit = limits.request_bytes;
    if incoming.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(Rejection::BodyTooLarge(limit));
    }
    let read = in_time(collect(incoming, limit, pool), limits.body_timeout).await;
    body.is_open = read.is_err();
    match (&read, &body.end) {
        // Nothing behind it can be told from it.
        (Err(_), _) => body.incoming = None,
        (Ok(_), Some(end)) => end.tell(),
        (Ok(_), None) => {}
    }
    read
}

/// Most bodies have come with their heads, and need no clock.
async fn in_time(
    collecting: impl Future<Output = Result<Bytes, Rejection>>,
    time: Duration,
) -> Result<Bytes, Rejection> {
    let mut collecting = pin!(collecting);
    match poll_fn(|cx| Poll::Ready(collecting.as_mut().poll(cx))).await {
        Poll::Ready(read) => read,
        Poll::Pending => timeout(time, collecting).await.unwrap_or(Err(Rejection::BodyLate)),
    }
}

async fn collect(
    body: &mut Incoming,
    limit: usize,
    pool: &Arc<BytePool>,
) -> Result<Bytes, Rejection> {
    let Some(first) = next(body, 0, limit).await? else {
        return Ok(Bytes::new());
    };
    let mut claim = Claim::new(pool);
    if body.is_end_stream() {
        make_room(&mut claim, first.len())?;
        return Ok(claim.hold(first));
    }
    let mut all = Vec::new();
    let mut piece = first;
    loop {
        if all.capacity() - all.len() < piece.len() {
            // Bytes that have not come take no room, whatever was announced.
            let room = (2 * all.capacity()).min(limit).max(all.len() + piece.len());
            make_room(&mut claim, room)?;
            all.reserve_exact(room - all.len());
        }
        all.extend_from_slice(&piece);
        match next(body, all.len(), limit).await? {
            Some(next) => piece = next,
            None => return Ok(claim.hold(all.into())),
        }
    }
}

/// Nobody waits for room who has some already, or nobody might ever have enough.
fn make_room(claim: &mut Claim, bytes: usize) -> Result<(), Rejection> {
    if bytes <= FREE || claim.try_reach(bytes) { Ok(()) } else { Err(Rejection::Crowded) }
}

async fn next(body: &mut Incoming, read: usize, limit: usize) -> Result<Option<Bytes>, Rejection> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Rejection::BodyBroken)?;
        match frame.into_data() {
            Ok(data) if data.len() > limit - read => return Err(Rejection::BodyTooLarge(limit)),
            Ok(data) => return Ok(Some(data)),
            Err(frame) if frame.trailers_ref().is_some_and(is_large) => {
                return Err(Rejection::BodyBroken);
            }
            Err(_) => {}
        }
    }
    Ok(None)
}

/// Trailers are read to be dropped, so that they need less room than a head.
fn is_large(trailers: &HeaderMap) -> bool {
    const MOST: usize = 16 << 10;
    trailers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum::<usize>() > MOST
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::{is_coded, is_foreign, without_mark};

    #[test]
    fn codings_and_character_sets() {
        for (coding, expected) in [
            ("identity", false),
            ("Identity, identity", false),
            ("", false),
            ("gzip", true),
            ("identity, br", true),
            ("x", true),
        ] {
            assert_eq!(is_coded(&HeaderValue::from_static(coding)), expected, "{coding}");
        }
        for (media, of_ascii, of_others) in [
            ("application/json", false, false),
            ("text/plain; charset=UTF-8", false, false),
            ("text/plain;charset=\"utf8\"; format=flowed", false, false),
            ("text/plain; a=b ; CHARSET=iso-8859-1", false, true),
            ("text/plain;charset=utf-8;charset=windows-1252", false, true),
            ("text/plain;charset=utf-16", true, true),
            ("text/plain;charset=\"UTF-7\"", true, true),
            ("text/plain;charset=iso-2022-jp", true, true),
            ("text/plain;charset=hz-gb-2312", true, true),
            ("text/plain;charset=", true, true),
            ("text/plain;charset", false, false),
        ] {
            let found = [true, false]
                .map(|is_ascii| is_foreign(&HeaderValue::from_static(media), is_ascii));
            assert_eq!(found, [of_ascii, of_others], "{media}");
        }
    }

    #[test]
    fn one_mark_is_taken_off() {
        let text = |text: &'static str| without_mark(text.into());
        assert_eq!(text("\u{feff}{}"), "{}");
        assert_eq!(text("\u{feff}\u{feff}"), "\u{feff}");
        assert_eq!(text("{}\u{feff}"), "{}\u{feff}");
    }
}

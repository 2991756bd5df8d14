//! The head of an answer.

use std::mem::MaybeUninit;

use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};

use super::Http1Error;
use super::framing::{self, Framing};
use super::lines::Lines;
use crate::transport::header_filter::HeaderFilter;

/// The number of headers that cost no allocation.
const USUAL: usize = 100;
/// The most headers an answer can have.
const MOST: usize = 1000;

/// An answer whose body has not been read.
#[derive(Debug)]
pub(in super::super) struct Head {
    pub(in super::super) status: StatusCode,
    pub(in super::super) headers: HeaderMap,
    pub(in super::super) framing: Framing,
    /// Set if another request can follow when the body has been read.
    pub(in super::super) keeps: bool,
}

/// The parts of a request that its response depends on.
#[derive(Clone, Debug)]
pub(in super::super) struct RequestMeta {
    pub(in super::super) method: Method,
    pub(in super::super) wanted: HeaderFilter,
}

/// The head that `bytes` begin with, and how long it is; `None` when more has to come.
pub(super) fn parse(
    bytes: &Bytes,
    asked: &RequestMeta,
) -> Result<Option<(Head, usize)>, Http1Error> {
    let mut room = [const { MaybeUninit::uninit() }; USUAL];
    match parse_into(&mut room, bytes, asked) {
        Err(HeadRefused::TooMany) => {
            let mut room = vec![MaybeUninit::uninit(); MOST];
            parse_into(&mut room, bytes, asked)
        }
        // RFC 9110, section 2.5: a higher minor version is read as the highest that is known.
        Err(HeadRefused::Version) => match as_newest(bytes) {
            Some(bytes) => return parse(&bytes, asked),
            None => Err(HeadRefused::Version),
        },
        parsed => parsed,
    }
    .map_err(|refused| match refused {
        HeadRefused::TooMany => Http1Error::Malformed("too many headers"),
        HeadRefused::Version => Http1Error::Malformed("its version"),
        HeadRefused::Other(failure) => failure,
    })
}

/// Error of reading a head.
enum HeadRefused {
    TooMany,
    Version,
    Other(Http1Error),
}

impl From<Http1Error> for HeadRefused {
    fn from(failure: Http1Error) -> Self {
        Self::Other(failure)
    }
}

/// An answer of HTTP/1.2 and so on as one of HTTP/1.1.
fn as_newest(bytes: &[u8]) -> Option<Bytes> {
    const VERSION: &[u8] = b"HTTP/1.";
    let begin = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    let at = begin + VERSION.len();
    let is_higher = bytes.get(begin..at)? == VERSION && matches!(bytes.get(at)?, b'2'..=b'9');
    let mut copy = is_higher.then(|| bytes.to_vec())?;
    *copy.get_mut(at)? = b'1';
    Some(copy.into())
}

fn parse_into<'b>(
    room: &mut [MaybeUninit<httparse::Header<'b>>],
    bytes: &'b Bytes,
    asked: &RequestMeta,
) -> Result<Option<(Head, usize)>, HeadRefused> {
    let mut answer = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let size = match config.parse_response_with_uninit_headers(&mut answer, bytes, room) {
        Ok(httparse::Status::Complete(size)) => size,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(HeadRefused::TooMany),
        Err(httparse::Error::Version) => return Err(HeadRefused::Version),
        Err(_) => return Err(Http1Error::Malformed("its head").into()),
    };
    let status = answer.code.filter(|code| *code < 600);
    let status = status.and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or(Http1Error::Malformed("its status"))?;
    let lines = Lines(answer.headers);
    let is_newest = answer.version == Some(1);
    let (framing, sound) = Framing::of(&asked.method, status, is_newest, lines)?;
    let keeps = sound && framing::is_kept(is_newest, lines);
    let mut headers = headers(lines, bytes, |name| asked.wanted.name_with(status, name))?;
    if !sound {
        headers.remove(hyper::header::CONTENT_LENGTH);
    }
    framing::remove_named(lines, &mut headers);
    Ok(Some((Head { status, headers, framing, keeps }, size)))
}

/// Values are parts of what was read.
fn headers(
    lines: Lines<'_>,
    bytes: &Bytes,
    wanted: impl Fn(&[u8]) -> Option<HeaderName>,
) -> Result<HeaderMap, Http1Error> {
    let mut headers = HeaderMap::new();
    for line in lines.0 {
        let Some(name) = wanted(line.name.as_bytes()) else { continue };
        let value = HeaderValue::from_maybe_shared(bytes.slice_ref(line.value));
        headers.append(name, value.map_err(|_| Http1Error::Malformed("a header"))?);
    }
    Ok(headers)
}

/// Returns `true` if a head ends in `bytes`, of which everything before `seen` was searched already.
pub(super) fn has_end(bytes: &[u8], seen: usize) -> bool {
    let from = seen.saturating_sub(2);
    let mut rest = bytes.get(from..).unwrap_or_default();
    while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
        rest = &rest[at + 1..];
        if rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::Method;

    use super::{RequestMeta, has_end, parse};
    use crate::transport::header_filter::HeaderFilter;

    const ASKED: RequestMeta = RequestMeta { method: Method::GET, wanted: HeaderFilter::All };

    fn read(text: &str) -> Result<Option<(u16, usize, bool)>, String> {
        let found = parse(&Bytes::copy_from_slice(text.as_bytes()), &ASKED);
        let found = found.map_err(|failure| failure.to_string())?;
        Ok(found.map(|(head, size)| (head.status.as_u16(), size, head.keeps)))
    }

    #[test]
    fn heads() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: y\r\n\r\n";
        assert_eq!(read(&format!("{text}ab")), Ok(Some((200, text.len(), true))));
        for size in 0..text.len() - 1 {
            let Some(part) = text.get(..size) else { continue };
            assert_eq!(read(part), Ok(None), "{part:?}");
            assert!(!has_end(part.as_bytes(), 0), "{part:?}");
        }
        assert!((0..text.len()).all(|seen| has_end(text.as_bytes(), seen)));
        assert_eq!(read("HTTP/1.0 200 OK\r\n\r\n"), Ok(Some((200, 19, false))));
        assert_eq!(read("\r\nHTTP/1.2 200 OK\r\n\r\n"), Ok(Some((200, 21, false))));
        assert_eq!(read("HTTP/1.2 200 OK\r\n"), Ok(None));
        for count in [100, 101, 1000] {
            let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(count));
            assert_eq!(read(&many), Ok(Some((200, many.len(), false))));
        }
        let both = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\ntransfer-encoding: chunked\r\n\r\n";
        let (head, _) = parse(&Bytes::from(both), &ASKED).expect("sound").expect("whole");
        assert!(!head.keeps && !head.headers.contains_key("content-length"));
    }

    #[test]
    fn what_connection_names_is_for_the_connection() {
        let text = "HTTP/1.1 200 OK\r\nconnection: Keep-Alive, ETag\r\nconnection:x-hop\r\n\
                    etag: 1\r\nx-hop: 2\r\nx-other: 3\r\n\
                    content-length: 0\r\n\r\n";
        let (head, _) = parse(&Bytes::from(text), &ASKED).expect("sound").expect("whole");
        let left: Vec<_> = head.headers.keys().map(hyper::header::HeaderName::as_str).collect();
        assert_eq!((left, head.keeps), (vec!["connection", "content-length", "x-other"], true));
    }

    #[test]
    fn nonsense() {
        let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(1001));
        for text in [
            "\0\x01nonsense\r\n\r\n",
            "HTTP/2 200 OK\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "ICY 200 OK\r\n\r\n",
            "HTTP/1.1 600 OK\r\n\r\n",
            "HTTP/1.1 999 OK\r\n\r\n",
            "HTTP/1.1 99 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\na b: c\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n",
            "HTTP/1.1 200 OK\r\na: b\0\r\n\r\n",
            "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            &many,
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}

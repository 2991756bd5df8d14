//! Where the body of an answer ends: RFC 9112, section 6.3.

use bytes::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, TRANSFER_ENCODING};
use hyper::{Method, StatusCode};

use super::Failure;
use super::chunked::{Chunked, Step};

/// A body, while it is read.
#[derive(Debug)]
pub(in super::super) enum Framing {
    /// So many bytes are left.
    Length(u64),
    Chunked(Chunked),
    /// It ends with the connection.
    Close,
}

/// What can be had of a body without reading more.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Data(Bytes),
    Short,
    End,
}

impl Framing {
    /// Of an answer to `asked`; and whether the connection can be used again for all that is said
    /// about its body.
    pub(super) fn of(
        asked: &Method,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<(Self, bool), Failure> {
        let is_empty = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if *asked == Method::HEAD || is_empty {
            return Ok((Self::Length(0), true));
        }
        let length = length(headers)?;
        let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
        if let Some(coding) = codings.next() {
            // Nobody has asked for any other.
            if !coding.as_bytes().eq_ignore_ascii_case(b"chunked") || codings.next().is_some() {
                return Err(Failure::Malformed("a transfer coding other than chunked"));
            }
            // Somebody in between may have believed the length.
            return Ok((Self::Chunked(Chunked::new()), length.is_none()));
        }
        Ok(match length {
            Some(length) => (Self::Length(length), true),
            None => (Self::Close, false),
        })
    }

    /// How many bytes are left, where that was said.
    pub(in super::super) fn left(&self) -> Option<u64> {
        match self {
            Self::Length(left) => Some(*left),
            Self::Chunked(_) | Self::Close => None,
        }
    }

    /// Whether nothing is left, as far as can be told without reading more.
    pub(in super::super) fn is_over(&self) -> bool {
        match self {
            Self::Length(left) => *left == 0,
            Self::Chunked(body) => body.is_over(),
            Self::Close => false,
        }
    }

    /// Takes from `bytes` what belongs to the body.
    pub(super) fn take(&mut self, bytes: &mut Bytes) -> Result<Piece, Failure> {
        match self {
            Self::Length(0) => Ok(Piece::End),
            _ if bytes.is_empty() && !self.is_over() => Ok(Piece::Short),
            Self::Length(left) => {
                let size = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                *left -= size as u64;
                Ok(Piece::Data(bytes.split_to(size)))
            }
            Self::Chunked(body) => Ok(match body.step(bytes)? {
                Step::Data(data) => Piece::Data(data),
                Step::Short => Piece::Short,
                Step::End => Piece::End,
            }),
            Self::Close => Ok(Piece::Data(std::mem::take(bytes))),
        }
    }
}

/// The length that is said, however often: always the same.
fn length(headers: &HeaderMap) -> Result<Option<u64>, Failure> {
    let mut said = None;
    for value in headers.get_all(CONTENT_LENGTH) {
        for number in value.as_bytes().split(|byte| *byte == b',') {
            let number = digits(number.trim_ascii());
            if number.is_none() || said.is_some_and(|said| Some(said) != number) {
                return Err(Failure::Malformed("a content-length that is no length"));
            }
            said = number;
        }
    }
    Ok(said)
}

fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Whether the connection is kept, by its version and what is said of it.
pub(super) fn is_kept(is_newest: bool, headers: &HeaderMap) -> bool {
    const KEEP: &str = "keep-alive";
    const CLOSE: &str = "close";
    let says = |word: &str| is_said(headers, &CONNECTION, word);
    if is_newest { !says(CLOSE) } else { says(KEEP) && !says(CLOSE) }
}

fn is_said(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    headers.get_all(name).iter().any(|value| {
        let mut words = value.as_bytes().split(|byte| *byte == b',');
        words.any(|said| said.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};
    use hyper::{Method, StatusCode};

    use super::{Framing, is_kept};

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    fn of(lines: &[(&'static str, &'static str)]) -> Option<(&'static str, Option<u64>, bool)> {
        let found = Framing::of(&Method::GET, StatusCode::OK, &headers(lines));
        let (framing, sound) = found.ok()?;
        let name = match framing {
            Framing::Length(_) => "length",
            Framing::Chunked(_) => "chunked",
            Framing::Close => "close",
        };
        Some((name, framing.left(), sound))
    }

    #[test]
    fn lengths() {
        const LENGTH: &str = "content-length";
        assert_eq!(of(&[(LENGTH, "7")]), Some(("length", Some(7), true)));
        assert_eq!(of(&[(LENGTH, "7"), (LENGTH, "7, 7")]), Some(("length", Some(7), true)));
        assert_eq!(of(&[]), Some(("close", None, false)));
        for wrong in ["", "-1", "+1", "1 1", "0x1", "1.0", "1,", "18446744073709551616", "1, 2"] {
            assert_eq!(of(&[(LENGTH, wrong)]), None, "{wrong}");
        }
        assert_eq!(of(&[(LENGTH, "7"), (LENGTH, "8")]), None);
    }

    #[test]
    fn chunks() {
        const CODING: &str = "transfer-encoding";
        assert_eq!(of(&[(CODING, "Chunked")]), Some(("chunked", None, true)));
        let both = of(&[(CODING, "chunked"), ("content-length", "7")]);
        assert_eq!(
            both,
            Some(("chunked", None, false)),
            "whoever is in between may see another end"
        );
        for wrong in ["gzip", "gzip, chunked", "chunked, chunked", "xchunked", "identity", ""] {
            assert_eq!(of(&[(CODING, wrong)]), None, "{wrong}");
        }
        assert_eq!(of(&[(CODING, "chunked"), (CODING, "chunked")]), None);
    }

    #[test]
    fn answers_without_a_body() {
        let said = headers(&[("content-length", "7")]);
        for (method, status) in [
            (Method::HEAD, StatusCode::OK),
            (Method::GET, StatusCode::NO_CONTENT),
            (Method::GET, StatusCode::NOT_MODIFIED),
        ] {
            let (framing, sound) = Framing::of(&method, status, &said).expect("sound");
            assert!(framing.is_over() && sound, "{method} {status}");
        }
    }

    #[test]
    fn connections_are_kept() {
        for (newest, said, kept) in [
            (true, None, true),
            (true, Some("Close"), false),
            (true, Some("x, close"), false),
            (true, Some("keep-alive"), true),
            (false, None, false),
            (false, Some("Keep-Alive"), true),
            (false, Some("keep-alive, close"), false),
        ] {
            let lines: Vec<_> = said.map(|said| ("connection", said)).into_iter().collect();
            assert_eq!(is_kept(newest, &headers(&lines)), kept, "{newest} {said:?}");
        }
    }
}

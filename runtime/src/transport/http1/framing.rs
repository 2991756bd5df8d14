//! The end of a response's body: RFC 9112, section 6.3.

use bytes::Bytes;
use hyper::header::{HeaderMap, HeaderName};
use hyper::{Method, StatusCode};

use super::Http1Error;
use super::chunked::{ChunkStep, Chunked};
use super::lines::Lines;

/// A body, while it is read.
#[derive(Debug)]
pub(in super::super) enum Framing {
    /// A body of known length, and the bytes that are left of it.
    Length(u64),
    Chunked(Chunked),
    /// It ends with the connection.
    Close,
}

/// The part of a body that is at hand.
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
        is_newest: bool,
        lines: Lines<'_>,
    ) -> Result<(Self, bool), Http1Error> {
        let is_empty = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if *asked == Method::HEAD || is_empty {
            return Ok((Self::Length(0), true));
        }
        let length = length(lines)?;
        let mut codings = lines.of("transfer-encoding");
        if let Some(coding) = codings.next() {
            // Nobody has asked for any other, and before HTTP/1.1 there were none.
            let is_chunked = is_newest && coding.eq_ignore_ascii_case(b"chunked");
            if !is_chunked || codings.next().is_some() {
                return Err(Http1Error::Malformed("a transfer coding other than chunked"));
            }
            // Somebody in between may have believed the length.
            return Ok((Self::Chunked(Chunked::new()), length.is_none()));
        }
        Ok(match length {
            Some(length) => (Self::Length(length), true),
            None => (Self::Close, false),
        })
    }

    /// The bytes that are left, where the length is known.
    pub(in super::super) fn left(&self) -> Option<u64> {
        match self {
            Self::Length(left) => Some(*left),
            Self::Chunked(_) | Self::Close => None,
        }
    }

    /// Returns `true` if nothing is left, as far as can be told without reading more.
    pub(in super::super) fn is_over(&self) -> bool {
        match self {
            Self::Length(left) => *left == 0,
            Self::Chunked(body) => body.is_over(),
            Self::Close => false,
        }
    }

    /// Takes from `bytes` what belongs to the body.
    pub(super) fn take(&mut self, bytes: &mut Bytes) -> Result<Piece, Http1Error> {
        match self {
            Self::Length(0) => Ok(Piece::End),
            _ if bytes.is_empty() && !self.is_over() => Ok(Piece::Short),
            Self::Length(left) => {
                let size = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                *left -= size as u64;
                Ok(Piece::Data(bytes.split_to(size)))
            }
            Self::Chunked(body) => Ok(match body.step(bytes)? {
                ChunkStep::Data(data) => Piece::Data(data),
                ChunkStep::Short => Piece::Short,
                ChunkStep::End => Piece::End,
            }),
            Self::Close => Ok(Piece::Data(std::mem::take(bytes))),
        }
    }
}

/// The length that is said, however often: always the same.
fn length(lines: Lines<'_>) -> Result<Option<u64>, Http1Error> {
    let mut said = None;
    for value in lines.of("content-length") {
        for number in value.split(|byte| *byte == b',') {
            let number = digits(number.trim_ascii());
            if number.is_none() || said.is_some_and(|said| Some(said) != number) {
                return Err(Http1Error::Malformed("a content-length that is no length"));
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

/// Returns `true` if the connection is kept, by its version and its `Connection` field.
pub(super) fn is_kept(is_newest: bool, lines: Lines<'_>) -> bool {
    let says = |word: &str| {
        let mut words = lines.of("connection").flat_map(|value| value.split(|byte| *byte == b','));
        words.any(|said| said.trim_ascii().eq_ignore_ascii_case(word.as_bytes()))
    };
    !says("close") && (is_newest || says("keep-alive"))
}

/// Removes what `connection` names: it is for this connection, not for the caller (RFC 9110, 7.6.1).
pub(super) fn remove_named(lines: Lines<'_>, headers: &mut HeaderMap) {
    for value in lines.of("connection") {
        // All that most answers say.
        if value.eq_ignore_ascii_case(b"keep-alive") || value.eq_ignore_ascii_case(b"close") {
            continue;
        }
        for name in value.split(|byte| *byte == b',') {
            if let Ok(name) = HeaderName::from_bytes(name.trim_ascii()) {
                headers.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use httparse::Header;
    use hyper::{Method, StatusCode};

    use super::{Framing, Lines, is_kept};

    fn lines<'a>(lines: &[(&'a str, &'a str)]) -> Vec<Header<'a>> {
        lines.iter().map(|(name, value)| Header { name, value: value.as_bytes() }).collect()
    }

    fn of(said: &[(&str, &str)]) -> Option<(&'static str, Option<u64>, bool)> {
        let found = Framing::of(&Method::GET, StatusCode::OK, true, Lines(&lines(said)));
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
        let said = lines(&[("content-length", "7")]);
        for (method, status) in [
            (Method::HEAD, StatusCode::OK),
            (Method::GET, StatusCode::NO_CONTENT),
            (Method::GET, StatusCode::NOT_MODIFIED),
        ] {
            let (framing, sound) = Framing::of(&method, status, true, Lines(&said)).expect("sound");
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
            let said: Vec<_> = said.map(|said| ("Connection", said)).into_iter().collect();
            assert_eq!(is_kept(newest, Lines(&lines(&said))), kept, "{newest} {said:?}");
        }
    }
}

//! An answer that is read here, as its headers declare it: content coding, charset, media type.
//!
//! Whoever looks into an answer comes through here: tools, projections, resources, the typed client,
//! and what reads tokens and keys.

mod charset;
mod coding;
mod media;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap};

use self::charset::Charset;
pub(crate) use self::coding::{IDENTITY, Room, undo};
pub(crate) use self::media::Media;
#[cfg(any(feature = "oauth", feature = "surface"))]
pub(crate) use self::media::media_is_json;
use crate::error::CallError;
use crate::evaluate::ShapeError;

/// An answer that has been read whole.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Without content coding.
    pub(crate) body: Bytes,
}

impl Content {
    /// The media type as it came.
    pub(crate) fn media_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The text in UTF-8, without a byte order mark. The reader checks the UTF-8 of a text that is declared so
    /// or has no charset.
    pub(crate) fn text(&self) -> Result<Bytes, CallError> {
        let charset = match self.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()) {
            None | Some("application/json") => Some(Charset::Utf8),
            Some(media) => Media::parse(media).charset.map_or(Some(Charset::Utf8), Charset::named),
        };
        let unknown = || CallError::unreadable("it is in a charset that is not known here", &[]);
        let wrong = || CallError::unreadable("it is not in the charset that it names", &self.body);
        charset.ok_or_else(unknown)?.decode(&self.body).ok_or_else(wrong)
    }

    /// The text, or `null` without a body: nothing is a document in which nothing is found.
    pub(crate) fn document(&self) -> Result<Bytes, CallError> {
        if self.body.is_empty() { Ok(Bytes::from_static(b"null")) } else { self.text() }
    }

    /// That no document can be made of the answer, which begins with `text`.
    pub(crate) fn unshaped(error: ShapeError, text: &[u8]) -> CallError {
        match error {
            ShapeError::NoJson(error) => Self::no_json(error, text),
            ShapeError::Type(flaw) => CallError::unreadable(flaw, &[]),
        }
    }

    /// That the answer, which begins with `text`, is not the JSON it should be.
    pub(crate) fn no_json(reason: impl std::fmt::Display, text: &[u8]) -> CallError {
        CallError::unreadable(format!("it is not valid JSON ({reason})"), text)
    }
}

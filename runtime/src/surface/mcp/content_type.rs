//! The media type of an answer, as a model is told of it.

use hyper::header::CONTENT_TYPE;

use crate::content::{Content, Media, media_is_json};

/// The claim of an answer's content type about JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Json,
    Other,
    Nothing,
}

pub(super) fn says(content: &Content) -> Says {
    match content.headers.get(CONTENT_TYPE) {
        None => Says::Nothing,
        Some(media) if media_is_json(media.as_bytes()) => Says::Json,
        Some(_) => Says::Other,
    }
}

/// The media type, where there is one that is text.
pub(super) fn media(content: &Content) -> Option<Media<'_>> {
    content.media_type().map(Media::parse)
}

impl Media<'_> {
    /// The type of bytes of which nothing is said.
    pub(super) const BYTES: Self = Self { essence: "application/octet-stream", charset: None };

    /// Returns `true` if its type is `kind`: `image` and the like.
    pub(super) fn is(&self, kind: &str) -> bool {
        let found = self.essence.split('/').next().unwrap_or_default();
        found.eq_ignore_ascii_case(kind)
    }

    /// The type of bytes that were not read as text.
    pub(super) fn of_bytes(&self) -> String {
        match self.charset {
            Some(charset) => format!("{}; charset={charset}", self.essence),
            None => self.essence.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Media;

    #[test]
    fn kinds_and_bytes() {
        assert!(Media::parse("Image/PNG").is("image"));
        assert_eq!(Media::parse("text/plain;charset=big5").of_bytes(), "text/plain; charset=big5");
    }
}

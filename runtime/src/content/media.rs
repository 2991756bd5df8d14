//! Media types: RFC 9110, section 8.3.1.

/// A media type, with the one parameter that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Media<'a> {
    /// Type and subtype.
    pub(crate) essence: &'a str,
    pub(crate) charset: Option<&'a str>,
}

impl<'a> Media<'a> {
    /// What bytes are of which nothing is said.
    pub(crate) const BYTES: Self = Self { essence: "application/octet-stream", charset: None };

    pub(crate) fn parse(text: &'a str) -> Self {
        let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
        let charset = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim().trim_matches('"').trim();
            (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
        });
        Self { essence: essence.trim(), charset }
    }

    /// Returns `true` if its type is `kind`: `image` and the like.
    pub(crate) fn is(&self, kind: &str) -> bool {
        let found = self.essence.split('/').next().unwrap_or_default();
        found.eq_ignore_ascii_case(kind)
    }

    /// What has to be said of bytes that were not read as text.
    pub(crate) fn of_bytes(&self) -> String {
        match self.charset {
            Some(charset) => format!("{}; charset={charset}", self.essence),
            None => self.essence.to_owned(),
        }
    }
}

/// Returns `true` if a media type says JSON.
pub(crate) fn media_is_json(media: &[u8]) -> bool {
    if media == b"application/json" {
        return true;
    }
    let essence = media.split(|byte| *byte == b';').next().unwrap_or_default();
    let essence = essence.trim_ascii();
    let suffix = essence.len().saturating_sub(b"+json".len());
    essence.eq_ignore_ascii_case(b"application/json")
        || essence.eq_ignore_ascii_case(b"text/json")
        || essence[suffix..].eq_ignore_ascii_case(b"+json")
}

/// Returns `true` if a media type names no charset, or one that is a part of UTF-8.
pub(crate) fn is_utf8(media: &[u8]) -> bool {
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
    use super::{Media, is_utf8, media_is_json};

    #[test]
    fn parameters() {
        for (text, essence, charset) in [
            ("text/plain", "text/plain", None),
            ("text/plain; Charset=\"UTF-16\" ; x=y", "text/plain", Some("UTF-16")),
            ("text/csv;header=present;charset=latin1", "text/csv", Some("latin1")),
            ("text/plain;charset=", "text/plain", None),
            ("", "", None),
        ] {
            assert_eq!(Media::parse(text), Media { essence, charset }, "{text}");
        }
        assert!(Media::parse("Image/PNG").is("image"));
        assert_eq!(Media::parse("text/plain;charset=big5").of_bytes(), "text/plain; charset=big5");
    }

    #[test]
    fn utf8_by_its_names() {
        for media in ["a/b", "a/b; q=1", "a/b;charset=UTF-8", "a/b; q=1; charset=\"us-ascii\""] {
            assert!(is_utf8(media.as_bytes()), "{media}");
        }
        for media in [&b"a/b; charset=latin1"[..], b"a/b;charset=utf-16", b"a/b; charset=\xff"] {
            assert!(!is_utf8(media), "{media:?}");
        }
    }

    #[test]
    fn json_by_its_names() {
        for media in
            ["application/json", "Application/JSON; charset=utf-8", "text/json", "a/b+json"]
        {
            assert!(media_is_json(media.as_bytes()), "{media}");
        }
        for media in ["text/plain", "application/x-ndjson", "application/json-seq", "json", ""] {
            assert!(!media_is_json(media.as_bytes()), "{media}");
        }
    }
}

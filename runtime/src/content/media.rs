//! Media types: RFC 9110, section 8.3.1.

/// A media type, with the one parameter that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Media<'a> {
    /// Type and subtype.
    pub(crate) essence: &'a str,
    pub(crate) charset: Option<&'a str>,
}

impl<'a> Media<'a> {
    pub(crate) fn parse(text: &'a str) -> Self {
        let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
        let charset = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim().trim_matches('"').trim();
            (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
        });
        Self { essence: essence.trim(), charset }
    }
}

/// Returns `true` if a media type says JSON.
#[cfg(any(feature = "oauth", feature = "surface"))]
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

#[cfg(test)]
mod tests {
    use super::{Media, media_is_json};

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

//! The selection of the headers of an answer that are kept. An answer has many, and most of them end here.

use hyper::StatusCode;
use hyper::header::{
    ACCEPT_RANGES, AGE, ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING,
    CONTENT_LANGUAGE, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderMap, HeaderName,
    LAST_MODIFIED, LINK, LOCATION, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};

/// Fields about the content or for the caller. All others are between the upstream and this server:
/// connections, cookies.
///
/// `date` is when the document was made: with another one its age would be lost, and where one is told to
/// come back at a certain time, that is by the upstream's clock.
static OF_CONTENT: [(&str, HeaderName); 16] = [
    ("date", DATE),
    ("content-type", CONTENT_TYPE),
    ("content-encoding", CONTENT_ENCODING),
    ("content-language", CONTENT_LANGUAGE),
    ("content-disposition", CONTENT_DISPOSITION),
    ("content-range", CONTENT_RANGE),
    ("accept-ranges", ACCEPT_RANGES),
    ("age", AGE),
    ("cache-control", CACHE_CONTROL),
    ("etag", ETAG),
    ("expires", EXPIRES),
    ("last-modified", LAST_MODIFIED),
    ("link", LINK),
    ("location", LOCATION),
    ("retry-after", RETRY_AFTER),
    ("vary", VARY),
];

/// The headers of an answer that are of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderFilter {
    /// Those that say something about the content.
    OfContent,
    /// Those, and how a credential is to be shown.
    Challenge,
    /// Whoever passes an answer on decides.
    All,
}

impl HeaderFilter {
    /// The name as it is kept for a response with this status; `None` when the field is dropped.
    pub(crate) fn name_with(self, status: StatusCode, name: &[u8]) -> Option<HeaderName> {
        let is = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
        match status.as_u16() {
            // The challenge and the list of methods belong to their statuses.
            401 if is("www-authenticate") => Some(WWW_AUTHENTICATE),
            405 if is("allow") => Some(ALLOW),
            _ => self.name(name),
        }
    }

    /// The name as it is kept; `None` when nobody wants the header, or it is no name.
    fn name(self, name: &[u8]) -> Option<HeaderName> {
        let is = |known: &str| known.as_bytes().eq_ignore_ascii_case(name);
        match self {
            Self::All => HeaderName::from_bytes(name).ok(),
            Self::Challenge if is("www-authenticate") => Some(WWW_AUTHENTICATE),
            Self::OfContent | Self::Challenge => {
                let found = OF_CONTENT.iter().find(|(text, _)| is(text));
                found.map(|(_, name)| name.clone())
            }
        }
    }

    /// The fields that are kept.
    pub(crate) fn of(self, status: StatusCode, headers: HeaderMap) -> HeaderMap {
        if self == Self::All {
            return headers;
        }
        let mut kept = HeaderMap::with_capacity(8);
        let mut last = None;
        for (name, value) in headers {
            // A further value of the same header comes without its name.
            if let Some(name) = name {
                last = self.name_with(status, name.as_str().as_bytes());
            }
            if let Some(name) = &last {
                kept.append(name.clone(), value);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LINK, SET_COOKIE, WWW_AUTHENTICATE};

    use hyper::StatusCode;

    use super::HeaderFilter;

    #[test]
    fn names() {
        assert_eq!(HeaderFilter::OfContent.name(b"Content-TYPE"), Some(CONTENT_TYPE));
        assert_eq!(HeaderFilter::OfContent.name(b"www-authenticate"), None);
        assert_eq!(HeaderFilter::Challenge.name(b"WWW-Authenticate"), Some(WWW_AUTHENTICATE));
        assert_eq!(HeaderFilter::Challenge.name(b"link"), Some(LINK));
        assert_eq!(HeaderFilter::Challenge.name(b"set-cookie"), None);
        assert_eq!(HeaderFilter::All.name(b"Set-Cookie"), Some(SET_COOKIE));
        assert_eq!(HeaderFilter::All.name(b"a b"), None);
    }

    #[test]
    fn all_values_of_a_wanted_header_are_kept() {
        let mut headers = HeaderMap::new();
        for (name, value) in [(LINK, "a"), (SET_COOKIE, "b"), (LINK, "c"), (SET_COOKIE, "d")] {
            headers.append(name, HeaderValue::from_static(value));
        }
        let kept = HeaderFilter::OfContent.of(StatusCode::OK, headers.clone());
        assert_eq!(kept.get_all(LINK).iter().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(kept.len(), 2);
        assert_eq!(HeaderFilter::All.of(StatusCode::OK, headers.clone()), headers);
    }

    #[test]
    fn what_belongs_to_a_status_is_wanted_with_it() {
        for (name, status, kept) in [
            ("Allow", 405, true),
            ("Allow", 200, false),
            ("WWW-Authenticate", 401, true),
            ("WWW-Authenticate", 403, false),
            ("Date", 200, true),
        ] {
            let code = StatusCode::from_u16(status).expect("a status");
            let found = HeaderFilter::OfContent.name_with(code, name.as_bytes());
            assert_eq!(found.is_some(), kept, "{name} {status}");
        }
    }
}

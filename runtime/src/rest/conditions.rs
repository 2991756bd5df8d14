//! Conditions on what is answered here (RFC 9110, 13).

use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};

/// The status instead of 200 for a document with this tag; `None` where it is to be sent.
pub(super) fn evaluate(headers: &HeaderMap, tag: &HeaderValue) -> Option<StatusCode> {
    if headers.contains_key(IF_MATCH) && !lists(headers, &IF_MATCH, tag) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    lists(headers, &IF_NONE_MATCH, tag).then_some(StatusCode::NOT_MODIFIED)
}

/// Whether a list has the tag, or is any. A weak one stands for the same document here, which is the
/// same octet by octet while its tag is.
fn lists(headers: &HeaderMap, name: &HeaderName, tag: &HeaderValue) -> bool {
    let is_weak_allowed = *name == IF_NONE_MATCH;
    headers.get_all(name).iter().any(|value| {
        value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii).any(|given| {
            let strong = given.strip_prefix(b"W/").filter(|_| is_weak_allowed).unwrap_or(given);
            given == b"*" || strong == tag.as_bytes()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::evaluate;
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};

    #[test]
    fn a_list_of_tags_or_any() {
        let tag = HeaderValue::from_static("\"a\"");
        for (name, value, expected) in [
            ("if-none-match", "\"a\"", Some(304)),
            ("if-none-match", "W/\"a\"", Some(304)),
            ("if-none-match", "\"b\" , \"a\"", Some(304)),
            ("if-none-match", "*", Some(304)),
            ("if-none-match", "\"b\"", None),
            ("if-none-match", "a", None),
            ("if-match", "\"a\"", None),
            ("if-match", "*", None),
            ("if-match", "W/\"a\"", Some(412)),
            ("if-match", "\"b\"", Some(412)),
            ("if-match", "", Some(412)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            let found = evaluate(&headers, &tag).map(|status| status.as_u16());
            assert_eq!(found, expected, "{name}: {value}");
        }
    }
}

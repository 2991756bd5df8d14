//! Conditions on what is answered here (RFC 9110, 13).

use hyper::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH};
use hyper::{Method, StatusCode};

/// The status instead of 200, by the order of RFC 9110, 13.2.2, for a document that exists and that these
/// tags stand for, those of its encodings among them.
pub(crate) fn evaluate<T: AsRef<[u8]>>(
    method: &Method,
    headers: &HeaderMap,
    tags: &[T],
) -> Option<StatusCode> {
    if headers.contains_key(IF_MATCH) && !lists(headers, &IF_MATCH, tags) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let failed = if is_read { StatusCode::NOT_MODIFIED } else { StatusCode::PRECONDITION_FAILED };
    lists(headers, &IF_NONE_MATCH, tags).then_some(failed)
}

/// Returns `true` if a list has a tag, or is any. A weak one stands for the same document here, which is the
/// same octet by octet while its tag is.
fn lists<T: AsRef<[u8]>>(headers: &HeaderMap, name: &HeaderName, tags: &[T]) -> bool {
    let is_weak_allowed = *name == IF_NONE_MATCH;
    headers.get_all(name).iter().any(|value| {
        value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii).any(|given| {
            let strong = given.strip_prefix(b"W/").filter(|_| is_weak_allowed).unwrap_or(given);
            given == b"*" || tags.iter().any(|tag| strong == tag.as_ref())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::evaluate;
    use hyper::Method;
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
            let status = |method, tags: &[&HeaderValue]| {
                evaluate(method, &headers, tags).map(|status| status.as_u16())
            };
            assert_eq!(status(&Method::GET, &[&tag][..]), expected, "{name}: {value}");
            let changed = expected.map(|_| 412);
            assert_eq!(status(&Method::POST, &[&tag][..]), changed, "{name}: {value}");
            let any = if value == "*" { expected } else { (name == "if-match").then_some(412) };
            assert_eq!(status(&Method::HEAD, &[]), any, "{name}: {value}");
        }
    }
}

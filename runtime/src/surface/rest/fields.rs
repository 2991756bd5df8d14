//! Headers and cookies as values. Bytes that are no text are refused, and so is what may be there
//! once and is there twice.

use std::borrow::Cow;

use hyper::header::{COOKIE, HeaderMap};

use crate::argument::RawValue;
use crate::cookies;
use crate::problem::Problem;

/// The fields whose lines are one list (RFC 9110, 5.3). Of others nobody can know that, and a caller
/// who sends two lines of them says two things.
const LISTS: [&str; 26] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "allow",
    "baggage",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "expect",
    "forwarded",
    "if-match",
    "if-none-match",
    "link",
    "pragma",
    "prefer",
    "te",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "warning",
    "x-forwarded-for",
];

/// Returns the value of a header.
pub(super) fn header<'a>(name: &str, headers: &'a HeaderMap) -> Result<RawValue<'a>, Problem> {
    let lines = headers.get_all(name).iter().map(|line| text(name, line.as_bytes()));
    let mut lines = lines.collect::<Result<Vec<_>, _>>()?;
    let is = |known: &&str| name.eq_ignore_ascii_case(known);
    Ok(match lines.len() {
        0 => RawValue::Absent,
        1 => RawValue::Text(lines.swap_remove(0)),
        _ if is(&COOKIE.as_str()) => RawValue::Text(Cow::Owned(lines.join("; "))),
        _ if LISTS.iter().any(is) => RawValue::Text(Cow::Owned(lines.join(", "))),
        _ => RawValue::Texts(lines),
    })
}

/// Returns the value of a cookie as it came, since the encoding is the choice of its setter.
pub(super) fn cookie<'a>(name: &str, headers: &'a HeaderMap) -> Result<RawValue<'a>, Problem> {
    let values = cookies::pairs(headers).filter(|(known, _)| *known == name.as_bytes());
    let values = values.map(|(_, value)| text(name, value));
    let mut values = values.collect::<Result<Vec<_>, _>>()?;
    Ok(match values.len() {
        0 => RawValue::Absent,
        1 => RawValue::Text(values.swap_remove(0)),
        _ => RawValue::Texts(values),
    })
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, Problem> {
    let text = std::str::from_utf8(bytes);
    text.map(Cow::Borrowed).map_err(|_| Problem::new(name, format!("`{name}` is not UTF-8")))
}

#[cfg(test)]
mod tests {
    use super::{RawValue, cookie, header};
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};

    fn headers(lines: &[(&'static str, &[u8])]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::from_bytes(value).expect("a value");
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    fn shown(slot: Result<RawValue<'_>, crate::problem::Problem>) -> String {
        match slot {
            Ok(RawValue::Absent) => "-".to_owned(),
            Ok(RawValue::Text(text)) => text.into_owned(),
            Ok(other) => format!("{other:?}"),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn lines_of_lists_are_one_and_others_are_several() {
        let headers = headers(&[
            ("x-tenant", b"a"),
            ("x-tenant", b"b"),
            ("accept", b"a/b"),
            ("accept", b"c/d;q=0.1"),
            ("x-name", "é".as_bytes()),
            ("x-latin", b"\xe9"),
        ]);
        assert_eq!(shown(header("X-Tenant", &headers)), "Texts([\"a\", \"b\"])");
        assert_eq!(shown(header("accept", &headers)), "a/b, c/d;q=0.1");
        assert_eq!(shown(header("x-name", &headers)), "é");
        assert_eq!(shown(header("x-latin", &headers)), "`x-latin` is not UTF-8");
        assert_eq!(shown(header("x-none", &headers)), "-");
    }

    #[test]
    fn only_the_cookie_that_is_meant_has_to_be_readable() {
        let headers = headers(&[("cookie", b"a=\xe9; b=%C3%A9 \"x, y\"; c=1"), ("cookie", b"c=2")]);
        assert_eq!(shown(cookie("a", &headers)), "`a` is not UTF-8");
        assert_eq!(shown(cookie("b", &headers)), "%C3%A9 \"x, y\"");
        assert_eq!(shown(cookie("c", &headers)), "Texts([\"1\", \"2\"])");
        assert_eq!(shown(cookie("d", &headers)), "-");
        assert_eq!(shown(header("cookie", &headers)), "`cookie` is not UTF-8");
    }
}

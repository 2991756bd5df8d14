//! Percent-encoding of what a document fixes, where values are encoded at run time; hashes as text.

/// Percent-encodes what may not stand in a path or query; escapes already there are kept.
pub(crate) fn literal(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    for (index, &byte) in bytes.iter().enumerate() {
        let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        let escape = byte == b'%' && hex(index + 1) && hex(index + 2);
        if escape || byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// As [`literal`], for a name or value of one query pair. Brackets are no part of a query (RFC 3986,
/// 3.4), and servers refuse them.
pub(crate) fn query(text: &str) -> String {
    percent(text, b"-._~!$'()*,:@/")
}

/// Percent-encodes everything but letters, digits and `plain`.
pub(crate) fn percent(text: &str, plain: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The value of a cookie that a document fixes: only what would end it is percent-encoded.
pub(crate) fn cookie(text: &str) -> String {
    text.trim_matches([' ', '\t']).replace(';', "%3B")
}

/// A value in a path: everything but unreserved characters is percent-encoded, and slashes stay
/// where they are wanted.
pub(crate) fn segment(text: &str, slashes: bool) -> String {
    percent(text, if slashes { b"-._~/" } else { b"-._~" })
}

/// Text with its percent escapes decoded; `None` where they are no UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |index: usize| bytes.get(index).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'%'));
                at += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

/// As [`decode`], for a name or value of a form, where a plus sign is a blank.
pub(crate) fn decode_form(text: &str) -> Option<String> {
    decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::{cookie, decode, decode_form, query, segment};

    #[test]
    fn escapes_that_are_no_text_are_found() {
        assert_eq!(decode("a%2fb%zz%").as_deref(), Some("a/b%zz%"));
        assert_eq!(decode_form("a+b%2B").as_deref(), Some("a b+"));
        assert_eq!((decode("%FF"), decode("a%C3"), decode_form("+%E2%82")), (None, None, None));
    }

    #[test]
    fn values_in_paths() {
        assert_eq!(segment("a/b c%20é", false), "a%2Fb%20c%2520%C3%A9");
        assert_eq!(segment("a/b?", true), "a/b%3F");
    }

    #[test]
    fn names_of_a_query() {
        assert_eq!(query("page[size]"), "page%5Bsize%5D");
        assert_eq!(query("$filter"), "$filter");
        assert_eq!(query("a&b=c#d e?%é+\"<"), "a%26b%3Dc%23d%20e%3F%25%C3%A9%2B%22%3C");
    }

    #[test]
    fn values_of_cookies() {
        assert_eq!(cookie(" a%2Fb; c=\"d, e\" "), "a%2Fb%3B c=\"d, e\"");
    }
}

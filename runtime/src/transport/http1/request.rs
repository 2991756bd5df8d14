//! The head of a request.

use hyper::Method;
use hyper::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};

use super::request_writer::Length;
use crate::request::HeaderList;

/// Returns `true` if a text can stand in a request line: a path, and nothing that ends the line or the path.
pub(in super::super) fn is_target(text: &str) -> bool {
    let is_sound = |byte: &u8| (0x21..0x7f).contains(byte) && *byte != b'#';
    // All are looked at, many at a time: nearly every target is sound.
    text.starts_with('/') && text.as_bytes().iter().fold(true, |all, byte| all & is_sound(byte))
}

/// The head of a request, with what says where its body ends.
pub(in super::super) fn head_of(
    method: &Method,
    target: &str,
    host: &HeaderValue,
    headers: &HeaderList,
    length: Length,
) -> Vec<u8> {
    // Enough for a bearer token and what goes with every request, without growing.
    const USUAL: usize = 640;
    let mut head = Vec::with_capacity(target.len() + USUAL);
    for part in [method.as_str(), " ", target, " HTTP/1.1\r\n"] {
        head.extend_from_slice(part.as_bytes());
    }
    line(&mut head, &HOST, host.as_bytes());
    for (name, value) in headers.iter() {
        // These are said here, and once.
        if ![HOST, CONTENT_LENGTH, TRANSFER_ENCODING].contains(name) {
            line(&mut head, name, value.as_bytes());
        }
    }
    match length {
        // A method that is all about a body says that there is none.
        Length::Known(0) if !matches!(*method, Method::POST | Method::PUT | Method::PATCH) => {}
        Length::Known(size) => {
            line(&mut head, &CONTENT_LENGTH, HeaderValue::from(size).as_bytes());
        }
        Length::Unknown => line(&mut head, &TRANSFER_ENCODING, b"chunked"),
    }
    head.extend_from_slice(b"\r\n");
    head
}

fn line(head: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    for part in [name.as_str().as_bytes(), b": ", value, b"\r\n"] {
        head.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use hyper::Method;
    use hyper::header::{ACCEPT, CONTENT_LENGTH, HOST, HeaderValue};

    use super::{HeaderList, Length, head_of, is_target};

    #[test]
    fn targets() {
        for text in ["/", "/a?b=c&d", "/%20", "/a;b='c'~|", "/{}"] {
            assert!(is_target(text), "{text}");
        }
        for text in ["", "a", "*", "/a b", "/a\r\nx: y", "/a#b", "/\u{e9}", "/\u{7f}", "/\t"] {
            assert!(!is_target(text), "{text}");
        }
    }

    #[test]
    fn lengths_are_said_once() {
        let mut headers = HeaderList::default();
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("77"));
        headers.insert(HOST, HeaderValue::from_static("elsewhere"));
        let host = HeaderValue::from_static("api");
        let head = |method: &Method, length| {
            String::from_utf8(head_of(method, "/a", &host, &headers, length)).expect("text")
        };
        let get = "GET /a HTTP/1.1\r\nhost: api\r\naccept: */*\r\n\r\n";
        assert_eq!(head(&Method::GET, Length::Known(0)), get);
        assert!(head(&Method::POST, Length::Known(0)).ends_with("\r\ncontent-length: 0\r\n\r\n"));
        assert!(head(&Method::GET, Length::Known(12)).ends_with("\r\ncontent-length: 12\r\n\r\n"));
        let chunked = head(&Method::PUT, Length::Unknown);
        assert!(chunked.ends_with("\r\ntransfer-encoding: chunked\r\n\r\n"), "{chunked}");
    }
}

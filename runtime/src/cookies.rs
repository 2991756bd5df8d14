//! The cookies of a request, as bytes: a server has no say in what other applications of its site
//! keep there, so only the cookie that is meant has to be readable.

use hyper::header::{COOKIE, HeaderMap, HeaderValue};

/// Names and values as they came, without the white space around them.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    let lines = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes);
    lines.flat_map(|line| line.split(|byte| *byte == b';')).filter_map(pair)
}

fn pair(piece: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = piece.iter().position(|byte| *byte == b'=')?;
    Some((piece[..at].trim_ascii(), piece[at + 1..].trim_ascii()))
}

/// Takes every cookie of a name out; all others stay as they came, byte for byte.
pub(crate) fn remove(headers: &mut HeaderMap, name: &str) {
    let is_named = |piece: &&[u8]| pair(piece).is_some_and(|(known, _)| known == name.as_bytes());
    let lines: Vec<HeaderValue> = headers.get_all(COOKIE).iter().cloned().collect();
    headers.remove(COOKIE);
    for line in lines {
        let pieces = || line.as_bytes().split(|byte| *byte == b';');
        if !pieces().any(|piece| is_named(&piece)) {
            headers.append(COOKIE, line);
            continue;
        }
        let kept: Vec<&[u8]> = pieces().filter(|piece| !is_named(piece)).collect();
        let kept = kept.join(&b';');
        // A part of a value is one too.
        if let Ok(value) = HeaderValue::from_bytes(kept.trim_ascii())
            && !value.is_empty()
        {
            headers.append(COOKIE, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{COOKIE, HeaderMap, HeaderValue};

    use super::{pairs, remove};

    fn headers(lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_bytes(line).expect("a value"));
        }
        headers
    }

    #[test]
    fn one_cookie_does_not_hide_another() {
        let headers = headers(&[b"city=S\xe3o Paulo; sid= k=1 ;flag;=x", b"\xff=1;sid=2"]);
        let found: Vec<_> = pairs(&headers).collect();
        let expected: [(&[u8], &[u8]); 5] = [
            (b"city", b"S\xe3o Paulo"),
            (b"sid", b"k=1"),
            (b"", b"x"),
            (b"\xff", b"1"),
            (b"sid", b"2"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_stays_is_not_touched() {
        for (line, left) in [
            (&b"sid=1"[..], &[][..]),
            (b"sid=1; a=\"x, y\"", &[&b"a=\"x, y\""[..]]),
            (b"a=%c3%a9;  b=\xe3; sid=1", &[b"a=%c3%a9;  b=\xe3"]),
            (b"a=1; sid=1; flag; sid=2;b= 2", &[b"a=1; flag;b= 2"]),
            (b"side=1; SID=1", &[b"side=1; SID=1"]),
        ] {
            let mut headers = headers(&[line]);
            remove(&mut headers, "sid");
            let found: Vec<&[u8]> =
                headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
            assert_eq!(found, left);
        }
    }
}

//! The `via` header that this process adds when it passes a request on.

use std::sync::OnceLock;

use hyper::Version;
use hyper::header::{HeaderMap, HeaderValue, VIA};

use super::pseudonym;

/// Returns `via` for a request that came by `version`: the caller's lines, then this process.
pub(crate) fn onward(headers: &HeaderMap, version: Version) -> HeaderValue {
    let own = own(version);
    let mut whole = Vec::new();
    for value in headers.get_all(VIA) {
        whole.extend_from_slice(value.as_bytes());
        whole.extend_from_slice(b", ");
    }
    whole.extend_from_slice(own.as_bytes());
    HeaderValue::try_from(whole).unwrap_or(own)
}

/// Returns `via` for a request that came directly. It is made once: most have.
pub(crate) fn own(version: Version) -> HeaderValue {
    static OWN: OnceLock<[HeaderValue; 3]> = OnceLock::new();
    let made = OWN.get_or_init(|| {
        ["1.0", "1.1", "2.0"].map(|version| {
            // Once for a process. A static value costs nothing to hand on.
            HeaderValue::from_static(format!("{version} {}", pseudonym()).leak())
        })
    });
    let [one_zero, one_one, two] = made;
    match version {
        Version::HTTP_10 => one_zero.clone(),
        Version::HTTP_2 => two.clone(),
        _ => one_one.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::onward;
    use crate::via::names_this_process;
    use hyper::Version;
    use hyper::header::{HeaderMap, HeaderValue, VIA};

    #[test]
    fn what_was_said_stands_before() {
        let mut headers = HeaderMap::new();
        let own = onward(&headers, Version::HTTP_11);
        assert!(own.to_str().expect("text").starts_with("1.1 naftiko-"));
        assert!(onward(&headers, Version::HTTP_2).to_str().expect("text").starts_with("2.0 "));
        headers.append(VIA, HeaderValue::from_static("1.0 a (x), 1.1 b"));
        headers.append(VIA, HeaderValue::from_static("2 c"));
        let onward = onward(&headers, Version::HTTP_11);
        let own = own.to_str().expect("text");
        assert_eq!(onward, format!("1.0 a (x), 1.1 b, 2 c, {own}").as_str());
        assert!(names_this_process(&onward));
        assert!(!names_this_process(&headers[VIA]));
        let name = own.split_once(' ').expect("two words").1;
        for other in [format!("1.1 {name}x"), format!("1.1 a ({name})"), name.to_owned()] {
            let other = HeaderValue::try_from(other).expect("a value");
            assert!(!names_this_process(&other), "{other:?}");
        }
    }
}

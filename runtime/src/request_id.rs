//! Request ids: the caller's when it has a usable one, else a cheap one of our own.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher, RandomState};

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request. Of two that a caller gives, nobody knows which one its log has.
pub(crate) fn of(headers: &HeaderMap) -> HeaderValue {
    let mut given = headers.get_all(&REQUEST_ID).iter();
    match (given.next(), given.next()) {
        (Some(given), None) if is_usable(given.as_bytes()) => given.clone(),
        _ => fresh(),
    }
}

fn is_usable(id: &[u8]) -> bool {
    const LONGEST: usize = 128;
    (1..=LONGEST).contains(&id.len()) && id.iter().all(u8::is_ascii_graphic)
}

/// Sixteen hexadecimal digits that no other thread or process is likely to have given out.
pub(crate) fn fresh() -> HeaderValue {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let number = number();
    let mut text = [0_u8; 16];
    for (at, digit) in text.iter_mut().enumerate() {
        let four = (number >> (60 - 4 * at)) & 15;
        *digit = HEX[four as usize];
    }
    HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("0"))
}

/// A number that no other thread or process is likely to have given out.
pub(crate) fn number() -> u64 {
    thread_local! {
        static NEXT: Cell<u64> = Cell::new(RandomState::new().build_hasher().finish());
    }
    NEXT.with(|next| {
        let number = next.get();
        next.set(number.wrapping_add(0x9e37_79b9_7f4a_7c15));
        mix(number)
    })
}

/// The finalizer of SplitMix64.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::{REQUEST_ID, fresh, of};
    use hyper::header::{HeaderMap, HeaderValue};

    #[test]
    fn callers_ids_are_kept_when_they_are_safe() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("abc-1"));
        assert_eq!(of(&headers), "abc-1");
        for bad in ["", "a b", &"x".repeat(129)] {
            headers.insert(REQUEST_ID, HeaderValue::from_str(bad).expect("a header value"));
            assert_eq!(of(&headers).len(), 16);
        }
        headers.insert(REQUEST_ID, HeaderValue::from_static("abc-1"));
        headers.append(REQUEST_ID, HeaderValue::from_static("abc-2"));
        assert_eq!(of(&headers).len(), 16);
    }

    #[test]
    fn fresh_ids_differ() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| fresh()).collect();
        assert_eq!(ids.len(), 1000);
    }
}

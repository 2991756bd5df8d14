//! Equality of two texts as JSON values.

use super::decimal::Decimal;
use super::document::{elements, members, unquote};

/// Returns `true` if two valid documents have the same value: numbers by their size, objects in any order.
pub(crate) fn is_equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_ascii(), other.trim_ascii());
    match (one.as_bytes().first(), other.as_bytes().first()) {
        (Some(b'"'), Some(b'"')) => match (unquote(one), unquote(other)) {
            (Ok(one), Ok(other)) => one == other,
            _ => one == other,
        },
        (Some(b'['), Some(b'[')) => match (elements(one), elements(other)) {
            (Ok(one), Ok(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| is_equal(one, other))
            }
            _ => false,
        },
        (Some(b'{'), Some(b'{')) => match (members(one.as_bytes()), members(other.as_bytes())) {
            (Ok(Some(one)), Ok(Some(other))) => {
                one.len() == other.len()
                    && one.iter().all(|(key, value)| {
                        let same = other.iter().find(|(known, _)| known == key);
                        same.is_some_and(|(_, other)| is_equal(value, other))
                    })
            }
            _ => false,
        },
        (Some(b'-' | b'0'..=b'9'), Some(b'-' | b'0'..=b'9')) => {
            Decimal::parse(one).is_some_and(|one| Some(one) == Decimal::parse(other))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::is_equal;

    #[test]
    fn values_and_not_texts() {
        for (one, other) in [
            ("1", "1.0"),
            ("[1, 2]", "[1,2.0]"),
            (r#"{"a":1,"b":[true]}"#, r#"{ "b" : [true], "\u0061" : 1e0 }"#),
            (r#""a""#, r#""\u0061""#),
            ("null", " null "),
        ] {
            assert!(is_equal(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("1", "true"),
            ("0", "false"),
            ("[1]", "[1,1]"),
            ("{}", "[]"),
            (r#""1""#, "1"),
            ("{}", "null"),
        ] {
            assert!(!is_equal(one, other), "{one} {other}");
        }
    }
}

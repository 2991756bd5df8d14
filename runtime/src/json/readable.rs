//! The subset of JSON that every reader can read. The grammar allows more than that: half a surrogate pair,
//! numbers beyond those of 64 bits, any depth. One such value makes the whole message around it unreadable.

use std::borrow::Cow;

use super::document::depth_within;

/// The greatest depth of a document. Most readers stop at 127, and a message stands around the document.
const DEPTH: usize = 100;

/// The reason that a document is not for every reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Depth,
    Number,
}

/// The valid `document` as every reader can read it: U+FFFD stands for half a surrogate pair.
pub(crate) fn readable(document: &[u8]) -> Result<Cow<'_, [u8]>, Unreadable> {
    if !depth_within(document, DEPTH) {
        return Err(Unreadable::Depth);
    }
    let mut repaired: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(byte) = document.get(at) {
        at = match byte {
            b'"' => string(document, at + 1, |digits| {
                let copy = repaired.get_or_insert_with(|| document.to_vec());
                if let Some(place) = copy.get_mut(digits..digits + 4) {
                    place.copy_from_slice(b"fffd");
                }
            }),
            b'-' | b'0'..=b'9' => number(document, at)?,
            _ => at + 1,
        };
    }
    Ok(repaired.map_or(Cow::Borrowed(document), Cow::Owned))
}

/// The end of the string whose inside begins at `at`; `half` is told where the digits of half a pair
/// are.
fn string(text: &[u8], mut at: usize, mut half: impl FnMut(usize)) -> usize {
    loop {
        match text.get(at) {
            None => return at,
            Some(b'"') => return at + 1,
            Some(b'\\') => {}
            Some(_) => {
                at += 1;
                continue;
            }
        }
        match unit(text, at) {
            None => at += 2,
            Some(0xd800..0xdc00) if matches!(unit(text, at + 6), Some(0xdc00..0xe000)) => at += 12,
            Some(0xd800..0xe000) => {
                half(at + 2);
                at += 6;
            }
            Some(_) => at += 6,
        }
    }
}

/// Returns the code unit of the `\u` escape at `at`, if there is one.
fn unit(text: &[u8], at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// The end of the number at `at`.
fn number(text: &[u8], at: usize) -> Result<usize, Unreadable> {
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.iter().position(|byte| !is_part(byte)).unwrap_or(rest.len());
    let value = rest.get(..end).and_then(|number| std::str::from_utf8(number).ok()?.parse().ok());
    if value.is_some_and(f64::is_finite) { Ok(at + end) } else { Err(Unreadable::Number) }
}

#[cfg(test)]
mod tests {
    use super::{DEPTH, Unreadable, readable};

    fn found(document: &str) -> Result<String, Unreadable> {
        let read = readable(document.as_bytes())?;
        let text = String::from_utf8(read.into_owned()).expect("UTF-8");
        serde_json::from_str::<serde_json::Value>(&text).expect("readable");
        Ok(text)
    }

    #[test]
    fn halves_of_pairs_are_replaced() {
        for (document, repaired) in [
            (r#"{"\ud83d":"see you \uD83D"}"#, r#"{"\ufffd":"see you \ufffd"}"#),
            (
                r#"["\ude00\ud83d","\ud83d\ud83d\ude00x"]"#,
                r#"["\ufffd\ufffd","\ufffd\ud83d\ude00x"]"#,
            ),
            (r#""\ud83dA\\ud83d""#, r#""\ufffdA\\ud83d""#),
            (r#""\ud83d\n\udbff\udfff""#, r#""\ufffd\n\udbff\udfff""#),
        ] {
            assert_eq!(found(document).as_deref(), Ok(repaired));
        }
    }

    #[test]
    fn what_everybody_reads_stays() {
        for document in
            [r#"{"a":"\u00e9\ud83d\ude00","b":[1e308,-0.0,1E-400,12345678901234567890123]}"#, "7"]
        {
            assert_eq!(found(document).as_deref(), Ok(document));
        }
    }

    #[test]
    fn what_cannot_be_repaired_is_told_apart() {
        for document in ["1e400", "[-1E+309]", &"9".repeat(400), r#"{"1e400":1e999}"#] {
            assert_eq!(found(document), Err(Unreadable::Number), "{document}");
        }
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(found(&nested(DEPTH)).is_ok());
        assert_eq!(found(&nested(DEPTH + 1)), Err(Unreadable::Depth));
    }
}

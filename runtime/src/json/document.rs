//! Cutting JSON text into the raw texts of its members and elements.

use std::borrow::Cow;
use std::collections::HashSet;

use super::reader::{Reader, Syntax, document, utf8};

/// The members of an object: decoded keys and raw values, in order.
pub(crate) type Members<'a> = Vec<(Cow<'a, str>, &'a str)>;

/// The error of reading the members of an object.
#[derive(Debug)]
pub(crate) enum MembersError {
    /// It is not valid JSON.
    Syntax,
    /// A key is there twice.
    Duplicate(String),
}

/// The members of an object; `None` for a document of another type.
pub(crate) fn members(text: &[u8]) -> Result<Option<Members<'_>>, MembersError> {
    match read_members(text).map_err(|Syntax| MembersError::Syntax)? {
        None => Ok(None),
        Some(members) => match duplicate(&members) {
            Some(key) => Err(MembersError::Duplicate(key)),
            None => Ok(Some(members)),
        },
    }
}

fn read_members(text: &[u8]) -> Result<Option<Members<'_>>, Syntax> {
    if !is_object(text) {
        return document(text).map(|_| None);
    }
    let mut reader = Reader::new(utf8(text)?);
    reader.peek();
    reader.enter();
    // As many as most objects have.
    let mut members = Members::with_capacity(8);
    while let Some(key) = reader.key()? {
        members.push((key, reader.value()?));
    }
    reader.end()?;
    Ok(Some(members))
}

/// The raw elements of an array.
pub(crate) fn elements(text: &str) -> Result<Vec<&str>, Syntax> {
    let mut reader = Reader::new(text);
    if reader.peek() != Some(b'[') {
        return Err(Syntax);
    }
    reader.enter();
    let mut elements = Vec::new();
    while reader.element()? {
        elements.push(reader.value()?);
    }
    reader.end()?;
    Ok(elements)
}

/// A JSON string has no text: it holds half of a surrogate pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoText;

/// The text of a JSON string.
pub(crate) fn unquote(string: &str) -> Result<Cow<'_, str>, NoText> {
    let inside = string.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or(NoText)?;
    if inside.as_bytes().contains(&b'\\') {
        serde_json::from_str(string).map(Cow::Owned).or(Err(NoText))
    } else {
        Ok(Cow::Borrowed(inside))
    }
}

/// The text of a value: that of a string, anything else as it is written.
pub(crate) fn text_of(value: &str) -> Result<Cow<'_, str>, NoText> {
    if value.starts_with('"') { unquote(value) } else { Ok(Cow::Borrowed(value)) }
}

/// Returns `true` if the first character is the beginning of an object.
pub(crate) fn is_object(text: &[u8]) -> bool {
    text.trim_ascii_start().first() == Some(&b'{')
}

/// Returns `true` if no value of the document is nested deeper than `limit`.
pub(crate) fn depth_within(text: &[u8], limit: usize) -> bool {
    // Counting is much quicker than following, and most documents have few of them.
    if openings(text) <= limit {
        return true;
    }
    let mut depth = 0_usize;
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth > limit {
                    return false;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    true
}

/// Returns the number of braces and brackets that open, inside of strings and out.
fn openings(text: &[u8]) -> usize {
    // So few that a byte counts them, and the compiler many of them at once.
    let few = text.chunks(usize::from(u8::MAX));
    few.map(|few| few.iter().map(|byte| u8::from(byte | 0x20 == b'{')).sum::<u8>())
        .map(usize::from)
        .sum()
}

fn skip_string(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
}

pub(super) fn duplicate(members: &Members<'_>) -> Option<String> {
    const FEW: usize = 16;
    if members.len() <= FEW {
        let repeated = members
            .iter()
            .enumerate()
            .find(|(at, (key, _))| members.iter().take(*at).any(|(earlier, _)| earlier == key));
        return repeated.map(|(_, (key, _))| key.to_string());
    }
    let mut seen = HashSet::with_capacity(members.len());
    members.iter().find(|(key, _)| !seen.insert(key.as_ref())).map(|(key, _)| key.to_string())
}

#[cfg(test)]
mod tests {
    use super::{MembersError, NoText, depth_within, elements, members, openings, unquote};
    use crate::json::repeated;

    #[test]
    fn members_are_cut_out_raw() {
        let found =
            members(br#" {"a" : [1, 2], "b\u0041":"x\ny"} "#).expect("valid").expect("object");
        assert_eq!(found.len(), 2);
        assert_eq!((&*found[0].0, found[0].1), ("a", "[1, 2]"));
        assert_eq!((&*found[1].0, found[1].1), ("bA", r#""x\ny""#));
        assert!(members(b"[1]").expect("valid").is_none());
    }

    #[test]
    fn bad_documents_are_told_apart() {
        assert!(matches!(members(b"{\"a\":}"), Err(MembersError::Syntax)));
        assert!(matches!(members(b"[1"), Err(MembersError::Syntax)));
        assert!(matches!(members(b"{} x"), Err(MembersError::Syntax)));
        let twice = members(br#"{"a":1,"\u0061":2}"#);
        assert!(matches!(twice, Err(MembersError::Duplicate(key)) if key == "a"));
        let mut many: Vec<String> = (0..40).map(|n| format!("\"k{n}\":{n}")).collect();
        many.push("\"k3\":0".to_owned());
        let text = format!("{{{}}}", many.join(","));
        assert!(
            matches!(members(text.as_bytes()), Err(MembersError::Duplicate(key)) if key == "k3")
        );
    }

    #[test]
    fn names_given_twice_are_found_at_every_depth() {
        for (text, expected) in [
            ("1", None),
            ("\"{\"", None),
            (r#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#, None),
            ("{\"\u{e9}\":1,\"e\u{301}\":2}", None),
            (r#"{"a":1,"a":1}"#, Some("a")),
            (r#"{"a":1,"\u0061":2}"#, Some("a")),
            (r#"[[{"x":{"y":0,"y":0}}]]"#, Some("y")),
            (r#"{"a":[{"b":1},{"b":{"c":0,"d":1,"c":2}}]}"#, Some("c")),
            (r#"{"":0,"":0}"#, Some("")),
        ] {
            assert_eq!(repeated(text), Ok(expected.map(str::to_owned)), "{text}");
        }
        assert!(repeated(r#"{"\ud800":1}"#).is_err());
        let many: Vec<String> = (0..1000).map(|n| format!("\"k{n}\":{n}")).collect();
        assert_eq!(repeated(&format!("{{{}}}", many.join(","))), Ok(None));
        let twice = format!("[{{{},\"k999\":0}}]", many.join(","));
        assert_eq!(repeated(&twice), Ok(Some("k999".to_owned())));
    }

    #[test]
    fn openings_are_counted() {
        assert_eq!(openings(&[b'{'; 700]), 700);
        let all: Vec<u8> = (0..=u8::MAX).collect();
        assert_eq!((openings(&all), openings(b"")), (2, 0));
    }

    #[test]
    fn depth_ignores_brackets_in_strings() {
        assert!(depth_within(br#"{"a":"[[[[\"[["}"#, 1));
        assert!(!depth_within(b"[[1]]", 1));
        assert!(depth_within(b"[1,[2],[3]]", 2));
        let flat = format!("[{}[]]", "[],".repeat(100));
        assert!(depth_within(flat.as_bytes(), 2) && !depth_within(flat.as_bytes(), 1));
    }

    #[test]
    fn strings_and_elements() {
        assert_eq!(unquote(r#""a\"b""#).as_deref(), Ok("a\"b"));
        assert_eq!(unquote(r#""plain""#).as_deref(), Ok("plain"));
        assert_eq!(unquote(r#""\ud83d\ude00""#).as_deref(), Ok("😀"));
        for half in [r#""\ud83d""#, r#""a\udc00b""#, r#""\ud800\ud800""#, "plain", "\""] {
            assert_eq!(unquote(half), Err(NoText), "{half}");
        }
        assert_eq!(elements(r#"[1, "a", {"b":2}]"#).expect("valid"), ["1", "\"a\"", "{\"b\":2}"]);
    }
}

//! The type of a value, on its text.

use std::borrow::Cow;

use super::JsonType;
use crate::json::Decimal;
use crate::problem::clip;

/// Returns the flaw of a value that must be null or of one type.
pub(crate) fn flaw_of_type(name: &str, json: &str, expected: JsonType) -> Option<String> {
    let fits = json == "null" || is_of(json, expected);
    (!fits).then(|| must(name, &format!("be {}", names(&[expected])), json))
}

/// That the value `found` at `path` is not what it must be.
pub(super) fn must(path: &str, sentence: &str, found: &str) -> String {
    let found = match found.as_bytes().first() {
        Some(b'{') => Cow::Borrowed("an object"),
        Some(b'[') => Cow::Borrowed("an array"),
        _ => Cow::Owned(clip(found, 40)),
    };
    format!("`{path}` must {sentence}, not {found}")
}

pub(super) fn is_of(json: &str, kind: JsonType) -> bool {
    let first = json.as_bytes().first();
    match kind {
        JsonType::Null => json == "null",
        JsonType::Boolean => matches!(first, Some(b't' | b'f')),
        JsonType::Number => matches!(first, Some(b'-' | b'0'..=b'9')),
        JsonType::Integer => Decimal::parse(json).is_some_and(|number| number.is_whole()),
        JsonType::String => first == Some(&b'"'),
        JsonType::Array => first == Some(&b'['),
        JsonType::Object => first == Some(&b'{'),
        JsonType::Never => false,
    }
}

/// `a string or null`.
pub(super) fn names(kinds: &[JsonType]) -> String {
    let name = |kind: &JsonType| match kind {
        JsonType::Null => "null",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "an integer",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
        JsonType::Never => "left out",
    };
    kinds.iter().map(name).collect::<Vec<_>>().join(" or ")
}

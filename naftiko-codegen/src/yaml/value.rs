//! The only user of serde_yaml: the text of a scalar to its value.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde_yaml::Value;

use super::syntax::ScalarStyle;

/// A scalar that serde_yaml does not take, in its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError(String);

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ValueError {}

impl From<serde_yaml::Error> for ValueError {
    /// Its place is one of the scalar, and no use in a document.
    fn from(error: serde_yaml::Error) -> Self {
        let text = error.to_string();
        let Some((before, after)) = text.split_once(" at line ") else {
            return Self(text);
        };
        let place = |c: char| c.is_ascii_digit() || " column".contains(c);
        Self(format!("{before}{}", after.trim_start_matches(place)))
    }
}

/// The breaks of YAML 1.1, which serde_yaml reads.
const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// The content of a scalar. `indent` is the column of the block around it.
pub(super) fn content(
    slice: &str,
    style: ScalarStyle,
    indent: impl FnOnce() -> Option<usize>,
) -> Result<Cow<'_, str>, ValueError> {
    let as_written = match style {
        ScalarStyle::Absent => Some(""),
        ScalarStyle::Plain => Some(slice).filter(|text| !text.contains(BREAKS)),
        ScalarStyle::SingleQuoted => within(slice, '\'').filter(|text| !text.contains(['\''])),
        ScalarStyle::DoubleQuoted => within(slice, '"').filter(|text| !text.contains(['\\'])),
        ScalarStyle::Block => None,
    };
    if let Some(text) = as_written {
        return Ok(Cow::Borrowed(text));
    }
    match indent().filter(|_| style == ScalarStyle::Block && has_indicator(slice)) {
        Some(indent) => indented(slice, indent),
        None => Ok(Cow::Owned(serde_yaml::from_str(slice)?)),
    }
}

/// The text between quotes, where it has no line break to fold.
fn within(slice: &str, quote: char) -> Option<&str> {
    let text = slice.strip_prefix(quote)?.strip_suffix(quote)?;
    (!text.contains(BREAKS)).then_some(text)
}

/// Returns `true` if the header says how far the block is indented against what is around it.
fn has_indicator(block: &str) -> bool {
    let header = block.trim_start_matches(['|', '>']);
    header.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit())
}

/// A block in a mapping at the same column as the one around it.
fn indented(block: &str, indent: usize) -> Result<Cow<'_, str>, ValueError> {
    let text = format!("{:indent$}k: {block}", "");
    let mut read: HashMap<String, String> = serde_yaml::from_str(&text)?;
    Ok(Cow::Owned(read.remove("k").unwrap_or_default()))
}

/// Resolution of a scalar with one of YAML's own tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolved {
    Null,
    Bool,
    Number,
    Text,
}

/// Resolves a scalar by its tag; `tagged` is the text of both.
pub(super) fn resolve(tagged: &str) -> Result<Resolved, ValueError> {
    let document = serde_yaml::Deserializer::from_str(tagged);
    Ok(match Value::deserialize(document)? {
        Value::Null => Resolved::Null,
        Value::Bool(_) => Resolved::Bool,
        Value::Number(_) => Resolved::Number,
        Value::String(_) | Value::Sequence(_) | Value::Mapping(_) | Value::Tagged(_) => {
            Resolved::Text
        }
    })
}

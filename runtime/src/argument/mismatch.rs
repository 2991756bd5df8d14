//! Mismatches between a value and its parameter.

use super::DEPTH;
use super::RawValue;
use crate::json::{Json, NoText, unquote};
use crate::problem::{Problem, clip};

pub(super) const ARRAY: &str = "an array";
pub(super) const OBJECT: &str = "an object";

/// The reason that a value does not fit its parameter.
#[derive(Debug)]
pub enum Mismatch {
    /// It has been reported already.
    Reported,
    /// There is none.
    Missing,
    /// It is of another kind.
    Kind { expected: &'static str, found: String },
    /// It is a scalar and was given more than once.
    Repeated(usize),
    /// It is outside the range of its kind.
    Range(&'static str),
    /// An object in it has this member twice.
    Member(String),
    /// A key of a query parameter in brackets says nothing, or what another one says otherwise.
    Key(String),
    /// It is JSON, but no text.
    NoText,
    /// It is nested too deeply.
    Deep,
}

impl Mismatch {
    pub(crate) fn problem(self, name: &str) -> Option<Problem> {
        Some(match self {
            Mismatch::Reported => return None,
            Mismatch::Missing => Problem::required(name),
            Mismatch::Kind { expected, found } => {
                Problem::new(name, format!("`{name}` must be {expected}, not {found}"))
            }
            Mismatch::Repeated(times) => Problem::repeated(name, times),
            Mismatch::Range(range) => Problem::new(name, format!("`{name}` must be {range}")),
            Mismatch::Member(member) => Problem::repeated_member(name, &member),
            Mismatch::Key(key) => {
                let key = clip(&key, 64);
                let sentence = format!(
                    "`{name}[{key}]` cannot be read; give `{name}[key]` once for each key, or `{name}` as JSON"
                );
                Problem::new(name, sentence)
            }
            Mismatch::NoText => Problem::no_text(name),
            Mismatch::Deep => {
                Problem::new(name, format!("`{name}` is nested deeper than {DEPTH} levels"))
            }
        })
    }

    pub(super) fn kind(expected: &'static str, slot: &RawValue<'_>) -> Self {
        match slot {
            RawValue::Absent => Mismatch::Missing,
            RawValue::Bad => Mismatch::Reported,
            RawValue::Text(text) => Mismatch::Kind { expected, found: quoted(text) },
            RawValue::Texts(texts) => Mismatch::Repeated(texts.len()),
            RawValue::Entries(_) => Mismatch::Kind { expected, found: "an object".to_owned() },
            RawValue::Json(raw) | RawValue::Document(raw) => Self::json(expected, raw),
            RawValue::Made(json) => Self::json(expected, json.as_str()),
        }
    }

    /// Null is no value of a kind; models write it for what they leave out.
    pub(super) fn json(expected: &'static str, raw: &str) -> Self {
        match raw.as_bytes().first() {
            Some(b'n') => Mismatch::Missing,
            Some(b'"') => match unquote(raw) {
                Ok(text) => Mismatch::Kind { expected, found: quoted(&text) },
                Err(NoText) => Mismatch::NoText,
            },
            Some(b'{') => Mismatch::Kind { expected, found: OBJECT.to_owned() },
            Some(b'[') => Mismatch::Kind { expected, found: ARRAY.to_owned() },
            _ => Mismatch::Kind { expected, found: clip(raw, 40) },
        }
    }
}

fn quoted(text: &str) -> String {
    Json::from(clip(text, 40).as_str()).as_str().to_owned()
}

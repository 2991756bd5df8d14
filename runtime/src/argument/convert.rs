//! One conversion for each argument type.

use std::borrow::Cow;

use bytes::Bytes;

use super::Slot;
use crate::json::{
    Json, JsonObject, JsonWriter, NumberError, elements, is_object, parse_integer, parse_number,
    unquote,
};
use crate::problem::{Problem, clip};
use crate::tables::Kind;

/// A type that an operation's argument can have.
pub trait Argument: Sized {
    /// What stands in for a value that could not be read.
    fn filler() -> Self;

    /// The value, when the caller gave one that fits.
    #[doc(hidden)]
    fn read(slot: &Slot<'_>, source: &Bytes) -> Result<Self, Mismatch>;
}

/// Why a value does not fit.
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
    /// It has more digits than can be kept.
    Digits,
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
            Mismatch::Digits => Problem::new(
                name,
                format!(
                    "`{name}` has more digits than can be kept; give it with 15 digits or fewer"
                ),
            ),
        })
    }

    fn kind(expected: &'static str, slot: &Slot<'_>) -> Self {
        match slot {
            Slot::Absent => Mismatch::Missing,
            Slot::Bad => Mismatch::Reported,
            Slot::Text(text) => Mismatch::Kind { expected, found: quoted(text) },
            Slot::Texts(texts) => Mismatch::Repeated(texts.len()),
            Slot::Entries(_) => Mismatch::Kind { expected, found: "an object".to_owned() },
            Slot::Json(raw) => Mismatch::Kind { expected, found: describe(raw) },
            Slot::Made(json) => Mismatch::Kind { expected, found: describe(json.as_str()) },
        }
    }

    fn number(error: NumberError, expected: &'static str, slot: &Slot<'_>) -> Self {
        match error {
            NumberError::Other => Self::kind(expected, slot),
            NumberError::Range if expected == INTEGER => {
                Mismatch::Range("an integer between -9223372036854775808 and 9223372036854775807")
            }
            NumberError::Range => Mismatch::Range("a number of at most 1.7e308 in size"),
            NumberError::Digits => Mismatch::Digits,
        }
    }
}

const STRING: &str = "a string";
const INTEGER: &str = "an integer";
const NUMBER: &str = "a number";
const BOOLEAN: &str = "true or false";
const ARRAY: &str = "an array";
const OBJECT: &str = "an object";

/// Whether a value fits a parameter.
pub(crate) fn check(kind: Kind, slot: &Slot<'_>, source: &Bytes) -> Result<(), Mismatch> {
    match kind {
        Kind::String => string(slot).map(drop),
        Kind::Integer => i64::read(slot, source).map(drop),
        Kind::Number => f64::read(slot, source).map(drop),
        Kind::Boolean => bool::read(slot, source).map(drop),
        Kind::Array => Vec::<Json>::read(slot, source).map(drop),
        Kind::Object => JsonObject::read(slot, source).map(drop),
        Kind::Any => Ok(()),
    }
}

fn quoted(text: &str) -> String {
    Json::from(clip(text, 40).as_str()).as_str().to_owned()
}

fn describe(raw: &str) -> String {
    match raw.as_bytes().first() {
        Some(b'"') => quoted(&unquote(raw)),
        Some(b'{') => OBJECT.to_owned(),
        Some(b'[') => ARRAY.to_owned(),
        _ => clip(raw, 40),
    }
}

/// Raw JSON in a slot.
fn raw<'s>(slot: &'s Slot<'_>) -> Option<&'s str> {
    match slot {
        Slot::Json(raw) => Some(raw),
        Slot::Made(json) => Some(json.as_str()),
        _ => None,
    }
}

/// The text of a scalar, whether it came as text or as JSON.
fn scalar<'s>(slot: &'s Slot<'_>) -> Option<Cow<'s, str>> {
    if let Slot::Text(text) = slot {
        return Some(Cow::Borrowed(text));
    }
    let raw = raw(slot)?;
    match raw.as_bytes().first() {
        Some(b'"') => Some(unquote(raw)),
        Some(b'{' | b'[' | b'n') | None => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

fn string<'s>(slot: &'s Slot<'_>) -> Result<Cow<'s, str>, Mismatch> {
    scalar(slot).ok_or_else(|| Mismatch::kind(STRING, slot))
}

/// A container: JSON itself, or text that holds it.
fn container(slot: &Slot<'_>, opening: u8, source: &Bytes) -> Option<Json> {
    let text = match slot {
        Slot::Text(text) => Cow::Borrowed(&**text),
        Slot::Made(json) if json.as_bytes().first() == Some(&opening) => return Some(json.clone()),
        Slot::Json(raw) if raw.as_bytes().first() == Some(&opening) => {
            return Some(Json::cut(source, raw));
        }
        other => raw(other).filter(|raw| raw.starts_with('"')).map(unquote)?,
    };
    if text.trim_start().as_bytes().first() != Some(&opening) {
        return None;
    }
    Json::parse(Bytes::copy_from_slice(text.as_bytes())).ok()
}

impl Argument for String {
    fn filler() -> Self {
        Self::new()
    }

    fn read(slot: &Slot<'_>, _: &Bytes) -> Result<Self, Mismatch> {
        string(slot).map(Cow::into_owned)
    }
}

impl Argument for i64 {
    fn filler() -> Self {
        0
    }

    fn read(slot: &Slot<'_>, _: &Bytes) -> Result<Self, Mismatch> {
        let text = scalar(slot).ok_or_else(|| Mismatch::kind(INTEGER, slot))?;
        // `1.0` is a whole number in JSON; in a query or a path it is a slip.
        if matches!(slot, Slot::Text(text) if text.contains(|c: char| !c.is_ascii_digit() && c != '-'))
        {
            return Err(Mismatch::kind(INTEGER, slot));
        }
        parse_integer(&text).map_err(|error| Mismatch::number(error, INTEGER, slot))
    }
}

impl Argument for f64 {
    fn filler() -> Self {
        0.0
    }

    fn read(slot: &Slot<'_>, _: &Bytes) -> Result<Self, Mismatch> {
        let text = scalar(slot).ok_or_else(|| Mismatch::kind(NUMBER, slot))?;
        parse_number(&text).map_err(|error| Mismatch::number(error, NUMBER, slot))
    }
}

impl Argument for bool {
    fn filler() -> Self {
        false
    }

    fn read(slot: &Slot<'_>, _: &Bytes) -> Result<Self, Mismatch> {
        match scalar(slot).as_deref() {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => Err(Mismatch::kind(BOOLEAN, slot)),
        }
    }
}

impl Argument for Json {
    fn filler() -> Self {
        Self::default()
    }

    fn read(slot: &Slot<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        Ok(match slot {
            Slot::Absent => return Err(Mismatch::Missing),
            Slot::Bad => return Err(Mismatch::Reported),
            Slot::Text(text) => Json::from(&**text),
            Slot::Json(raw) => Json::cut(source, raw),
            Slot::Made(json) => json.clone(),
            Slot::Texts(_) => Json::from(Vec::<Json>::read(slot, source)?),
            Slot::Entries(_) => Json::from(JsonObject::read(slot, source)?),
        })
    }
}

impl Argument for JsonObject {
    fn filler() -> Self {
        Self::default()
    }

    fn read(slot: &Slot<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        let found = match slot {
            Slot::Entries(entries) => {
                let mut writer = JsonWriter::new();
                writer.open_object();
                for (key, value) in entries {
                    writer.key(key).string(value);
                }
                writer.close_object();
                Some(Json::trusted(writer.finish()))
            }
            other => container(other, b'{', source),
        };
        found
            .filter(|json| is_object(json.as_bytes()))
            .and_then(|json| JsonObject::try_from(json).ok())
            .ok_or_else(|| Mismatch::kind(OBJECT, slot))
    }
}

impl Argument for Vec<Json> {
    fn filler() -> Self {
        Self::new()
    }

    fn read(slot: &Slot<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        if let Slot::Texts(texts) = slot {
            return Ok(texts.iter().map(|text| Json::from(&**text)).collect());
        }
        if let Some(json) = container(slot, b'[', source) {
            let parts = elements(json.as_str()).unwrap_or_default();
            return Ok(parts.into_iter().map(|part| Json::cut(source, part)).collect());
        }
        match slot {
            Slot::Text(text) => Ok(vec![Json::from(&**text)]),
            other => Err(Mismatch::kind(ARRAY, other)),
        }
    }
}

impl<T: Argument> Argument for Option<T> {
    fn filler() -> Self {
        None
    }

    fn read(slot: &Slot<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        match slot {
            Slot::Absent => Ok(None),
            given => T::read(given, source).map(Some),
        }
    }
}

//! One conversion for each argument type.

use std::borrow::Cow;

use bytes::Bytes;

use super::DEPTH;
use super::entries::of_entries;
use super::mismatch::{ARRAY, OBJECT};
use super::{Mismatch, RawValue};
use crate::json::{
    Json, JsonObject, JsonWriter, Number, NumberError, Value, depth_within, elements,
    parse_integer, text_of,
};
use crate::parameter::Kind;

/// A type that an operation's argument can have.
pub trait Argument: Sized {
    /// Returns the placeholder for a value that could not be read.
    fn filler() -> Self;

    /// The value, when the caller gave one that fits.
    #[doc(hidden)]
    fn read(slot: &RawValue<'_>, source: &Bytes) -> Result<Self, Mismatch>;
}

pub(super) const STRING: &str = "a string";
const INTEGER: &str = "an integer";
const NUMBER: &str = "a number";
const BOOLEAN: &str = "true or false";

/// A value that fits, as JSON of its kind: a query's `5` is a number for an integer.
pub(crate) fn as_json(kind: Kind, slot: &RawValue<'_>, source: &Bytes) -> Json {
    let mut out = JsonWriter::new();
    match kind {
        Kind::String => write::<String>(slot, source, &mut out),
        Kind::Integer => write::<i64>(slot, source, &mut out),
        Kind::Number => write::<Number>(slot, source, &mut out),
        Kind::Boolean => write::<bool>(slot, source, &mut out),
        Kind::Array => write::<Vec<Json>>(slot, source, &mut out),
        Kind::Object => write::<JsonObject>(slot, source, &mut out),
        Kind::Any => write::<Json>(slot, source, &mut out),
    }
    Json::trusted(out.finish())
}

fn write<T: Argument + Value>(slot: &RawValue<'_>, source: &Bytes, out: &mut JsonWriter) {
    out.item(&T::read(slot, source).unwrap_or_else(|_| T::filler()));
}

/// Raw JSON in a slot.
pub(super) fn raw<'s>(slot: &'s RawValue<'_>) -> Option<&'s str> {
    match slot {
        RawValue::Json(raw) | RawValue::Document(raw) => Some(raw),
        RawValue::Made(json) => Some(json.as_str()),
        _ => None,
    }
}

/// The text of a scalar, whether it came as text or as JSON.
pub(super) fn scalar<'s>(
    slot: &'s RawValue<'_>,
    expected: &'static str,
) -> Result<Cow<'s, str>, Mismatch> {
    if let RawValue::Text(text) = slot {
        return Ok(Cow::Borrowed(text));
    }
    let raw = raw(slot).ok_or_else(|| Mismatch::kind(expected, slot))?;
    match raw.as_bytes().first() {
        Some(b'{' | b'[' | b'n') | None => Err(Mismatch::kind(expected, slot)),
        _ => text_of(raw).or(Err(Mismatch::NoText)),
    }
}

/// A container: JSON itself, or text that holds it.
fn container(
    slot: &RawValue<'_>,
    opening: u8,
    expected: &'static str,
    source: &Bytes,
) -> Result<Json, Mismatch> {
    let opens = |text: &str| text.trim_ascii_start().as_bytes().first() == Some(&opening);
    let found = match slot {
        RawValue::Made(json) if opens(json.as_str()) => json.clone(),
        RawValue::Json(raw) | RawValue::Document(raw) if opens(raw) => Json::cut(source, raw),
        _ => {
            let text = scalar(slot, expected)?;
            if !opens(&text) {
                return Err(Mismatch::kind(expected, slot));
            }
            Json::parse(Bytes::copy_from_slice(text.as_bytes()))
                .or(Err(Mismatch::kind(expected, slot)))?
        }
    };
    if depth_within(found.as_bytes(), DEPTH) { Ok(found) } else { Err(Mismatch::Deep) }
}

impl Argument for String {
    fn filler() -> Self {
        Self::new()
    }

    fn read(slot: &RawValue<'_>, _: &Bytes) -> Result<Self, Mismatch> {
        scalar(slot, STRING).map(Cow::into_owned)
    }
}

impl Argument for i64 {
    fn filler() -> Self {
        0
    }

    fn read(slot: &RawValue<'_>, _: &Bytes) -> Result<Self, Mismatch> {
        let text = scalar(slot, INTEGER)?;
        // `1.0` is a whole number in JSON; in a query or a path it is a slip.
        if matches!(slot, RawValue::Text(text) if text.contains(|c: char| !c.is_ascii_digit() && c != '-'))
        {
            return Err(Mismatch::kind(INTEGER, slot));
        }
        parse_integer(&text).map_err(|error| match error {
            NumberError::Other => Mismatch::kind(INTEGER, slot),
            NumberError::Range => {
                Mismatch::Range("an integer between -9223372036854775808 and 9223372036854775807")
            }
        })
    }
}

impl Argument for Number {
    fn filler() -> Self {
        Self::default()
    }

    fn read(slot: &RawValue<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        let text = scalar(slot, NUMBER)?;
        let number = match raw(slot) {
            Some(raw) if !raw.starts_with('"') => Self::try_from(Json::cut(source, raw)),
            _ => text.parse(),
        };
        number.or(Err(Mismatch::kind(NUMBER, slot)))
    }
}

impl Argument for bool {
    fn filler() -> Self {
        false
    }

    fn read(slot: &RawValue<'_>, _: &Bytes) -> Result<Self, Mismatch> {
        match &*scalar(slot, BOOLEAN)? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Mismatch::kind(BOOLEAN, slot)),
        }
    }
}

impl Argument for Json {
    fn filler() -> Self {
        Self::default()
    }

    fn read(slot: &RawValue<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        Ok(match slot {
            RawValue::Absent => return Err(Mismatch::Missing),
            RawValue::Bad => return Err(Mismatch::Reported),
            RawValue::Text(text) => Json::from(&**text),
            RawValue::Json(raw) | RawValue::Document(raw) => Json::cut(source, raw),
            RawValue::Made(json) => json.clone(),
            RawValue::Texts(_) => Json::from(Vec::<Json>::read(slot, source)?),
            RawValue::Entries(_) => Json::from(JsonObject::read(slot, source)?),
        })
    }
}

impl Argument for JsonObject {
    fn filler() -> Self {
        Self::default()
    }

    fn read(slot: &RawValue<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        let json = match slot {
            RawValue::Entries(entries) => of_entries(entries)?,
            other => container(other, b'{', OBJECT, source)?,
        };
        Self::try_from(json).map_err(|_| Mismatch::kind(OBJECT, slot))
    }
}

impl Argument for Vec<Json> {
    fn filler() -> Self {
        Self::new()
    }

    fn read(slot: &RawValue<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        match slot {
            RawValue::Texts(texts) => Ok(texts.iter().map(|text| Json::from(&**text)).collect()),
            RawValue::Text(text) if !text.trim_ascii_start().starts_with('[') => {
                Ok(vec![Json::from(&**text)])
            }
            _ => {
                let json = container(slot, b'[', ARRAY, source)?;
                let parts = elements(json.as_str()).or(Err(Mismatch::kind(ARRAY, slot)))?;
                Ok(parts.into_iter().map(|part| json.part(part)).collect())
            }
        }
    }
}

impl<T: Argument> Argument for Option<T> {
    fn filler() -> Self {
        None
    }

    fn read(slot: &RawValue<'_>, source: &Bytes) -> Result<Self, Mismatch> {
        match T::read(slot, source) {
            Err(Mismatch::Missing) => Ok(None),
            read => read.map(Some),
        }
    }
}

//! JSON as text: documents are kept, checked and cut up, but never turned into trees.

#[cfg(all(test, feature = "mcp", feature = "rest"))]
mod agreement;
#[cfg(feature = "mcp")]
mod cut;
mod decimal;
mod document;
mod escape;
#[cfg(feature = "surface")]
mod multiple;
mod number;
#[cfg(any(feature = "rest", feature = "testing"))]
mod pieces;
#[cfg(test)]
mod properties;
#[cfg(feature = "mcp")]
mod readable;
mod reader;
#[cfg(any(feature = "oauth", feature = "surface"))]
mod repeated;
mod scan;
mod value;
mod word;
mod writer;

#[cfg(feature = "mcp")]
pub(crate) use self::cut::{Cut, cut, given};
pub use self::decimal::Decimal;
pub(crate) use self::decimal::NumberError;
#[cfg(any(feature = "rest", feature = "steps"))]
pub(crate) use self::document::Members;
pub(crate) use self::document::{
    MembersError, NoText, depth_within, elements, is_object, members, text_of, unquote,
};
#[cfg(feature = "mcp")]
pub(crate) use self::escape::{compact, escape_document_into};
pub(crate) use self::escape::{escape_into, quote_into};
pub use self::number::Number;
pub(crate) use self::number::{parse_integer, write_number};
#[cfg(any(feature = "rest", feature = "testing"))]
pub(crate) use self::pieces::Pieces;
#[cfg(feature = "mcp")]
pub(crate) use self::readable::{Unreadable, readable};
pub(crate) use self::reader::{Reader, Syntax, document, explain, utf8};
#[cfg(any(feature = "oauth", feature = "surface"))]
pub(crate) use self::repeated::repeated;
pub(crate) use self::value::View;
pub use self::value::{Value, any_given};
pub use self::writer::JsonWriter;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

/// A valid JSON document as it was written, cheap to clone.
#[derive(Clone)]
pub struct Json(Bytes);

/// A JSON document whose root is an object.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonObject(Json);

/// The error of a text that is not JSON, or not JSON of the required form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError(String);

// === impl Json ===

impl Json {
    /// Checks that `text` is one JSON document; surrounding white space is dropped.
    pub fn parse(text: impl Into<Bytes>) -> Result<Self, JsonError> {
        let bytes = text.into();
        let document = document(&bytes).map_err(|_| explain(&bytes))?;
        Ok(Self::cut(&bytes, document))
    }

    /// A constant that is known to be valid.
    #[doc(hidden)]
    #[must_use]
    pub const fn constant(text: &'static str) -> Self {
        Self(Bytes::from_static(text.as_bytes()))
    }

    /// Text that some parser has already accepted.
    pub(crate) fn trusted(text: impl Into<Bytes>) -> Self {
        Self(text.into())
    }

    /// `part` of `source` without a copy; a copy when it lies somewhere else.
    pub(crate) fn cut(source: &Bytes, part: &str) -> Self {
        let (begin, end) = (source.as_ptr() as usize, source.as_ptr() as usize + source.len());
        let at = part.as_ptr() as usize;
        if begin <= at && at + part.len() <= end {
            Self(source.slice(at - begin..at - begin + part.len()))
        } else {
            Self(Bytes::copy_from_slice(part.as_bytes()))
        }
    }

    /// A part of the document, without a copy.
    pub(crate) fn part(&self, part: &str) -> Self {
        Self::cut(&self.0, part)
    }

    /// The document's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("null")
    }

    /// The document's bytes; they are UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The document's bytes, shared.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// Decodes the document into a type of one's own.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        serde_json::from_slice(&self.0).map_err(|error| JsonError(error.to_string()))
    }

    /// The value as text: a string without its quotes, anything else as it is written.
    pub(crate) fn text(&self) -> Result<Cow<'_, str>, NoText> {
        text_of(self.as_str())
    }

    /// Returns `true` if the document says nothing.
    pub(crate) fn is_null(&self) -> bool {
        self.0 == "null"
    }

    fn written(write: impl FnOnce(&mut JsonWriter)) -> Self {
        let mut writer = JsonWriter::new();
        write(&mut writer);
        Self(writer.finish())
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::constant("null")
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Json {}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self(Bytes::from(value.to_string()))
    }
}

impl From<f64> for Json {
    /// `null` for what JSON cannot say: infinities and NaN.
    fn from(value: f64) -> Self {
        Self::written(|writer| write_number(value, writer.buffer()))
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::constant(if value { "true" } else { "false" })
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::written(|writer| writer.string(value))
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(Bytes::from(value.to_string()))
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Self::written(|writer| writer.list(&items))
    }
}

impl From<JsonObject> for Json {
    fn from(object: JsonObject) -> Self {
        object.0
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_slice(&self.0).map_err(S::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(Bytes::from(String::from(Box::<str>::from(raw)))))
    }
}

// === impl JsonObject ===

impl JsonObject {
    /// The document's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The document.
    #[must_use]
    pub fn as_json(&self) -> &Json {
        &self.0
    }

    /// Decodes the document into a type of one's own.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        self.0.decode()
    }
}

impl Default for JsonObject {
    fn default() -> Self {
        Self(Json::constant("{}"))
    }
}

impl fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<Json> for JsonObject {
    type Error = JsonError;

    fn try_from(json: Json) -> Result<Self, JsonError> {
        if is_object(&json.0) {
            Ok(Self(json))
        } else {
            Err(JsonError("the document is not an object".to_owned()))
        }
    }
}

impl FromIterator<(String, Json)> for JsonObject {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Self {
        Self(Json::written(|writer| {
            writer.open_object();
            for (key, value) in members {
                writer.key(&key).verbatim(value.as_bytes());
            }
            writer.close_object();
        }))
    }
}

impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Json::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

// === impl JsonError ===

impl JsonError {
    /// The error of a document that is valid, and not used for this reason.
    pub(crate) fn because(reason: &str) -> Self {
        Self(reason.to_owned())
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for JsonError {}

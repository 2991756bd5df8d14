//! Types of values, and shapes of answers.

use std::fmt;

use super::template::Template;

/// The type of a value as the language knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    #[default]
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// true or false.
    Boolean,
    /// A list of anything.
    Array,
    /// An object of anything.
    Object,
    /// Any JSON.
    Any,
}

impl Kind {
    /// The type with this name in a document, whatever its case.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "string" => Self::String,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// Its name in JSON Schema; `Any` has none.
    pub fn schema_name(self) -> Option<&'static str> {
        Some(match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
            Self::Any => return None,
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.schema_name().unwrap_or("any JSON"))
    }
}

/// A step of a path into a JSON document (R81).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member.
    Key(String),
    /// An item; negative counts from the end.
    Index(i64),
    /// Every item.
    Each,
}

/// What an exposed function answers, made from the upstream's document (semantics 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The value at a path; an empty path is the whole document.
    Path(Vec<Step>),
    /// An object; members are selected from the same document.
    Object(Vec<(String, Shape)>),
    /// Every item of the array at a path, shaped.
    Array {
        /// Where the array is.
        path: Vec<Step>,
        /// What becomes of each item.
        item: Box<Shape>,
    },
    /// A constant: valid JSON text.
    Json(String),
    /// A value with variables and parameters of the function in it.
    Template(Template),
}

impl Shape {
    /// Returns `true` if the document is passed on as it is.
    pub fn is_document(&self) -> bool {
        matches!(self, Self::Path(steps) if steps.is_empty())
    }
}

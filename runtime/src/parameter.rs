//! Parameters: the values that a caller can give.

use crate::expression::Segment;
use crate::jsonpath::{Query, QueryEngine};
use crate::types::Type;

/// A value that a caller may give.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The kind of the value.
    pub kind: Kind,
    /// Set if the caller must give it.
    pub required: bool,
    /// The location of the value in the request.
    pub place: Place,
    /// The header that has to repeat it, `Mcp-Param-…`: MCP 2026-07-28, "x-mcp-header".
    pub header: Option<&'static str>,
    /// Further bounds on a value of its kind.
    pub bounds: Option<&'static Type>,
    /// The default for a value that is left out, valid JSON.
    pub default: Option<&'static str>,
}

impl Parameter {
    /// A parameter the caller must give.
    #[must_use]
    pub const fn required(name: &'static str, kind: Kind, place: Place) -> Self {
        Self { name, kind, required: true, place, header: None, bounds: None, default: None }
    }

    /// A parameter the caller may leave out.
    #[must_use]
    pub const fn optional(name: &'static str, kind: Kind, place: Place) -> Self {
        Self { name, kind, required: false, place, header: None, bounds: None, default: None }
    }

    /// The same parameter, with bounds on its value.
    #[must_use]
    pub const fn within(self, bounds: &'static Type) -> Self {
        Self { bounds: Some(bounds), ..self }
    }

    /// The same parameter, with a default for a value that is left out.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// The same parameter, which the header `header` has to repeat.
    #[must_use]
    pub const fn mirrored(self, header: &'static str) -> Self {
        Self { header: Some(header), ..self }
    }
}

/// The location of a parameter's value in a request.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// The n-th placeholder value of the path, from the left.
    Path(usize),
    /// The common value of several placeholders of the path that have the same name.
    Same(&'static [usize]),
    /// A query parameter.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The whole request body.
    Body,
    /// A member of the JSON object in the request body.
    Field,
    /// The value at a path into the JSON document in the request body; an empty path is the whole document.
    Within(&'static [Segment]),
    /// What a query gives from the value at such a path on.
    Selected(&'static [Segment], &'static Query, QueryEngine),
    /// A member of a tool's arguments.
    Argument,
}

/// The kind of a parameter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list of any values.
    Array,
    /// An object with any members.
    Object,
    /// Any JSON value.
    Any,
}

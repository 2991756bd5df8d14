//! What a caller may give.

use crate::expression::Step;
use crate::types::Type;

/// Something the caller may give.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// What the value must be.
    pub kind: Kind,
    /// Set if the caller must give it.
    pub required: bool,
    /// Where it is.
    pub place: Place,
    /// The header that has to repeat it, `Mcp-Param-…`: MCP 2026-07-28, "x-mcp-header".
    pub header: Option<&'static str>,
    /// What a value of its kind must be besides.
    pub bounds: Option<&'static Type>,
    /// What stands in for a value that is left out, valid JSON.
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

    /// The same within bounds.
    #[must_use]
    pub const fn within(self, bounds: &'static Type) -> Self {
        Self { bounds: Some(bounds), ..self }
    }

    /// The same with a value that stands in for one that is left out.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// The same, repeated in the header `header`.
    #[must_use]
    pub const fn mirrored(self, header: &'static str) -> Self {
        Self { header: Some(header), ..self }
    }
}

/// Where a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The n-th placeholder value of the path, from the left.
    Path(usize),
    /// The value of all these placeholders of the path, which have one name.
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
    /// What is at a path into the JSON document in the request body; no steps are all of it.
    Within(&'static [Step]),
    /// A member of a tool's arguments.
    Argument,
}

/// What a value must be.
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

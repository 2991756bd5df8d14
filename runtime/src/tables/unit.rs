//! What REST operations and tools have in common: parameters in, a target, an output.

use super::{OperationInfo, Part};
use crate::upstream::Fields;

/// Something the caller may give.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// What the value must be.
    pub kind: Kind,
    /// Whether the caller must give it.
    pub required: bool,
    /// Where it is.
    pub place: Place,
    /// The header that has to repeat it, `Mcp-Param-…`: MCP 2026-07-28, "x-mcp-header".
    pub header: Option<&'static str>,
}

impl Parameter {
    /// A parameter the caller must give.
    #[must_use]
    pub const fn required(name: &'static str, kind: Kind, place: Place) -> Self {
        Self { name, kind, required: true, place, header: None }
    }

    /// A parameter the caller may leave out.
    #[must_use]
    pub const fn optional(name: &'static str, kind: Kind, place: Place) -> Self {
        Self { name, kind, required: false, place, header: None }
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

/// What answers a REST operation or a tool.
#[derive(Debug)]
pub enum Target {
    /// An operation of an upstream.
    Call {
        /// The operation.
        operation: &'static OperationInfo,
        /// One binding for each argument of the operation, in the same order.
        bindings: &'static [Binding],
        /// What becomes of the answer.
        output: Output,
    },
    /// A document made from the parameters alone.
    Constant(&'static Template),
    /// Content blocks: a JSON array. Of tools only.
    Content(&'static str),
    /// Cannot be called; REST answers 501 and a tool an error result with this sentence.
    Unroutable(&'static str),
}

impl Target {
    /// A call whose answer is handed on as it came.
    #[must_use]
    pub const fn relay(operation: &'static OperationInfo, bindings: &'static [Binding]) -> Self {
        Self::Call { operation, bindings, output: Output::Relay }
    }
}

/// The bindings of a unit that passes its first `count` parameters on in order.
#[must_use]
pub const fn pass(count: usize) -> &'static [Binding] {
    PASSED.split_at(count).0
}

/// As many as [`pass`] can give; units with more parameters list theirs.
const MOST_PASSED: usize = 256;

static PASSED: [Binding; MOST_PASSED] = {
    let mut bindings = [const { Binding::Absent }; MOST_PASSED];
    let mut index = 0;
    while index < MOST_PASSED {
        bindings[index] = Binding::Parameter(index);
        index += 1;
    }
    bindings
};

/// Where an argument's value comes from.
#[derive(Debug)]
pub enum Binding {
    /// From nowhere: the argument is absent.
    Absent,
    /// From the parameter at this index.
    Parameter(usize),
    /// A constant, valid JSON.
    Json(&'static str),
    /// A text with variables and parameters in it.
    Text(&'static [Part]),
    /// A document with parameters in it.
    Template(&'static Template),
}

/// JSON made from parameters; an absent parameter takes its member or item with it.
#[derive(Debug)]
pub enum Template {
    /// A constant, valid JSON.
    Json(&'static str),
    /// The value of the parameter at this index.
    Parameter(usize),
    /// A string with variables and parameters in it.
    Text(&'static [Part]),
    /// An object.
    Object(&'static [(&'static str, Template)]),
    /// An array.
    Array(&'static [Template]),
}

/// What becomes of an upstream's answer.
#[derive(Clone, Copy, Debug)]
pub enum Output {
    /// It is handed on as it came.
    Relay,
    /// A new document is made from it.
    Project(&'static Projection),
}

/// A document made from another one.
#[derive(Debug)]
pub enum Projection {
    /// The value at a path; no steps mean the whole document, a missing value is `null`.
    Path(&'static [Step]),
    /// An object.
    Object(&'static [(&'static str, Projection)]),
    /// One item for each element of the array at `path`; `null` when there is no array.
    Array {
        /// Where the array is.
        path: &'static [Step],
        /// What an element becomes; its paths begin at the element.
        item: &'static Projection,
    },
    /// A constant, valid JSON.
    Json(&'static str),
    /// A value with variables and parameters of the unit in it; an absent one is `null`.
    Template(&'static Template),
}

/// One step of a path into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Key(&'static str),
    /// An element of an array; negative positions count from the end.
    Index(i64),
    /// Every element of an array, or the value of every member of an object; the path gives a list.
    Each,
}

/// A type that is read from a projected answer.
pub trait Projected: Sized {
    /// What is done to the answer before it is read: an object.
    const PROJECTION: &'static Projection;

    /// Takes the members in the order of the projection.
    fn read(fields: &mut Fields<'_>) -> Self;
}

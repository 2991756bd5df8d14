//! What every exposed thing is, whoever calls it.

use super::expr::{Expr, Step};
use super::shape::Kind;
use super::types::TypeId;

/// Caller parameters, what is done with them, and the shape of the answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Function {
    /// What a caller can say, in order.
    pub parameters: Vec<Parameter>,
    /// What is done.
    pub body: FunctionBody,
    /// What comes back.
    pub shape: Expr,
    /// What is certain of it, where it is made of an upstream's answer.
    pub output: Option<TypeId>,
}

/// One caller parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name for the caller.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Set if a call without it is refused.
    pub required: bool,
    /// What it is.
    pub description: String,
    /// Where the caller puts it.
    pub place: Place,
    /// The request header that repeats it, `Mcp-Param-` left out. Tools only.
    pub header: Option<String>,
    /// What a value of its kind must be besides.
    pub bounds: Option<TypeId>,
    /// Set if values are taken as JSON Schema takes them, and not for what they may be meant: `"5"` is no integer.
    pub exact: bool,
    /// What stands in for a value that is left out, JSON.
    pub default: Option<String>,
}

/// Where a caller puts a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The n-th placeholder of the path.
    Path(usize),
    /// These placeholders of the path, which have one name and must have one value.
    Same(Vec<usize>),
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The whole request body.
    Body,
    /// A field of the JSON request body.
    Field,
    /// What is at a path into the JSON request body.
    Within(Vec<Step>),
    /// A property of a tool's arguments.
    Argument,
}

impl Place {
    /// Returns `true` if the placeholder at `index` of the path is meant.
    pub fn is_path(&self, index: usize) -> bool {
        match self {
            Self::Path(at) => *at == index,
            Self::Same(all) => all.contains(&index),
            _ => false,
        }
    }
}

/// What a function does. Orchestrated steps will be a third kind.
#[derive(Clone, Debug)]
pub enum FunctionBody {
    /// One upstream call.
    Call {
        /// Index into the capability's upstreams.
        upstream: usize,
        /// Index into the upstream's operations.
        operation: usize,
        /// What each argument of the operation gets, in the operation's order.
        bindings: Vec<Expr>,
    },
    /// An answer without any call.
    Constant(Expr),
    /// Content blocks without any call: a JSON array. Tools only.
    Content(String),
}

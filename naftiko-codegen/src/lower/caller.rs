//! A caller parameter while it is found out what is known about it.

use crate::model::{RoutePath, Segment};
use crate::spec::InputParameter;
use crate::text::Span;

/// Exposure of a unit, as far as its parameters depend on it.
#[derive(Clone, Copy)]
pub(crate) enum Exposure<'a> {
    /// A REST operation.
    Rest { method: &'a str, path: &'a RoutePath },
    /// An MCP tool, resource or prompt.
    Tool,
}

/// A caller parameter while it is being found out what is known about it.
pub(crate) struct Caller<'a> {
    pub(crate) name: String,
    pub(crate) declared: Option<&'a InputParameter<'a>>,
    /// The argument it is passed to, when it is passed to one as it is.
    pub(crate) bound: Option<usize>,
    /// A field of the request body (R58).
    pub(crate) body_field: bool,
    /// Place where `with` names it.
    pub(crate) named: Option<Span>,
    /// Path to it in the request body (semantics 12.4).
    pub(crate) within: Option<Vec<Segment>>,
    /// Set if nothing can be called without it, whatever is declared.
    pub(crate) needed: bool,
}

//! The checked program: what a capability *is*, with nothing left that has to be looked up by name.
//!
//! An [`Upstream`] has [`Operation`]s with typed arguments. Everything exposed is a [`Function`] with a
//! way in and a way out: a [`Route`] of a REST surface, a [`Tool`] of an MCP surface. Only
//! lowering builds these types; emitters read them.

use std::collections::HashSet;

mod expr;
mod format;
mod function;
mod guard;
mod operation;
mod query;
mod shape;
mod steps;
mod surface;
mod types;
mod upstream;

pub use expr::{Expr, Segment};
pub(crate) use expr::{json_string, literal_text};
pub use format::RawFormat;
pub use function::{Function, FunctionBody, Parameter, Place};
pub use guard::{Guard, ResourceServer};
pub use operation::{
    Argument, Field, FilePart, Media, Operation, OperationOutput, OutputField, PathPart,
    RequestBody, Wire, WirePlace, WireValue, XmlPart,
};
pub use query::{
    ComparisonOperator, Condition, Operand, PathCall, PathFunction, Query, QuerySegment, Selector,
};
pub use shape::Kind;
pub use steps::{Action, Each, Step, Steps};
pub use surface::{
    Control, File, Folder, Forward, Hints, Mcp, PatternPart, Port, Prompt, PromptArgument,
    PromptContent, PromptMessage, Resource, ResourceContent, Rest, Role, Route, RoutePath,
    RouteSegment, Surface, Tool, UriPart,
};
pub use types::{Bound, JsonType, Type, TypeId, Types};
pub use upstream::{
    BindFile, BindFormat, BoundKey, ClientCredentials, Credential, Upstream, Variable,
};

/// One capability document, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Capability {
    /// The file's stem: what the capability is called in commands and logs.
    pub name: String,
    /// Its Rust module.
    pub module: String,
    /// Its name for people.
    pub label: String,
    /// Description from `info`; the label if it has none.
    pub description: String,
    /// The file it was compiled from, as the user named it.
    pub spec: String,
    /// The language it is written in, by its root key.
    pub language: Language,
    /// SHA-256 of the file's bytes and of what was compiled in with it, in hexadecimal.
    pub spec_hash: String,
    /// Variables that are resolved at start, in order of first use.
    pub variables: Vec<Variable>,
    /// The APIs it calls.
    pub upstreams: Vec<Upstream>,
    /// Surfaces that it exposes.
    pub surfaces: Vec<Surface>,
    /// Types of its values, by [`TypeId`].
    pub types: Types,
    /// The document for people who read it.
    pub document: DocumentText,
}

/// The language of a document, which operators see in the names of metrics and spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Documents under `naftiko`.
    Naftiko,
    /// Documents under `ikanos`.
    Ikanos,
}

impl Language {
    /// The root key of its documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Naftiko => "naftiko",
            Self::Ikanos => "ikanos",
        }
    }
}

/// A document as it may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentText {
    /// The version of the language that it says it is written in.
    pub version: String,
    /// Words that the document is found by.
    pub tags: Vec<String>,
    /// Its text, with a mask in the place of each secret that is written in it.
    pub text: String,
}

impl Capability {
    /// Returns `true` if the parameter at `index` of `function` becomes a piece of an upstream's path, which
    /// is never empty.
    pub fn fills_path(&self, function: &Function, index: usize) -> bool {
        let fills = |upstream: usize, operation: usize, bindings: &[Expr]| {
            let called = &self.upstreams[upstream].operations[operation];
            let mut pieces = called.path.iter().filter_map(|part| match part {
                PathPart::Argument { index, .. } => bindings.get(*index),
                PathPart::Literal(_) | PathPart::Variable(_) => None,
            });
            pieces.any(|binding| *binding == Expr::Parameter(index))
        };
        match &function.body {
            FunctionBody::Call { upstream, operation, bindings } => {
                fills(*upstream, *operation, bindings)
            }
            FunctionBody::Steps(steps) => steps.steps.iter().any(|step| match &step.action {
                Action::Call { upstream, operation, bindings, .. } => {
                    fills(*upstream, *operation, bindings)
                }
                Action::Lookup { .. } => false,
            }),
            FunctionBody::Constant(_) | FunctionBody::Content(_) => false,
        }
    }

    /// Operations of which a tool says that they are safe or idempotent, by the indices of upstream
    /// and operation.
    pub(crate) fn promised_repeatable(&self) -> HashSet<(usize, usize)> {
        let tools = self.mcp().flat_map(|mcp| &mcp.tools);
        let promised = tools.filter(|tool| tool.hints.promise_repeatable());
        let called = promised.filter_map(|tool| match tool.function.body {
            FunctionBody::Call { upstream, operation, .. } => Some((upstream, operation)),
            // Calls of steps are made as their operations say.
            FunctionBody::Steps(_) | FunctionBody::Constant(_) | FunctionBody::Content(_) => None,
        });
        called.collect()
    }

    /// Returns `true` if it has a page for browsers, on the listeners of its surfaces over HTTP.
    pub fn has_page(&self) -> bool {
        self.rest().next().is_some() || self.mcp().any(|mcp| mcp.http)
    }

    /// All REST surfaces, in document order.
    pub fn rest(&self) -> impl Iterator<Item = &Rest> {
        self.surfaces.iter().filter_map(Surface::as_rest)
    }

    /// The control surface.
    pub fn control(&self) -> Option<&Control> {
        self.surfaces.iter().find_map(Surface::as_control)
    }

    /// All MCP surfaces, in document order.
    pub fn mcp(&self) -> impl Iterator<Item = &Mcp> {
        self.surfaces.iter().filter_map(Surface::as_mcp)
    }
}

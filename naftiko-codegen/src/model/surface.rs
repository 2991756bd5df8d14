//! Surfaces: how functions are offered.

use super::expr::Expr;
use super::function::Function;
use super::guard::Guard;
use super::mcp::{Prompt, Resource};
use super::operation::Wire;
use crate::text::Span;

/// One adapter of `exposes`.
#[derive(Clone, Debug)]
pub enum Surface {
    /// HTTP resources.
    Rest(Rest),
    /// Tools for agents.
    Mcp(Mcp),
    /// Health, state and numbers for operators.
    Control(Control),
}

/// The port of a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Port {
    /// Its number; never zero.
    pub number: u16,
    /// Where it stands in the document, or the adapter that leaves it out.
    pub span: Span,
}

/// A REST surface.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rest {
    /// Its namespace in the document.
    pub namespace: String,
    /// Its Rust module.
    pub module: String,
    /// The Rust module of its OpenAPI document.
    pub openapi_module: String,
    /// What it is.
    pub description: String,
    /// Where it listens, when the document says so.
    pub address: Option<String>,
    /// Its port.
    pub port: Port,
    /// What callers have to show; `None` lets everybody in.
    pub guard: Option<Guard>,
    /// Its routes, in document order.
    pub routes: Vec<Route>,
    /// What becomes of everything else, in document order.
    pub forwards: Vec<Forward>,
}

/// Requests that are passed on as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forward {
    /// The path as written in the document.
    pub template: String,
    /// Where to: an index into the capability's upstreams.
    pub upstream: usize,
    /// The first segments of the path; `None` is any one.
    pub segments: Vec<Option<String>>,
    /// Set if paths below are forwarded too, and what follows is the upstream's path.
    pub below: bool,
    /// Headers of the caller that are passed on, in lower case.
    pub trusted: Vec<String>,
    /// Query, header and cookie parameters that every request gets; header names in lower case.
    pub fixed: Vec<Wire>,
}

/// An operation of a REST surface.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Upper case request method.
    pub method: String,
    /// Where it is.
    pub path: RoutePath,
    /// What it does.
    pub description: String,
    /// The work.
    pub function: Function,
    /// Set if an earlier route already has this method and path (R74).
    pub shadowed: bool,
    /// Where it stands in the document.
    pub span: Span,
}

/// A path that requests are matched against.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RoutePath {
    /// As written in the document.
    pub template: String,
    /// Its segments.
    pub segments: Vec<RouteSegment>,
    /// Query parameters that must be there, with this value if one is given.
    pub conditions: Vec<(String, Option<String>)>,
    /// Names of the placeholders, left to right.
    pub placeholders: Vec<String>,
}

impl RoutePath {
    /// The path with every placeholder alike: two routes with one shape collide (R74).
    pub fn shape(&self) -> String {
        let mut shape = String::new();
        for segment in &self.segments {
            shape.push('/');
            match segment {
                RouteSegment::Literal(text) => shape.push_str(&text.replace('{', "{{")),
                RouteSegment::Placeholder => shape.push_str("{}"),
                RouteSegment::Pattern(parts) => {
                    for part in parts {
                        match part {
                            PatternPart::Literal(text) => shape.push_str(&text.replace('{', "{{")),
                            PatternPart::Placeholder => shape.push_str("{}"),
                        }
                    }
                }
            }
        }
        let mut conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|(name, value)| match value {
                Some(value) => format!("{name}={value}"),
                None => name.clone(),
            })
            .collect();
        conditions.sort();
        if !conditions.is_empty() {
            shape.push('?');
            shape.push_str(&conditions.join("&"));
        }
        shape
    }
}

/// One segment of a route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteSegment {
    /// This text, after percent-decoding.
    Literal(String),
    /// Any non-empty segment.
    Placeholder,
    /// Placeholders among literals, `{id}.json`.
    Pattern(Vec<PatternPart>),
}

/// A piece of a [`RouteSegment::Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PatternPart {
    /// This text.
    Literal(String),
    /// Any non-empty text.
    Placeholder,
}

/// An MCP surface.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mcp {
    /// Its namespace in the document.
    pub namespace: String,
    /// Its Rust module.
    pub module: String,
    /// What it is: the server's instructions.
    pub description: String,
    /// Where it listens, when the document says so.
    pub address: Option<String>,
    /// Its port.
    pub port: Port,
    /// Set if it is served over HTTP; over stdio every MCP surface can be.
    pub http: bool,
    /// What callers over HTTP have to show; `None` lets everybody in.
    pub guard: Option<Guard>,
    /// Its tools, in document order, without those that are shadowed.
    pub tools: Vec<Tool>,
    /// Its resources, in document order; a folder has become its files.
    pub resources: Vec<Resource>,
    /// Its prompts, in document order.
    pub prompts: Vec<Prompt>,
}

/// A tool.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: Option<String>,
    /// What it does.
    pub description: String,
    /// What is known about its effects.
    pub hints: Hints,
    /// The schema of its input in the author's own words: valid JSON.
    pub input_schema: Option<String>,
    /// The work.
    pub function: Function,
    /// Where it stands in the document.
    pub span: Span,
}

/// Hints as written; what is not said stays unsaid (R78).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Changes nothing.
    pub read_only: Option<bool>,
    /// May destroy.
    pub destructive: Option<bool>,
    /// Repeating changes nothing more.
    pub idempotent: Option<bool>,
    /// Reaches beyond this server.
    pub open_world: Option<bool>,
}

impl Hints {
    /// Returns `true` if they say that to do it twice is to do it once.
    pub(crate) fn promise_repeatable(self) -> bool {
        self.idempotent.or(self.read_only) == Some(true)
    }
}

/// A control surface. What is switched off is not there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Control {
    /// Where it listens, when the document says so.
    pub address: Option<String>,
    /// Its port.
    pub port: Port,
    /// Set if it says how the process is.
    pub health: bool,
    /// Set if it says what the process is.
    pub info: bool,
    /// Set if it says what the process has done.
    pub metrics: bool,
    /// Set if levels of the log can be seen and set.
    pub logs: bool,
    /// How many traces are kept; zero when they are not shown.
    pub traces: usize,
    /// Set if anything is traced.
    pub telemetry: bool,
    /// The share of traces that are recorded, from 0 to 1.
    pub sampling: f64,
    /// Set if the context of a trace comes and goes as B3 rather than as the W3C has it.
    pub b3: bool,
    /// Where traces and metrics are sent; nowhere when it is empty.
    pub exporter: Vec<Expr>,
    /// Who may ask.
    pub guard: Option<Guard>,
}

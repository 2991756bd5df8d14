//! REST surfaces: routes.

use super::Port;
use crate::model::function::Function;
use crate::model::guard::Guard;
use crate::model::operation::Wire;
use crate::text::Span;

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
    /// Description from the document; may be empty.
    pub description: String,
    /// Address to listen on, if the document gives one.
    pub address: Option<String>,
    /// Its port.
    pub port: Port,
    /// Credential required of callers; `None` admits everyone.
    pub guard: Option<Guard>,
    /// Its routes, in document order.
    pub routes: Vec<Route>,
    /// Forwards of requests that no route answers, in document order.
    pub forwards: Vec<Forward>,
    /// Place in the document.
    pub span: Span,
}

/// Requests that are passed on as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forward {
    /// The path as written in the document.
    pub template: String,
    /// Target, as an index into the capability's upstreams.
    pub upstream: usize,
    /// The first segments of the path; `None` is any one.
    pub segments: Vec<Option<String>>,
    /// Set if paths below are forwarded too, and what follows is the upstream's path.
    pub below: bool,
    /// Headers of the caller that are passed on, in lower case.
    pub trusted: Vec<String>,
    /// Query, header and cookie parameters that every request gets; header names in lower case.
    pub fixed: Vec<Wire>,
    /// Place in the document.
    pub span: Span,
}

/// An operation of a REST surface.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Upper case request method.
    pub method: String,
    /// Path that requests are matched against.
    pub path: RoutePath,
    /// Description of the unit, else of the called operation, else the unit's label or name.
    pub description: String,
    /// The label of the unit, where it has one.
    pub label: Option<String>,
    /// The tags of the resource and of the unit.
    pub tags: Vec<String>,
    /// The work.
    pub function: Function,
    /// Set if an earlier route already has this method and path (R74).
    pub shadowed: bool,
    /// Place in the document.
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

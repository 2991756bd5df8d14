//! The tables of a REST surface: routes.

use hyper::Method;

use super::{Forward, Function, Guard};

/// A set of routes on one address.
#[derive(Debug)]
pub struct RestSurface {
    /// The namespace of the document's `exposes` entry.
    pub namespace: &'static str,
    /// The author's description of the surface.
    pub description: &'static str,
    /// The address in the document.
    pub address: Option<&'static str>,
    /// The port in the document.
    pub port: u16,
    /// The root of the route trie.
    pub routes: &'static RouteNode,
    /// The environment variable that replaces `address`.
    pub address_variable: &'static str,
    /// The environment variable that replaces `port`.
    pub port_variable: &'static str,
    /// The OpenAPI document at `/openapi.json`, served where no route has that path; empty for none.
    pub openapi: &'static str,
    /// The forwards for requests that no operation answers; the first that fits counts.
    pub forwards: &'static [Forward],
    /// The guard; `None` admits every caller.
    pub guard: Option<&'static Guard>,
}

impl RestSurface {
    /// A surface without routes, for the fields a generated one leaves out.
    pub const EMPTY: Self = Self {
        namespace: "",
        description: "",
        address: None,
        port: 0,
        routes: &RouteNode::EMPTY,
        address_variable: "",
        port_variable: "",
        openapi: "",
        forwards: &[],
        guard: None,
    };
}

/// A node of the trie over path segments.
///
/// Literals win over patterns and patterns over a plain placeholder; matching backtracks.
#[derive(Debug)]
pub struct RouteNode {
    /// Children for exact segments, sorted by text.
    pub literals: &'static [(&'static str, RouteNode)],
    /// Children for segments that mix text and placeholders.
    pub patterns: &'static [(&'static [SegmentPart], RouteNode)],
    /// The child for any one segment that is not empty.
    pub placeholder: Option<&'static RouteNode>,
    /// The endpoint for paths that end here.
    pub endpoint: Option<&'static Endpoint>,
}

impl RouteNode {
    /// A node that matches nothing, for the fields a generated node leaves out.
    pub const EMPTY: Self =
        Self { literals: &[], patterns: &[], placeholder: None, endpoint: None };

    /// A node where every path ends.
    #[must_use]
    pub const fn leaf(endpoint: &'static Endpoint) -> Self {
        Self { endpoint: Some(endpoint), ..Self::EMPTY }
    }
}

/// A part of a segment that mixes text and placeholders.
#[derive(Debug)]
pub enum SegmentPart {
    /// Exactly this text.
    Literal(&'static str),
    /// At least one character.
    Placeholder,
}

/// All operations of one path.
#[derive(Debug)]
pub struct Endpoint {
    /// The path as in the document.
    pub template: &'static str,
    /// The value of the `allow` header.
    pub allow: &'static str,
    /// The operations; the first that fits method and conditions answers.
    pub operations: &'static [RestOperation],
}

/// One REST operation.
#[derive(Debug)]
pub struct RestOperation {
    /// Its number among all operations of the surface, from 0 without gaps.
    pub unit: usize,
    /// The method of the route.
    pub method: Method,
    /// Query parameters that a request must have for this operation; with `Some`, with this value.
    pub conditions: &'static [(&'static str, Option<&'static str>)],
    /// The function that is called.
    pub function: Function,
}

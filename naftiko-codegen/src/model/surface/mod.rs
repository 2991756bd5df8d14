//! Surfaces: how functions are offered. One file for each kind.

mod control;
mod mcp;
mod rest;

pub use self::control::Control;
pub use self::mcp::{
    File, Folder, Hints, Mcp, Prompt, PromptArgument, PromptContent, PromptMessage, Resource,
    ResourceContent, Role, Tool, UriPart,
};
pub use self::rest::{Forward, PatternPart, Rest, Route, RoutePath, RouteSegment};
use super::function::Function;
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
    /// Place of the port in the document, or of the adapter that leaves it out.
    pub span: Span,
}

impl Surface {
    /// Its port; `None` on stdio.
    pub fn port(&self) -> Option<Port> {
        match self {
            Self::Rest(rest) => Some(rest.port),
            Self::Mcp(mcp) => mcp.http.then_some(mcp.port),
            Self::Control(control) => Some(control.port),
        }
    }

    /// Returns `true` if both can be served on one port: paths tell them apart.
    pub fn shares_port_with(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Rest(_), Self::Mcp(_)) | (Self::Mcp(_), Self::Rest(_)))
    }

    /// Returns `true` if there is something for callers.
    pub fn offers_something(&self) -> bool {
        match self {
            Self::Rest(rest) => !rest.routes.is_empty() || !rest.forwards.is_empty(),
            Self::Mcp(mcp) => {
                !mcp.tools.is_empty() || !mcp.resources.is_empty() || !mcp.prompts.is_empty()
            }
            Self::Control(_) => false,
        }
    }

    /// Everything behind it that is invoked.
    pub(crate) fn functions(&self) -> Vec<&Function> {
        match self {
            Self::Rest(rest) => rest.routes.iter().map(|route| &route.function).collect(),
            Self::Mcp(mcp) => {
                let resources = mcp.resources.iter().filter_map(|one| match &one.content {
                    ResourceContent::Function(function) => Some(&**function),
                    ResourceContent::File(_) | ResourceContent::Folder(_) => None,
                });
                let prompts = mcp.prompts.iter().filter_map(|prompt| prompt.function.as_deref());
                let tools = mcp.tools.iter().map(|tool| &tool.function);
                tools.chain(resources).chain(prompts).collect()
            }
            Self::Control(_) => Vec::new(),
        }
    }

    /// Its Rust modules.
    pub fn modules(&self) -> Vec<&str> {
        match self {
            Self::Rest(rest) => vec![&rest.module, &rest.openapi_module],
            Self::Mcp(mcp) => vec![&mcp.module],
            Self::Control(_) => Vec::new(),
        }
    }

    /// The REST surface that it is.
    pub fn as_rest(&self) -> Option<&Rest> {
        if let Self::Rest(rest) = self { Some(rest) } else { None }
    }

    /// The MCP surface that it is.
    pub fn as_mcp(&self) -> Option<&Mcp> {
        if let Self::Mcp(mcp) = self { Some(mcp) } else { None }
    }

    /// The control surface that it is.
    pub fn as_control(&self) -> Option<&Control> {
        if let Self::Control(control) = self { Some(control) } else { None }
    }
}

//! The table of an MCP surface: tools, resources and prompts.

use super::{Completions, Function, Guard, Prompts, Resources};

/// A set of tools.
#[derive(Debug)]
pub struct McpSurface {
    /// The namespace of the document's `exposes` entry; `serverInfo.name`.
    pub namespace: &'static str,
    /// `serverInfo.title`.
    pub title: &'static str,
    /// The instructions for models.
    pub description: &'static str,
    /// The address in the document.
    pub address: Option<&'static str>,
    /// The port in the document.
    pub port: u16,
    /// The environment variable that replaces `address`.
    pub address_variable: &'static str,
    /// The environment variable that replaces `port`.
    pub port_variable: &'static str,
    /// Set if `serve` offers the surface over HTTP. Over stdio every MCP surface is available.
    pub http: bool,
    /// The `tools` array of `tools/list`, complete JSON in document order. Output schemas are of
    /// objects, so that clients of every revision can take the list.
    pub tool_list: &'static str,
    /// The tools, sorted by name.
    pub tools: &'static [Function],
    /// The resources of the surface; `None` when it has none.
    pub resources: Option<&'static Resources>,
    /// The prompts of the surface; `None` when it has none.
    pub prompts: Option<&'static Prompts>,
    /// The values that can be completed; `None` when none are known.
    pub completions: Option<&'static Completions>,
    /// The guard over HTTP; `None` admits every caller.
    pub guard: Option<&'static Guard>,
    /// The version of the document; `None` is that of the package, with the hash of the document.
    pub version: Option<&'static str>,
    /// How long clients may keep lists: members of a JSON object, with a comma after each. Lists are compiled in, so
    /// that the time is how soon a client learns of a new build.
    pub cache_hints: &'static str,
}

impl McpSurface {
    /// A surface that offers nothing, for the fields a generated one leaves out.
    pub const EMPTY: Self = Self {
        namespace: "",
        title: "",
        description: "",
        address: None,
        port: 0,
        address_variable: "",
        port_variable: "",
        http: true,
        tool_list: "[]",
        tools: &[],
        resources: None,
        prompts: None,
        completions: None,
        guard: None,
        version: None,
        cache_hints: "\"ttlMs\":300000,\"cacheScope\":\"public\",",
    };
}

//! The parts of the runtime that a crate can ask for.

use std::collections::BTreeSet;

/// A part of `naftiko-runtime` that only some documents use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Feature {
    /// Files of binds.
    Binds,
    /// Completion of arguments on MCP surfaces.
    Completions,
    /// Digest authentication, of callers and towards upstreams.
    Digest,
    /// Requests that are passed on as they are.
    Forward,
    /// MCP surfaces.
    Mcp,
    /// Access tokens, of callers and for upstreams.
    OAuth,
    /// Prompts of MCP surfaces.
    Prompts,
    /// Resources of MCP surfaces.
    Resources,
    /// REST surfaces.
    Rest,
    /// Functions of several steps.
    Steps,
    /// Files of binds in YAML.
    Yaml,
}

/// Features by name.
pub type Features = BTreeSet<Feature>;

impl Feature {
    /// Each, in the order of their names: the default of the runtime.
    pub const ALL: [Self; 11] = [
        Self::Binds,
        Self::Completions,
        Self::Digest,
        Self::Forward,
        Self::Mcp,
        Self::OAuth,
        Self::Prompts,
        Self::Resources,
        Self::Rest,
        Self::Steps,
        Self::Yaml,
    ];

    /// Its name in a manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Binds => "binds",
            Self::Completions => "completions",
            Self::Digest => "digest",
            Self::Forward => "forward",
            Self::Mcp => "mcp",
            Self::OAuth => "oauth",
            Self::Prompts => "prompts",
            Self::Resources => "resources",
            Self::Rest => "rest",
            Self::Steps => "steps",
            Self::Yaml => "yaml",
        }
    }

    /// The features that a name in a manifest brings along, itself among them.
    pub(super) fn named(name: &str) -> Vec<Self> {
        match name {
            "default" => Self::ALL.to_vec(),
            "completions" => vec![Self::Completions, Self::Mcp],
            "forward" => vec![Self::Forward, Self::Rest],
            "prompts" => vec![Self::Mcp, Self::Prompts],
            "resources" => vec![Self::Mcp, Self::Resources],
            "yaml" => vec![Self::Binds, Self::Yaml],
            other => Self::ALL.into_iter().filter(|feature| feature.name() == other).collect(),
        }
    }
}

/// A list of features as TOML writes it.
pub(super) fn list(features: &Features) -> String {
    let names: Vec<String> =
        features.iter().map(|feature| format!("\"{}\"", feature.name())).collect();
    format!("[{}]", names.join(", "))
}

//! Everything that can be called or read, in one form for rows, details and data.

mod offer;
mod operation;
mod schema;
mod step;

use serde_json::Value;

use self::offer::{prompt, resource, tool};
use self::operation::{forward, operation};
pub(super) use self::step::PageStep;
use self::step::of_steps;
use crate::emit::schema::of_type;
use crate::model::{
    Capability, Forward, Function, FunctionBody, Guard, Mcp, Operation, RawFormat, Resource, Rest,
    Route, Tool, Upstream,
};
use crate::names;

/// The sections of the page with entries, and their titles, in their order.
pub(super) const SECTIONS: [(&str, &str); 4] = [
    ("rest", "What you can do"),
    ("tools", "Tools"),
    ("resources", "Resources"),
    ("prompts", "Prompts"),
];

/// Something that a caller can ask for.
pub(super) struct PageEntry<'a> {
    pub(super) what: What<'a>,
    /// The surface that offers it.
    pub(super) namespace: &'a str,
    pub(super) guard: Option<&'a Guard>,
    /// The id in the document of the page, percent-encoded.
    pub(super) id: String,
    pub(super) name: &'a str,
    /// The description; may be empty.
    pub(super) about: &'a str,
    pub(super) inputs: Vec<PageInput<'a>>,
    /// What is called for it, if it is one operation.
    pub(super) called: Option<Called<'a>>,
    /// The upstreams of what is called; of steps, where something may change.
    pub(super) upstreams: Vec<&'a Upstream>,
    pub(super) steps: Vec<PageStep>,
    pub(super) returns: Returns,
    /// Set if a caller has to say that it is meant.
    pub(super) is_destructive: bool,
}

/// The kind of an entry, and what only that has.
pub(super) enum What<'a> {
    Operation {
        route: &'a Route,
        /// The path with its placeholders.
        path: String,
    },
    Tool {
        tool: &'a Tool,
        schema: Value,
        output: Option<Value>,
    },
    Resource(&'a Resource),
    Prompt,
    /// Requests that are passed on as they are, which no form can know.
    Forward(&'a Forward),
}

/// An operation of an upstream, and where its arguments come from.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) operation: &'a Operation,
    pub(super) function: &'a Function,
}

/// A value that a caller can give.
pub(super) struct PageInput<'a> {
    pub(super) name: String,
    pub(super) place: &'static str,
    /// The way to the value within a body, where it is not a member of it.
    pub(super) at: Vec<String>,
    pub(super) required: bool,
    pub(super) schema: Value,
    pub(super) about: &'a str,
}

/// What comes back.
pub(super) struct Returns {
    pub(super) schema: Option<Value>,
    pub(super) media: Option<String>,
}

impl What<'_> {
    /// The section that it stands in.
    pub(super) fn section(&self) -> &'static str {
        match self {
            Self::Operation { .. } | Self::Forward(_) => "rest",
            Self::Tool { .. } => "tools",
            Self::Resource(_) => "resources",
            Self::Prompt => "prompts",
        }
    }
}

/// All entries of a capability, surface by surface.
pub(super) fn entries(capability: &Capability) -> Vec<PageEntry<'_>> {
    let rests: Vec<&Rest> = capability.rest().collect();
    let mcps: Vec<&Mcp> = capability.mcp().filter(|mcp| mcp.http).collect();
    let destructive = destructive(&mcps);
    let mut out = Vec::new();
    for rest in &rests {
        let mut ids = Ids::new("rest", &rest.namespace, rests.len() > 1);
        let routes = rest.routes.iter().filter(|route| !route.shadowed);
        out.extend(routes.map(|route| operation(rest, route, &mut ids, &destructive, capability)));
        out.extend(rest.forwards.iter().map(|one| forward(rest, one, &mut ids, capability)));
    }
    for mcp in mcps.iter().copied() {
        let is_shared = mcps.len() > 1;
        let mut ids = Ids::new("tools", &mcp.namespace, is_shared);
        out.extend(mcp.tools.iter().map(|one| tool(mcp, one, &mut ids, capability)));
        let mut ids = Ids::new("resources", &mcp.namespace, is_shared);
        out.extend(mcp.resources.iter().map(|one| resource(mcp, one, &mut ids, capability)));
        let mut ids = Ids::new("prompts", &mcp.namespace, is_shared);
        out.extend(mcp.prompts.iter().map(|one| prompt(mcp, one, &mut ids, capability)));
    }
    out
}

/// Ids within a section.
struct Ids {
    prefix: String,
    scope: names::Scope,
}

impl Ids {
    fn new(section: &str, namespace: &str, is_shared: bool) -> Self {
        let prefix = if is_shared {
            format!("{section}/{}/", super::html::percent(namespace))
        } else {
            format!("{section}/")
        };
        Self { prefix, scope: names::Scope::default() }
    }

    /// Two of one name get different ids.
    fn claim(&mut self, name: &str) -> String {
        let (name, _) = self.scope.claim(name);
        format!("{}{}", self.prefix, super::html::percent(&name))
    }
}

/// Operations of which a tool says that they may destroy.
fn destructive(mcps: &[&Mcp]) -> Vec<(usize, usize)> {
    let tools = mcps.iter().flat_map(|mcp| &mcp.tools);
    let declared = tools.filter(|tool| tool.hints.destructive == Some(true));
    let called = declared.filter_map(|tool| match tool.function.body {
        FunctionBody::Call { upstream, operation, .. } => Some((upstream, operation)),
        FunctionBody::Steps(_) | FunctionBody::Constant(_) | FunctionBody::Content(_) => None,
    });
    called.collect()
}

fn called<'a>(function: &'a Function, capability: &'a Capability) -> Option<Called<'a>> {
    let FunctionBody::Call { upstream, operation, .. } = function.body else { return None };
    let upstream = &capability.upstreams[upstream];
    Some(Called { upstream, operation: &upstream.operations[operation], function })
}

fn upstreams<'a>(function: &Function, capability: &'a Capability) -> Vec<&'a Upstream> {
    let mut indices: Vec<usize> = match &function.body {
        FunctionBody::Call { upstream, .. } => vec![*upstream],
        FunctionBody::Steps(steps) => steps.changes().map(|(upstream, _)| upstream).collect(),
        FunctionBody::Constant(_) | FunctionBody::Content(_) => Vec::new(),
    };
    indices.sort_unstable();
    indices.dedup();
    indices.into_iter().map(|index| &capability.upstreams[index]).collect()
}

fn of_function(function: &Function, capability: &Capability) -> Returns {
    let format = match &function.body {
        FunctionBody::Call { upstream, operation, .. } => {
            capability.upstreams[*upstream].operations[*operation].format
        }
        FunctionBody::Steps(_) | FunctionBody::Constant(_) | FunctionBody::Content(_) => {
            RawFormat::Json
        }
    };
    let schema = function.output.filter(|_| format == RawFormat::Json);
    let schema = schema.map(|id| of_type(id, &capability.types));
    Returns { schema, media: Some(media(format).to_owned()) }
}

fn media(format: RawFormat) -> &'static str {
    match format {
        RawFormat::Json => "application/json",
        RawFormat::Xml => "application/xml",
        RawFormat::Yaml => "application/yaml",
        RawFormat::Csv => "text/csv",
        RawFormat::Tsv => "text/tab-separated-values",
        RawFormat::Psv | RawFormat::Text => "text/plain",
        RawFormat::Html => "text/html",
        RawFormat::Markdown => "text/markdown",
        RawFormat::Avro => "application/avro",
        RawFormat::Protobuf => "application/protobuf",
        RawFormat::Binary => "application/octet-stream",
    }
}

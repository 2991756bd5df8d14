//! The tables of an MCP surface: tools, resources and prompts.

use super::{Completions, Function, Guard, Resources};
use crate::expression::Expr;
use crate::parameter::Parameter;

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

/// The prompts of a surface.
#[derive(Debug)]
pub struct Prompts {
    /// The `prompts` array of `prompts/list`, complete JSON in document order.
    pub list: &'static str,
    /// The prompts in document order.
    pub prompts: &'static [Prompt],
}

/// One prompt.
#[derive(Debug)]
pub struct Prompt {
    /// The name clients ask for it by.
    pub name: &'static str,
    /// The source of its text.
    pub source: PromptSource,
    /// The messages of the prompt, in order; none where what a function gives is the only one.
    pub messages: &'static [PromptMessage],
}

/// The source of a prompt's text.
#[derive(Debug)]
pub enum PromptSource {
    /// The messages themselves, with these arguments in them.
    Arguments(&'static [Parameter]),
    /// The outcome of a function, whose parameters are the arguments. Where there are messages, it is an array of the
    /// texts that they have.
    Function(Function),
}

impl Prompt {
    /// The arguments of the prompt.
    #[cfg(feature = "mcp")]
    pub(crate) fn arguments(&self) -> &'static [Parameter] {
        match &self.source {
            PromptSource::Arguments(arguments) => arguments,
            PromptSource::Function(function) => function.parameters,
        }
    }
}

/// One message of a prompt.
#[derive(Debug)]
pub struct PromptMessage {
    /// The author of the message.
    pub role: Role,
    /// The content of the message.
    pub content: PromptContent,
}

/// The author of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// The content of a message.
#[derive(Debug)]
pub enum PromptContent {
    /// A text with arguments; an absent argument is the empty text.
    Text(&'static [Expr]),
    /// The next text of the array that the prompt's function makes.
    Made,
    /// A content block, complete JSON.
    Block(&'static str),
}

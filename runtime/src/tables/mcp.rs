//! What is served over MCP: tools, resources and prompts.

use super::{Function, Guard};
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
    /// Set if `serve` offers it over HTTP; over stdio every MCP surface can be had.
    pub http: bool,
    /// `serverInfo.version`.
    pub version: &'static str,
    /// The `tools` array of `tools/list`, complete JSON in document order. Output schemas are of
    /// objects, so that clients of every revision can take the list.
    pub tool_list: &'static str,
    /// The tools, sorted by name.
    pub tools: &'static [Function],
    /// What can be read, where there is something.
    pub resources: Option<&'static Resources>,
    /// What can be asked for, where there is something.
    pub prompts: Option<&'static Prompts>,
    /// What a caller over HTTP has to show; `None` lets everybody in.
    pub guard: Option<&'static Guard>,
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
        version: "",
        tool_list: "[]",
        tools: &[],
        resources: None,
        prompts: None,
        guard: None,
    };

    /// The folders among its resources.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &'static Folder> + use<> {
        let resources = self.resources.map_or(&[][..], |known| known.resources);
        resources.iter().filter_map(|resource| match resource.content {
            ResourceContent::Folder(folder) => Some(folder),
            _ => None,
        })
    }
}

/// What can be read.
#[derive(Debug)]
pub struct Resources {
    /// The `resources` array of `resources/list`, complete JSON in document order.
    pub list: &'static str,
    /// The `resourceTemplates` array of `resources/templates/list`.
    pub templates: &'static str,
    /// The resources in document order; a read is for the first whose URI fits.
    pub resources: &'static [Resource],
}

/// One resource, or one template of resources.
#[derive(Debug)]
pub struct Resource {
    /// Its URI in pieces; none for a folder, which has its own.
    pub uri: &'static [UriPart],
    /// Where its content comes from.
    pub content: ResourceContent,
}

/// A piece of a resource's URI.
#[derive(Debug)]
pub enum UriPart {
    /// Exactly this text.
    Literal(&'static str),
    /// At least one character without `/`, percent-encoded: the value of the parameter at this index.
    Parameter(usize),
    /// The same, for nobody.
    Ignored,
}

/// Where the content of a resource comes from.
#[derive(Debug)]
pub enum ResourceContent {
    /// A file that was compiled in: the `contents` array, complete JSON.
    Fixed(&'static str),
    /// What answers.
    Made {
        /// What is called; the URI gives its parameters.
        function: Function,
        /// The media type; without it, the upstream's.
        media: Option<&'static str>,
    },
    /// The files below a URI.
    Folder(&'static Folder),
}

/// Files, each a resource of its own.
#[derive(Debug)]
pub struct Folder {
    /// The URI, up to the path of a file.
    pub uri: &'static str,
    /// The environment variable that names a folder whose files are served instead.
    pub variable: &'static str,
    /// What the names of its resources begin with.
    pub name: &'static str,
    /// The name of each for people.
    pub title: Option<&'static str>,
    /// What each is.
    pub description: &'static str,
    /// The media type of each; without it, what the name of the file says.
    pub media: Option<&'static str>,
    /// What is compiled in, sorted by path: the path, and the `contents` array, complete JSON.
    /// `None` when only the environment says where files are.
    pub files: Option<&'static [(&'static str, &'static str)]>,
}

impl Resource {
    /// Returns `true` if it stands for many that are not listed.
    pub(crate) fn is_template(&self) -> bool {
        self.uri.iter().any(|part| !matches!(part, UriPart::Literal(_)))
    }
}

/// What can be asked for.
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
    /// What it is told; all are texts.
    pub arguments: &'static [Parameter],
    /// What it says.
    pub messages: &'static [PromptMessage],
}

/// One message of a prompt.
#[derive(Debug)]
pub struct PromptMessage {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub content: PromptContent,
}

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// What a message says.
#[derive(Debug)]
pub enum PromptContent {
    /// Text with arguments in it; one that is absent leaves nothing.
    Text(&'static [Expr]),
    /// A content block, complete JSON.
    Block(&'static str),
}

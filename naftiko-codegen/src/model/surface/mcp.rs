//! MCP surfaces: tools, resources and prompts.

use super::Port;
use crate::model::expr::Expr;
use crate::model::function::Function;
use crate::model::guard::Guard;
use crate::text::Span;

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

/// A resource, or a template of resources.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Resource {
    /// Its address as written.
    pub uri: String,
    /// Its address in pieces.
    pub parts: Vec<UriPart>,
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: Option<String>,
    /// What it is.
    pub description: String,
    /// What its bytes are, when the document or the name of its file says so.
    pub media: Option<String>,
    /// Where its content comes from.
    pub content: ResourceContent,
    /// Where it stands in the document.
    pub span: Span,
}

/// A piece of a resource's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UriPart {
    /// This text.
    Literal(String),
    /// Text without `/`, for the parameter with this index when somebody reads it.
    Variable(Option<usize>),
}

impl Resource {
    /// Returns `true` if it stands for many.
    pub fn is_template(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, UriPart::Variable(_)))
    }
}

/// Where a resource's content comes from.
#[derive(Clone, Debug)]
pub enum ResourceContent {
    /// A call or a constant.
    Function(Box<Function>),
    /// A file, known at build time.
    File(Vec<u8>),
    /// Files, each a resource of its own: the address ends before the path of a file.
    Folder(Folder),
}

/// Files below one address.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Folder {
    /// The environment variable that names a folder to serve instead.
    pub variable: String,
    /// What is compiled in, sorted by path; `None` when only the variable says where files are.
    pub files: Option<Vec<File>>,
}

/// A file that is compiled in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its path below the folder, with `/` between segments.
    pub path: String,
    /// What its bytes are.
    pub media: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A prompt.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Prompt {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: Option<String>,
    /// What it is for.
    pub description: String,
    /// What it is told.
    pub arguments: Vec<PromptArgument>,
    /// What it says.
    pub messages: Vec<PromptMessage>,
    /// Where it stands in the document.
    pub span: Span,
}

/// What a prompt is told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PromptArgument {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: Option<String>,
    /// What it is.
    pub description: String,
    /// Set if a request without it is refused.
    pub required: bool,
}

/// One message of a prompt.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
#[derive(Clone, Debug)]
pub enum PromptContent {
    /// Text with arguments in it, by their indices.
    Text(Vec<Expr>),
    /// A content block: a JSON object.
    Block(String),
}

//! MCP surfaces: tools, resources and prompts.

use super::Port;
use crate::model::expr::Expr;
use crate::model::function::{Function, Parameter};
use crate::model::guard::Guard;
use crate::model::types::Types;
use crate::text::Span;

/// An MCP surface.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mcp {
    /// Its namespace in the document.
    pub namespace: String,
    /// Its Rust module.
    pub module: String,
    /// Description from the document: the server's instructions.
    pub description: String,
    /// Address to listen on, if the document gives one.
    pub address: Option<String>,
    /// Its port.
    pub port: Port,
    /// Set if it is served over HTTP; over stdio every MCP surface can be.
    pub http: bool,
    /// Credential required of callers over HTTP; `None` admits everyone.
    pub guard: Option<Guard>,
    /// Its tools, in document order, without those that are shadowed.
    pub tools: Vec<Tool>,
    /// Its resources, in document order.
    pub resources: Vec<Resource>,
    /// Its prompts, in document order.
    pub prompts: Vec<Prompt>,
    /// Version of the document, if it has one.
    pub version: Option<String>,
    /// Milliseconds for which clients may keep lists, and set if caches of several people may; `None` if the document says
    /// nothing of it.
    pub cache: Option<(u64, bool)>,
    /// Place in the document.
    pub span: Span,
}

impl Mcp {
    /// Returns `true` if values are known for an argument of a prompt, or for a variable of a resource.
    pub(crate) fn completes(&self, types: &Types) -> bool {
        let arguments = self.prompts.iter().flat_map(|prompt| &prompt.arguments);
        let arguments = arguments.map(|argument| &argument.parameter);
        let variables = self.resources.iter().flat_map(Resource::variables).flatten();
        arguments.chain(variables).any(|parameter| !parameter.choices(types).is_empty())
    }
}

/// A tool.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: Option<String>,
    /// Description of the unit, else of the called operation, else the unit's label or name.
    pub description: String,
    /// Hints about its effects.
    pub hints: Hints,
    /// The schema of its input in the author's own words: valid JSON.
    pub input_schema: Option<String>,
    /// The work.
    pub function: Function,
    /// Place in the document.
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
    /// Description from the document; may be empty.
    pub description: String,
    /// Media type, if the document or the name of its file tells it.
    pub media: Option<String>,
    /// Source of the content.
    pub content: ResourceContent,
    /// Place in the document.
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
    /// The parameters that the variables of its address are for, in order; `None` for one that nobody reads.
    pub(crate) fn variables(&self) -> Vec<Option<&Parameter>> {
        let parameters = match &self.content {
            ResourceContent::Function(function) => function.parameters.as_slice(),
            ResourceContent::File(_) | ResourceContent::Folder(_) => &[],
        };
        let variable = |part: &UriPart| match part {
            UriPart::Variable(index) => Some(index.and_then(|index| parameters.get(index))),
            UriPart::Literal(_) => None,
        };
        self.parts.iter().filter_map(variable).collect()
    }

    /// Returns `true` if it stands for many.
    pub fn is_template(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, UriPart::Variable(_)))
    }
}

/// Source of a resource's content.
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
    /// Files that are compiled in, sorted by path; `None` if only the variable names a folder.
    pub files: Option<Vec<File>>,
}

/// A file that is compiled in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its path below the folder, with `/` between segments.
    pub path: String,
    /// Media type of the content.
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
    /// Description from the document, else the title; may be empty.
    pub description: String,
    /// Arguments that a request for it can give; the parameters of its function, where it has one.
    pub arguments: Vec<PromptArgument>,
    /// Messages of the prompt, in order; none where what the function gives is the only one.
    pub messages: Vec<PromptMessage>,
    /// The work that its text is made by.
    pub function: Option<Box<Function>>,
    /// Place in the document.
    pub span: Span,
}

/// Argument of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PromptArgument {
    /// Its name for people.
    pub title: Option<String>,
    /// What it is called, and what may be given for it.
    pub parameter: Parameter,
}

/// One message of a prompt.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PromptMessage {
    /// Speaker of the message.
    pub role: Role,
    /// Text or content block.
    pub content: PromptContent,
}

/// Speaker of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// Content of a message.
#[derive(Clone, Debug)]
pub enum PromptContent {
    /// Text with arguments in it, by their indices.
    Text(Vec<Expr>),
    /// The next item of the list of texts that the function makes.
    Made,
    /// A content block: a JSON object.
    Block(String),
}

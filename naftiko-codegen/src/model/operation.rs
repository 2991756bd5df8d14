//! A consumed operation: typed arguments and how they travel.

use super::expr::Expr;
use super::format::RawFormat;
use super::shape::Kind;
use super::types::TypeId;
use crate::text::Span;

/// One operation of an upstream.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// Its name in the document.
    pub name: String,
    /// Its Rust module.
    pub module: String,
    /// The name of its input type at the root of the client module.
    pub type_name: String,
    /// The request method, upper case.
    pub method: String,
    /// The path as people read it, with `{name}` placeholders.
    pub template: String,
    /// The path in pieces.
    pub path: Vec<PathPart>,
    /// Query text fixed by the document, already encoded.
    pub fixed_query: Vec<String>,
    /// Arguments of a call, in order.
    pub arguments: Vec<Argument>,
    /// Query, header and cookie parameters, in order.
    pub wires: Vec<Wire>,
    /// Variables that its parameters are and that need not be set: what is made of nothing else is then not sent.
    pub unset: Vec<usize>,
    /// The request body.
    pub body: RequestBody,
    /// Format of the response body.
    pub format: RawFormat,
    /// Return value of the typed client.
    pub output: OperationOutput,
    /// The output without a name, which is what a step gives that calls it, if there is no other.
    pub unnamed: Option<Expr>,
    /// Set if a call changes nothing at the upstream, by its method or as the document says.
    pub reads: bool,
    /// Description from the document, or its label; may be empty.
    pub description: String,
    /// Reason why the operation cannot be called, as a sentence; `None` if it can (R33).
    pub unroutable: Option<String>,
    /// Place in the document.
    pub span: Span,
}

impl Operation {
    /// Returns `true` if sending a request twice does what sending it once does, by its method (RFC 9110,
    /// 9.2.2).
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE")
    }
}

/// A piece of an upstream path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// Percent-encoded text.
    Literal(String),
    /// The argument with this index; `slashes` keeps `/` unencoded (`{key+}`).
    Argument {
        /// Index into the operation's arguments.
        index: usize,
        /// Set if `/` passes as it is.
        slashes: bool,
    },
    /// A variable, percent-encoded.
    Variable(usize),
}

/// One argument of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Argument {
    /// The name on the wire.
    pub name: String,
    /// The Rust field.
    pub field: String,
    /// The type.
    pub kind: Kind,
    /// Set if a call without it is refused.
    pub required: bool,
    /// Description from the document; may be empty.
    pub description: String,
    /// Part of the request that carries it, if only one part does. The default for where REST callers put it.
    pub place: WirePlace,
    /// Type with rules for its values besides `kind`.
    pub bounds: Option<TypeId>,
    /// Place of its declaration in the document, else of the operation.
    pub span: Span,
}

/// Part of a request that carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WirePlace {
    /// A piece of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The whole body.
    Body,
    /// A field of the body, or a hole in its template.
    Field,
}

/// A query, header or cookie parameter that is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wire {
    /// Query, header or cookie.
    pub place: WirePlace,
    /// The name as sent.
    pub name: String,
    /// Value to send.
    pub value: WireValue,
}

/// The value of a [`Wire`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireValue {
    /// An argument, by index.
    Argument(usize),
    /// A constant, possibly with variables.
    Text(Vec<Expr>),
}

/// A request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestBody {
    /// None is sent.
    None,
    /// One argument is the body.
    Whole {
        /// Index into the operation's arguments.
        argument: usize,
        /// Its content type.
        media: Media,
    },
    /// A JSON object of arguments, or a JSON document with holes.
    Json {
        /// The document.
        template: Expr,
        /// Arguments of which at least one must be there, else no body is sent (R47).
        only_with: Vec<usize>,
    },
    /// `application/x-www-form-urlencoded`.
    Form(Vec<Field>),
    /// `multipart/form-data`, one text part a field.
    Multipart(Vec<Field>),
    /// An XML document with holes.
    Xml(Vec<XmlPart>),
    /// Text with holes.
    Text {
        /// The text.
        parts: Vec<Expr>,
        /// Its content type.
        media: Media,
    },
}

/// A field of a form: an argument, or text with holes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The name as sent.
    pub name: String,
    /// Pieces of the value. A field that is one absent argument is left out.
    pub parts: Vec<Expr>,
    /// Name and media type of the file that it is, in a multipart body.
    pub file: Option<FilePart>,
}

/// What a part of a multipart body says of itself beside its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilePart {
    /// Name of the file.
    pub name: Option<String>,
    /// Media type of the content.
    pub media: Option<String>,
}

/// A piece of an XML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlPart {
    /// Markup and text as written.
    Markup(String),
    /// A value in the text of an element.
    Text(Expr),
    /// A value between the quotes of an attribute.
    Attribute(Expr),
}

/// A content type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`.
    Json,
    /// `text/plain`.
    Text,
    /// `application/xml`.
    Xml,
    /// `application/sparql-query`.
    Sparql,
    /// `application/octet-stream`.
    Binary,
    /// `application/yaml`.
    Yaml,
    /// `application/cbor`.
    Cbor,
    /// `application/x-www-form-urlencoded`, as text.
    Form,
}

impl Media {
    /// The value of `Content-Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
            Self::Xml => "application/xml",
            Self::Sparql => "application/sparql-query",
            Self::Binary => "application/octet-stream",
            Self::Yaml => "application/yaml",
            Self::Cbor => "application/cbor",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }
}

/// Return value of a call of the typed client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperationOutput {
    /// The answer as it came.
    Document,
    /// A struct of the named outputs.
    Fields(Vec<OutputField>),
}

/// One named output of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutputField {
    /// The name in the document.
    pub name: String,
    /// The Rust field.
    pub field: String,
    /// The declared type.
    pub kind: Kind,
    /// Expression that reads it from the response.
    pub shape: Expr,
    /// Description from the document; may be empty.
    pub description: String,
}

//! Consumed APIs and what has to be known to call them.

use super::expr::Expr;
use super::operation::Operation;
use crate::text::Span;

/// A value resolved once, at start.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// The environment variable it is read from.
    pub name: String,
    /// Use of the value, in words that an operator understands.
    pub purpose: String,
    /// Set if its value must never be shown.
    pub secret: bool,
    /// Set if nothing starts without it.
    pub required: bool,
    /// Where it is read from when the environment has none.
    pub bound: Option<BoundKey>,
    /// Place of its first use.
    pub span: Span,
}

/// A key in the file of a bind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BoundKey {
    /// The file.
    pub file: BindFile,
    /// The key.
    pub key: String,
}

/// A file that holds values of binds when the program starts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BindFile {
    /// The environment variable that names another file.
    pub variable: String,
    /// The path; one that is relative begins at the folder of the document, which is the working directory of the program.
    pub path: String,
    /// The format of its content.
    pub format: BindFormat,
}

/// The format of such a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BindFormat {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// An entry of `consumes`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Upstream {
    /// Its namespace in the document.
    pub namespace: String,
    /// Its Rust module, when a capability consumes several APIs.
    pub module: String,
    /// The Rust type of its typed client.
    pub client: String,
    /// Description from the document; may be empty.
    pub description: String,
    /// Base URI in pieces; empty if it is only known at start.
    pub base_uri: Vec<Expr>,
    /// The environment variable that overrides the base URI.
    pub base_uri_variable: String,
    /// Credentials of calls, in order.
    pub credentials: Vec<Credential>,
    /// Operations of the API.
    pub operations: Vec<Operation>,
    /// Place in the document.
    pub span: Span,
}

/// Something that proves to an upstream who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// `Authorization: Bearer …`.
    Bearer(Vec<Expr>),
    /// `Authorization: Basic …`.
    Basic {
        /// The user name.
        username: Vec<Expr>,
        /// The password; may be empty.
        password: Vec<Expr>,
    },
    /// A header of its own.
    Header {
        /// Lower case name.
        name: String,
        /// The value.
        value: Vec<Expr>,
    },
    /// A query parameter.
    Query {
        /// The name as sent, before encoding.
        name: String,
        /// The value.
        value: Vec<Expr>,
    },
    /// A cookie.
    Cookie {
        /// The name.
        name: String,
        /// The value.
        value: Vec<Expr>,
    },
    /// `Authorization: Digest …`.
    Digest {
        /// The user name.
        username: Vec<Expr>,
        /// The password.
        password: Vec<Expr>,
    },
    /// `Authorization: Bearer …` with a token that is asked for.
    OAuth(ClientCredentials),
    /// A field of an object or form body.
    Body {
        /// The field.
        name: String,
        /// The value.
        value: Vec<Expr>,
    },
}

/// The client credentials grant of OAuth 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCredentials {
    /// URI of the token endpoint, in pieces; empty if the issuer tells it.
    pub token_endpoint: Vec<Expr>,
    /// The authorization server; empty when the token endpoint is known.
    pub issuer: Vec<Expr>,
    /// The client's name.
    pub client_id: Vec<Expr>,
    /// The client's secret.
    pub client_secret: Vec<Expr>,
    /// Further fields of the request, in order.
    pub asked: Vec<(String, Vec<Expr>)>,
}

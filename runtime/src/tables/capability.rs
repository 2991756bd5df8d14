//! What a binary contains: capabilities, their variables, upstreams and surfaces.

use super::{ControlSurface, McpSurface, RestSurface};
use crate::expression::Part;

/// Everything one binary contains.
#[derive(Debug)]
pub struct Manifest {
    /// The name of the binary, as in `--help`.
    pub name: &'static str,
    /// The version of the compiler that wrote the tables.
    pub version: &'static str,
    /// The compiled capabilities, in the order of their files.
    pub capabilities: &'static [&'static Capability],
}

/// One compiled capability document.
#[derive(Debug)]
pub struct Capability {
    /// The name, made from the file's.
    pub name: &'static str,
    /// The display name.
    pub label: &'static str,
    /// What the capability is for, as its author wrote it.
    pub description: &'static str,
    /// The file it was compiled from.
    pub spec: &'static str,
    /// The SHA-256 of that file and of the files that were compiled in with it, in hexadecimal.
    pub spec_hash: &'static str,
    /// Secrets and settings that are read once at start.
    pub variables: &'static [Variable],
    /// The services that may be called.
    pub upstreams: &'static [Upstream],
    /// What is served.
    pub surfaces: &'static [Surface],
}

impl Capability {
    /// What a table without more to say leaves out.
    pub const EMPTY: Self = Self {
        name: "",
        label: "",
        description: "",
        spec: "",
        spec_hash: "",
        variables: &[],
        upstreams: &[],
        surfaces: &[],
    };
}

/// A secret or setting that comes from the environment.
#[derive(Debug)]
pub struct Variable {
    /// The environment variable.
    pub name: &'static str,
    /// What it is for, in words for the person who has to set it.
    pub purpose: &'static str,
    /// Set if its value must never be shown.
    pub secret: bool,
}

/// A service the capability calls.
#[derive(Debug)]
pub struct Upstream {
    /// The namespace of the document's `consumes` entry.
    pub namespace: &'static str,
    /// What the service is, as the author wrote it.
    pub description: &'static str,
    /// Where it is; empty when only the environment can say so.
    pub base_uri: &'static [Part],
    /// The environment variable that replaces `base_uri`.
    pub base_uri_variable: &'static str,
    /// What is added to every request to prove who calls.
    pub credentials: &'static [Credential],
}

/// What proves to an upstream who calls it.
#[derive(Debug)]
pub enum Credential {
    /// `authorization: Bearer …`.
    Bearer(&'static [Part]),
    /// `authorization: Basic …`.
    Basic {
        /// The name before the colon.
        username: &'static [Part],
        /// The text after the colon.
        password: &'static [Part],
    },
    /// A header of its own.
    Header {
        /// The header's name in lower case.
        name: &'static str,
        /// Its value.
        value: &'static [Part],
    },
    /// A query parameter.
    Query {
        /// The parameter's name, percent-encoded.
        name: &'static str,
        /// Its value, not encoded.
        value: &'static [Part],
    },
    /// A cookie.
    Cookie {
        /// The cookie's name.
        name: &'static str,
        /// Its value.
        value: &'static [Part],
    },
    /// `authorization: Digest …` (RFC 7616), made from the upstream's challenge.
    Digest {
        /// The name.
        username: &'static [Part],
        /// The password.
        password: &'static [Part],
    },
    /// `authorization: Bearer …` with a token from an authorization server.
    OAuth(ClientCredentials),
    /// A field of an object JSON body or form body; a query parameter when there is neither.
    Body {
        /// The field's name.
        name: &'static str,
        /// Its value.
        value: &'static [Part],
    },
}

/// How an access token is had: the client credentials grant of OAuth 2 (RFC 6749, 4.4).
#[derive(Debug)]
pub struct ClientCredentials {
    /// Where tokens are issued; empty when the authorization server says so.
    pub token_endpoint: &'static [Part],
    /// The authorization server; empty when `token_endpoint` is there.
    pub issuer: &'static [Part],
    /// The client's name.
    pub client_id: &'static [Part],
    /// The client's secret.
    pub client_secret: &'static [Part],
    /// What is asked for, `scope`, `audience` and `resource`, apart from what is empty.
    pub asked: &'static [(&'static str, &'static [Part])],
}

/// Something a capability serves.
#[derive(Debug)]
pub enum Surface {
    /// Routes over HTTP.
    Rest(&'static RestSurface),
    /// Tools for models.
    Mcp(&'static McpSurface),
    /// Health, state and numbers for operators.
    Control(&'static ControlSurface),
}

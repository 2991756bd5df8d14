//! Who may call a surface.

use super::template::Part;

/// What a caller has to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// `Authorization: Bearer …` with this token.
    Bearer(Vec<Part>),
    /// `Authorization: Basic …`.
    Basic {
        /// The user name.
        username: Vec<Part>,
        /// The password.
        password: Vec<Part>,
    },
    /// `Authorization: Digest …`.
    Digest {
        /// The user name.
        username: Vec<Part>,
        /// The password.
        password: Vec<Part>,
    },
    /// A key in a header.
    Header {
        /// Lower case name.
        name: String,
        /// The key.
        value: Vec<Part>,
    },
    /// A key in the query.
    Query {
        /// The parameter.
        name: String,
        /// The key.
        value: Vec<Part>,
    },
    /// A key in a cookie.
    Cookie {
        /// The cookie.
        name: String,
        /// The key.
        value: Vec<Part>,
    },
    /// An access token of an authorization server.
    OAuth(ResourceServer),
}

/// Which access tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    /// The authorization server.
    pub issuer: Vec<Part>,
    /// The URI that clients know the surface by.
    pub resource: Vec<Part>,
    /// Whom tokens must be for; empty when that is `resource`.
    pub audience: Vec<Part>,
    /// Scopes they must have, all of them.
    pub scopes: Vec<String>,
}

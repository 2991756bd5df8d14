//! Guards: the authentication of callers of a surface.

use super::expr::Expr;

/// Credential that a caller has to present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// `Authorization: Bearer …` with this token.
    Bearer(Vec<Expr>),
    /// `Authorization: Basic …`.
    Basic {
        /// The user name.
        username: Vec<Expr>,
        /// The password.
        password: Vec<Expr>,
    },
    /// `Authorization: Digest …`.
    Digest {
        /// The user name.
        username: Vec<Expr>,
        /// The password.
        password: Vec<Expr>,
    },
    /// A key in a header.
    Header {
        /// Lower case name.
        name: String,
        /// The key.
        value: Vec<Expr>,
    },
    /// A key in the query.
    Query {
        /// The parameter.
        name: String,
        /// The key.
        value: Vec<Expr>,
    },
    /// A key in a cookie.
    Cookie {
        /// The cookie.
        name: String,
        /// The key.
        value: Vec<Expr>,
    },
    /// An access token of an authorization server.
    OAuth(ResourceServer),
}

/// Which access tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    /// The authorization server.
    pub issuer: Vec<Expr>,
    /// The URI that clients know the surface by.
    pub resource: Vec<Expr>,
    /// Whom tokens must be for; empty when that is `resource`.
    pub audience: Vec<Expr>,
    /// Scopes they must have, all of them.
    pub scopes: Vec<String>,
}

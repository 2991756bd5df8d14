//! Who may call a surface.

use crate::expression::Expr;

/// What a caller has to show before a surface answers.
#[derive(Debug)]
pub enum Guard {
    /// `authorization: Bearer …` with this token.
    Bearer(&'static [Expr]),
    /// `authorization: Basic …` with this name and password.
    Basic {
        /// The name before the colon.
        username: &'static [Expr],
        /// The text after the colon.
        password: &'static [Expr],
    },
    /// `authorization: Digest …` of RFC 7616, made with this name and password.
    Digest {
        /// The name.
        username: &'static [Expr],
        /// The password.
        password: &'static [Expr],
    },
    /// A key in a header.
    Header {
        /// The header's name in lower case.
        name: &'static str,
        /// The key.
        value: &'static [Expr],
    },
    /// A key in the query.
    Query {
        /// The parameter's name, decoded.
        name: &'static str,
        /// The key.
        value: &'static [Expr],
    },
    /// A key in a cookie.
    Cookie {
        /// The cookie's name.
        name: &'static str,
        /// The key.
        value: &'static [Expr],
    },
    /// An access token that an authorization server signed.
    OAuth(ResourceServer),
}

/// Which access tokens a surface accepts.
#[derive(Debug)]
pub struct ResourceServer {
    /// The authorization server; the `iss` of its tokens.
    pub issuer: &'static [Expr],
    /// The URI that clients know the surface by.
    pub resource: &'static [Expr],
    /// The `aud` of accepted tokens; empty when it is `resource`.
    pub audience: &'static [Expr],
    /// Scopes a token must have, all of them.
    pub scopes: &'static [&'static str],
}

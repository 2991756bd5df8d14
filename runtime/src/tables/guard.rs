//! Guards: the authentication of a surface's callers.

use super::{DigestLogin, ResourceServer};
use crate::expression::Expr;

/// The authentication that a surface requires of its callers.
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
    Digest(DigestLogin),
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

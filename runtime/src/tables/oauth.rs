//! Access tokens: those that a surface accepts, and the means of getting one for an upstream.

use crate::expression::Expr;

/// The access tokens that a surface accepts.
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

/// A source of access tokens: the client credentials grant of OAuth 2 (RFC 6749, 4.4).
#[derive(Debug)]
pub struct ClientCredentials {
    /// The token endpoint; empty when the metadata of the authorization server names it.
    pub token_endpoint: &'static [Expr],
    /// The authorization server; empty when `token_endpoint` is set.
    pub issuer: &'static [Expr],
    /// The client's name.
    pub client_id: &'static [Expr],
    /// The client's secret.
    pub client_secret: &'static [Expr],
    /// The parameters `scope`, `audience` and `resource` of the token request; one with an empty value is left
    /// out.
    pub asked: &'static [(&'static str, &'static [Expr])],
}

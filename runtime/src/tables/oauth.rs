//! Access tokens: which are accepted, and how they are had.

use crate::expression::Expr;

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

/// How an access token is had: the client credentials grant of OAuth 2 (RFC 6749, 4.4).
#[derive(Debug)]
pub struct ClientCredentials {
    /// Where tokens are issued; empty when the authorization server says so.
    pub token_endpoint: &'static [Expr],
    /// The authorization server; empty when `token_endpoint` is there.
    pub issuer: &'static [Expr],
    /// The client's name.
    pub client_id: &'static [Expr],
    /// The client's secret.
    pub client_secret: &'static [Expr],
    /// What is asked for, `scope`, `audience` and `resource`, apart from what is empty.
    pub asked: &'static [(&'static str, &'static [Expr])],
}

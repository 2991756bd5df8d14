//! Access tokens that an authorization server signed: this side is a resource server of OAuth 2.1.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use hyper::header::HeaderMap;
use hyper::{StatusCode, Uri};
use serde_json::Value;

use super::endless::accepts_endless;
use super::issuer::{Issuer, NoKeys};
use super::token::Token;
use super::{authorization, refused, unauthorized};
use crate::config::{Config, StartError};
use crate::discovery::is_trustworthy;
use crate::evaluate::{self, Scope};
#[cfg(feature = "mcp")]
use crate::json::JsonWriter;
use crate::rejection::Rejection;
use crate::tables::ResourceServer;
use crate::transport::Connector;

/// Seconds by which the clocks of issuer and server may differ.
const LEEWAY: f64 = 30.0;
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The tokens that are accepted, and the information on them for clients.
pub(super) struct OAuth {
    issuer: Arc<Issuer>,
    audience: String,
    scopes: &'static [&'static str],
    /// The path of the document about the surface, and the document; REST surfaces have none.
    #[cfg(feature = "mcp")]
    metadata: Option<(String, bytes::Bytes)>,
    /// The parameters that every challenge has.
    hints: String,
    /// Set if tokens without `exp` are accepted.
    endless: bool,
}

/// The reason that a token is refused.
#[derive(Debug, PartialEq, Eq)]
enum Refused {
    /// There is none.
    Missing,
    /// It is not good, and why.
    Invalid(&'static str),
    /// It is good, but not for this.
    Scope,
    /// Nobody can say: the issuer's keys are not to be had.
    Unverifiable,
}

impl OAuth {
    /// `described`: whether clients can ask for the surface's metadata.
    pub(super) fn resolve(
        table: &'static ResourceServer,
        described: bool,
        variables: &[String],
        config: &Config,
        connector: &Arc<Connector>,
        error: &mut StartError,
    ) -> Self {
        let text = |parts| evaluate::text(parts, Scope::fixed(variables)).trim().to_owned();
        let (issuer, resource) = (text(table.issuer), text(table.resource));
        let audience =
            if table.audience.is_empty() { resource.clone() } else { text(table.audience) };
        let issuer_uri: Option<Uri> = issuer.parse().ok().filter(is_trustworthy);
        if issuer_uri.is_none() {
            error.wrong(format!(
                "the authorization server \"{}\" must be an absolute https URI",
                crate::problem::clip(&issuer, 64)
            ));
        }
        let resource_uri: Option<Uri> =
            resource.parse().ok().filter(|uri: &Uri| uri.scheme().is_some());
        if resource_uri.is_none() {
            error.wrong(format!(
                "the resource \"{}\" must be an absolute URI",
                crate::problem::clip(&resource, 64)
            ));
        }
        let mut hints = String::new();
        let described = resource_uri.filter(|_| described);
        if let Some(uri) = &described {
            let (scheme, authority) = (uri.scheme_str(), uri.authority());
            let (scheme, authority) =
                (scheme.unwrap_or_default(), authority.map_or("", |a| a.as_str()));
            let path = metadata_path(uri);
            hints.push_str(&format!(", resource_metadata=\"{scheme}://{authority}{path}\""));
        }
        if !table.scopes.is_empty() {
            hints.push_str(&format!(", scope=\"{}\"", table.scopes.join(" ")));
        }
        #[cfg(feature = "mcp")]
        let metadata =
            described.map(|uri| (metadata_path(&uri), document(&resource, &issuer, table.scopes)));
        let issuer = Arc::new(Issuer::new(issuer, Arc::clone(connector)));
        let endless = accepts_endless(config, error);
        Self {
            issuer,
            audience,
            scopes: table.scopes,
            #[cfg(feature = "mcp")]
            metadata,
            hints,
            endless,
        }
    }

    /// Returns `true` if another one accepts the same tokens.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.issuer.name() == other.issuer.name()
            && self.audience == other.audience
            && self.hints == other.hints
    }

    pub(super) async fn admits(&self, headers: &HeaderMap) -> Result<(), Rejection> {
        let verified = self.verified(headers).await;
        verified.map_err(|refused| refusal(&refused, &self.challenge(&refused)))
    }

    async fn verified(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let token = authorization::after(headers, "bearer").ok_or(Refused::Missing)?;
        let token = Token::parse(token).map_err(Refused::Invalid)?;
        let claims = self.issuer.claims(&token).await.map_err(|NoKeys| Refused::Unverifiable)?;
        let claims =
            claims.ok_or(Refused::Invalid("its signature is not the authorization server's"))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.check(&claims, now.as_secs_f64())
    }

    /// `now` in seconds since 1970.
    fn check(&self, claims: &Value, now: f64) -> Result<(), Refused> {
        let time = |name: &str| match claims.get(name) {
            None => Ok(None),
            Some(value) => {
                value.as_f64().map(Some).ok_or(Refused::Invalid("its times are no numbers"))
            }
        };
        match time("exp")? {
            None if !self.endless => return Err(Refused::Invalid("it does not say when it ends")),
            Some(end) if now >= end + LEEWAY => return Err(Refused::Invalid("it has expired")),
            _ => {}
        }
        if time("nbf")?.is_some_and(|begin| now < begin - LEEWAY) {
            return Err(Refused::Invalid("it is not valid yet"));
        }
        let issuer = claims.get("iss").and_then(Value::as_str);
        if !issuer.is_some_and(|issuer| same(issuer, self.issuer.name())) {
            return Err(Refused::Invalid("another authorization server issued it"));
        }
        if !texts(claims.get("aud")).any(|audience| same(audience, &self.audience)) {
            return Err(Refused::Invalid("it was issued for somebody else"));
        }
        let held: Vec<&str> = [claims.get("scope"), claims.get("scp")]
            .into_iter()
            .flat_map(texts)
            .flat_map(|scopes| scopes.split(' '))
            .collect();
        if self.scopes.iter().all(|scope| held.contains(scope)) {
            Ok(())
        } else {
            Err(Refused::Scope)
        }
    }

    /// The document about the surface at `path`, and whether there is one anywhere.
    #[cfg(feature = "mcp")]
    pub(super) fn metadata(&self, path: &str) -> Option<bytes::Bytes> {
        let (place, document) = self.metadata.as_ref()?;
        (path == place || path == WELL_KNOWN).then(|| document.clone())
    }

    fn challenge(&self, refused: &Refused) -> String {
        let hints = &self.hints;
        match refused {
            Refused::Missing | Refused::Unverifiable => {
                format!("Bearer {}", hints.trim_start_matches(", ")).trim_end().to_owned()
            }
            Refused::Invalid(reason) => {
                format!("Bearer error=\"invalid_token\", error_description=\"{reason}\"{hints}")
            }
            Refused::Scope => format!(
                "Bearer error=\"insufficient_scope\", \
                 error_description=\"the token lacks a scope\"{hints}"
            ),
        }
    }
}

/// The path of the document about the surface at `resource`.
fn metadata_path(resource: &Uri) -> String {
    format!("{WELL_KNOWN}{}", resource.path().trim_end_matches('/'))
}

fn refusal(why: &Refused, challenge: &str) -> Rejection {
    match why {
        Refused::Missing => unauthorized(challenge, "an access token is needed"),
        Refused::Invalid(_) => unauthorized(challenge, "the access token is not accepted"),
        Refused::Scope => {
            refused(StatusCode::FORBIDDEN, challenge, "the access token lacks a scope")
        }
        Refused::Unverifiable => Rejection::Plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "access tokens cannot be verified; try again in a moment",
        ),
    }
}

/// Returns `true` if two URIs are the same but for a slash at the end.
fn same(left: &str, right: &str) -> bool {
    left.strip_suffix('/').unwrap_or(left) == right.strip_suffix('/').unwrap_or(right)
}

/// A text, or the texts of a list.
fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (one, many) = match value {
        Some(Value::String(text)) => (Some(text.as_str()), None),
        Some(Value::Array(items)) => (None, Some(items.iter().filter_map(Value::as_str))),
        _ => (None, None),
    };
    one.into_iter().chain(many.into_iter().flatten())
}

/// RFC 9728.
#[cfg(feature = "mcp")]
fn document(resource: &str, issuer: &str, scopes: &[&str]) -> bytes::Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("resource").string(resource);
    out.key("authorization_servers").open_array();
    out.string(issuer);
    out.close_array();
    if !scopes.is_empty() {
        out.key("scopes_supported").open_array();
        for scope in scopes {
            out.string(scope);
        }
        out.close_array();
    }
    out.key("bearer_methods_supported").raw("[\"header\"]");
    out.close_object();
    out.finish()
}

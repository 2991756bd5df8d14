//! Authentication of callers. One file per scheme; a surface without a guard does none of this.
//!
//! The caller's credentials end here: they are taken out of the request, so that they cannot become a
//! parameter, reach an upstream or end up in a log.

mod authorization;
mod basic;
mod bearer;
#[cfg(feature = "digest")]
mod digest;
#[cfg(not(feature = "digest"))]
#[path = "without_digest.rs"]
mod digest;
mod endless;
#[cfg(feature = "oauth")]
mod issuer;
mod key;
#[cfg(feature = "oauth")]
mod keys;
#[cfg(feature = "digest")]
mod nonce;
#[cfg(feature = "oauth")]
mod oauth;
#[cfg(not(feature = "oauth"))]
#[path = "without_oauth.rs"]
mod oauth;
mod secret;
mod source;
#[cfg(feature = "oauth")]
mod token;

use std::fmt;
use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue};
use hyper::http::request::Parts;

use self::basic::Basic;
use self::bearer::Bearer;
use self::digest::DigestGuard;
#[cfg(all(feature = "page", feature = "surface"))]
pub(crate) use self::digest::keep_target;
pub(crate) use self::endless::accepts_endless;
use self::key::KeyGuard;
use self::oauth::OAuth;
use self::source::GuardSource;
pub(crate) use self::source::GuardTable;
use crate::config::StartError;
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::rejection::{Refusal, Rejection};
use crate::tables;
use crate::value_file::Live;

const REALM: &str = "naftiko";

/// A guard with its secrets.
pub(crate) struct RequestGuard {
    scheme: Live<Scheme>,
    /// What it is made anew of; `None` where no secret changes.
    source: Option<Box<GuardSource>>,
}

enum Scheme {
    Bearer(Bearer),
    Basic(Basic),
    Digest(Box<DigestGuard>),
    Key(KeyGuard),
    OAuth(Box<OAuth>),
    /// Nobody gets in: what callers would have to show is not known.
    Closed,
}

/// Lets a request in and takes out what let it in; without a guard everybody is let in.
pub(crate) async fn admit(
    guard: Option<&Arc<RequestGuard>>,
    parts: &mut Parts,
) -> Result<(), Rejection> {
    match guard {
        None => Ok(()),
        Some(guard) => Box::pin(guard.admit(parts)).await,
    }
}

impl Scheme {
    /// Resolves it with the values of variables.
    fn resolve(of: GuardTable<'_>, variables: &[String], error: &mut StartError) -> Self {
        let GuardTable { table, namespace, described, config, connector, .. } = of;
        let mut secret = |parts: &[Expr]| {
            let text = evaluate::text(parts, Scope::fixed(variables));
            if text.is_empty() {
                error.wrong(format!("a secret of the guard of {namespace} is empty"));
            }
            text
        };
        match table {
            tables::Guard::Bearer(token) => Scheme::Bearer(Bearer::new(&secret(token))),
            tables::Guard::Basic { username, password } => {
                let (username, password) = (secret(username), secret(password));
                if username.contains(':') {
                    error.wrong(format!("the user name for {namespace} holds a colon"));
                }
                Scheme::Basic(Basic::new(&username, &password))
            }
            tables::Guard::Digest(table) => {
                Scheme::Digest(Box::new(DigestGuard::resolve(table, secret)))
            }
            tables::Guard::Header { name, value } => {
                let value = secret(value);
                match HeaderName::from_bytes(name.as_bytes()) {
                    Ok(name) => Scheme::Key(KeyGuard::new(key::KeyPlace::Header(name), &value)),
                    Err(_) => Scheme::Closed,
                }
            }
            tables::Guard::Query { name, value } => {
                Scheme::Key(KeyGuard::new(key::KeyPlace::Query(name), &secret(value)))
            }
            tables::Guard::Cookie { name, value } => {
                Scheme::Key(KeyGuard::new(key::KeyPlace::Cookie(name), &secret(value)))
            }
            tables::Guard::OAuth(server) => Scheme::OAuth(Box::new(OAuth::resolve(
                server, described, variables, config, connector, error,
            ))),
        }
    }

    /// Returns `true` for two whose state is worth keeping, since they ask for the same.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Digest(one), Self::Digest(other)) => one.is_like(other),
            (Self::OAuth(one), Self::OAuth(other)) => one.is_like(other),
            _ => false,
        }
    }
}

impl RequestGuard {
    async fn admit(&self, parts: &mut Parts) -> Result<(), Rejection> {
        match &*self.scheme.load() {
            Scheme::Bearer(bearer) => {
                if !bearer.admits(&parts.headers) {
                    return Err(unauthorized(
                        &format!("Bearer realm=\"{REALM}\""),
                        "a valid bearer token is needed",
                    ));
                }
            }
            Scheme::Basic(basic) => {
                if !basic.admits(&parts.headers) {
                    return Err(unauthorized(
                        &format!("Basic realm=\"{REALM}\", charset=\"UTF-8\""),
                        "a valid user name and password are needed",
                    ));
                }
            }
            Scheme::Digest(digest) => digest.admits(parts).map_err(|stale| {
                unauthorized(
                    &digest.challenge(stale),
                    "a digest of a valid user name and password is needed",
                )
            })?,
            Scheme::Key(key) => {
                if !key.admits(parts) {
                    return Err(unauthorized(
                        &format!("ApiKey realm=\"{REALM}\""),
                        "a valid API key is needed",
                    ));
                }
                key.remove(parts);
                return Ok(());
            }
            Scheme::OAuth(oauth) => oauth.admits(&parts.headers).await?,
            Scheme::Closed => {
                return Err(unauthorized(&format!("Bearer realm=\"{REALM}\""), "nobody may call"));
            }
        }
        parts.headers.remove(AUTHORIZATION);
        Ok(())
    }

    /// Returns the public metadata of the guard at `path` (RFC 9728).
    #[cfg(feature = "mcp")]
    pub(crate) fn metadata(&self, path: &str) -> Option<bytes::Bytes> {
        match &*self.scheme.load() {
            Scheme::OAuth(oauth) => oauth.metadata(path),
            _ => None,
        }
    }
}

/// Returns `true` if clients of a guarded surface look here for how to be let in.
#[cfg(feature = "mcp")]
pub(crate) fn is_probe(path: &str) -> bool {
    const PROBED: [&str; 3] =
        ["oauth-protected-resource", "oauth-authorization-server", "openid-configuration"];
    path.strip_prefix("/.well-known/").is_some_and(|rest| {
        PROBED.iter().any(|name| {
            rest.strip_prefix(name).is_some_and(|end| end.is_empty() || end.starts_with('/'))
        })
    })
}

fn unauthorized(challenge: &str, detail: &'static str) -> Rejection {
    refused(StatusCode::UNAUTHORIZED, challenge, detail)
}

fn refused(status: StatusCode, challenge: &str, detail: &'static str) -> Rejection {
    let challenge = HeaderValue::from_str(challenge).unwrap_or(HeaderValue::from_static("Bearer"));
    Rejection::Refused(Box::new(Refusal { status, challenge, detail }))
}

impl fmt::Debug for RequestGuard {
    /// Shows no secret, and no hash of one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.scheme.load() {
            Scheme::Bearer(_) => "Guard(bearer)",
            Scheme::Basic(_) => "Guard(basic)",
            Scheme::Digest(_) => "Guard(digest)",
            Scheme::Key(_) => "Guard(key)",
            Scheme::OAuth(_) => "Guard(oauth)",
            Scheme::Closed => "Guard(closed)",
        })
    }
}

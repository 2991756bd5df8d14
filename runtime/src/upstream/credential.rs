//! Credentials: made once at start, applied to every request.

use base64ct::{Base64, Encoding};
use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::config::StartError;
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::problem::Problem;
use crate::request::Prepared;
use crate::tables::{Credential, Upstream};

/// The placeholder for a credential in the echo of the compiled-in upstream.
pub(crate) const REDACTED: &str = "[redacted]";

/// A credential with its value.
#[derive(Debug)]
pub(crate) enum Resolved {
    Header(HeaderName, HeaderValue),
    Query(&'static str, SecretText),
    Cookie(&'static str, SecretText),
    Body(&'static str, SecretText),
}

/// A text that does not show itself.
pub(crate) struct SecretText(String);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(REDACTED)
    }
}

/// The credentials of one upstream; `mock` puts a fixed text in the place of every value.
pub(crate) fn resolve(
    upstream: &'static Upstream,
    variables: &[String],
    mock: bool,
    error: &mut StartError,
) -> Vec<Resolved> {
    let mut resolved = Vec::with_capacity(upstream.credentials.len());
    // The compiled-in upstream lets everybody in; elsewhere these take an exchange: see `login`.
    let fixed =
        |one: &&Credential| mock || !matches!(one, Credential::Digest(_) | Credential::OAuth(_));
    for credential in upstream.credentials.iter().filter(fixed) {
        match one(credential, variables, mock) {
            Some(credential) => resolved.push(credential),
            None => error.wrong(format!(
                "the credential of {} holds a character that cannot be sent in a header; \
                 check for line breaks (and, in a cookie, semicolons) in {}",
                upstream.namespace, "the variables it is made from"
            )),
        }
    }
    resolved
}

fn one(credential: &'static Credential, variables: &[String], mock: bool) -> Option<Resolved> {
    let text = |parts: &[Expr]| {
        if mock { REDACTED.to_owned() } else { evaluate::text(parts, Scope::fixed(variables)) }
    };
    Some(match credential {
        Credential::Bearer(token) => {
            let token = text(token);
            header(AUTHORIZATION, if mock { token } else { format!("Bearer {token}") })?
        }
        Credential::Basic { username, password } => {
            let pair = format!("{}:{}", text(username), text(password));
            let value = format!("Basic {}", Base64::encode_string(pair.as_bytes()));
            header(AUTHORIZATION, if mock { REDACTED.to_owned() } else { value })?
        }
        Credential::Header { name, value } => {
            header(HeaderName::from_bytes(name.as_bytes()).ok()?, text(value))?
        }
        Credential::Query { name, value } => Resolved::Query(name, SecretText(text(value))),
        Credential::Cookie { name, value } => {
            // Sent as it was given: whoever issued it chose its encoding.
            let value = text(value);
            HeaderValue::from_str(&value).ok().filter(|_| !value.contains(';'))?;
            Resolved::Cookie(name, SecretText(value))
        }
        Credential::Body { name, value } => Resolved::Body(name, SecretText(text(value))),
        Credential::Digest(_) | Credential::OAuth(_) => header(AUTHORIZATION, REDACTED.to_owned())?,
    })
}

fn header(name: HeaderName, value: String) -> Option<Resolved> {
    let mut value = HeaderValue::try_from(value).ok()?;
    value.set_sensitive(true);
    Some(Resolved::Header(name, value))
}

/// Adds all credentials to a request; none of them can be overridden by the caller.
pub(crate) fn apply(credentials: &[Resolved], request: &mut Prepared) -> Result<(), Problem> {
    let mut cookie = false;
    for credential in credentials {
        match credential {
            Resolved::Header(name, value) => {
                request.headers.insert(name.clone(), value.clone());
            }
            Resolved::Query(name, SecretText(value)) => request.push_query(name, value),
            Resolved::Cookie(name, SecretText(value)) => {
                cookie = true;
                if !request.cookies.is_empty() {
                    request.cookies.push_str("; ");
                }
                request.cookies.push_str(name);
                request.cookies.push('=');
                request.cookies.push_str(value);
            }
            Resolved::Body(name, SecretText(value)) => {
                if !request.payload.add_field(name, value)? {
                    let mut encoded = String::new();
                    crate::request::encode_text(name, &mut encoded);
                    request.push_query(&encoded, value);
                }
            }
        }
    }
    request.seal_cookies(cookie);
    Ok(())
}

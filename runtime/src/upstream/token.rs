//! Access tokens for an upstream: the client credentials grant of OAuth 2.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Uri};
use serde_json::Value;

use super::connect::Connector;
use super::fetch::{fetch, is_trustworthy};
use crate::base64;
use crate::config::StartError;
use crate::discovery::discover;
use crate::error::{CallError, CallErrorKind};
use crate::request::encode_form;
use crate::tables::{ClientCredentials, Part};
use crate::template;

/// How long a token is good for when its issuer does not say.
const DEFAULT_LIFE: Duration = Duration::from_secs(300);
/// How long before its end a token is replaced, at most; short-lived ones a tenth of their life.
const MARGIN: Duration = Duration::from_secs(60);
/// With more life left than this a token is used while the next one is asked for.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a failure counts for those who waited for the same answer.
const FAILURE: Duration = Duration::from_secs(1);

/// The token of one upstream. Who finds none asks, the others wait for the answer.
pub(crate) struct Tokens {
    namespace: &'static str,
    place: Place,
    /// Name and secret of the client, as basic authentication.
    client: HeaderValue,
    form: String,
    connector: Arc<Connector>,
    held: Mutex<Option<Token>>,
    /// When asking failed last.
    failed: tokio::sync::Mutex<Option<Instant>>,
}

enum Place {
    Endpoint(String),
    Issuer(String),
}

#[derive(Clone)]
struct Token {
    header: HeaderValue,
    replace: Instant,
    end: Instant,
}

impl Tokens {
    pub(super) fn resolve(
        table: &'static ClientCredentials,
        namespace: &'static str,
        variables: &[String],
        connector: &Arc<Connector>,
        error: &mut StartError,
    ) -> Self {
        let text = |parts: &[Part]| template::constant(parts, variables).trim().to_owned();
        let (endpoint, issuer) = (text(table.token_endpoint), text(table.issuer));
        let place = if endpoint.is_empty() { &issuer } else { &endpoint };
        if !place.parse().is_ok_and(|uri: Uri| is_trustworthy(&uri)) {
            error.wrong(format!(
                "tokens for {namespace} must come from an absolute https URI, not \"{}\"",
                crate::problem::clip(place, 64)
            ));
        }
        let place =
            if endpoint.is_empty() { Place::Issuer(issuer) } else { Place::Endpoint(endpoint) };
        let pair = [form(&text(table.client_id)), form(&text(table.client_secret))].join(":");
        let client = format!("Basic {}", base64::encode(pair.as_bytes()));
        let mut client = HeaderValue::try_from(client).unwrap_or(HeaderValue::from_static(""));
        client.set_sensitive(true);
        let mut body = "grant_type=client_credentials".to_owned();
        for (name, value) in table.asked {
            body.push_str(&format!("&{name}={}", form(&text(value))));
        }
        Self {
            namespace,
            place,
            client,
            form: body,
            connector: Arc::clone(connector),
            held: Mutex::new(None),
            failed: tokio::sync::Mutex::new(None),
        }
    }

    /// The value of `authorization`. The error says nothing about why; the log does.
    pub(super) async fn header(self: &Arc<Self>) -> Result<HeaderValue, CallError> {
        let now = Instant::now();
        let held = self.held().filter(|token| now < token.end);
        if let Some(token) = &held
            && (now < token.replace || self.failed.try_lock().is_err())
        {
            return Ok(token.header.clone());
        }
        // A task of its own: a caller who leaves does not take the answer away from the others.
        let tokens = Arc::clone(self);
        let renewing = tokio::spawn(async move { tokens.renew().await });
        if let Some(token) = held.filter(|token| now + PATIENCE < token.end) {
            return Ok(token.header);
        }
        let _ = renewing.await;
        let token = self.held().filter(|token| Instant::now() < token.end);
        let token = token.ok_or_else(|| {
            CallError::new(CallErrorKind::Token, "see the warning about the token endpoint")
        })?;
        Ok(token.header)
    }

    /// Drops the token that was refused; whether another one may do.
    pub(super) fn refused(&self, used: Option<&HeaderValue>) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().map(|token| &token.header) == used {
            *held = None;
        }
        used.is_some()
    }

    fn held(&self) -> Option<Token> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks for a token, unless somebody has done so meanwhile.
    async fn renew(&self) {
        let mut failed = self.failed.lock().await;
        let now = Instant::now();
        if self.held().is_some_and(|token| now < token.replace)
            || failed.is_some_and(|time| time.elapsed() < FAILURE)
        {
            return;
        }
        match self.ask().await {
            Ok(token) => {
                *failed = None;
                *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
            }
            Err(reason) => {
                tracing::warn!(upstream = self.namespace, "no access token: {reason}");
                *failed = Some(Instant::now());
            }
        }
    }

    async fn ask(&self) -> Result<Token, String> {
        let endpoint = match &self.place {
            Place::Endpoint(endpoint) => endpoint.clone(),
            Place::Issuer(issuer) => {
                let metadata = discover(&self.connector, issuer).await?;
                let endpoint = metadata.get("token_endpoint").and_then(Value::as_str);
                endpoint.ok_or("the issuer's metadata has no token_endpoint")?.to_owned()
            }
        };
        let uri: Uri = endpoint.parse().map_err(|_| "the token endpoint is no URI")?;
        if !is_trustworthy(&uri) {
            return Err("the token endpoint is neither https nor on this machine".to_owned());
        }
        let mut request = Request::new(Bytes::from(self.form.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.client.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let asked = Instant::now();
        let fetched = fetch(&self.connector, request)
            .await
            .map_err(|error| format!("{error} ({})", error.detail()))?;
        if !fetched.status.is_success() {
            return Err(format!("the token endpoint answered {}", fetched.status));
        }
        parse(&fetched.body, asked).ok_or_else(|| "the answer has no bearer token".to_owned())
    }
}

/// The token in an answer to a request made at `asked`.
fn parse(body: &[u8], asked: Instant) -> Option<Token> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let kind = answer.get("token_type").and_then(Value::as_str).unwrap_or("bearer");
    kind.eq_ignore_ascii_case("bearer").then_some(())?;
    let token = answer.get("access_token")?.as_str().filter(|token| !token.is_empty())?;
    let mut header = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
    header.set_sensitive(true);
    // Some issuers write the number as text.
    let seconds = answer
        .get("expires_in")
        .and_then(|life| life.as_u64().or_else(|| life.as_str()?.parse().ok()));
    let life = seconds.map_or(DEFAULT_LIFE, |life| Duration::from_secs(life.min(1 << 31)));
    let replace = asked + (life - MARGIN.min(life / 10));
    Some(Token { header, replace, end: asked + life })
}

fn form(text: &str) -> String {
    let mut out = String::new();
    encode_form(text, &mut out);
    out
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens")
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::parse;

    #[test]
    fn tokens_are_replaced_before_their_end() {
        let asked = Instant::now();
        for (life, replace) in [("3600", 3540), ("100", 90), ("\"600\"", 540), ("null", 270)] {
            let body = format!("{{\"access_token\":\"t\",\"expires_in\":{life}}}");
            let token = parse(body.as_bytes(), asked).expect("a token");
            assert_eq!(token.replace - asked, Duration::from_secs(replace), "{life}");
            assert!(token.header.is_sensitive());
        }
    }

    #[test]
    fn answers_without_a_bearer_token() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"access_token":""}"#,
            r#"{"access_token":"t","token_type":"mac"}"#,
            r#"{"access_token":"a\nb"}"#,
        ] {
            assert!(parse(body.as_bytes(), Instant::now()).is_none(), "{body}");
        }
    }
}

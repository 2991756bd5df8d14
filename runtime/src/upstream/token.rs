//! Access tokens for an upstream: the client credentials grant of OAuth 2.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding};
use bytes::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Uri};
use serde_json::Value;

use crate::config::StartError;
use crate::discovery::{discover, is_trustworthy, json};
use crate::error::{CallError, CallErrorKind};
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::problem::clip;
use crate::request::encode_form;
use crate::tables::ClientCredentials;
use crate::task;
use crate::transport::Connector;
use crate::transport::fetch;

/// The life of a token whose issuer does not say.
const DEFAULT_LIFE: Duration = Duration::from_secs(300);
/// In seconds, 68 years; longer ones are of no use.
const LONGEST_LIFE: f64 = 2_147_483_648.0;
/// Spellings of the type of a bearer token, in lower case and without blanks: RFC 6750's own,
/// Apigee's, and those of eBay.
const BEARER: [&str; 5] =
    ["bearer", "bearertoken", "accesstoken", "applicationaccesstoken", "useraccesstoken"];
/// The time before its end at which a token is replaced, at most; short-lived ones a tenth of their life.
const MARGIN: Duration = Duration::from_secs(60);
/// With more life left than this a token is used while the next one is asked for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Time for which a failure counts for those who waited for the same answer.
const FAILURE: Duration = Duration::from_secs(1);

/// The token of one upstream. The first call that finds none asks, the others wait for the answer.
pub(crate) struct Tokens {
    namespace: &'static str,
    place: TokenPlace,
    /// Name and secret of the client, as basic authentication.
    client: HeaderValue,
    form: String,
    connector: Arc<Connector>,
    held: Mutex<Option<Token>>,
    /// The time of the last failure to get a token.
    failed: tokio::sync::Mutex<Option<Instant>>,
}

#[derive(PartialEq, Eq)]
enum TokenPlace {
    UpstreamEndpoint(String),
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
        let text =
            |parts: &[Expr]| evaluate::text(parts, Scope::fixed(variables)).trim().to_owned();
        let (endpoint, issuer) = (text(table.token_endpoint), text(table.issuer));
        let place = if endpoint.is_empty() { &issuer } else { &endpoint };
        if !place.parse().is_ok_and(|uri: Uri| is_trustworthy(&uri)) {
            error.wrong(format!(
                "tokens for {namespace} must come from an absolute https URI, not \"{}\"",
                clip(place, 64)
            ));
        }
        let place = if endpoint.is_empty() {
            TokenPlace::Issuer(issuer)
        } else {
            TokenPlace::UpstreamEndpoint(endpoint)
        };
        let pair = [form(&text(table.client_id)), form(&text(table.client_secret))].join(":");
        let client = format!("Basic {}", Base64::encode_string(pair.as_bytes()));
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

    /// Returns `true` if another one asks for the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.place == other.place && self.client == other.client && self.form == other.form
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
        let renewing = task::spawn(async move { tokens.renew().await });
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
            TokenPlace::UpstreamEndpoint(endpoint) => endpoint.clone(),
            TokenPlace::Issuer(issuer) => {
                discover(&self.connector, issuer, "token_endpoint").await?
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
        parse(&fetched.body, asked)
    }
}

/// The token in an answer to a request made at `asked`. The error has nothing of the token.
fn parse(body: &[u8], asked: Instant) -> Result<Token, String> {
    let answer = json(body).ok_or("the answer of the token endpoint is not JSON")?;
    if let Some(kind) = answer.get("token_type").filter(|kind| !is_bearer(kind)) {
        let kind = clip(&kind.to_string(), 48);
        return Err(format!("tokens of the type {kind} cannot be used, only bearer tokens"));
    }
    let token = answer.get("access_token").and_then(Value::as_str).unwrap_or_default();
    // RFC 6749, A.12: characters of a token.
    if token.is_empty() || !token.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err("the answer of the token endpoint has no access_token".to_owned());
    }
    let header = HeaderValue::try_from(format!("Bearer {token}"));
    let mut header = header.map_err(|_| "the access_token cannot be sent")?;
    header.set_sensitive(true);
    let life = answer.get("expires_in").and_then(life).unwrap_or(DEFAULT_LIFE);
    let replace = asked + (life - MARGIN.min(life / 10));
    Ok(Token { header, replace, end: asked + life })
}

/// Returns `true` if a `token_type` is that of RFC 6750, in one of the ways it is spelled. RFC 6749, 7.1: a
/// token of a type that is not understood must not be used.
fn is_bearer(kind: &Value) -> bool {
    match kind {
        Value::Null => true,
        Value::String(kind) => {
            let letters = kind.chars().filter(|c| !matches!(c, ' ' | '-' | '_'));
            let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
            letters.is_empty() || BEARER.contains(&letters.as_str())
        }
        _ => false,
    }
}

/// Returns the life of a token by its `expires_in`, in seconds as a number or as text. Zero and less say
/// nothing: a token that has ended is not issued, and one that has is replaced when it is refused.
fn life(expires_in: &Value) -> Option<Duration> {
    let seconds = match expires_in {
        Value::String(text) => text.trim().parse().ok()?,
        other => other.as_f64()?,
    };
    (seconds >= 1.0).then(|| Duration::from_secs_f64(seconds.min(LONGEST_LIFE)))
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
        for (life, replace) in [
            ("3600", 3540),
            ("100", 90),
            ("\"600\"", 540),
            ("\" 600 \"", 540),
            ("600.0", 540),
            ("1e3", 940),
            ("null", 270),
            ("0", 270),
            ("\"0\"", 270),
            ("-1", 270),
            ("\"never\"", 270),
            ("\"NaN\"", 270),
            ("{}", 270),
            ("1e300", 2_147_483_588),
            ("99999999999999999999999", 2_147_483_588),
        ] {
            let body = format!("{{\"access_token\":\"t\",\"expires_in\":{life}}}");
            let token = parse(body.as_bytes(), asked).expect("a token");
            assert_eq!(token.replace - asked, Duration::from_secs(replace), "{life}");
            assert!(token.header.is_sensitive());
        }
    }

    #[test]
    fn types_that_mean_a_bearer_token() {
        for kind in [
            "\"bearer\"",
            "\"BEARER\"",
            "\"Bearer Token\"",
            "\"BearerToken\"",
            "\"User Access Token\"",
            "\"Application Access Token\"",
            "\"access_token\"",
            "\"\"",
            "null",
        ] {
            let body = format!("{{\"access_token\":\"t\",\"token_type\":{kind}}}");
            let token = parse(body.as_bytes(), Instant::now()).expect(kind);
            assert_eq!(token.header, "Bearer t");
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
            r#"{"access_token":"t","token_type":"DPoP"}"#,
            r#"{"access_token":"t","token_type":"N_A"}"#,
            r#"{"access_token":"t","token_type":1}"#,
            r#"{"access_token":"a\nb"}"#,
            r#"{"access_token":"h\u00e9"}"#,
            "access_token=t&token_type=bearer",
        ] {
            let reason = parse(body.as_bytes(), Instant::now()).err().expect(body);
            assert!(!reason.contains("\"t\""), "{reason}");
        }
    }
}

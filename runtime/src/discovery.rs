//! The metadata of an authorization server (RFC 8414, OpenID Connect Discovery).

use bytes::Bytes;
use hyper::header::{ACCEPT, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use serde_json::Value;

use crate::content::media_is_json;
use crate::local::is_local;
use crate::problem::clip;
use crate::transport::{Connector, Fetched, fetch};

/// Returns `true` if secrets may go to `uri` and keys may come from it: TLS, or this machine.
pub(crate) fn is_trustworthy(uri: &Uri) -> bool {
    let local = uri.host().is_some_and(is_local);
    match uri.scheme_str() {
        Some("https") => uri.host().is_some_and(|host| !host.is_empty()),
        Some("http") => local,
        _ => false,
    }
}

/// The URI that the metadata of `issuer` has as `member`. Every place is asked until one has it: a
/// web application may answer any path with its first page. Errors are for the log.
pub(crate) async fn discover(
    connector: &Connector,
    issuer: &str,
    member: &str,
) -> Result<String, String> {
    let mut reasons = Vec::new();
    for place in places(issuer) {
        let found = get(connector, &place).await.and_then(|fetched| {
            uri_in(&fetched, issuer, member).map_err(|reason| format!("{place} {reason}"))
        });
        match found {
            Ok(uri) => return Ok(uri),
            Err(reason) => reasons.push(reason),
        }
    }
    Err(reasons.join("; "))
}

/// A document at an absolute URI.
pub(crate) async fn get(connector: &Connector, place: &str) -> Result<Fetched, String> {
    let uri: Uri = place.parse().map_err(|_| format!("{place} is no URI"))?;
    if !is_trustworthy(&uri) {
        return Err(format!("{place} is neither https nor on this machine"));
    }
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = uri;
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    let fetched = fetch(connector, request)
        .await
        .map_err(|error| format!("{place}: {error} ({})", error.detail()))?;
    match fetched.status {
        StatusCode::OK => Ok(fetched),
        other => Err(format!("{place} answered {other}")),
    }
}

/// A document in JSON. Some servers begin it with a byte order mark, which RFC 8259, 8.1 lets a
/// reader pass over.
pub(crate) fn json(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).ok()
}

/// RFC 8414 puts the path of an issuer behind the well-known one, most issuers before it; MCP knows
/// both for either document.
fn places(issuer: &str) -> Vec<String> {
    const DOCUMENTS: [&str; 2] = ["oauth-authorization-server", "openid-configuration"];
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    let after = issuer.find("://").map_or(0, |at| at + 3);
    let path = issuer[after..].find('/').map_or(issuer.len(), |at| after + at);
    let (origin, path) = issuer.split_at(path);
    let mut places = vec![format!("{issuer}/.well-known/{}", DOCUMENTS[0])];
    if !path.is_empty() {
        places.push(format!("{origin}/.well-known/{}{path}", DOCUMENTS[0]));
    }
    places.push(format!("{issuer}/.well-known/{}", DOCUMENTS[1]));
    if !path.is_empty() {
        places.push(format!("{origin}/.well-known/{}{path}", DOCUMENTS[1]));
    }
    places
}

/// Returns the URI at `member` of the document, if the document is about `issuer` (RFC 8414, 3.2 and 3.3).
fn uri_in(fetched: &Fetched, issuer: &str, member: &str) -> Result<String, String> {
    if fetched.media.as_ref().is_some_and(|media| !media_is_json(media.as_bytes())) {
        return Err("is not JSON by its content-type".to_owned());
    }
    let document = json(&fetched.body).ok_or("is not JSON")?;
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    match text("issuer") {
        Some(named) if named == issuer => {}
        Some(named) => return Err(format!("is about the issuer \"{}\"", clip(named, 128))),
        None => return Err("names no issuer".to_owned()),
    }
    let uri = text(member).ok_or_else(|| format!("has no {member}"))?;
    if !uri.parse().is_ok_and(|uri| is_trustworthy(&uri)) {
        return Err(format!("has a {member} that is neither https nor on this machine"));
    }
    Ok(uri.to_owned())
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::{Fetched, places, uri_in};

    #[test]
    fn where_metadata_is() {
        assert_eq!(
            places("https://login.test/tenant/"),
            [
                "https://login.test/tenant/.well-known/oauth-authorization-server",
                "https://login.test/.well-known/oauth-authorization-server/tenant",
                "https://login.test/tenant/.well-known/openid-configuration",
                "https://login.test/.well-known/openid-configuration/tenant",
            ]
        );
        assert_eq!(places("https://login.test").len(), 2);
    }

    #[test]
    fn only_metadata_of_the_issuer_counts() {
        let found = |media: Option<&'static str>, body: &'static str| {
            let media = media.map(HeaderValue::from_static);
            let fetched = Fetched { media, body: body.into(), ..Fetched::default() };
            uri_in(&fetched, "https://a.test", "jwks_uri")
        };
        let good = r#"{"issuer":"https://a.test","jwks_uri":"https://a.test/keys"}"#;
        let json = Some("application/json");
        for (media, body) in [
            (json, good),
            (Some("Application/JSON; charset=utf-8"), good),
            (None, good),
            (json, "\u{feff}{\"issuer\":\"https://a.test\",\"jwks_uri\":\"https://a.test/keys\"}"),
        ] {
            assert_eq!(found(media, body).as_deref(), Ok("https://a.test/keys"), "{media:?}");
        }
        for (media, body) in [
            (Some("text/html"), good),
            (json, "<html>"),
            (json, "[]"),
            (json, r#"{"jwks_uri":"https://a.test/keys"}"#),
            (json, r#"{"issuer":1,"jwks_uri":"https://a.test/keys"}"#),
            (json, r#"{"issuer":"https://a.test/","jwks_uri":"https://a.test/keys"}"#),
            (json, r#"{"issuer":"https://A.test","jwks_uri":"https://a.test/keys"}"#),
            (json, r#"{"issuer":"https://a.test"}"#),
            (json, r#"{"issuer":"https://a.test","jwks_uri":["https://a.test/keys"]}"#),
            (json, r#"{"issuer":"https://a.test","jwks_uri":"http://a.test/keys"}"#),
            (json, r#"{"issuer":"https://a.test","jwks_uri":"/keys"}"#),
        ] {
            assert!(found(media, body).is_err(), "{body}");
        }
    }
}

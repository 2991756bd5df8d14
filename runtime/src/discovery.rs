//! What an authorization server says about itself (RFC 8414, OpenID Connect Discovery).

use bytes::Bytes;
use hyper::header::{ACCEPT, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use serde_json::Value;

use crate::upstream::{Connector, fetch, is_trustworthy};

/// The metadata document of `issuer`. Errors are for the log.
pub(crate) async fn discover(connector: &Connector, issuer: &str) -> Result<Value, String> {
    let mut last = String::new();
    for place in places(issuer) {
        match get(connector, &place).await {
            Ok(body) => return parse(&body, issuer),
            Err(reason) => last = reason,
        }
    }
    Err(last)
}

/// A document at an absolute URI.
pub(crate) async fn get(connector: &Connector, place: &str) -> Result<Bytes, String> {
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
        StatusCode::OK => Ok(fetched.body),
        other => Err(format!("{place} answered {other}")),
    }
}

/// RFC 8414 puts the path of an issuer behind the well-known one, most issuers before it.
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
    places
}

/// The document, if it is about `issuer`.
fn parse(body: &[u8], issuer: &str) -> Result<Value, String> {
    let document: Value =
        serde_json::from_slice(body).map_err(|_| "its metadata is not JSON".to_owned())?;
    let bare = |uri: &str| uri.strip_suffix('/').unwrap_or(uri).to_owned();
    let named = document.get("issuer").and_then(Value::as_str);
    if named.is_some_and(|named| bare(named) != bare(issuer)) {
        return Err("its metadata is about another issuer".to_owned());
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::{parse, places};

    #[test]
    fn where_metadata_is() {
        assert_eq!(
            places("https://login.test/tenant/"),
            [
                "https://login.test/tenant/.well-known/oauth-authorization-server",
                "https://login.test/.well-known/oauth-authorization-server/tenant",
                "https://login.test/tenant/.well-known/openid-configuration",
            ]
        );
        assert_eq!(places("https://login.test").len(), 2);
    }

    #[test]
    fn metadata_of_another_issuer_does_not_count() {
        let body = br#"{"issuer":"https://a.test/","jwks_uri":"https://a.test/keys"}"#;
        assert!(parse(body, "https://a.test").is_ok());
        assert!(parse(body, "https://b.test").is_err());
        assert!(parse(b"nonsense", "https://a.test").is_err());
    }
}

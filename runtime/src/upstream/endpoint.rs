//! The endpoint of an upstream: the only place that its scheme and authority come from.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use hyper::header::AUTHORIZATION;
use hyper::http::uri::{Authority, PathAndQuery, Scheme};

use super::breaker::Breaker;
use super::settings::{BaseUri, purpose};
use crate::config::{Limits, StartError, file_variable, number};
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::semaphore::Semaphore;
use crate::tables::{Credential, Upstream};
use crate::transport::Origin;

/// What stays the same of an upstream for as long as the process runs.
#[derive(Debug)]
pub(crate) struct UpstreamEndpoint {
    /// The origin to connect to.
    pub(crate) origin: Origin,
    /// Set if the base URI is in the document for everybody to read. A path that an operator sets can be a secret.
    is_public: bool,
    /// Set if calls show a credential of this server.
    shows_credential: bool,
    /// Set if it takes the place of what a caller has shown.
    sets_authorization: bool,
    /// Set if calls are let in after an exchange.
    pub(super) has_login: bool,
    /// The calls under way.
    pub(crate) gate: Arc<Semaphore>,
    pub(crate) breaker: Breaker,
}

impl UpstreamEndpoint {
    /// Returns `true` if a caller may know the path of the base URI.
    pub(crate) fn has_public_base(&self) -> bool {
        self.is_public
    }

    /// Returns `true` if calls show a credential of this server.
    pub(crate) fn shows_credential(&self) -> bool {
        self.shows_credential
    }

    /// Returns `true` if that takes the place of what a caller has shown.
    pub(super) fn sets_authorization(&self) -> bool {
        self.sets_authorization
    }

    /// Of an upstream at `origin`; `has_base` says whether its base URI has a path, now or later.
    pub(super) fn new(
        upstream: &'static Upstream,
        (origin, has_base): (Origin, bool),
        given: &BaseUri,
        limits: &Limits,
        mock: bool,
    ) -> Self {
        let is_login =
            |one: &Credential| matches!(one, Credential::Digest(_) | Credential::OAuth(_));
        let sets = |one: &Credential| match one {
            Credential::Bearer(_) | Credential::Basic { .. } => true,
            Credential::Header { name, .. } => name.eq_ignore_ascii_case(AUTHORIZATION.as_str()),
            other => is_login(other),
        };
        let is_literal = |part: &Expr| matches!(part, Expr::Literal(_));
        let is_of_document = matches!(given, BaseUri::OfDocument);
        Self {
            origin,
            is_public: !has_base || is_of_document && upstream.base_uri.iter().all(is_literal),
            shows_credential: !upstream.credentials.is_empty(),
            sets_authorization: upstream.credentials.iter().any(sets),
            has_login: !mock && upstream.credentials.iter().any(is_login),
            gate: Semaphore::new(limits.upstream_calls, limits.upstream_queue),
            breaker: Breaker::new(limits.breaker_failures, limits.breaker_rest),
        }
    }
}

/// The place of an upstream that is never called.
pub(super) fn nowhere() -> (Origin, String) {
    (Origin::new(Scheme::HTTP, Authority::from_static("mock.invalid")), String::new())
}

/// The origin and the path of an upstream. `None` when there are none, which `mock` does not need.
pub(super) fn base(
    upstream: &'static Upstream,
    variables: &[String],
    given: &BaseUri,
    mock: bool,
    error: &mut StartError,
) -> Option<(Origin, String)> {
    let text = match given {
        BaseUri::Wrong => return None,
        BaseUri::Set(text) => text.trim().to_owned(),
        BaseUri::OfDocument if upstream.base_uri.is_empty() => {
            if !mock {
                let name = upstream.base_uri_variable;
                let place =
                    format!("where {} is, for example https://api.example.com", upstream.namespace);
                error.missing(name, &purpose(&place, Some(&file_variable(name))));
            }
            return None;
        }
        BaseUri::OfDocument => evaluate::text(upstream.base_uri, Scope::fixed(variables)),
    };
    match parse(&text) {
        Ok(parsed) => Some(parsed),
        Err(_) if mock => None,
        // Without the text: paths of webhooks are secrets.
        Err(flaw) => {
            error.wrong(format!(
                "{} must be an absolute http or https URI, for example https://api.example.com: {flaw}",
                upstream.base_uri_variable
            ));
            None
        }
    }
}

/// The origin and the path of a base URI; otherwise why nothing can be called there.
fn parse(text: &str) -> Result<(Origin, String), &'static str> {
    if text.contains('@') {
        return Err(
            "a user does not belong there; credentials are `authentication` of the document",
        );
    }
    if text.contains(['#', '?']) {
        return Err("it has a query or a fragment");
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("there is white space in it");
    }
    if !text.is_ascii() {
        return Err(
            "it has characters beyond ASCII; names are written as xn--…, paths percent-encoded",
        );
    }
    let (scheme, rest) =
        text.split_once("://").ok_or("it does not begin with http:// or https://")?;
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "http" => Scheme::HTTP,
        "https" => Scheme::HTTPS,
        _ => return Err("it does not begin with http:// or https://"),
    };
    let (place, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    check_place(place)?;
    let authority = place.parse::<Authority>().map_err(|_| "its host is no name and no address")?;
    check_path(path)?;
    let path =
        path.parse::<PathAndQuery>().map_or_else(|_| bare(path), |path| Ok(path.to_string()))?;
    let base = path.strip_suffix('/').unwrap_or(&path).to_owned();
    Ok((Origin::new(scheme, authority), base))
}

/// An empty path is one, where nothing stands behind the host.
fn bare(path: &str) -> Result<String, &'static str> {
    if path.is_empty() { Ok(String::new()) } else { Err("its path is none") }
}

/// It is sent as it stands, before every path of a call.
fn check_path(path: &str) -> Result<(), &'static str> {
    let is_escape = |rest: &str| {
        rest.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    if !path.split('%').skip(1).all(is_escape) {
        return Err("a % in its path is not followed by two hexadecimal digits");
    }
    let is_step = |segment: &str| {
        matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
    };
    if path.split('/').any(is_step) {
        return Err("a segment of its path is `.` or `..`");
    }
    Ok(())
}

/// A host and perhaps a port: RFC 3986, section 3.2.
fn check_place(place: &str) -> Result<(), &'static str> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (address, rest) = rest.split_once(']').ok_or("a bracket is open")?;
            address
                .parse::<Ipv6Addr>()
                .map_err(|_| "there is no IPv6 address between the brackets")?;
            (
                "",
                rest.strip_prefix(':')
                    .map_or_else(|| rest.is_empty().then_some(None), |p| Some(Some(p))),
            )
        }
        None => match place.split_once(':') {
            Some((_, port)) if port.contains(':') => {
                return Err("an IPv6 address stands in brackets, as in http://[::1]:8080");
            }
            Some((host, port)) => (host, Some(Some(port))),
            None => (place, Some(None)),
        },
    };
    if !place.starts_with('[') {
        check_host(host)?;
    }
    match port.ok_or("something stands behind the brackets")? {
        None => Ok(()),
        Some(port) => match number::whole("", port, 1, 65_535) {
            Ok(_) => Ok(()),
            Err(_) => Err("its port is not a number from 1 to 65535"),
        },
    }
}

fn check_host(host: &str) -> Result<(), &'static str> {
    let is_sound = |label: &str| {
        let of_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (1..=63).contains(&label.len()) && label.bytes().all(of_label)
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.is_empty() {
        return Err("it has no host");
    }
    if name.len() > 253 || !name.split('.').all(is_sound) {
        return Err("its host is no name and no address");
    }
    // A name that ends with a number is an address: RFC 3986, section 3.2.2, and URL of the WHATWG.
    let last = name.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) && host.parse::<Ipv4Addr>().is_err() {
        return Err("its host is no IPv4 address");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn base_uris() {
        for (text, base) in [
            ("https://api.example.com", ""),
            ("https://api.example.com/", ""),
            ("HTTPS://API.example.com./v1", "/v1"),
            ("http://127.0.0.1:8080/v1/x/", "/v1/x"),
            ("http://[::1]:8080/a", "/a"),
            ("http://[2001:db8::1]", ""),
            ("http://my_service:65535", ""),
            ("http://a-1.b:1/%7Ea;b=c,d", "/%7Ea;b=c,d"),
            ("http://x/.well-known/...", "/.well-known/..."),
        ] {
            let (_, found) = parse(text).expect(text);
            assert_eq!(found, base, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_called_is_refused_with_the_reason() {
        for (text, reason) in [
            ("", "does not begin with"),
            ("api.example.com", "does not begin with"),
            ("/v1", "does not begin with"),
            ("ftp://x", "does not begin with"),
            ("http:/x", "does not begin with"),
            ("http://", "no host"),
            ("http:///v1", "no host"),
            ("http://:80", "no host"),
            ("http://.", "no host"),
            ("http://u:p@x", "a user"),
            ("http://x/a%2", "two hexadecimal digits"),
            ("http://x/%zz/b", "two hexadecimal digits"),
            ("http://x/a/../b", "`.` or `..`"),
            ("http://x/./", "`.` or `..`"),
            ("http://x/a/%2E.", "`.` or `..`"),
            ("http://x?y", "a query"),
            ("http://x#y", "a query"),
            ("http://x y", "white space"),
            ("http://x/a\tb", "white space"),
            ("http://b\u{fc}cher.example", "beyond ASCII"),
            ("http://x:0", "its port"),
            ("http://x:99999", "its port"),
            ("http://x:65536/v1", "its port"),
            ("http://x:", "its port"),
            ("http://x:+80", "its port"),
            ("http://x:80a", "its port"),
            ("http://[::1]:0", "its port"),
            ("http://::1:80", "stands in brackets"),
            ("http://fe80::1", "stands in brackets"),
            ("http://[::1", "a bracket is open"),
            ("http://[::1]8080", "behind the brackets"),
            ("http://[fe80::1%25eth0]", "no IPv6 address"),
            ("http://[127.0.0.1]", "no IPv6 address"),
            ("http://[]", "no IPv6 address"),
            ("http://256.0.0.1", "no IPv4 address"),
            ("http://10.1", "no IPv4 address"),
            ("http://a..b", "no name"),
            ("http://a%20b", "no name"),
            ("http://a,b", "no name"),
            ("http://{host}", "no name"),
            ("http://$HOST:80", "no name"),
            ("https://https://x", "its port"),
            ("http://x\\y", "no name"),
        ] {
            let refused = parse(text).map(|_| ()).expect_err(text);
            assert!(refused.contains(reason), "{text}: {refused}");
        }
    }
}

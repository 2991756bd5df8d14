//! Where an upstream is: the only place its scheme and authority come from.

use std::sync::Arc;

use hyper::Uri;
use hyper::header::HeaderValue;
use hyper::http::uri::{Authority, Parts, PathAndQuery, Scheme};

use super::breaker::Breaker;
use super::credential::{self, Resolved};
use super::gate::Gate;
use super::http1::{Asked, Sending, head_of, is_target};
use super::login::Login;
use super::outgoing::Outgoing;
use super::pool::Connector;
use super::wanted::Wanted;
use crate::config::{Config, StartError};
use crate::request::Prepared;
use crate::tables::Upstream;
use crate::template;

/// An upstream with everything resolved.
#[derive(Debug)]
pub(crate) struct Endpoint {
    scheme: Scheme,
    authority: Authority,
    /// Where to connect to.
    pub(crate) origin: Uri,
    /// The value of `host`.
    host: HeaderValue,
    /// The path of the base URI without a trailing slash.
    pub(crate) base: String,
    pub(crate) credentials: Vec<Resolved>,
    /// What takes an exchange before calls are let in.
    pub(crate) login: Option<Login>,
    /// The calls under way.
    pub(crate) gate: Arc<Gate>,
    pub(crate) breaker: Breaker,
}

/// A request that can be sent.
pub(super) enum Request {
    /// Over a connection of ours.
    Direct { asked: Asked, sending: Sending },
    /// By the general client.
    Pooled { request: hyper::Request<Outgoing>, wanted: Wanted },
}

impl Endpoint {
    pub(crate) fn resolve(
        upstream: &'static Upstream,
        variables: &[String],
        config: &Config,
        connector: &Arc<Connector>,
        error: &mut StartError,
    ) -> Self {
        let (scheme, authority, base) =
            base(upstream, variables, config, error).unwrap_or_else(|| {
                (Scheme::HTTP, Authority::from_static("mock.invalid"), String::new())
            });
        let credentials = credential::resolve(upstream, variables, config.mock, error);
        let login =
            (!config.mock).then(|| Login::resolve(upstream, variables, connector, error)).flatten();
        let origin = absolute(&scheme, &authority, PathAndQuery::from_static("/"));
        let host = host(&authority);
        let origin = origin.unwrap_or_default();
        let limits = &config.limits;
        let gate = Gate::new(limits.upstream_calls, limits.upstream_queue);
        let breaker = Breaker::new(limits.breaker_failures, limits.breaker_rest);
        Self { scheme, authority, origin, host, base, credentials, login, gate, breaker }
    }

    /// Whether it is reached by TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Its name for the log.
    pub(crate) fn host(&self) -> &str {
        self.authority.host()
    }

    /// What is sent, in the form of who sends it; `None` when the target is no path and query.
    pub(super) fn request(
        &self,
        prepared: Prepared,
        body: Outgoing,
        wanted: Wanted,
    ) -> Option<Request> {
        let Prepared { method, target, headers, .. } = prepared;
        if self.is_secure() {
            let target = PathAndQuery::from_maybe_shared(bytes::Bytes::from(target)).ok()?;
            let mut request = hyper::Request::new(body);
            *request.uri_mut() = absolute(&self.scheme, &self.authority, target)?;
            *request.method_mut() = method;
            *request.headers_mut() = headers.into();
            return Some(Request::Pooled { request, wanted });
        }
        let head = is_target(&target)
            .then(|| head_of(&method, &target, &self.host, &headers, body.length()))?;
        let asked = Asked { method, wanted };
        Some(Request::Direct { asked, sending: Sending::new(head, body) })
    }
}

fn absolute(scheme: &Scheme, authority: &Authority, target: PathAndQuery) -> Option<Uri> {
    let mut parts = Parts::default();
    parts.scheme = Some(scheme.clone());
    parts.authority = Some(authority.clone());
    parts.path_and_query = Some(target);
    Uri::from_parts(parts).ok()
}

/// The authority without the port that is meant anyway.
fn host(authority: &Authority) -> HeaderValue {
    let text = authority.as_str().strip_suffix(":80").unwrap_or(authority.as_str());
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn base(
    upstream: &'static Upstream,
    variables: &[String],
    config: &Config,
    error: &mut StartError,
) -> Option<(Scheme, Authority, String)> {
    let given = config.get(upstream.base_uri_variable).filter(|text| !text.trim().is_empty());
    let text = match given {
        Some(text) => text.trim().to_owned(),
        None if upstream.base_uri.is_empty() => {
            if !config.mock {
                let purpose =
                    format!("where {} is, for example https://api.example.com", upstream.namespace);
                error.missing(upstream.base_uri_variable, &purpose);
            }
            return None;
        }
        None => template::constant(upstream.base_uri, variables),
    };
    let parsed = parse(&text);
    if parsed.is_none() && !config.mock {
        error.wrong(format!(
            "{} must be an absolute http or https URI without user, query and fragment, \
             for example https://api.example.com",
            upstream.base_uri_variable
        ));
    }
    parsed
}

fn parse(text: &str) -> Option<(Scheme, Authority, String)> {
    if text.contains(['#', '?', '@']) {
        return None;
    }
    let parts = text.parse::<Uri>().ok()?.into_parts();
    let scheme = parts.scheme.filter(|s| *s == Scheme::HTTP || *s == Scheme::HTTPS)?;
    let authority = parts.authority.filter(|authority| !authority.host().is_empty())?;
    let path = parts.path_and_query.map(|path| path.path().to_owned()).unwrap_or_default();
    let base = path.strip_suffix('/').unwrap_or(&path).to_owned();
    Some((scheme, authority, base))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn base_uris() {
        for (text, base) in [
            ("https://api.example.com", ""),
            ("https://api.example.com/", ""),
            ("http://127.0.0.1:8080/v1/x/", "/v1/x"),
            ("http://[::1]:8080/a", "/a"),
        ] {
            let (_, _, found) = parse(text).expect(text);
            assert_eq!(found, base, "{text}");
        }
        for text in [
            "",
            "api.example.com",
            "/v1",
            "ftp://x",
            "http://",
            "http://u:p@x",
            "http://x?y",
            "http://x y",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}

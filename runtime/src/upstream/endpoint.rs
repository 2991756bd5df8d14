//! Where an upstream is: the only place its scheme and authority come from.

use std::sync::Arc;

use hyper::Uri;
use hyper::header::AUTHORIZATION;
use hyper::http::uri::{Authority, Scheme};

use super::breaker::Breaker;
use super::connect::Connector;
use super::credential::{self, Resolved};
use super::gate::Gate;
use super::login::Login;
use super::origin::Origin;
use crate::config::{Config, StartError};
use crate::tables::{Part, Upstream};
use crate::template;

/// An upstream with everything resolved.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// Where to connect to.
    pub(crate) origin: Origin,
    /// The path of the base URI without a trailing slash.
    pub(crate) base: String,
    /// Whether that is in the document for everybody to read. What an operator sets can be a secret.
    is_public: bool,
    pub(crate) credentials: Vec<Resolved>,
    /// What takes an exchange before calls are let in.
    pub(crate) login: Option<Login>,
    /// The calls under way.
    pub(crate) gate: Arc<Gate>,
    pub(crate) breaker: Breaker,
}

impl Endpoint {
    /// Whether a caller may know the path of the base URI.
    pub(super) fn has_public_base(&self) -> bool {
        self.is_public
    }

    /// Whether calls show a credential of this server.
    pub(crate) fn shows_credential(&self) -> bool {
        self.login.is_some() || !self.credentials.is_empty()
    }

    /// Whether that takes the place of what a caller has shown.
    pub(super) fn sets_authorization(&self) -> bool {
        let sets =
            |one: &Resolved| matches!(one, Resolved::Header(name, _) if *name == AUTHORIZATION);
        self.login.is_some() || self.credentials.iter().any(sets)
    }

    pub(crate) fn resolve(
        upstream: &'static Upstream,
        variables: &[String],
        config: &Config,
        connector: &Arc<Connector>,
        error: &mut StartError,
    ) -> Self {
        let (origin, base) = base(upstream, variables, config, error).unwrap_or_else(|| {
            let nowhere = Authority::from_static("mock.invalid");
            (Origin::new(Scheme::HTTP, nowhere), String::new())
        });
        let credentials = credential::resolve(upstream, variables, config.mock, error);
        let login =
            (!config.mock).then(|| Login::resolve(upstream, variables, connector, error)).flatten();
        let limits = &config.limits;
        let gate = Gate::new(limits.upstream_calls, limits.upstream_queue);
        let breaker = Breaker::new(limits.breaker_failures, limits.breaker_rest);
        let is_set =
            config.get(upstream.base_uri_variable).is_some_and(|set| !set.trim().is_empty());
        let is_literal = |part: &Part| matches!(part, Part::Literal(_));
        let is_public = base.is_empty() || !is_set && upstream.base_uri.iter().all(is_literal);
        Self { origin, base, is_public, credentials, login, gate, breaker }
    }
}

fn base(
    upstream: &'static Upstream,
    variables: &[String],
    config: &Config,
    error: &mut StartError,
) -> Option<(Origin, String)> {
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

fn parse(text: &str) -> Option<(Origin, String)> {
    if text.contains(['#', '?', '@']) {
        return None;
    }
    let parts = text.parse::<Uri>().ok()?.into_parts();
    let scheme = parts.scheme.filter(|s| *s == Scheme::HTTP || *s == Scheme::HTTPS)?;
    let authority = parts.authority.filter(|authority| !authority.host().is_empty())?;
    let path = parts.path_and_query.map(|path| path.path().to_owned()).unwrap_or_default();
    let base = path.strip_suffix('/').unwrap_or(&path).to_owned();
    Some((Origin::new(scheme, authority), base))
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
            let (_, found) = parse(text).expect(text);
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

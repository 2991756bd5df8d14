//! Where an upstream is: the only place its scheme and authority come from.

use hyper::Uri;
use hyper::http::uri::{Authority, Parts, PathAndQuery, Scheme};

use super::credential::{self, Resolved};
use crate::config::{Config, StartError};
use crate::tables::Upstream;
use crate::template;

/// An upstream with everything resolved.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
    /// The path of the base URI without a trailing slash.
    pub(crate) base: String,
    pub(crate) credentials: Vec<Resolved>,
}

impl Endpoint {
    pub(crate) fn resolve(
        upstream: &'static Upstream,
        variables: &[String],
        config: &Config,
        error: &mut StartError,
    ) -> Self {
        let (scheme, authority, base) =
            base(upstream, variables, config, error).unwrap_or_else(|| {
                (Scheme::HTTP, Authority::from_static("mock.invalid"), String::new())
            });
        let credentials = credential::resolve(upstream, variables, config.mock, error);
        Self { scheme, authority, base, credentials }
    }

    /// The URI of a request; `None` when `target` is not a path and query.
    pub(crate) fn uri(&self, target: String) -> Option<Uri> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query =
            Some(PathAndQuery::from_maybe_shared(bytes::Bytes::from(target)).ok()?);
        Uri::from_parts(parts).ok()
    }
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

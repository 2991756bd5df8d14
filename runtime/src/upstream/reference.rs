//! References in an answer's headers. They are relative to what was asked of the upstream, which is not
//! what a caller has asked of this server: RFC 9110, section 10.2.2, and RFC 8288, section 3.2.

use std::borrow::Cow;

use hyper::header::{HeaderMap, HeaderName, HeaderValue, LINK, LOCATION};
use percent_encoding::percent_decode_str;

use super::endpoint::UpstreamEndpoint;
use super::state::State;
use crate::transport::Origin;

/// The base that references are relative to.
struct Base<'a> {
    origin: &'a Origin,
    /// The path that was asked for; `None` where nobody may know it.
    path: Option<&'a str>,
}

impl State {
    /// Makes `location` and `link` absolute to the upstream. `target` says what was asked of it.
    pub(super) fn resolve_references(
        &self,
        endpoint: &UpstreamEndpoint,
        headers: &mut HeaderMap,
        target: impl FnOnce() -> Option<String>,
    ) {
        let refers = |name: &HeaderName| matches!(*name, LOCATION | LINK);
        // They are few, so going through all is cheaper than to look two of them up.
        if !headers.keys().any(refers) {
            return;
        }
        let target = target().unwrap_or_default();
        let path = target.split('?').next().filter(|path| path.starts_with('/'));
        let path = path.filter(|path| endpoint.has_public_base() && !self.has_secret(path));
        let base = Base { origin: &endpoint.origin, path };
        for (name, value) in headers.iter_mut() {
            let resolved = match *name {
                LOCATION => base.resolved(value, Base::reference),
                LINK => base.resolved(value, Base::links),
                _ => None,
            };
            if let Some(resolved) = resolved {
                *value = resolved;
            }
        }
    }

    /// Returns `true` if a path has the value of a variable in it that is a secret.
    fn has_secret(&self, path: &str) -> bool {
        let path = percent_decode_str(path).decode_utf8_lossy();
        let values = self.values();
        let variables = self.capability().variables.iter().zip(values.variables());
        let mut secrets = variables.filter(|(variable, _)| variable.is_secret());
        secrets.any(|(_, value)| !value.is_empty() && path.contains(value.as_str()))
    }
}

impl Base<'_> {
    fn resolved(
        &self,
        value: &HeaderValue,
        resolve: impl Fn(&Self, &str) -> Option<String>,
    ) -> Option<HeaderValue> {
        resolve(self, value.to_str().ok()?)?.try_into().ok()
    }

    /// An absolute reference; `None` for one that stays as it is (RFC 3986, section 5.2).
    fn reference(&self, reference: &str) -> Option<String> {
        let reference = reference.trim();
        let (path, rest) = match reference.find(['?', '#']) {
            Some(at) => reference.split_at(at),
            None => (reference, ""),
        };
        if path.split('/').next().is_some_and(|first| first.contains(':')) {
            return None;
        }
        let scheme = if self.origin.is_secure() { "https" } else { "http" };
        if path.starts_with("//") {
            return Some(format!("{scheme}:{reference}"));
        }
        let path = if path.starts_with('/') {
            without_steps(path)
        } else if path.is_empty() {
            // The requested path with another query; its own may have had a credential.
            rest.starts_with('?').then_some(Cow::Borrowed(self.path?))?
        } else {
            let folder = self.path?.rsplit_once('/').map_or("", |(folder, _)| folder);
            Cow::Owned(without_steps(&format!("{folder}/{path}")).into_owned())
        };
        let host = self.origin.header().to_str().ok()?;
        Some(format!("{scheme}://{host}{path}{rest}"))
    }

    /// A list of links, each between angle brackets.
    fn links(&self, links: &str) -> Option<String> {
        let mut out = String::with_capacity(links.len() + 64);
        let (mut rest, mut is_quoted, mut is_changed) = (links, false, false);
        while let Some(at) = rest.find(['<', '"', '\\']) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let skipped = match from.as_bytes() {
                [b'\\', ..] if is_quoted => from.chars().take(2).map(char::len_utf8).sum(),
                [b'"', ..] => {
                    is_quoted = !is_quoted;
                    1
                }
                [b'<', ..] if !is_quoted => {
                    let end = from.find('>')?;
                    let resolved = self.reference(&from[1..end]);
                    is_changed |= resolved.is_some();
                    let shown = resolved.as_deref().unwrap_or(&from[1..end]);
                    out.push('<');
                    out.push_str(shown);
                    rest = &from[end..];
                    continue;
                }
                _ => 1,
            };
            out.push_str(&from[..skipped]);
            rest = &from[skipped..];
        }
        out.push_str(rest);
        is_changed.then_some(out)
    }
}

/// A path that begins with a slash, its steps taken: RFC 3986, section 5.2.4.
fn without_steps(path: &str) -> Cow<'_, str> {
    let is_step = |segment: &str| matches!(segment, "." | "..");
    if !path.split('/').any(is_step) {
        return Cow::Borrowed(path);
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    if path.rsplit('/').next().is_some_and(is_step) {
        segments.push("");
    }
    Cow::Owned(format!("/{}", segments.join("/")))
}

#[cfg(test)]
mod tests {
    use hyper::http::uri::{Authority, Scheme};

    use super::{Base, Origin};

    fn resolved(path: Option<&str>, reference: &str) -> Option<String> {
        let origin = Origin::new(Scheme::HTTPS, Authority::from_static("api.example.com"));
        Base { origin: &origin, path }.reference(reference)
    }

    #[test]
    fn references_are_absolute_to_the_upstream() {
        for (reference, expected) in [
            ("/forge/jobs/zz", Some("https://api.example.com/forge/jobs/zz")),
            ("/a/../b/./c?d=/../e", Some("https://api.example.com/b/c?d=/../e")),
            ("//other.example.com/x", Some("https://other.example.com/x")),
            ("zz", Some("https://api.example.com/v2/jobs/zz")),
            ("../zz", Some("https://api.example.com/v2/zz")),
            ("../../../zz/..", Some("https://api.example.com/")),
            ("?page=2", Some("https://api.example.com/v2/jobs/a?page=2")),
            ("./7#x", Some("https://api.example.com/v2/jobs/7#x")),
            ("https://api.example.com/x", None),
            ("urn:x:y", None),
            ("", None),
            ("#part", None),
        ] {
            let found = resolved(Some("/v2/jobs/a"), reference);
            assert_eq!(found.as_deref(), expected, "{reference}");
        }
    }

    #[test]
    fn a_path_that_nobody_may_know_is_not_said() {
        assert_eq!(resolved(None, "zz"), None);
        assert_eq!(resolved(None, "?page=2"), None);
        assert_eq!(resolved(None, "/x").as_deref(), Some("https://api.example.com/x"));
    }

    #[test]
    fn links_are_resolved_one_by_one() {
        let origin = Origin::new(Scheme::HTTP, Authority::from_static("127.0.0.1:8080"));
        let base = Base { origin: &origin, path: Some("/jobs") };
        let links = "</jobs?page=2>; rel=\"next\"; title=\"a, <b> \\\"c\", <https://x/y>;rel=a,<?p=9>;rel=last";
        let expected = "<http://127.0.0.1:8080/jobs?page=2>; rel=\"next\"; title=\"a, <b> \\\"c\", <https://x/y>;rel=a,<http://127.0.0.1:8080/jobs?p=9>;rel=last";
        assert_eq!(base.links(links).as_deref(), Some(expected));
        assert_eq!(base.links("<https://x/y>; rel=next"), None);
        assert_eq!(base.links("nonsense <"), None);
    }
}

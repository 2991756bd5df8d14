//! Where an upstream is, and what a request says about that.

use std::fmt;

use hyper::Uri;
use hyper::header::HeaderValue;
use hyper::http::uri::{Authority, Parts, PathAndQuery, Scheme};

/// A scheme and an authority.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    scheme: Scheme,
    authority: Authority,
    /// The value of `host`.
    header: HeaderValue,
}

impl Origin {
    pub(crate) fn new(scheme: Scheme, authority: Authority) -> Self {
        let usual = if scheme == Scheme::HTTPS { ":443" } else { ":80" };
        // The port that is meant anyway is not said.
        let text = authority.as_str();
        let text = text.strip_suffix(usual).unwrap_or(text);
        let header = HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""));
        Self { scheme, authority, header }
    }

    /// Of an absolute URI.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        Some(Self::new(uri.scheme()?.clone(), uri.authority()?.clone()))
    }

    /// Whether it is reached by TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Its name, in brackets when it is an address of IPv6.
    pub(crate) fn host(&self) -> &str {
        self.authority.host()
    }

    pub(super) fn header(&self) -> &HeaderValue {
        &self.header
    }

    /// A place at this origin.
    pub(super) fn at(&self, target: PathAndQuery) -> Option<Uri> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target);
        Uri::from_parts(parts).ok()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use hyper::Uri;

    use super::Origin;

    #[test]
    fn ports_that_are_meant_anyway_are_not_said() {
        for (text, header, host) in [
            ("http://api/x", "api", "api"),
            ("http://api:80", "api", "api"),
            ("https://api:80", "api:80", "api"),
            ("https://api:443/", "api", "api"),
            ("http://[::1]:8080", "[::1]:8080", "[::1]"),
        ] {
            let origin = Origin::of(&Uri::from_static(text)).expect(text);
            assert_eq!((origin.header().as_bytes(), origin.host()), (header.as_bytes(), host));
        }
        assert!(Origin::of(&Uri::from_static("/x")).is_none());
    }
}

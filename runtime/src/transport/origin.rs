//! The address of an upstream, and the fields that name it.

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

    /// Of an absolute URI. The user information does not belong to it, and is not sent.
    #[cfg(any(feature = "oauth", feature = "otlp"))]
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        let authority = uri.authority()?;
        let authority = match authority.as_str().rsplit_once('@') {
            Some((_, place)) => place.parse().ok()?,
            None => authority.clone(),
        };
        Some(Self::new(uri.scheme()?.clone(), authority))
    }

    /// Returns `true` if it is reached by TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Its name, in brackets when it is an address of IPv6.
    pub(crate) fn host(&self) -> &str {
        self.authority.host()
    }

    pub(crate) fn header(&self) -> &HeaderValue {
        &self.header
    }

    /// A place at this origin.
    pub(crate) fn at(&self, target: PathAndQuery) -> Option<Uri> {
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
    fn hosts_are_said_without_users_and_usual_ports() {
        for (text, header, host) in [
            ("http://api/x", "api", "api"),
            ("http://api:80", "api", "api"),
            ("https://api:80", "api:80", "api"),
            ("https://api:443/", "api", "api"),
            ("http://[::1]:8080", "[::1]:8080", "[::1]"),
            ("https://user:hunter2@api:443/x", "api", "api"),
        ] {
            let origin = Origin::of(&Uri::from_static(text)).expect(text);
            assert_eq!((origin.header().as_bytes(), origin.host()), (header.as_bytes(), host));
            assert!(!origin.to_string().contains("hunter2"));
        }
        assert!(Origin::of(&Uri::from_static("/x")).is_none());
    }
}

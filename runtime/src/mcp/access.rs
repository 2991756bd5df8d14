//! Who may call over HTTP: no page of another site, and no other name for this machine.

use std::sync::Arc;

use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::http::uri::{Authority, Uri};

use crate::config::Config;
use crate::rejection::Rejection;

/// What a listener lets in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access {
    /// Whether only this machine can reach the listener, so that a foreign name is an attack.
    loopback: bool,
    /// Origins an operator allows, in lower case.
    origins: Arc<[String]>,
}

impl Access {
    pub(crate) fn new(config: &Config, loopback: bool) -> Self {
        let text = config.get("NAFTIKO_ALLOWED_ORIGINS").unwrap_or_default();
        let origins = text
            .split(',')
            .map(|origin| origin.trim().trim_end_matches('/').to_ascii_lowercase())
            .filter(|origin| !origin.is_empty())
            .collect();
        Self { loopback, origins }
    }

    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Rejection> {
        for origin in headers.get_all(ORIGIN) {
            if !origin.to_str().is_ok_and(|origin| self.is_origin(origin)) {
                return Err(Rejection::Foreign("this origin may not call"));
            }
        }
        if !self.loopback {
            return Ok(());
        }
        let named = headers.get(HOST).map(|host| host.to_str().unwrap_or_default());
        let host = named.or_else(|| uri.authority().map(Authority::as_str));
        match host {
            Some(host) if !self.is_host(host) => {
                Err(Rejection::Foreign("this host name is not served here"))
            }
            _ => Ok(()),
        }
    }

    fn is_origin(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        let local = origin
            .split_once("://")
            .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
            .is_some_and(|(_, authority)| is_local(authority));
        local || self.origins.contains(&origin)
    }

    /// The hosts of allowed origins are served too: a proxy on this machine passes their names on.
    fn is_host(&self, host: &str) -> bool {
        is_local(host)
            || self.origins.iter().any(|origin| {
                let authority = origin.split_once("://").map(|(_, authority)| authority);
                authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
            })
    }
}

/// Whether an authority is a name of this machine, with or without a port.
fn is_local(authority: &str) -> bool {
    let before_digits = authority.trim_end_matches(|c: char| c.is_ascii_digit());
    let host = before_digits.strip_suffix(':').unwrap_or(authority);
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| host.eq_ignore_ascii_case(local))
}

#[cfg(test)]
mod tests {
    use super::Access;
    use crate::config::Config;
    use hyper::Uri;
    use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};

    fn allowed(access: &Access, host: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [(HOST, host), (ORIGIN, origin)] {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
            }
        }
        access.check(&Uri::from_static("/mcp"), &headers).is_ok()
    }

    #[test]
    fn local_names_only_on_loopback() {
        let access = Access::new(&Config::default(), true);
        for host in ["localhost", "localhost:9090", "127.0.0.1:9090", "[::1]:9090", "LOCALHOST"] {
            assert!(allowed(&access, Some(host), None), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost@evil",
            "",
            "a b",
            ":1",
            "x@localhost:1",
        ] {
            assert!(!allowed(&access, Some(host), None), "{host}");
        }
        let open = Access::new(&Config::default(), false);
        assert!(allowed(&open, Some("api.example.com"), None));
    }

    #[test]
    fn origins() {
        let config =
            Config::default().set("NAFTIKO_ALLOWED_ORIGINS", "https://app.example.com/, x");
        let access = Access::new(&config, true);
        for origin in ["http://localhost:3000", "https://127.0.0.1", "https://APP.example.com"] {
            assert!(allowed(&access, None, Some(origin)), "{origin}");
        }
        for origin in ["https://evil.example", "null", "http://localhost.evil", "file://localhost"]
        {
            assert!(!allowed(&access, None, Some(origin)), "{origin}");
        }
        assert!(allowed(&access, Some("app.example.com"), None));
    }
}

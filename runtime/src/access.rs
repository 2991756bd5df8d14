//! Who may call over HTTP: no page of another site, and no other name for this machine.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::http::uri::{Authority, Uri};

use crate::config::Config;
use crate::control;
use crate::rejection::Rejection;

/// What a listener lets in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access {
    /// Whether only this machine can reach the listener, so that a foreign name is an attack.
    loopback: bool,
    allowed: Arc<Allowed>,
}

/// What an operator allows, in lower case.
#[derive(Debug, Default)]
struct Allowed {
    origins: Vec<String>,
    hosts: Vec<String>,
}

impl Access {
    /// Of an MCP surface.
    #[cfg(feature = "mcp")]
    pub(crate) fn new(config: &Config, loopback: bool) -> Self {
        let origins = listed(config.get("NAFTIKO_ALLOWED_ORIGINS"));
        // The hosts of allowed origins are served too: a proxy on this machine passes their names on.
        let host = |origin: &String| Some(origin.split_once("://")?.1.to_owned());
        let hosts = origins.iter().filter_map(host).collect();
        Self { loopback, allowed: Arc::new(Allowed { origins, hosts }) }
    }

    /// Of a control surface that only this machine can reach and that asks nobody who they are.
    pub(crate) fn of_control(config: &Config) -> Self {
        let hosts = listed(config.get(control::HOSTS));
        Self { loopback: true, allowed: Arc::new(Allowed { hosts, ..Allowed::default() }) }
    }

    pub(crate) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Rejection> {
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
        local || self.allowed.origins.contains(&origin)
    }

    fn is_host(&self, host: &str) -> bool {
        is_local(host) || self.allowed.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }
}

/// What stands between commas.
fn listed(text: Option<&str>) -> Vec<String> {
    let entries = text.unwrap_or_default().split(',');
    let entry = |entry: &str| entry.trim().trim_end_matches('/').to_ascii_lowercase();
    entries.map(entry).filter(|entry| !entry.is_empty()).collect()
}

/// Whether an authority is this machine, with or without a port. An address cannot be made to mean
/// another one, as a name can.
fn is_local(authority: &str) -> bool {
    let usual = ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        let (host, rest) = authority.as_bytes().split_at(name.len().min(authority.len()));
        host.eq_ignore_ascii_case(name.as_bytes()) && is_port(rest)
    });
    usual || is_loopback(authority)
}

/// Nothing, or what follows a host.
fn is_port(rest: &[u8]) -> bool {
    rest.split_first()
        .is_none_or(|(colon, digits)| *colon == b':' && digits.iter().all(u8::is_ascii_digit))
}

fn is_loopback(authority: &str) -> bool {
    let before_digits = authority.trim_end_matches(|c: char| c.is_ascii_digit());
    let host = before_digits.strip_suffix(':').unwrap_or(authority);
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    ip.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(all(test, feature = "mcp"))]
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
        for host in [
            "localhost",
            "localhost:9090",
            "127.0.0.1:9090",
            "[::1]:9090",
            "LOCALHOST",
            "127.0.0.2",
            "127.0.0.2:80",
            "localhost:",
        ] {
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
            "10.0.0.1",
            "0.0.0.0",
            "localhost8080",
            "localhost:80x",
            "127.0.0.1:80@evil",
            "\u{e9}",
        ] {
            assert!(!allowed(&access, Some(host), None), "{host}");
        }
        let open = Access::new(&Config::default(), false);
        assert!(allowed(&open, Some("api.example.com"), None));
    }

    #[test]
    fn hosts_of_a_control_surface() {
        let config = Config::default()
            .set("NAFTIKO_CONTROL_HOSTS", "Ops.example.com, ops:9091")
            .set("NAFTIKO_ALLOWED_ORIGINS", "https://app.example.com");
        let access = Access::of_control(&config);
        for host in ["localhost:9091", "ops.example.com", "ops:9091"] {
            assert!(allowed(&access, Some(host), None), "{host}");
        }
        for host in ["app.example.com", "ops", "ops.example.com:9091", "evil.example"] {
            assert!(!allowed(&access, Some(host), None), "{host}");
        }
        assert!(!allowed(&access, None, Some("https://app.example.com")));
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

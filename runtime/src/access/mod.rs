//! The checks in front of every surface, with the same rules and settings for all: that the target of a request
//! is unambiguous, that no page of another site calls, and that allowed pages can read.
//!
//! In this order: the form of the request (400, 501), a loop (508), the name by which a listener on
//! this machine is called and the page that calls (403). Then preflights are answered, which say
//! nothing to pages that are not allowed, and the surface asks who the caller is.

mod authority;
mod cors;
mod entry;
mod form;
mod origin;
#[cfg(all(feature = "page", feature = "surface"))]
mod page;

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;

use self::authority::Authority;
use self::cors::is_preflight;
pub(crate) use self::entry::{Answer, Guarded, enter};
pub(crate) use self::form::Present;
use self::form::RequestFields;
use self::origin::{Listed, PageOrigin, entries};
use crate::config::{Config, StartError};
use crate::local::is_local_ip;
use crate::rejection::Rejection;

/// Further names of every listener, with commas between them.
pub(crate) const HOSTS: &str = "NAFTIKO_ALLOWED_HOSTS";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The access rules of a listener. Cheap to clone; the default is that of a service that is mounted in a
/// foreign server: no setting, and names of any machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access(Arc<Rules>);

#[derive(Clone, Debug, Default)]
struct Rules {
    /// Set if only this machine can reach the listener, so that a foreign name is an attack.
    loopback: bool,
    /// The values of `Host` that most callers of a loopback listener send.
    usual: Vec<String>,
    /// The origins whose pages may call and read.
    origins: Listed,
    /// Further names, with a port or without one.
    hosts: Vec<String>,
}

impl Access {
    /// Of a listener at `address`, with what an operator allows: for all listeners, and by the
    /// variables `origins` and `hosts` for this one.
    pub(crate) fn read(
        address: SocketAddr,
        origins: Option<&str>,
        hosts: Option<&str>,
        config: &Config,
        error: &mut StartError,
    ) -> Self {
        let origins = Listed::read(origins, config, error);
        let mut named: Vec<String> = origins.hosts().map(str::to_owned).collect();
        for variable in [Some(HOSTS), hosts].into_iter().flatten() {
            for entry in entries(config.get(variable)) {
                if Authority::parse(entry.as_bytes()).is_some() && !entry.contains('*') {
                    named.push(entry.to_owned());
                } else {
                    let shown = crate::problem::clip(entry, 64);
                    error.wrong(format!(
                        "{variable}: \"{shown}\" is no host; write host or host:port"
                    ));
                }
            }
        }
        let loopback = is_local_ip(address.ip());
        Self(Arc::new(Rules { loopback, usual: usual(address), origins, hosts: named }))
    }

    /// The same at the port that the system has chosen.
    #[must_use]
    pub(crate) fn at(self, address: SocketAddr) -> Self {
        let mut rules = Arc::unwrap_or_clone(self.0);
        rules.usual = usual(address);
        Self(Arc::new(rules))
    }

    /// Refuses what no surface answers, and takes out what was meant for this connection alone.
    pub(crate) fn admit(&self, parts: &mut Parts) -> (Present, Result<(), Rejection>) {
        let fields = RequestFields::read(parts);
        let (names_fields, present) = (fields.names_fields, fields.present);
        let admitted = fields.check(parts).and_then(|()| self.check(&fields, parts));
        if names_fields {
            form::remove_named(&mut parts.headers);
        }
        (present, admitted)
    }

    fn check(&self, fields: &RequestFields<'_>, parts: &Parts) -> Result<(), Rejection> {
        // Compared as a whole first; it is what nearly all callers send.
        let host = fields.host.only().filter(|_| parts.uri.authority().is_none());
        let is_usual = host.is_some_and(|host| self.0.usual.iter().any(|usual| usual == host));
        let authority = if is_usual { None } else { fields.authority(parts)? };
        if self.0.loopback && authority.is_some_and(|authority| !self.is_host(&authority)) {
            return Err(Rejection::foreign("this host name is not served here"));
        }
        let is_safe = !changes_state(&parts.method);
        if is_safe && (fields.origin.is_none() || !self.0.loopback || is_preflight(parts)) {
            return Ok(());
        }
        if self.is_of_another_site(fields, parts) {
            return Err(Rejection::foreign("this origin may not call"));
        }
        Ok(())
    }

    /// Returns `true` if a page of another site has made the request, as far as a browser says.
    #[cfg(feature = "rest")]
    pub(crate) fn is_foreign(&self, parts: &Parts) -> bool {
        self.is_of_another_site(&RequestFields::read(parts), parts)
    }

    /// By an origin that is neither our own nor allowed, or without one by `Sec-Fetch-Site`.
    fn is_of_another_site(&self, fields: &RequestFields<'_>, parts: &Parts) -> bool {
        if fields.origin.is_none() {
            if !fields.present.fetch_site {
                return false;
            }
            let mut sites = parts.headers.get_all(SEC_FETCH_SITE).iter();
            return sites.any(|site| {
                ["cross-site", "same-site"]
                    .iter()
                    .any(|other| site.as_bytes().eq_ignore_ascii_case(other.as_bytes()))
            });
        }
        !fields.origin.only().is_some_and(|origin| self.is_allowed(origin, fields, parts))
    }

    fn is_allowed(&self, origin: &HeaderValue, fields: &RequestFields<'_>, parts: &Parts) -> bool {
        let listed = &self.0.origins;
        match origin.to_str().ok().and_then(PageOrigin::parse) {
            // `null`, which any page can make itself: it may read what everybody may.
            None => listed.any && !changes_state(&parts.method),
            Some(page) => listed.any || listed.names(&page) || self.is_ours(&page, fields, parts),
        }
    }

    /// Returns `true` if a page is of the origin that the request was sent to, or both are of this machine.
    fn is_ours(&self, page: &PageOrigin<'_>, fields: &RequestFields<'_>, parts: &Parts) -> bool {
        let Ok(authority) = fields.authority(parts) else { return false };
        let Some(authority) = authority else { return self.0.loopback && page.is_local() };
        let scheme = parts.uri.scheme_str().unwrap_or("http");
        page.is(&PageOrigin { scheme, authority }) || (page.is_local() && authority.is_local())
    }

    fn is_host(&self, host: &Authority<'_>) -> bool {
        host.is_local()
            || self.0.hosts.iter().any(|known| {
                Authority::parse(known.as_bytes()).is_some_and(|known| known.is(host, "http"))
            })
    }

    /// Returns `true` if only this machine reaches the listener, so that what it gives is given for the place
    /// of the caller.
    #[cfg(any(feature = "rest", all(feature = "page", feature = "surface")))]
    pub(crate) fn is_loopback(&self) -> bool {
        self.0.loopback
    }
}

/// The variable with the origins that may use one surface, made from the one for its port.
pub(crate) fn origins_variable(port_variable: &str) -> Option<String> {
    port_variable.strip_suffix("_PORT").map(|prefix| format!("{prefix}_CORS_ORIGINS"))
}

/// Returns `true` if a request of this method is for more than reading (RFC 9110, 9.2.1).
fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Returns the names by which most callers address a listener on this machine.
fn usual(address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let mut usual = vec![format!("localhost:{port}"), format!("127.0.0.1:{port}")];
    usual.extend(["localhost".to_owned(), "127.0.0.1".to_owned(), format!("[::1]:{port}")]);
    usual
}

#[cfg(test)]
mod tests;

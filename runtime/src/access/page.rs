//! The checks on requests for the page, which are stricter than those on calls: what it shows and does is for the
//! browser tab that it stands in, and for no other page.

use hyper::http::HeaderValue;
use hyper::http::request::Parts;

use super::form::{Once, RequestFields};
use super::origin::PageOrigin;
use super::{Access, SEC_FETCH_SITE};
use crate::rejection::Rejection;

/// Says that a request was made by the page.
const MARK: &str = "x-page";
const MODE: &str = "sec-fetch-mode";
const DESTINATION: &str = "sec-fetch-dest";

const NAME: &str = "the page is not shown under this host name; list it in NAFTIKO_ALLOWED_HOSTS";
const FOREIGN: &str = "a page of another site may neither show nor read this";
const UNMARKED: &str =
    "this is for the page itself: it wants `x-page: 1` and `sec-fetch-site: same-origin`";

impl Access {
    /// Refuses a request for a part of the page that is not for the page's own tab. Whoever opens a tab, or
    /// uses no browser, may have it.
    pub(crate) fn check_shown(&self, parts: &Parts) -> Result<(), Rejection> {
        self.check_own(parts)?;
        let site = site(parts);
        let opens_tab = field(parts, MODE) == Some(b"navigate")
            && matches!(field(parts, DESTINATION), Some(b"document") | None);
        let is_own = matches!(site, None | Some(b"same-origin" | b"none")) || opens_tab;
        if is_own { Ok(()) } else { Err(Rejection::foreign(FOREIGN)) }
    }

    /// Refuses a request that was not made by the script of the page.
    pub(crate) fn check_called(&self, parts: &Parts) -> Result<(), Rejection> {
        self.check_own(parts)?;
        let is_marked = field(parts, MARK) == Some(b"1");
        let is_called = is_marked && site(parts) == Some(b"same-origin");
        if is_called { Ok(()) } else { Err(Rejection::foreign(UNMARKED)) }
    }

    /// Refuses a request that was made neither by the script of the page nor by a link or form on it.
    pub(crate) fn check_followed(&self, parts: &Parts) -> Result<(), Rejection> {
        let is_read = !super::changes_state(&parts.method);
        if is_read && site(parts) == Some(b"same-origin") {
            return self.check_own(parts);
        }
        self.check_called(parts)
    }

    /// A name that anybody can have lead here is not our own, as it would make a foreign page one of ours. An
    /// address cannot be made to.
    fn check_own(&self, parts: &Parts) -> Result<(), Rejection> {
        let fields = RequestFields::read(parts);
        let authority = fields.authority(parts)?.ok_or(Rejection::foreign(NAME))?;
        if !authority.is_address() && !self.is_host(&authority) {
            return Err(Rejection::foreign(NAME));
        }
        let is_own = match fields.origin {
            Once::No => true,
            Once::Yes(origin) => origin
                .to_str()
                .ok()
                .and_then(PageOrigin::parse)
                .is_some_and(|page| page.authority.is(&authority, page.scheme)),
            Once::Again => false,
        };
        if is_own { Ok(()) } else { Err(Rejection::foreign(FOREIGN)) }
    }
}

/// The relation of the page that made the request to this one, as a browser tells it; of two values none counts.
fn site(parts: &Parts) -> Option<&[u8]> {
    if parts.headers.get_all(SEC_FETCH_SITE).iter().nth(1).is_some() {
        return Some(b"");
    }
    parts.headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes)
}

fn field<'p>(parts: &'p Parts, name: &str) -> Option<&'p [u8]> {
    parts.headers.get(name).map(HeaderValue::as_bytes)
}

//! The form of a request, as far as the HTTP library leaves it to those behind it.

use hyper::header::{
    CONNECTION, CONTENT_ENCODING, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    TRANSFER_ENCODING, VIA,
};
use hyper::http::request::Parts;
use hyper::http::uri::Scheme;
use hyper::{Method, Version};

use super::SEC_FETCH_SITE;
use super::authority::Authority;
use crate::rejection::Rejection;
use crate::request_id::REQUEST_ID;
use crate::trace::{TRACE_PARENT, TRACE_STATE};
use crate::via;

/// A field that occurs once, if it occurs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Once<'h> {
    No,
    Yes(&'h HeaderValue),
    Again,
}

/// The presence of fields that few requests have: an absent one need not be looked up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Present {
    pub(super) origin: bool,
    pub(super) fetch_site: bool,
    pub(crate) request_id: bool,
    /// A coding of the body.
    pub(crate) coding: bool,
    /// Set if a field names who has passed the request on, or the trace that it is a part of.
    pub(crate) way: bool,
}

/// The findings of one pass over the fields of a request.
#[derive(Debug)]
pub(super) struct RequestFields<'h> {
    pub(super) host: Once<'h>,
    pub(super) origin: Once<'h>,
    /// Set if `Connection` stands there, which can name others.
    pub(super) names_fields: bool,
    pub(super) present: Present,
    is_coded: bool,
    is_loop: bool,
    is_padded: bool,
}

impl<'h> Once<'h> {
    fn add(&mut self, value: &'h HeaderValue) {
        *self = if self.is_none() { Self::Yes(value) } else { Self::Again };
    }

    pub(super) fn is_none(self) -> bool {
        matches!(self, Self::No)
    }

    pub(super) fn only(self) -> Option<&'h HeaderValue> {
        match self {
            Self::Yes(value) => Some(value),
            Self::No | Self::Again => None,
        }
    }
}

impl Present {
    /// A field whose name the library does not know.
    fn add(&mut self, name: &HeaderName) {
        self.fetch_site |= *name == SEC_FETCH_SITE;
        self.request_id |= *name == REQUEST_ID;
        self.way |= *name == TRACE_PARENT || *name == TRACE_STATE;
    }
}

impl<'h> RequestFields<'h> {
    pub(super) fn read(parts: &'h Parts) -> Self {
        let mut fields = Self {
            host: Once::No,
            origin: Once::No,
            names_fields: false,
            present: Present::default(),
            is_coded: false,
            is_loop: false,
            is_padded: false,
        };
        // In HTTP/1.1 blanks around a value are no part of it, and are gone.
        let may_be_padded = parts.version == Version::HTTP_2;
        for (name, value) in &parts.headers {
            match *name {
                HOST => fields.host.add(value),
                ORIGIN => {
                    fields.origin.add(value);
                    fields.present.origin = true;
                }
                CONNECTION => fields.names_fields = true,
                TRANSFER_ENCODING => fields.is_coded = true,
                VIA => {
                    fields.is_loop |= via::names_this_process(value);
                    fields.present.way = true;
                }
                CONTENT_ENCODING => fields.present.coding = true,
                _ => fields.present.add(name),
            }
            if may_be_padded {
                fields.is_padded |= is_padded(value.as_bytes());
            }
        }
        fields
    }

    /// Checks the form of the request, except for the authority.
    pub(super) fn check(&self, parts: &Parts) -> Result<(), Rejection> {
        if self.is_padded {
            return Err(Rejection::malformed("a field value has a blank at an end"));
        }
        if self.is_coded {
            check_coding(&parts.headers)?;
        }
        let uri = &parts.uri;
        if uri.path() == "*" && parts.method != Method::OPTIONS {
            return Err(Rejection::malformed("the target `*` is for OPTIONS only"));
        }
        if uri.path().is_empty() && parts.method != Method::CONNECT {
            return Err(Rejection::malformed("the target is no path"));
        }
        if uri.scheme().is_some_and(|scheme| *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS) {
            return Err(Rejection::malformed(
                "the target is of a scheme other than http and https",
            ));
        }
        if self.is_loop { Err(Rejection::Loop) } else { Ok(()) }
    }

    /// The host that the request is for: that of its target, else that of its field (RFC 9112, 3.2;
    /// RFC 9113, 8.3.1). `None` in HTTP/1.0, which need not say it.
    pub(super) fn authority<'r>(&self, parts: &'r Parts) -> Result<Option<Authority<'r>>, Rejection>
    where
        'h: 'r,
    {
        let parse = |text: &'r [u8]| {
            Authority::parse(text).ok_or(Rejection::malformed("the host is no host and port"))
        };
        let target =
            parts.uri.authority().map(|text| parse(text.as_str().as_bytes())).transpose()?;
        let field = match self.host {
            Once::No => None,
            Once::Yes(value) => Some(parse(value.as_bytes())?),
            Once::Again => return Err(Rejection::malformed("`host` is given more than once")),
        };
        match (parts.version, target, field) {
            (Version::HTTP_11, _, None) | (Version::HTTP_2, None, None) => {
                Err(Rejection::malformed("`host` is missing"))
            }
            (Version::HTTP_2, Some(target), Some(field))
                if !target.is(&field, parts.uri.scheme_str().unwrap_or("http")) =>
            {
                Err(Rejection::malformed("`host` is not what `:authority` says"))
            }
            (_, target, field) => Ok(target.or(field)),
        }
    }
}

fn is_padded(value: &[u8]) -> bool {
    let is_blank = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b' ' | b'\t'));
    is_blank(value.first()) || is_blank(value.last())
}

/// The library reads the last coding only. One `chunked` is what there may be (RFC 9112, 6.1).
fn check_coding(headers: &HeaderMap) -> Result<(), Rejection> {
    let mut chunked = 0;
    for value in headers.get_all(TRANSFER_ENCODING) {
        for coding in value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            match coding {
                b"" => {}
                _ if coding.eq_ignore_ascii_case(b"chunked") => chunked += 1,
                _ => return Err(Rejection::UnknownCoding),
            }
        }
    }
    if chunked == 1 { Ok(()) } else { Err(Rejection::malformed("`chunked` is applied twice")) }
}

/// Takes out what `Connection` names: it is for this connection, so it has no effect beyond it
/// (RFC 9110, 7.6.1).
pub(super) fn remove_named(headers: &mut HeaderMap) {
    let mut named: Vec<HeaderName> = Vec::new();
    for value in headers.get_all(CONNECTION) {
        for option in value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            if [&b"keep-alive"[..], b"close"].contains(&option) {
                continue;
            }
            named.extend(HeaderName::from_bytes(option));
        }
    }
    for name in named {
        // The fields that the checks relied on stay unchanged.
        if name != HOST && name != ORIGIN && name != SEC_FETCH_SITE {
            headers.remove(name);
        }
    }
}

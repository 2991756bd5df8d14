//! A name and a password in every request (RFC 7617).

use base64ct::{Base64, Encoding};
use hyper::header::HeaderMap;

use super::authorization;
use super::secret::Secret;

/// Name and password as they are sent, compared in one piece.
pub(super) struct Basic(Secret);

impl Basic {
    pub(super) fn new(username: &str, password: &str) -> Self {
        Self(Secret::new(format!("{username}:{password}").as_bytes()))
    }

    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        authorization::after(headers, "basic")
            .and_then(|pair| Base64::decode_vec(pair).ok())
            .is_some_and(|pair| self.0.is(&pair))
    }
}

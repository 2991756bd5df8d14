//! A name and a password in every request (RFC 7617).

use hyper::header::HeaderMap;

use super::authorization;
use super::secret::Secret;
use crate::base64;

/// Name and password as they are sent, compared in one piece.
pub(super) struct Basic(Secret);

impl Basic {
    pub(super) fn new(username: &str, password: &str) -> Self {
        Self(Secret::new(format!("{username}:{password}").as_bytes()))
    }

    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        authorization::after(headers, "basic")
            .and_then(base64::decode)
            .is_some_and(|pair| self.0.is(&pair))
    }
}

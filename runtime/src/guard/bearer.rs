//! One token for everybody who may call.

use hyper::header::HeaderMap;

use super::authorization;
use super::secret::Secret;

pub(super) struct Bearer(Secret);

impl Bearer {
    pub(super) fn new(token: &str) -> Self {
        Self(Secret::new(token.as_bytes()))
    }

    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        authorization::after(headers, "bearer").is_some_and(|token| self.0.is(token.as_bytes()))
    }
}

//! In the place of `digest` in a build without its feature: no surface has such a guard.

use hyper::http::request::Parts;

use crate::expression::Expr;
use crate::tables::DigestLogin;

pub(super) struct DigestGuard(&'static DigestLogin);

impl DigestGuard {
    pub(super) fn resolve(none: &'static DigestLogin, _: impl FnMut(&[Expr]) -> String) -> Self {
        Self(none)
    }

    pub(super) fn is_like(&self, _: &Self) -> bool {
        match *self.0 {}
    }

    pub(super) fn admits(&self, _: &Parts) -> Result<(), bool> {
        match *self.0 {}
    }

    pub(super) fn challenge(&self, _: bool) -> String {
        match *self.0 {}
    }
}

/// Nothing here proves anything of a target.
#[cfg(all(feature = "page", feature = "surface"))]
pub(crate) fn keep_target(_: &mut Parts) {}

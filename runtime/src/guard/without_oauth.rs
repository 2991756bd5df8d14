//! In the place of `oauth` in a build without its feature: no surface wants tokens.

use std::sync::Arc;

use hyper::header::HeaderMap;

use crate::config::{Config, StartError};
use crate::rejection::Rejection;
use crate::tables::ResourceServer;
use crate::transport::Connector;

pub(super) struct OAuth(&'static ResourceServer);

impl OAuth {
    pub(super) fn resolve(
        none: &'static ResourceServer,
        _: bool,
        _: &[String],
        _: &Config,
        _: &Arc<Connector>,
        _: &mut StartError,
    ) -> Self {
        Self(none)
    }

    pub(super) fn is_like(&self, _: &Self) -> bool {
        match *self.0 {}
    }

    pub(super) async fn admits(&self, _: &HeaderMap) -> Result<(), Rejection> {
        match *self.0 {}
    }

    #[cfg(feature = "mcp")]
    pub(super) fn metadata(&self, _: &str) -> Option<bytes::Bytes> {
        match *self.0 {}
    }
}

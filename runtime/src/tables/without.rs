//! Tables that need a feature which is not there: types without values, so that a crate that lacks the
//! feature does not compile, and no code but theirs asks for it.

/// Requests that are passed on, with the feature `forward`.
#[cfg(not(feature = "forward"))]
#[derive(Debug)]
pub enum Forward {}

/// Resources, with the feature `resources`.
#[cfg(not(feature = "resources"))]
#[derive(Debug)]
pub enum Resources {}

/// A login by digest, with the feature `digest`.
#[cfg(not(feature = "digest"))]
#[derive(Debug)]
pub enum DigestLogin {}

/// The tokens of a surface, with the feature `oauth`.
#[cfg(not(feature = "oauth"))]
#[derive(Debug)]
pub enum ResourceServer {}

/// The tokens for an upstream, with the feature `oauth`.
#[cfg(not(feature = "oauth"))]
#[derive(Debug)]
pub enum ClientCredentials {}

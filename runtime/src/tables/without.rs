//! Tables of features that are disabled: types without values, so that a crate whose tables need such a feature
//! does not compile.

#[cfg(not(feature = "binds"))]
use crate::config::{Config, Given};

/// The table of forwards, which needs the feature `forward`.
#[cfg(not(feature = "forward"))]
#[derive(Debug)]
pub enum Forward {}

/// The table of completion, which needs the feature `completions`.
#[cfg(not(feature = "completions"))]
#[derive(Debug)]
pub enum Completions {}

/// The table of prompts, which needs the feature `prompts`.
#[cfg(not(feature = "prompts"))]
#[derive(Debug)]
pub enum Prompts {}

/// The table of resources, which needs the feature `resources`.
#[cfg(not(feature = "resources"))]
#[derive(Debug)]
pub enum Resources {}

/// The table of a page, which needs the feature `page`.
#[cfg(not(feature = "page"))]
#[derive(Debug)]
pub enum PageTexts {}

/// The table of a digest login, which needs the feature `digest`.
#[cfg(not(feature = "digest"))]
#[derive(Debug)]
pub enum DigestLogin {}

/// The table of accepted access tokens, which needs the feature `oauth`.
#[cfg(not(feature = "oauth"))]
#[derive(Debug)]
pub enum ResourceServer {}

/// The table of the client credentials grant, which needs the feature `oauth`.
#[cfg(not(feature = "oauth"))]
#[derive(Debug)]
pub enum ClientCredentials {}

/// The table of a function with steps, which needs the feature `steps`.
#[cfg(not(feature = "steps"))]
#[derive(Debug)]
pub enum Steps {}

/// The file of a bind, which needs the feature `binds`.
#[cfg(not(feature = "binds"))]
#[derive(Debug)]
pub enum BindFile {}

#[cfg(not(feature = "binds"))]
impl BindFile {
    /// There is no such file.
    pub(crate) fn variable(&self) -> &'static str {
        match *self {}
    }

    /// There is no such file.
    pub(crate) fn path(&self) -> &'static str {
        match *self {}
    }

    /// There is no such file.
    pub(super) fn value(&self, _: &str, _: &Config) -> Result<Given, String> {
        match *self {}
    }
}

/// The format of a file in YAML, which needs the feature `yaml`.
#[cfg(all(feature = "binds", not(feature = "yaml")))]
#[derive(Debug)]
pub enum YamlFile {}

#[cfg(all(feature = "binds", not(feature = "yaml")))]
impl YamlFile {
    /// There is no such file.
    pub(super) fn members(
        &self,
        _: &str,
    ) -> Result<Vec<(String, super::bound_member::BoundMember)>, String> {
        match *self {}
    }
}

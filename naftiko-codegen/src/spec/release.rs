//! A version of the language as people name it: `naftiko/1.0.0-alpha2`.

use std::fmt;

use super::dialect::{Dialect, VERSIONS};
use super::key::Key;

/// A version of the language. Later ones are greater: those of `ikanos` come after those of `naftiko`.
///
/// ```
/// use naftiko_codegen::migrate::Release;
///
/// let release = Release::named("1.0.0-beta5")?;
/// assert_eq!(release.to_string(), "ikanos/1.0.0-beta5");
/// assert!(release > Release::named("naftiko/1.0.0-alpha3")?);
/// assert!(Release::named("1.0.0-alpha3").is_err());
/// # Ok::<(), naftiko_codegen::migrate::UnknownRelease>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(usize);

impl Release {
    /// The version that `text` names: with its root key, or without where only one of them has it.
    ///
    /// # Errors
    ///
    /// When there is no such version, or more than one.
    pub fn named(text: &str) -> Result<Self, UnknownRelease> {
        let all = || (0..VERSIONS.len()).map(Self);
        let full = all().find(|one| one.to_string() == text);
        let short: Vec<Self> = all().filter(|one| one.version() == text).collect();
        match (full, short.as_slice()) {
            (Some(one), _) => Ok(one),
            (None, [one]) => Ok(*one),
            (None, []) => Err(UnknownRelease::None(text.to_owned())),
            (None, several) => Err(UnknownRelease::Several(text.to_owned(), several.to_vec())),
        }
    }

    /// The version that a document with the root key of `dialect` calls `text`.
    pub(crate) fn written(dialect: Dialect, text: &str) -> Option<Self> {
        let root = dialect.spelling(Key::Root);
        (0..VERSIONS.len()).map(Self).find(|one| one.root() == root && one.version() == text)
    }

    /// The newest version with a root key, which unknown ones are read as.
    pub(crate) fn newest(dialect: Dialect) -> Option<Self> {
        let root = dialect.spelling(Key::Root);
        (0..VERSIONS.len()).map(Self).rfind(|one| one.root() == root)
    }

    /// The root key of its documents.
    #[must_use]
    pub fn root(self) -> &'static str {
        self.dialect().spelling(Key::Root)
    }

    /// The version as it stands under the root key.
    #[must_use]
    pub fn version(self) -> &'static str {
        VERSIONS.get(self.0).map_or("", |(text, _)| text)
    }

    /// Returns `true` for versions before 1.0.0, which are read and not written.
    #[must_use]
    pub fn is_early(self) -> bool {
        self.dialect() == Dialect::Early
    }

    pub(crate) fn dialect(self) -> Dialect {
        VERSIONS.get(self.0).map_or(Dialect::Ikanos, |(_, dialect)| *dialect)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.root(), self.version())
    }
}

/// A text that names no version, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownRelease {
    /// Nobody knows it.
    None(String),
    /// Several root keys have it.
    Several(String, Vec<Release>),
}

impl fmt::Display for UnknownRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |all: &mut dyn Iterator<Item = Release>, last: &str| {
            let all: Vec<String> = all.map(|one| format!("`{one}`")).collect();
            all.join(last)
        };
        match self {
            Self::None(text) => {
                let mut all = (0..VERSIONS.len()).map(Release).filter(|one| !one.is_early());
                let known = listed(&mut all, ", ");
                write!(f, "`{text}` is no version of the language; there are {known}")
            }
            Self::Several(text, several) => {
                let full = listed(&mut several.iter().copied(), " or ");
                write!(f, "`{text}` is a version of two languages: write {full}")
            }
        }
    }
}

impl std::error::Error for UnknownRelease {}

#[cfg(test)]
mod tests {
    use super::{Dialect, Release, UnknownRelease};

    #[test]
    fn short_names_are_of_one_root_key() {
        let named = |text: &str| Release::named(text).map(|one| one.to_string());
        assert_eq!(named("1.0.0-alpha2").as_deref(), Ok("naftiko/1.0.0-alpha2"));
        assert_eq!(named("1.0.0-alpha4").as_deref(), Ok("ikanos/1.0.0-alpha4"));
        assert_eq!(named("ikanos/1.0.0-alpha3").as_deref(), Ok("ikanos/1.0.0-alpha3"));
        for (text, told) in [
            ("1.0.0-alpha3", "write `naftiko/1.0.0-alpha3` or `ikanos/1.0.0-alpha3`"),
            ("1.0.0-alpha9", "`1.0.0-alpha9` is no version"),
            ("naftiko/1.0.0-beta1", "is no version"),
        ] {
            let told_for = Release::named(text).map_err(|error: UnknownRelease| error.to_string());
            assert!(told_for.is_err_and(|error| error.contains(told)), "{text}");
        }
    }

    #[test]
    fn the_root_key_comes_first() {
        let written = |dialect, text| Release::written(dialect, text).map(|one| one.to_string());
        let newest = Release::newest(Dialect::Alpha2).map(|one| one.to_string());
        assert_eq!(newest.as_deref(), Some("naftiko/1.0.0-alpha3"));
        assert_eq!(
            written(Dialect::Alpha2, "1.0.0-alpha3").as_deref(),
            Some("naftiko/1.0.0-alpha3")
        );
        assert_eq!(written(Dialect::Ikanos, "1.0.0-alpha2"), None);
    }
}

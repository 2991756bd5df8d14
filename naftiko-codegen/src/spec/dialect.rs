//! The version of the language that a document is written in.

use super::key::{Key, Spellings};

/// A version, by the root key of a document and its value: `1.0.0-alpha3` is two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `naftiko`, before 1.0.0.
    Early,
    /// `naftiko: 1.0.0-alpha1`.
    Alpha1,
    /// `naftiko: 1.0.0-alpha2`.
    Alpha2,
    /// `naftiko: 1.0.0-alpha3`.
    Alpha3,
    /// `ikanos`, in any version.
    Ikanos,
}

/// Every version and the language it is in, oldest first. Those of `ikanos` differ in what is new, and nothing was
/// renamed between them.
pub(super) const VERSIONS: &[(&str, Dialect)] = &[
    ("0.2", Dialect::Early),
    ("0.3", Dialect::Early),
    ("0.4", Dialect::Early),
    ("0.5", Dialect::Early),
    ("1.0.0-alpha1", Dialect::Alpha1),
    ("1.0.0-alpha2", Dialect::Alpha2),
    ("1.0.0-alpha3", Dialect::Alpha3),
    ("1.0.0-alpha3", Dialect::Ikanos),
    ("1.0.0-alpha4", Dialect::Ikanos),
    ("1.0.0-beta1", Dialect::Ikanos),
    ("1.0.0-beta2", Dialect::Ikanos),
    ("1.0.0-beta3", Dialect::Ikanos),
    ("1.0.0-beta4", Dialect::Ikanos),
    ("1.0.0-beta5", Dialect::Ikanos),
];

/// The newest version of each root key, which unknown versions are read as.
const NEWEST: [Dialect; 2] = [Dialect::Alpha3, Dialect::Ikanos];

impl Dialect {
    /// The newest version whose root key is one of a document's, as `has` says.
    pub(crate) fn of_root(has: impl Fn(&str) -> bool) -> Option<Self> {
        NEWEST.into_iter().find(|newest| has(newest.spelling(Key::Root)))
    }

    /// The version called `text` under the same root key; `None` if nobody knows it.
    pub(super) fn version(self, text: &str) -> Option<Self> {
        let root = self.spelling(Key::Root);
        let of = |dialect: Self| dialect.spelling(Key::Root) == root;
        VERSIONS.iter().find(|(known, one)| *known == text && of(*one)).map(|(_, one)| *one)
    }

    /// The version to write under the root key of this one.
    pub(crate) const fn advised(self) -> &'static str {
        match self {
            Self::Ikanos => "1.0.0-beta5",
            Self::Early | Self::Alpha1 | Self::Alpha2 | Self::Alpha3 => "1.0.0-alpha2",
        }
    }

    /// The key as a document of this version writes it.
    pub(crate) const fn spelling(self, key: Key) -> &'static str {
        let Spellings { naftiko, ikanos } = key.spellings();
        match self {
            Self::Early | Self::Alpha1 | Self::Alpha2 | Self::Alpha3 => naftiko,
            Self::Ikanos => ikanos,
        }
    }

    /// The key as documents of the other root key write it, where that is another word.
    pub(super) fn foreign(self, key: Key) -> Option<&'static str> {
        let other = if self == Self::Ikanos { Self::Alpha3 } else { Self::Ikanos };
        let foreign = other.spelling(key);
        (foreign != self.spelling(key)).then_some(foreign)
    }

    /// Returns `true` if a base URI that ends in a slash is refused: its engines do not start with one.
    pub(crate) fn refuses_slash(self) -> bool {
        matches!(self, Self::Alpha3 | Self::Ikanos)
    }

    /// Returns `true` if a collection of named items is a mapping with their names as keys.
    pub(crate) fn keys_are_names(self) -> bool {
        self == Self::Ikanos
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Key, NEWEST};

    #[test]
    fn the_root_key_decides_before_the_version() {
        let of = |root: &str| Dialect::of_root(|key| key == root);
        let version = |root: &str, text: &str| of(root).and_then(|newest| newest.version(text));
        assert_eq!(version("naftiko", "0.5"), Some(Dialect::Early));
        assert_eq!(version("naftiko", "1.0.0-alpha1"), Some(Dialect::Alpha1));
        assert_eq!(version("naftiko", "1.0.0-alpha2"), Some(Dialect::Alpha2));
        assert_eq!(version("naftiko", "1.0.0-alpha3"), Some(Dialect::Alpha3));
        assert_eq!(version("ikanos", "1.0.0-alpha3"), Some(Dialect::Ikanos));
        assert_eq!(version("ikanos", "1.0.0-beta5"), Some(Dialect::Ikanos));
        assert_eq!(version("naftiko", "1.0.0-alpha4"), None);
        assert_eq!(version("naftiko", "1.0.0-beta5"), None);
        assert_eq!(version("ikanos", "1.0.0-alpha2"), None);
        assert_eq!(of("openapi"), None);
    }

    #[test]
    fn every_key_has_one_spelling_in_each_language() {
        for dialect in NEWEST {
            let mut seen = Vec::new();
            // `location` is also where an imported entry comes from.
            let keys = Key::ALL.iter().filter(|key| **key != Key::ImportSource);
            for key in keys {
                let spelling = dialect.spelling(*key);
                assert!(!seen.contains(&spelling), "{spelling} of {dialect:?}");
                assert!(key.is_ever(spelling));
                seen.push(spelling);
            }
        }
    }

    #[test]
    fn the_second_column_has_the_renames() {
        let renamed =
            |key: &&Key| Dialect::Alpha2.spelling(**key) != Dialect::Ikanos.spelling(**key);
        let pair = |key: &Key| (Dialect::Alpha2.spelling(*key), Dialect::Ikanos.spelling(*key));
        let pairs: Vec<_> = Key::ALL.iter().filter(renamed).map(pair).collect();
        let wanted = [
            ("naftiko", "ikanos"),
            ("location", "from"),
            ("label", "display"),
            ("targetName", "target"),
            ("functions", "flows"),
        ];
        assert_eq!(pairs, wanted);
    }
}

//! The record of what was written: a file among the generated ones with a hash for each of them.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::encoding::hex;

/// Its name, in the folder of the sources.
pub(super) const NAME: &str = ".naftiko-generated";

const HEAD: &str = "\
# What naftiko-codegen has written, with SHA-256; `sha256sum -c` reads it from the folder of the crate.
# A file that differs is somebody's and is not overwritten. This file belongs to the sources.
";

/// Hashes by path, from the folder that holds the sources, with `/` between names. More than one
/// where runs were interrupted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marker(BTreeMap<String, BTreeSet<String>>);

impl Marker {
    /// Reads what [`text`](Self::text) has written. Lines that are none of it name no file, which
    /// makes files foreign and nothing else.
    pub(super) fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let mut marker = Self::default();
        for (hash, path) in lines.filter_map(|line| line.split_once("  ")) {
            marker.0.entry(path.to_owned()).or_default().insert(hash.to_owned());
        }
        marker
    }

    pub(super) fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (path, hashes) in &self.0 {
            for hash in hashes {
                text.push_str(hash);
                text.push_str("  ");
                text.push_str(path);
                text.push('\n');
            }
        }
        text
    }

    pub(super) fn record(&mut self, path: &str, text: &str) {
        self.0.entry(path.to_owned()).or_default().insert(hash(text.as_bytes()));
    }

    /// Knows what `other` knows, too.
    pub(super) fn merge(&mut self, other: Self) {
        for (path, hashes) in other.0 {
            self.0.entry(path).or_default().extend(hashes);
        }
    }

    /// Returns `true` if `bytes` are what was written to `path`.
    pub(super) fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        self.0.get(path).is_some_and(|known| known.contains(&hash(bytes)))
    }

    /// Returns `true` if something else was written to `path` than `text`.
    pub(super) fn wrote_other(&self, path: &str, text: &str) -> bool {
        self.0.get(path).is_some_and(|known| !known.contains(&hash(text.as_bytes())))
    }
}

/// A checkout may have turned line ends around.
pub(super) fn normalised(found: &[u8]) -> Vec<u8> {
    if found.contains(&b'\r') {
        return String::from_utf8_lossy(found).replace("\r\n", "\n").into_bytes();
    }
    found.to_vec()
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(normalised(bytes)))
}

#[cfg(test)]
mod tests {
    use super::Marker;

    #[test]
    fn it_reads_what_it_writes() {
        let mut marker = Marker::default();
        marker.record("src/a  b.rs", "x\n");
        marker.record("Cargo.toml", "");
        assert_eq!(Marker::parse(&marker.text()), marker);
        assert!(marker.wrote("src/a  b.rs", b"x\r\n"), "line ends do not count");
        assert!(!marker.wrote("src/a  b.rs", b"y\n") && !marker.wrote("src/c.rs", b"x\n"));
        assert_eq!(Marker::parse("<<<<<<< ours\nnonsense\n"), Marker::default());
    }
}

//! The workspace that a crate lies in.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk;

/// Workspace around a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Above {
    /// No workspace, or one that excludes it.
    Nothing,
    /// A workspace that has it as a member, by its manifest.
    Member(PathBuf),
    /// A workspace that does not know it, which cargo refuses.
    Stranger {
        /// The manifest of the workspace.
        manifest: PathBuf,
        /// The path of the crate from there.
        path: String,
    },
}

impl Above {
    /// Looks for manifests in the folders above `out`, as cargo does.
    pub(super) fn of(out: &Path) -> Self {
        let Some(out) = real(out) else { return Self::Nothing };
        for folder in out.ancestors().skip(1) {
            let manifest = folder.join("Cargo.toml");
            let text = disk::open_regular(&manifest).and_then(io::read_to_string);
            let Some(table) = text.ok().and_then(|text| text.parse::<toml::Table>().ok()) else {
                continue;
            };
            let Some(workspace) = table.get("workspace") else { continue };
            let path = out.strip_prefix(folder).unwrap_or(&out);
            let path = path.to_string_lossy().replace('\\', "/");
            let listed = |key: &str| {
                let list = workspace.get(key).and_then(toml::Value::as_array);
                let texts = list.into_iter().flatten().filter_map(toml::Value::as_str);
                texts
                    .map(|text| text.trim_start_matches("./").trim_end_matches('/').to_owned())
                    .collect::<Vec<_>>()
            };
            let below =
                |folder: &String| path == *folder || path.starts_with(&format!("{folder}/"));
            if listed("members").iter().any(|pattern| matches(pattern, &path)) {
                return Self::Member(manifest);
            }
            if listed("exclude").iter().any(below) {
                return Self::Nothing;
            }
            return Self::Stranger { manifest, path };
        }
        Self::Nothing
    }

    /// Returns `true` if cargo reads the versions of a workspace rather than those of the crate.
    pub fn is_workspace(&self) -> bool {
        *self != Self::Nothing
    }
}

/// Returns the canonical path of a folder whose last parts may not exist yet.
fn real(out: &Path) -> Option<PathBuf> {
    let out = std::path::absolute(out).ok()?;
    let there = out.ancestors().find(|folder| folder.exists())?;
    let missing = out.strip_prefix(there).ok()?;
    let there = fs::canonicalize(there).ok()?;
    Some(if missing.as_os_str().is_empty() { there } else { there.join(missing) })
}

/// Returns `true` if a path is one of a pattern of members, read as cargo reads it.
fn matches(pattern: &str, path: &str) -> bool {
    let options = glob::MatchOptions { require_literal_separator: true, ..Default::default() };
    glob::Pattern::new(pattern).is_ok_and(|pattern| pattern.matches_with(path, options))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn members() {
        for (pattern, path, expected) in [
            ("crates/*", "crates/a", true),
            ("crates/*", "crates/a/b", false),
            ("crates/**", "crates/a/b", true),
            ("**/b", "crates/a/b", true),
            ("**/b", "b", true),
            ("*/gen-?", "a/gen-1", true),
            ("*/gen-?", "a/gen-12", false),
            ("a", "a", true),
            ("a", "ab", false),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}

//! Choice of a crate's name.

use std::path::Path;

use super::error::PackageError;
use super::lock;
use super::manifest::Existing;
use crate::names;
use crate::text::Source;

/// The longest name a registry accepts.
const LONGEST: usize = 64;

/// Names that mean something else to rustc or to cargo.
const RESERVED: &[(&str, &str)] = &[
    ("std", "a crate of Rust itself"),
    ("core", "a crate of Rust itself"),
    ("alloc", "a crate of Rust itself"),
    ("test", "a crate of Rust itself"),
    ("proc-macro", "a crate of Rust itself"),
    ("build", "a folder of cargo"),
    ("deps", "a folder of cargo"),
    ("examples", "a folder of cargo"),
    ("incremental", "a folder of cargo"),
    ("con", "a device of Windows"),
    ("prn", "a device of Windows"),
    ("aux", "a device of Windows"),
    ("nul", "a device of Windows"),
];

/// The name that was asked for, that of the crate that is there, or that of the first document.
pub(super) fn choose(
    sources: &[Source],
    asked: Option<&str>,
    existing: Option<&Existing>,
    out: &Path,
) -> Result<String, PackageError> {
    if let Some(asked) = asked {
        let asked = legal(asked.to_owned())?;
        if let Some(by) = taken(&asked) {
            return Err(PackageError::NameTaken(asked, by));
        }
        return match existing.filter(|existing| existing.name != asked) {
            Some(Existing { name, .. }) => {
                Err(PackageError::NameDiffers { out: out.to_owned(), there: name.clone(), asked })
            }
            None => Ok(asked),
        };
    }
    if let Some(existing) = existing {
        return legal(existing.name.clone());
    }
    let name = legal(derived(sources))?;
    Ok(if taken(&name).is_some() { format!("{name}-capability") } else { name })
}

fn derived(sources: &[Source]) -> String {
    let file = sources.first().map_or("capability", Source::name);
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.split('.').next().unwrap_or(stem);
    let mut name = names::snake(stem).replace('_', "-");
    name.truncate(LONGEST);
    name.trim_end_matches('-').to_owned()
}

fn legal(name: String) -> Result<String, PackageError> {
    let legal = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && name.len() <= LONGEST;
    if legal { Ok(name) } else { Err(PackageError::Name(name)) }
}

/// Whose name it is already.
fn taken(name: &str) -> Option<&'static str> {
    let folded = name.to_ascii_lowercase().replace('_', "-");
    let reserved = RESERVED.iter().find(|(reserved, _)| *reserved == folded);
    let needed = || {
        let mut packages = lock::packages();
        packages.any(|package| package.replace('_', "-") == folded)
    };
    match reserved {
        Some((_, by)) => Some(by),
        None if needed() => Some("a crate that it stands on"),
        None => None,
    }
}

/// The library must not be called like a keyword.
pub(super) fn library(name: &str) -> String {
    names::snake(name)
}

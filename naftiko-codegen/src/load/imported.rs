//! Documents that a document imports from.

use std::path::{Component, Path, PathBuf};

use super::attachments::said;
use super::document::open_document;
use super::location::{path_of, plain, within};
use crate::text::Source;

/// A document that is there.
pub(crate) struct Located {
    /// Where it is, wherever links lead.
    pub(crate) real: PathBuf,
    /// The name that a user knows it by.
    name: String,
    folder: PathBuf,
    /// Set if it is not below the folder of the document.
    pub(crate) is_outside: bool,
}

/// Finds what `importer` names by `location`. The error has the path that was tried, and the reason.
pub(super) fn locate(
    location: &str,
    importer: &Source,
    root: &Path,
) -> Result<Located, (PathBuf, String)> {
    let Some(relative) = path_of(location) else {
        let reason = "only files can be imported, and this is the address of something else";
        return Err((PathBuf::new(), reason.to_owned()));
    };
    let folder = importer.folder();
    let path = within(folder, &relative);
    let found =
        |path: &Path| path.canonicalize().map_err(|error| (path.to_owned(), said(path, &error)));
    let real = found(&path)?;
    let root = found(if root.as_os_str().is_empty() { Path::new(".") } else { root })?;
    let beside = Path::new(importer.name()).parent().unwrap_or(Path::new(""));
    Ok(Located {
        name: plain(&beside.join(&relative)).to_string_lossy().into_owned(),
        folder: path.parent().unwrap_or(folder).to_owned(),
        is_outside: !real.starts_with(root),
        real,
    })
}

/// Reads it.
pub(super) fn open(located: Located) -> Result<Source, String> {
    let Located { real, name, folder, .. } = located;
    let source = open_document(&real, name).map_err(|error| error.to_string())?;
    Ok(source.in_folder(folder))
}

/// `path` of a file in `folder`, as seen from `root`.
pub(super) fn beside(path: &Path, folder: &Path, root: &Path) -> PathBuf {
    if path.is_absolute() {
        return straight(path);
    }
    let real = |folder: &Path| {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        here.canonicalize().unwrap_or_else(|_| folder.to_owned())
    };
    match folder.strip_prefix(root) {
        Ok(below) => straight(&below.join(path)),
        Err(_) => straight(&between(&real(root), &real(folder)).join(path)),
    }
}

/// The way from one folder to another.
fn between(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// A path that enters no folder to leave it again.
fn straight(path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.iter().collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{beside, between};

    #[test]
    fn what_another_file_names_is_seen_from_the_document() {
        for (path, folder, root, seen) in [
            ("s.yaml", "", "", "s.yaml"),
            ("./shared/s.yaml", "docs", "docs", "shared/s.yaml"),
            ("s.yaml", "docs/lib", "docs", "lib/s.yaml"),
            ("../s.yaml", "docs/lib", "docs", "s.yaml"),
            ("../../s.yaml", "docs/lib", "docs", "../s.yaml"),
            ("s.yaml", "docs/../lib", "docs", "../lib/s.yaml"),
            ("/run/s.yaml", "docs/lib", "docs", "/run/s.yaml"),
            ("/run/../../s.yaml", "docs", "docs", "/s.yaml"),
        ] {
            let found = beside(Path::new(path), Path::new(folder), Path::new(root));
            assert_eq!(found, Path::new(seen), "{path} in {folder}");
        }
        let way = between(Path::new("/a/b/c"), Path::new("/a/d"));
        assert_eq!(way, Path::new("../../d"));
    }
}

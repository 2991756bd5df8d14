//! Documents that a document imports from.

use std::path::{Component, Path, PathBuf};

use super::attachments::said;
use super::document::open_document;
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
    let relative = match location.strip_prefix("file://") {
        Some(path) => path.strip_prefix("/./").map_or(path, |rest| rest.trim_start_matches('/')),
        None if location.contains("://") => {
            let reason = "only files can be imported, and this is the address of something else";
            return Err((PathBuf::new(), reason.to_owned()));
        }
        None => location,
    };
    let folder =
        if importer.folder().as_os_str().is_empty() { Path::new(".") } else { importer.folder() };
    let path = folder.join(relative);
    let found =
        |path: &Path| path.canonicalize().map_err(|error| (path.to_owned(), said(path, &error)));
    let real = found(&path)?;
    let root = found(if root.as_os_str().is_empty() { Path::new(".") } else { root })?;
    let beside = Path::new(importer.name()).parent().unwrap_or(Path::new(""));
    Ok(Located {
        name: plain(&beside.join(relative)).to_string_lossy().into_owned(),
        folder: path.parent().unwrap_or(folder).to_owned(),
        is_outside: !real.starts_with(root),
        real,
    })
}

/// Reads it.
pub(super) fn open(located: Located) -> Result<Source, String> {
    let Located { real, name, folder, .. } = located;
    let source =
        open_document(&real, name).map_err(|error| format!("{}: {error}", real.display()))?;
    Ok(source.in_folder(folder))
}

/// A path without the parts that say nothing.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

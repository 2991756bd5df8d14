//! The commit that documents are at.

use std::path::Path;
use std::process::Command;

use naftiko_codegen::text::Source;

/// The short name of the commit, with `-modified` behind it where a document is not what was committed; `None` where
/// git does not know the first document.
pub(super) fn of(sources: &[Source]) -> Option<String> {
    let folder = Path::new(sources.first()?.name()).parent()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let commit = git(folder, &["rev-parse", "--short=12", "HEAD"], &[])?;
    let names = sources.iter().map(|source| std::path::absolute(source.name()));
    let names = names.collect::<Result<Vec<_>, _>>().ok()?;
    git(folder, &["ls-files", "--error-unmatch", "--"], &names)?;
    let changes = git(folder, &["status", "--porcelain", "--"], &names)?;
    Some(if changes.is_empty() { commit } else { format!("{commit}-modified") })
}

fn git(folder: &Path, arguments: &[&str], files: &[std::path::PathBuf]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).args(files).output();
    let output = output.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}

//! Entries of a disk by kind. Only files are opened, since reading a pipe or a device may never end.

use std::fs::{self, File, FileType};
use std::io;
use std::path::Path;

/// Opens what is a file, wherever links lead.
///
/// # Errors
///
/// When it cannot be opened, or is something else; then the error says what.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let found = fs::metadata(path)?.file_type();
    if !found.is_file() {
        return Err(io::Error::other(format!("it is {}, not a file", kind(found))));
    }
    File::open(path)
}

/// Returns `true` if a file of this name is a document: `.yaml` or `.yml`, however it is capitalised.
pub fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
    })
}

/// Returns the kind of an entry, in words: `a folder`, `a named pipe`.
pub fn kind(found: FileType) -> &'static str {
    if found.is_file() {
        "a file"
    } else if found.is_dir() {
        "a folder"
    } else if found.is_symlink() {
        "a link"
    } else {
        special(found)
    }
}

#[cfg(unix)]
fn special(found: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if found.is_fifo() {
        "a named pipe"
    } else if found.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "something else"
}

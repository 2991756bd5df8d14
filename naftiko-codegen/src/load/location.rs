//! The paths that documents name other files by.

use std::path::{Component, Path, PathBuf};

use crate::encoding::decode;

/// The path in a `location`: `file:///./x`, `file://./x` and `x` are all relative to the folder of the file in which it
/// stands (semantics Δ6). `None` for the address of something else.
pub(super) fn path_of(location: &str) -> Option<String> {
    let Some(path) = location.strip_prefix("file://") else {
        return (!location.contains("://")).then(|| location.to_owned());
    };
    let path = match path {
        "/." => ".",
        path => path.strip_prefix("/./").map_or(path, |rest| rest.trim_start_matches('/')),
    };
    // What is no escape stands for itself.
    Some(decode(path).unwrap_or_else(|| path.to_owned()))
}

/// `path` in `folder`, without the parts that say nothing; the empty folder is where the process runs.
pub(super) fn within(folder: &Path, path: &str) -> PathBuf {
    let plain = plain(&folder.join(path));
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

/// A path without the parts that say nothing.
pub(super) fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{path_of, within};

    #[test]
    fn paths_of_locations() {
        for (location, path) in [
            ("a.yaml", Some("a.yaml")),
            ("./a%20b.yaml", Some("./a%20b.yaml")),
            ("file:///./a%20b.yaml", Some("a b.yaml")),
            ("file://./a.yaml", Some("./a.yaml")),
            ("file:///./../a.yaml", Some("../a.yaml")),
            ("file:///a/b.yaml", Some("/a/b.yaml")),
            ("file:///./a%zz", Some("a%zz")),
            ("file:///.", Some(".")),
            ("https://a.test/b", None),
        ] {
            assert_eq!(path_of(location).as_deref(), path, "{location}");
        }
        assert_eq!(within(Path::new(""), "./a/../b"), Path::new("a/../b"));
        assert_eq!(within(Path::new("d"), "."), Path::new("d"));
        assert_eq!(within(Path::new(""), "."), Path::new("."));
    }
}

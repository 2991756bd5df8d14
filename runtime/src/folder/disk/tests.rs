use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{MOST_BYTES, MOST_ENTRIES, MOST_FILES, is_path, list, read};
use crate::folder::Trouble;

/// A folder of a test, which goes away with it.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("folder-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a file");
    }
}

impl Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(root: &Path, path: &str) -> Option<String> {
    let bytes = read(root, path).unwrap_or_else(|trouble| panic!("{path}: {trouble:?}"));
    bytes.map(|bytes| String::from_utf8(bytes).expect("text"))
}

#[test]
fn paths_are_names_with_slashes_between_them() {
    for path in ["a", "a.md", "a-b/c_d/E.9", "a..b"] {
        assert!(is_path(path), "{path}");
    }
    let long = "a".repeat(super::LONGEST + 1);
    for path in [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        "...",
        ".git/config",
        "a/.env",
        "a\\b",
        "..\\a",
        "%2e%2e/a",
        "a%2fb",
        "a\0b",
        "C:/a",
        "~/a",
        "a b",
        "é",
        "a\n",
        "a:b",
        &long,
    ] {
        assert!(!is_path(path), "{path:?}");
    }
}

#[test]
fn files_are_listed_by_path() {
    let root = Scratch::new();
    for path in ["b.md", "a/z.md", "a-b/x.md", "a/b/c.md", ".git/config", "a/.env", "a b.md"] {
        root.write(path, path);
    }
    fs::create_dir(root.join("empty")).expect("a folder");
    assert_eq!(list(&root).expect("a list"), ["a-b/x.md", "a/b/c.md", "a/z.md", "b.md"]);
    for path in list(&root).expect("a list") {
        assert_eq!(text(&root, &path).as_deref(), Some(path.as_str()));
    }
    for path in ["a", "a/b", "empty", "none.md", "b.md/c.md"] {
        assert_eq!(text(&root, path), None, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_and_never_out() {
    use std::os::unix::fs::symlink;
    let outside = Scratch::new();
    outside.write("secret.md", "hunter2");
    let root = Scratch::new();
    // As the volumes of Kubernetes are laid out: the real files are behind names with dots.
    root.write("..2026_11_24/tide.md", "low");
    symlink("..2026_11_24", root.join("..data")).expect("a link");
    symlink("..data/tide.md", root.join("tide.md")).expect("a link");
    root.write("sub/a.md", "a");
    symlink(&*outside, root.join("out")).expect("a link");
    symlink(outside.join("secret.md"), root.join("out.md")).expect("a link");
    symlink("../../../../../../etc/passwd", root.join("sub/passwd")).expect("a link");
    symlink("none.md", root.join("dangling.md")).expect("a link");
    symlink("..", root.join("sub/up")).expect("a link");
    symlink(".", root.join("sub/here")).expect("a link");
    assert_eq!(list(&root).expect("a list"), ["sub/a.md", "tide.md"]);
    assert_eq!(text(&root, "tide.md").as_deref(), Some("low"));
    for path in ["out.md", "out/secret.md", "sub/passwd", "dangling.md", "sub/up", "out"] {
        assert_eq!(text(&root, path), None, "{path}");
    }
    // The folder itself may be a link that is moved to the next release.
    let current = outside.join("current");
    symlink(&*root, &current).expect("a link");
    assert_eq!(text(&current, "sub/a.md").as_deref(), Some("a"));
    assert_eq!(list(&current).expect("a list").len(), 2);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_opened() {
    let root = Scratch::new();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("pipe.md")).expect("a socket");
    assert!(list(&root).expect("a list").is_empty());
    assert_eq!(text(&root, "pipe.md"), None);
}

/// Every way of up to four steps that is made of these; one file lies beside the folder.
#[test]
fn no_path_leads_out() {
    let place = Scratch::new();
    place.write("root/a/b.md", "inside");
    place.write("secret.md", "hunter2");
    let root = place.join("root");
    let absolute = place.join("secret.md").to_string_lossy().into_owned();
    let steps = ["a", "..", ".", "", "b.md", "secret.md", "root", "%2e%2e", "..\\", &absolute];
    let mut paths = vec![String::new()];
    let mut begin = 0;
    for _ in 0..4 {
        let end = paths.len();
        for at in begin..end {
            for step in steps {
                paths.push(if at == 0 { step.to_owned() } else { format!("{}/{step}", paths[at]) });
            }
        }
        begin = end;
    }
    assert!(paths.len() > 10_000);
    for path in paths.iter().filter(|path| is_path(path)) {
        assert!(text(&root, path).is_none_or(|text| text == "inside"), "{path}");
    }
    for path in [&absolute, "../secret.md", "a/../../secret.md"] {
        assert!(!is_path(path), "{path}");
        // Even a path that was not checked.
        assert_eq!(text(&root, path), None, "{path}");
    }
}

#[test]
fn sizes_and_numbers_are_bounded() {
    let root = Scratch::new();
    let most = usize::try_from(MOST_BYTES).expect("a size");
    root.write("most.bin", vec![b'a'; most]);
    root.write("more.bin", vec![b'a'; most + 1]);
    assert_eq!(text(&root, "most.bin").map(|text| text.len()), Some(most));
    assert!(matches!(read(&root, "more.bin"), Err(Trouble::TooLarge)));
    for number in 0..MOST_FILES - 2 {
        root.write(&format!("many/{number}.md"), "");
    }
    assert_eq!(list(&root).expect("a list").len(), MOST_FILES);
    root.write("one.md", "");
    assert!(matches!(list(&root), Err(Trouble::TooManyFiles)));
    // What is not served costs time too.
    let hidden = Scratch::new();
    for number in 0..=MOST_ENTRIES {
        hidden.write(&format!(".{number}"), "");
    }
    assert!(matches!(list(&hidden), Err(Trouble::TooManyEntries)));
    // Of files alone there are too many first, however many there are.
    let visible = Scratch::new();
    for number in 0..=MOST_ENTRIES {
        visible.write(&format!("{number}"), "");
    }
    assert!(matches!(list(&visible), Err(Trouble::TooManyFiles)));
}

#[test]
fn a_folder_that_is_not_there_says_so() {
    let root = Scratch::new();
    root.write("a.md", "a");
    let is_absent = |path: &Path| matches!(list(path), Err(Trouble::Unreadable(error)) if super::is_absence(&error));
    assert!(is_absent(&root.join("none")));
    assert!(is_absent(&root.join("a.md")), "a file is no folder");
    assert_eq!(text(&root.join("none"), "a.md"), None);
}

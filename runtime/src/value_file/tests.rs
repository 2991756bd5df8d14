use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::{Follower, Live, Renewal, Setting, ValueFiles, fits_header, lock, one_text, settled};

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("value-file-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).expect("written");
        path.to_str().expect("a path").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Keeps what it is told, but no value with this word in it.
struct Keeper(Mutex<Vec<Setting>>, &'static str);

impl Follower for Keeper {
    fn renew(&self, changed: &[Setting]) -> Result<Renewal<'_>, String> {
        if changed.iter().any(|(_, value)| value.contains(self.1)) {
            return Err("no".to_owned());
        }
        let changed = changed.to_vec();
        Ok(Box::new(move || *lock(&self.0) = changed))
    }
}

fn single(files: &ValueFiles, path: &str) -> Result<Vec<Setting>, String> {
    files.settings(
        "A_FILE",
        path,
        None,
        Box::new(|content, _| Ok(vec![("A".to_owned(), one_text(content)?)])),
    )
}

fn value(text: &str) -> Vec<Setting> {
    vec![("A".to_owned(), text.to_owned())]
}

#[test]
fn a_change_is_taken_by_everybody_or_by_nobody() {
    let folder = Folder::new("all");
    let path = folder.file("a", "one\n");
    let files = ValueFiles::default();
    assert_eq!(single(&files, &path), Ok(value("one")));
    let keepers = ["bad", "worse"].map(|word| Arc::new(Keeper(Mutex::default(), word)));
    for keeper in &keepers {
        let keeper: Arc<dyn Follower> = keeper.clone();
        files.follow(Arc::downgrade(&keeper));
    }
    let kept = || keepers.each_ref().map(|keeper| lock(&keeper.0).clone());
    let refused = || lock(&files.0.files)[0].refused.clone();
    files.0.look(&files.0.followers());
    assert_eq!(kept(), [vec![], vec![]], "nothing has changed");
    for (content, taken, says) in [
        ("two", "two", None),
        ("two\n", "two", None),
        ("worse", "two", Some("no")),
        ("", "two", Some("it is empty")),
        ("a\nb", "two", Some("it holds a character that a header cannot have")),
        ("three\r\n", "three", None),
    ] {
        folder.file("a", content);
        files.0.look(&files.0.followers());
        assert_eq!(kept(), [value(taken), value(taken)], "{content}");
        assert_eq!(refused().as_deref(), says, "{content}");
        assert_eq!(single(&files, &path), Ok(value(taken)), "who comes later has the same");
    }
    fs::remove_file(&path).expect("removed");
    files.0.look(&files.0.followers());
    assert!(refused().is_some_and(|reason| reason.starts_with("it cannot be read")));
    folder.file("a", "three\r\n");
    files.0.look(&files.0.followers());
    assert_eq!(refused(), None, "what is there again is what is in use");
}

#[test]
fn several_values_of_one_file() {
    let folder = Folder::new("many");
    let path = folder.file("bind", "A=1\nB=2\n");
    let files = ValueFiles::default();
    let read = |content: &[u8], wanted: &[String]| {
        let text = String::from_utf8_lossy(content);
        let value = |name: &String| {
            let mut lines = text.lines().filter_map(|line| line.split_once('='));
            let found = lines.find(|(known, _)| known == name);
            let (_, value) = found.ok_or_else(|| format!("it has no {name}"))?;
            Ok((name.clone(), value.to_owned()))
        };
        wanted.iter().map(value).collect()
    };
    let ask = |name| files.settings("BIND_FILE", &path, Some(name), Box::new(read));
    assert_eq!(ask("A").map(|found| found.len()), Ok(1));
    assert_eq!(ask("C"), Err("it has no C".to_owned()), "and is not waited for");
    assert_eq!(ask("B").map(|found| found.len()), Ok(2));
    let keeper = Arc::new(Keeper(Mutex::default(), "bad"));
    let follower: Arc<dyn Follower> = keeper.clone();
    files.follow(Arc::downgrade(&follower));
    let kept = || lock(&keeper.0).iter().map(|(_, value)| value.clone()).collect::<String>();
    for (content, now) in [("A=1\nB=3\nC=4\n", "13"), ("A=5\n", "13"), ("B=6\nA=5\n", "56")] {
        folder.file("bind", content);
        files.0.look(&files.0.followers());
        assert_eq!(kept(), now, "{content}");
    }
}

/// A volume of Kubernetes: the file is a link into a folder behind a link, and that one is exchanged.
#[test]
#[cfg(unix)]
fn links_may_be_exchanged() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("links");
    for (version, content) in [("1", "one"), ("2", "two")] {
        fs::create_dir(folder.0.join(version)).expect("a folder");
        folder.file(&format!("{version}/a"), content);
    }
    symlink("1", folder.0.join("..data")).expect("a link");
    symlink("..data/a", folder.0.join("a")).expect("a link");
    let files = ValueFiles::default();
    let path = folder.0.join("a");
    let path = path.to_str().expect("a path");
    assert_eq!(single(&files, path), Ok(value("one")));
    symlink("2", folder.0.join("..next")).expect("a link");
    fs::rename(folder.0.join("..next"), folder.0.join("..data")).expect("exchanged");
    files.0.look(&files.0.followers());
    assert_eq!(single(&files, path), Ok(value("two")));
}

#[test]
fn what_is_no_file_with_a_value_is_refused() {
    let folder = Folder::new("none");
    let large = folder.file("large", &"x".repeat((1 << 20) + 1));
    let bytes = folder.0.join("bytes");
    fs::write(&bytes, b"hunter2\xff").expect("written");
    let mark = folder.file("mark", "\u{feff}hunter2");
    let here = folder.0.to_str().expect("a path").to_owned();
    for (path, says) in [
        ("/nowhere/a", "it cannot be read"),
        (&*here, "it is no regular file"),
        (&*folder.file("empty", "\n"), "it is empty"),
        (&*large, "it is larger than"),
        (bytes.to_str().expect("a path"), "no text in UTF-8"),
        (&*mark, "byte order mark"),
    ] {
        let said = single(&ValueFiles::default(), path).expect_err(path);
        assert!(said.contains(says), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

/// Whoever writes in place has written half of it for a while.
#[test]
fn what_is_being_written_is_not_taken() {
    let gone = || Err("it cannot be read".to_owned());
    let text = |text: &str| Ok(text.as_bytes().to_vec());
    for (seen, taken) in [
        ([text("one"), text("one")], Ok(None)),
        ([text(""), text("tw")], Ok(None)),
        ([text("tw"), text("two")], Ok(None)),
        ([gone(), text("two")], Ok(None)),
        ([text("two"), gone()], Ok(None)),
        ([text("two"), text("two")], text("two").map(Some)),
        ([gone(), gone()], gone().map(Some)),
    ] {
        let mut seen = seen.into_iter();
        assert_eq!(settled(b"one", || seen.next().expect("at most two looks")), taken);
    }
}

#[test]
fn who_is_gone_is_not_told() {
    let files = ValueFiles::default();
    let keeper: Arc<dyn Follower> = Arc::new(Keeper(Mutex::default(), "bad"));
    files.follow(Arc::downgrade(&keeper));
    assert_eq!((files.0.followers().len(), lock(&files.0.followers).are_told), (1, true));
    drop(keeper);
    assert_eq!((files.0.followers().len(), lock(&files.0.followers).are_told), (0, false));
}

#[test]
fn a_moment_keeps_its_value() {
    let (fixed, live) = (Live::new(1, false), Live::new(1, true));
    fixed.store(2);
    assert_eq!(*fixed.load(), 1);
    let before = live.load();
    live.store(2);
    assert_eq!((*before, *live.load()), (1, 2));
}

proptest! {
    #[test]
    fn one_line_break_at_the_end_is_no_part_of_a_value(content in "\\PC{0,8}[\\r\\n]{0,3}") {
        match one_text(content.as_bytes()) {
            Ok(value) => {
                let ends = ["", "\n", "\r\n"].map(|end| format!("{value}{end}"));
                prop_assert!(ends.contains(&content));
                prop_assert!(!value.is_empty());
            }
            Err(_) => prop_assert!(["", "\n", "\r\n"].contains(&&*content)),
        }
    }

    #[test]
    fn what_fits_a_header_is_what_headers_take(content in any::<Vec<u8>>()) {
        let text = String::from_utf8_lossy(&content);
        let taken = hyper::header::HeaderValue::from_str(&text).is_ok();
        prop_assert_eq!(fits_header(&text), taken);
    }
}

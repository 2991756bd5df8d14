//! What `naftiko generate` does to a folder, above all to what others have put there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const DOCUMENT: &str = "route-shadowed.yaml";
const OTHER: &str = "output-open.yaml";

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// A folder of one test, outside of this workspace; it is gone when the test is.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("generate-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn out(&self) -> PathBuf {
        self.0.join("crate")
    }

    fn generate(&self, document: &str, more: &[&str]) -> Run {
        let (out, runtime) = (self.out(), runtime());
        let fixed = ["--out", out.to_str().unwrap(), "--runtime", runtime.to_str().unwrap()];
        run(&[&["generate", document], &fixed[..], more].concat())
    }

    /// The same, for a crate that is called `berths` whatever it is made from.
    fn berths(&self, document: &str) -> Run {
        self.generate(document, &["--name", "berths"])
    }
}

fn runtime() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime")).unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
    command
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings"))
        .stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Run {
    let output = command(arguments).output().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Every path below a folder, with what is there.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                pending.push(path);
            } else if kind.is_file() {
                found.insert(name, fs::read_to_string(path).unwrap());
            } else {
                found.insert(name, format!("{kind:?}"));
            }
        }
    }
    found
}

fn put(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_crate_of_somebody_else_is_left_as_it_is() {
    let scratch = Scratch::new("foreign");
    for (name, text) in [
        ("Cargo.toml", "[package]\nname = \"mine\"\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("src/deep/util.rs", "// mine\n"),
        ("notes.txt", "mine"),
    ] {
        put(scratch.out().join(name), text);
    }
    let before = tree(&scratch.0);
    let refused = scratch.berths(DOCUMENT);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{}", refused.stderr);
    for name in ["Cargo.toml", "src/main.rs", "src/deep/util.rs"] {
        let line = format!("crate/{name}: it was not written by naftiko");
        assert!(refused.stderr.contains(&line), "{name}: {}", refused.stderr);
    }
    assert!(!refused.stderr.contains("notes.txt"), "{}", refused.stderr);
    assert_eq!(tree(&scratch.0), before);

    let forced = scratch.generate(DOCUMENT, &["--name", "berths", "--force"]);
    assert_eq!(forced.code, Some(0), "{}", forced.stderr);
    let after = tree(&scratch.out());
    assert_eq!(after["src/deep/util.rs"], "// mine\n");
    assert_eq!(after["notes.txt"], "mine");
    assert!(after["src/main.rs"].starts_with("// @generated"));
    assert!(after["Cargo.toml"].contains("name = \"berths\""));
}

#[test]
fn guests_among_the_sources_stay() {
    let scratch = Scratch::new("guests");
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    let src = scratch.out().join("src");
    put(src.join("bin/tool.rs"), "fn main() {}\n");
    put(src.join("notes.txt"), "mine");
    symlink("/etc/hostname", src.join("link")).unwrap();
    fs::create_dir(src.join("empty")).unwrap();
    let before = fs::metadata(src.join("notes.txt")).unwrap();
    let run = scratch.berths(OTHER);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let after = fs::metadata(src.join("notes.txt")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
    assert_eq!(fs::read_link(src.join("link")).unwrap(), Path::new("/etc/hostname"));
    assert!(src.join("empty").is_dir() && src.join("bin/tool.rs").is_file());
    assert!(src.join("output_open").is_dir() && !src.join("route_shadowed").exists());
    assert!(!scratch.out().join(".src.naftiko-stage").exists());
}

#[test]
fn edited_sources_are_named_and_edited_manifests_kept() {
    let scratch = Scratch::new("edited");
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    let library = scratch.out().join("src/lib.rs");
    let text = fs::read_to_string(&library).unwrap();
    fs::write(&library, format!("{text}// mine\n")).unwrap();
    let run = scratch.berths(DOCUMENT);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("src/lib.rs: it was changed since"), "{}", run.stderr);
    assert!(fs::read_to_string(&library).unwrap().ends_with("// mine\n"));
    assert_eq!(scratch.generate(DOCUMENT, &["--force"]).code, Some(0));
    assert_eq!(fs::read_to_string(&library).unwrap(), text);

    let manifest = scratch.out().join("Cargo.toml");
    let edited =
        fs::read_to_string(&manifest).unwrap() + "\n[lints.rust]\nunsafe_code = \"deny\"\n";
    fs::write(&manifest, &edited).unwrap();
    let run = scratch.berths(DOCUMENT);
    assert_eq!((run.code, run.stderr.contains("was edited")), (Some(0), false), "{}", run.stderr);
    let run = scratch.generate(DOCUMENT, &["--standalone"]);
    assert!(run.stderr.contains("Cargo.toml was edited and is left"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&manifest).unwrap(), edited);
}

#[test]
fn crates_from_before_the_marker_are_known() {
    let scratch = Scratch::new("before");
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    let src = scratch.out().join("src");
    fs::remove_file(src.join(".naftiko-generated")).unwrap();
    put(src.join("lib.rs.4711.tmp"), "");
    put(src.join("old.rs"), "// @generated by naftiko-codegen. Do not edit by hand\n");
    put(src.join("mine.rs"), "// mine\n");
    let run = scratch.berths(OTHER);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let after = tree(&src);
    assert!(after.contains_key(".naftiko-generated") && after.contains_key("mine.rs"));
    assert!(!after.contains_key("old.rs") && !after.contains_key("lib.rs.4711.tmp"));
}

#[test]
fn links_are_not_followed() {
    let elsewhere = Scratch::new("elsewhere");
    put(elsewhere.0.join("main.rs"), "theirs");
    put(elsewhere.0.join("lib.rs"), "theirs");
    for (link, is_folder) in [
        ("src", true),
        ("src/lib.rs", false),
        ("src/route_shadowed", true),
        ("Cargo.toml", false),
        ("Cargo.lock", false),
        ("README.md", false),
    ] {
        let scratch = Scratch::new("links");
        assert_eq!(scratch.berths(OTHER).code, Some(0));
        let place = scratch.out().join(link);
        if link == "src" {
            fs::remove_dir_all(&place).unwrap();
        } else {
            let _ = fs::remove_file(&place);
        }
        let to = if is_folder { elsewhere.0.clone() } else { elsewhere.0.join("lib.rs") };
        symlink(to, &place).unwrap();
        for more in [&["--name", "berths"][..], &["--name", "berths", "--force"]] {
            let run = scratch.generate(DOCUMENT, more);
            assert_eq!(run.code, Some(2), "{link}: {}", run.stderr);
            assert!(run.stderr.contains(&format!("crate/{link}: it is a link")), "{}", run.stderr);
        }
        assert!(place.is_symlink(), "{link}");
    }
    let theirs = tree(&elsewhere.0);
    assert_eq!(theirs.len(), 2, "{theirs:?}");
    assert!(theirs.values().all(|text| text == "theirs"));
}

#[test]
fn what_is_no_file_is_named_and_never_opened() {
    let scratch = Scratch::new("kinds");
    assert_eq!(scratch.berths(OTHER).code, Some(0));
    let pipe = |path: &Path| {
        let _ = fs::remove_file(path);
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    for name in ["src/lib.rs", "Cargo.toml"] {
        let path = scratch.out().join(name);
        let text = fs::read_to_string(&path).unwrap();
        pipe(&path);
        let run = scratch.berths(DOCUMENT);
        assert_eq!(run.code, Some(2), "{name}: {}", run.stderr);
        assert!(
            run.stderr.contains(&format!("crate/{name}: it is a named pipe")),
            "{}",
            run.stderr
        );
        assert!(fs::symlink_metadata(&path).unwrap().file_type().is_fifo());
        fs::remove_file(&path).unwrap();
        fs::write(&path, text).unwrap();
    }
    let document = scratch.0.join("documents/pipe.yaml");
    put(document.clone(), "");
    pipe(&document);
    for path in [document.as_path(), document.parent().unwrap(), Path::new("/dev/zero")] {
        for verb in ["check", "generate"] {
            let out = scratch.0.join("never");
            let out = ["--out", out.to_str().unwrap()];
            let more = if verb == "check" { &[][..] } else { &out[..] };
            let run = run(&[&[verb, path.to_str().unwrap()], more].concat());
            assert_eq!(run.code, Some(2), "{verb} {path:?}: {}", run.stderr);
            assert!(run.stderr.contains(", not a file"), "{}", run.stderr);
        }
    }
}

#[test]
fn empty_files_are_named() {
    for name in ["Cargo.toml", "README.md", "Cargo.lock", "src/lib.rs"] {
        let scratch = Scratch::new("empty");
        put(scratch.out().join(name), "");
        let run = scratch.berths(DOCUMENT);
        assert_eq!(run.code, Some(2), "{name}");
        assert!(run.stderr.contains(&format!("crate/{name}: it is empty")), "{}", run.stderr);
        assert_eq!(scratch.generate(DOCUMENT, &["--force"]).code, Some(0), "{name}");
        assert!(fs::metadata(scratch.out().join(name)).unwrap().len() > 0, "{name}");
    }
}

#[test]
fn a_crate_keeps_its_name() {
    let scratch = Scratch::new("name");
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    let before = tree(&scratch.0);
    let run = scratch.generate(DOCUMENT, &["--name", "quays"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("is called `berths`, not `quays`"), "{}", run.stderr);
    assert_eq!(tree(&scratch.0), before);
    let run = scratch.generate(DOCUMENT, &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.starts_with("the crate `berths` in"), "{}", run.stdout);
}

#[test]
fn names_that_are_taken() {
    let scratch = Scratch::new("taken");
    for name in
        ["naftiko-runtime", "naftiko_runtime", "std", "core", "test", "tokio", "build", "nul"]
    {
        let run = scratch.generate(DOCUMENT, &["--name", name]);
        assert_eq!(run.code, Some(2), "{name}");
        assert!(run.stderr.contains("cannot be the name of the crate"), "{}", run.stderr);
        assert!(!scratch.out().exists(), "{name}");
    }
}

#[test]
fn paths_of_the_runtime() {
    let scratch = Scratch::new("runtime");
    let out = scratch.out();
    let out = out.to_str().unwrap();
    let run = run(&["generate", DOCUMENT, "--out", out]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("name it with `--runtime PATH`"), "{}", run.stderr);
    assert!(!scratch.out().exists());

    let copy = scratch.0.join("vendor/runtime");
    put(copy.join("Cargo.toml"), &fs::read_to_string(runtime().join("Cargo.toml")).unwrap());
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings").join(DOCUMENT);
    let relative = |arguments: &[&str]| {
        let mut command = command(arguments);
        command.current_dir(&scratch.0).output().unwrap()
    };
    let document = document.to_str().unwrap();
    let output =
        relative(&["generate", document, "--out", "deep/er/crate", "--runtime", "vendor/runtime"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let manifest = scratch.0.join("deep/er/crate/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    assert!(text.contains("path = \"../../../vendor/runtime\""), "{text}");
    // It is kept, so it need not be said again.
    assert!(relative(&["generate", document, "--out", "deep/er/crate"]).status.success());
    assert_eq!(fs::read_to_string(&manifest).unwrap(), text);

    for (wrong, says) in [("deep/er/crate", "there is the crate"), ("vendor", "No such file")] {
        let output = relative(&["generate", document, "--out", "other", "--runtime", wrong]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(stderr.contains(says), "{stderr}");
    }
}

#[test]
fn workspaces_above_are_told_of() {
    let scratch = Scratch::new("workspace");
    let workspace = scratch.0.join("Cargo.toml");
    fs::write(&workspace, "[workspace]\nmembers = [\"other\"]\n").unwrap();
    let run = scratch.berths(DOCUMENT);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for line in ["members = [\"crate\"]", "exclude = [\"crate\"]"] {
        assert!(run.stderr.contains(line), "{}", run.stderr);
    }
    assert!(!scratch.out().join("Cargo.lock").exists());
    let manifest = fs::read_to_string(scratch.out().join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("[workspace]") && !manifest.contains("[profile"), "{manifest}");
    let readme = fs::read_to_string(scratch.out().join("README.md")).unwrap();
    assert!(readme.contains("[profile.release]"), "{readme}");
    for known in ["members = [\"c*\"]", "members = []\nexclude = [\"crate\"]"] {
        fs::write(&workspace, format!("[workspace]\n{known}\n")).unwrap();
        let run = scratch.berths(DOCUMENT);
        assert!(!run.stderr.contains("workspace"), "{known}: {}", run.stderr);
    }
    fs::write(&workspace, "[workspace]\n").unwrap();
    let run = scratch.generate(DOCUMENT, &["--standalone"]);
    assert!(run.code == Some(0) && !run.stderr.contains("workspace"), "{}", run.stderr);
    let manifest = fs::read_to_string(scratch.out().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("[workspace]") && manifest.contains("[profile.release]"));
    assert!(scratch.out().join("Cargo.lock").exists());
}

#[test]
fn what_comes_next_is_said() {
    let scratch = Scratch::new("next");
    let run = scratch.berths(DOCUMENT);
    let out = scratch.out();
    let manifest = out.join("Cargo.toml");
    for line in [
        format!("wrote the crate `berths` to {}\n", out.display()),
        format!("  cargo run --manifest-path {} -- serve --mock\n", manifest.display()),
        format!("  cargo run --manifest-path {} -- describe\n", manifest.display()),
    ] {
        assert!(run.stdout.contains(&line), "{}", run.stdout);
    }
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let scratch = Scratch::new("full");
    assert_eq!(scratch.berths(OTHER).code, Some(0));
    put(scratch.out().join("src/notes.txt"), "mine");
    let before = tree(&scratch.0);
    let out = scratch.out();
    // A file may have no more than so many blocks of 512 bytes.
    for blocks in [0, 1] {
        for folder in [out.as_path(), &scratch.0.join("fresh")] {
            let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
            let output = Command::new("sh")
                .args(["-c", &limited, env!("CARGO_BIN_EXE_naftiko"), "generate"])
                .args([DOCUMENT, "--name", "berths", "--out", folder.to_str().unwrap()])
                .args(["--runtime", runtime().to_str().unwrap()])
                .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings"))
                .output()
                .unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{blocks}: {stderr}");
            assert!(stderr.contains("File too large"), "{stderr}");
            assert_eq!(tree(&scratch.0), before, "{blocks}");
        }
    }
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
}

#[test]
fn an_interrupted_run_leaves_the_old_crate_or_the_new_one() {
    let scratch = Scratch::new("killed");
    let complete = |document: &str| {
        assert_eq!(scratch.berths(document).code, Some(0));
        let mut complete = tree(&scratch.out());
        complete.retain(|path, _| path.starts_with("src/"));
        complete
    };
    let old = complete(OTHER);
    let new = complete(DOCUMENT);
    put(scratch.out().join("src/notes.txt"), "mine");
    let out = scratch.out();
    let mut seen = [0, 0];
    for round in 0..120_u64 {
        let document = if round % 2 == 0 { OTHER } else { DOCUMENT };
        let fixed = ["--name", "berths", "--out", out.to_str().unwrap()];
        let mut child = command(&[&["generate", document], &fixed[..]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(1500 + round * 1357 % 30_000));
        let _ = child.kill();
        child.wait().unwrap();
        let mut found = tree(&out);
        found.retain(|path, _| path.starts_with("src/"));
        assert_eq!(found.remove("src/notes.txt").as_deref(), Some("mine"), "round {round}");
        assert!(found == old || found == new, "round {round}: {:?}", found.keys());
        seen[usize::from(found == new)] += 1;
    }
    println!("{seen:?}");
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    let left: Vec<String> = tree(&out).into_keys().filter(|path| path.contains("stage")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn of_two_runs_at_once_each_is_whole() {
    let scratch = Scratch::new("both");
    let out = scratch.out();
    for _ in 0..10 {
        let start = |document| {
            let fixed = ["--name", "berths", "--out", out.to_str().unwrap()];
            let runtime = runtime();
            let runtime = ["--runtime", runtime.to_str().unwrap()];
            let arguments = [&["generate", document], &fixed[..], &runtime[..]].concat();
            command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let mut runs = [start(OTHER), start(DOCUMENT), start(OTHER), start(DOCUMENT)];
        for run in &mut runs {
            assert!(run.wait().unwrap().success());
        }
        let after = tree(&out);
        let whole = |module: &str, other: &str| {
            after.contains_key(&format!("src/{module}/mod.rs"))
                && !after.keys().any(|path| path.starts_with(&format!("src/{other}/")))
                && after["src/lib.rs"].contains(module)
                && after["README.md"].contains(&module.replace('_', "-"))
        };
        assert!(
            whole("output_open", "route_shadowed") || whole("route_shadowed", "output_open"),
            "{:?}",
            after.keys()
        );
    }
}

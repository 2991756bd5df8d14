//! The checked-in `generated-forge` is what the documents in `specs/` say.
//!
//! This test lives here and not in the root package, because building that repairs the tree first.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::Path;

use naftiko_codegen::sync::{self, Written};
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Files, Options, generate};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn sources() -> Vec<Source> {
    let mut names: Vec<String> = fs::read_dir(root().join("specs"))
        .unwrap()
        .map(|entry| format!("specs/{}", entry.unwrap().file_name().to_str().unwrap()))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "specs/ is empty");
    names
        .into_iter()
        .map(|name| Source::from_bytes(&name, fs::read(root().join(&name)).unwrap()).unwrap())
        .collect()
}

fn compile(sources: &[Source]) -> Files {
    let names = CrateNames { binary: "forge".into(), library: "generated_forge".into() };
    generate(&names, sources, &Options::default()).unwrap().0
}

#[test]
fn checked_in_code_is_in_sync() {
    let stale = sync::stale(&root().join("generated-forge/src"), &compile(&sources())).unwrap();
    assert!(stale.is_empty(), "run `cargo build` and commit: {stale:?}");
}

#[test]
fn writing_twice_touches_nothing() {
    let files = compile(&sources());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sync/src");
    let _ = fs::remove_dir_all(folder.parent().unwrap());
    assert_eq!(sync::sync(&folder, &files, false).unwrap().changed.len(), files.len());
    let stamp = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let before = stamp(&folder.join("lib.rs"));
    assert_eq!(sync::sync(&folder, &files, false).unwrap(), Written::default());
    assert_eq!(stamp(&folder.join("lib.rs")), before);

    fs::write(folder.join("mine.rs"), "").unwrap();
    fs::write(folder.join("notes.txt"), "kept").unwrap();
    fs::write(folder.join("main.rs"), "edited").unwrap();
    let refused = sync::sync(&folder, &files, false).unwrap_err().to_string();
    assert!(refused.contains("main.rs: it was not written by naftiko"), "{refused}");
    assert_eq!(sync::stale(&folder, &files).unwrap(), [folder.join("main.rs")]);
    let mended = sync::sync(&folder, &files, true).unwrap();
    assert_eq!(mended.changed, [folder.join("main.rs")]);
    assert!(folder.join("mine.rs").exists() && folder.join("notes.txt").exists());
    assert_eq!(stamp(&folder.join("lib.rs")), before);
    assert_eq!(sync::stale(&folder, &files).unwrap(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn the_order_of_documents_does_not_decide_a_modules_text() {
    let copy = |name: &str| Source::new(name, sources()[0].text().to_owned());
    let forth = compile(&[copy("specs/a.yaml"), copy("specs/b.yaml")]);
    let back = compile(&[copy("specs/b.yaml"), copy("specs/a.yaml")]);
    for (path, text) in forth.iter().filter(|(path, _)| path.contains('/')) {
        assert_eq!(back.get(path), Some(text), "{path}");
    }
}

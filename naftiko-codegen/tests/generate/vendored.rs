//! Crates that have the sources of the runtime in them.

use std::fs;

use crate::{DOCUMENT, OTHER, Scratch, put, tree};

#[test]
fn a_crate_needs_no_other_folder() {
    let scratch = Scratch::new("vendor");
    let run = scratch.generate_alone(DOCUMENT, &["--name", "berths", "--vendor"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("crate/naftiko-runtime\n"), "{}", run.stdout);
    let files = tree(&scratch.out());
    assert!(files["Cargo.toml"].contains("path = \"naftiko-runtime\""));
    assert!(files.contains_key("naftiko-runtime/src/lib.rs"));
    let manifest = &files["naftiko-runtime/Cargo.toml"];
    assert!(manifest.contains("[features]") && !manifest.contains("dev-dependencies"));

    let again = scratch.generate_alone(DOCUMENT, &[]);
    assert!(again.stdout.contains("is up to date"), "{}", again.stdout);
    assert_eq!(tree(&scratch.out()), files);
}

#[test]
fn what_an_older_compiler_carried_is_replaced() {
    let scratch = Scratch::new("vendor-older");
    assert_eq!(scratch.generate_alone(DOCUMENT, &["--name", "berths", "--vendor"]).code, Some(0));
    // A file that was there then and is not any more, as the marker tells it.
    let folder = scratch.out().join("naftiko-runtime");
    let marker = fs::read_to_string(folder.join(".naftiko-generated")).unwrap();
    let line = marker.lines().find(|line| line.contains("src/lib.rs")).unwrap();
    put(
        folder.join(".naftiko-generated"),
        &format!("{marker}{}\n", line.replace("lib.rs", "old.rs")),
    );
    fs::copy(folder.join("src/lib.rs"), folder.join("src/old.rs")).unwrap();
    let run = scratch.generate_alone(OTHER, &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!folder.join("src/old.rs").exists());
}

#[test]
fn both_folders_are_written_or_none() {
    let scratch = Scratch::new("vendor-foreign");
    put(scratch.out().join("naftiko-runtime/src/lib.rs"), "// mine\n");
    let before = tree(&scratch.0);
    let run = scratch.generate_alone(DOCUMENT, &["--name", "berths", "--vendor"]);
    assert_eq!(run.code, Some(2));
    let line = "crate/naftiko-runtime/src/lib.rs: it was not written by naftiko";
    assert!(run.stderr.contains(line), "{}", run.stderr);
    assert_eq!(tree(&scratch.0), before);
}

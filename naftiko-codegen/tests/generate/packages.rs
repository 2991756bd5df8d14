//! What a crate is called, what it stands on, and where it lies.

use std::fs;
use std::path::Path;

use crate::{DOCUMENT, Scratch, command, put, run, runtime, tree};

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
    assert!(run.stderr.contains("`--runtime PATH` names a folder"), "{}", run.stderr);
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
fn a_manifest_asks_for_what_documents_use() {
    let scratch = Scratch::new("features");
    let asked = |features: &str| {
        let manifest = fs::read_to_string(scratch.out().join("Cargo.toml")).unwrap();
        let line = format!("default-features = false, features = {features} }}");
        assert!(manifest.contains(&line), "{manifest}");
    };
    let has_md5 = || {
        let lock = fs::read_to_string(scratch.out().join("Cargo.lock")).unwrap();
        (lock.contains("name = \"md5\""), lock.contains(" \"md5\","))
    };
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    asked("[\"rest\"]");
    assert_eq!(has_md5(), (false, false));
    assert_eq!(scratch.berths("feature-missing.yaml").code, Some(0));
    asked("[\"digest\", \"rest\"]");
    assert_eq!(has_md5(), (true, true));
}

#[test]
fn an_edited_manifest_has_to_ask_for_it() {
    let scratch = Scratch::new("lacks");
    assert_eq!(scratch.berths(DOCUMENT).code, Some(0));
    let path = scratch.out().join("Cargo.toml");
    let text = fs::read_to_string(&path).unwrap() + "# mine\n";
    fs::write(&path, &text).unwrap();
    let before = tree(&scratch.0);
    let run = scratch.berths("feature-missing.yaml");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("lacks the feature `digest`"), "{}", run.stderr);
    assert!(run.stderr.contains("features = [\"digest\", \"rest\"]"), "{}", run.stderr);
    assert_eq!(tree(&scratch.0), before);
    for (asked, instead) in [
        ("features = [\"rest\"]", "features = [\"rest\", \"digest\"]"),
        (", default-features = false, features = [\"rest\"]", ""),
        ("[features]\n", "[features]\nlogins = [\"naftiko-runtime/digest\"]\n"),
    ] {
        assert!(text.contains(asked), "{text}");
        fs::write(&path, text.replace(asked, instead)).unwrap();
        let run = scratch.berths("feature-missing.yaml");
        assert_eq!(run.code, Some(0), "{instead}: {}", run.stderr);
    }
}

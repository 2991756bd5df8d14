//! What somebody sees who begins: `new`, and what `serve` and `build` say when something is missing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[path = "scratch/mod.rs"]
mod scratch;

use scratch::Scratch;

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the command in a folder; only the variables that are named differ.
fn naftiko(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_naftiko"))
        .args(arguments)
        .current_dir(folder)
        .env("NAFTIKO_CACHE", folder.join("cache"))
        .env_remove("CARGO")
        .env_remove("RUSTC")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of programs: scripts by their names.
fn programs(folder: &Path, scripts: &[(&str, &str)]) -> String {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin).unwrap();
    for (name, script) in scripts {
        // Another process writes it: a child of another test would keep a file of this one open, and it is busy then.
        let write = "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1\" && chmod 755 \"$1\"";
        let path = bin.join(name);
        let written = Command::new("sh").args(["-c", write, "sh"]).arg(&path).arg(script).status();
        assert!(written.unwrap().success());
    }
    bin.to_str().unwrap().to_owned()
}

const RUSTC: &str = "echo 'rustc 1.95.0\nrelease: 1.95.0\nhost: x86_64-unknown-linux-gnu'";

#[test]
fn new_makes_a_document_that_compiles() {
    let scratch = Scratch::new("new");
    for (name, example) in [("shop", None), ("tickets", Some("github")), ("door", Some("gateway"))]
    {
        let example = example.map_or(Vec::new(), |example| vec!["--example", example]);
        let run = naftiko(&scratch.0, &[&["new", name], &example[..]].concat(), &[]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        let document = format!("{name}/{name}.yaml");
        assert!(run.stdout.starts_with(&format!("made {document}\n")), "{}", run.stdout);
        // The next commands that it names are commands.
        for line in run.stdout.lines().filter_map(|line| line.strip_prefix("  naftiko ")) {
            let help = naftiko(&scratch.0, &[line.split(' ').next().unwrap(), "--help"], &[]);
            assert_eq!(help.code, Some(0), "{line}");
        }
        let check = naftiko(&scratch.0, &["check", "--deny", "warnings", &document], &[]);
        assert_eq!((check.code, check.stdout.as_str()), (Some(0), ""), "{}", check.stderr);
        let text = fs::read_to_string(scratch.0.join(&document)).unwrap();
        assert!(!text.contains("FILE"), "{text}");
    }
}

#[test]
fn new_leaves_what_is_there() {
    let scratch = Scratch::new("new-there");
    fs::create_dir(scratch.0.join("shop")).unwrap();
    fs::write(scratch.0.join("shop/mine"), "mine").unwrap();
    let run = naftiko(&scratch.0, &["new", "shop"], &[]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stderr, "error: shop is there already: choose another name, or move it away\n");
    assert_eq!(fs::read_dir(scratch.0.join("shop")).unwrap().count(), 1);
    for name in ["../shop2", "a b", "9", "ä"] {
        let run = naftiko(&scratch.0, &["new", name], &[]);
        assert_eq!(run.code, Some(2), "{name}");
        assert!(run.stderr.contains("cannot be the name of a capability"), "{}", run.stderr);
    }
}

#[test]
fn mistakes_are_told_before_anything_is_built() {
    let scratch = Scratch::new("first-mistakes");
    assert_eq!(naftiko(&scratch.0, &["new", "shop"], &[]).code, Some(0));
    let path = scratch.0.join("shop/shop.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("call: open-meteo.get-forecast", "call: open-meteo.get-forcast"))
        .unwrap();
    // No cargo that could build anything.
    let bin = programs(&scratch.0, &[("cargo", "test \"$1\" = -V"), ("rustc", RUSTC)]);
    for command in [&["serve", "shop"][..], &["build", "shop", "-o", "out"]] {
        let run = naftiko(&scratch.0, command, &[("PATH", &bin)]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(run.stderr.contains("did you mean `open-meteo.get-forecast`?"), "{}", run.stderr);
        assert!(run.stderr.contains("--> shop/shop.yaml:"), "{}", run.stderr);
    }
    assert!(!scratch.0.join("out").exists());
}

#[test]
fn what_is_missing_on_the_machine() {
    let scratch = Scratch::new("first-missing");
    assert_eq!(naftiko(&scratch.0, &["new", "shop"], &[]).code, Some(0));
    let old = RUSTC.replace("1.95.0", "1.80.1");
    let no_network = "case $1 in -V) ;; *) echo 'could not resolve host' >&2; exit 101;; esac";
    let no_compiler =
        "case $1 in -V|fetch) ;; *) echo 'linker `cc` not found' >&2; exit 101;; esac";
    for (scripts, expected) in [
        (&[][..], "https://rustup.rs installs"),
        (&[("cargo", "true")], "`rustc` is not there"),
        (&[("cargo", "true"), ("rustc", old.as_str())], "`rustup update` brings a newer one"),
        (&[("cargo", no_network), ("rustc", RUSTC)], "the first build needs the network"),
        (&[("cargo", no_compiler), ("rustc", RUSTC)], "the build needs `cc` and `make`"),
    ] {
        let _ = fs::remove_dir_all(scratch.0.join("bin"));
        let bin = programs(&scratch.0, scripts);
        let run = naftiko(&scratch.0, &["serve", "shop"], &[("PATH", &bin)]);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
}

/// The user's own settings may name another machine; what is served is what was built now.
#[test]
fn a_program_is_built_for_this_machine() {
    let scratch = Scratch::new("first-target");
    assert_eq!(naftiko(&scratch.0, &["new", "shop"], &[]).code, Some(0));
    let cargo = "test \"$1\" = build || exit 0
while test \"$1\" != --target; do shift; done
mkdir -p \"$CARGO_TARGET_DIR/$2/release\"
echo \"built for $2\" > \"$CARGO_TARGET_DIR/$2/release/shop\"";
    let bin = programs(&scratch.0, &[("cargo", cargo), ("rustc", RUSTC)]);
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
    let run = naftiko(
        &scratch.0,
        &["build", "shop", "-o", "program"],
        &[("PATH", &path), ("CARGO_BUILD_TARGET", "wasm32-unknown-unknown")],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let built = fs::read_to_string(scratch.0.join("program")).unwrap();
    assert_eq!(built, "built for x86_64-unknown-linux-gnu\n");
}

#[test]
fn places_that_cannot_be_used() {
    let scratch = Scratch::new("first-places");
    assert_eq!(naftiko(&scratch.0, &["new", "shop"], &[]).code, Some(0));
    let run = naftiko(&scratch.0, &["build", "shop", "-o", "nowhere/out"], &[]);
    assert!(run.stderr.contains("nowhere is not there: make the folder first"), "{}", run.stderr);
    let run = naftiko(&scratch.0, &["build", "shop", "-o", "shop"], &[]);
    assert!(run.stderr.contains("shop is a folder"), "{}", run.stderr);
    let run = naftiko(&scratch.0, &["serve", "--watch", "-"], &[]);
    assert!(run.stderr.contains("stdin cannot be watched"), "{}", run.stderr);
    fs::write(scratch.0.join("file"), "").unwrap();
    let run = naftiko(&scratch.0, &["serve", "shop"], &[("NAFTIKO_CACHE", "file/cache")]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("file/cache"), "{}", run.stderr);
}

#[test]
fn nothing_to_serve() {
    let scratch = Scratch::new("first-nothing");
    let document =
        "naftiko: 1.0.0-alpha2\ninfo: {label: Empty, description: Nothing}\ncapability: {}\n";
    fs::write(scratch.0.join("empty.yaml"), document).unwrap();
    let bin = programs(&scratch.0, &[("cargo", "test \"$1\" = -V"), ("rustc", RUSTC)]);
    let run = naftiko(&scratch.0, &["serve", "empty.yaml"], &[("PATH", &bin)]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("there is nothing to serve"), "{}", run.stderr);
}

//! The dependency directions of ARCHITECTURE.md: each phase names only what stands before it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// A module of the compiler, and the modules of the crate it may name.
const ALLOWED: &[(&str, &[&str])] = &[
    ("source", &["finding", "source"]),
    ("finding", &["source", "names", "characters", "finding"]),
    ("names", &[]),
    ("characters", &[]),
    ("encoding", &[]),
    ("disk", &[]),
    ("attachments", &["disk"]),
    ("spec", &["source", "finding", "names", "spec"]),
    ("model", &["model"]),
    ("lower", &["attachments", "spec", "model", "source", "finding", "names", "encoding", "lower"]),
    ("check", &["lower", "model", "source", "finding", "names", "check"]),
    ("emit", &["model", "names", "encoding", "characters", "emit", "CrateNames"]),
    ("render", &["emit", "characters", "Files"]),
    ("sync", &["Files", "disk"]),
];

#[test]
fn phases_name_only_what_stands_before_them() {
    let mut wrong = Vec::new();
    for (module, allowed) in ALLOWED {
        for (path, text) in sources(module) {
            for named in crate_paths(&text) {
                if !allowed.contains(&named.as_str()) {
                    wrong.push(format!("{}: crate::{named}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_yaml_parser_is_named_in_one_file() {
    let mut files = Vec::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    visit(&src, &mut |path, text| {
        if code(text).contains("serde_yaml") {
            files.push(path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned());
        }
    });
    assert_eq!(files, ["source/yaml.rs"]);
}

#[test]
fn emitters_and_renderer_touch_no_disk_and_cannot_fail() {
    for module in ["emit", "render"] {
        for (path, text) in sources(module) {
            let text = code(&text);
            for word in [
                "std::fs",
                "std::io",
                "std::env",
                "Result<TokenStream",
                "Result<Module",
                "Result<Files",
            ] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

/// The files of a module, whether it is a file or a folder.
fn sources(module: &str) -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut push = |path: &Path, text: &str| found.push((path.to_owned(), text.to_owned()));
    let file = src.join(format!("{module}.rs"));
    if file.exists() {
        push(&file, &fs::read_to_string(&file).unwrap());
    } else {
        visit(&src.join(module), &mut push);
    }
    assert!(!found.is_empty(), "{module} is gone");
    found
}

fn visit(folder: &Path, each: &mut dyn FnMut(&Path, &str)) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            visit(&path, each);
        } else {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// What a file says outside of comments and of its own tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The first name behind each `crate::`.
fn crate_paths(text: &str) -> Vec<String> {
    let text = code(text);
    let behind = text.split("crate::").skip(1);
    behind
        .filter(|rest| !rest.starts_with('{'))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

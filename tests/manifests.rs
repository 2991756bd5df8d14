//! The two manifests of the generated crate say the same, and what ships knows nothing of YAML.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

mod sources;

use sources::ROOT;

/// The lines of a section, paths left out: they differ by where the manifest is.
fn section(manifest: &str, name: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(manifest)).unwrap();
    let section = text.split(&format!("\n[{name}]\n")).nth(1).expect("the section");
    section
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(without_path)
        .collect()
}

fn without_path(line: &str) -> String {
    match line.split_once("path = \"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once('"').expect("a path").1),
        None => line.to_owned(),
    }
}

#[test]
fn both_manifests_list_the_same_dependencies_and_features() {
    let root = section("Cargo.toml", "dependencies");
    assert_eq!(root, section("generated-forge/Cargo.toml", "dependencies"));
    assert_eq!(root.len(), 1, "generated code stands on the runtime alone: {root:?}");
    let features = section("Cargo.toml", "features");
    assert_eq!(features, section("generated-forge/Cargo.toml", "features"));
    let names: Vec<&str> = features.iter().filter_map(|line| line.split(" = ").next()).collect();
    assert_eq!(names, ["allocator", "default", "otlp", "page", "release_max_level_debug"]);
}

#[test]
fn the_distribution_manifest_stands_alone() {
    let text = fs::read_to_string(Path::new(ROOT).join("generated-forge/Cargo.toml")).unwrap();
    assert!(!text.contains("workspace"), "it inherits from the workspace");
    assert!(!text.lines().any(|line| line.starts_with("build")), "it has a build script");
    let runtime = fs::read_to_string(Path::new(ROOT).join("runtime/Cargo.toml")).unwrap();
    assert!(!runtime.contains("workspace"), "the runtime inherits from the workspace");
}

#[test]
fn the_shipped_binary_contains_no_compiler() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "forge", "--edges", "normal", "--prefix", "none", "--offline"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(tree.contains("naftiko-runtime") && tree.contains("hyper"), "{tree}");
    let shipped: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    for name in ["naftiko-codegen", "serde_yaml", "unsafe-libyaml", "syn", "quote", "clap"] {
        assert!(!shipped.contains(name), "{name} is shipped: {tree}");
    }
    // No document here has a file of binds in YAML; one that has brings the parser along, and no more.
    let is_yaml = |name: &&str| name.contains("yaml") || *name == "granit-parser";
    assert_eq!(shipped.iter().copied().find(is_yaml), None, "{tree}");
    let features = |features: &str| {
        let arguments = ["tree", "--package", "naftiko-runtime", "--edges", "normal", "--offline"];
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--prefix", "none", "--no-default-features", "--features", features])
            .current_dir(ROOT)
            .output()
            .unwrap();
        let tree = String::from_utf8(output.stdout).unwrap();
        let names = tree.lines().filter_map(|line| line.split(' ').next());
        names.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let (without, with) = (features("rest"), features("rest,yaml"));
    let more: Vec<&String> = with.difference(&without).collect();
    assert_eq!(more, ["arraydeque", "granit-parser"]);
}

#[test]
fn generated_code_names_the_runtime_and_itself() {
    for (path, text) in sources::below("generated-forge/src") {
        for line in text.lines().map(str::trim).filter(|line| line.contains("use ")) {
            let named = line.split("use ").nth(1).unwrap();
            let own = [
                "naftiko_runtime::",
                "super::",
                "crate::",
                "forge_training_jobs::",
                "std::process::",
            ];
            let code = !line.starts_with("//");
            assert!(!code || own.iter().any(|name| named.starts_with(name)), "{path:?}: {line}");
        }
        // What whoever compiles it may say: the version, the commit, and whether there is a page.
        let said = [
            "option_env!(\"NAFTIKO_COMMIT\")",
            "env!(\"CARGO_PKG_VERSION\")",
            "#[cfg(feature = \"page\")]",
        ];
        let text = said.iter().fold(text, |text, one| text.replace(one, ""));
        for word in ["env!", "include_str!", "cfg(feature", "unwrap()", "panic!"] {
            assert!(!text.contains(word), "{path:?} contains {word}");
        }
    }
}

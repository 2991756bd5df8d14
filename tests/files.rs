//! What is promised of files: where they are read, and of which type they are.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

mod sources;

use sources::ROOT;

/// The table of media types in a file; the compiler and the runtime know nothing of each other.
fn table(file: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(file)).unwrap();
    let table = text.split("fn media_of(").nth(1).expect("a table");
    let lines = table.lines().take_while(|line| *line != "}").map(str::to_owned);
    lines.collect()
}

#[test]
fn a_file_is_of_one_type_compiled_in_and_from_disk() {
    let compiler = table("naftiko-codegen/src/lower/surface/mcp/files.rs");
    assert!(compiler.len() > 15, "{compiler:?}");
    assert_eq!(compiler, table("runtime/src/surface/mcp/resources/folders.rs"));
}

#[test]
fn the_runtime_asks_the_disk_in_two_places() {
    let mut asking = Vec::new();
    for (path, text) in sources::below("runtime/src") {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let words = ["std::fs", "fs::", "File::", "OpenOptions", ".canonicalize("];
        if code.clone().any(|line| words.iter().any(|word| line.contains(word))) {
            let path = path.strip_prefix(ROOT).unwrap().to_str().unwrap().replace('\\', "/");
            asking.push(path);
        }
    }
    asking.retain(|path| !path.ends_with("/tests.rs"));
    asking.sort();
    // Folders and files that an operator names, and nobody else.
    assert_eq!(asking, ["runtime/src/folder/disk.rs", "runtime/src/value_file/mod.rs"]);
}

#[test]
fn colours_are_decided_alike_by_compiler_and_binary() {
    let rule = |file: &str| {
        let text = fs::read_to_string(Path::new(ROOT).join(file)).unwrap();
        let rule = text.split("pub(super) fn colored(").nth(1).expect("a rule").to_owned();
        rule.split("\n}\n").next().unwrap().trim_end_matches("\n}").to_owned()
    };
    assert_eq!(rule("naftiko-codegen/src/cli/color.rs"), rule("runtime/src/log/color.rs"));
}

/// A row of `docs/http.md` is worth what its test is.
#[test]
fn every_rule_of_http_names_a_test_that_is_there() {
    let text = fs::read_to_string(Path::new(ROOT).join("docs/http.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Row"));
    let rows: Vec<&str> = rows.filter(|line| !line.starts_with("| ---")).collect();
    assert_eq!(rows.len(), 64);
    for row in rows {
        let named = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for name in named.split(", ").map(|name| name.trim_matches('`')) {
            let is_there = match name.split_once("::") {
                Some((module, test)) => {
                    let file = format!("runtime/tests/it/{module}.rs");
                    let text = fs::read_to_string(Path::new(ROOT).join(file));
                    text.is_ok_and(|text| text.contains(&format!("fn {test}()")))
                }
                None if name.ends_with(".rs") => Path::new(ROOT).join(name).is_file(),
                None => name == "none: the library decides",
            };
            assert!(is_there, "{name}: {row:.40}");
        }
    }
}

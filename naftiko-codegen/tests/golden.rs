//! Documents beside the code that is made from them, and that code compiles without a warning.
//!
//! `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test golden` rewrites what differs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod cargo_command;

use std::fs;
use std::path::{Path, PathBuf};

use cargo_command::cargo;
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Files, Options, generate, sync};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn cases() -> Vec<String> {
    let mut cases: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    cases.sort();
    assert!(cases.len() >= 7, "the golden documents are gone");
    cases
}

fn compile(case: &str) -> Files {
    let text = fs::read_to_string(folder().join(case).join(format!("{case}.yaml"))).unwrap();
    let source = Source::new(format!("{case}.yaml"), text).in_folder(folder().join(case));
    let names = CrateNames { binary: case.to_owned(), library: format!("golden_{case}") };
    match generate(&names, &[source], &Options::default()) {
        Ok((files, _)) => files,
        Err(reports) => panic!("{case} is rejected: {:?}", reports[0].findings),
    }
}

#[test]
fn generated_code_is_what_was_reviewed() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for case in cases() {
        let files = compile(&case);
        let src = folder().join(&case).join("src");
        if update {
            sync::sync(&src, &files, true).unwrap();
        }
        let stale = sync::stale(&src, &files).unwrap();
        assert!(stale.is_empty(), "{case} differs from its golden files: {stale:?}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for case in cases() {
        assert_eq!(compile(&case), compile(&case), "{case}");
    }
}

/// A single output schema of another type would make clients of 2025 refuse the whole list.
#[test]
fn output_schemas_of_tools_are_of_objects() {
    let text = fs::read_to_string(folder().join("outputs/outputs.yaml")).unwrap();
    let tools = [
        "{type: array, mapping: $.ships, items: {type: string, mapping: $.name}}",
        "{type: object, mapping: '$.ships[0]'}",
        "{type: array, mapping: '$.ships[*].name'}",
        "{type: string, value: registry}",
        "{type: object, properties: {total: {type: number, mapping: $.meta.total}}}",
    ];
    let tools = tools.iter().enumerate().map(|(number, output)| {
        format!(
            "    - name: tool-{number}\n      description: A tool\n      call: registry.list-ships\n      \
             outputParameters: [{output}]\n"
        )
    });
    let text = text + &tools.collect::<String>();
    let names = CrateNames { binary: "outputs".to_owned(), library: "outputs".to_owned() };
    let source = Source::new("outputs.yaml".to_owned(), text);
    let (files, _) = generate(&names, &[source], &Options::default()).unwrap();
    let list = &files["outputs/mcp.rs"];
    let schemas: Vec<&str> = list.split("\"outputSchema\":").skip(1).collect();
    assert_eq!(schemas.len(), 2, "{list}");
    for schema in schemas {
        assert!(schema.starts_with("{\"type\":\"object\","), "{schema}");
    }
}

/// One workspace of all golden crates, in which every warning is an error.
#[test]
fn generated_code_compiles_without_warnings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden");
    let _ = fs::remove_dir_all(&work);
    let mut members = String::new();
    for case in cases() {
        let package = work.join(&case);
        sync::sync(&package.join("src"), &compile(&case), false).unwrap();
        fs::write(package.join("Cargo.toml"), manifest(&case, root)).unwrap();
        members.push_str(&format!("\"{case}\", "));
    }
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    fs::write(work.join("Cargo.toml"), workspace).unwrap();
    fs::copy(root.join("Cargo.lock"), work.join("Cargo.lock")).unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = cargo()
        .args(["build", "--workspace", "--offline", "--quiet", "--target-dir"])
        .arg(target)
        // The profile of this workspace, so that dependencies are not built once more.
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
        .current_dir(&work)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("warning:"), "{stderr}");
}

fn manifest(case: &str, root: &Path) -> String {
    let runtime = root.join("runtime");
    format!(
        "[package]\nname = \"golden-{case}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\nname = \"golden_{case}\"\n\n\
         [features]\ndefault = [\"page\"]\npage = [\"naftiko-runtime/page\"]\n\n\
         [dependencies]\nnaftiko-runtime = {{ path = {runtime:?} }}\n\n\
         [lints.rust]\nwarnings = \"deny\"\n"
    )
}

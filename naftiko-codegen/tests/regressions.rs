//! Documents that once broke the compiler, or what it wrote.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::Path;

use naftiko_codegen::finding::{Style, Verdict, render};
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, check, generate};

#[test]
fn what_once_broke_the_compiler_does_so_no_more() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let source = Source::from_bytes(path.to_string_lossy(), fs::read(&path).unwrap()).unwrap();
        check_document(&source);
        count += 1;
    }
    assert!(count > 0, "the documents are gone");
}

fn check_document(source: &Source) {
    let options = Options { keep_going: true };
    let report = check(source, &options);
    for finding in &report.findings {
        let text = render(&report.sources, finding, Style::Plain);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    }
    if report.verdict == Verdict::Reject {
        return;
    }
    let names = CrateNames { binary: "again".into(), library: "again_library".into() };
    let (files, _) = generate(&names, std::slice::from_ref(source), &options).unwrap();
    for (path, code) in &files {
        let name = source.name();
        if let Err(error) = syn::parse_file(code) {
            panic!("{name}: {path} is no Rust: {error}\n{code}");
        }
        assert!(!code.contains(|c: char| c.is_control() && c != '\n'), "{name}: {path}");
        assert!(!code.contains(['\u{202e}', '\u{2066}']), "{name}: {path}");
        assert!(
            !code.lines().any(|line| line.starts_with("pub static OOPS")),
            "{name}: {path} has text of the document as code"
        );
    }
}

//! Real documents, and what was found to be right for each of them.
//!
//! They are not part of this repository: `NAFTIKO_CORPUS` names the folder, and
//! `cargo test -p naftiko-codegen --test corpus -- --include-ignored` runs these tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::finding::{Findings, Level, Verdict};
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Files, Options, check, generate};

/// A line of an `expectations.tsv`.
struct Expectation {
    path: PathBuf,
    verdict: String,
    rest_routes: String,
    mcp_tools: String,
    codes: BTreeSet<String>,
}

fn expectations() -> Vec<Expectation> {
    let root = env::var_os("NAFTIKO_CORPUS").expect("NAFTIKO_CORPUS names no folder");
    let root = PathBuf::from(root);
    let mut folders = vec![root.clone()];
    let supplement = fs::read_dir(root.join("supplement")).into_iter().flatten();
    folders.extend(supplement.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()));
    folders.sort();
    let all: Vec<Expectation> = folders.iter().flat_map(|folder| read_table(folder)).collect();
    assert!(!all.is_empty(), "{} has no expectations", root.display());
    all
}

fn read_table(folder: &Path) -> Vec<Expectation> {
    let table = folder.join("expectations.tsv");
    let text = fs::read_to_string(&table).unwrap_or_else(|e| panic!("{}: {e}", table.display()));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("file\tverdict\trest_routes\tmcp_tools\tcodes"));
    let rows: Vec<Expectation> = lines.map(|line| read_row(folder, line)).collect();
    assert!(!rows.is_empty(), "{} is empty", table.display());
    rows
}

fn read_row(folder: &Path, line: &str) -> Expectation {
    let columns: Vec<&str> = line.split('\t').collect();
    let [file, verdict, rest_routes, mcp_tools, codes] = columns[..] else {
        panic!("{}: {line}", folder.display());
    };
    let codes = codes.split(',').filter(|code| !matches!(*code, "" | "-"));
    Expectation {
        path: folder.join(file),
        verdict: verdict.to_owned(),
        rest_routes: rest_routes.to_owned(),
        mcp_tools: mcp_tools.to_owned(),
        codes: codes.map(str::to_owned).collect(),
    }
}

fn loud(findings: &Findings) -> BTreeSet<String> {
    let loud = findings.iter().filter(|finding| finding.level() > Level::Note);
    loud.map(|finding| finding.code.as_str().to_owned()).collect()
}

impl Expectation {
    fn source(&self) -> Source {
        let bytes = fs::read(&self.path).unwrap_or_else(|e| panic!("{}: {e}", self.path.display()));
        Source::from_bytes(self.path.file_name().unwrap().to_string_lossy(), bytes).unwrap()
    }

    /// What differs, in words.
    fn mismatch(&self) -> Option<String> {
        let report = check(&self.source(), &Options::default());
        let verdict = report.verdict.as_str();
        let codes = loud(&report.findings);
        let found = (verdict, report.rest_routes.to_string(), report.mcp_tools.to_string());
        let right = if self.verdict == "reject" {
            verdict == "reject" && !codes.is_disjoint(&self.codes)
        } else {
            let expected =
                (self.verdict.as_str(), self.rest_routes.clone(), self.mcp_tools.clone());
            found == expected && codes == self.codes
        };
        (!right).then(|| {
            let Self { path, verdict, rest_routes, mcp_tools, codes: expected } = self;
            format!(
                "{}\n  expected {verdict} {rest_routes} {mcp_tools} {expected:?}\n  found    {} {} {} {codes:?}",
                path.display(),
                found.0,
                found.1,
                found.2,
            )
        })
    }
}

#[test]
#[ignore = "needs NAFTIKO_CORPUS"]
fn every_document_gets_its_verdict() {
    let expectations = expectations();
    let wrong: Vec<String> = expectations.iter().filter_map(Expectation::mismatch).collect();
    let (wrong_count, count) = (wrong.len(), expectations.len());
    assert!(wrong.is_empty(), "{wrong_count} of {count}:\n{}", wrong.join("\n"));
}

fn compile(source: &Source) -> Option<Files> {
    let names = CrateNames { binary: "corpus".into(), library: "corpus_library".into() };
    generate(&names, std::slice::from_ref(source), &Options::default()).ok().map(|(files, _)| files)
}

#[test]
#[ignore = "needs NAFTIKO_CORPUS"]
fn every_accepted_document_becomes_rust_and_always_the_same() {
    let mut wrong = Vec::new();
    let mut accepted = 0;
    for expectation in expectations() {
        let source = expectation.source();
        if check(&source, &Options::default()).verdict == Verdict::Reject {
            continue;
        }
        accepted += 1;
        let path = expectation.path.display();
        let Some(files) = compile(&source) else {
            wrong.push(format!("{path}: accepted, but not generated"));
            continue;
        };
        for (name, text) in &files {
            if let Err(error) = syn::parse_file(text) {
                wrong.push(format!("{path}: {name} is no Rust: {error}"));
            }
        }
        if compile(&source).as_ref() != Some(&files) {
            wrong.push(format!("{path}: two runs differ"));
        }
    }
    assert!(accepted > 0, "no document is accepted");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! The standards' own tests: what is refused is refused with its finding, and what is accepted gives
//! exactly the value that is expected, on the wire of a crate that is built of it.
//!
//! The cases are not part of this repository: `NAFTIKO_STANDARDS` names the folder, and
//! `cargo test -p naftiko-codegen --test standards -- --include-ignored` runs these tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[path = "../cargo_command/mod.rs"]
mod cargo_command;
mod cases;
mod wire;

use std::path::PathBuf;

use naftiko_codegen::finding::{Level, Verdict};
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, check};

use self::cases::{Case, Expected};

fn standards() -> PathBuf {
    PathBuf::from(std::env::var_os("NAFTIKO_STANDARDS").expect("NAFTIKO_STANDARDS names no folder"))
}

/// How many cases were compiled, and how many refused.
#[derive(Debug, Default)]
struct Counts {
    accepted: usize,
    refused: usize,
}

/// The cases that are accepted; every other one is refused for the reason that its kind has.
fn accepted<'c>(cases: &'c [Case], counts: &mut Counts) -> Vec<&'c Case> {
    let mut wrong = Vec::new();
    let mut accepted = Vec::new();
    for case in cases {
        let source = Source::new("case.yaml", cases::document(&[case]));
        let report = check(&source, &Options::default());
        if report.verdict == Verdict::Reject {
            counts.refused += 1;
            let errors = report.findings.iter().filter(|found| found.level() == Level::Error);
            let codes: Vec<&str> = errors.map(|found| found.code.as_str()).collect();
            if codes.iter().any(|code| *code != case.kind.refusal()) {
                wrong.push(format!("{}: refused with {codes:?}", case.name));
            }
            if matches!(case.expected, Expected::OneOf(_) | Expected::Text(_)) {
                wrong.push(format!("{}: {} is refused", case.name, case.text));
            }
            continue;
        }
        counts.accepted += 1;
        match case.expected {
            Expected::Refusal => wrong.push(format!("{}: compiled in silence", case.name)),
            Expected::Anything => {}
            Expected::Text(_) | Expected::OneOf(_) => accepted.push(case),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    accepted
}

#[test]
#[ignore = "needs NAFTIKO_STANDARDS"]
fn templates_and_paths_are_refused_or_right() {
    let root = standards();
    let mut played = Vec::new();
    let sets = [cases::mustache(&root), cases::jsonpath(&root), cases::reference(&root)];
    for (name, set) in ["mustache", "jsonpath", "jsonpath, recorded"].iter().zip(&sets) {
        assert!(!set.is_empty(), "there are no cases of {name}");
        let mut counts = Counts::default();
        let before = played.len();
        played.extend(accepted(set, &mut counts));
        println!("{name}: {counts:?}, {} of them played", played.len() - before);
    }
    let wrong = wire::play(&played);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} played, 0 wrong", played.len());
}

//! What changed between two documents: pairs of which a person said beforehand what changed and what that means.
//!
//! `verdict` of a pair has the verdict in its first line. The others are its changes: impact, line in the old document,
//! line in the new one, kind of the part, unit. `UPDATE_GOLDEN=1 cargo test -p naftiko-codegen --test diff` writes what
//! people read, `expected.txt`, and never a verdict.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::compare::{
    Change, Impact, ProgramDiff, compare, comparison_json, comparison_markdown, comparison_text,
};
use naftiko_codegen::finding::Style;
use naftiko_codegen::text::{Source, Span};
use naftiko_codegen::{CrateNames, Files, Options, Report, check, generate};
use proptest::prelude::*;
use proptest::sample::{Index, select};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn source(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(path).unwrap();
    Source::new(name, text).in_folder(path.parent().unwrap())
}

fn accepted(source: &Source) -> Option<Report> {
    let report = check(source, &Options::default());
    report.capability.is_some().then_some(report)
}

/// A pair that a person has judged.
struct Judged {
    folder: PathBuf,
    old: Report,
    new: Report,
}

impl Judged {
    fn all() -> Vec<Self> {
        let folders = folders(&tests().join("diff")).into_iter();
        let pairs: Vec<Self> = folders.map(Self::read).collect();
        assert!(pairs.len() >= 30, "the pairs are gone");
        pairs
    }

    fn read(folder: PathBuf) -> Self {
        let report = |name: &str| {
            let source = source(&folder.join(name));
            let report = check(&source, &Options::default());
            assert!(report.capability.is_some(), "{}: {:?}", folder.display(), report.findings);
            report
        };
        let (old, new) = (report("old.yaml"), report("new.yaml"));
        Self { folder, old, new }
    }

    fn name(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }
}

/// A change as `verdict` has it.
fn line(change: &Change) -> String {
    let line = |span: Option<Span>| span.map_or("-".to_owned(), |span| span.line.to_string());
    let unit = change.unit.as_deref().unwrap_or_default();
    let (old, new) = (line(change.old), line(change.new));
    format!("{} {old} {new} {} {unit}", change.impact.as_str(), change.part.kind)
        .trim_end()
        .to_owned()
}

fn lines(of: &ProgramDiff) -> Vec<String> {
    let mut lines: Vec<String> = of.changes.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn pairs_are_judged_as_a_person_did() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = String::new();
    for pair in Judged::all() {
        let found = compare(&pair.old, &pair.new).unwrap();
        let verdict = fs::read_to_string(pair.folder.join("verdict")).unwrap();
        let (release, changes) = verdict.split_once('\n').unwrap();
        let mut expected: Vec<&str> = changes.lines().collect();
        expected.sort_unstable();
        let text = comparison_text(&found, &pair.old.sources, &pair.new.sources, Style::Plain);
        if (found.release(), lines(&found))
            != (release, expected.iter().map(|&l| l.to_owned()).collect())
        {
            wrong.push_str(&format!(
                "=== {}: expected {release} {expected:#?}\n{:#?}\n{text}\n",
                pair.name(),
                lines(&found)
            ));
        }
        let golden = pair.folder.join("expected.txt");
        if update {
            fs::write(&golden, &text).unwrap();
        }
        assert_eq!(text, fs::read_to_string(&golden).unwrap_or_default(), "{}", pair.name());
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is new from old to new is gone from new to old, and what is wider one way is narrower the other.
#[test]
fn the_other_way_round() {
    for pair in Judged::all() {
        let name = pair.name();
        let there = compare(&pair.old, &pair.new).unwrap();
        let back = compare(&pair.new, &pair.old).unwrap();
        assert_eq!(there.impact().is_none(), back.impact().is_none(), "{name}");
        for change in &there.changes {
            let is_back = |other: &&Change| {
                (other.old, other.new, &other.part.kind)
                    == (change.new, change.old, &change.part.kind)
            };
            let same: Vec<&Change> = back.changes.iter().filter(is_back).collect();
            assert!(
                !same.is_empty(),
                "{name}: {} has no counterpart: {:?}",
                change.message,
                back.changes
            );
            let is_addition = change.impact == Impact::Addition && change.old.is_none();
            let is_gone = |other: &&&Change| other.impact == Impact::Breaking;
            if is_addition && change.unit.is_some() {
                assert!(same.iter().any(|other| is_gone(&other)), "{name}: {}", change.message);
            }
        }
    }
}

fn golden_documents() -> Vec<Source> {
    let golden = folders(&tests().join("golden"));
    let document =
        |folder: &PathBuf| folder.join(folder.file_name().unwrap()).with_extension("yaml");
    golden.iter().map(|folder| source(&document(folder))).collect()
}

#[test]
fn a_document_is_no_different_from_itself() {
    for source in golden_documents() {
        let report = accepted(&source).unwrap();
        let found = compare(&report, &report).unwrap();
        assert!(found.changes.is_empty(), "{}: {:?}", source.name(), found.changes);
        let text = comparison_text(&found, &report.sources, &report.sources, Style::Plain);
        assert_eq!(text, "none: nothing changed for callers or operators\n");
    }
}

/// What is generated, without the hash of the document and without the page, which shows it as it is written.
fn generated(source: &Source) -> Files {
    let names = CrateNames { binary: "pair".to_owned(), library: "pair".to_owned() };
    let (mut files, reports) =
        generate(&names, std::slice::from_ref(source), &Options::default()).unwrap();
    let hash = &reports[0].capability.as_ref().unwrap().spec_hash;
    files.retain(|path, _| !path.ends_with("/page.rs"));
    for text in files.values_mut() {
        *text = text.replace(hash, "").replace(&hash[..12], "");
    }
    files
}

/// A document with one line less, with one line twice, or with another word.
fn edited(source: &Source, at: Index, with: &str) -> Source {
    let mut lines: Vec<String> = source.text().lines().map(str::to_owned).collect();
    let at = at.index(lines.len());
    match with {
        "" => drop(lines.remove(at)),
        "twice" => lines.insert(at, lines[at].clone()),
        word => {
            let (head, tail) = lines[at].split_once(": ").unwrap_or((&lines[at], ""));
            let rest = tail.find([',', '}', ']']).map_or("", |end| &tail[end..]);
            lines[at] = format!("{head}: {word}{rest}");
        }
    }
    source.with_text(lines.join("\n") + "\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever an edit changes for callers is a change.
    #[test]
    fn what_is_published_never_changes_in_silence(
        of in any::<Index>(),
        at in any::<Index>(),
        with in select(vec!["", "twice", "7", "true", "string", "other", "GET", "[a]"]),
    ) {
        let all = golden_documents();
        let old = &all[of.index(all.len())];
        let new = edited(old, at, with);
        let (Some(one), Some(other)) = (accepted(old), accepted(&new)) else { return Ok(()) };
        let found = compare(&one, &other).unwrap();
        if found.impact().is_none() {
            let (one, other) = (generated(old), generated(&new));
            let others = one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path));
            prop_assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new());
        }
        let back = compare(&other, &one).unwrap();
        prop_assert_eq!(found.impact().is_none(), back.impact().is_none());
    }
}

#[test]
fn output_for_programs_and_for_comments() {
    let pair = Judged::read(tests().join("diff/tool-renamed"));
    let found = compare(&pair.old, &pair.new).unwrap();
    let json = comparison_json(&found, &pair.old.sources, &pair.new.sources);
    assert!(!json.contains('\n'));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let gone = &json["changes"][0];
    assert_eq!((&json["verdict"], &json["old"]), (&"major".into(), &"old.yaml".into()));
    assert_eq!(
        (&gone["impact"], &gone["kind"], &gone["namespace"], &gone["unit"]),
        (&"breaking".into(), &"mcp".into(), &"quay-mcp".into(), &"tool list-berths".into())
    );
    assert_eq!(
        (&gone["new"], &gone["old"]["file"]),
        (&serde_json::Value::Null, &"old.yaml".into())
    );
    let markdown = comparison_markdown(&found, &pair.old.sources, &pair.new.sources);
    assert!(markdown.starts_with("**major**: 1 breaking, 1 addition\n"), "{markdown}");
    assert!(markdown.contains("- **breaking** `tool list-berths`: the tool is gone"), "{markdown}");
}

/// Names of documents stand in what people read, and do nothing there.
#[test]
fn names_are_harmless() {
    let old = source(&tests().join("diff/tool-renamed/old.yaml"));
    let text = old.text().replace("description: Berths for models", "description: '`<b> @all'");
    let text = text.replace("QUAY_TOKEN: QUAY_TOKEN", "QUAY_TOKEN: 'A`<b>@x\u{202e}'");
    let new = accepted(&old.with_text(text)).unwrap();
    let found = compare(&accepted(&old).unwrap(), &new).unwrap();
    let text = comparison_text(&found, &new.sources, &new.sources, Style::Plain);
    let markdown = comparison_markdown(&found, &new.sources, &new.sources);
    assert!(!text.contains('\u{202e}') && !markdown.contains('\u{202e}'), "{text}");
    assert!(markdown.matches('`').count().is_multiple_of(2), "{markdown}");
}

/// No literal of a credential is told, however it changes.
#[test]
fn secrets_are_not_told() {
    let old = source(&tests().join("diff/tool-renamed/old.yaml"));
    let new = old.with_text(
        old.text().replace("'{{QUAY_TOKEN}}'", "s3cr3t").replace("'{{CALLERS_TOKEN}}'", "s3cr3t"),
    );
    let newer = new.with_text(new.text().replace("s3cr3t", "m0r3s3cr3t"));
    let reports = [old, new, newer].map(|source| accepted(&source).unwrap());
    for (one, other) in [(0, 1), (1, 2), (2, 0)] {
        let (one, other) = (&reports[one], &reports[other]);
        let found = compare(one, other).unwrap();
        assert!(!found.changes.is_empty());
        let json = comparison_json(&found, &one.sources, &other.sources);
        assert!(!json.contains("s3cr3t"), "{json}");
    }
}

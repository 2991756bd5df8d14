//! What holds for a document in another version, which fuzzing checks too.

use std::collections::BTreeSet;

use naftiko_codegen::finding::{Code, Level};
use naftiko_codegen::migrate::{Release, migrate};
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, check};

/// The first and the last version of each root key, and what is between them in what they have.
pub(crate) const VERSIONS: [&str; 5] = [
    "naftiko/1.0.0-alpha1",
    "naftiko/1.0.0-alpha2",
    "ikanos/1.0.0-alpha3",
    "ikanos/1.0.0-beta1",
    "ikanos/1.0.0-beta5",
];

pub(crate) fn release(text: &str) -> Release {
    Release::named(text).unwrap()
}

/// What a document is to the compiler.
pub(crate) struct Reading {
    /// The program, without what says how and where it was written.
    program: Option<Vec<String>>,
    /// Words about spelling and versions.
    complaints: BTreeSet<&'static str>,
}

impl Reading {
    pub(crate) fn of(source: &Source) -> Self {
        let of = [Code::ForeignSpelling, Code::SpelledTwice, Code::VersionUnsupported];
        let report = check(source, &Options::default());
        let found = report
            .findings
            .iter()
            .filter(|finding| finding.level() > Level::Note && of.contains(&finding.code));
        let complaints = found.map(|finding| finding.code.as_str()).collect();
        let program = report.capability.map(|mut capability| {
            capability.spec_hash = String::new();
            capability.language = naftiko_codegen::model::Language::Naftiko;
            let text = format!("{capability:#?}");
            // What follows is the index of the types, in any order, and the text of the document.
            let (text, _) = text.split_once("\n        known: {").unwrap();
            let is_place =
                |line: &&str| ["line: ", "column: "].iter().any(|key| line.trim().starts_with(key));
            text.lines().filter(|line| !is_place(line)).map(str::to_owned).collect()
        });
        Self { program, complaints }
    }
}

/// The first line that differs.
fn difference(old: Option<&Vec<String>>, new: Option<&Vec<String>>) -> Option<String> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        // A version may take what the document's own does not.
        (None, _) => return None,
        (Some(_), None) => return Some("only one of them compiles".to_owned()),
    };
    let mut pairs = old.iter().zip(new);
    let lines = pairs.find(|(old, new)| old != new).map(|(old, new)| format!("{old} / {new}"));
    lines.or_else(|| (old.len() != new.len()).then(|| "one is longer".to_owned()))
}

fn comments(text: &str) -> Vec<String> {
    let source = Source::new("test.yaml", text.to_owned());
    let tree = naftiko_codegen::yaml::SyntaxTree::read(&source).unwrap();
    tree.comments().iter().map(|range| text[range.clone()].to_owned()).collect()
}

/// Migrates to a version and back, if that is possible. `before` is what the document is.
pub(crate) fn passes(document: &Source, before: &Reading, version: &str) -> bool {
    let Ok(there) = migrate(document, release(version)) else { return false };
    let name = document.name();
    let after = Reading::of(&there.source);
    let differs = difference(before.program.as_ref(), after.program.as_ref());
    assert_eq!(differs, None, "{name} in {version}");
    assert_eq!(comments(there.source.text()), comments(document.text()), "{name} in {version}");
    let fresh: Vec<_> = after.complaints.difference(&before.complaints).copied().collect();
    assert!(fresh.is_empty(), "{name} in {version}: {fresh:?}");
    let again = migrate(&there.source, release(version)).unwrap();
    assert_eq!(again.source.text(), there.source.text(), "{name} in {version}");
    let home = if there.from.is_early() { release(VERSIONS[1]) } else { there.from };
    if let Ok(back) = migrate(&there.source, home) {
        let after = Reading::of(&back.source);
        let differs = difference(before.program.as_ref(), after.program.as_ref());
        assert_eq!(differs, None, "{name} by {version}");
        // Names come first and lists stand further in after the first time, and stay there.
        let once_more = migrate(&back.source, release(version)).unwrap();
        assert_eq!(once_more.source.text(), there.source.text(), "{name} in {version}");
    }
    true
}

//! The document before and after: read without new complaints, and the same program.

use std::collections::BTreeMap;

use super::problem::Obstruction;
use crate::compare::{Change, compare};
use crate::finding::{Code, Finding, Level};
use crate::model::Language;
use crate::spec::Release;
use crate::text::{FileId, Source};
use crate::{Options, Report, check};

const UNTOUCHED: &str = "leave the document in its version, and report this: nothing was written";

/// What is to be known about the comparison.
pub(super) fn same(
    source: &Source,
    migrated: &Source,
    to: Release,
) -> Result<Option<String>, Vec<Obstruction>> {
    let [before, mut after] = [source, migrated].map(|source| check(source, &Options::default()));
    let fresh = complaints(&before, &after, to);
    if !fresh.is_empty() {
        return Err(fresh);
    }
    // The root key decides under which names operators see a program, and that it changes is what was asked for.
    let renamed = under_one_language(&before, &mut after);
    let Some(diff) = compare(&before, &after) else {
        let note =
            "the document does not compile, so that its meaning before and after was not compared";
        return Ok(Some(note.to_owned()));
    };
    let differs = |change: &Change| Obstruction {
        at: change.old.filter(|span| span.file == FileId::DOCUMENT).map(|span| source.offset(span)),
        message: format!("the document would mean something else in {to}: {}", change.message),
        help: UNTOUCHED.to_owned(),
    };
    let changes: Vec<Obstruction> = diff.changes.iter().map(differs).collect();
    if changes.is_empty() { Ok(renamed) } else { Err(changes) }
}

/// Gives the program after the language of the one before; what has to be known where it was another.
fn under_one_language(before: &Report, after: &mut Report) -> Option<String> {
    let (old, new) = (before.capability.as_ref()?, after.capability.as_mut()?);
    let was = std::mem::replace(&mut new.language, old.language);
    let note = || {
        let [was, old] = [was, old.language].map(Language::name);
        format!("metrics, spans and their attributes begin with `{was}` from now on, not `{old}`")
    };
    (was != old.language).then(note)
}

/// Errors and complaints about the version that were not there before.
fn complaints(before: &Report, after: &Report, to: Release) -> Vec<Obstruction> {
    let matters = |finding: &&Finding| {
        let of_version = [Code::ForeignSpelling, Code::SpelledTwice, Code::VersionUnsupported]
            .contains(&finding.code);
        of_version || finding.level() == Level::Error
    };
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in before.findings.iter().filter(matters) {
        *known.entry(finding.code.as_str()).or_default() += 1;
    }
    let mut fresh = Vec::new();
    for finding in after.findings.iter().filter(matters) {
        let left = known.entry(finding.code.as_str()).or_default();
        if *left > 0 {
            *left -= 1;
            continue;
        }
        let place = finding.span.map(|span| format!(" (at {span} of the result)"));
        let message = format!("in {to}, {}{}", finding.message, place.unwrap_or_default());
        let help = finding.help.clone().unwrap_or_else(|| UNTOUCHED.to_owned());
        fresh.push(Obstruction { at: None, message, help });
    }
    fresh
}

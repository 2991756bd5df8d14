//! The same differences for programs: one JSON object on one line.

use serde::Serialize;

use super::ProgramDiff;
use super::change::{Both, Change};
use crate::finding::escape_hidden;
use crate::text::{SourceMap, Span};

#[derive(Serialize)]
struct ComparisonLine<'a> {
    verdict: &'static str,
    old: &'a str,
    new: &'a str,
    changes: Vec<ChangeItem<'a>>,
}

#[derive(Serialize)]
struct ChangeItem<'a> {
    impact: &'static str,
    affects: &'static str,
    warning: bool,
    kind: &'static str,
    /// Namespace of a surface or an upstream.
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
    unit: Option<&'a str>,
    message: &'a str,
    note: Option<&'a str>,
    old: Option<PlaceItem<'a>>,
    new: Option<PlaceItem<'a>>,
}

#[derive(Serialize)]
struct PlaceItem<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

/// One JSON object without a line break.
#[must_use]
pub fn comparison_json(comparison: &ProgramDiff, old: &SourceMap, new: &SourceMap) -> String {
    let sources = Both { old, new };
    let line = ComparisonLine {
        verdict: comparison.release(),
        old: old.document().name(),
        new: new.document().name(),
        changes: comparison.changes.iter().map(|change| item(change, sources)).collect(),
    };
    // Strings, numbers and lists of them always serialize.
    escape_hidden(&serde_json::to_string(&line).unwrap_or_default())
}

fn item<'a>(change: &'a Change, sources: Both<&'a SourceMap>) -> ChangeItem<'a> {
    ChangeItem {
        impact: change.impact.as_str(),
        affects: change.affected.as_str(),
        warning: change.is_warning,
        kind: change.part.kind,
        namespace: &change.part.name,
        unit: change.unit.as_deref(),
        message: &change.message,
        note: change.note.as_deref(),
        old: change.old.map(|span| place(sources.old, span)),
        new: change.new.map(|span| place(sources.new, span)),
    }
}

fn place(sources: &SourceMap, span: Span) -> PlaceItem<'_> {
    PlaceItem { file: sources.at(Some(span)).name(), line: span.line, column: span.column }
}

//! Differences for people, by the parts of the program.

use std::fmt::Write as _;

use annotate_snippets::renderer::{
    DEFAULT_ERROR_STYLE, DEFAULT_HELP_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE,
};

use super::ProgramDiff;
use super::change::{Affected, Both, Change, Impact, ProgramPart};
use crate::finding::{Style, visible};
use crate::text::{SourceMap, Span};

/// The differences with their places, and the verdict in the last line.
#[must_use]
pub fn comparison_text(
    comparison: &ProgramDiff,
    old: &SourceMap,
    new: &SourceMap,
    style: Style,
) -> String {
    let sources = Both { old, new };
    let mut out = String::new();
    let mut last: Option<&ProgramPart> = None;
    for change in &comparison.changes {
        if last != Some(&change.part) {
            if last.is_some() {
                out.push('\n');
            }
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}", heading(&change.part));
            last = Some(&change.part);
        }
        push(&mut out, change, sources, style);
    }
    if last.is_some() {
        out.push('\n');
    }
    let _ = writeln!(out, "{}", summary(comparison, style));
    out
}

/// The part of a program in words.
pub(super) fn heading(part: &ProgramPart) -> String {
    if part.name.is_empty() {
        part.label.to_owned()
    } else {
        format!("{} {}", part.label, super::wording::quoted(&part.name))
    }
}

/// A change in words, with the unit it is in.
pub(super) fn sentence(change: &Change) -> String {
    let unit = change.unit.as_ref().map(|unit| format!("{}: ", super::wording::quoted(unit)));
    // Of the environment and of upstreams nobody else knows.
    let is_told = matches!(change.part.kind, "environment" | "upstream" | "control");
    let whom = match change.affected {
        Affected::Operators if !is_told => " (for operators)",
        Affected::Operators | Affected::Callers => "",
    };
    format!("{}{}{whom}", unit.unwrap_or_default(), change.message)
}

/// `file:line:column`.
pub(super) fn place(sources: &SourceMap, span: Span) -> String {
    format!("{}:{span}", visible(sources.at(Some(span)).name()))
}

fn push(out: &mut String, change: &Change, sources: Both<&SourceMap>, style: Style) {
    const INDENT: &str = "            ";
    let impact = painted(change.impact.as_str(), change.impact, style);
    let padding = " ".repeat(10 - change.impact.as_str().len());
    let _ = writeln!(out, "  {impact}{padding}{}", visible(&sentence(change)));
    let old = change.old.map(|span| place(sources.old, span));
    let new = change.new.map(|span| place(sources.new, span));
    let places = match (old, new) {
        (None, None) => None,
        (Some(old), Some(new)) => Some(format!("{old} -> {new}")),
        (Some(old), None) => Some(format!("{old} ->")),
        (None, Some(new)) => Some(format!("-> {new}")),
    };
    if let Some(places) = places {
        let _ = writeln!(out, "{INDENT}{places}");
    }
    if let Some(note) = &change.note {
        let (word, color) = if change.is_warning {
            ("warning", DEFAULT_WARNING_STYLE)
        } else {
            ("note", DEFAULT_NOTE_STYLE)
        };
        let word = match style {
            Style::Plain => word.to_owned(),
            Style::Colored => format!("{color}{word}{color:#}"),
        };
        let _ = writeln!(out, "{INDENT}{word}: {}", visible(note));
    }
}

fn painted(text: &str, impact: Impact, style: Style) -> String {
    let color = match impact {
        Impact::Breaking => DEFAULT_ERROR_STYLE,
        Impact::Addition => DEFAULT_HELP_STYLE,
        Impact::Neutral => return text.to_owned(),
    };
    match style {
        Style::Plain => text.to_owned(),
        Style::Colored => format!("{color}{text}{color:#}"),
    }
}

fn summary(comparison: &ProgramDiff, style: Style) -> String {
    let Some(impact) = comparison.impact() else {
        return "none: nothing changed for callers or operators".to_owned();
    };
    format!("{}: {}", painted(impact.release(), impact, style), counts(comparison))
}

/// The numbers of changes in words.
pub(super) fn counts(comparison: &ProgramDiff) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let warnings = comparison.changes.iter().filter(|change| change.is_warning).count();
    let additions = comparison.count(Impact::Addition);
    let all = [
        (comparison.count(Impact::Breaking), "breaking".to_owned()),
        (additions, format!("addition{}", plural(additions))),
        (comparison.count(Impact::Neutral), "neutral".to_owned()),
        (warnings, format!("warning{}", plural(warnings))),
    ];
    let told = all.iter().filter(|(count, _)| *count > 0);
    told.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

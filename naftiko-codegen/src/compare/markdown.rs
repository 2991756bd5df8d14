//! The same differences as Markdown, for comments on a change.

use std::fmt::Write as _;

use super::ProgramDiff;
use super::change::ProgramPart;
use super::text::{counts, heading, place, sentence};
use crate::finding::visible;
use crate::text::SourceMap;

/// The verdict, then a list for each part of the program.
#[must_use]
pub fn comparison_markdown(comparison: &ProgramDiff, old: &SourceMap, new: &SourceMap) -> String {
    let counts = match counts(comparison).as_str() {
        "" => "nothing changed for callers or operators".to_owned(),
        counts => counts.to_owned(),
    };
    let mut out = format!("**{}**: {counts}\n", comparison.release());
    let mut last: Option<&ProgramPart> = None;
    for change in &comparison.changes {
        if last != Some(&change.part) {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "\n#### {}\n", escaped(&heading(&change.part)));
            last = Some(&change.part);
        }
        let old = change.old.map(|span| place(old, span));
        let new = change.new.map(|span| place(new, span));
        let places: Vec<String> = [old, new]
            .into_iter()
            .flatten()
            .map(|place| format!("`{}`", place.replace('`', "'")))
            .collect();
        let places =
            if places.is_empty() { String::new() } else { format!(" ({})", places.join(" → ")) };
        let message = escaped(&visible(&sentence(change)));
        let _ = writeln!(out, "- **{}** {message}{places}", change.impact.as_str());
        if let Some(note) = &change.note {
            let word = if change.is_warning { "**warning**" } else { "note" };
            let _ = writeln!(out, "  - {word}: {}", escaped(&visible(note)));
        }
    }
    out
}

/// A sentence in which nothing acts as Markdown but the code between backquotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    for character in text.chars() {
        match character {
            '`' => {
                is_code = !is_code;
                out.push('`');
            }
            _ if is_code => out.push(character),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // No mention of anybody, and no reference.
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn only_code_is_code() {
        assert_eq!(escaped("`a_b` is *b* @c <d>"), "`a_b` is \\*b\\* &#64;c &lt;d>");
    }
}

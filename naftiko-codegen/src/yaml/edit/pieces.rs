//! Changes of the text, and what all edits make them of.

use std::ops::Range;

use super::super::gap::{line_end, line_start, next_line};
use super::super::tree::{NodeId, SyntaxTree};
use super::EditError;

/// A range of the text and what stands there instead.
pub(super) struct Splice {
    pub(super) range: Range<usize>,
    pub(super) text: String,
    /// Set if it ends in the indentation of a new line, which moves with the line that it breaks.
    pub(super) is_head: bool,
}

pub(super) fn splice(range: Range<usize>, text: impl Into<String>) -> Splice {
    Splice { range, text: text.into(), is_head: false }
}

pub(super) fn insert(at: usize, text: impl Into<String>) -> Splice {
    splice(at..at, text)
}

pub(super) const STEP: usize = 2;

pub(super) const BRACELESS: EditError =
    EditError::Unsupported("a mapping without braces is not changed");

/// Returns `true` for a key that is the same text in quotes.
pub(super) fn is_word(key: &str) -> bool {
    let is_other = matches!(key.to_ascii_lowercase().as_str(), "null" | "true" | "false");
    !is_other
        && key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

pub(super) fn is_bracketed(tree: &SyntaxTree<'_>, id: NodeId) -> bool {
    tree.slice(id).starts_with(['[', '{'])
}

/// The line break of a text.
pub(super) fn line_break(text: &str) -> &'static str {
    let end = line_end(text, 0);
    let rest = text.get(end..).unwrap_or_default();
    if rest.starts_with("\r\n") {
        "\r\n"
    } else if rest.starts_with('\r') {
        "\r"
    } else {
        "\n"
    }
}

pub(super) fn remove_flow(
    tree: &SyntaxTree<'_>,
    child: NodeId,
    before: Option<NodeId>,
    next: Option<NodeId>,
) -> Result<Splice, EditError> {
    if !is_bracketed(tree, tree.parent(child)) {
        return Err(BRACELESS);
    }
    let own = tree.range(child);
    let range = match (before, next) {
        (_, Some(next)) => own.start..tree.range(next).start,
        (Some(before), None) => tree.range(before).end..own.end,
        (None, None) => own.start..comma(tree.text(), own.end),
    };
    without_comments(tree, range, &own)
}

/// The end of a comma behind `end`; `end` when there is none.
fn comma(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    match rest.trim_start().strip_prefix(',') {
        Some(after) => text.len() - after.len(),
        None => end,
    }
}

/// Takes out a range, unless a comment would be lost that is not of what is removed.
pub(super) fn without_comments(
    tree: &SyntaxTree<'_>,
    range: Range<usize>,
    own: &Range<usize>,
) -> Result<Splice, EditError> {
    let lost = tree
        .comments()
        .iter()
        .any(|comment| range.contains(&comment.start) && !own.contains(&comment.start));
    if lost {
        return Err(EditError::Unsupported("a comment stands between it and the next"));
    }
    Ok(splice(range, ""))
}

/// Indents the new lines as far as the lines that they come from.
pub(super) fn move_heads(text: &str, splices: &mut [Splice]) {
    for head in 0..splices.len() {
        if !splices[head].is_head {
            continue;
        }
        let line = line_start(text, splices[head].range.start);
        let first = splices.partition_point(|splice| splice.range.start < line);
        let here = splices[first..].iter().take_while(|splice| splice.range == (line..line));
        let indent: usize = here.map(|splice| splice.text.len()).sum();
        splices[head].text.push_str(&" ".repeat(indent));
    }
}

/// Indents the lines from one that starts at `line`.
pub(super) fn shift(text: &str, mut line: usize, end: usize, out: &mut Vec<Splice>) {
    while line < end {
        if line_end(text, line) > line {
            out.push(insert(line, " ".repeat(STEP)));
        }
        line = next_line(text, line);
    }
}

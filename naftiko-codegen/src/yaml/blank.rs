//! Cause of a failure to read a text, and the part to leave out.

use std::ops::Range;

use super::build::Built;
use super::error::Mistake;
use super::gap::{self, indent, line_end, line_start, next_line};
use super::syntax::{ScalarStyle, Syntax};

/// The place that is to blame for a failure.
pub(super) struct Culprit {
    /// The place that is shown.
    pub(super) at: usize,
    pub(super) mistake: Mistake,
    pub(super) message: String,
    /// The begin of the broken line.
    line: usize,
    /// The quote or bracket in it that is not closed.
    opening: Option<usize>,
    /// The byte that a repaired text is read beyond.
    pub(super) until: usize,
}

/// The culprit of a failed attempt.
pub(super) fn culprit(text: &str, built: &Built<'_>) -> Option<Culprit> {
    let failure = built.failure.as_ref()?;
    let opening = match failure.mistake {
        Mistake::Quote => gap::opening(text, built.frontier, failure.at, &['"', '\'']),
        Mistake::Bracket => {
            built.bracket.or_else(|| gap::opening(text, built.frontier, failure.at, &['[', '{']))
        }
        _ => built.bracket.filter(|at| line_start(text, *at) == line_start(text, failure.at)),
    };
    let at = match failure.mistake {
        Mistake::Tab => tab(text, failure.at),
        _ if opening.is_some() => failure.at,
        Mistake::Indent => glued_item(text, failure.at)
            .or_else(|| off_step(text, failure.at))
            .unwrap_or(failure.at),
        _ => run_on(text, built, failure.at).unwrap_or(failure.at),
    };
    let line = line_start(text, opening.unwrap_or(at));
    let culprit = Culprit {
        at,
        mistake: failure.mistake,
        message: failure.message.clone(),
        line,
        opening,
        until: deeper(text, line, indent(text, line)).max(failure.at),
    };
    // A failure that is noticed far from its cause is shown at its cause.
    Some(match opening.filter(|_| line_start(text, at) != line) {
        Some(opening) => Culprit { at: opening, message: unclosed(text, opening), ..culprit },
        None => culprit,
    })
}

fn unclosed(text: &str, opening: usize) -> String {
    match text[opening..].chars().next() {
        Some(bracket @ ('[' | '{')) => format!("the bracket `{bracket}` is not closed"),
        _ => "the quote is not closed".to_owned(),
    }
}

/// The first tab that indents a line, from the line of a byte on.
fn tab(text: &str, from: usize) -> usize {
    let mut line = line_start(text, from);
    while line < text.len() {
        let at = line + indent(text, line);
        if text[at..].starts_with('\t') {
            return at;
        }
        line = next_line(text, line);
    }
    from
}

/// The usual step of indentation.
const STEP: usize = 2;

/// A line above that does not stand at a multiple of the step, where the line that does not fit it
/// does: the first in its block, or the one above the block.
fn off_step(text: &str, at: usize) -> Option<usize> {
    let line = line_start(text, at);
    let column = indent(text, line);
    let mut block = None;
    let mut above = lines_above(text, line);
    let outer = loop {
        let line = above.next()?;
        if indent(text, line) < column {
            break line;
        }
        if indent(text, line) > column {
            block = Some(line);
        }
    };
    let fits = |column: usize| column.is_multiple_of(STEP);
    let off = |line: &usize| !fits(indent(text, *line));
    let found = Some(outer).filter(off).or(block.filter(off)).filter(|_| fits(column));
    found.map(|line| line + indent(text, line))
}

/// The item above without a blank behind its dash, which has become the key of a mapping.
fn glued_item(text: &str, at: usize) -> Option<usize> {
    let line = line_start(text, at);
    let column = indent(text, line);
    let above = lines_above(text, line).find(|line| indent(text, *line) <= column)?;
    let start = above + indent(text, above);
    text.get(start..line_end(text, above)).is_some_and(is_glued_item).then_some(start)
}

/// The lines above a line that are neither blank nor comments, the nearest first.
fn lines_above(text: &str, line: usize) -> impl Iterator<Item = usize> + '_ {
    let above = std::iter::successors(Some(line), |line| {
        line.checked_sub(1).map(|end| line_start(text, end))
    });
    above.skip(1).filter(|line| {
        let content = text.get(*line..line_end(text, *line)).unwrap_or_default().trim_start();
        !content.is_empty() && !content.starts_with('#')
    })
}

/// The line that was meant as an entry or an item, and has become a part of a text over several
/// lines for the lack of a blank or a colon.
fn run_on(text: &str, built: &Built<'_>, at: usize) -> Option<usize> {
    let scalar = built.tree.newest();
    let range = built.tree.range(scalar);
    if built.tree.syntax(scalar) != Syntax::Scalar(ScalarStyle::Plain) || range.end < at {
        return None;
    }
    let first = line_start(text, range.start);
    let last = line_start(text, at);
    let mut line = first;
    while line < last {
        let start = line + indent(text, line);
        let content = text.get(start..line_end(text, line)).unwrap_or_default();
        // Without its colon, a key stands where the keys below it do.
        let is_key =
            range.start == start + items(content) && range.start - line == indent(text, last);
        if is_glued(content) || line == first && is_key {
            return Some(start);
        }
        line = next_line(text, line);
    }
    None
}

/// `key:value` or `-item`, where a blank is missing.
fn is_glued(content: &str) -> bool {
    let entry = &content[items(content)..];
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | '.');
    let rest = entry.trim_start_matches(word);
    let glued = rest.strip_prefix(':').is_some_and(|value| !value.starts_with([' ', '\t']));
    is_glued_item(content) || glued && rest.len() < entry.len() && !rest.is_empty()
}

fn is_glued_item(content: &str) -> bool {
    let rest = content.strip_prefix('-').unwrap_or_default();
    rest.starts_with(|c: char| !c.is_whitespace() && c != '-')
}

/// The length of the dashes before the first word of a line.
fn items(content: &str) -> usize {
    let mut rest = content;
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    content.len() - rest.len()
}

/// The parts that may be left out to read on, the smallest first.
pub(super) fn parts(text: &str, culprit: &Culprit) -> Vec<Range<usize>> {
    let line = culprit.line;
    let (first, end) = (line + indent(text, line), line_end(text, line));
    let mut parts = Vec::new();
    if culprit.mistake == Mistake::Tab {
        parts.push(line..end);
        return parts;
    }
    if culprit.mistake == Mistake::Comma {
        parts.push(culprit.at..culprit.at + 1);
    }
    let content = text.get(first..end).unwrap_or_default();
    let entry = first + items(content);
    let within = deeper(text, line, entry - line);
    if is_glued_item(content) {
        parts.push(first + 1..end);
    } else if let Some(opening) = culprit.opening {
        parts.push(opening..within);
    } else if culprit.mistake != Mistake::Indent {
        let value = text.get(entry..end).and_then(|entry| entry.find(": "));
        parts.extend(value.map(|colon| entry + colon + 2..end));
    }
    parts.push(entry..end);
    parts.push(entry..within);
    parts.push(first..deeper(text, line, first - line));
    parts.retain(|part| text.get(part.clone()).is_some_and(|text| !text.trim().is_empty()));
    parts.dedup();
    parts
}

/// The end of a line and of those below it that are indented by more than `column`.
fn deeper(text: &str, line: usize, column: usize) -> usize {
    let mut end = line_end(text, line);
    let mut next = next_line(text, line);
    while next < text.len() {
        let line_end = line_end(text, next);
        let is_blank = text.get(next..line_end).is_some_and(|line| line.trim().is_empty());
        if !is_blank {
            if indent(text, next) <= column {
                break;
            }
            end = line_end;
        }
        next = next_line(text, next);
    }
    end
}

/// Puts blanks in the place of a part, byte by byte, and leaves its line breaks.
pub(super) fn blank(text: &mut String, part: &Range<usize>) {
    let old = text.get(part.clone()).unwrap_or_default();
    let blanks: String = old
        .chars()
        .flat_map(|c| {
            let kept = matches!(c, '\n' | '\r');
            std::iter::repeat_n(if kept { c } else { ' ' }, c.len_utf8())
        })
        .collect();
    text.replace_range(part.clone(), &blanks);
}

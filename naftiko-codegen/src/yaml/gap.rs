//! The text between nodes: indicators, anchors, tags and comments.

use std::ops::Range;

/// The first `indicator` with a blank behind it, outside comments, anchors and tags.
pub(super) fn find(text: &str, from: usize, until: usize, indicator: char) -> Option<usize> {
    let gap = text.get(from..until)?;
    let found = tokens(gap).find(|at| {
        let mut rest = gap[*at..].chars();
        rest.next() == Some(indicator) && rest.next().is_none_or(|c| c.is_ascii_whitespace())
    });
    found.map(|at| from + at)
}

/// A block scalar with its header, which stands somewhere after `from`.
pub(super) fn block(text: &str, from: usize, content: &Range<usize>) -> Range<usize> {
    let gap = text.get(from..content.end).unwrap_or_default();
    let header = tokens(gap).find(|at| gap[*at..].starts_with(['|', '>']));
    header.map_or(content.start, |at| from + at)..content.end
}

/// The begins of all words and indicators that are no comment, anchor or tag.
fn tokens(gap: &str) -> impl Iterator<Item = usize> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = gap.get(at..)?;
            let here = at;
            let length = match rest.chars().next()? {
                c if c.is_ascii_whitespace() => 1,
                '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                '&' | '!' => rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()),
                c => {
                    at += c.len_utf8();
                    return Some(here);
                }
            };
            at += length;
        }
    })
}

/// The indentation of the line that starts at `line`, in bytes.
pub(super) fn indent(text: &str, line: usize) -> usize {
    let rest = text.get(line..).unwrap_or_default();
    rest.len() - rest.trim_start_matches(' ').len()
}

/// The begin of the line of a byte.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

/// The end of the line of a byte, without its break.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    rest.find(['\n', '\r']).map_or(text.len(), |at| offset + at)
}

/// The begin of the line behind the one of a byte; the end of the text when it is the last.
pub(super) fn next_line(text: &str, offset: usize) -> usize {
    let end = line_end(text, offset);
    let rest = text.get(end..).unwrap_or_default();
    let length = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
    end + length
}

/// The first of some characters between two bytes, outside comments, anchors and tags.
pub(super) fn opening(text: &str, from: usize, until: usize, of: &[char]) -> Option<usize> {
    let gap = text.get(from..line_end(text, until))?;
    let found = tokens(gap).find(|at| gap[*at..].starts_with(of));
    found.map(|at| from + at).filter(|at| *at <= until)
}

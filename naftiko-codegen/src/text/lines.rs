//! Byte offsets to lines and columns, and back.

use super::Span;

/// A line longer than this many bytes gets its columns from the checkpoints.
const LONG: usize = 1024;

/// Index of the lines of a text.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// Byte offset of every `LONG`th character; empty when every character is one byte. Without it
    /// a document that is a single huge line would cost quadratic time.
    checkpoints: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let checkpoints = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(offset, _)| offset).step_by(LONG).collect()
        };
        Self { starts: line_starts(text), checkpoints }
    }

    pub(super) fn line<'t>(&self, text: &'t str, n: u32) -> &'t str {
        let index = (n as usize).wrapping_sub(1);
        let Some(&start) = self.starts.get(index) else {
            return "";
        };
        let end = self.starts.get(index + 1).copied().unwrap_or(text.len());
        text.get(start..end).unwrap_or("").trim_end_matches(is_break)
    }

    /// The place of a byte. `line` is the index of a line that is likely close to it, and then its own.
    pub(super) fn span_from(&self, text: &str, offset: usize, line: &mut usize) -> Span {
        let begins = |line: usize| self.starts.get(line).copied().unwrap_or(usize::MAX);
        let near =
            (*line..*line + 4).find(|&line| begins(line) <= offset && offset < begins(line + 1));
        let index = near.unwrap_or_else(|| {
            self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
        });
        *line = index;
        let start = self.starts.get(index).copied().unwrap_or(0);
        let column = if self.checkpoints.is_empty() {
            offset - start
        } else if offset - start <= LONG {
            count(text, start, offset)
        } else {
            self.char_index(text, offset) - self.char_index(text, start)
        };
        Span::new(number(index + 1), number(column + 1))
    }

    pub(super) fn offset(&self, text: &str, span: Span) -> usize {
        let index = (span.line as usize).saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or(text.len());
        let end = self.starts.get(index + 1).copied().unwrap_or(text.len());
        let column = (span.column as usize).saturating_sub(1);
        if self.checkpoints.is_empty() {
            (start + column).min(text.len())
        } else if end - start <= LONG {
            skip(text, start, column)
        } else {
            let wanted = self.char_index(text, start) + column;
            let base = self.checkpoints.get(wanted / LONG).copied().unwrap_or(text.len());
            skip(text, base, wanted % LONG)
        }
    }

    /// Returns the number of characters before byte `offset`.
    fn char_index(&self, text: &str, offset: usize) -> usize {
        let block = self.checkpoints.partition_point(|&point| point <= offset).saturating_sub(1);
        let base = self.checkpoints.get(block).copied().unwrap_or(0);
        block * LONG + count(text, base, offset)
    }
}

/// The breaks of YAML 1.2, which are those that editors count.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (offset, &byte) in bytes.iter().enumerate() {
        let next = offset + 1;
        let ends = match byte {
            b'\n' => true,
            b'\r' => bytes.get(next) != Some(&b'\n'),
            _ => false,
        };
        if ends {
            starts.push(next);
        }
    }
    starts
}

fn count(text: &str, from: usize, to: usize) -> usize {
    text.get(from..to).map_or(0, |part| part.chars().count())
}

fn skip(text: &str, from: usize, chars: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    rest.char_indices().nth(chars).map_or(text.len(), |(offset, _)| from + offset)
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Lines, Span};

    #[test]
    fn there_and_back() {
        let long = format!("é: {}\nx: 1", "äb".repeat(3000));
        for text in ["a: 1\r\nb: 2\rc\u{85}d\u{2028}e\n", "é: ü\nö: 1", "", &long] {
            let lines = Lines::of(text);
            for (offset, _) in text.char_indices() {
                let span = lines.span_from(text, offset, &mut 0);
                assert_eq!(lines.offset(text, span), offset, "{span} in {text:.20}");
            }
        }
    }

    #[test]
    fn breaks_are_those_of_editors() {
        let text = "a\r\nb\rc\nd\u{85}e\u{2029}f";
        let lines = Lines::of(text);
        assert_eq!(
            (1..6).map(|n| lines.line(text, n)).collect::<Vec<_>>(),
            ["a", "b", "c", "d\u{85}e\u{2029}f", ""]
        );
    }

    #[test]
    fn columns_are_characters() {
        let text = "größe: 1";
        let lines = Lines::of(text);
        assert_eq!(lines.span_from(text, text.len() - 1, &mut 0), Span::new(1, 8));
    }
}

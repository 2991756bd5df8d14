//! The place that the parser writes into its errors.

use std::fmt::{self, Write as _};

use crate::text::Span;

/// Reads line and column off an error without keeping its text: the last two numbers after the mark.
#[derive(Default)]
pub(super) struct PathPlace {
    line: u32,
    column: u32,
    in_number: bool,
}

impl PathPlace {
    pub(super) const MARK: &str = "\u{1}";

    /// The first character of the document is the one place that is not written out.
    pub(super) fn of(error: &impl fmt::Display) -> Span {
        let mut place = Self::default();
        // This writer never fails.
        let _ = write!(place, "{error}");
        Span { line: place.line.max(1), column: place.column.max(1) }
    }
}

impl fmt::Write for PathPlace {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                1 => *self = Self::default(),
                b'0'..=b'9' => {
                    if !self.in_number {
                        self.line = std::mem::take(&mut self.column);
                    }
                    self.in_number = true;
                    self.column = self.column.wrapping_mul(10).wrapping_add(u32::from(byte - b'0'));
                }
                _ => self.in_number = false,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::PathPlace;
    use crate::text::Span;

    #[test]
    fn last_two_numbers_after_the_mark() {
        let mark = PathPlace::MARK;
        let place = |text: String| PathPlace::of(&text);
        let span = |line, column| Span { line, column };
        assert_eq!(place(format!("a[3].b2: {mark} at line 12 column 7")), span(12, 7));
        assert_eq!(place(format!("a[3][4]: {mark}")), Span::START);
        assert_eq!(place(format!("{mark}5: {mark} at line 1 column 2")), span(1, 2));
    }
}

//! Syntax errors of a text that is not YAML.

use std::ops::Range;

use crate::finding::{Code, Finding};
use crate::text::Source;

/// The most errors of a kind that are looked for: those that are mended, and aliases without anchors.
pub(super) const MAX_ERRORS: usize = 20;

/// A kind of mistake, as far as the way out depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    Quote,
    Bracket,
    Comma,
    Tab,
    Colon,
    Character,
    Indent,
    Alias,
    Depth,
    Other,
}

/// A place that cannot be read, and what is left out there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub(super) at: usize,
    pub(super) mistake: Mistake,
    pub(super) message: String,
    pub(super) skipped: Range<usize>,
}

impl SyntaxError {
    /// The byte where the mistake stands.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The text that is left out of the tree.
    pub fn skipped(&self) -> Range<usize> {
        self.skipped.clone()
    }

    /// R01: what could not be read, in the words of the parser.
    pub(crate) fn finding(&self, source: &Source) -> Finding {
        let span = source.span(self.at);
        let finding =
            Finding::new(Code::YamlSyntax, span, format!("invalid YAML: {}", self.message));
        match self.hint(source.line(span.line)) {
            Some(help) => finding.help(help),
            None => finding,
        }
    }

    fn hint(&self, line: &str) -> Option<&'static str> {
        let value = line.split_once(": ").map_or(line, |(_, value)| value);
        if value.trim_start().trim_start_matches("- ").starts_with("{{") {
            return Some("put text with `{{…}}` in quotes");
        }
        match self.mistake {
            Mistake::Tab => Some("indent with spaces; a tab cannot indent YAML"),
            Mistake::Colon => {
                Some("put text that contains `: ` in quotes, or check the indentation of this line")
            }
            Mistake::Character => {
                Some("put text that starts with `@`, a backquote or `%` in quotes")
            }
            Mistake::Alias => Some("put text that starts with `*` in quotes"),
            Mistake::Indent => {
                Some("check the indentation of this line, and the quotes in the lines above it")
            }
            Mistake::Quote => Some("close the quote, and double a quote that is part of the text"),
            Mistake::Bracket => Some("close the bracket, and put text with brackets in quotes"),
            Mistake::Comma => Some("leave it out, or write what belongs before it"),
            Mistake::Depth | Mistake::Other => None,
        }
    }
}

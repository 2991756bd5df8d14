//! The parts of a text that syntax errors make uncertain.

use std::ops::Range;

use super::error::Mistake;
use super::gap::{indent, line_end, line_start, next_line};
use super::syntax::Syntax;
use super::tree::{NodeId, SyntaxTree};

/// Mappings from here on have a kind that one of their keys says: if it is lost, the others mean nothing.
const DEPTH_OF_KINDS: usize = 2;

impl SyntaxTree<'_> {
    /// Returns the ranges that may have been read as something else than what was meant: lines with an
    /// error, what stands below them, and the mapping that has lost a part. Nothing, without errors.
    pub(crate) fn damage(&self) -> Vec<Range<usize>> {
        let mut damage = Vec::new();
        for error in self.errors() {
            let skipped = error.skipped();
            let from = error.at().min(skipped.start);
            let is_indent = matches!(error.mistake, Mistake::Indent | Mistake::Other);
            damage.push(self.around_error(from..skipped.end.max(error.at()), is_indent));
            damage.push(self.around_error(skipped, is_indent));
        }
        if damage.is_empty() {
            return damage;
        }
        let mut pending: Vec<(NodeId, usize, Option<NodeId>)> =
            self.documents().map(|root| (root, 0, None)).collect();
        while let Some((id, depth, mapping)) = pending.pop() {
            let is_mapping = matches!(self.syntax(id), Syntax::Mapping(_));
            let of_kind = if is_mapping && depth >= DEPTH_OF_KINDS { Some(id) } else { mapping };
            if is_mapping && depth >= DEPTH_OF_KINDS && self.is_broken(id) {
                damage.push(self.range(id));
            }
            if self.syntax(id) == Syntax::Error {
                damage.push(self.around_error(self.range(id), false));
                damage.extend(mapping.map(|mapping| self.range(mapping)));
            }
            let depth = depth + usize::from(is_mapping);
            pending.extend(self.children(id).map(|child| (child, depth, of_kind)));
        }
        damage
    }

    /// Returns `true` for a mapping with a part that is left out, which may lie between its nodes.
    fn is_broken(&self, mapping: NodeId) -> bool {
        let range = self.range(mapping);
        self.errors().iter().any(|error| {
            let skipped = error.skipped();
            // The value of a key whose own was left out may be that of another.
            let lies_within = |id| {
                self.value(id).is_some_and(|value| {
                    let inner = self.range(value);
                    let holds_more =
                        matches!(self.syntax(value), Syntax::Mapping(_) | Syntax::Sequence(_));
                    holds_more && inner.start <= skipped.start && skipped.end <= inner.end
                })
            };
            range.start <= skipped.end
                && skipped.start <= range.end
                && !self.children(mapping).any(lies_within)
        })
    }

    /// The lines of an error, and all below that are indented as what is left out, or by more. A line with
    /// the wrong indentation may have been meant as one of the level above it.
    fn around_error(&self, error: Range<usize>, is_indent: bool) -> Range<usize> {
        let text = self.text();
        let line = line_start(text, error.start);
        let first = line + indent(text, line);
        let before = text.get(first..error.start.max(first)).unwrap_or_default();
        let dashes = before.len() - before.trim_start_matches(['-', ' ']).len();
        let is_value = dashes < before.len();
        let column = if is_indent {
            lower_level(text, line)
        } else {
            first - line + dashes + usize::from(is_value)
        };
        let mut end = line_end(text, error.end);
        let mut next = next_line(text, end);
        while next < text.len() {
            let content = text.get(next..line_end(text, next)).unwrap_or_default().trim_start();
            let is_empty = content.is_empty() || content.starts_with('#');
            if !is_empty && indent(text, next) < column {
                break;
            }
            end = line_end(text, next);
            next = next_line(text, next);
        }
        line..end
    }
}

/// The indentation of the nearest line above that is indented by less.
fn lower_level(text: &str, line: usize) -> usize {
    let column = indent(text, line);
    let mut above = line;
    while above > 0 {
        above = line_start(text, above - 1);
        let is_empty =
            text.get(above..line_end(text, above)).is_none_or(|line| line.trim().is_empty());
        if !is_empty && indent(text, above) < column {
            return indent(text, above);
        }
    }
    0
}

//! Reading on after an error: what is broken is blanked, and the text read again.

use std::iter;
use std::ops::Range;

use super::blank::{self, Culprit};
use super::build::{Built, build};
use super::error::{MAX_ERRORS, Mistake, SyntaxError};
use super::gap::next_line;
use super::syntax::{Layout, ScalarStyle, Syntax};
use super::tree::{NodeId, SyntaxTree};

/// The most bytes that are read, all attempts together; about a second.
const MAX_REREAD: usize = 32 << 20;

/// The tree of a text, with what is wrong in it. `Err` is where it nests too deep.
pub(super) fn read(text: &str) -> Result<SyntaxTree<'_>, usize> {
    let mut reading =
        Reading { original: text, text: text.to_owned(), left: MAX_REREAD, errors: Vec::new() };
    reading.blank_controls();
    let mut built = reading.build(false);
    while let Some(failure) = &built.failure {
        if failure.mistake == Mistake::Depth {
            return Err(failure.at);
        }
        let Some(next) = reading.mend(&built) else { break };
        built = next;
    }
    Ok(reading.finish(built))
}

struct Reading<'t> {
    original: &'t str,
    /// The text with blanks where it was broken, byte by byte as long.
    text: String,
    /// The bytes that may still be read.
    left: usize,
    errors: Vec<SyntaxError>,
}

impl<'t> Reading<'t> {
    /// Characters that no YAML may contain, wherever they are; the parser would end at some of them.
    fn blank_controls(&mut self) {
        let plain = |byte: u8| matches!(byte, b'\n' | b'\r' | b' '..=b'~');
        if self.original.bytes().all(plain) {
            return;
        }
        self.text.clear();
        for (at, c) in self.original.char_indices() {
            if is_forbidden(c) {
                self.text.extend(iter::repeat_n('_', c.len_utf8()));
                self.control(at, c);
            } else {
                self.text.push(c);
            }
        }
    }

    fn control(&mut self, at: usize, c: char) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(SyntaxError {
                at,
                mistake: Mistake::Other,
                message: format!("the control character U+{:04X} is not allowed", u32::from(c)),
                skipped: at..at + c.len_utf8(),
            });
        }
    }

    fn build(&mut self, strict: bool) -> Built<'t> {
        let built = build(self.original, &self.text, strict);
        let read = built.failure.as_ref().map_or(self.text.len(), |failure| failure.at);
        self.left = self.left.saturating_sub(read);
        built
    }

    /// Blanks what made an attempt fail, and reads again. `None` when that is no use, or too much.
    fn mend(&mut self, built: &Built<'t>) -> Option<Built<'t>> {
        if self.errors.len() >= MAX_ERRORS || self.left == 0 {
            return None;
        }
        let culprit = self.culprit(built)?;
        let mut best: Option<(usize, Range<usize>, Built<'t>)> = None;
        for part in blank::parts(&self.text, &culprit) {
            let built = self.without(&part);
            let reach = built.failure.as_ref().map_or(usize::MAX, |failure| failure.at);
            if best.as_ref().is_none_or(|(furthest, ..)| reach > *furthest) {
                best = Some((reach, part, built));
            }
            if reach > culprit.until {
                break;
            }
        }
        let (_, skipped, built) = best?;
        blank::blank(&mut self.text, &skipped);
        let Culprit { at, mistake, message, .. } = culprit;
        self.errors.push(SyntaxError { at, mistake, message, skipped });
        Some(built)
    }

    /// The tree without a part of the text.
    fn without(&mut self, part: &Range<usize>) -> Built<'t> {
        let kept = self.text.get(part.clone()).unwrap_or_default().to_owned();
        blank::blank(&mut self.text, part);
        let built = self.build(false);
        self.text.replace_range(part.clone(), &kept);
        built
    }

    /// A quote or a bracket that is not closed is noticed late, with strict indentation sooner.
    fn culprit(&mut self, built: &Built<'t>) -> Option<Culprit> {
        let failure = built.failure.as_ref()?;
        let opened = matches!(failure.mistake, Mistake::Quote | Mistake::Bracket);
        if opened || built.bracket.is_some() {
            let strict = self.build(true);
            if strict.failure.as_ref().is_some_and(|sooner| sooner.at < failure.at) {
                return blank::culprit(&self.text, &strict);
            }
        }
        blank::culprit(&self.text, built)
    }

    fn finish(mut self, built: Built<'t>) -> SyntaxTree<'t> {
        let Built { mut tree, failure, frontier, .. } = built;
        if let Some(failure) = failure {
            self.errors.push(SyntaxError {
                at: failure.at,
                mistake: failure.mistake,
                message: failure.message,
                // A bracket that is not closed fails where it opens, before what was read in it.
                skipped: failure.at.max(frontier)..self.text.len(),
            });
        }
        let read = tree.len();
        // An alias whose anchor was left out would be right.
        tree.errors.retain(|alias| {
            let name = self.original.get(alias.skipped.clone()).unwrap_or_default();
            let anchor = name.replacen('*', "&", 1);
            !self.errors.iter().any(|error| {
                self.original.get(error.skipped.clone()).is_some_and(|text| text.contains(&anchor))
            })
        });
        let mut parents = Vec::new();
        let mut tabs = None;
        for error in merged(self.errors) {
            let parent = tree.insert_error(error.skipped.clone(), read);
            // A mistake breaks the text around it; the first error is the cause. No mistake makes tabs,
            // and lines with tabs below each other are one.
            let is_cause = !parents.contains(&parent)
                || error.mistake == Mistake::Tab
                    && tabs.is_none_or(|end| next_line(self.original, end) < error.skipped.start);
            if error.mistake == Mistake::Tab {
                tabs = Some(error.skipped.end);
            }
            if is_cause {
                parents.push(parent);
                tree.errors.push(error);
            }
        }
        tree.errors.sort_by_key(|error| error.at);
        tree
    }
}

/// The errors in the order of the text; one that lies within another is a part of it.
fn merged(mut errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    errors.sort_by_key(|error| error.skipped.start);
    errors.dedup_by(|error, before| {
        let overlaps = error.skipped.start < before.skipped.end;
        if overlaps {
            before.skipped.end = before.skipped.end.max(error.skipped.end);
        }
        overlaps
    });
    errors
}

impl SyntaxTree<'_> {
    /// Adds a range that was left out to where it belongs, and returns the node around it. Only the
    /// first `read` nodes are in the order of the text.
    fn insert_error(&mut self, range: Range<usize>, read: usize) -> NodeId {
        let before = self.last_before(range.start, read);
        let found = self.range(before);
        match self.syntax(before) {
            Syntax::Scalar(ScalarStyle::Absent) if self.parent(before) != NodeId::STREAM => {
                let parent = self.parent(before);
                self.slot_mut(before).syntax = Syntax::Error;
                self.put(before, range.clone());
                self.stretch(parent, range.end);
                return parent;
            }
            Syntax::Scalar(_) if found.end > range.start => return before,
            _ => {}
        }
        let around = self.around(before, range.start);
        if self.link(around, range.clone()) {
            self.stretch(around, range.end);
        }
        around
    }

    /// The list or mapping that holds what stands at `start`, behind the node `before`.
    fn around(&self, before: NodeId, start: usize) -> NodeId {
        let column = self.column(start);
        let mut around = before;
        while around != NodeId::STREAM && !self.holds(around, start, column) {
            around = self.parent(around);
        }
        // An error before this one may have ended it.
        let mut id = around;
        while id != NodeId::STREAM {
            if self.next(id).is_some_and(|next| self.range(next).start < start) {
                around = self.parent(id);
            }
            id = self.parent(id);
        }
        around
    }

    /// Returns `true` if what stands at `start` belongs to a list or mapping.
    fn holds(&self, id: NodeId, start: usize, column: usize) -> bool {
        let range = self.range(id);
        match self.syntax(id) {
            Syntax::Mapping(Layout::Block) | Syntax::Sequence(Layout::Block) => {
                self.column(range.start) <= column
            }
            Syntax::Mapping(Layout::Flow) | Syntax::Sequence(Layout::Flow) => range.end > start,
            _ => false,
        }
    }

    /// Adds a range behind the children before it. What lies between a key and its value is no child
    /// of anything, and stays a gap.
    fn link(&mut self, parent: NodeId, range: Range<usize>) -> bool {
        let before =
            self.children(parent).take_while(|id| self.range(*id).start <= range.start).last();
        if before.is_some_and(|before| self.range(before).end > range.start) {
            return false;
        }
        let error = self.push(Syntax::Error, range, parent);
        let next = match before {
            Some(before) => self.slot_mut(before).next.replace(error),
            None => self.slot_mut(parent).first.replace(error),
        };
        self.slot_mut(error).next = next;
        true
    }

    /// Has a node and all around it end no sooner than at `end`.
    fn stretch(&mut self, mut id: NodeId, end: usize) {
        while id != NodeId::STREAM {
            self.end_at(id, end);
            id = self.parent(id);
        }
    }
}

/// Returns `true` for a character that the parser rejects as a control character.
fn is_forbidden(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

//! The document after edits against the one before.

use std::collections::HashMap;
use std::ops::Range;

use super::super::recover;
use super::super::syntax::{ScalarStyle, Syntax};
use super::super::tree::{NodeId, SyntaxTree};
use super::pieces::{Splice, is_word};
use super::{Edit, EditError};

/// Two trees, of which the second is the first with edits.
pub(super) struct Comparison<'c, 'o, 'n, 'e> {
    old: &'c SyntaxTree<'o>,
    new: &'c SyntaxTree<'n>,
    edits: HashMap<NodeId, Vec<&'c Edit<'e>>>,
}

/// A child that the new tree must have.
enum Expected<'e> {
    Same(NodeId),
    Entry(&'e str, &'e str),
    Item(&'e str),
}

impl<'c, 'o, 'n, 'e> Comparison<'c, 'o, 'n, 'e> {
    pub(super) fn new(
        old: &'c SyntaxTree<'o>,
        new: &'c SyntaxTree<'n>,
        edits: &'c [Edit<'e>],
    ) -> Self {
        let mut by_node: HashMap<NodeId, Vec<&'c Edit<'e>>> = HashMap::new();
        for edit in edits {
            by_node.entry(edit.node()).or_default().push(edit);
        }
        Self { old, new, edits: by_node }
    }

    pub(super) fn check(&self, splices: &[Splice]) -> Result<(), EditError> {
        for text in self.edits.values().flatten().flat_map(|edit| texts(edit)) {
            check_value(text)?;
        }
        let same = self.new.errors().is_empty()
            && self.all(self.old.documents(), self.new.documents(), |old, new| self.node(old, new))
            && self.comments(splices);
        if same { Ok(()) } else { Err(EditError::Ambiguous) }
    }

    /// Comments are what they were, except those in what was taken out.
    fn comments(&self, splices: &[Splice]) -> bool {
        let taken = |comment: &Range<usize>| {
            let after = splices.partition_point(|splice| splice.range.start <= comment.start);
            let before = after.checked_sub(1).and_then(|index| splices.get(index));
            before.is_some_and(|splice| splice.range.contains(&comment.start))
        };
        let old = self.old.comments().iter().filter(|comment| !taken(comment));
        let old = old.map(|range| self.old.text().get(range.clone()));
        old.eq(self.new.comments().iter().map(|range| self.new.text().get(range.clone())))
    }

    fn all<A, B>(
        &self,
        old: impl Iterator<Item = A>,
        mut new: impl Iterator<Item = B>,
        same: impl Fn(A, B) -> bool,
    ) -> bool {
        let mut paired = old.map(|old| new.next().is_some_and(|new| same(old, new)));
        paired.all(|same| same) && new.next().is_none()
    }

    fn edits_of(&self, node: NodeId) -> impl Iterator<Item = &'c Edit<'e>> {
        self.edits.get(&node).into_iter().flatten().copied()
    }

    fn node(&self, old: NodeId, new: NodeId) -> bool {
        if self.edits_of(old).any(|edit| matches!(edit, Edit::Unwrap { .. })) {
            let item = self.old.children(old).next().and_then(|item| self.old.value(item));
            return item.is_some_and(|item| self.node(item, new));
        }
        let replaced = self.edits_of(old).find_map(|edit| match edit {
            Edit::Replace { value, .. } => Some(*value),
            _ => None,
        });
        if properties(self.old, old) != properties(self.new, new) {
            return false;
        }
        match replaced {
            Some(value) => reads_as(value, self.new, new),
            None => self.content(old, new),
        }
    }

    /// A node without its anchor and tag.
    fn content(&self, old: NodeId, new: NodeId) -> bool {
        for edit in self.edits_of(old) {
            match edit {
                Edit::ByKey { key, .. } => return self.by_key(old, new, key),
                Edit::ByItem { key, .. } => return self.by_item(old, new, key),
                _ => {}
            }
        }
        match (self.old.syntax(old), self.new.syntax(new)) {
            (Syntax::Mapping(_), Syntax::Mapping(_))
            | (Syntax::Sequence(_), Syntax::Sequence(_)) => {
                let expected = self.expected(old);
                self.all(expected.into_iter(), self.new.children(new), |old, new| {
                    self.child(&old, new)
                })
            }
            (Syntax::Scalar(a), Syntax::Scalar(b)) => {
                is_plain(a) == is_plain(b) && self.old.content(old) == self.new.content(new)
            }
            (Syntax::Alias, Syntax::Alias) => {
                self.old.slice(old) == self.new.slice(new) && self.new.target(new).is_some()
            }
            _ => false,
        }
    }

    /// The children that a list or mapping has after its edits.
    fn expected(&self, parent: NodeId) -> Vec<Expected<'e>> {
        let mut expected = Vec::new();
        let inserted = |at: usize| {
            self.edits_of(parent).filter_map(move |edit| match edit {
                Edit::Insert { index, value, .. } if *index == at => Some(Expected::Item(value)),
                _ => None,
            })
        };
        let mut count = 0;
        for child in self.old.children(parent) {
            expected.extend(inserted(count));
            count += 1;
            let removed = self.edits_of(child).any(|edit| matches!(edit, Edit::Remove { .. }));
            expected.extend((!removed).then_some(Expected::Same(child)));
        }
        expected.extend(inserted(count));
        expected.extend(self.edits_of(parent).filter_map(|edit| match edit {
            Edit::Add { key, value, .. } => Some(Expected::Entry(key, value)),
            _ => None,
        }));
        expected
    }

    /// A list that has become a mapping.
    fn by_key(&self, old: NodeId, new: NodeId, key: &str) -> bool {
        let same = |item: NodeId, entry: NodeId| {
            let old = self.old.value(item)?;
            let name = self.old.find(old, key)?;
            let (new_key, new) = self.new.entry(entry)?;
            let is_other =
                |child: &Expected<'_>| !matches!(child, Expected::Same(one) if *one == name);
            let rest = self.expected(old).into_iter().filter(is_other);
            let same = matches!(self.new.syntax(new), Syntax::Mapping(_))
                && properties(self.old, old) == properties(self.new, new)
                && reads_as(self.old.slice(self.old.value(name)?), self.new, new_key)
                && self.all(rest, self.new.children(new), |old, new| self.child(&old, new));
            Some(same)
        };
        matches!(self.new.syntax(new), Syntax::Mapping(_))
            && self.all(self.old.children(old), self.new.children(new), |old, new| {
                same(old, new) == Some(true)
            })
    }

    /// A mapping that has become a list.
    fn by_item(&self, old: NodeId, new: NodeId, key: &str) -> bool {
        let same = |entry: NodeId, item: NodeId| {
            let (name, old) = self.old.entry(entry)?;
            let new = self.new.value(item)?;
            let mut children = self.new.children(new);
            let (new_key, new_name) = self.new.entry(children.next()?)?;
            let rest = self.expected(old).into_iter();
            let same = matches!(self.new.syntax(new), Syntax::Mapping(_))
                && properties(self.old, old) == properties(self.new, new)
                && self.is_key(key, new_key)
                && reads_as(self.old.slice(name), self.new, new_name)
                && self.all(rest, children, |old, new| self.child(&old, new));
            Some(same)
        };
        matches!(self.new.syntax(new), Syntax::Sequence(_))
            && self.all(self.old.children(old), self.new.children(new), |old, new| {
                same(old, new) == Some(true)
            })
    }

    /// Returns `true` if a node is a key as an edit says, which can be in quotes.
    fn is_key(&self, key: &str, new: NodeId) -> bool {
        match is_word(key) {
            true => self.new.content(new).is_ok_and(|content| content == key),
            false => reads_as(key, self.new, new),
        }
    }

    fn child(&self, expected: &Expected<'_>, new: NodeId) -> bool {
        match (expected, self.new.entry(new), self.new.value(new)) {
            (Expected::Item(value), None, Some(new)) => reads_as(value, self.new, new),
            (Expected::Entry(key, value), Some((new_key, new_value)), _) => {
                reads_as(key, self.new, new_key) && reads_as(value, self.new, new_value)
            }
            (Expected::Same(old), Some((key, value)), _) => {
                self.key(*old, key) && self.value(*old, value)
            }
            (Expected::Same(old), None, Some(new)) => {
                self.old.value(*old).is_some_and(|old| self.node(old, new))
            }
            _ => false,
        }
    }

    fn key(&self, entry: NodeId, new: NodeId) -> bool {
        let renamed = self.edits_of(entry).find_map(|edit| match edit {
            Edit::Rename { key, .. } => Some(*key),
            _ => None,
        });
        match (renamed, self.old.entry(entry)) {
            (Some(key), _) => self.is_key(key, new),
            (None, Some((old, _))) => self.node(old, new),
            (None, None) => false,
        }
    }

    fn value(&self, entry: NodeId, new: NodeId) -> bool {
        let Some(old) = self.old.value(entry) else { return false };
        let wrapped = self.edits_of(entry).find_map(|edit| match edit {
            Edit::Wrap { key, .. } => Some(*key),
            _ => None,
        });
        let Some(key) = wrapped else { return self.node(old, new) };
        let mut entries = self.new.children(new).filter_map(|entry| self.new.entry(entry));
        matches!(self.new.syntax(new), Syntax::Mapping(_))
            && entries.next().is_some_and(|(new_key, inner)| {
                reads_as(key, self.new, new_key) && self.node(old, inner)
            })
            && entries.next().is_none()
    }
}

/// The new texts of an edit.
fn texts<'e>(edit: &Edit<'e>) -> Vec<&'e str> {
    match *edit {
        Edit::Replace { value: text, .. }
        | Edit::Insert { value: text, .. }
        | Edit::Rename { key: text, .. }
        | Edit::Wrap { key: text, .. }
        | Edit::ByKey { key: text, .. }
        | Edit::ByItem { key: text, .. } => vec![text],
        Edit::Add { key, value, .. } => vec![key, value],
        Edit::Remove { .. } | Edit::Unwrap { .. } => Vec::new(),
    }
}

/// A text must be one value on one line, and nothing beside it.
fn check_value(text: &str) -> Result<(), EditError> {
    let tree = recover::read(text).map_err(|_| EditError::NoValue)?;
    let one = tree.errors().is_empty()
        && tree.documents().count() == 1
        && tree.comments().is_empty()
        && !text.contains(['\n', '\r']);
    if one { Ok(()) } else { Err(EditError::NoValue) }
}

/// Returns `true` if a node is what a text says.
fn reads_as(text: &str, tree: &SyntaxTree<'_>, node: NodeId) -> bool {
    let Ok(expected) = recover::read(text) else { return false };
    let root = expected.root();
    root.is_some_and(|root| Comparison::new(&expected, tree, &[]).content(root, node))
}

/// The anchor and the tag before a node, as they are written.
fn properties<'t>(tree: &SyntaxTree<'t>, id: NodeId) -> [&'t str; 2] {
    let anchor = tree.anchor_of(id).map(|anchor| anchor.range.clone());
    let tag = tree.tag_of(id).map(|tag| tag.range.clone());
    [anchor, tag].map(|range| range.and_then(|range| tree.text().get(range)).unwrap_or_default())
}

fn is_plain(style: ScalarStyle) -> bool {
    matches!(style, ScalarStyle::Absent | ScalarStyle::Plain)
}

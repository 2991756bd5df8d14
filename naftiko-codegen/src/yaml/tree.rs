//! The lossless tree: an arena of nodes over a text that it only points into.

use std::borrow::Cow;
use std::ops::Range;

use super::error::SyntaxError;
use super::syntax::{Layout, Syntax};
use super::value::{self, Resolved, ValueError};

/// A node of a [`SyntaxTree`]. The nodes of other trees have the same numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    pub(super) const STREAM: Self = Self(0);

    fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) syntax: Syntax,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) parent: NodeId,
    pub(super) first: Option<NodeId>,
    pub(super) next: Option<NodeId>,
}

/// `&name` before a node.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub(super) node: NodeId,
    pub(super) number: usize,
    pub(super) range: Range<usize>,
}

/// `!name` before a node.
#[derive(Clone, Debug)]
pub(super) struct NodeTag {
    pub(super) node: NodeId,
    pub(super) range: Range<usize>,
    pub(super) local: bool,
}

/// A text as YAML, to its last byte.
///
/// Nodes are ranges of the text. Between them lie blanks, line breaks, indicators (`:`, `-`, `,`),
/// anchors, tags and comments, so that the text written back is the text that was read.
#[derive(Clone, Debug)]
pub struct SyntaxTree<'t> {
    pub(super) text: &'t str,
    pub(super) slots: Vec<Slot>,
    /// In the order of their nodes, like tags.
    pub(super) anchors: Vec<Anchor>,
    pub(super) tags: Vec<NodeTag>,
    /// The anchor of each alias that has one.
    pub(super) targets: Vec<(NodeId, NodeId)>,
    pub(super) comments: Vec<Range<usize>>,
    /// Byte offset of each document: of its marker, if it has one.
    pub(super) begins: Vec<usize>,
    pub(super) errors: Vec<SyntaxError>,
}

impl<'t> SyntaxTree<'t> {
    pub(super) fn empty(text: &'t str) -> Self {
        let mut tree = Self {
            text,
            slots: Vec::with_capacity(text.len() / 16),
            anchors: Vec::new(),
            tags: Vec::new(),
            targets: Vec::new(),
            comments: Vec::new(),
            begins: Vec::new(),
            errors: Vec::new(),
        };
        tree.push(Syntax::Stream, 0..text.len(), NodeId::STREAM);
        tree
    }

    pub(super) fn push(&mut self, syntax: Syntax, range: Range<usize>, parent: NodeId) -> NodeId {
        let id = NodeId(offset(self.slots.len()));
        let (start, end) = (offset(range.start), offset(range.end));
        self.slots.push(Slot { syntax, start, end, parent, first: None, next: None });
        id
    }

    fn slot(&self, id: NodeId) -> &Slot {
        &self.slots[id.index()]
    }

    pub(super) fn slot_mut(&mut self, id: NodeId) -> &mut Slot {
        &mut self.slots[id.index()]
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Of the first `count` nodes, which are in the order of the text, the last that starts at or
    /// before a byte.
    pub(super) fn last_before(&self, at: usize, count: usize) -> NodeId {
        let slots = self.slots.get(..count).unwrap_or_default();
        let after = slots.partition_point(|slot| slot.start as usize <= at);
        NodeId(offset(after.saturating_sub(1)))
    }

    /// The node that was added last.
    pub(super) fn newest(&self) -> NodeId {
        NodeId(offset(self.slots.len() - 1))
    }

    pub(super) fn put(&mut self, id: NodeId, range: Range<usize>) {
        let slot = self.slot_mut(id);
        (slot.start, slot.end) = (offset(range.start), offset(range.end));
    }

    pub(super) fn begin_at(&mut self, id: NodeId, start: usize) {
        let slot = self.slot_mut(id);
        slot.start = slot.start.min(offset(start));
    }

    pub(super) fn end_at(&mut self, id: NodeId, end: usize) {
        let slot = self.slot_mut(id);
        slot.end = slot.end.max(offset(end));
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the syntax errors in the order of the text; the tree has the rest of it.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The places of all comments, from `#` to the end of their lines.
    pub fn comments(&self) -> &[Range<usize>] {
        &self.comments
    }

    /// The root of the first document; `None` when nothing but comments was found.
    pub fn root(&self) -> Option<NodeId> {
        self.documents().next()
    }

    /// The roots of all documents.
    pub fn documents(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.children(NodeId::STREAM)
    }

    /// The place of the second document, or of the marker before it.
    pub fn second_document(&self) -> Option<usize> {
        self.begins.get(1).copied()
    }

    /// The syntactic role of a node.
    pub fn syntax(&self, id: NodeId) -> Syntax {
        self.slot(id).syntax
    }

    /// The bytes of a node, without the anchor and the tag before it.
    pub fn range(&self, id: NodeId) -> Range<usize> {
        let slot = self.slot(id);
        slot.start as usize..slot.end as usize
    }

    /// The text of a node.
    pub fn slice(&self, id: NodeId) -> &'t str {
        self.text.get(self.range(id)).unwrap_or_default()
    }

    /// The first byte of a node, or of the anchor or the tag before it.
    pub fn start(&self, id: NodeId) -> usize {
        let mut start = self.range(id).start;
        if let Some(anchor) = self.anchor_of(id) {
            start = start.min(anchor.range.start);
        }
        if let Some(tag) = self.tag_of(id) {
            start = start.min(tag.range.start);
        }
        start
    }

    /// The node around a node; the stream is around itself.
    pub fn parent(&self, id: NodeId) -> NodeId {
        self.slot(id).parent
    }

    /// The children of a node in the order of the text.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.slot(id).first, |child| self.slot(*child).next)
    }

    pub(super) fn next(&self, id: NodeId) -> Option<NodeId> {
        self.slot(id).next
    }

    /// The key of an entry and its value.
    pub fn entry(&self, id: NodeId) -> Option<(NodeId, NodeId)> {
        let key = (self.syntax(id) == Syntax::Entry).then(|| self.slot(id).first)??;
        Some((key, self.next(key)?))
    }

    /// The value of an item or an entry.
    pub fn value(&self, id: NodeId) -> Option<NodeId> {
        match self.syntax(id) {
            Syntax::Item => self.slot(id).first,
            _ => self.entry(id).map(|(_, value)| value),
        }
    }

    /// The entry of a mapping whose key is `key`.
    pub fn find(&self, mapping: NodeId, key: &str) -> Option<NodeId> {
        self.children(mapping).find(|entry| {
            let found = self.entry(*entry).and_then(|(found, _)| self.content(found).ok());
            found.is_some_and(|found| found == key)
        })
    }

    /// The content of a scalar, free of quotes, escapes and indentation; nothing for other nodes.
    ///
    /// # Errors
    ///
    /// When serde_yaml cannot read what the tree takes for a scalar.
    pub fn content(&self, id: NodeId) -> Result<Cow<'t, str>, ValueError> {
        match self.syntax(id) {
            Syntax::Scalar(style) => value::content(self.slice(id), style, || self.indent(id)),
            _ => Ok(Cow::Borrowed("")),
        }
    }

    /// The column of the block around a node, counted from 0; `None` for a document's root.
    fn indent(&self, id: NodeId) -> Option<usize> {
        let around = std::iter::successors(Some(self.parent(id)), |id| Some(self.parent(*id)));
        let block = around.take_while(|id| *id != NodeId::STREAM).find(|id| {
            matches!(
                self.syntax(*id),
                Syntax::Mapping(Layout::Block) | Syntax::Sequence(Layout::Block)
            )
        });
        block.map(|block| self.column(self.range(block).start))
    }

    /// The characters between a byte and the begin of its line.
    pub(super) fn column(&self, offset: usize) -> usize {
        let before = self.text.get(..offset).unwrap_or_default();
        let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        before.get(line..).unwrap_or_default().chars().count()
    }

    /// The node that an alias stands for; `None` when there is no such anchor.
    pub fn target(&self, alias: NodeId) -> Option<NodeId> {
        let at = self.targets.binary_search_by_key(&alias, |(alias, _)| *alias).ok()?;
        self.targets.get(at).map(|(_, target)| *target)
    }

    /// Every anchor in the order of the text: its name and its place.
    pub fn anchors(&self) -> impl Iterator<Item = (&'t str, usize)> + '_ {
        self.anchors.iter().map(|anchor| {
            let name = self.text.get(anchor.range.clone()).unwrap_or_default();
            (name.trim_start_matches('&'), anchor.range.start)
        })
    }

    pub(super) fn anchor_of(&self, id: NodeId) -> Option<&Anchor> {
        let at = self.anchors.binary_search_by_key(&id, |anchor| anchor.node).ok()?;
        self.anchors.get(at)
    }

    pub(super) fn tag_of(&self, id: NodeId) -> Option<&NodeTag> {
        let at = self.tags.binary_search_by_key(&id, |tag| tag.node).ok()?;
        self.tags.get(at)
    }

    /// The tag before a node with its place, unless it is one of YAML's own or an address.
    pub fn local_tag(&self, id: NodeId) -> Option<(&'t str, usize)> {
        let tag = self.tag_of(id).filter(|tag| tag.local)?;
        Some((self.text.get(tag.range.clone())?, tag.range.start))
    }

    /// Resolves a scalar by its tag; `None` if the tag is not one of YAML's own.
    pub(crate) fn resolved(&self, id: NodeId) -> Option<Result<Resolved, ValueError>> {
        let tag = self.tag_of(id).filter(|tag| !tag.local)?;
        let tagged = self.text.get(tag.range.start..self.range(id).end)?;
        Some(value::resolve(tagged))
    }
}

/// Texts are smaller than four gigabytes, which is checked before.
fn offset(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

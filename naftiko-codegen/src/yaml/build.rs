//! Events to the arena, without recursion.

use std::ops::{ControlFlow, Range};

use super::error::{MAX_ERRORS, Mistake, SyntaxError};
use super::gap;
use super::hazards::MAX_DEPTH;
use super::parser::{self, Event, Failure, PlacedEvent};
use super::syntax::{Layout, ScalarStyle, Syntax};
use super::tree::{Anchor, NodeId, NodeTag, SyntaxTree};

/// A text as far as it could be read.
pub(super) struct Built<'t> {
    pub(super) tree: SyntaxTree<'t>,
    pub(super) failure: Option<Failure>,
    /// The end of what was understood last.
    pub(super) frontier: usize,
    /// The outermost bracket that is still open.
    pub(super) bracket: Option<usize>,
}

/// The tree of `original` by the events of `text`, which is as long.
pub(super) fn build<'t>(original: &'t str, text: &str, strict: bool) -> Built<'t> {
    let mut builder = Builder {
        text,
        tree: SyntaxTree::empty(original),
        open: vec![Frame { id: NodeId::STREAM, last: None, key: None }],
        frontier: 0,
        too_deep: None,
    };
    let read = parser::walk(text, strict, |step| builder.step(step));
    builder.finish(read)
}

/// A list or mapping whose end has not come.
struct Frame {
    id: NodeId,
    last: Option<NodeId>,
    /// The key that waits for its value.
    key: Option<NodeId>,
}

struct Builder<'t, 'p> {
    text: &'p str,
    tree: SyntaxTree<'t>,
    open: Vec<Frame>,
    frontier: usize,
    too_deep: Option<usize>,
}

impl<'t> Builder<'t, '_> {
    fn step(&mut self, PlacedEvent { event, range, tag }: PlacedEvent) -> ControlFlow<()> {
        let node = match event {
            Event::Comment => {
                self.tree.comments.push(range);
                return ControlFlow::Continue(());
            }
            Event::Document(range) => {
                self.frontier = range.end;
                self.tree.begins.push(range.start);
                return ControlFlow::Continue(());
            }
            Event::Anchor(number) => {
                self.anchor(number, range);
                return ControlFlow::Continue(());
            }
            Event::End => {
                self.end(range.end);
                return ControlFlow::Continue(());
            }
            Event::Sequence(layout) => self.begin(Syntax::Sequence(layout), range, tag.as_ref()),
            Event::Mapping(layout) => self.begin(Syntax::Mapping(layout), range, tag.as_ref()),
            Event::Scalar(style) => self.scalar(style, range, tag.as_ref()),
            Event::Alias(anchor) => self.alias(anchor, range),
        };
        if let Some(tag) = tag {
            self.widen(node, tag.range.start);
            self.tree.tags.push(NodeTag { node, range: tag.range, local: tag.local });
        }
        if self.too_deep.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn begin(
        &mut self,
        syntax: Syntax,
        range: Range<usize>,
        tag: Option<&parser::TagToken>,
    ) -> NodeId {
        let from = tag.map_or(range.start, |tag| tag.range.start.min(range.start));
        let id = self.add(syntax, range.clone(), from);
        // A block starts at its first indicator, which is not behind us yet.
        self.frontier = self.frontier.max(if range.is_empty() { 0 } else { range.end });
        self.open.push(Frame { id, last: None, key: None });
        if self.open.len() > MAX_DEPTH + 1 {
            self.too_deep.get_or_insert(range.start);
        }
        id
    }

    fn scalar(
        &mut self,
        style: ScalarStyle,
        range: Range<usize>,
        tag: Option<&parser::TagToken>,
    ) -> NodeId {
        let from = tag.map_or(range.start, |tag| tag.range.start.min(range.start));
        let (style, range) = match style {
            ScalarStyle::Plain if range.is_empty() => {
                (ScalarStyle::Absent, self.absent(range.start))
            }
            ScalarStyle::Block => (style, gap::block(self.text, self.frontier, &range)),
            _ => (style, range),
        };
        let id = self.add(Syntax::Scalar(style), range.clone(), from.min(range.start));
        self.frontier = self.frontier.max(range.end);
        self.close(id);
        id
    }

    /// An absent value stands behind its colon; behind a key after `?` there may be none.
    fn absent(&mut self, at: usize) -> Range<usize> {
        let follows = self.top().key.is_some_and(|key| {
            let entry = self.tree.range(self.tree.parent(key)).start;
            let before = self.text.get(entry..self.tree.range(key).start);
            !before.is_some_and(|before| before.starts_with('?'))
        });
        let gap = self.text.get(self.frontier..at).unwrap_or_default();
        let colon = self.text.get(at..).is_some_and(|rest| rest.starts_with(':'));
        let at = if follows && colon && gap.trim().is_empty() { at + 1 } else { at };
        at..at
    }

    fn alias(&mut self, anchor: Option<usize>, range: Range<usize>) -> NodeId {
        let id = self.add(Syntax::Alias, range.clone(), range.start);
        self.frontier = range.end;
        self.close(id);
        let anchors = &self.tree.anchors;
        let found = anchor.and_then(|number| {
            let at = anchors.binary_search_by_key(&number, |anchor| anchor.number).ok()?;
            anchors.get(at)
        });
        match found {
            Some(anchor) => self.tree.targets.push((id, anchor.node)),
            None if self.tree.errors.len() >= MAX_ERRORS => {}
            None => self.tree.errors.push(SyntaxError {
                at: range.start,
                mistake: Mistake::Alias,
                message: "unknown anchor".to_owned(),
                skipped: range,
            }),
        }
        id
    }

    /// An anchor comes after its node, which is the newest.
    fn anchor(&mut self, number: usize, range: Range<usize>) {
        let node = self.tree.newest();
        self.widen(node, range.start);
        self.tree.anchors.push(Anchor { node, number, range });
    }

    /// Has the item or entry around a node begin no later than at `start`.
    fn widen(&mut self, node: NodeId, start: usize) {
        let around = self.tree.parent(node);
        if matches!(self.tree.syntax(around), Syntax::Item | Syntax::Entry) {
            self.tree.begin_at(around, start);
        }
    }

    /// A new node where the next one belongs; it begins, with what stands before it, at `from`.
    fn add(&mut self, syntax: Syntax, range: Range<usize>, from: usize) -> NodeId {
        let top = self.top();
        let (id, key) = (top.id, top.key.take());
        match (self.tree.syntax(id), key) {
            (Syntax::Mapping(_), Some(key)) => {
                let value = self.tree.push(syntax, range, self.tree.parent(key));
                self.tree.slot_mut(key).next = Some(value);
                value
            }
            (Syntax::Mapping(_), None) => {
                let mark = self.indicator('?', from);
                let entry = self.child(Syntax::Entry, mark.unwrap_or(from));
                let key = self.only(entry, syntax, range);
                self.top().key = Some(key);
                key
            }
            (Syntax::Sequence(layout), _) => {
                let dash = (layout == Layout::Block).then(|| self.indicator('-', from)).flatten();
                let item = self.child(Syntax::Item, dash.unwrap_or(from));
                self.only(item, syntax, range)
            }
            _ => {
                let root = self.tree.push(syntax, range, NodeId::STREAM);
                self.append(root);
                root
            }
        }
    }

    fn only(&mut self, around: NodeId, syntax: Syntax, range: Range<usize>) -> NodeId {
        let id = self.tree.push(syntax, range, around);
        self.tree.slot_mut(around).first = Some(id);
        id
    }

    fn child(&mut self, syntax: Syntax, at: usize) -> NodeId {
        let parent = self.top().id;
        let id = self.tree.push(syntax, at..at, parent);
        self.append(id);
        id
    }

    fn append(&mut self, id: NodeId) {
        let top = self.top();
        let (parent, last) = (top.id, top.last.replace(id));
        match last {
            Some(last) => self.tree.slot_mut(last).next = Some(id),
            None => self.tree.slot_mut(parent).first = Some(id),
        }
    }

    /// The place of an indicator before the next node, which is then behind us.
    fn indicator(&mut self, indicator: char, until: usize) -> Option<usize> {
        let at = gap::find(self.text, self.frontier, until, indicator)?;
        self.frontier = at + 1;
        Some(at)
    }

    fn end(&mut self, end: usize) {
        let Some(Frame { id, key, last }) = self.open.pop_if(|frame| frame.id != NodeId::STREAM)
        else {
            return;
        };
        if let Some(key) = key {
            // The error came between a key and its value.
            let end = self.tree.range(key).end;
            let absent = Syntax::Scalar(ScalarStyle::Absent);
            let value = self.tree.push(absent, end..end, self.tree.parent(key));
            self.tree.slot_mut(key).next = Some(value);
            self.close(value);
        }
        let bracket = self.text.get(self.tree.range(id)).is_some_and(|text| !text.is_empty());
        if bracket {
            self.tree.end_at(id, end);
            self.frontier = self.frontier.max(end);
        } else {
            self.enclose(id, last);
        }
        self.close(id);
    }

    /// A collection without brackets reaches from its first child to its last.
    fn enclose(&mut self, id: NodeId, last: Option<NodeId>) {
        let first = self.tree.children(id).next();
        if let (Some(first), Some(last)) = (first, last) {
            self.tree.put(id, self.tree.range(first).start..self.tree.range(last).end);
        }
    }

    /// Has the item or entry around a finished node end no sooner than it.
    fn close(&mut self, id: NodeId) {
        let around = self.tree.parent(id);
        if matches!(self.tree.syntax(around), Syntax::Item | Syntax::Entry) {
            self.tree.end_at(around, self.tree.range(id).end);
        }
    }

    /// The stream is always open.
    fn top(&mut self) -> &mut Frame {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    fn finish(mut self, read: Result<(), Failure>) -> Built<'t> {
        let bracket = self.open.iter().find_map(|frame| {
            let range = self.tree.range(frame.id);
            (frame.id != NodeId::STREAM && !range.is_empty()).then_some(range.start)
        });
        while self.open.len() > 1 {
            self.end(self.frontier);
        }
        let too_deep =
            self.too_deep.map(|at| Failure { at, mistake: Mistake::Depth, message: String::new() });
        Built {
            tree: self.tree,
            failure: too_deep.or(read.err()),
            frontier: self.frontier,
            bracket,
        }
    }
}

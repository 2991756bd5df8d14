//! A document as a flat tree: nodes in the order of the text, so that all below a node stand behind it.

use std::borrow::Cow;

use crate::json::{Reader, Syntax};

/// The nodes of a document; the root has the number 0.
pub(super) struct Tree<'d> {
    text: &'d str,
    nodes: Vec<Place>,
    /// The names of members, in the order of the text.
    names: Vec<Cow<'d, str>>,
}

/// Where a node begins and ends, and the next node that is not below it.
struct Place {
    begin: u32,
    end: u32,
    after: u32,
    name: u32,
}

/// A node without a name: the root, or an element.
const NAMELESS: u32 = u32::MAX;

impl<'d> Tree<'d> {
    /// Reads `text`, one value. Nothing is recursive: any depth is read.
    pub(super) fn read(text: &'d str) -> Result<Self, Syntax> {
        let mut tree = Self { text, nodes: Vec::new(), names: Vec::new() };
        let mut reader = Reader::new(text);
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut name = NAMELESS;
        loop {
            let first = reader.peek();
            let node = tree.begin(reader.position(), name)?;
            if let Some(bracket @ (b'{' | b'[')) = first {
                reader.enter();
                open.push((node, bracket == b'{'));
            } else {
                reader.value()?;
                tree.end(node, reader.position())?;
            }
            loop {
                let Some(&(parent, is_object)) = open.last() else { return Ok(tree) };
                let key = if is_object { reader.key()? } else { None };
                name = NAMELESS;
                if let Some(key) = key {
                    name = number(tree.names.len())?;
                    tree.names.push(key);
                    break;
                }
                if !is_object && reader.element()? {
                    break;
                }
                open.pop();
                tree.end(parent, reader.position())?;
            }
        }
    }

    fn begin(&mut self, at: usize, name: u32) -> Result<usize, Syntax> {
        self.nodes.push(Place { begin: number(at)?, end: 0, after: 0, name });
        Ok(self.nodes.len() - 1)
    }

    fn end(&mut self, node: usize, at: usize) -> Result<(), Syntax> {
        let after = number(self.nodes.len())?;
        let place = self.nodes.get_mut(node).ok_or(Syntax)?;
        (place.end, place.after) = (number(at)?, after);
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The text of a node.
    pub(super) fn raw(&self, node: usize) -> &'d str {
        let place = &self.nodes[node];
        self.text.get(place.begin as usize..place.end as usize).unwrap_or("null")
    }

    /// The number of the next node that is not below `node`.
    pub(super) fn after(&self, node: usize) -> usize {
        self.nodes[node].after as usize
    }

    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        let end = self.after(node);
        let sibling = move |child: usize| (child < end).then_some(child);
        std::iter::successors(sibling(node + 1), move |child| sibling(self.after(*child)))
    }

    /// The name of a member.
    pub(super) fn name(&self, node: usize) -> Option<&str> {
        self.names.get(self.nodes[node].name as usize).map(|name| &**name)
    }

    pub(super) fn is_array(&self, node: usize) -> bool {
        self.raw(node).starts_with('[')
    }
}

/// Longer documents than 4 GiB are not looked into.
fn number(value: usize) -> Result<u32, Syntax> {
    u32::try_from(value).ok().filter(|value| *value < NAMELESS).ok_or(Syntax)
}

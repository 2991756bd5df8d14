//! Lists of named mappings as mappings by their names, and back.

use std::ops::Range;

use super::super::gap::{line_end, line_start};
use super::super::syntax::{Layout, ScalarStyle, Syntax};
use super::super::tree::{NodeId, SyntaxTree};
use super::EditError;
use super::pieces::{
    BRACELESS, STEP, Splice, insert, is_bracketed, line_break, remove_flow, shift, splice,
    without_comments,
};

const UNNAMED: EditError =
    EditError::Unsupported("only a mapping with a name on one line becomes an entry");
const NO_MAPPING: EditError =
    EditError::Unsupported("only an entry with a mapping becomes an item");
const PROPERTIES: EditError =
    EditError::Unsupported("an anchor, a tag or an alias stands where its form would change");

/// One item of a list, and the entry that has its name.
struct Named<'t> {
    item: NodeId,
    mapping: NodeId,
    entry: NodeId,
    name: &'t str,
}

impl<'t> Named<'t> {
    fn of(tree: &SyntaxTree<'t>, item: NodeId, key: &str) -> Result<Self, EditError> {
        let mapping = tree.value(item).ok_or(UNNAMED)?;
        if tree.syntax(mapping) == Syntax::Alias || tree.tag_of(mapping).is_some() {
            return Err(PROPERTIES);
        }
        let entry = tree.find(mapping, key).ok_or(UNNAMED)?;
        let (found, value) = tree.entry(entry).ok_or(UNNAMED)?;
        let name = one_line(tree, value).ok_or(UNNAMED)?;
        let is_bare = tree.range(entry).start == tree.range(found).start;
        if !is_bare || tree.start(found) != tree.range(found).start {
            return Err(PROPERTIES);
        }
        Ok(Self { item, mapping, entry, name })
    }

    fn is_alone(&self, tree: &SyntaxTree<'_>) -> bool {
        tree.children(self.mapping).count() == 1
    }
}

/// The text of a scalar that can be a key as well as a value.
fn one_line<'t>(tree: &SyntaxTree<'t>, scalar: NodeId) -> Option<&'t str> {
    let Syntax::Scalar(style) = tree.syntax(scalar) else { return None };
    let text = tree.slice(scalar);
    let is_key = !matches!(style, ScalarStyle::Absent | ScalarStyle::Block)
        && !text.contains(['\n', '\r'])
        && tree.start(scalar) == tree.range(scalar).start;
    is_key.then_some(text)
}

/// The splices that make a mapping of a list.
pub(super) fn by_key(
    tree: &SyntaxTree<'_>,
    sequence: NodeId,
    key: &str,
    out: &mut Vec<Splice>,
) -> Result<(), EditError> {
    let Syntax::Sequence(layout) = tree.syntax(sequence) else {
        return Err(EditError::Unsupported("only a list becomes a mapping"));
    };
    // Before the changes within the lines, which stand behind their indentation.
    if layout == Layout::Block {
        let (text, range) = (tree.text(), tree.range(sequence));
        let around = tree.parent(sequence);
        if tree.syntax(around) != Syntax::Entry {
            return Err(EditError::Unsupported("only a list below a key becomes a mapping"));
        }
        // A list may stand as far left as its key, a mapping may not.
        if tree.column(range.start) <= tree.column(tree.range(around).start) {
            shift(text, line_start(text, range.start), range.end, out);
        }
    }
    if layout == Layout::Flow {
        brackets(tree, sequence, ["{", "}"], out);
    }
    for item in tree.children(sequence) {
        let named = Named::of(tree, item, key)?;
        match (layout, tree.syntax(named.mapping)) {
            (Layout::Flow, _) => {
                out.push(insert(tree.start(named.mapping), format!("{}: ", named.name)));
                out.push(without_name(tree, &named)?);
            }
            (Layout::Block, Syntax::Mapping(Layout::Flow)) => {
                let dash = tree.range(item).start;
                out.push(splice(dash..dash + 1, format!("{}:", named.name)));
                out.push(without_name(tree, &named)?);
            }
            (Layout::Block, _) => block_item(tree, &named, out)?,
        }
    }
    Ok(())
}

/// Takes the name out of a mapping in braces.
fn without_name(tree: &SyntaxTree<'_>, named: &Named<'_>) -> Result<Splice, EditError> {
    if !is_bracketed(tree, named.mapping) {
        return Err(BRACELESS);
    }
    let siblings: Vec<NodeId> = tree.children(named.mapping).collect();
    let at = siblings.iter().position(|sibling| *sibling == named.entry).unwrap_or(0);
    let before = at.checked_sub(1).and_then(|before| siblings.get(before)).copied();
    remove_flow(tree, named.entry, before, siblings.get(at + 1).copied())
}

/// `- name: x` becomes `x:`, and what stands below it stays where it is.
fn block_item(
    tree: &SyntaxTree<'_>,
    named: &Named<'_>,
    out: &mut Vec<Splice>,
) -> Result<(), EditError> {
    let text = tree.text();
    let dash = tree.range(named.item).start;
    let name = named.name;
    let (mapping, entry) = (tree.range(named.mapping), own(tree, named.entry));
    let is_beside = line_start(text, dash) == line_start(text, mapping.start);
    if is_beside && tree.start(named.mapping) != mapping.start {
        return Err(PROPERTIES);
    }
    if named.is_alone(tree) {
        if !is_beside {
            return Err(UNNAMED);
        }
        out.push(splice(dash..entry.end, format!("{name}: {{}}")));
        return Ok(());
    }
    if is_beside && entry.start == mapping.start {
        out.push(splice(dash..entry.end, format!("{name}:")));
        return Ok(());
    }
    if is_beside {
        let column = tree.column(mapping.start);
        let head = format!("{name}:{}{:column$}", line_break(text), "");
        out.push(Splice { is_head: true, ..splice(dash..mapping.start, head) });
    } else {
        out.push(splice(dash..dash + 1, format!("{name}:")));
    }
    out.push(line_of(text, &entry));
    Ok(())
}

/// The bytes of an entry, without breaks behind it.
fn own(tree: &SyntaxTree<'_>, entry: NodeId) -> Range<usize> {
    let start = tree.range(entry).start;
    start..start + tree.slice(entry).trim_end().len()
}

/// Takes out an entry that begins a line, and the line unless a comment stands behind it.
fn line_of(text: &str, entry: &Range<usize>) -> Splice {
    let end = line_end(text, entry.end);
    let behind = text.get(entry.end..end).unwrap_or_default();
    if behind.trim().is_empty() {
        let line = line_start(text, entry.start);
        let before = text.get(..line).unwrap_or_default();
        let above = if before.ends_with("\r\n") { line - 2 } else { line.saturating_sub(1) };
        return splice(above..end, "");
    }
    let blanks = behind.len() - behind.trim_start().len();
    splice(entry.start..entry.end + blanks, "")
}

/// The splices that make a list of a mapping.
pub(super) fn by_item(
    tree: &SyntaxTree<'_>,
    mapping: NodeId,
    key: &str,
    out: &mut Vec<Splice>,
) -> Result<(), EditError> {
    let Syntax::Mapping(layout) = tree.syntax(mapping) else {
        return Err(EditError::Unsupported("only a mapping becomes a list"));
    };
    // What is empty is in brackets, whatever stands around it.
    if layout == Layout::Flow {
        if !is_bracketed(tree, mapping) {
            return Err(BRACELESS);
        }
        brackets(tree, mapping, ["[", "]"], out);
    }
    for entry in tree.children(mapping) {
        let (name, value) = tree.entry(entry).ok_or(NO_MAPPING)?;
        let written = one_line(tree, name).ok_or(NO_MAPPING)?;
        let (start, end) = (tree.range(name).start, tree.range(name).end);
        let gap = tree.text().get(end..tree.start(value)).unwrap_or_default();
        if tree.range(entry).start != start || !gap.trim_start().starts_with(':') {
            return Err(NO_MAPPING);
        }
        let colon = end + gap.len() - gap.trim_start().len() + 1;
        if tree.tag_of(value).is_some() {
            return Err(PROPERTIES);
        }
        let head =
            if is_json(tree, name) && tree.children(value).all(|one| is_json_entry(tree, one)) {
                format!("\"{key}\": {written}")
            } else {
                format!("{key}: {written}")
            };
        match (layout, tree.syntax(value)) {
            (_, Syntax::Mapping(Layout::Flow)) if !is_bracketed(tree, value) => {
                return Err(BRACELESS);
            }
            (_, Syntax::Mapping(Layout::Flow)) => {
                flow_entry(tree, layout, start..colon, value, &head, out);
            }
            (Layout::Block, Syntax::Mapping(Layout::Block)) => {
                block_entry(tree, start..colon, value, &head, out);
            }
            _ => return Err(NO_MAPPING),
        }
    }
    Ok(())
}

/// The splices that put the only item of a list in its place.
pub(super) fn unwrap(
    tree: &SyntaxTree<'_>,
    sequence: NodeId,
    out: &mut Vec<Splice>,
) -> Result<(), EditError> {
    const SEVERAL: EditError = EditError::Unsupported("only a list of one item is unwrapped");
    let Syntax::Sequence(layout) = tree.syntax(sequence) else { return Err(SEVERAL) };
    let mut items = tree.children(sequence);
    let (Some(item), None) = (items.next(), items.next()) else { return Err(SEVERAL) };
    if tree.syntax(tree.parent(sequence)) != Syntax::Entry {
        return Err(EditError::Unsupported("only a list below a key is unwrapped"));
    }
    let (list, own) = (tree.range(sequence), tree.range(item));
    if tree.start(sequence) != list.start {
        return Err(PROPERTIES);
    }
    match layout {
        // What stands in the item stays where it is.
        Layout::Block => out.push(splice(own.start..own.start + 1, " ")),
        Layout::Flow => {
            out.push(without_comments(tree, list.start..own.start, &own)?);
            out.push(without_comments(tree, own.end..list.end, &own)?);
        }
    }
    Ok(())
}

/// Returns `true` for a key as JSON has it.
fn is_json(tree: &SyntaxTree<'_>, key: NodeId) -> bool {
    tree.syntax(key) == Syntax::Scalar(ScalarStyle::DoubleQuoted)
}

fn is_json_entry(tree: &SyntaxTree<'_>, entry: NodeId) -> bool {
    tree.entry(entry).is_some_and(|(key, _)| is_json(tree, key))
}

fn flow_entry(
    tree: &SyntaxTree<'_>,
    layout: Layout,
    head: Range<usize>,
    value: NodeId,
    name: &str,
    out: &mut Vec<Splice>,
) {
    let range = tree.range(value);
    let is_empty = tree.slice(value) == "{}";
    let is_bare = tree.start(value) == range.start;
    if layout == Layout::Block {
        if is_empty && is_bare && !tree.text()[head.end..range.start].contains(['\n', '\r', '#']) {
            out.push(splice(head.start..range.end, format!("- {name}")));
            return;
        }
        out.push(splice(head, "-"));
    } else {
        out.push(splice(head.start..tree.start(value), ""));
    }
    let comma = if tree.children(value).next().is_some() { ", " } else { "" };
    out.push(insert(range.start + 1, format!("{name}{comma}")));
}

fn block_entry(
    tree: &SyntaxTree<'_>,
    head: Range<usize>,
    value: NodeId,
    name: &str,
    out: &mut Vec<Splice>,
) {
    let text = tree.text();
    let first = tree.range(value).start;
    let (outer, inner) = (tree.column(head.start), tree.column(first));
    let is_bare = tree.start(value) == first;
    // The name stands in the column of the entries below it.
    if is_bare && inner >= outer + STEP {
        let blanks = inner - outer - 1;
        out.push(splice(head, format!("-{:blanks$}{name}", "")));
        return;
    }
    out.push(splice(head, "-"));
    let line = line_start(text, first);
    out.push(insert(line, format!("{:inner$}{name}{}", "", line_break(text))));
}

fn brackets(tree: &SyntaxTree<'_>, node: NodeId, [open, close]: [&str; 2], out: &mut Vec<Splice>) {
    let range = tree.range(node);
    out.push(splice(range.start..range.start + 1, open));
    out.push(splice(range.end - 1..range.end, close));
}

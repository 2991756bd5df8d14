//! Edits as changes of the text.

use std::ops::Range;

use super::super::gap::{line_start, next_line};
use super::super::syntax::{Layout, ScalarStyle, Syntax};
use super::super::tree::{NodeId, SyntaxTree};
use super::forms::{by_item, by_key, unwrap};
use super::pieces::{
    BRACELESS, STEP, Splice, insert, is_bracketed, is_word, line_break, remove_flow, shift, splice,
    without_comments,
};
use super::{Edit, EditError};

/// Adds the splices of one edit.
pub(super) fn splices(
    tree: &SyntaxTree<'_>,
    edit: &Edit<'_>,
    out: &mut Vec<Splice>,
) -> Result<(), EditError> {
    match *edit {
        Edit::Replace { scalar, value } => out.push(replace(tree, scalar, value)?),
        Edit::Rename { entry, key } => out.push(rename(tree, entry, key)?),
        Edit::Add { mapping, key, value } => {
            let Syntax::Mapping(layout) = tree.syntax(mapping) else {
                return Err(EditError::Unsupported("only a mapping takes an entry"));
            };
            out.push(append(tree, mapping, layout, &format!("{key}: {value}"))?);
        }
        Edit::Insert { sequence, index, value } => {
            let Syntax::Sequence(layout) = tree.syntax(sequence) else {
                return Err(EditError::Unsupported("only a list takes an item"));
            };
            out.push(insert_item(tree, sequence, layout, index, value)?);
        }
        Edit::Remove { child } => out.push(remove(tree, child)?),
        Edit::Wrap { entry, key } => wrap(tree, entry, key, out)?,
        Edit::Unwrap { sequence } => unwrap(tree, sequence, out)?,
        Edit::ByKey { sequence, key } => by_key(tree, sequence, key, out)?,
        Edit::ByItem { mapping, key } => by_item(tree, mapping, key, out)?,
    }
    Ok(())
}

fn replace(tree: &SyntaxTree<'_>, scalar: NodeId, value: &str) -> Result<Splice, EditError> {
    let range = tree.range(scalar);
    match tree.syntax(scalar) {
        Syntax::Scalar(ScalarStyle::Absent) => absent(tree, scalar, range.start, value),
        // The break behind a block stays, and empty lines with it.
        Syntax::Scalar(ScalarStyle::Block) => {
            Ok(splice(range.start..range.start + tree.slice(scalar).trim_end().len(), value))
        }
        Syntax::Scalar(_) => Ok(splice(range, value)),
        _ => Err(EditError::Unsupported("only a scalar is replaced")),
    }
}

/// A value where none is written.
fn absent(
    tree: &SyntaxTree<'_>,
    scalar: NodeId,
    at: usize,
    value: &str,
) -> Result<Splice, EditError> {
    let around = tree.parent(scalar);
    match tree.syntax(around) {
        Syntax::Item => Ok(insert(at, format!(" {value}"))),
        Syntax::Entry => {
            let end = tree.entry(around).map_or(at, |(key, _)| tree.range(key).end);
            let colon = tree.text().get(end..at).is_some_and(|gap| gap.contains(':'));
            Ok(insert(at, if colon { format!(" {value}") } else { format!(": {value}") }))
        }
        _ => Err(EditError::Unsupported("there is no value to replace")),
    }
}

fn rename(tree: &SyntaxTree<'_>, entry: NodeId, key: &str) -> Result<Splice, EditError> {
    let old = tree.entry(entry).map(|(old, _)| old);
    let old = old.filter(|old| matches!(tree.syntax(*old), Syntax::Scalar(_)));
    let old = old.filter(|old| !tree.slice(*old).is_empty());
    let old = old.ok_or(EditError::Unsupported("only a key that is a scalar is renamed"))?;
    Ok(splice(tree.range(old), in_quotes_of(tree, old, key)))
}

/// A key in the quotes of the one that it replaces: a document in JSON stays one.
fn in_quotes_of(tree: &SyntaxTree<'_>, old: NodeId, key: &str) -> String {
    match tree.syntax(old) {
        Syntax::Scalar(ScalarStyle::DoubleQuoted) if is_word(key) => format!("\"{key}\""),
        Syntax::Scalar(ScalarStyle::SingleQuoted) if is_word(key) => format!("'{key}'"),
        _ => key.to_owned(),
    }
}

/// A child behind the last of a list or mapping.
fn append(
    tree: &SyntaxTree<'_>,
    parent: NodeId,
    layout: Layout,
    child: &str,
) -> Result<Splice, EditError> {
    let last = tree.children(parent).last();
    match (layout, last) {
        (Layout::Flow, _) if !is_bracketed(tree, parent) => Err(BRACELESS),
        (Layout::Flow, Some(last)) => Ok(insert(tree.range(last).end, format!(", {child}"))),
        (Layout::Flow, None) => Ok(insert(tree.range(parent).start + 1, child)),
        (Layout::Block, last) => {
            let column = tree.column(tree.range(parent).start);
            let end = tree.range(last.unwrap_or(parent)).end;
            Ok(line_after(tree.text(), end, &format!("{:column$}{child}", "")))
        }
    }
}

/// A line of its own below what ends at `end`.
fn line_after(text: &str, end: usize, line: &str) -> Splice {
    let at = if line_start(text, end) == end { end } else { next_line(text, end) };
    let line_break = line_break(text);
    if text.get(..at).is_some_and(|before| before.ends_with(['\n', '\r'])) {
        insert(at, format!("{line}{line_break}"))
    } else {
        insert(at, format!("{line_break}{line}"))
    }
}

fn insert_item(
    tree: &SyntaxTree<'_>,
    sequence: NodeId,
    layout: Layout,
    index: usize,
    value: &str,
) -> Result<Splice, EditError> {
    let Some(next) = tree.children(sequence).nth(index) else {
        if tree.children(sequence).count() < index {
            return Err(EditError::Unsupported("the list is shorter"));
        }
        let item = if layout == Layout::Block { format!("- {value}") } else { value.to_owned() };
        return append(tree, sequence, layout, &item);
    };
    let at = tree.range(next).start;
    Ok(match layout {
        Layout::Flow => insert(at, format!("{value}, ")),
        Layout::Block => {
            let (line_break, column) = (line_break(tree.text()), tree.column(at));
            insert(at, format!("- {value}{line_break}{:column$}", ""))
        }
    })
}

fn remove(tree: &SyntaxTree<'_>, child: NodeId) -> Result<Splice, EditError> {
    let parent = tree.parent(child);
    let layout = match (tree.syntax(child), tree.syntax(parent)) {
        (Syntax::Entry, Syntax::Mapping(layout)) | (Syntax::Item, Syntax::Sequence(layout)) => {
            layout
        }
        _ => return Err(EditError::Unsupported("only an entry or an item is removed")),
    };
    let siblings: Vec<NodeId> = tree.children(parent).collect();
    let index = siblings.iter().position(|sibling| *sibling == child).unwrap_or(0);
    let next = siblings.get(index + 1).copied();
    let before = index.checked_sub(1).and_then(|before| siblings.get(before)).copied();
    match layout {
        Layout::Flow => remove_flow(tree, child, before, next),
        Layout::Block => remove_block(tree, child, before, next),
    }
}

fn remove_block(
    tree: &SyntaxTree<'_>,
    child: NodeId,
    before: Option<NodeId>,
    next: Option<NodeId>,
) -> Result<Splice, EditError> {
    let (text, own) = (tree.text(), tree.range(child));
    let line = line_start(text, own.start);
    let begins_line = text.get(line..own.start).is_some_and(|gap| gap.trim().is_empty());
    match (before, next) {
        (None, None) => Ok(empty(tree, child)),
        _ if begins_line => {
            let end = if line_start(text, own.end) == own.end {
                own.end
            } else {
                next_line(text, own.end)
            };
            Ok(splice(line..end, ""))
        }
        (_, Some(next)) => without_comments(tree, own.start..tree.range(next).start, &own),
        (Some(_), None) => Err(EditError::Unsupported("it does not begin a line")),
    }
}

/// The only child of a block gives way to an empty list or mapping.
fn empty(tree: &SyntaxTree<'_>, child: NodeId) -> Splice {
    let parent = tree.parent(child);
    let around = tree.parent(parent);
    let (start, end) =
        (tree.range(child).start, tree.range(child).start + tree.slice(child).trim_end().len());
    // A list may stand as far left as its key, in brackets it may not.
    let is_flush = tree.syntax(around) == Syntax::Entry
        && tree.column(tree.range(around).start) == tree.column(start);
    let indent = if is_flush { STEP } else { 0 };
    let text = if tree.syntax(child) == Syntax::Item { "[]" } else { "{}" };
    splice(start..end, format!("{:indent$}{text}", ""))
}

fn wrap(
    tree: &SyntaxTree<'_>,
    entry: NodeId,
    key: &str,
    out: &mut Vec<Splice>,
) -> Result<(), EditError> {
    let value = tree.value(entry).filter(|_| tree.syntax(entry) == Syntax::Entry);
    let value = value.ok_or(EditError::Unsupported("only the value of an entry is wrapped"))?;
    let range = tree.range(value);
    if tree.start(value) != range.start {
        return Err(EditError::Unsupported("a value with an anchor or a tag is not wrapped"));
    }
    match tree.syntax(value) {
        Syntax::Sequence(Layout::Block) | Syntax::Mapping(Layout::Block) => {
            wrap_lines(tree, entry, &range, key, out);
            Ok(())
        }
        Syntax::Scalar(ScalarStyle::Absent | ScalarStyle::Block) => {
            Err(EditError::Unsupported("a block of text is not wrapped"))
        }
        _ => {
            out.push(insert(range.start, format!("{{{key}: ")));
            out.push(insert(range.end, "}"));
            Ok(())
        }
    }
}

/// Shifts the lines of a block below one more key.
fn wrap_lines(
    tree: &SyntaxTree<'_>,
    entry: NodeId,
    value: &Range<usize>,
    key: &str,
    out: &mut Vec<Splice>,
) {
    let text = tree.text();
    let line = line_start(text, value.start);
    let outer = tree.column(tree.range(entry).start);
    let column = tree.column(value.start).max(outer + STEP);
    out.push(insert(line, format!("{:column$}{key}:{}", "", line_break(text))));
    shift(text, line, value.end, out);
}

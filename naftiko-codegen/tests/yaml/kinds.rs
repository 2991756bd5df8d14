//! Kinds of edits, each chosen by chance.

use std::collections::BTreeSet;

use naftiko_codegen::yaml::{Edit, NodeId, Syntax, SyntaxTree};

use crate::support::{Chance, of};

/// A kind of edit: one that is possible in a tree, by chance.
pub(crate) type Kind = fn(&SyntaxTree<'_>, &mut Chance) -> Option<Edit<'static>>;

pub(crate) const KINDS: &[(&str, Kind)] = &[
    ("replace", replace),
    ("rename", rename),
    ("add", add),
    ("insert", insert),
    ("remove an entry", remove_entry),
    ("remove an item", remove_item),
    ("by key", by_key),
    ("by item", by_item),
    ("wrap", wrap),
    ("unwrap", unwrap),
];

const VALUES: &[&str] = &["new", "'a: b # c'", "12", "[x, {y: 1}]", "\"\\u00e9\"", "~", "{}"];

fn word(chance: &mut Chance, words: &[&'static str]) -> &'static str {
    words[chance.below(words.len())]
}

fn pick(tree: &SyntaxTree<'_>, chance: &mut Chance, is: impl Fn(Syntax) -> bool) -> Option<NodeId> {
    let found = of(tree, is);
    (!found.is_empty()).then(|| *chance.pick(&found))
}

fn replace(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let scalar = pick(tree, chance, |syntax| matches!(syntax, Syntax::Scalar(_)))?;
    let is_key = tree.entry(tree.parent(scalar)).is_some_and(|(key, _)| key == scalar);
    (!is_key).then(|| Edit::Replace { scalar, value: word(chance, VALUES) })
}

fn rename(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let entry = pick(tree, chance, |syntax| syntax == Syntax::Entry)?;
    Some(Edit::Rename { entry, key: word(chance, &["new-key", "'new: key'", "\"k\""]) })
}

fn add(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let mapping = pick(tree, chance, |syntax| matches!(syntax, Syntax::Mapping(_)))?;
    Some(Edit::Add { mapping, key: "new-key", value: word(chance, VALUES) })
}

fn insert(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let sequence = pick(tree, chance, |syntax| matches!(syntax, Syntax::Sequence(_)))?;
    let index = chance.below(tree.children(sequence).count() + 1);
    Some(Edit::Insert { sequence, index, value: word(chance, VALUES) })
}

fn remove_entry(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    Some(Edit::Remove { child: pick(tree, chance, |syntax| syntax == Syntax::Entry)? })
}

fn remove_item(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    Some(Edit::Remove { child: pick(tree, chance, |syntax| syntax == Syntax::Item)? })
}

/// Mostly what is over several lines; that is what wrapping is for.
fn wrap(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let entry = pick(tree, chance, |syntax| syntax == Syntax::Entry)?;
    let value = tree.value(entry)?;
    let is_list = matches!(tree.syntax(value), Syntax::Sequence(_) | Syntax::Mapping(_));
    (is_list || chance.below(8) == 0).then_some(Edit::Wrap { entry, key: "new-key" })
}

fn unwrap(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let sequence = pick(tree, chance, |syntax| matches!(syntax, Syntax::Sequence(_)))?;
    (tree.children(sequence).count() == 1).then_some(Edit::Unwrap { sequence })
}

fn by_key(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let sequence = pick(tree, chance, |syntax| matches!(syntax, Syntax::Sequence(_)))?;
    let name = |item: NodeId| {
        let name = tree.value(tree.find(tree.value(item)?, "name")?)?;
        matches!(tree.syntax(name), Syntax::Scalar(_)).then(|| tree.content(name).ok())?
    };
    let names: Vec<_> = tree.children(sequence).map(name).collect::<Option<_>>()?;
    let distinct: BTreeSet<_> = names.iter().collect();
    (distinct.len() == names.len() && !names.is_empty())
        .then_some(Edit::ByKey { sequence, key: "name" })
}

fn by_item(tree: &SyntaxTree<'_>, chance: &mut Chance) -> Option<Edit<'static>> {
    let mapping = pick(tree, chance, |syntax| matches!(syntax, Syntax::Mapping(_)))?;
    let mut values = tree.children(mapping).filter_map(|entry| tree.value(entry)).peekable();
    values.peek()?;
    let is_mapping = |value| {
        matches!(tree.syntax(value), Syntax::Mapping(_)) && tree.find(value, "new-key").is_none()
    };
    values.all(is_mapping).then_some(Edit::ByItem { mapping, key: "new-key" })
}

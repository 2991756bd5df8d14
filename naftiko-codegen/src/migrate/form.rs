//! Collections of named things: lists in one language, mappings by name in the other.

use std::collections::HashSet;

use super::section::DocumentPart;
use super::walk::Walk;
use crate::yaml::{Edit, NodeId, Syntax};

const NAME: &str = "name";

/// What is done with a collection.
enum Form {
    Kept,
    ByKey,
    ByItem,
    /// As by key, once these items have the names that they have no word for.
    Unnamed(Vec<(NodeId, String)>),
    /// The nodes that stand in the way, each with the reason and the way out.
    Refused(Vec<(NodeId, String, &'static str)>),
}

impl Form {
    fn of(walk: &Walk<'_, '_>, collection: NodeId, section: DocumentPart) -> Self {
        let is_keyed = walk.to.dialect().keys_are_names();
        match walk.tree.syntax(collection) {
            Syntax::Sequence(_) if is_keyed => by_key(walk, collection, section),
            Syntax::Mapping(_) if !is_keyed => by_item(walk, collection),
            _ => Self::Kept,
        }
    }

    fn apply(self, walk: &mut Walk<'_, '_>, collection: NodeId) {
        match self {
            Self::Kept => {}
            Self::ByKey => walk.edits.push(Edit::ByKey { sequence: collection, key: NAME }),
            Self::ByItem => walk.edits.push(Edit::ByItem { mapping: collection, key: NAME }),
            Self::Unnamed(names) => walk.unnamed.extend(names),
            Self::Refused(problems) => {
                for (node, message, help) in problems {
                    walk.problem(node, message, help);
                }
            }
        }
    }
}

impl Walk<'_, '_> {
    /// Gives a collection the form of the other language.
    pub(super) fn reshape(&mut self, collection: NodeId, section: DocumentPart) {
        Form::of(self, collection, section).apply(self, collection);
    }
}

fn by_key(walk: &Walk<'_, '_>, list: NodeId, section: DocumentPart) -> Form {
    let values: Vec<NodeId> =
        walk.tree.children(list).filter_map(|item| walk.tree.value(item)).collect();
    let name = |value: &NodeId| {
        let entry = walk.tree.find(walk.resolved(*value), NAME)?;
        Some(walk.text(walk.tree.value(entry)?))
    };
    let names: Vec<Option<String>> = values.iter().map(name).collect();
    // Outputs that nothing names are a list in every version.
    if section == DocumentPart::Output && !values.is_empty() && names.iter().all(Option::is_none) {
        return Form::Kept;
    }
    let mut problems = Vec::new();
    let mut added = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for (value, name) in values.iter().zip(&names) {
        if walk.tree.syntax(*value) == Syntax::Alias {
            let message = "an alias stands for an item, whose name would become a key".to_owned();
            problems.push((*value, message, "write it out in place of the alias"));
        } else if name.as_ref().is_some_and(|name| !seen.insert(name.clone())) {
            let message = "the name of this item would be a key twice".to_owned();
            problems.push((*value, message, "give each item a name of its own"));
        }
    }
    for (value, _) in values.iter().zip(&names).filter(|(_, name)| name.is_none()) {
        let Some(stem) = implied(walk, *value, section) else {
            let message = format!("{} has names as keys here, and this item has none", walk.to);
            problems.push((*value, message, "give it a `name`"));
            continue;
        };
        let is_taken = seen.contains(&stem);
        if is_taken && section == DocumentPart::Unit {
            let message = format!("`{stem}`, which its `ref` calls it, would be a key twice");
            problems.push((*value, message, "give it a `name` of its own"));
            continue;
        }
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let mut free = std::iter::once(stem.clone()).chain(numbered);
        let free = free.find(|name| !seen.contains(name));
        let free = free.unwrap_or(stem);
        seen.insert(free.clone());
        added.push((*value, free));
    }
    match (problems.is_empty(), added.is_empty()) {
        (false, _) => Form::Refused(problems),
        (true, true) => Form::ByKey,
        (true, false) => Form::Unnamed(added),
    }
}

/// The name that an item has without a word: a unit that of the function it refers to, a resource none that matters.
fn implied(walk: &Walk<'_, '_>, item: NodeId, section: DocumentPart) -> Option<String> {
    let text = |key: &str| {
        let entry = walk.tree.find(item, key)?;
        Some(walk.text(walk.tree.value(entry)?))
    };
    match section {
        DocumentPart::Unit => {
            let reference = text("ref")?;
            let (_, function) = reference.trim().split_once('.')?;
            is_word(function).then(|| function.to_owned())
        }
        DocumentPart::Resource | DocumentPart::ConsumedResource => Some(slug(&text("path")?)),
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// A path as one word: `/pets/{{id}}` is `pets-id`.
fn slug(path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let slug = words.join("-");
    if is_word(&slug) { slug } else { format!("path-{slug}").trim_end_matches('-').to_owned() }
}

fn by_item(walk: &Walk<'_, '_>, mapping: NodeId) -> Form {
    let mut problems = Vec::new();
    for found in walk.entries(mapping) {
        if !matches!(walk.tree.syntax(found.value), Syntax::Mapping(_)) {
            let message =
                format!("{} has a list of items here, and `{}` is no mapping", walk.to, found.key);
            problems.push((found.entry, message, "write a mapping in its place"));
        } else if walk.tree.find(found.value, NAME).is_some() {
            let message = format!("`{}` has a name in its key, and another below it", found.key);
            problems.push((found.entry, message, "remove `name`; the key is the name"));
        }
    }
    if problems.is_empty() { Form::ByItem } else { Form::Refused(problems) }
}

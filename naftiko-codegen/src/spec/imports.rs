//! Entries that stand for those of other files (R14, versions 4.3).

use std::collections::{HashMap, HashSet};

use super::dialect::Dialect;
use super::fields::{Fields, Text};
use super::key::Key;
use super::version::dialect_of;
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Value};
use crate::text::Span;

/// A list of entries that files share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SharedList {
    Consumes,
    Exposes,
    Aggregates,
    Binds,
}

impl SharedList {
    pub(crate) const ALL: [Self; 4] =
        [Self::Consumes, Self::Exposes, Self::Aggregates, Self::Binds];

    pub(super) const fn key(self) -> Key {
        match self {
            Self::Consumes => Key::Consumes,
            Self::Exposes => Key::Exposes,
            Self::Aggregates => Key::Aggregates,
            Self::Binds => Key::Binds,
        }
    }

    /// The key, which every version spells alike.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Consumes => "consumes",
            Self::Exposes => "exposes",
            Self::Aggregates => "aggregates",
            Self::Binds => "binds",
        }
    }

    /// One of its entries in findings.
    pub(super) const fn entry(self) -> &'static str {
        match self {
            Self::Consumes => "a consumes entry",
            Self::Exposes => "an adapter",
            Self::Aggregates => "an aggregate",
            Self::Binds => "a bind",
        }
    }
}

/// An entry that takes another one from a file.
pub(crate) struct Import {
    pub(crate) section: SharedList,
    /// The file, as it is written.
    pub(crate) file: Option<Text>,
    /// The namespace of the entry in that file.
    pub(crate) name: Option<Text>,
    /// The key of the file in this version.
    pub(crate) file_key: &'static str,
    pub(crate) span: Span,
}

/// An entry by which files are searched.
pub(crate) struct Candidate<'n> {
    pub(crate) namespace: Option<String>,
    /// What it takes from another file, if it does.
    pub(crate) import: Option<Import>,
    pub(crate) node: &'n Node,
    pub(crate) dialect: Dialect,
}

/// The entries of `section` in the document `root`: those of the root first, then those of its capability.
pub(crate) fn candidates(root: &Node, section: SharedList) -> Vec<Candidate<'_>> {
    // What is wrong in a document is told when it is read, and of other files when an entry of them is.
    let mut unheard = Findings::new();
    let Some(dialect) = dialect_of(root, &mut unheard) else { return Vec::new() };
    let mut nodes = Vec::new();
    if let Some(mut fields) = Fields::of(root, "the document", dialect, &mut unheard) {
        nodes.extend(fields.list(section.key()).unwrap_or_default());
        if let Some(mut capability) = fields.section(Key::Capability) {
            nodes.extend(capability.list(section.key()).unwrap_or_default());
        }
    }
    let of = |node| candidate(node, section, dialect);
    nodes.into_iter().filter_map(of).collect()
}

fn candidate(node: &Node, section: SharedList, dialect: Dialect) -> Option<Candidate<'_>> {
    let mut unheard = Findings::new();
    let mut fields = Fields::of(node, section.entry(), dialect, &mut unheard)?;
    if !is_import(&fields, section) {
        let namespace = Text::said(fields.text(Key::Namespace).as_ref());
        return Some(Candidate { namespace, import: None, node, dialect });
    }
    let (import, alias) = read(&mut fields, section);
    let namespace = Text::said(alias.as_ref().or(import.name.as_ref()));
    Some(Candidate { namespace, import: Some(import), node, dialect })
}

/// What the imports of a document lead to, by the places of the entries that import.
#[derive(Default)]
pub(crate) struct Imported<'n> {
    pub(crate) targets: HashMap<Span, (&'n Node, Dialect)>,
}

/// Entries of a section, and what is known of those that could not be imported.
pub(super) struct ReadEntries<T> {
    pub(super) read: Vec<T>,
    pub(super) missing: Missing,
}

/// Namespaces of entries that could not be imported: a reference to one is no second mistake.
#[derive(Default)]
pub(crate) struct Missing {
    names: HashSet<String>,
    /// Set if the namespace of one is not known either.
    any: bool,
}

impl Missing {
    /// Returns `true` if `namespace` may be that of an entry that could not be imported.
    pub(crate) fn may_be(&self, namespace: &str) -> bool {
        self.any || self.names.contains(namespace)
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.names.extend(other.names);
        self.any |= other.any;
    }
}

/// Reads the entries of `section`, those of other files too.
pub(super) fn read_entries<'n, T>(
    fields: &mut Fields<'n, '_>,
    section: SharedList,
    imported: &Imported<'n>,
    read: impl Fn(Fields<'n, '_>) -> Option<T>,
) -> ReadEntries<T> {
    let mut missing = Missing::default();
    let mut taken = own_namespaces(fields, section);
    let read = fields.items(section.key(), section.entry(), |entry| {
        if is_import(&entry, section) {
            read_import(entry, section, imported, &mut taken, &mut missing, &read)
        } else {
            read(entry)
        }
    });
    ReadEntries { read, missing }
}

/// The namespaces of the entries that stand here.
fn own_namespaces(fields: &Fields<'_, '_>, section: SharedList) -> HashSet<String> {
    let items = match fields.peek(section.key()).map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.as_slice(),
        _ => &[],
    };
    let all = items.iter().filter_map(|item| candidate(item, section, fields.dialect));
    all.filter(|entry| entry.import.is_none()).filter_map(|entry| entry.namespace).collect()
}

fn read_import<'n, T>(
    mut entry: Fields<'n, '_>,
    section: SharedList,
    imported: &Imported<'n>,
    taken: &mut HashSet<String>,
    missing: &mut Missing,
    read_entry: impl Fn(Fields<'n, '_>) -> Option<T>,
) -> Option<T> {
    let (import, alias) = read(&mut entry, section);
    entry.node(Key::Description);
    let namespace = alias.or(import.name);
    if let Some(name) = namespace.as_ref().filter(|name| !taken.insert(name.value.clone())) {
        let message = format!("{} `{}` is here already", section.entry(), name.value);
        let finding = Finding::new(Code::UnsupportedImport, name.span, message);
        entry.report(finding.help("give the import another name: `as: NAME`"));
        entry.finish();
        return None;
    }
    let target = imported.targets.get(&entry.span);
    let read = target.map(|(node, dialect)| {
        let fields = entry.imported(node, *dialect, namespace.clone())?;
        read_entry(fields)
    });
    entry.finish();
    if read.is_none() {
        match namespace {
            Some(name) => drop(missing.names.insert(name.value)),
            None => missing.any = true,
        }
    }
    read.flatten()
}

fn read(fields: &mut Fields<'_, '_>, section: SharedList) -> (Import, Option<Text>) {
    // An empty text says no more than none.
    let mut text = |key: Key| fields.text(key).filter(|text| !text.value.trim().is_empty());
    let (file, name, alias) = (text(Key::ImportSource), text(Key::Import), text(Key::Alias));
    let span = fields.span;
    let file_key = fields.written(Key::ImportSource);
    (Import { section, file, name, file_key, span }, alias)
}

/// A `location` alone is that of a bind, or nothing that a consumes entry with a base URI has.
fn is_import(fields: &Fields<'_, '_>, section: SharedList) -> bool {
    if fields.has(Key::Import) {
        return true;
    }
    let own = match section {
        SharedList::Binds => &[Key::Location, Key::Variables][..],
        SharedList::Consumes | SharedList::Exposes => &[Key::BaseUri, Key::Type],
        SharedList::Aggregates => &[Key::Functions],
    };
    fields.has(Key::ImportSource) && !own.iter().any(|key| fields.has(*key))
}

/// Returns `true` if `root` is a mapping with one of the sections, or with a capability.
pub(super) fn has_section(fields: &Fields<'_, '_>) -> bool {
    SharedList::ALL.iter().any(|section| fields.has(section.key()))
}

/// Returns `true` if a document could have entries at all. What is wrong with its version is told.
pub(crate) fn is_document(root: &Node, findings: &mut Findings) -> bool {
    dialect_of(root, findings).is_some()
}

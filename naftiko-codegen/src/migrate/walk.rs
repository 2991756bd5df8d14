//! The way through a document, which finds the edits for another version.

use std::collections::{HashMap, HashSet};

use super::problem::Obstruction;
use super::section::{Below, DocumentPart};
use super::since::novelties;
use crate::spec::{Key, Release, is_own_of_output};
use crate::yaml::{Edit, NodeId, ScalarStyle, Syntax, SyntaxTree};

/// One entry of a mapping.
pub(super) struct KeyedNode {
    pub(super) entry: NodeId,
    pub(super) key: String,
    pub(super) value: NodeId,
}

/// Collects the edits of a document, and what stands in their way.
pub(super) struct Walk<'w, 't> {
    pub(super) tree: &'w SyntaxTree<'t>,
    pub(super) from: Release,
    pub(super) to: Release,
    pub(super) edits: Vec<Edit<'static>>,
    pub(super) problems: Vec<Obstruction>,
    pub(super) notes: Vec<String>,
    /// Items without a name, each with the one that it gets.
    pub(super) unnamed: Vec<(NodeId, String)>,
    /// Number of entries that are taken from other files.
    pub(super) imports: usize,
    seen: HashMap<NodeId, DocumentPart>,
    pub(super) reshaped: HashSet<NodeId>,
}

impl<'w, 't> Walk<'w, 't> {
    pub(super) fn new(tree: &'w SyntaxTree<'t>, from: Release, to: Release) -> Self {
        Self {
            tree,
            from,
            to,
            edits: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            unnamed: Vec::new(),
            imports: 0,
            seen: HashMap::new(),
            reshaped: HashSet::new(),
        }
    }

    /// Returns `true` if keys are spelled in another way.
    pub(super) fn crosses(&self) -> bool {
        self.from.root() != self.to.root()
    }

    pub(super) fn problem(&mut self, node: NodeId, message: String, help: impl Into<String>) {
        let at = Some(self.tree.start(node));
        self.problems.push(Obstruction { at, message, help: help.into() });
    }

    /// The node itself, or the one that an alias stands for.
    pub(super) fn resolved(&self, node: NodeId) -> NodeId {
        match self.tree.syntax(node) {
            Syntax::Alias => self.tree.target(node).unwrap_or(node),
            _ => node,
        }
    }

    pub(super) fn text(&self, node: NodeId) -> String {
        self.tree.content(self.resolved(node)).unwrap_or_default().into_owned()
    }

    pub(super) fn entries(&self, mapping: NodeId) -> Vec<KeyedNode> {
        let of = |entry| {
            let (key, value) = self.tree.entry(entry)?;
            let key = self.tree.content(key).ok()?.into_owned();
            Some(KeyedNode { entry, key, value })
        };
        self.tree.children(mapping).filter_map(of).collect()
    }

    /// Visits a mapping of a kind.
    pub(super) fn mapping(&mut self, node: NodeId, section: DocumentPart) {
        let node = self.resolved(node);
        if !matches!(self.tree.syntax(node), Syntax::Mapping(_)) {
            return;
        }
        match self.seen.insert(node, section) {
            Some(before) if before == section => return,
            Some(_) => {
                let message = "an anchored mapping stands for two different things here".to_owned();
                self.problem(node, message, "write it out where its aliases are");
                return;
            }
            None => {}
        }
        let entries = self.entries(node);
        for found in &entries {
            self.check_novelty(section, found);
            let known = section.keys().iter().chain(section.shared());
            let known = known.filter(|(key, _)| key.is_ever(&found.key));
            for (key, below) in known {
                self.rename(*key, found, &entries);
                self.below(*below, found.value);
            }
        }
        self.early(section, &entries);
        match section {
            DocumentPart::Output => self.output(&entries),
            DocumentPart::Consumes => self.base_uri(&entries),
            DocumentPart::Adapter => self.guard(&entries),
            DocumentPart::Mapping => self.target(&entries),
            _ => {}
        }
    }

    fn below(&mut self, below: Below, value: NodeId) {
        match below {
            Below::Same => {}
            Below::One(section) => self.mapping(value, section),
            Below::List(section) => self.list(value, section),
            Below::Named(section) => self.named(value, section),
            Below::Members(section) => self.members(value, section),
            Below::Items => self.items(value),
        }
    }

    fn list(&mut self, value: NodeId, section: DocumentPart) {
        let list = self.resolved(value);
        let items: Vec<NodeId> = self.tree.children(list).collect();
        for item in items.iter().filter_map(|item| self.tree.value(*item)) {
            if section.is_shared() && self.is_import(item, section) {
                self.import(item, section);
            } else {
                self.mapping(item, section);
            }
        }
    }

    pub(super) fn members(&mut self, value: NodeId, section: DocumentPart) {
        let parent = self.resolved(value);
        let children: Vec<NodeId> = self.tree.children(parent).collect();
        for child in children.iter().filter_map(|child| self.tree.value(*child)) {
            self.mapping(child, section);
        }
    }

    fn rename(&mut self, key: Key, found: &KeyedNode, entries: &[KeyedNode]) {
        let own = self.to.dialect().spelling(key);
        if !self.crosses() || found.key == own {
            return;
        }
        if entries.iter().any(|other| other.key == own) {
            let message = format!("`{}` would be `{own}`, which is there already", found.key);
            self.problem(found.entry, message, "remove one of them");
            return;
        }
        self.edits.push(Edit::Rename { entry: found.entry, key: own });
    }

    /// What the document has by its own version, and the other version has not.
    fn check_novelty(&mut self, section: DocumentPart, found: &KeyedNode) {
        let value = self.text(found.value);
        for novelty in novelties(section, &found.key, &value) {
            let Ok(since) = Release::named(novelty.since) else { continue };
            if self.to >= since || self.from < since {
                continue;
            }
            let what = match novelty.is_value() {
                true => format!("`{}: {value}`", found.key),
                false => format!("`{}`", found.key),
            };
            let message = format!("{what} is new in {since}; {} does not have it", self.to);
            let help = format!("remove it, or migrate to {since} or a later version");
            self.problem(found.entry, message, help);
        }
    }

    fn is_import(&self, item: NodeId, section: DocumentPart) -> bool {
        let entries = self.entries(self.resolved(item));
        let has = |key: Key| entries.iter().any(|found| key.is_ever(&found.key));
        has(Key::Import) || (has(Key::ImportSource) && !section.own().iter().any(|key| has(*key)))
    }

    fn import(&mut self, item: NodeId, section: DocumentPart) {
        self.imports += 1;
        if self.crosses()
            && !self.to.dialect().keys_are_names()
            && section != DocumentPart::Consumes
        {
            let message = format!("{} imports entries of `consumes` only", self.to);
            self.problem(item, message, "write the imported entry here in place of the import");
            return;
        }
        self.mapping(item, DocumentPart::Import);
    }

    fn base_uri(&mut self, entries: &[KeyedNode]) {
        if self.from.dialect().refuses_slash() || !self.to.dialect().refuses_slash() {
            return;
        }
        for found in entries.iter().filter(|found| Key::BaseUri.is_ever(&found.key)) {
            if self.text(found.value).ends_with('/') {
                let message = format!("{} refuses a `baseUri` that ends in a slash", self.to);
                self.problem(found.value, message, "remove the slash; requests stay the same");
            }
        }
    }

    /// The scalar with another text in the same quotes; texts are `plain`, `'plain'` and `"plain"`.
    pub(super) fn replace<'e>(&self, scalar: NodeId, texts: [&'e str; 3]) -> Edit<'e> {
        let [plain, single, double] = texts;
        let value = match self.tree.syntax(scalar) {
            Syntax::Scalar(ScalarStyle::SingleQuoted) => single,
            Syntax::Scalar(ScalarStyle::DoubleQuoted) => double,
            _ => plain,
        };
        Edit::Replace { scalar, value }
    }

    fn named(&mut self, value: NodeId, section: DocumentPart) {
        let collection = self.resolved(value);
        if self.crosses() && self.reshaped.insert(collection) {
            self.reshape(collection, section);
        }
        self.members(collection, section);
    }

    fn items(&mut self, value: NodeId) {
        let node = self.resolved(value);
        match self.tree.syntax(node) {
            Syntax::Sequence(_) => self.listed_items(node),
            Syntax::Mapping(_) if self.are_members(node) => self.named(node, DocumentPart::Output),
            _ => self.mapping(node, DocumentPart::Output),
        }
    }

    fn listed_items(&mut self, list: NodeId) {
        let mut items = self.tree.children(list).filter_map(|item| self.tree.value(item));
        let only = items.next().filter(|_| items.next().is_none());
        let is_early =
            only.is_some_and(|only| self.tree.find(self.resolved(only), "name").is_none());
        if is_early {
            // The entry itself since 1.0.0.
            if self.from.is_early() && self.reshaped.insert(list) {
                self.edits.push(Edit::Unwrap { sequence: list });
            }
            self.members(list, DocumentPart::Output);
            return;
        }
        if self.crosses() && self.to.dialect().keys_are_names() {
            self.check_members(list);
        }
        self.named(list, DocumentPart::Output);
    }

    /// Members whose names would be keys of the output itself.
    fn check_members(&mut self, list: NodeId) {
        let items: Vec<NodeId> = self.tree.children(list).collect();
        for item in items.iter().filter_map(|item| self.tree.value(*item)) {
            let entry = self.tree.find(self.resolved(item), "name");
            let name = entry.and_then(|entry| self.tree.value(entry));
            let name = name.map(|name| self.text(name)).unwrap_or_default();
            if is_own_of_output(&name) {
                let message = format!("a member `{name}` cannot be told from the key `{name}`");
                self.problem(item, message, "give the member another name");
            }
        }
    }

    /// Returns `true` if a mapping has the members of items by their names.
    fn are_members(&self, mapping: NodeId) -> bool {
        self.entries(mapping).iter().all(|found| {
            let value = self.resolved(found.value);
            matches!(self.tree.syntax(value), Syntax::Mapping(_)) && !is_own_of_output(&found.key)
        })
    }
}

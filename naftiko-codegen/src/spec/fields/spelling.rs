//! The spellings of other versions: read, and told with the fix.

use super::{Fields, Key, Text, is_null};
use crate::finding::{Code, Finding};
use crate::source::{Entry, Node, Value};
use crate::text::Span;

impl<'n> Fields<'n, '_> {
    /// The entry of `key` in the spelling of this document's version, else in that of another one.
    pub(super) fn index(&self, key: Key) -> Option<usize> {
        let own = self.position(self.written(key));
        own.or_else(|| self.position(self.dialect.foreign(key)?))
    }

    /// The value of `key`, left for others to read.
    pub(in crate::spec) fn peek(&self, key: Key) -> Option<&'n Node> {
        Some(&self.entries[self.index(key)?].value)
    }

    fn position(&self, spelling: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key.text == spelling)
    }

    /// Reports the entry of `key` if another version spells it so, or if it is there in both spellings.
    pub(super) fn check_spelling(&mut self, key: Key, index: usize) {
        if self.taken[index] {
            return;
        }
        let own = self.written(key);
        let Some(foreign) = self.dialect.foreign(key) else { return };
        let found = &self.entries[index].key;
        if found.text == foreign {
            let message = format!(
                "`{foreign}` of {} is `{own}` in this version, and read as that",
                self.what
            );
            let finding = Finding::new(Code::ForeignSpelling, found.span, message);
            self.report(finding.help(format!("write `{own}`")));
        } else if let Some(other) = self.position(foreign) {
            self.taken[other] = true;
            let span = self.entries[other].key.span;
            let message = format!("{} has `{own}` and `{foreign}`, which are the same", self.what);
            let finding = Finding::new(Code::SpelledTwice, span, message);
            self.report(finding.help(format!("keep `{own}`, as this version has it")));
        }
    }

    /// The entries of `key` whose keys are names; `None` for what is no such mapping.
    pub(super) fn names(&mut self, key: Key) -> Option<&'n [Entry]> {
        let node = self.peek(key)?;
        let is_usual = self.dialect.keys_are_names();
        let entries = match &node.value {
            Value::Mapping(entries) => Some(entries.as_slice()),
            _ => None,
        };
        let entries = entries.filter(|entries| is_usual || are_items(entries));
        match (entries, &node.value) {
            (Some(_), _) if !is_usual => {
                self.foreign_form(key, node.span, "a mapping of names", "a list");
            }
            // Items without names are the same in all versions.
            (None, Value::Sequence(items)) if is_usual && items.iter().any(has_name) => {
                self.foreign_form(key, node.span, "a list", "a mapping of names");
            }
            _ => {}
        }
        if entries.is_some() {
            self.node(key);
        }
        entries
    }

    fn foreign_form(&mut self, key: Key, span: Span, found: &str, usual: &str) {
        let key = self.written(key);
        let message = format!("`{key}` of {} is {found}; in this version it is {usual}", self.what);
        let finding = Finding::new(Code::ForeignSpelling, span, message);
        let help = if usual == "a list" {
            "begin each item with `- name:`"
        } else {
            "write the `name` of each item as its key"
        };
        self.report(finding.help(help));
    }

    /// A `name` beside the key that is the name.
    pub(super) fn check_second_name(&mut self, name: &Text) {
        if !self.has(Key::Name) {
            return;
        }
        let Some(second) = self.node(Key::Name).and_then(|node| self.text_of(node, "name")) else {
            return;
        };
        if second.value != name.value {
            let message = format!(
                "{} is called `{}` by its key and `{}` here",
                self.what, name.value, second.value
            );
            let finding = Finding::new(Code::SpelledTwice, second.span, message);
            self.report(finding.help("the key is the name; remove `name`"));
        }
    }
}

fn has_name(item: &Node) -> bool {
    let Value::Mapping(entries) = &item.value else { return false };
    entries.iter().any(|entry| entry.key.text == "name")
}

/// Returns `true` if every entry is a mapping of its own, as items are: one item has texts among its entries.
fn are_items(entries: &[Entry]) -> bool {
    let is_item =
        |entry: &Entry| matches!(entry.value.value, Value::Mapping(_)) || is_null(&entry.value);
    !entries.is_empty() && entries.iter().all(is_item)
}

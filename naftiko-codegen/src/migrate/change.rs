//! What versions say in other words, beside keys and forms.

use super::section::DocumentPart;
use super::since::ALPHA2;
use super::walk::{KeyedNode, Walk};
use crate::spec::{AdapterKind, Key, REST, Release};
use crate::yaml::{Edit, NodeId};

fn find(entries: &[KeyedNode], key: &str) -> Option<NodeId> {
    entries.iter().find(|found| found.key == key).map(|found| found.entry)
}

impl Walk<'_, '_> {
    /// Constants of outputs are `const` in alpha1 and `value` since then.
    pub(super) fn output(&mut self, entries: &[KeyedNode]) {
        let Ok(alpha2) = Release::named(ALPHA2) else { return };
        let (was, will) = (self.from >= alpha2, self.to >= alpha2);
        if was == will || find(entries, "mapping").is_some() {
            return;
        }
        let (constant, value) = (find(entries, "const"), find(entries, "value"));
        match (will, constant, value) {
            (true, Some(entry), None) => self.edits.push(Edit::Rename { entry, key: "value" }),
            (false, None, Some(entry)) => self.constant(entry),
            _ => {}
        }
    }

    /// Returns `true` on the way to a version before alpha2 from a later one.
    fn leaves_alpha2(&self) -> bool {
        Release::named(ALPHA2).is_ok_and(|alpha2| self.from >= alpha2 && self.to < alpha2)
    }

    /// Callers of MCP surfaces show nothing before alpha2.
    pub(super) fn guard(&mut self, entries: &[KeyedNode]) {
        let kind = entries.iter().find(|found| Key::Type.is_ever(&found.key));
        let is_mcp = kind.is_some_and(|kind| self.text(kind.value) == AdapterKind::Mcp.name());
        let guard = entries.iter().find(|found| Key::Authentication.is_ever(&found.key));
        if let Some(guard) = guard.filter(|_| is_mcp && self.leaves_alpha2()) {
            let message = format!("an MCP adapter has no `authentication` in {}", self.to);
            let help = format!("remove it, or migrate to {ALPHA2} or a later version");
            self.problem(guard.entry, message, help);
        }
    }

    /// Mappings fill outputs, and no members of outputs, before alpha2.
    pub(super) fn target(&mut self, entries: &[KeyedNode]) {
        let target = entries.iter().find(|found| Key::Target.is_ever(&found.key));
        let Some(target) = target.filter(|_| self.leaves_alpha2()) else { return };
        if self.text(target.value).contains('.') {
            let message = format!("a mapping to a member is new in {ALPHA2}");
            let help = format!("migrate to {ALPHA2} or a later version");
            self.problem(target.entry, message, help);
        }
    }

    fn constant(&mut self, entry: NodeId) {
        let text = self.tree.value(entry).map(|value| self.text(value)).unwrap_or_default();
        if text.contains("{{") {
            let message = format!("{} has no templates in constants", self.to);
            self.problem(entry, message, "write a text without `{{…}}`");
        } else if text.starts_with('$') {
            self.edits.push(Edit::Rename { entry, key: "mapping" });
        } else {
            self.edits.push(Edit::Rename { entry, key: "const" });
        }
    }

    /// What versions before 1.0.0 have.
    pub(super) fn early(&mut self, section: DocumentPart, entries: &[KeyedNode]) {
        if !self.from.is_early() {
            return;
        }
        match section {
            DocumentPart::Adapter => {
                let kind = entries.iter().find(|found| Key::Type.is_ever(&found.key));
                let value = kind.map(|found| self.resolved(found.value));
                if let Some(value) = value.filter(|value| self.text(*value) == "api") {
                    self.edits.push(self.replace(value, REST));
                }
            }
            DocumentPart::Document | DocumentPart::Capability => self.external_refs(entries),
            DocumentPart::External => self.external(entries),
            _ => {}
        }
    }

    fn external_refs(&mut self, entries: &[KeyedNode]) {
        let Some(entry) = find(entries, "externalRefs") else { return };
        if find(entries, "binds").is_some() {
            let message = "`externalRefs` would be `binds`, which is there already".to_owned();
            self.problem(entry, message, "move its entries to `binds`");
            return;
        }
        self.edits.push(Edit::Rename { entry, key: "binds" });
    }

    fn external(&mut self, entries: &[KeyedNode]) {
        let is_runtime = entries
            .iter()
            .any(|found| found.key == "resolution" && self.text(found.value) == "runtime");
        if let Some(uri) = find(entries, "uri").filter(|_| is_runtime) {
            let message = "a source with a `location` is a file, and this one is `runtime`";
            self.problem(uri, message.to_owned(), "remove `uri`, or write `resolution: file`");
        }
        for found in entries {
            let entry = found.entry;
            match found.key.as_str() {
                "name" => self.edits.push(Edit::Rename { entry, key: "namespace" }),
                "uri" => self.edits.push(Edit::Rename { entry, key: "location" }),
                "type" | "resolution" if self.has_comment(entry) => {
                    let message = format!("`{}` goes, and a comment with it", found.key);
                    self.problem(entry, message, "move the comment to a line of its own");
                }
                "type" | "resolution" => {
                    let value = self.text(found.value);
                    self.notes.push(format!("`{}: {value}` of `externalRefs` goes", found.key));
                    self.edits.push(Edit::Remove { child: entry });
                }
                _ => {}
            }
        }
    }

    /// Returns `true` if a comment stands in the lines of a node.
    fn has_comment(&self, node: NodeId) -> bool {
        let range = self.tree.range(node);
        let behind = self.tree.text().get(range.end..).unwrap_or_default();
        let end = range.end + behind.find(['\n', '\r']).unwrap_or(behind.len());
        self.tree.comments().iter().any(|comment| (range.start..end).contains(&comment.start))
    }
}

//! `binds`: where variables come from.

use super::fields::{Fields, Text, text_of};
use crate::finding::{Code, Finding, Findings};
use crate::source::Node;

/// One entry of `binds`.
pub(crate) struct Bind {
    pub(crate) namespace: Option<Text>,
    /// Variable name in the document, and the name looked up at the source.
    pub(crate) keys: Vec<(Text, Text)>,
}

const KEYS: &[&str] = &["namespace", "description", "location", "keys"];

/// Reads `binds` of the root or of the capability.
pub(crate) fn read_binds(fields: &mut Fields<'_>, findings: &mut Findings) -> Vec<Bind> {
    let items = fields.list("binds", findings).unwrap_or_default();
    items.iter().filter_map(|item| read_bind(item, findings)).collect()
}

fn read_bind(node: &Node, findings: &mut Findings) -> Option<Bind> {
    let mut fields = Fields::of(node, "an entry of `binds`", findings)?;
    let namespace = fields.text("namespace", findings);
    fields.node("description", findings);
    fields.unsupported(&["location"], "a bind", findings);
    let mut keys = Vec::new();
    if let Some(node) = fields.node("keys", findings)
        && let Some(map) = Fields::of(node, "keys", findings)
    {
        for entry in map.entries() {
            let name = Text { value: entry.key.text.clone(), span: entry.key.span };
            let source = text_of(&entry.value, &name.value, findings)
                .filter(|text| !text.value.is_empty())
                .unwrap_or_else(|| name.clone());
            check_bind_name(&name, findings);
            keys.push((name, source));
        }
    }
    fields.finish("a bind", KEYS, findings);
    Some(Bind { namespace, keys })
}

/// R13: official variable names are upper case words.
fn check_bind_name(name: &Text, findings: &mut Findings) {
    let official = name.value.starts_with(|c: char| c.is_ascii_uppercase())
        && name.value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if !official {
        let message = format!("variable `{}` is not written in capitals", name.value);
        findings.push(Finding::new(Code::BindName, name.span, message));
    }
}

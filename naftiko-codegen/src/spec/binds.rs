//! `binds`: where variables come from.

use super::fields::{Fields, Text};
use super::key::Key;
use crate::finding::{Code, Finding};

/// One entry of `binds`.
pub(crate) struct Bind {
    pub(crate) namespace: Option<Text>,
    /// Variable name in the document, and the name looked up at the source.
    pub(crate) keys: Vec<(Text, Text)>,
}

/// Reads `binds` of the root or of the capability.
pub(crate) fn read_binds(fields: &mut Fields<'_, '_>) -> Vec<Bind> {
    fields.items(Key::Binds, "a bind", read_bind)
}

fn read_bind(mut fields: Fields<'_, '_>) -> Option<Bind> {
    let namespace = fields.text(Key::Namespace);
    fields.node(Key::Description);
    fields.unsupported(&[Key::Location]);
    let mut keys = Vec::new();
    if let Some(mut map) = fields.section(Key::Variables) {
        for entry in map.entries() {
            let name = Text::key(entry);
            let source = map.text_of(&entry.value, &name.value);
            let source = source.filter(|text| !text.value.is_empty());
            let source = source.unwrap_or_else(|| name.clone());
            check_bind_name(&name, &mut map);
            keys.push((name, source));
        }
    }
    fields.finish();
    Some(Bind { namespace, keys })
}

/// R13: official variable names are upper case words.
fn check_bind_name(name: &Text, fields: &mut Fields<'_, '_>) {
    let official = name.value.starts_with(|c: char| c.is_ascii_uppercase())
        && name.value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if !official {
        let message = format!("variable `{}` is not written in capitals", name.value);
        fields.report(Finding::new(Code::BindName, name.span, message));
    }
}

//! `binds`: where variables come from.

use super::fields::{Fields, Text};
use super::imports::{Imported, SharedList, read_entries};
use super::key::Key;
use crate::finding::{Code, Finding};

/// One entry of `binds`.
pub(crate) struct Bind {
    pub(crate) namespace: Option<Text>,
    /// The file that holds the values; without one they are in the environment.
    pub(crate) location: Option<Text>,
    /// Variable name in the document, and the name looked up at the source.
    pub(crate) keys: Vec<(Text, Text)>,
}

/// Reads `binds` of the root or of the capability.
pub(super) fn read_binds<'n>(fields: &mut Fields<'n, '_>, imported: &Imported<'n>) -> Vec<Bind> {
    let mut binds = read_entries(fields, SharedList::Binds, imported, read_bind).read;
    if let Some(span) = fields.key_span(Key::ExternalRefs) {
        let message = "`externalRefs` of versions before 1.0.0 are `binds`, and read as those";
        let help = "write `binds`, with `namespace` for `name` and `location` for `uri`";
        fields.report(Finding::new(Code::ForeignSpelling, span, message).help(help));
        binds.extend(fields.items(Key::ExternalRefs, "an external reference", read_external));
    }
    binds
}

/// A source of variables as versions before 1.0.0 have it: `file`, which has a `uri`, or `runtime`.
fn read_external(mut fields: Fields<'_, '_>) -> Option<Bind> {
    let namespace = fields.text(Key::Name);
    for key in [Key::Description, Key::Type, Key::SourceKind] {
        fields.node(key);
    }
    let location = fields.text(Key::Uri);
    let keys = read_keys(&mut fields);
    fields.finish();
    Some(Bind { namespace, location, keys })
}

fn read_bind(mut fields: Fields<'_, '_>) -> Option<Bind> {
    let namespace = fields.text(Key::Namespace);
    fields.node(Key::Description);
    let location = fields.text(Key::Location);
    let keys = read_keys(&mut fields);
    fields.finish();
    Some(Bind { namespace, location, keys })
}

fn read_keys(fields: &mut Fields<'_, '_>) -> Vec<(Text, Text)> {
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
    keys
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

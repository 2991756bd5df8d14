//! The version of a document, which decides how the rest is read (R06).

use super::dialect::Dialect;
use super::fields::{Fields, Text};
use super::key::Key;
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Value};

/// The version of the language that `root` is written in.
pub(super) fn dialect_of(root: &Node, findings: &mut Findings) -> Option<Dialect> {
    let Value::Mapping(entries) = &root.value else { return None };
    let newest = Dialect::of_root(|key| entries.iter().any(|entry| entry.key.text == key))?;
    let mut fields = Fields::of(root, "the document", newest, findings)?;
    read_version(&mut fields);
    Some(fields.dialect)
}

/// The version decides how the rest is read (R06): `naftiko: 1.0.0-alpha2`, or `naftiko: {version: …}`.
pub(super) fn read_version(fields: &mut Fields<'_, '_>) -> Option<Text> {
    let (written, is_nested) = read_version_text(fields);
    let newest = fields.dialect;
    let root = fields.written(Key::Root);
    let help = format!("write `{root}: {}`", newest.advised());
    let Some(Text { value, span }) = &written else {
        let message =
            format!("the document does not say its version; it is read as the newest of `{root}`");
        fields.report(Finding::new(Code::VersionUnsupported, None, message).help(help));
        return None;
    };
    let (span, text) = (*span, value.trim());
    let known = newest.version(text);
    fields.dialect = known.unwrap_or(newest);
    let finding = match known {
        None => {
            let message =
                format!("version `{text}` is not known; it is read as the newest of `{root}`");
            Some(Finding::new(Code::VersionUnsupported, span, message))
        }
        Some(Dialect::Early | Dialect::Alpha1) => {
            let message = format!("version {text} is compiled as {}", newest.advised());
            Some(Finding::new(Code::VersionMismatch, span, message))
        }
        Some(Dialect::Alpha2 | Dialect::Alpha3 | Dialect::Ikanos) if is_nested => {
            let message = format!("the version is the value of `{root}`, and no mapping");
            Some(Finding::new(Code::VersionMismatch, span, message))
        }
        Some(Dialect::Alpha2 | Dialect::Alpha3 | Dialect::Ikanos) => None,
    };
    if let Some(finding) = finding {
        let help = match known {
            Some(Dialect::Alpha3 | Dialect::Ikanos) => format!("write `{root}: {text}`"),
            _ => help,
        };
        fields.report(finding.help(help));
    }
    written
}

/// The text, and whether it stands in a mapping.
fn read_version_text(fields: &mut Fields<'_, '_>) -> (Option<Text>, bool) {
    let Some(node) = fields.node(Key::Root) else { return (None, false) };
    let what = fields.written(Key::Root);
    if !matches!(node.value, Value::Mapping(_)) {
        return (fields.text_of(node, what), false);
    }
    let Some(mut inner) = fields.inner(node, what) else { return (None, true) };
    let version = inner.text(Key::Version);
    inner.finish();
    (version, true)
}

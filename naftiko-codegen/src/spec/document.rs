//! The root of a document, `info` and `capability`.

use super::binds::{self, Bind};
use super::consumes::{self, Consumes};
use super::dialect::Dialect;
use super::exposes::{self, Adapter};
use super::fields::{Fields, Text};
use super::key::Key;
use super::unit::UnitId;
use crate::finding::{Code, Finding, Findings};
use crate::source::{Entry, Node, Value};
use crate::text::Span;

/// A whole capability document.
pub(crate) struct Document<'n> {
    /// Its version, as it is written.
    pub(crate) version: Option<Text>,
    pub(crate) info: Info,
    pub(crate) binds: Vec<Bind>,
    /// Place of `binds`, if it is present but declares nothing.
    pub(crate) empty_binds: Option<Span>,
    pub(crate) consumes: Vec<Consumes<'n>>,
    pub(crate) exposes: Vec<Adapter<'n>>,
}

/// `info`: metadata for people.
#[derive(Default)]
pub(crate) struct Info {
    pub(crate) label: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) tags: Vec<String>,
    pub(crate) span: Option<Span>,
}

/// Reads the root; `None` when this is no capability document at all (R05) or has no body (R07).
pub(crate) fn read_document<'n>(root: &'n Node, findings: &mut Findings) -> Option<Document<'n>> {
    let Value::Mapping(entries) = &root.value else {
        not_a_capability(root.span, "no keys", "", findings);
        return None;
    };
    let newest = Dialect::of_root(|key| entries.iter().any(|entry| entry.key.text == key));
    let Some(newest) = newest.filter(|newest| newest.is_compiled()) else {
        let keys: Vec<_> = entries.iter().take(5).map(|e| format!("`{}`", e.key.text)).collect();
        let found = format!("the root keys {}", keys.join(", "));
        let kind = other_kind(entries).unwrap_or_default();
        not_a_capability(root.span, &found, kind, findings);
        return None;
    };
    let mut fields = Fields::of(root, "the document", newest, findings)?;
    let version = read_version(&mut fields);
    let info = fields.section(Key::Info).map(read_info).unwrap_or_default();
    let binds_key = fields.key_span(Key::Binds);
    let mut binds = binds::read_binds(&mut fields);
    report_imports(&mut fields);
    let mut consumes = fields.items(Key::Consumes, "a consumes entry", consumes::read_consumes);
    let mut exposes = Vec::new();
    let Some(body) = fields.node(Key::Capability) else {
        fields.finish();
        let message = "the document has no `capability`, so there is nothing to compile";
        findings.push(Finding::new(Code::CapabilityMissing, root.span, message));
        return None;
    };
    if let Some(mut capability) = fields.inner(body, "capability") {
        binds.extend(binds::read_binds(&mut capability));
        report_imports(&mut capability);
        capability.unsupported(&[Key::Aggregates]);
        let entries = capability.items(Key::Consumes, "a consumes entry", consumes::read_consumes);
        consumes.extend(entries);
        exposes = capability.items(Key::Exposes, "an adapter", exposes::read_adapter);
        capability.finish();
    }
    fields.finish();
    number_units(&mut exposes);
    let empty_binds = binds_key.filter(|_| binds.iter().all(|bind| bind.keys.is_empty()));
    Some(Document { version, info, binds, empty_binds, consumes, exposes })
}

/// Gives each unit its number, in document order.
fn number_units(exposes: &mut [Adapter<'_>]) {
    for (number, unit) in exposes.iter_mut().flat_map(Adapter::units_mut).enumerate() {
        unit.id = UnitId(number);
    }
}

/// The version decides how the rest is read (R06): `naftiko: 1.0.0-alpha2`, or `naftiko: {version: …}`.
fn read_version(fields: &mut Fields<'_, '_>) -> Option<Text> {
    let written = read_version_text(fields);
    let version = written.as_ref().map(|text| (text.value.trim(), text.span));
    fields.dialect = version.map_or(fields.dialect, |(text, _)| fields.dialect.version(text));
    let begin = "write `naftiko: 1.0.0-alpha2`";
    let finding = match (fields.dialect, version) {
        (Dialect::Alpha2, _) => None,
        (Dialect::Alpha1, Some((_, span))) => {
            let message = "version 1.0.0-alpha1 is compiled as 1.0.0-alpha2";
            Some(Finding::new(Code::VersionMismatch, span, message).help(begin))
        }
        (_, Some((other, span))) => {
            let message = format!("version `{other}` is not known");
            let known = "this compiler knows 1.0.0-alpha2";
            Some(Finding::new(Code::VersionUnsupported, span, message).help(known))
        }
        (_, None) => {
            let message = "the document does not say its version";
            Some(Finding::new(Code::VersionUnsupported, None, message).help(begin))
        }
    };
    if let Some(finding) = finding {
        fields.report(finding);
    }
    written
}

fn read_version_text(fields: &mut Fields<'_, '_>) -> Option<Text> {
    let node = fields.node(Key::Root)?;
    let what = fields.written(Key::Root);
    if let Value::Mapping(_) = node.value {
        let mut inner = fields.inner(node, what)?;
        let version = inner.text(Key::Version);
        inner.finish();
        return version;
    }
    fields.text_of(node, what)
}

fn read_info(mut fields: Fields<'_, '_>) -> Info {
    let info = Info {
        label: fields.text(Key::Label),
        description: fields.text(Key::Description),
        title: fields.text(Key::Title),
        name: fields.text(Key::Name),
        tags: fields.node(Key::Tags).map(texts).unwrap_or_default(),
        span: Some(fields.span),
    };
    for text in [&info.title, &info.name].into_iter().flatten() {
        let message = "`title` and `name` of info only stand in for a missing `label`";
        fields.report(Finding::new(Code::InfoExtra, text.span, message));
    }
    fields.ignore(&[Key::Version], Code::InfoVersion);
    fields.ignore(&[Key::Personas, Key::Contact], Code::InfoExtra);
    // Official metadata without any effect on the program: taken, not reported.
    for key in [Key::Created, Key::Modified, Key::Stakeholders] {
        fields.node(key);
    }
    fields.finish();
    info
}

/// The texts of a list, or a text alone; what is neither shows nothing.
fn texts(node: &Node) -> Vec<String> {
    let text = |node: &Node| match &node.value {
        Value::Scalar(scalar) if !scalar.text.is_empty() => Some(scalar.text.clone()),
        _ => None,
    };
    match &node.value {
        Value::Sequence(items) => items.iter().filter_map(text).collect(),
        _ => text(node).into_iter().collect(),
    }
}

/// R14: whatever has to be read from another file.
fn report_imports(fields: &mut Fields<'_, '_>) {
    for key in [Key::Import, Key::Imports] {
        if let Some(node) = fields.node(key) {
            let (key, what) = (fields.written(key), fields.what);
            let message = format!("`{key}` of {what}: imports are not supported");
            fields.report(Finding::new(Code::UnsupportedImport, node.span, message).help(
                "put the imported part into this file; a capability is compiled from one document",
            ));
        }
    }
}

/// Documents that people give to this compiler for want of a capability, by a root key.
const OTHER_KINDS: &[(&str, &str)] = &[
    ("openapi", "an OpenAPI document"),
    ("swagger", "an OpenAPI document of version 2"),
    ("asyncapi", "an AsyncAPI document"),
    ("arazzo", "an Arazzo document"),
    ("overlay", "an OpenAPI overlay"),
    ("apiVersion", "a manifest of Kubernetes"),
    ("services", "a file of Docker Compose"),
    ("jobs", "a workflow of a build server"),
    ("$schema", "a JSON Schema"),
    ("item", "a collection of Postman"),
    ("mcpServers", "the configuration of an MCP client"),
];

fn other_kind(entries: &[Entry]) -> Option<&'static str> {
    let has = |key: &str| entries.iter().any(|entry| entry.key.text == key);
    OTHER_KINDS.iter().find(|(key, _)| has(key)).map(|(_, kind)| *kind)
}

/// R05. `kind` is what the document seems to be instead.
fn not_a_capability(span: Span, found: &str, kind: &str, findings: &mut Findings) {
    let message = format!("this is no capability document: it has {found} and no key `naftiko`");
    let begin = "a capability begins with `naftiko: 1.0.0-alpha2`";
    let help = match kind {
        "" => begin.to_owned(),
        "an OpenAPI document" | "an OpenAPI document of version 2" => format!(
            "this looks like {kind}; write a capability that consumes the API: its server as \
             `baseUri`, and the operations you need under `resources`; {begin}"
        ),
        kind => format!("this looks like {kind}; {begin}"),
    };
    findings.push(Finding::new(Code::NotACapability, span, message).help(help));
}

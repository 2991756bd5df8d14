//! The root of a document, `info` and `capability`.

use super::aggregates::SharedFunctions;
use super::binds::{self, Bind};
use super::consumes::{self, Consumes};
use super::dialect::Dialect;
use super::exposes::{self, Adapter};
use super::fields::{Fields, Text};
use super::imports::{Imported, Missing, ReadEntries, SharedList, has_section, read_entries};
use super::key::Key;
use super::tags::read_tags;
use super::unit::{Unit, UnitId};
use super::version::read_version;
use crate::finding::{Code, Finding, Findings};
use crate::source::{Entry, Node, Value};
use crate::text::Span;

/// A whole capability document.
#[derive(Default)]
pub(crate) struct Document<'n> {
    /// Its version, as it is written.
    pub(crate) version: Option<Text>,
    pub(crate) info: Info,
    pub(crate) binds: Vec<Bind>,
    /// Place of `binds`, if it is present but declares nothing.
    pub(crate) empty_binds: Option<Span>,
    pub(crate) consumes: Vec<Consumes<'n>>,
    pub(crate) exposes: Vec<Adapter<'n>>,
    /// Functions of aggregates that nothing refers to, with their names if that is to be told.
    pub(crate) unused: Vec<(Option<String>, Unit<'n>)>,
    /// Namespaces of consumes entries that could not be imported.
    pub(crate) missing: Missing,
    /// Set if its root key is `ikanos`.
    pub(crate) is_ikanos: bool,
    /// Set if it has no capability: others import from it.
    pub(crate) is_shared: bool,
}

/// `info`: metadata for people.
#[derive(Default)]
pub(crate) struct Info {
    pub(crate) label: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) version: Option<Text>,
    pub(crate) tags: Vec<String>,
    pub(crate) span: Option<Span>,
}

/// Reads the root; `None` when this is no capability document at all (R05) or has no body (R07).
pub(crate) fn read_document<'n>(
    root: &'n Node,
    imported: &Imported<'n>,
    findings: &mut Findings,
) -> Option<Document<'n>> {
    let mut fields = read_root(root, findings)?;
    let is_ikanos = fields.dialect == Dialect::Ikanos;
    let version = read_version(&mut fields);
    let info = fields.section(Key::Info).map(read_info).unwrap_or_default();
    let mut document = Document { version, info, is_ikanos, ..Document::default() };
    let mut shared = SharedFunctions::default();
    let binds_key = fields.key_span(Key::Binds);
    let is_shared = !fields.has(Key::Capability);
    if is_shared && !has_section(&fields) {
        fields.node(Key::Capability);
        fields.finish();
        let message = "the document has no `capability`, so there is nothing to compile";
        findings.push(Finding::new(Code::CapabilityMissing, root.span, message));
        return None;
    }
    document.read_sections(&mut fields, &mut shared, imported);
    if let Some(mut capability) = fields.section(Key::Capability) {
        document.read_sections(&mut capability, &mut shared, imported);
        capability.finish();
    }
    fields.finish();
    if is_shared {
        document.keep_what_is_whole(root.span, findings);
    }
    for unit in document.exposes.iter_mut().flat_map(Adapter::units_mut) {
        shared.refer(unit, findings);
    }
    if !is_shared {
        document.unused = shared.unused();
    }
    document.number_units();
    let declares = document.binds.iter().any(|bind| !bind.keys.is_empty());
    document.empty_binds = binds_key.filter(|_| !declares);
    Some(document)
}

/// The keys of the root, by the newest version; a finding when there is no key of a version.
fn read_root<'n, 'f>(root: &'n Node, findings: &'f mut Findings) -> Option<Fields<'n, 'f>> {
    let Value::Mapping(entries) = &root.value else {
        not_a_capability(root.span, "no keys", "", findings);
        return None;
    };
    let newest = Dialect::of_root(|key| entries.iter().any(|entry| entry.key.text == key));
    let Some(newest) = newest else {
        let keys: Vec<_> = entries.iter().take(5).map(|e| format!("`{}`", e.key.text)).collect();
        let found = format!("the root keys {}", keys.join(", "));
        let kind = other_kind(entries).unwrap_or_default();
        not_a_capability(root.span, &found, kind, findings);
        return None;
    };
    Fields::of(root, "the document", newest, findings)
}

impl<'n> Document<'n> {
    /// Leaves out what only a document that imports it makes whole: surfaces whose calls go to what stands there.
    fn keep_what_is_whole(&mut self, span: Span, findings: &mut Findings) {
        self.is_shared = true;
        self.exposes.clear();
        let message = "this document has no capability of its own; others import from it, and only what it consumes is compiled";
        findings.push(Finding::new(Code::SharedDocument, span, message));
    }

    /// Reads the sections that the root and the capability have alike.
    fn read_sections(
        &mut self,
        fields: &mut Fields<'n, '_>,
        shared: &mut SharedFunctions<'n>,
        imported: &Imported<'n>,
    ) {
        self.binds.extend(binds::read_binds(fields, imported));
        report_imports(fields);
        let ReadEntries { read, missing } =
            read_entries(fields, SharedList::Consumes, imported, consumes::read_consumes);
        self.consumes.extend(read);
        self.missing.extend(missing);
        shared.read(fields, imported);
        let exposes = read_entries(fields, SharedList::Exposes, imported, exposes::read_adapter);
        self.exposes.extend(exposes.read);
    }

    /// Gives each unit and each call of a step its number, in document order.
    fn number_units(&mut self) {
        let mut number = 0;
        let units = self.exposes.iter_mut().flat_map(Adapter::units_mut);
        for unit in units.chain(self.unused.iter_mut().map(|(_, unit)| unit)) {
            unit.each_mut(&mut |unit| {
                unit.id = UnitId(number);
                number += 1;
            });
        }
    }
}

fn read_info(mut fields: Fields<'_, '_>) -> Info {
    let info = Info {
        label: fields.text(Key::Label),
        description: fields.text(Key::Description),
        title: fields.text(Key::Title),
        name: fields.text(Key::Name),
        version: fields.text(Key::Version),
        tags: read_tags(&mut fields),
        span: Some(fields.span),
    };
    for text in [&info.title, &info.name].into_iter().flatten() {
        let message = "`title` and `name` of info only stand in for a missing `label`";
        fields.report(Finding::new(Code::InfoExtra, text.span, message));
    }
    if let Some(version) = &info.version {
        let message = "clients of MCP surfaces are told this version, and not that of the crate";
        fields.report(Finding::new(Code::InfoVersion, version.span, message));
    }
    fields.ignore(&[Key::Personas, Key::Contact], Code::InfoExtra);
    // Official metadata without any effect on the program: taken, not reported.
    for key in [Key::Created, Key::Modified, Key::Stakeholders] {
        fields.node(key);
    }
    fields.finish();
    info
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
    let message =
        format!("this is no capability document: it has {found} and no key `naftiko` or `ikanos`");
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

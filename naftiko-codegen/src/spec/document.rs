//! The root of a document, `info` and `capability`.

use super::binds::{self, Bind};
use super::consumes::{self, Consumes};
use super::exposes::{self, Adapter};
use super::fields::{Fields, Text};
use crate::finding::{Code, Finding, Findings};
use crate::source::{Entry, Node, Value};
use crate::text::Span;

/// A whole capability document.
pub(crate) struct Document<'n> {
    pub(crate) version: Option<Text>,
    pub(crate) info: Info,
    pub(crate) binds: Vec<Bind>,
    /// Where `binds` stands, when it is there but declares nothing.
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
    pub(crate) span: Option<Span>,
}

const ROOT_KEYS: &[&str] = &["naftiko", "info", "binds", "capability", "consumes"];
const CAPABILITY_KEYS: &[&str] = &["consumes", "exposes", "binds", "aggregates"];

/// Reads the root; `None` when this is no capability document at all (R05) or has no body (R07).
pub(crate) fn read_document<'n>(root: &'n Node, findings: &mut Findings) -> Option<Document<'n>> {
    let Value::Mapping(entries) = &root.value else {
        not_a_capability(root.span, "no keys", "", findings);
        return None;
    };
    if !entries.iter().any(|entry| entry.key.text == "naftiko") {
        let keys: Vec<_> = entries.iter().take(5).map(|e| format!("`{}`", e.key.text)).collect();
        let found = format!("the root keys {}", keys.join(", "));
        let kind = other_kind(entries).unwrap_or_default();
        not_a_capability(root.span, &found, kind, findings);
        return None;
    }
    let mut fields = Fields::of(root, "the document", findings)?;
    let version = read_version(&mut fields, findings);
    let info = fields.node("info", findings).map(|n| read_info(n, findings)).unwrap_or_default();
    let empty_binds = fields.key_span("binds");
    let mut binds = binds::read_binds(&mut fields, findings);
    report_imports(&mut fields, "the document", findings);
    let root_consumes = fields.list("consumes", findings);
    let capability = fields.node("capability", findings);
    fields.finish("the document", ROOT_KEYS, findings);

    let Some(capability) = capability else {
        let message = "the document has no `capability`, so there is nothing to compile";
        findings.push(Finding::new(Code::CapabilityMissing, root.span, message));
        return None;
    };
    let mut consumes = Vec::new();
    let mut exposes = Vec::new();
    for item in root_consumes.unwrap_or_default() {
        consumes.extend(consumes::read_consumes(item, findings));
    }
    if let Some(mut fields) = Fields::of(capability, "capability", findings) {
        binds.extend(binds::read_binds(&mut fields, findings));
        report_imports(&mut fields, "capability", findings);
        fields.unsupported(&["aggregates"], "capability", findings);
        for item in fields.list("consumes", findings).unwrap_or_default() {
            consumes.extend(consumes::read_consumes(item, findings));
        }
        for item in fields.list("exposes", findings).unwrap_or_default() {
            exposes.extend(exposes::read_adapter(item, findings));
        }
        fields.finish("capability", CAPABILITY_KEYS, findings);
    }
    let empty_binds = empty_binds.filter(|_| binds.iter().all(|bind| bind.keys.is_empty()));
    Some(Document { version, info, binds, empty_binds, consumes, exposes })
}

/// `naftiko: 1.0.0-alpha2`, or the spelling `naftiko: {version: …}` (R06).
fn read_version(fields: &mut Fields<'_>, findings: &mut Findings) -> Option<Text> {
    let node = fields.node("naftiko", findings)?;
    if let Value::Mapping(_) = node.value {
        let mut inner = Fields::of(node, "naftiko", findings)?;
        let version = inner.text("version", findings);
        inner.finish("naftiko", &["version"], findings);
        return version;
    }
    super::fields::text_of(node, "naftiko", findings)
}

fn read_info(node: &Node, findings: &mut Findings) -> Info {
    let Some(mut fields) = Fields::of(node, "info", findings) else { return Info::default() };
    let info = Info {
        label: fields.text("label", findings),
        description: fields.text("description", findings),
        title: fields.text("title", findings),
        name: fields.text("name", findings),
        span: Some(fields.span),
    };
    for text in [&info.title, &info.name].into_iter().flatten() {
        extra(text.span, "`title` and `name`", findings);
    }
    fields.ignore(&["version"], Code::InfoVersion, "info", findings);
    fields.ignore(&["personas", "contact"], Code::InfoExtra, "info", findings);
    // Official metadata without any effect on the program: taken, not reported.
    for key in ["tags", "created", "modified", "stakeholders"] {
        fields.node(key, findings);
    }
    let known = ["label", "description", "tags", "created", "modified", "stakeholders"];
    fields.finish("info", &known, findings);
    info
}

/// R08.
fn extra(span: Span, what: &str, findings: &mut Findings) {
    let message = format!("{what} of info only stand in for a missing `label`");
    findings.push(Finding::new(Code::InfoExtra, span, message));
}

/// R14: whatever has to be read from another file.
fn report_imports(fields: &mut Fields<'_>, what: &str, findings: &mut Findings) {
    for key in ["import", "imports"] {
        if let Some(node) = fields.node(key, findings) {
            let message = format!("`{key}` of {what}: imports are not supported");
            findings.push(Finding::new(Code::UnsupportedImport, node.span, message).help(
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

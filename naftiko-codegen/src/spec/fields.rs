//! Reading one mapping key by key, so that no key can be ignored silently.

use crate::finding::{Code, Finding, Findings};
use crate::source::{Entry, Node, Scalar, ScalarKind, Value};
use crate::text::Span;

/// A piece of text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// The text as written, without quotes.
    pub value: String,
    /// Its first character.
    pub span: Span,
}

impl Text {
    /// What a field says, where it is there.
    pub(crate) fn said(field: Option<&Self>) -> Option<String> {
        field.map(|text| text.value.clone())
    }
}

/// The keys of one mapping. Every key is taken exactly once; what is left over is reported.
pub(crate) struct Fields<'n> {
    entries: &'n [Entry],
    taken: Vec<bool>,
    /// Where the mapping starts.
    pub(crate) span: Span,
}

impl<'n> Fields<'n> {
    /// `None`, with a `shape` finding, when `node` is no mapping.
    pub(crate) fn of(node: &'n Node, what: &str, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Mapping(entries) => {
                Some(Self { entries, taken: vec![false; entries.len()], span: node.span })
            }
            other => {
                shape(node.span, what, "a mapping", other, findings);
                None
            }
        }
    }

    /// The value of `key`; null counts as absent (R07).
    pub(crate) fn node(&mut self, key: &str, findings: &mut Findings) -> Option<&'n Node> {
        let index = self.entries.iter().position(|entry| entry.key.text == key)?;
        self.taken[index] = true;
        let entry = &self.entries[index];
        if is_null(&entry.value) {
            findings.push(Finding::new(
                Code::NullAsAbsent,
                entry.key.span,
                format!("`{key}` is null and counts as absent"),
            ));
            return None;
        }
        Some(&entry.value)
    }

    /// Where `key` stands, when it does.
    pub(crate) fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|entry| entry.key.text == key).map(|entry| entry.key.span)
    }

    /// The text of `key`, whatever scalar it is (R04).
    pub(crate) fn text(&mut self, key: &str, findings: &mut Findings) -> Option<Text> {
        let node = self.node(key, findings)?;
        text_of(node, key, findings)
    }

    /// The items of the list at `key`.
    pub(crate) fn list(&mut self, key: &str, findings: &mut Findings) -> Option<&'n [Node]> {
        let node = self.node(key, findings)?;
        match &node.value {
            Value::Sequence(items) => {
                if items.is_empty() {
                    let message = format!("`{key}` is an empty list");
                    findings.push(Finding::new(Code::EmptyList, node.span, message));
                }
                Some(items)
            }
            other => {
                shape(node.span, key, "a list", other, findings);
                None
            }
        }
    }

    /// The truth value of `key`; anything but `true` and `false` is a `shape` finding.
    pub(crate) fn boolean(&mut self, key: &str, findings: &mut Findings) -> Option<bool> {
        let node = self.node(key, findings)?;
        match &node.value {
            Value::Scalar(Scalar { kind: ScalarKind::Bool, text }) => {
                Some(text.eq_ignore_ascii_case("true"))
            }
            other => {
                shape(node.span, key, "true or false", other, findings);
                None
            }
        }
    }

    /// Takes `keys` without using them; each present one is reported under `code`.
    pub(crate) fn ignore(
        &mut self,
        keys: &[&str],
        code: Code,
        what: &str,
        findings: &mut Findings,
    ) {
        for (entry, taken) in self.entries.iter().zip(&mut self.taken) {
            if !*taken && keys.contains(&entry.key.text.as_str()) {
                *taken = true;
                let message = format!("`{}` of {what} has no effect", entry.key.text);
                findings.push(Finding::new(code, entry.key.span, message));
            }
        }
    }

    /// Reports official or planned features at `keys` that this compiler does not implement (R79).
    pub(crate) fn unsupported(&mut self, keys: &[&str], what: &str, findings: &mut Findings) {
        for (entry, taken) in self.entries.iter().zip(&mut self.taken) {
            if !*taken && keys.contains(&entry.key.text.as_str()) && !is_null(&entry.value) {
                *taken = true;
                let code = match entry.key.text.as_str() {
                    "steps" => Code::StepsUnsupported,
                    _ => Code::UnsupportedFeature,
                };
                let message = format!("`{}` of {what} is not supported yet", entry.key.text);
                findings.push(Finding::new(code, entry.key.span, message));
            }
        }
    }

    /// Every key that was never taken is unknown, and may carry meaning (R09).
    pub(crate) fn finish(self, what: &str, known: &[&str], findings: &mut Findings) {
        for (entry, taken) in self.entries.iter().zip(&self.taken) {
            if *taken {
                continue;
            }
            let key = &entry.key.text;
            let finding = if secures(key) && !is_null(&entry.value) {
                let message = format!(
                    "`{key}` of {what} is not supported, and to ignore it would call or open what it protects"
                );
                Finding::new(Code::UnsupportedFeature, entry.key.span, message)
            } else {
                let message = format!("unknown key `{key}` in {what}; it is ignored");
                Finding::new(Code::UnknownKey, entry.key.span, message)
            };
            findings.push(match crate::names::nearest(key, known.iter().copied()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding,
            });
        }
    }

    /// All entries, for mappings whose keys are names and not fields.
    pub(crate) fn entries(&self) -> &'n [Entry] {
        self.entries
    }

    /// Returns `true` if `key` is there with a value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.text == key && !is_null(&entry.value))
    }
}

/// Returns `true` if a key says by which way or as whom a request goes, or who may call: to leave it out would
/// open what the document closes.
fn secures(key: &str) -> bool {
    const KEYS: [&str; 18] = [
        "auth",
        "authentication",
        "authorisation",
        "authorization",
        "cacertificate",
        "certificate",
        "clientcert",
        "clientcertificate",
        "credentials",
        "keystore",
        "mtls",
        "proxy",
        "security",
        "securityschemes",
        "ssl",
        "tls",
        "truststore",
        "tunnel",
    ];
    let plain = key.replace(['-', '_'], "").to_ascii_lowercase();
    KEYS.contains(&plain.as_str())
}

/// The source text of a scalar; a `shape` finding for anything else.
pub(crate) fn text_of(node: &Node, what: &str, findings: &mut Findings) -> Option<Text> {
    match &node.value {
        Value::Scalar(scalar) => {
            if matches!(scalar.kind, ScalarKind::Bool | ScalarKind::Integer | ScalarKind::Float) {
                findings.push(Finding::new(
                    Code::ScalarAsText,
                    node.span,
                    format!("`{}` is read as the text of `{what}`", scalar.text),
                ));
            }
            Some(Text { value: scalar.text.clone(), span: node.span })
        }
        other => {
            shape(node.span, what, "text", other, findings);
            None
        }
    }
}

/// Returns `true` if `node` is `null`, `~` or empty.
pub(crate) fn is_null(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(Scalar { kind: ScalarKind::Null, .. }))
}

/// R07: a node of the wrong kind.
pub(crate) fn shape(span: Span, what: &str, wanted: &str, found: &Value, findings: &mut Findings) {
    let found = match found {
        Value::Scalar(_) => "a single value",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
    };
    findings.push(Finding::new(
        Code::Shape,
        span,
        format!("`{what}` must be {wanted}, not {found}"),
    ));
}

//! The keys of mappings: repeated ones, merge keys, expressions without quotes.

use std::collections::HashMap;

use super::{Entry, EntryKey, Node, Scalar, ScalarKind, Value};
use crate::finding::{Code, Finding, Findings};
use crate::text::{Source, Span};

/// The entries of one mapping while it is read.
#[derive(Default)]
pub(super) struct Entries {
    entries: Vec<Entry>,
    /// Only for mappings that are too large to be searched.
    index: HashMap<String, Span>,
    /// The expression that a mapping without entries was meant to be.
    expression: Option<Node>,
}

impl Entries {
    /// As many keys are found faster by looking at all of them.
    const SMALL: usize = 24;

    pub(super) fn add(&mut self, key: Node, value: Node, source: &Source, findings: &mut Findings) {
        let key = match expression(key, source) {
            Ok(expression) => {
                findings.push(unquoted(&expression));
                self.expression = Some(expression);
                return;
            }
            Err(key) => key,
        };
        let Value::Scalar(scalar) = key.value else {
            let message = "a list or a mapping cannot be the key of a mapping";
            findings.push(Finding::new(Code::YamlSyntax, key.span, message));
            return;
        };
        let key = EntryKey { span: key.span, text: scalar.text, kind: scalar.kind };
        if check_merge_key(&key, source, findings) {
            return;
        }
        check_key_as_text(&key, findings);
        if let Some(first) = self.find(&key.text) {
            findings.push(duplicate_key(&key, first));
            return;
        }
        self.entries.push(Entry { key, value });
        self.extend_index();
    }

    pub(super) fn finish(self) -> (Vec<Entry>, Option<Node>) {
        (self.entries, self.expression)
    }

    fn find(&self, text: &str) -> Option<Span> {
        if self.index.is_empty() {
            let found = self.entries.iter().find(|entry| entry.key.text == text);
            return found.map(|entry| entry.key.span);
        }
        self.index.get(text).copied()
    }

    fn extend_index(&mut self) {
        if self.entries.len() < Self::SMALL {
            return;
        }
        let from = self.index.len();
        let fresh = self.entries[from..].iter();
        self.index.extend(fresh.map(|entry| (entry.key.text.clone(), entry.key.span)));
    }
}

/// `{{name}}` without quotes, which YAML reads as a mapping whose key is a mapping, as the text that it
/// was meant to be. Other keys come back.
fn expression(key: Node, source: &Source) -> Result<Node, Node> {
    let before = source.text().get(..source.offset(key.span)).unwrap_or_default();
    match &key.value {
        Value::Mapping(entries) if before.trim_end().ends_with("{{") => match entries.as_slice() {
            [Entry { key: name, .. }] => {
                let text = format!("{{{{{}}}}}", name.text);
                let scalar = Scalar { text, kind: ScalarKind::Text };
                Ok(Node { span: key.span, value: Value::Scalar(scalar) })
            }
            _ => Err(key),
        },
        _ => Err(key),
    }
}

/// R02, for an expression.
fn unquoted(expression: &Node) -> Finding {
    let text = match &expression.value {
        Value::Scalar(scalar) => scalar.text.as_str(),
        _ => "",
    };
    let message = format!("`{text}` without quotes is a mapping in YAML");
    Finding::new(Code::YamlSyntax, expression.span, message)
        .help(format!("put it in quotes: `'{text}'`"))
}

/// R02: which of two equal keys holds is a matter of the parser, so neither does.
fn duplicate_key(key: &EntryKey, first: Span) -> Finding {
    let message = format!("the key `{}` stands twice in one mapping", key.text);
    let help = format!("it stands first at line {}, column {}", first.line, first.column);
    Finding::new(Code::DuplicateKey, key.span, message).help(help)
}

/// R02: `<<` is no part of YAML 1.2, and would silently be an unknown key.
/// Returns `true` if `key` is one; its entry is then left out, or the same key would be reported twice.
fn check_merge_key(key: &EntryKey, source: &Source, findings: &mut Findings) -> bool {
    let written = source.text().get(source.offset(key.span)..).unwrap_or("");
    if key.text != "<<" || !written.starts_with("<<") {
        return false;
    }
    let finding = Finding::new(Code::MergeKey, key.span, "the merge key `<<` is not supported");
    findings.push(finding.help("write the keys out that it would bring in"));
    true
}

/// R04: a key is its source text, whatever YAML takes it for.
fn check_key_as_text(key: &EntryKey, findings: &mut Findings) {
    if key.kind == ScalarKind::Text {
        return;
    }
    let message = format!("the key `{}` is read as text", key.text);
    findings.push(Finding::new(Code::KeyAsText, key.span, message));
}

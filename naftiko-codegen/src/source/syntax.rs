//! The small print of reading: keys, syntax errors, further documents.

use std::collections::HashMap;

use super::{Entry, Key, Node, Scalar, ScalarKind, Value};
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
        let key = Key { span: key.span, text: scalar.text, kind: scalar.kind };
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
fn duplicate_key(key: &Key, first: Span) -> Finding {
    let message = format!("the key `{}` stands twice in one mapping", key.text);
    let help = format!("it stands first at line {}, column {}", first.line, first.column);
    Finding::new(Code::DuplicateKey, key.span, message).help(help)
}

/// R02: `<<` is no part of YAML 1.2, and would silently be an unknown key.
/// Whether `key` is one; its entry is then left out, or the same key would be reported twice.
fn check_merge_key(key: &Key, source: &Source, findings: &mut Findings) -> bool {
    let written = source.text().get(source.offset(key.span)..).unwrap_or("");
    if key.text != "<<" || !written.starts_with("<<") {
        return false;
    }
    let finding = Finding::new(Code::MergeKey, key.span, "the merge key `<<` is not supported");
    findings.push(finding.help("write the keys out that it would bring in"));
    true
}

/// R04: a key is its source text, whatever YAML takes it for.
fn check_key_as_text(key: &Key, findings: &mut Findings) {
    if key.kind == ScalarKind::Text {
        return;
    }
    let message = format!("the key `{}` is read as text", key.text);
    findings.push(Finding::new(Code::KeyAsText, key.span, message));
}

/// R01: what the parser could not read, in its own words. `offset` is where it gave up.
pub(super) fn yaml_syntax(source: &Source, error: &str, offset: usize) -> Finding {
    // It does not say where such a character stands.
    let forbidden = || source.text().char_indices().find(|(_, c)| is_forbidden(*c));
    let forbidden = if error.starts_with("control characters") { forbidden() } else { None };
    let (offset, message) = match forbidden {
        Some((at, c)) => {
            (at, format!("the control character U+{:04X} is not allowed", u32::from(c)))
        }
        None => (offset, without_place(error)),
    };
    let span = source.span(floor(source.text(), offset));
    let finding = Finding::new(Code::YamlSyntax, span, format!("invalid YAML: {message}"));
    match hint(&message, source.line(span.line)) {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// Removes the first ` at line 3 column 1`, which the finding says anyway.
fn without_place(text: &str) -> String {
    let Some((before, after)) = text.split_once(" at line ") else {
        return text.to_owned();
    };
    let place = |c: char| c.is_ascii_digit() || " column".contains(c);
    format!("{before}{}", after.trim_start_matches(place))
}

fn hint(message: &str, line: &str) -> Option<&'static str> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let value = line.split_once(": ").map_or(line, |(_, value)| value);
    if value.trim_start().trim_start_matches("- ").starts_with("{{") {
        Some("put text with `{{…}}` in quotes")
    } else if indent.contains('\t')
        || message.contains("cannot start any token") && line.contains('\t')
    {
        Some("indent with spaces; a tab cannot indent YAML")
    } else if message.contains("mapping values are not allowed") {
        Some("put text that contains `: ` in quotes, or check the indentation of this line")
    } else if message.contains("cannot start any token") {
        Some("put text that starts with `@`, a backquote or `%` in quotes")
    } else if message.contains("did not find expected key") || message.contains("block mapping") {
        Some("check the indentation of this line, and the quotes in the lines above it")
    } else if message.contains("unknown anchor") {
        Some("put text that starts with `*` in quotes")
    } else {
        None
    }
}

/// What the parser calls a control character.
fn is_forbidden(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// R02: a second document. `from` is where the last value of the first one starts.
pub(super) fn multi_document(source: &Source, from: usize, last: Span) -> Finding {
    let rest = source.text().get(from..).unwrap_or("");
    let span = rest.find("\n---").map_or(last, |at| source.span(from + at + 1));
    Finding::new(Code::MultiDocument, span, "another document starts in the same file")
        .help("keep one document in each file")
}

/// The byte of `text` at which `part` starts, opening quote included, when `part` is lent from it.
pub(super) fn offset_in(text: &str, part: &str) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    if offset + part.len() > text.len() {
        return None;
    }
    let quoted = text.get(..offset)?.ends_with(['"', '\'']);
    Some(offset - usize::from(quoted))
}

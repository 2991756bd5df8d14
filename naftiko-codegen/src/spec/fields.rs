//! Reading one mapping key by key, so that no key can be ignored silently.

use super::dialect::Dialect;
use super::key::Key;
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
    /// Returns the text of a field, if it is present.
    pub(crate) fn said(field: Option<&Self>) -> Option<String> {
        field.map(|text| text.value.clone())
    }

    /// The key of an entry.
    pub(super) fn key(entry: &Entry) -> Self {
        Self { value: entry.key.text.clone(), span: entry.key.span }
    }
}

/// The keys of one mapping. Every key is taken exactly once; what is left over is reported.
pub(crate) struct Fields<'n, 'f> {
    /// The thing that the mapping describes.
    pub(super) what: &'static str,
    entries: &'n [Entry],
    taken: Vec<bool>,
    /// The keys that mean something here.
    asked: Vec<Key>,
    /// A text that is said outside: the name of an entry of a mapping, the namespace of an import.
    given: Option<(Key, Text)>,
    /// Place where the mapping starts.
    pub(crate) span: Span,
    pub(super) dialect: Dialect,
    findings: &'f mut Findings,
}

impl<'n, 'f> Fields<'n, 'f> {
    /// `None`, with a `shape` finding, when `node` is no mapping.
    pub(super) fn of(
        node: &'n Node,
        what: &'static str,
        dialect: Dialect,
        findings: &'f mut Findings,
    ) -> Option<Self> {
        let Value::Mapping(entries) = &node.value else {
            shape(node.span, what, "a mapping", &node.value, findings);
            return None;
        };
        let taken = vec![false; entries.len()];
        let (span, asked, given) = (node.span, Vec::new(), None);
        Some(Self { what, entries, taken, asked, given, span, dialect, findings })
    }

    /// The mapping `node` below this one.
    pub(super) fn inner(&mut self, node: &'n Node, what: &'static str) -> Option<Fields<'n, '_>> {
        Fields::of(node, what, self.dialect, self.findings)
    }

    /// The entry `node` of another file, which is called `namespace` here.
    pub(super) fn imported<'i>(
        &mut self,
        node: &'i Node,
        dialect: Dialect,
        namespace: Option<Text>,
    ) -> Option<Fields<'i, '_>> {
        let fields = Fields::of(node, self.what, dialect, self.findings)?;
        Some(Fields { given: namespace.map(|text| (Key::Namespace, text)), ..fields })
    }

    /// The mapping at `key`.
    pub(super) fn section(&mut self, key: Key) -> Option<Fields<'n, '_>> {
        let node = self.node(key)?;
        self.inner(node, self.written(key))
    }

    /// The key as this document writes it.
    pub(super) fn written(&self, key: Key) -> &'static str {
        self.dialect.spelling(key)
    }

    /// The value of `key`; null counts as absent (R07).
    pub(super) fn node(&mut self, key: Key) -> Option<&'n Node> {
        self.ask(key);
        let index = self.index(key)?;
        self.check_spelling(key, index);
        self.taken[index] = true;
        let entry = &self.entries[index];
        if is_null(&entry.value) {
            let message = format!("`{}` is null and counts as absent", entry.key.text);
            self.report(Finding::new(Code::NullAsAbsent, entry.key.span, message));
            return None;
        }
        Some(&entry.value)
    }

    /// Returns the place of `key`, if it is present.
    pub(super) fn key_span(&self, key: Key) -> Option<Span> {
        self.index(key).map(|index| self.entries[index].key.span)
    }

    /// Returns `true` if `key` is there with a value.
    pub(super) fn has(&self, key: Key) -> bool {
        self.index(key).is_some_and(|index| !is_null(&self.entries[index].value))
    }

    /// The text of `key`, whatever scalar it is (R04).
    pub(super) fn text(&mut self, key: Key) -> Option<Text> {
        if let Some((_, text)) = self.given.take_if(|(given, _)| *given == key) {
            match key {
                Key::Name => self.check_second_name(&text),
                _ => drop(self.node(key)),
            }
            return Some(text);
        }
        let node = self.node(key)?;
        self.text_of(node, self.written(key))
    }

    /// The source text of the scalar at `key`, which need not be written as text.
    pub(super) fn plain(&mut self, key: Key) -> Option<Text> {
        let node = self.node(key)?;
        self.scalar(node, self.written(key), "a single value").map(|(text, _)| text)
    }

    /// The text of a scalar; a `shape` finding for anything else.
    pub(super) fn text_of(&mut self, node: &Node, what: &str) -> Option<Text> {
        let (text, kind) = self.scalar(node, what, "text")?;
        if matches!(kind, ScalarKind::Bool | ScalarKind::Integer | ScalarKind::Float) {
            let message = format!("`{}` is read as the text of `{what}`", text.value);
            self.report(Finding::new(Code::ScalarAsText, node.span, message));
        }
        Some(text)
    }

    fn scalar(&mut self, node: &Node, what: &str, wanted: &str) -> Option<(Text, ScalarKind)> {
        let Value::Scalar(Scalar { text, kind }) = &node.value else {
            self.shape(node, what, wanted);
            return None;
        };
        Some((Text { value: text.clone(), span: node.span }, *kind))
    }

    /// The items of the list at `key`.
    pub(super) fn list(&mut self, key: Key) -> Option<&'n [Node]> {
        let node = self.node(key)?;
        let Value::Sequence(items) = &node.value else {
            self.shape(node, self.written(key), "a list");
            return None;
        };
        if items.is_empty() {
            let message = format!("`{}` is an empty list", self.written(key));
            self.report(Finding::new(Code::EmptyList, node.span, message));
        }
        Some(items)
    }

    /// Reads the items of the list at `key`, each a mapping, with `read`.
    pub(super) fn items<T>(
        &mut self,
        key: Key,
        what: &'static str,
        mut read: impl FnMut(Fields<'n, '_>) -> Option<T>,
    ) -> Vec<T> {
        let items = self.list(key).unwrap_or_default();
        items.iter().filter_map(|item| read(self.inner(item, what)?)).collect()
    }

    /// As [`items`](Self::items), also of a mapping whose keys are the names.
    pub(super) fn named<T>(
        &mut self,
        key: Key,
        what: &'static str,
        mut read: impl FnMut(Fields<'n, '_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(entries) = self.names(key) else {
            return self.items(key, what, read);
        };
        let items = entries.iter().filter_map(|entry| {
            let mut fields = self.inner(&entry.value, what)?;
            fields.given = Some((Key::Name, Text::key(entry)));
            read(fields)
        });
        items.collect()
    }

    /// The truth value of `key`; anything but `true` and `false` is a `shape` finding.
    pub(super) fn boolean(&mut self, key: Key) -> Option<bool> {
        let node = self.node(key)?;
        if let Value::Scalar(Scalar { kind: ScalarKind::Bool, text }) = &node.value {
            return Some(text.eq_ignore_ascii_case("true"));
        }
        self.shape(node, self.written(key), "true or false");
        None
    }

    /// Takes `keys` without using them; each present one is reported under `code`.
    pub(super) fn ignore(&mut self, keys: &[Key], code: Code) {
        let is_meant = |text: &str| keys.iter().any(|key| key.is_ever(text));
        let meant: Vec<&Entry> = self.left().filter(|entry| is_meant(&entry.key.text)).collect();
        self.without_effect(&meant, code);
    }

    /// Takes whatever nobody asked for; each is reported under `code`.
    pub(super) fn ignore_left(&mut self, code: Code) {
        let left: Vec<&Entry> = self.left().collect();
        self.without_effect(&left, code);
    }

    fn without_effect(&mut self, entries: &[&Entry], code: Code) {
        for entry in entries {
            let message = format!("`{}` of {} has no effect", entry.key.text, self.what);
            self.report(Finding::new(code, entry.key.span, message));
        }
        for (entry, taken) in self.entries.iter().zip(&mut self.taken) {
            *taken |= entries.iter().any(|ignored| std::ptr::eq(*ignored, entry));
        }
    }

    /// Reports official or planned features at `keys` that this compiler does not implement (R79).
    pub(super) fn unsupported(&mut self, keys: &[Key]) {
        for key in keys {
            let span = self.key_span(*key);
            if self.node(*key).is_none() {
                continue;
            }
            let key = self.written(*key);
            let message = format!("`{key}` of {} is not supported yet", self.what);
            self.report(Finding::new(Code::UnsupportedFeature, span, message));
        }
    }

    /// Every key that nobody asked for is unknown, and may carry meaning (R09).
    pub(super) fn finish(mut self) {
        let left: Vec<&Entry> = self.left().collect();
        for entry in left {
            let (key, span, what) = (&entry.key.text, entry.key.span, self.what);
            let finding = if secures(key) && !is_null(&entry.value) {
                let message = format!(
                    "`{key}` of {what} is not supported, and to ignore it would call or open what it protects"
                );
                Finding::new(Code::UnsupportedFeature, span, message)
            } else {
                let message = format!("unknown key `{key}` in {what}; it is ignored");
                Finding::new(Code::UnknownKey, span, message)
            };
            let help = self.meant(key).map(|meant| format!("did you mean `{meant}`?"));
            self.report(match help {
                Some(help) => finding.help(help),
                None => finding,
            });
        }
    }

    /// The key that `text` is in another version, else the one that it is nearly.
    fn meant(&self, text: &str) -> Option<&'static str> {
        let spellings = self.asked.iter().map(|key| self.written(*key));
        let other = self.asked.iter().find(|key| key.is_ever(text));
        other
            .map(|key| self.written(*key))
            .filter(|spelling| *spelling != text)
            .or_else(|| crate::names::nearest(text, spellings))
    }

    /// All entries, for mappings whose keys are names and not fields.
    pub(super) fn entries(&self) -> &'n [Entry] {
        self.entries
    }

    /// The entries that nobody asked for.
    pub(super) fn left(&self) -> impl Iterator<Item = &'n Entry> {
        self.entries.iter().zip(&self.taken).filter(|(_, taken)| !**taken).map(|(entry, _)| entry)
    }

    /// R07: a node of the wrong kind.
    pub(super) fn shape(&mut self, node: &Node, what: &str, wanted: &str) {
        shape(node.span, what, wanted, &node.value, self.findings);
    }

    /// Adds a finding.
    pub(super) fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn ask(&mut self, key: Key) {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
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

/// Returns `true` if `node` is `null`, `~` or empty.
pub(crate) fn is_null(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar(Scalar { kind: ScalarKind::Null, .. }))
}

/// R07.
fn shape(span: Span, what: &str, wanted: &str, found: &Value, findings: &mut Findings) {
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

mod spelling;
#[cfg(test)]
mod tests;

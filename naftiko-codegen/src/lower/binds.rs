//! Which source a name in a document stands for: R11, with the qualifiers of binds.

use std::collections::HashMap;

use super::bind_files::BindFiles;
use crate::finding::{Code, Finding, Findings};
use crate::load::Loader;
use crate::model::BoundKey;
use crate::names;
use crate::spec::Document;
use crate::text::Span;

/// The keys of all binds.
#[derive(Default)]
pub(crate) struct Binds {
    namespaces: Vec<String>,
    /// By name, those of one name in document order.
    keys: HashMap<String, Vec<Key>>,
}

struct Key {
    namespace: Option<String>,
    name: String,
    source: BindSource,
}

/// Where the value of a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BindSource {
    /// The environment variable of this name.
    Environment(String),
    /// A key in a file.
    File(BoundKey),
}

/// Result of looking up a name in the binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FoundBind {
    /// Every bind that declares it means this source.
    One(BindSource),
    /// Binds mean different sources: the qualified names, and the first source.
    Several(Vec<String>, BindSource),
    /// No bind declares it.
    Nothing,
}

/// The qualifier that no bind has to have.
const ENVIRONMENT: &str = "env";

impl Binds {
    pub(crate) fn of(document: &Document<'_>, loader: &Loader, findings: &mut Findings) -> Self {
        let mut binds = Self::default();
        let mut files = BindFiles::default();
        for bind in &document.binds {
            let namespace = bind.namespace.as_ref().map(|text| text.value.clone());
            binds.namespaces.extend(namespace.clone());
            let file = bind.location.as_ref().map(|place| files.file(bind, place, loader));
            let file = file.and_then(|found| found.map_err(|finding| findings.push(finding)).ok());
            for (name, source) in &bind.keys {
                let key = source.value.clone();
                let source = match &file {
                    Some(file) => BindSource::File(BoundKey { file: file.clone(), key }),
                    None => BindSource::Environment(key),
                };
                binds.keys.entry(name.value.clone()).or_default().push(Key {
                    namespace: namespace.clone(),
                    name: name.value.clone(),
                    source,
                });
            }
        }
        binds
    }

    /// The environment variable in the place of a key in a file that is declared by `name`: this one, unless another
    /// source has it too.
    pub(crate) fn variable_of(&self, name: &str, key: &BoundKey) -> String {
        let own = BindSource::File(key.clone());
        let named = self.named(name);
        let environment = BindSource::Environment(name.to_owned());
        let is_taken =
            named.iter().any(|key| matches!(key.source, BindSource::File(_)) && key.source != own)
                || self.keys.values().flatten().any(|key| key.source == environment);
        let namespace = named.iter().find(|key| key.source == own);
        match namespace.and_then(|key| key.namespace.as_ref()).filter(|_| is_taken) {
            Some(namespace) => names::screaming(&format!("{namespace}_{name}")),
            None => names::screaming(name),
        }
    }

    /// Returns `true` if a bind declares `name`, whatever the namespace.
    pub(crate) fn declare(&self, name: &str) -> bool {
        self.keys.contains_key(name)
    }

    fn named(&self, name: &str) -> &[Key] {
        self.keys.get(name).map_or(&[], Vec::as_slice)
    }

    /// The qualifier and the name of `expression`, when it has a qualifier: the longest namespace of
    /// a bind that is followed by a dot, or `env`.
    pub(crate) fn qualified<'e>(&self, expression: &'e str) -> Option<(&'e str, &'e str)> {
        let length = |namespace: &String| {
            let rest = expression.strip_prefix(namespace.as_str())?.strip_prefix('.')?;
            (!namespace.is_empty() && !rest.is_empty()).then_some(namespace.len())
        };
        match self.namespaces.iter().filter_map(length).max() {
            Some(length) => Some((&expression[..length], &expression[length + 1..])),
            None => expression.split_once('.').filter(|(first, _)| *first == ENVIRONMENT),
        }
    }

    /// The source of `name`, among the binds of `qualifier` when there is one.
    pub(crate) fn find(&self, qualifier: Option<&str>, name: &str) -> FoundBind {
        // Without such a bind, `env` says no more than that this is a variable.
        let qualifier = qualifier.filter(|q| self.namespaces.iter().any(|known| known == q));
        let of_qualifier =
            |key: &&Key| qualifier.is_none_or(|q| key.namespace.as_deref() == Some(q));
        let keys: Vec<&Key> = self.named(name).iter().filter(of_qualifier).collect();
        match keys.as_slice() {
            [] => FoundBind::Nothing,
            [first, rest @ ..] if rest.iter().all(|key| key.source == first.source) => {
                FoundBind::One(first.source.clone())
            }
            [first, ..] => FoundBind::Several(
                keys.iter().map(|key| key.written()).collect(),
                first.source.clone(),
            ),
        }
    }

    /// Returns the spellings by which the binds that declare `name` are told apart.
    pub(crate) fn spellings(&self, name: &str) -> Vec<String> {
        self.named(name).iter().map(Key::written).collect()
    }
}

impl Key {
    fn written(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}.{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// R11: binds give one name different sources.
pub(super) fn ambiguous_variable(
    expression: &str,
    spellings: &[String],
    span: Span,
    findings: &mut Findings,
) {
    let quoted: Vec<String> = spellings.iter().map(|name| format!("`{{{{{name}}}}}`")).collect();
    let mut distinct = quoted.clone();
    distinct.dedup();
    let help = if distinct.len() == quoted.len() {
        format!("say which one is meant: {}", quoted.join(" or "))
    } else {
        "give the binds different namespaces, or the keys different names".to_owned()
    };
    let message = format!("`{expression}` could be any of {} variables", quoted.len());
    findings.push(Finding::new(Code::AmbiguousVariable, span, message).help(help));
}

/// R12.
pub(super) fn undeclared_variable(
    name: &str,
    spellings: &[String],
    span: Span,
    need: &str,
    findings: &mut Findings,
) {
    let help = match spellings.first() {
        Some(other) => format!("did you mean `{{{{{other}}}}}`?"),
        None => format!("declare it: `binds: [{{namespace: env, keys: {{{name}: {name}}}}}]`"),
    };
    findings.push(
        Finding::new(
            Code::UndeclaredVariable,
            span,
            format!("variable `{name}` is used but declared in no bind; the environment variable of that name {need}"),
        )
        .help(help),
    );
}

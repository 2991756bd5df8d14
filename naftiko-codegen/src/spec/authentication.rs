//! `authentication`, of a consumed API and of an adapter.

use super::fields::{Fields, Text};
use super::key::Key;
use crate::finding::{Code, Finding};
use crate::source::{Node, Value};
use crate::text::Span;

/// `authentication` in any of its spellings (R21); the keys are interpreted while lowering.
pub(crate) struct Authentication {
    pub(crate) kind: Option<Text>,
    pub(crate) settings: Vec<Setting>,
    pub(crate) scopes: Vec<Text>,
    pub(crate) lists: Vec<Several>,
    /// Place of the key, if it is written `auth`.
    pub(crate) alias: Option<Span>,
    /// A key that narrows whose tokens are taken, of a kind that has no tokens.
    pub(crate) narrowing: Option<Text>,
    pub(crate) span: Span,
}

/// A text below `authentication`.
pub(crate) struct Setting {
    pub(crate) key: Key,
    /// The key as it is written.
    pub(crate) written: &'static str,
    pub(crate) text: Text,
}

/// Several credentials below one key.
pub(crate) struct Several {
    pub(crate) key: Key,
    /// The key as it is written.
    pub(crate) written: &'static str,
    /// Each with its name.
    pub(crate) pairs: Vec<(Option<Text>, Option<Text>)>,
    pub(crate) span: Span,
}

/// Keys that restrict whose tokens are accepted, and for what.
const NARROWING: [Key; 4] = [Key::Scopes, Key::Audience, Key::Resource, Key::TokenValidation];

impl Authentication {
    /// The first of `keys` that is there.
    pub(crate) fn text(&self, keys: &[Key]) -> Option<&Text> {
        let of = |key: &Key| self.settings.iter().find(|setting| setting.key == *key);
        Some(&keys.iter().find_map(of)?.text)
    }

    /// The list at `key`.
    pub(crate) fn list(&self, key: Key) -> Option<&Several> {
        self.lists.iter().find(|list| list.key == key)
    }
}

/// Texts that any kind may have, of which each reads its own.
const TEXTS: &[Key] = &[
    Key::Credential,
    Key::Value,
    Key::Placement,
    Key::Name,
    Key::In,
    Key::Header,
    Key::Token,
    Key::Username,
    Key::Password,
    Key::TokenEndpoint,
    Key::AuthorizationServerUri,
];
/// Texts that only OAuth 2 has.
const OAUTH_TEXTS: &[Key] =
    &[Key::Resource, Key::Audience, Key::TokenValidation, Key::ClientId, Key::ClientSecret];
const KINDS: &[&str] = &["bearer", "basic", "apikey", "header", "query", "digest", "oauth2"];

/// Reads the key `authentication` of a section, or its short form.
pub(super) fn read_authentication(fields: &mut Fields<'_, '_>) -> Option<Authentication> {
    let alias = fields.key_span(Key::Auth);
    let short = fields.node(Key::Auth);
    let long = fields.node(Key::Authentication);
    if let Some(span) = alias.filter(|_| short.is_some() && long.is_some()) {
        let message = "`auth` and `authentication` are two names for one thing";
        fields.report(
            Finding::new(Code::AuthIncomplete, span, message).help("keep the one that is meant"),
        );
    }
    let alias = alias.filter(|_| long.is_none());
    let mut inner = fields.inner(long.or(short)?, "authentication")?;
    let kind = inner.text(Key::Type);
    let is = |name: &str| kind.as_ref().is_some_and(|kind| kind.value.eq_ignore_ascii_case(name));
    let more = if is("oauth2") { OAUTH_TEXTS } else { &[] };
    let mut settings = Vec::new();
    for &key in TEXTS.iter().chain(more) {
        let written = inner.written(key);
        settings.extend(inner.text(key).map(|text| Setting { key, written, text }));
    }
    let scopes = if is("oauth2") { read_scopes(&mut inner) } else { Vec::new() };
    let lists = [Key::Headers, Key::Parameters];
    let lists = lists.into_iter().filter_map(|key| read_several(&mut inner, key)).collect();
    let narrowing = NARROWING.iter().find_map(|key| {
        let span = inner.key_span(*key).filter(|_| !is("oauth2") && inner.has(*key))?;
        Some(Text { value: inner.written(*key).to_owned(), span })
    });
    inner.ignore(&[Key::Description, Key::Flow], Code::IgnoredKey);
    inner.ignore(&NARROWING, Code::IgnoredKey);
    let span = inner.span;
    // The keys of an unsupported kind are reported with the kind, not one by one.
    if KINDS.iter().any(|kind| is(kind)) {
        inner.finish();
    }
    Some(Authentication { kind, settings, scopes, lists, alias, narrowing, span })
}

/// `authentication:` without anything behind it would let everybody in.
pub(super) fn no_guard(fields: &mut Fields<'_, '_>) {
    let key = fields.key_span(Key::Authentication);
    if let Some(span) = key.filter(|_| !fields.has(Key::Authentication)) {
        let message = "`authentication` is empty, and nobody is asked";
        fields.report(
            Finding::new(Code::AuthIncomplete, span, message)
                .help("write what callers have to show, or remove the key"),
        );
    }
}

/// A mapping of names to values, or a list of `{name or key, value}`.
fn read_several(fields: &mut Fields<'_, '_>, key: Key) -> Option<Several> {
    let node = fields.node(key)?;
    let written = fields.written(key);
    let pairs = match &node.value {
        Value::Mapping(entries) => entries
            .iter()
            .map(|entry| (Some(Text::key(entry)), fields.text_of(&entry.value, &entry.key.text)))
            .collect(),
        Value::Sequence(items) => items.iter().map(|item| read_pair(fields, item)).collect(),
        Value::Scalar(_) => {
            fields.shape(node, written, "a list or a mapping");
            Vec::new()
        }
    };
    Some(Several { key, written, pairs, span: node.span })
}

/// The name and the value of an entry; what is no mapping has neither.
fn read_pair<'n>(around: &mut Fields<'n, '_>, node: &'n Node) -> (Option<Text>, Option<Text>) {
    if !matches!(node.value, Value::Mapping(_)) {
        return (None, None);
    }
    let Some(mut fields) = around.inner(node, "a credential") else { return (None, None) };
    let name = fields.text(Key::Name);
    let pair = (name.or_else(|| fields.text(Key::Credential)), fields.text(Key::Value));
    fields.finish();
    pair
}

/// A list of scopes, or one text with blanks between them.
fn read_scopes(fields: &mut Fields<'_, '_>) -> Vec<Text> {
    let Some(node) = fields.node(Key::Scopes) else { return Vec::new() };
    let items = match &node.value {
        Value::Sequence(items) => items.iter().collect(),
        _ => vec![node],
    };
    let what = fields.written(Key::Scopes);
    let mut scopes = Vec::new();
    for text in items.into_iter().filter_map(|item| fields.text_of(item, what)) {
        let words = text.value.split_whitespace();
        scopes.extend(words.map(|word| Text { value: word.to_owned(), span: text.span }));
    }
    scopes
}

//! `authentication`, of a consumed API and of an adapter.

use super::fields::{Fields, Text, text_of};
use crate::finding::{Code, Finding, Findings};
use crate::source::{Node, Value};
use crate::text::Span;

/// `authentication` in any of its spellings (R21); the keys are interpreted while lowering.
pub(crate) struct Authentication<'n> {
    pub(crate) kind: Option<Text>,
    pub(crate) texts: Vec<(&'static str, Text)>,
    pub(crate) scopes: Vec<Text>,
    pub(crate) headers: Option<&'n Node>,
    pub(crate) parameters: Option<&'n Node>,
    /// Whether the key was `auth`.
    pub(crate) alias: Option<Span>,
    /// A key that narrows whose tokens are taken, of a kind that has no tokens.
    pub(crate) narrowing: Option<Text>,
    pub(crate) span: Span,
}

/// What says whose tokens are taken, and for what.
const NARROWING: [&str; 4] = ["scopes", "audience", "resource", "tokenValidation"];

impl Authentication<'_> {
    /// The first of `keys` that is there.
    pub(crate) fn text(&self, keys: &[&str]) -> Option<&Text> {
        keys.iter().find_map(|key| self.texts.iter().find(|(k, _)| k == key).map(|(_, t)| t))
    }
}

const KEYS: &[&str] = &[
    "key",
    "value",
    "placement",
    "name",
    "in",
    "header",
    "token",
    "username",
    "password",
    "tokenEndpoint",
    "authorizationServerUri",
];
/// What only OAuth 2 has.
const OAUTH_KEYS: &[&str] =
    &["resource", "audience", "tokenValidation", "clientId", "clientSecret"];
const KINDS: &[&str] = &["bearer", "basic", "apikey", "header", "query", "digest", "oauth2"];

/// Reads the key `authentication` of a section, or its short form.
pub(super) fn read_authentication<'n>(
    fields: &mut Fields<'n>,
    findings: &mut Findings,
) -> Option<Authentication<'n>> {
    let alias = fields.key_span("auth");
    let short = fields.node("auth", findings);
    let long = fields.node("authentication", findings);
    if let Some(span) = alias.filter(|_| short.is_some() && long.is_some()) {
        let message = "`auth` and `authentication` are two names for one thing";
        findings.push(
            Finding::new(Code::AuthIncomplete, span, message).help("keep the one that is meant"),
        );
    }
    let alias = alias.filter(|_| long.is_none());
    let node = long.or(short)?;
    let mut inner = Fields::of(node, "authentication", findings)?;
    let kind = inner.text("type", findings);
    let is = |name: &str| kind.as_ref().is_some_and(|kind| kind.value.eq_ignore_ascii_case(name));
    let mut texts = Vec::new();
    let more = if is("oauth2") { OAUTH_KEYS } else { &[] };
    for key in KEYS.iter().chain(more) {
        if let Some(text) = inner.text(key, findings) {
            texts.push((*key, text));
        }
    }
    let scopes = if is("oauth2") { read_scopes(&mut inner, findings) } else { Vec::new() };
    let headers = inner.node("headers", findings);
    let parameters = inner.node("parameters", findings);
    let narrowing = NARROWING.iter().find_map(|key| {
        let span = inner.key_span(key).filter(|_| !is("oauth2") && inner.has(key))?;
        Some(Text { value: (*key).to_owned(), span })
    });
    inner.ignore(
        &["scopes", "audience", "description", "resource", "tokenValidation", "flow"],
        Code::IgnoredKey,
        "authentication",
        findings,
    );
    let span = inner.span;
    // What an unsupported kind carries is reported with the kind, not key by key.
    if KINDS.iter().any(|kind| is(kind)) {
        let known: Vec<&str> = KEYS.iter().chain(more).copied().collect();
        inner.finish("authentication", &known, findings);
    }
    Some(Authentication { kind, texts, scopes, headers, parameters, alias, narrowing, span })
}

/// `authentication:` without anything behind it would let everybody in.
pub(super) fn no_guard(fields: &Fields<'_>, findings: &mut Findings) {
    let span = fields.key_span("authentication").filter(|_| !fields.has("authentication"));
    if let Some(span) = span {
        findings.push(
            Finding::new(
                Code::AuthIncomplete,
                span,
                "`authentication` is empty, and nobody is asked",
            )
            .help("write what callers have to show, or remove the key"),
        );
    }
}

/// A list of scopes, or one text with blanks between them.
fn read_scopes(fields: &mut Fields<'_>, findings: &mut Findings) -> Vec<Text> {
    let Some(node) = fields.node("scopes", findings) else { return Vec::new() };
    let items = match &node.value {
        Value::Sequence(items) => items.iter().collect(),
        _ => vec![node],
    };
    let texts = items.into_iter().filter_map(|item| text_of(item, "scopes", findings));
    let words = |text: Text| {
        let words: Vec<Text> = text
            .value
            .split_whitespace()
            .map(|word| Text { value: word.to_owned(), span: text.span })
            .collect();
        words
    };
    texts.collect::<Vec<_>>().into_iter().flat_map(words).collect()
}

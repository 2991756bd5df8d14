//! Outbound authentication: R21 to R23.

use super::arguments::check_field_name;
use super::context::Context;
use super::secrets::{is_constant, plaintext_secret};
use super::unread::{CLIENT_KEYS, check_unread};
use super::variables::Usage;
use crate::finding::{Code, Finding};
use crate::model::{ClientCredentials, Credential, Expr, WirePlace};
use crate::spec::{Authentication, Key, Several, Text};
use crate::text::Span;

/// Authentication of calls of one namespace.
#[derive(Default)]
pub(crate) struct Credentials {
    /// Credentials that the runtime adds to every call.
    pub(crate) every_call: Vec<Credential>,
    /// A secret that fills the placeholder of this name in the base URI or a path.
    pub(crate) in_path: Option<(String, Vec<Expr>)>,
}

impl Credentials {
    fn of(credential: Option<Credential>) -> Self {
        Self { every_call: credential.into_iter().collect(), in_path: None }
    }

    /// Names of body fields that hold a credential.
    pub(crate) fn body_fields(&self) -> Vec<String> {
        let names = self.every_call.iter().filter_map(|credential| match credential {
            Credential::Body { name, .. } => Some(name.clone()),
            _ => None,
        });
        names.collect()
    }
}

/// Reads `authentication` in any of its spellings (R21).
pub(crate) fn lower_credentials(
    namespace: &str,
    authentication: &Authentication,
    context: &mut Context<'_>,
) -> Credentials {
    let kind = authentication.kind.as_ref().map(|kind| kind.value.to_ascii_lowercase());
    if authentication.alias.is_some() {
        auth_alias(authentication.alias, "`auth` stands for `authentication`", context);
    }
    check_unread(namespace, authentication, CLIENT_KEYS, context);
    let mut lower = Lower { namespace, authentication, context };
    match kind.as_deref() {
        Some("bearer") => lower.bearer(),
        Some("basic") => lower.basic(),
        Some("digest") => lower.digest(),
        Some("oauth2") => lower.client_credentials(),
        Some("apikey") => lower.api_key(),
        Some("header") => lower.placed("header"),
        Some("query") => lower.placed("query"),
        Some(_) => {
            lower.unsupported();
            Credentials::default()
        }
        None => {
            lower.incomplete("has no `type`");
            Credentials::default()
        }
    }
}

/// R23: a static value where the upstream wants a signature.
pub(crate) fn check_sigv4_static(
    base_uri: &str,
    credentials: &Credentials,
    span: Span,
    context: &mut Context<'_>,
) {
    if base_uri.to_ascii_lowercase().contains("amazonaws.com") && !credentials.every_call.is_empty()
    {
        context.report(
            Finding::new(
                Code::AuthSigv4Static,
                span,
                "this upstream is under amazonaws.com, which wants signed requests; a static credential will be refused",
            )
            .help("point the base URI to a proxy that signs, or use an API that takes a key"),
        );
    }
}

struct Lower<'l, 'c> {
    namespace: &'l str,
    authentication: &'l Authentication,
    context: &'l mut Context<'c>,
}

impl Lower<'_, '_> {
    fn bearer(&mut self) -> Credentials {
        let Some(token) = self.authentication.text(&[Key::Token, Key::Value]).cloned() else {
            self.incomplete("of type bearer has no `token`");
            return Credentials::default();
        };
        if self.authentication.text(&[Key::Token]).is_none() {
            auth_alias(Some(token.span), "`value` stands for `token`", self.context);
        }
        let token = self.secret(&token, "bearer token");
        Credentials { every_call: vec![Credential::Bearer(token)], in_path: None }
    }

    fn basic(&mut self) -> Credentials {
        let pair = self.name_and_password("basic");
        Credentials::of(pair.map(|(username, password)| Credential::Basic { username, password }))
    }

    fn digest(&mut self) -> Credentials {
        let pair = self.name_and_password("digest");
        Credentials::of(pair.map(|(username, password)| Credential::Digest { username, password }))
    }

    fn name_and_password(&mut self, kind: &str) -> Option<(Vec<Expr>, Vec<Expr>)> {
        let Some(username) = self.authentication.text(&[Key::Username]).cloned() else {
            self.incomplete(&format!("of type {kind} has no `username`"));
            return None;
        };
        let username = self.parts(&username, "user name", true);
        let password = self.authentication.text(&[Key::Password]).cloned();
        let password = password.map(|text| self.secret(&text, "password")).unwrap_or_default();
        Some((username, password))
    }

    /// `oauth2`, where the document says who this client is; the specification has no names for that.
    fn client_credentials(&mut self) -> Credentials {
        let get = |key: Key| self.authentication.text(&[key]).cloned();
        let (endpoint, issuer) = (get(Key::TokenEndpoint), get(Key::AuthorizationServerUri));
        let (id, secret) = (get(Key::ClientId), get(Key::ClientSecret));
        let (Some(id), Some(secret)) = (id, secret) else {
            self.unsupported();
            return Credentials::default();
        };
        if endpoint.is_none() && issuer.is_none() {
            self.incomplete("needs `tokenEndpoint` or `authorizationServerUri`");
            return Credentials::default();
        }
        let issuer = issuer.filter(|_| endpoint.is_none());
        let scopes: Vec<&str> =
            self.authentication.scopes.iter().map(|scope| scope.value.as_str()).collect();
        let mut asked = Vec::new();
        if !scopes.is_empty() {
            asked.push(("scope".to_owned(), vec![Expr::Literal(scopes.join(" "))]));
        }
        for (key, name) in [(Key::Audience, "audience"), (Key::Resource, "resource")] {
            if let Some(text) = get(key) {
                asked.push((name.to_owned(), self.setting(&text, name)));
            }
        }
        let mut place = |text: Option<Text>, what: &str| {
            text.map(|text| self.setting(&text, what)).unwrap_or_default()
        };
        let (token_endpoint, issuer) =
            (place(endpoint, "token endpoint"), place(issuer, "authorization server"));
        let client_id = self.setting(&id, "client id");
        let client_secret = self.secret(&secret, "client secret");
        let grant = ClientCredentials { token_endpoint, issuer, client_id, client_secret, asked };
        Credentials::of(Some(Credential::OAuth(grant)))
    }

    /// `apikey` in its official form and its aliases.
    fn api_key(&mut self) -> Credentials {
        let authentication = self.authentication;
        if let Some(headers) = authentication.list(Key::Headers) {
            auth_alias(
                Some(headers.span),
                "`headers` gives several header credentials",
                self.context,
            );
            return self.several(headers, "header");
        }
        let header = authentication.text(&[Key::Header]).cloned();
        let (name, value) = match &header {
            Some(header) => (
                Some(header.clone()),
                authentication.text(&[Key::Value, Key::Token, Key::Credential]).cloned(),
            ),
            None => (
                authentication.text(&[Key::Credential, Key::Name]).cloned(),
                authentication.text(&[Key::Value, Key::Token]).cloned(),
            ),
        };
        let official = authentication.text(&[Key::Credential]).is_some()
            && header.is_none()
            && authentication.text(&[Key::In, Key::Name]).is_none();
        if !official {
            auth_alias(Some(authentication.span), "an alias spelling of `apikey`", self.context);
        }
        let (Some(name), Some(value)) = (name, value) else {
            self.incomplete("of type apikey needs `key` and `value`");
            return Credentials::default();
        };
        let placement = authentication.text(&[Key::Placement, Key::In]);
        let placement =
            placement.map_or("header".to_owned(), |text| text.value.to_ascii_lowercase());
        let value = self.secret(&value, "API key");
        self.place(&name, value, &placement)
    }

    /// `type: header` and `type: query`, with one value or a list of `parameters`.
    fn placed(&mut self, placement: &str) -> Credentials {
        let authentication = self.authentication;
        auth_alias(Some(authentication.span), "an alias spelling of `apikey`", self.context);
        let lists = [Key::Parameters, Key::Headers];
        if let Some(list) = lists.into_iter().find_map(|key| authentication.list(key)) {
            return self.several(list, placement);
        }
        let name = authentication.text(&[Key::Header, Key::Credential, Key::Name]).cloned();
        let value = authentication.text(&[Key::Value, Key::Token]).cloned();
        let (Some(name), Some(value)) = (name, value) else {
            self.incomplete("needs a name and a `value`");
            return Credentials::default();
        };
        let value = self.secret(&value, "API key");
        self.place(&name, value, placement)
    }

    /// Several credentials, each with its name.
    fn several(&mut self, list: &Several, placement: &str) -> Credentials {
        let mut every_call = Vec::new();
        for pair in &list.pairs {
            let (Some(name), Some(value)) = pair else {
                self.incomplete("has an entry without name or value");
                continue;
            };
            let value = self.secret(value, "API key");
            every_call.extend(self.place(name, value, placement).every_call);
        }
        if every_call.is_empty() {
            self.incomplete("names no header or parameter");
        }
        Credentials { every_call, in_path: None }
    }

    fn place(&mut self, name: &Text, value: Vec<Expr>, placement: &str) -> Credentials {
        let field = match placement {
            "query" | "path" | "body" => WirePlace::Query,
            "cookie" => WirePlace::Cookie,
            _ => WirePlace::Header,
        };
        check_field_name(field, name, self.context);
        let credential = match placement {
            "header" => Credential::Header { name: name.value.to_ascii_lowercase(), value },
            "query" => Credential::Query { name: name.value.clone(), value },
            "cookie" => Credential::Cookie { name: name.value.clone(), value },
            "path" => {
                return Credentials {
                    every_call: Vec::new(),
                    in_path: Some((name.value.clone(), value)),
                };
            }
            "body" => {
                self.auth_placement(name, "is sent as an extra field of an object or form body, and in the query where there is none");
                Credential::Body { name: name.value.clone(), value }
            }
            other => {
                self.auth_placement(
                    name,
                    &format!("has the unknown placement `{other}` and is sent as a header"),
                );
                Credential::Header { name: name.value.to_ascii_lowercase(), value }
            }
        };
        Credentials { every_call: vec![credential], in_path: None }
    }

    /// The parts of a secret template; a parameter has no place in one.
    fn secret(&mut self, text: &Text, what: &str) -> Vec<Expr> {
        let parts = self.parts(text, what, true);
        if is_constant(&parts) {
            let what = format!("{what} of {}", self.namespace);
            plaintext_secret(&what, &text.value, text.span, self.context);
        }
        parts
    }

    /// The parts of a text that may be shown.
    fn setting(&mut self, text: &Text, what: &str) -> Vec<Expr> {
        self.parts(text, what, false)
    }

    fn parts(&mut self, text: &Text, what: &str, secret: bool) -> Vec<Expr> {
        let purpose = format!("{what} of {}", self.namespace);
        let usage = Usage { span: text.span, purpose: &purpose, secret };
        let Context { findings, variables, .. } = &mut *self.context;
        let parts = variables.constant_parts(&text.value, usage, findings);
        if secret {
            variables.protect(&parts);
        }
        parts
    }

    /// R21, warning.
    fn auth_placement(&mut self, name: &Text, consequence: &str) {
        let message =
            format!("the credential `{}` of `{}` {consequence}", name.value, self.namespace);
        self.context.report(Finding::new(Code::AuthPlacement, name.span, message));
    }

    /// R22.
    fn unsupported(&mut self) {
        let kind = self.authentication.kind.as_ref();
        let (name, span) =
            kind.map_or(("", self.authentication.span), |k| (k.value.as_str(), k.span));
        self.context.report(
            Finding::new(
                Code::AuthUnsupported,
                span,
                format!("authentication of type `{name}` for `{}` cannot be compiled", self.namespace),
            )
            .help("bearer, basic, digest, apikey, and oauth2 with `clientId` and `clientSecret` can; calling without any credential would be worse than failing here"),
        );
    }

    /// R22.
    fn incomplete(&mut self, problem: &str) {
        let message = format!("the authentication of `{}` {problem}", self.namespace);
        self.context.report(Finding::new(Code::AuthIncomplete, self.authentication.span, message));
    }
}

/// R21, note.
fn auth_alias(span: Option<Span>, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::AuthAlias, span, message));
}

//! Inbound authentication of adapters: R79, and section 17 of the language.

use super::context::Context;
use super::credentials::{Credentials, lower_credentials};
use super::local::is_local;
use super::unread::{SERVER_KEYS, check_unread};
use super::variables::Usage;
use crate::finding::{Code, Finding};
use crate::model::{Credential, Guard, ResourceServer};
use crate::spec::{Authentication, Key, Text};
use crate::text::Span;

/// Lowers the credentials required of callers of the adapter `namespace`.
pub(crate) fn lower_guard(
    namespace: &str,
    authentication: &Authentication,
    context: &mut Context<'_>,
) -> Option<Guard> {
    let callers = format!("callers of {namespace}");
    let kind = authentication.kind.as_ref();
    if kind.is_some_and(|kind| kind.value.eq_ignore_ascii_case("oauth2")) {
        return lower_resource_server(&callers, authentication, context);
    }
    if let Some(key) = &authentication.narrowing {
        let message = format!("`{}` of {callers} is checked with `type: oauth2` only", key.value);
        context.report(Finding::new(Code::UnsupportedFeature, key.span, message).help(
            "remove it, or use `type: oauth2`: without it everybody with the secret is let in",
        ));
    }
    let Credentials { mut every_call, in_path } =
        lower_credentials(&callers, authentication, context);
    let span = authentication.span;
    if every_call.len() > 1 || in_path.is_some() {
        not_inbound(&callers, span, context);
        return None;
    }
    // A credential that cannot be read has been reported.
    let credential = every_call.pop()?;
    let (guard, secrets) = match credential {
        Credential::Bearer(token) => (Guard::Bearer(token.clone()), vec![token]),
        Credential::Basic { username, password } => {
            let secrets = vec![username.clone(), password.clone()];
            (Guard::Basic { username, password }, secrets)
        }
        Credential::Digest { username, password } => {
            let secrets = vec![username.clone(), password.clone()];
            (Guard::Digest { username, password }, secrets)
        }
        Credential::Header { name, value } => {
            (Guard::Header { name, value: value.clone() }, vec![value])
        }
        Credential::Query { name, value } => {
            (Guard::Query { name, value: value.clone() }, vec![value])
        }
        Credential::Cookie { name, value } => {
            (Guard::Cookie { name, value: value.clone() }, vec![value])
        }
        Credential::Body { .. } | Credential::OAuth(_) => {
            not_inbound(&callers, span, context);
            return None;
        }
    };
    if secrets.iter().any(Vec::is_empty) {
        incomplete(&callers, span, "has an empty secret, which everybody knows", context);
    }
    Some(guard)
}

/// An MCP surface on stdio takes its credentials from the environment.
pub(crate) fn auth_stdio(authentication: &Authentication, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::AuthStdio,
            authentication.span,
            "`authentication` has no effect with `transport: stdio`",
        )
        .help("remove it, or use `transport: http`"),
    );
}

fn lower_resource_server(
    callers: &str,
    authentication: &Authentication,
    context: &mut Context<'_>,
) -> Option<Guard> {
    check_unread(callers, authentication, SERVER_KEYS, context);
    if let Some(validation) = authentication.text(&[Key::TokenValidation])
        && !validation.value.eq_ignore_ascii_case("jwks")
    {
        let message = format!("tokens of {callers} cannot be checked by `{}`", validation.value);
        context.report(
            Finding::new(Code::AuthUnsupported, validation.span, message)
                .help("`tokenValidation: jwks` can be compiled, and is the default"),
        );
    }
    let (issuer, resource) = (
        authentication.text(&[Key::AuthorizationServerUri]),
        authentication.text(&[Key::Resource]),
    );
    let (Some(issuer), Some(resource)) = (issuer, resource) else {
        let problem = "needs `authorizationServerUri` and `resource`";
        incomplete(callers, authentication.span, problem, context);
        return None;
    };
    oauth_issuer(issuer, context);
    oauth_resource(resource, context);
    let scopes = scopes(callers, authentication, context);
    let mut parts = |text: &Text, what: &str| {
        let purpose = format!("{what} of {callers}");
        let usage = Usage { span: text.span, purpose: &purpose, secret: false };
        let Context { findings, variables, .. } = &mut *context;
        variables.constant_parts(&text.value, usage, findings)
    };
    let issuer = parts(issuer, "authorization server");
    let resource = parts(resource, "public URI");
    let audience = authentication.text(&[Key::Audience]);
    let audience = audience.map(|text| parts(text, "audience")).unwrap_or_default();
    Some(Guard::OAuth(ResourceServer { issuer, resource, audience, scopes }))
}

fn scopes(
    callers: &str,
    authentication: &Authentication,
    context: &mut Context<'_>,
) -> Vec<String> {
    if authentication.scopes.is_empty() {
        context.report(
            Finding::new(
                Code::OauthScopes,
                authentication.span,
                "no `scopes`: every token of the authorization server for this resource is enough",
            )
            .help("name what a token must allow: `scopes: [jobs:read]`"),
        );
    }
    let legal = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
    for scope in authentication.scopes.iter().filter(|scope| !scope.value.chars().all(legal)) {
        let problem = "has a scope with a character that scopes cannot have";
        incomplete(callers, scope.span, problem, context);
    }
    authentication.scopes.iter().map(|scope| scope.value.clone()).collect()
}

/// Keys that come without TLS are anybody's.
fn oauth_issuer(issuer: &Text, context: &mut Context<'_>) {
    if !is_secure(&issuer.value) {
        let message = format!("the authorization server `{}` is not https", issuer.value);
        context.report(
            Finding::new(Code::OauthIssuer, issuer.span, message)
                .help("write the `https://` URI that its tokens have as `iss`"),
        );
    }
}

fn oauth_resource(resource: &Text, context: &mut Context<'_>) {
    if !is_secure(&resource.value) {
        let message = format!("the resource `{}` is not https", resource.value);
        context.report(
            Finding::new(Code::OauthResource, resource.span, message)
                .help("write the `https://` URI by which clients reach this adapter"),
        );
    }
}

/// Returns `true` if a URI begins with https, with a variable, or is of this machine.
fn is_secure(uri: &str) -> bool {
    let uri = uri.trim().to_ascii_lowercase();
    let local = uri
        .strip_prefix("http://")
        .is_some_and(|rest| is_local(&rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())]));
    uri.starts_with("https://") || uri.starts_with("{{") || uri.starts_with('$') || local
}

/// R22, for callers.
fn not_inbound(callers: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::AuthUnsupported,
            span,
            format!(
                "the authentication of {callers} must be one header, query parameter or cookie"
            ),
        )
        .help("use `placement: header`"),
    );
}

fn incomplete(callers: &str, span: Span, problem: &str, context: &mut Context<'_>) {
    let message = format!("the authentication of {callers} {problem}");
    context.report(Finding::new(Code::AuthIncomplete, span, message));
}

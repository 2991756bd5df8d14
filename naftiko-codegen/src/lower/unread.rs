//! Keys of `authentication` that its type does not read: R21, R22.

use super::context::Context;
use crate::finding::{Code, Finding};
use crate::spec::{Authentication, Key};

/// Settings of `type: oauth2` where tokens are asked for.
pub(super) const CLIENT_KEYS: &[Key] = &[
    Key::TokenEndpoint,
    Key::AuthorizationServerUri,
    Key::ClientId,
    Key::ClientSecret,
    Key::Audience,
    Key::Resource,
];

/// The same where tokens are taken.
pub(super) const SERVER_KEYS: &[Key] =
    &[Key::AuthorizationServerUri, Key::Resource, Key::Audience, Key::TokenValidation];

/// Tells what is written under `authentication` and means nothing there.
pub(super) fn check_unread(
    whose: &str,
    authentication: &Authentication,
    oauth: &[Key],
    context: &mut Context<'_>,
) {
    let Some(kind) = &authentication.kind else { return };
    let kind = kind.value.to_ascii_lowercase();
    let (settings, lists): (&[Key], &[Key]) = match kind.as_str() {
        "bearer" => (&[Key::Token, Key::Value], &[]),
        "basic" | "digest" => (&[Key::Username, Key::Password], &[]),
        "oauth2" => (oauth, &[]),
        "apikey" => (API_KEYS, &[Key::Headers]),
        "header" | "query" => (API_KEYS, &[Key::Parameters, Key::Headers]),
        _ => return,
    };
    // Of several places, the first that is there says everything.
    let list = lists.iter().find(|key| authentication.list(**key).is_some());
    let settings = if list.is_some() { &[] } else { settings };
    let unread = authentication.settings.iter().filter(|one| !settings.contains(&one.key));
    let unread = unread.map(|one| (one.written, one.text.span));
    let lists = authentication.lists.iter().filter(|one| Some(&one.key) != list);
    for (key, span) in unread.chain(lists.map(|one| (one.written, one.span))) {
        let beside = list.and_then(|list| Some(authentication.list(*list)?.written));
        let beside = beside.map_or_else(String::new, |list| format!(" beside `{list}`"));
        let message = format!(
            "`{key}` of the authentication of {whose} is not read with type `{kind}`{beside}"
        );
        context.report(
            Finding::new(Code::AuthUnread, span, message)
                .help("remove it, or write the `type` that it belongs to"),
        );
    }
    let scheme = authentication.text(&[Key::Token, Key::Value]).filter(|_| kind == "bearer");
    if let Some(token) = scheme.filter(|token| begins_with_scheme(&token.value)) {
        let message =
            format!("the token of {whose} begins with `Bearer`, which is sent before it anyhow");
        context.report(
            Finding::new(Code::AuthUnread, token.span, message)
                .help("write the token alone: `token: \"{{env.TOKEN}}\"`"),
        );
    }
}

/// Settings of a key in a header, a cookie or the query.
const API_KEYS: &[Key] =
    &[Key::Credential, Key::Name, Key::Header, Key::Value, Key::Token, Key::Placement, Key::In];

fn begins_with_scheme(token: &str) -> bool {
    token.trim_start().get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "))
}

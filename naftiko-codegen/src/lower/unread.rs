//! Keys of `authentication` that its type does not read: R21, R22.

use super::context::Context;
use crate::finding::{Code, Finding};
use crate::spec::{Authentication, Key};

/// Tells what is written under `authentication` and means nothing there.
pub(super) fn check_unread(
    whose: &str,
    authentication: &Authentication<'_>,
    context: &mut Context<'_>,
) {
    let Some(kind) = &authentication.kind else { return };
    let kind = kind.value.to_ascii_lowercase();
    let read: &[Key] = match kind.as_str() {
        "bearer" => &[Key::Token, Key::Value],
        "basic" | "digest" => &[Key::Username, Key::Password],
        "apikey" | "header" | "query" => &[
            Key::Credential,
            Key::Name,
            Key::Header,
            Key::Value,
            Key::Token,
            Key::Placement,
            Key::In,
        ],
        _ => return,
    };
    for setting in authentication.settings.iter().filter(|setting| !read.contains(&setting.key)) {
        let key = setting.written;
        let message =
            format!("`{key}` of the authentication of {whose} is not read with type `{kind}`");
        context.report(
            Finding::new(Code::AuthUnread, setting.text.span, message)
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

fn begins_with_scheme(token: &str) -> bool {
    token.trim_start().get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "))
}

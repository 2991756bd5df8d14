//! Inbound authentication.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::AuthStdio,
        explain(
            "An MCP adapter on stdio has an `authentication`. Whoever starts the process is the \
             only caller, so nothing is checked.",
            "Who reads the document may believe that callers are checked.",
            "Remove `authentication`, or use `transport: http`.",
        ),
    ),
    (
        Code::OauthIssuer,
        explain(
            "The authorization server of an adapter is neither an `https` URI nor on this machine.",
            "The keys that tokens are checked with come from there. Without TLS anybody on the way \
             can put in keys of their own, and then every token is good.",
            "Write the `https://` URI that its tokens have as `iss`.",
        ),
    ),
    (
        Code::OauthResource,
        explain(
            "The `resource` of an adapter, the URI that clients know it by, is not `https`.",
            "Clients send their tokens there, and tokens without TLS are anybody's. Some clients \
             refuse.",
            "Write the public `https://` URI; TLS may end at a proxy before this server.",
        ),
    ),
    (
        Code::OauthScopes,
        explain(
            "An adapter with `oauth2` names no scopes. Any token that the authorization server \
             issued for this resource is accepted.",
            "Whoever may do anything at all may do everything.",
            "Name what a token must allow: `scopes: [jobs:read]`.",
        ),
    ),
];

//! Credentials required of callers, as security schemes of OpenAPI.

use serde_json::{Value, json};

use crate::model::Guard;

/// The name of the only scheme.
const SCHEME: &str = "callers";

/// The `security` of the whole document.
pub(in crate::emit) fn requirement(guard: &Guard) -> Value {
    match guard {
        Guard::OAuth(server) => json!([{ SCHEME: server.scopes }]),
        _ => json!([{ SCHEME: [] }]),
    }
}

/// The `securitySchemes` it names.
pub(in crate::emit) fn schemes(guard: &Guard) -> Value {
    let http = |scheme: &str| json!({ "type": "http", "scheme": scheme });
    let key = |place: &str, name: &str| json!({ "type": "apiKey", "in": place, "name": name });
    let scheme = match guard {
        Guard::Bearer(_) => http("bearer"),
        Guard::Basic { .. } => http("basic"),
        Guard::Digest { .. } => http("digest"),
        Guard::Header { name, .. } => key("header", name),
        Guard::Query { name, .. } => key("query", name),
        Guard::Cookie { name, .. } => key("cookie", name),
        // Its issuer may only be known at start, and OpenAPI wants flows with addresses.
        Guard::OAuth(_) => json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" }),
    };
    json!({ SCHEME: scheme })
}

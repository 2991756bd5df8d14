//! The compiled-in upstream: it answers every call with the request it would have been sent.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::time::Instant;

use super::credential::REDACTED;
use crate::json::JsonWriter;
use crate::request::{BodyKind, Prepared};
use crate::transport::{UpstreamResponse, UpstreamResponseBody};

pub(super) fn answer(request: &Prepared, deadline: Instant) -> UpstreamResponse {
    let mut headers = HeaderMap::with_capacity(1);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let body = UpstreamResponseBody::memory(echo(request), deadline);
    UpstreamResponse { status: StatusCode::OK, headers, body }
}

fn echo(request: &Prepared) -> Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("method").string(request.method.as_str());
    out.key("path").string(request.path_text());
    out.key("query").string(&request.query_text().replace("%5Bredacted%5D", REDACTED));
    out.key("headers").open_object();
    let headers = HeaderMap::from(request.headers.clone());
    for name in headers.keys() {
        let values: Vec<_> = headers.get_all(name).iter().map(shown).collect();
        out.key(name.as_str()).string(&values.join(", "));
    }
    out.close_object();
    out.key("body");
    match request.payload.kind {
        BodyKind::None => out.raw("null"),
        BodyKind::Json => out.verbatim(&request.payload.bytes),
        BodyKind::Form => {
            let text = String::from_utf8_lossy(&request.payload.bytes);
            out.string(&text.replace("%5Bredacted%5D", REDACTED));
        }
        BodyKind::Other => out.string(&String::from_utf8_lossy(&request.payload.bytes)),
    }
    out.close_object();
    out.finish()
}

/// Credentials are made of fixed text in this mode; what is marked sensitive is hidden all the same.
fn shown(value: &HeaderValue) -> String {
    if value.is_sensitive() && !value.as_bytes().starts_with(b"[") {
        let text = String::from_utf8_lossy(value.as_bytes());
        return text.replace("%5Bredacted%5D", REDACTED);
    }
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

//! Tool results, each written into one buffer.

use super::rpc::{self, Reply};
use crate::json::{escape_into, is_object, quote_into};

/// A JSON document: as text, and raw as `structuredContent` when it is an object.
pub(super) fn json(id: &str, raw: &str) -> Reply {
    // Twice the document, and the quotes in it once more.
    let mut out = rpc::begin(id, raw.len() * 5 / 2 + 96);
    out.extend_from_slice(b"\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"");
    escape_into(raw.as_bytes(), &mut out);
    out.extend_from_slice(b"\"}]");
    if is_object(raw.as_bytes()) {
        out.extend_from_slice(b",\"structuredContent\":");
        out.extend_from_slice(raw.as_bytes());
    }
    out.extend_from_slice(b"}}");
    out
}

/// Plain text.
pub(super) fn text(id: &str, text: &str) -> Reply {
    let mut out = rpc::begin(id, text.len() * 9 / 8 + 96);
    push_text(text, &mut out);
    out.extend_from_slice(b"}}");
    out
}

/// An error that a model can act on.
pub(super) fn failure(id: &str, text: &str) -> Reply {
    let mut out = rpc::begin(id, text.len() * 9 / 8 + 96);
    push_text(text, &mut out);
    out.extend_from_slice(b",\"isError\":true}}");
    out
}

/// An answer in a format other than JSON: text when it is UTF-8, else bytes of their kind.
pub(super) fn content(id: &str, media: Option<&str>, body: &[u8], path: &str) -> Reply {
    let media = media.unwrap_or("application/octet-stream");
    let essence = media.split(';').next().unwrap_or(media).trim();
    let kind = essence.split('/').next().unwrap_or(essence);
    let is_media = kind.eq_ignore_ascii_case("image") || kind.eq_ignore_ascii_case("audio");
    if !is_media && let Ok(body) = std::str::from_utf8(body) {
        return text(id, body);
    }
    let data = crate::base64::encode(body);
    let mut out = rpc::begin(id, data.len() + path.len() + 256);
    out.extend_from_slice(b"\"result\":{\"content\":[{\"type\":");
    if is_media {
        quote_into(&kind.to_ascii_lowercase(), &mut out);
        out.extend_from_slice(b",\"data\":\"");
        out.extend_from_slice(data.as_bytes());
        out.extend_from_slice(b"\",\"mimeType\":");
        quote_into(essence, &mut out);
        out.extend_from_slice(b"}]}}");
        return out;
    }
    out.extend_from_slice(b"\"resource\",\"resource\":{\"uri\":");
    quote_into(&format!("upstream:{path}"), &mut out);
    out.extend_from_slice(b",\"mimeType\":");
    quote_into(essence, &mut out);
    out.extend_from_slice(b",\"blob\":\"");
    out.extend_from_slice(data.as_bytes());
    out.extend_from_slice(b"\"}}]}}");
    out
}

/// Control characters other than tab and line breaks have no place in text for models.
fn push_text(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"");
    let is_stray =
        |character: char| character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r');
    for piece in text.split(is_stray) {
        escape_into(piece.as_bytes(), out);
    }
    out.extend_from_slice(b"\"}]");
}

#[cfg(test)]
mod tests {
    use super::{content, failure, json, text};
    use serde_json::{Value, json};

    fn result(reply: &[u8]) -> Value {
        let mut message: Value = serde_json::from_slice(reply).expect("valid JSON");
        assert_eq!(message["jsonrpc"], "2.0");
        assert_eq!(message["id"], 7);
        message["result"].take()
    }

    #[test]
    fn objects_come_twice_and_other_roots_once() {
        let raw = "{\"a\": \"x\\\"y\",\n \"é\":[1]}";
        let found = result(&json("7", raw));
        assert_eq!(found["content"], json!([{"type": "text", "text": raw}]));
        assert_eq!(found["structuredContent"], json!({"a": "x\"y", "é": [1]}));
        assert_eq!(found.get("isError"), None);
        let found = result(&json("7", "[1,2]"));
        assert_eq!(found, json!({"content": [{"type": "text", "text": "[1,2]"}]}));
    }

    #[test]
    fn texts_and_failures() {
        assert_eq!(result(&text("7", "a\u{0}b\nc\u{7f}"))["content"][0]["text"], "ab\nc");
        let found = result(&failure("7", "no"));
        assert_eq!(found, json!({"content": [{"type": "text", "text": "no"}], "isError": true}));
    }

    #[test]
    fn bytes_by_their_media_type() {
        let found = result(&content("7", Some("text/csv"), b"a,b", "/x"));
        assert_eq!(found["content"][0], json!({"type": "text", "text": "a,b"}));
        let found = result(&content("7", Some("image/png; q=1"), b"abc", "/x"));
        let image = json!({"type": "image", "data": "YWJj", "mimeType": "image/png"});
        assert_eq!(found["content"][0], image);
        let found = result(&content("7", Some("audio/wav"), &[0xff], "/x"));
        assert_eq!(found["content"][0]["type"], "audio");
        let found = result(&content("7", None, &[0xff, 0xfe], "/x"));
        let resource =
            json!({"uri": "upstream:/x", "mimeType": "application/octet-stream", "blob": "//4="});
        assert_eq!(found["content"][0], json!({"type": "resource", "resource": resource}));
    }
}

//! Request bodies of every kind.

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::{Value, json};

use super::header;
use crate::support::{send, tool};

#[rustfmt::skip]
#[path = "../../../../naftiko-codegen/tests/golden/bodies/src/bodies/mod.rs"]
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::too_many_lines,
    reason = "another crate's sources"
)]
mod golden;

static MANIFEST: Manifest =
    Manifest { name: "bodies", version: "0", capabilities: &[&golden::SERVED] };

fn post() -> (TestServer, TestUpstream) {
    let upstream = TestUpstream::start(|_| Script::json("{}")).expect("an upstream");
    let config = Config::default()
        .set("POST_TOKEN", "pw")
        .set("POST_SIGNATURE", "Clerk \"1\"")
        .set("POST_BASE_URI", upstream.uri());
    (TestServer::start(&MANIFEST, &config).expect("a server"), upstream)
}

/// The request that a call of a tool becomes.
fn sent(name: &str, arguments: &Value) -> Seen {
    let (server, upstream) = post();
    let mcp = server.address("post-mcp").expect("a surface");
    let result = tool(mcp, name, &arguments.to_string());
    assert_ne!(result["isError"], json!(true), "{result}");
    upstream.seen().remove(0)
}

fn text(seen: &Seen) -> String {
    String::from_utf8(seen.body.clone()).expect("text")
}

#[test]
fn json_is_made_of_a_template() {
    let seen = sent(
        "template",
        &json!({"subject": "\"x\"", "extra": {"a": 1}, "first": "Ann", "sender": "Bob"}),
    );
    let body: Value = serde_json::from_slice(&seen.body).expect("JSON");
    let want = json!({
        "kind": "letter", "version": 2, "subject": "\"x\"", "extra": {"a": 1},
        "note": "from Bob, signed Clerk \"1\"", "to": ["Ann", "fixed", {}],
    });
    assert_eq!(body, want);
    assert_eq!(header(&seen, "content-type"), Some("application/json"));
    assert_eq!(header(&seen, "authorization"), Some("Basic Y2xlcms6cHc="));
}

#[test]
fn json_is_made_of_a_text() {
    let (server, upstream) = post();
    let rest = server.address("post-rest").expect("a surface");
    let json = [("content-type", "application/json")];
    let answer = send(rest, "PATCH", "/letters", &json, r#"{"id":7,"name":"a\"b"}"#);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body: Value = serde_json::from_slice(&upstream.seen()[0].body).expect("JSON");
    assert_eq!((&body["id"], &body["name"]), (&json!(7), &json!("n-a\"b")));
    assert_eq!(body["literal"], json!([1, true]));
}

#[test]
fn fields_and_whole_bodies_are_the_callers() {
    let (server, upstream) = post();
    let rest = server.address("post-rest").expect("a surface");
    let json = [("content-type", "application/json")];
    assert_eq!(send(rest, "PUT", "/letters", &json, r#"{"subject":"s","copies":2}"#).status, 200);
    assert_eq!(send(rest, "POST", "/letters", &json, r#"{"any":[1.50]}"#).status, 200);
    let seen = upstream.seen();
    assert_eq!(
        (text(&seen[0]), text(&seen[1])),
        (r#"{"subject":"s","copies":2}"#.to_owned(), r#"{"any":[1.50]}"#.to_owned())
    );
    assert_eq!((seen[0].method.as_str(), seen[1].method.as_str()), ("PUT", "POST"));
}

#[test]
fn texts_are_escaped_for_where_they_stand() {
    let seen = sent("text", &json!({"name": "<Ann>"}));
    assert_eq!(text(&seen), "Dear <Ann>, goodbye {not a hole}");
    assert!(header(&seen, "content-type").is_some_and(|media| media.starts_with("text/plain")));
    let seen = sent("xml", &json!({"to": "\"A\" & B", "line": "1 < 2"}));
    assert_eq!(text(&seen), "<letter to=\"&quot;A&quot; &amp; B\">1 &lt; 2</letter>");
    assert!(
        header(&seen, "content-type").is_some_and(|media| media.starts_with("application/xml"))
    );
    let seen = sent("sparql", &json!({"to": "Ann"}));
    assert_eq!(text(&seen), "SELECT ?letter WHERE { ?letter :to \"Ann\" }");
    let media = header(&seen, "content-type");
    assert!(media.is_some_and(|media| media.starts_with("application/sparql-query")), "{media:?}");
}

#[test]
fn forms_are_encoded_and_parts_have_a_boundary() {
    let seen = sent("form", &json!({"grant": "a b&c", "scope": "ü"}));
    assert_eq!(text(&seen), "grant=a+b%26c&scope=read+%C3%BC&version=2");
    assert_eq!(header(&seen, "content-type"), Some("application/x-www-form-urlencoded"));
    let seen = sent("multipart", &json!({"title": "--x"}));
    let media = header(&seen, "content-type").expect("a type").to_owned();
    let boundary = media.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    let body = text(&seen);
    let parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
    assert_eq!(parts.len(), 4, "{body}");
    assert!(parts[1].contains("name=\"title\"") && parts[1].ends_with("\r\n\r\n--x\r\n"), "{body}");
    assert!(
        parts[2].contains("name=\"source\"") && parts[2].ends_with("\r\n\r\nscanner\r\n"),
        "{body}"
    );
    assert_eq!(parts[3].trim(), "--");
}

#[test]
fn sections_stand_for_each_item_or_for_none() {
    let pages = json!([{"title": "A"}, {"title": "B"}]);
    let sender = json!({"name": "Ann", "address": {"city": "Bergen"}});
    let seen = sent("sections", &json!({"sender": sender, "pages": pages}));
    let body: Value = serde_json::from_slice(&seen.body).expect("JSON");
    assert_eq!((&body["city"], &body["line"]), (&json!("Bergen"), &json!("from Ann")));
    let text = body["text"].as_str().expect("a text");
    assert!(text.starts_with("A: {") && text.contains(" Ann;B: {"), "{text}");
    let seen = sent("sections", &json!({"sender": sender}));
    let body: Value = serde_json::from_slice(&seen.body).expect("JSON");
    assert_eq!((&body["line"], &body["text"]), (&json!("from Ann, empty"), &json!("")));
}

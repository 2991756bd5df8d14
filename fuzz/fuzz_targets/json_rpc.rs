//! Any body sent to the MCP endpoint, in any revision, is answered as JSON-RPC says.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use naftiko_fuzz::{Reply, SECRET, answer, config, first_reply, offers, outputs, places, state};
use naftiko_runtime::codegen::McpService;
use serde::de::IgnoredAny;
use serde_json::Value;

static SERVICES: LazyLock<[McpService; 3]> = LazyLock::new(|| {
    [
        places::mcp::service(&state(&places::CAPABILITY), &config(&places::CAPABILITY))
            .expect("everything is set"),
        outputs::mcp::service(&state(&outputs::CAPABILITY), &config(&outputs::CAPABILITY))
            .expect("everything is set"),
        offers::mcp::service(&state(&offers::CAPABILITY), &config(&offers::CAPABILITY))
            .expect("everything is set"),
    ]
});

const VERSIONS: &[&str] =
    &["", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28", "1999-01-01"];

fuzz_target!(|input: &[u8]| {
    let Some((choice, body)) = input.split_first() else { return };
    let service = &SERVICES[usize::from(choice & 3) % SERVICES.len()];
    let version = VERSIONS[usize::from(choice >> 2) % VERSIONS.len()];
    // A byte order mark is no part of a message.
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let request = serde_json::from_slice::<Value>(text).ok();
    let output = answer(service, &message(body, version, request.as_ref()));
    let shown = String::from_utf8_lossy(&output);
    assert!(!shown.contains(SECRET), "{shown}");
    let reply = first_reply(&output).expect("a whole request is answered");
    assert!(matches!(reply.status, 200 | 202 | 400 | 404), "{shown}");
    for document in documents(&reply) {
        match &document {
            // 2025-03-26 has batches.
            Value::Array(answers) => answers.iter().for_each(|answer| check(answer, None)),
            answer => check(answer, request.as_ref()),
        }
    }
    if serde_json::from_slice::<IgnoredAny>(text).is_err() {
        assert_eq!(reply.status, 400, "{shown}");
    }
});

/// The request as a client would send it: with the headers that mirror the body.
fn message(body: &[u8], version: &str, request: Option<&Value>) -> Vec<u8> {
    let mut head = format!(
        "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         accept: application/json, text/event-stream\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    let mut header = |name: &str, value: Option<&str>| {
        let visible = |value: &&str| value.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
        if let Some(value) = value.filter(visible).filter(|value| !value.is_empty()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    };
    let at = |path: &str| request.and_then(|request| request.pointer(path)).and_then(Value::as_str);
    header("mcp-protocol-version", Some(version));
    header("mcp-method", at("/method"));
    header("mcp-name", at("/params/name").or_else(|| at("/params/uri")));
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

fn documents(reply: &Reply) -> Vec<Value> {
    let parse = |text: &[u8]| serde_json::from_slice(text).expect("an answer is JSON");
    match reply.header("content-type") {
        Some("text/event-stream") => reply
            .body
            .split(|byte| *byte == b'\n')
            .filter_map(|line| line.strip_prefix(b"data: "))
            .map(parse)
            .collect(),
        Some(_) if !reply.body.is_empty() => vec![parse(&reply.body)],
        _ => Vec::new(),
    }
}

fn check(document: &Value, request: Option<&Value>) {
    if document.get("type").is_some_and(|kind| kind == "about:blank") {
        return;
    }
    assert_eq!(document["jsonrpc"], "2.0", "{document}");
    if document.get("method").is_some() {
        return;
    }
    let (result, error) = (document.get("result"), document.get("error"));
    assert!(result.is_some() != error.is_some(), "{document}");
    if let Some(error) = error {
        assert!(error["code"].is_i64() && error["message"].is_string(), "{document}");
    }
    let id = request.and_then(|request| request.get("id"));
    if let Some(id) = id.filter(|_| result.is_some()) {
        assert_eq!(&document["id"], id, "{document}");
    }
}

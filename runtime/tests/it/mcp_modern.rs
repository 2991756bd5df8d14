//! Revision 2026-07-28: what requests must say, and what is answered.

use naftiko_runtime::testing::Script;
use serde_json::{Value, json};

use crate::support::{Answer, forge, send};

pub(crate) const META: &str = r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#;
pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");
pub(crate) const VERSION: (&str, &str) = ("mcp-protocol-version", "2026-07-28");
pub(crate) const LIST: (&str, &str) = ("mcp-method", "tools/list");
pub(crate) const CALL: (&str, &str) = ("mcp-method", "tools/call");
pub(crate) const GET_JOB: (&str, &str) = ("mcp-name", "get-training-job");
pub(crate) const ARGUMENTS: &str = r#""name":"get-training-job","arguments":{"job_id":"a"},"#;

pub(crate) type Headers<'a> = &'a [(&'a str, &'a str)];
pub(crate) type Address = std::net::SocketAddr;

/// A message whose params are `params` (with a comma after them) and `_meta`.
pub(crate) fn message(method: &str, params: &str, meta: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":0,"method":"{method}","params":{{{params}"_meta":{{{meta}}}}}}}"#
    )
}

pub(crate) fn post(mcp: Address, headers: Headers<'_>, body: &str) -> Answer {
    send(mcp, "POST", "/mcp", &[&[JSON], headers].concat(), body)
}

/// A request as a client of this revision sends it.
fn ask(mcp: Address, method: &str, params: &str) -> Answer {
    let body = message(method, params, META);
    post(mcp, &[VERSION, ("mcp-method", method)], &body)
}

fn call(mcp: Address, name: &str, arguments: &str) -> Answer {
    let body = message("tools/call", &format!(r#""name":"{name}","arguments":{arguments},"#), META);
    post(mcp, &[VERSION, CALL, ("mcp-name", name)], &body)
}

pub(crate) fn result(answer: &Answer) -> Value {
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert_eq!(answer.header("mcp-session-id"), None);
    let mut message = answer.json();
    assert_eq!((&message["jsonrpc"], &message["id"]), (&json!("2.0"), &json!(0)));
    let result = message["result"].take();
    assert_eq!(result["resultType"], "complete");
    let info = &result["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(info["name"], "forge-training-jobs-mcp");
    assert_eq!(info["version"], "0.1.0+000000000000");
    result
}

/// Status, code and message of an error, whose id is that of the request.
fn error(answer: &Answer) -> (u16, i64, String) {
    let message = answer.json();
    assert_eq!(message["id"], 0, "{message}");
    let error = &message["error"];
    let text = error["message"].as_str().unwrap().to_owned();
    (answer.status, error["code"].as_i64().unwrap(), text)
}

pub(crate) fn refused(answer: &Answer, status: u16, code: i64, words: &str) {
    let (found, number, text) = error(answer);
    assert_eq!((found, number), (status, code), "{text}");
    assert!(text.contains(words), "{text}");
}

#[test]
fn discovery() {
    let pair = forge(|_| Script::json("{}"));
    let found = result(&ask(pair.mcp(), "server/discover", ""));
    assert_eq!(found["supportedVersions"], json!(["2026-07-28"]));
    assert_eq!(found["capabilities"], json!({"tools": {}}));
    assert_eq!(found["instructions"], "MCP adapter for Mistral AI Forge API: Training Jobs.");
    assert_eq!((&found["ttlMs"], &found["cacheScope"]), (&json!(300_000), &json!("public")));
    let info = &found["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(info["title"], "Mistral AI Forge API: Training Jobs");
}

#[test]
fn the_list_is_the_same_for_everybody() {
    let pair = forge(|_| Script::json("{}"));
    let list = ask(pair.mcp(), "tools/list", "");
    let found = result(&list);
    assert_eq!((&found["ttlMs"], &found["cacheScope"]), (&json!(300_000), &json!("public")));
    let names: Vec<_> = found["tools"].as_array().unwrap().iter().map(|t| &t["name"]).collect();
    assert_eq!(
        names,
        ["create-training-job", "list-training-jobs", "get-training-job", "cancel-training-job"]
    );
    assert_eq!(found.get("nextCursor"), None);
    let _ = result(&call(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#));
    assert_eq!(ask(pair.mcp(), "tools/list", "").body, list.body);
    // Some clients ask for the first page so.
    assert_eq!(ask(pair.mcp(), "tools/list", r#""cursor":"","#).body, list.body);
    let cursor = ask(pair.mcp(), "tools/list", r#""cursor":"x","#);
    refused(&cursor, 200, -32602, "Unknown cursor");
}

#[test]
fn any_json_is_structure() {
    for raw in ["{\"a\": [1.50]}", "[1, 2]", "null", "\"x\"", "7.0", "true"] {
        let pair = forge(move |_| Script::json(raw));
        let found = result(&call(pair.mcp(), "list-training-jobs", "{}"));
        let tight = raw.replace(' ', "");
        assert_eq!(found["content"], json!([{"type": "text", "text": tight}]));
        let expected: Value = serde_json::from_str(raw).unwrap();
        assert_eq!(found.get("structuredContent"), Some(&expected));
        assert_eq!(found.as_object().unwrap().len(), 4);
    }
    let pair = forge(|_| Script::answer(204, &[], b""));
    let found = result(&call(pair.mcp(), "list-training-jobs", "{}"));
    assert_eq!(found["content"][0]["text"], "204 No Content");
    assert_eq!(found.get("structuredContent"), None);
}

#[test]
fn failures_of_tools_are_results() {
    let pair = forge(|_| Script::answer(404, &[], b"no such job"));
    let found = result(&call(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#));
    assert_eq!(found["isError"], true);
    assert_eq!(
        found["content"][0]["text"],
        "Upstream answered 404 Not Found: no such job\nThe same call will fail again."
    );
    let found = result(&call(pair.mcp(), "get-training-job", r#"{"id":"a"}"#));
    assert_eq!(found["isError"], true);
    assert_eq!(pair.upstream.seen().len(), 1);
    let unknown = call(pair.mcp(), "get-trainin-job", "{}");
    refused(&unknown, 200, -32602, "Unknown tool: get-trainin-job");
    let nameless = post(pair.mcp(), &[VERSION, CALL], &message("tools/call", "", META));
    refused(&nameless, 200, -32602, "params must be");
}

#[test]
fn meta_must_be_complete() {
    let pair = forge(|_| Script::json("{}"));
    let revision = r#""io.modelcontextprotocol/protocolVersion":"2026-07-28""#;
    let capabilities = r#""io.modelcontextprotocol/clientCapabilities":"#;
    for (meta, words) in [
        (String::new(), "missing io.modelcontextprotocol/protocolVersion"),
        (format!("{capabilities}{{}}"), "missing io.modelcontextprotocol/protocolVersion"),
        (revision.to_owned(), "missing io.modelcontextprotocol/clientCapabilities"),
        (format!("{revision},{capabilities}null"), "clientCapabilities in _meta must be an object"),
        (revision.replace("\"2026-07-28\"", "7"), "protocolVersion in _meta must be a string"),
    ] {
        for method in ["tools/list", "server/discover", "nonsense"] {
            let body = message(method, "", &meta);
            let answer = post(pair.mcp(), &[VERSION, ("mcp-method", method)], &body);
            refused(&answer, 400, -32602, words);
        }
    }
    for (params, words) in [
        ("", "_meta is missing"),
        (r#","params":{}"#, "_meta is missing"),
        (r#","params":{"_meta":7}"#, "_meta must be an object"),
    ] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":0,"method":"tools/list"{params}}}"#);
        refused(&post(pair.mcp(), &[VERSION, LIST], &body), 400, -32602, words);
        let body = body.replace("tools/list", "server/discover");
        refused(&post(pair.mcp(), &[], &body), 400, -32602, words);
    }
    let more = format!(
        r#"{META},"io.modelcontextprotocol/clientInfo":7,"io.modelcontextprotocol/logLevel":"debug","progressToken":1,"x":{{}}"#
    );
    result(&post(pair.mcp(), &[VERSION, LIST], &message("tools/list", "", &more)));
}

#[test]
fn headers_must_say_what_the_body_says() {
    let pair = forge(|_| Script::json("{}"));
    let list = message("tools/list", "", META);
    let tool = message("tools/call", ARGUMENTS, META);
    let old = ("mcp-protocol-version", "2025-11-25");
    let version = "MCP-Protocol-Version";
    let cases: &[(Headers<'_>, &str, &str)] = &[
        (&[LIST], &list, "MCP-Protocol-Version is missing"),
        (&[old, LIST], &list, version),
        (&[("mcp-protocol-version", "2030-01-01"), LIST], &list, version),
        (&[VERSION, VERSION, LIST], &list, "MCP-Protocol-Version is there more than once"),
        (&[VERSION], &list, "Mcp-Method is missing"),
        (&[VERSION, CALL], &list, "Mcp-Method is 'tools/call', body says 'tools/list'"),
        (&[VERSION, ("mcp-method", "Tools/List")], &list, "Mcp-Method"),
        (&[VERSION, LIST, LIST], &list, "Mcp-Method is there more than once"),
        (&[VERSION, CALL], &tool, "Mcp-Name is missing"),
        (
            &[VERSION, CALL, ("mcp-name", "list-training-jobs")],
            &tool,
            "body says 'get-training-job'",
        ),
        (&[VERSION, CALL, ("mcp-name", "GET-training-job")], &tool, "Mcp-Name"),
        (&[VERSION, CALL, GET_JOB, GET_JOB], &tool, "Mcp-Name is there more than once"),
        (&[VERSION, CALL, ("mcp-name", "=?base64?Z2V0?=")], &tool, "Mcp-Name is 'get'"),
        (&[VERSION, CALL, ("mcp-name", "=?base64?Z2V?=")], &tool, "not Base64"),
    ];
    for (headers, body, words) in cases {
        refused(&post(pair.mcp(), headers, body), 400, -32020, words);
    }
    let unnamed = message("tools/call", "", META);
    refused(&post(pair.mcp(), &[VERSION, CALL, GET_JOB], &unnamed), 400, -32020, "no name");
    let read = message("resources/read", r#""uri":"x:é","#, META);
    let method = ("mcp-method", "resources/read");
    refused(&post(pair.mcp(), &[VERSION, method], &read), 400, -32020, "Mcp-Name is missing");
    let encoded = ("mcp-name", "=?base64?eDrDqQ==?=");
    refused(&post(pair.mcp(), &[VERSION, method, encoded], &read), 404, -32601, "resources/read");
    assert!(pair.upstream.seen().is_empty());
    for name in ["get-training-job", " \tget-training-job ", "=?base64?Z2V0LXRyYWluaW5nLWpvYg==?="]
    {
        result(&post(pair.mcp(), &[VERSION, CALL, ("MCP-NAME", name)], &tool));
    }
}

#[test]
fn revisions_that_are_not_served() {
    let pair = forge(|_| Script::json("{}"));
    for asked in ["2030-01-01", "2025-11-25", ""] {
        let body = message("nonsense", "", &META.replace("2026-07-28", asked));
        let headers = [("mcp-protocol-version", asked), ("mcp-method", "nonsense")];
        let answer = post(pair.mcp(), &headers, &body);
        refused(&answer, 400, -32022, "Unsupported protocol version");
        let data = &answer.json()["error"]["data"];
        assert_eq!(*data, json!({"supported": ["2026-07-28"], "requested": asked}));
    }
}

#[test]
fn methods_that_do_not_exist() {
    let pair = forge(|_| Script::json("{}"));
    for method in [
        "initialize",
        "ping",
        "resources/list",
        "prompts/list",
        "completion/complete",
        "logging/setLevel",
        "subscriptions/listen",
        "tools/List",
    ] {
        let answer = ask(pair.mcp(), method, r#""protocolVersion":"2025-11-25","#);
        refused(&answer, 404, -32601, &format!("Method not found: {method}"));
    }
}

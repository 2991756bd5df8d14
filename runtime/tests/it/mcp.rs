//! The MCP surface over HTTP.

use naftiko_runtime::testing::Script;
use serde_json::{Value, json};

use crate::capability;
use crate::support::{forge, post_json, rpc, send, tool};

const JSON: (&str, &str) = ("content-type", "application/json");
const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;

#[test]
fn handshake() {
    let pair = forge(|_| Script::json("{}"));
    for (asked, expected) in [
        ("2025-11-25", "2025-11-25"),
        ("2025-06-18", "2025-06-18"),
        ("2025-03-26", "2025-03-26"),
        ("2026-07-28", "2025-11-25"),
        ("1999-01-01", "2025-11-25"),
    ] {
        let message = format!(
            r#"{{"jsonrpc":"2.0","id":0,"method":"initialize","params":{{"protocolVersion":"{asked}","capabilities":{{}},"clientInfo":{{"name":"t","version":"1"}}}}}}"#
        );
        let answer = rpc(pair.mcp(), &message);
        assert_eq!(answer["id"], 0);
        let result = &answer["result"];
        assert_eq!(result["protocolVersion"], expected);
        assert_eq!(result["capabilities"], json!({"tools": {}}));
        assert_eq!(result["serverInfo"]["name"], "forge-training-jobs-mcp");
        assert_eq!(result["serverInfo"]["version"], "0.1.0+000000000000");
        assert!(result["instructions"].is_string());
    }
    let answer =
        post_json(pair.mcp(), "/", r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    assert_eq!((answer.status, answer.body.len()), (202, 0));
    assert_eq!(answer.header("mcp-session-id"), None);
}

#[test]
fn the_list_is_the_constant_in_document_order() {
    let pair = forge(|_| Script::json("{}"));
    let answer = rpc(pair.mcp(), r#"{"jsonrpc":"2.0","id":"a\"b","method":"tools/list"}"#);
    assert_eq!(answer["id"], "a\"b");
    let tools = answer["result"]["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["create-training-job", "list-training-jobs", "get-training-job", "cancel-training-job"]
    );
    assert_eq!(answer["result"].as_object().unwrap().len(), 1);
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}"#;
    assert_eq!(rpc(pair.mcp(), message)["error"]["code"], -32602);
    let message =
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"progressToken":1}}}"#;
    assert!(rpc(pair.mcp(), message)["result"]["tools"].is_array());
}

#[test]
fn calls_carry_text_and_structure() {
    let raw = "{\"id\": \"j\\u00e9\\\"\",\n \"n\":[1.50]}";
    let pair = forge(move |_| Script::json(raw));
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a/b"}"#);
    let tight = r#"{"id":"j\u00e9\"","n":[1.50]}"#;
    assert_eq!(result["content"], json!([{"type": "text", "text": tight}]));
    assert_eq!(result["structuredContent"], serde_json::from_str::<Value>(raw).unwrap());
    assert_eq!(result.as_object().unwrap().len(), 2);
    assert_eq!(pair.only().target, "/forge/training/jobs/a%2Fb");
}

#[test]
fn roots_that_are_no_objects_have_no_structure() {
    let pair = forge(|_| Script::json("[1,2]"));
    let result = tool(pair.mcp(), "list-training-jobs", "{}");
    assert_eq!(result, json!({"content": [{"type": "text", "text": "[1,2]"}]}));
}

#[test]
fn whole_bodies_are_forwarded_as_written() {
    let pair = forge(|_| Script::json("{}"));
    tool(pair.mcp(), "create-training-job", r#"{"body":{ "x" : 1.0,"y":"\u00e9"}}"#);
    tool(pair.mcp(), "create-training-job", r#"{"body":"{\"z\":1}"}"#);
    let seen = pair.upstream.seen();
    assert_eq!(seen[0].text(), r#"{ "x" : 1.0,"y":"\u00e9"}"#);
    assert_eq!(seen[1].text(), r#"{"z":1}"#);
}

#[test]
fn bad_arguments_are_all_reported_to_the_model() {
    let pair = forge(|_| Script::json("{}"));
    let result =
        tool(pair.mcp(), "list-training-jobs", r#"{"page":"abc","pagesize":1,"page_size":1.5}"#);
    assert_eq!(result["isError"], true);
    assert_eq!(result.get("structuredContent"), None);
    let text = result["content"][0]["text"].as_str().unwrap();
    for sentence in [
        "`page` must be an integer, not \"abc\"",
        "unknown argument `pagesize`; did you mean `page_size`?",
        "`page_size` must be an integer, not 1.5",
    ] {
        assert!(text.contains(sentence), "{text}");
    }
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":".."}"#);
    assert_eq!(result["isError"], true);
    assert!(pair.upstream.seen().is_empty());
}

#[test]
fn upstream_errors_are_tool_errors() {
    let pair = forge(|_| {
        Script::answer(
            404,
            &[("content-type", "application/json")],
            b"{\"detail\":\"no such job\"}",
        )
    });
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["isError"], true);
    let text = result["content"][0]["text"].as_str().unwrap();
    assert_eq!(
        text,
        "Upstream answered 404 Not Found: {\"detail\":\"no such job\"}\nThe same call will fail again."
    );
}

#[test]
fn protocol_errors_have_codes_and_statuses() {
    let pair = forge(|_| Script::json("{}"));
    for (message, status, code) in [
        ("{", 400, -32700),
        ("", 400, -32700),
        ("7", 400, -32600),
        (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, 400, -32600),
        (r#"{"id":1,"method":"ping"}"#, 400, -32600),
        (r#"{"jsonrpc":"2.0","id":1,"method":"prompts/list"}"#, 200, -32601),
        (r#"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#, 400, -32602),
        (r#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#, 200, -32602),
        (r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nope"}}"#, 200, -32602),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get-training-job","arguments":[1]}}"#,
            200,
            -32602,
        ),
    ] {
        let answer = post_json(pair.mcp(), "/mcp", message);
        assert_eq!(answer.status, status, "{message}");
        let answer = answer.json();
        assert_eq!(answer["error"]["code"], code, "{message}");
        assert_ne!(answer.get("id"), Some(&Value::Null), "{message}");
    }
    let unsaid = rpc(pair.mcp(), r#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#);
    assert!(unsaid["result"]["protocolVersion"].is_string(), "{unsaid}");
    let unknown =
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get-trainin-job"}}"#;
    let says = "Unknown tool: get-trainin-job; did you mean `get-training-job`?";
    assert_eq!(rpc(pair.mcp(), unknown)["error"]["message"], says);
}

#[test]
fn ids_are_echoed_as_written() {
    let pair = forge(|_| Script::json("{}"));
    for id in ["0", "\"\"", "-5", "\"\\u0041\"", "9007199254740993"] {
        let message = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#);
        let answer = post_json(pair.mcp(), "/mcp", &message);
        assert_eq!(answer.text(), format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{}}}}"#));
    }
}

#[test]
fn transport_refusals() {
    let pair = forge(|_| Script::json("{}"));
    let mcp = pair.mcp();
    for method in ["GET", "DELETE", "PUT"] {
        let answer = send(mcp, method, "/mcp", &[("accept", "text/event-stream")], "");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    }
    for (headers, expected) in [
        (vec![JSON], 200),
        (vec![("content-type", "application/json; charset=utf-8")], 200),
        (vec![("content-type", "text/plain")], 415),
        (vec![], 415),
        (vec![JSON, ("accept", "text/event-stream, application/json")], 200),
        (vec![JSON, ("accept", "*/*")], 200),
        (vec![JSON, ("accept", "text/html")], 406),
        (vec![JSON, ("origin", "http://localhost:3000")], 200),
        (vec![JSON, ("origin", "https://evil.example")], 403),
        (vec![JSON, ("origin", "null")], 403),
        (vec![JSON, ("mcp-protocol-version", "2025-06-18")], 200),
        (vec![JSON, ("mcp-protocol-version", "1.0.0")], 400),
    ] {
        assert_eq!(send(mcp, "POST", "/mcp", &headers, PING).status, expected, "{headers:?}");
    }
    assert_eq!(send(mcp, "POST", "/other", &[JSON], PING).status, 404);
    let foreign = format!(
        "POST /mcp HTTP/1.1\r\nhost: evil.example\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{PING}",
        PING.len()
    );
    assert_eq!(crate::support::raw(mcp, &foreign).status, 403);
    let bad = send(mcp, "POST", "/mcp", &[JSON, ("mcp-protocol-version", "1.0.0")], PING).json();
    assert_eq!(bad["error"]["code"], -32022);
    assert_eq!(bad["error"]["data"]["requested"], "1.0.0");
    assert_eq!(bad["id"], 1);
}

#[test]
fn batches_only_without_a_version_header() {
    let pair = forge(|_| Script::json("{}"));
    let batch = format!(
        r#"[{PING},{{"jsonrpc":"2.0","method":"notifications/x"}},{{"jsonrpc":"2.0","id":2,"method":"nope"}},7]"#
    );
    let answer = post_json(pair.mcp(), "/mcp", &batch);
    assert_eq!(answer.status, 200);
    let answers = answer.json();
    assert_eq!(answers.as_array().map(Vec::len), Some(3));
    assert_eq!(answers[0], json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
    assert_eq!(answers[1]["error"]["code"], -32601);
    assert_eq!(answers[2]["error"]["code"], -32600);
    let only = r#"[{"jsonrpc":"2.0","method":"notifications/x"}]"#;
    assert_eq!(post_json(pair.mcp(), "/mcp", only).status, 202);
    let version = ("mcp-protocol-version", "2025-11-25");
    for (headers, body) in [(vec![JSON, version], batch.as_str()), (vec![JSON], "[]")] {
        let answer = send(pair.mcp(), "POST", "/mcp", &headers, body);
        assert_eq!((answer.status, answer.json()["error"]["code"].as_i64()), (400, Some(-32600)));
    }
}

#[test]
fn other_formats_constants_and_unroutable_tools() {
    let (server, _upstream) = capability::things(|seen| {
        if seen.text().contains("png") {
            Script::answer(200, &[("content-type", "image/png")], &[0x89, 0x50, 0xff])
        } else {
            Script::answer(200, &[("content-type", "text/csv")], b"a,b\x00")
        }
    });
    let mcp = server.address("things-mcp").unwrap();
    let result = tool(mcp, "form", r#"{"name":"csv"}"#);
    assert_eq!(result["content"], json!([{"type": "text", "text": "a,b\u{fffd}"}]));
    let result = tool(mcp, "form", r#"{"name":"png"}"#);
    assert_eq!(
        result["content"],
        json!([{"type": "image", "data": "iVD/", "mimeType": "image/png"}])
    );
    let result = tool(mcp, "constant", r#"{"id":7,"n":"5"}"#);
    assert_eq!(result["structuredContent"], json!({"id": "7", "n": 5, "fixed": [1]}));
    let result = tool(mcp, "lost", "{}");
    assert_eq!(result["isError"], true);
    assert!(result["content"][0]["text"].as_str().unwrap().contains("does not say where"));
}

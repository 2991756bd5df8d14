//! Messages that are not to the letter of the protocol, and whose senders mean well.

use naftiko_runtime::testing::Script;

use crate::support::{forge, post_json, rpc, send};

const LIST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list""#;

#[test]
fn nothing_is_said_in_several_ways() {
    let pair = forge(|_| Script::json("{}"));
    let expected = rpc(pair.mcp(), &format!("{LIST}}}"));
    for params in ["null", "[]", "[ ]", "{}", r#"{"cursor":""}"#, r#"{"cursor":null}"#] {
        let message = format!("{LIST},\"params\":{params}}}");
        assert_eq!(rpc(pair.mcp(), &message), expected, "{params}");
        let message = format!(
            r#"{{"jsonrpc":"2.0","method":"notifications/initialized","params":{params}}}"#
        );
        assert_eq!(post_json(pair.mcp(), "/mcp", &message).status, 202, "{params}");
    }
    for arguments in ["null", "[]", "[\n]", "{}"] {
        let result = crate::support::tool(pair.mcp(), "list-training-jobs", arguments);
        assert_eq!(result.get("isError"), None, "{arguments}");
    }
    for params in ["[1]", "7", "\"\"", r#"{"name":"list-training-jobs","arguments":"{}"}"#] {
        let message =
            format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#);
        assert!(post_json(pair.mcp(), "/mcp", &message).json()["error"].is_object(), "{params}");
    }
}

#[test]
fn batches_have_the_header_of_their_revision() {
    let pair = forge(|_| Script::json("{}"));
    let batch = r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#;
    for (version, status) in [("2025-03-26", 200), ("2025-06-18", 400), ("2026-07-28", 400)] {
        let headers = [("content-type", "application/json"), ("mcp-protocol-version", version)];
        assert_eq!(send(pair.mcp(), "POST", "/mcp", &headers, batch).status, status, "{version}");
    }
}

#[test]
fn the_nearest_name_is_named() {
    let pair = forge(|_| Script::json("{}"));
    let says = |name: &str| {
        let message = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{name}"}}}}"#
        );
        rpc(pair.mcp(), &message)["error"]["message"].as_str().unwrap().to_owned()
    };
    let near = "Unknown tool: get_training_job; did you mean `get-training-job`?";
    assert_eq!(says("get_training_job"), near);
    assert!(says("weather").starts_with("Unknown tool: weather; known are `"));
}

//! Resources, prompts and content blocks, in both eras, as the golden document `offers` has them.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::{Value, json};

use crate::mcp_modern::{META, VERSION, message, post};
use crate::support::rpc;

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/offers/src/offers/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod offers;

pub(crate) static MANIFEST: Manifest =
    Manifest { name: "offers", version: "0", capabilities: &[&offers::SERVED] };

struct Fleet {
    _server: TestServer,
    upstream: TestUpstream,
    mcp: SocketAddr,
}

/// What the golden document has compiled in.
pub(crate) const HANDBOOK: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../naftiko-codegen/tests/golden/offers/handbook");

fn fleet() -> Fleet {
    let upstream = TestUpstream::start(|seen: &Seen| match seen.target.as_str() {
        "/ships/a%20b" => Script::json(r#"{"name":"Anna","secret":1}"#),
        "/ships/1/photo" => Script::answer(200, &[("content-type", "image/png")], b"\x89PNG"),
        target if target.starts_with("/ships/7?region=EU") => Script::json("{}"),
        _ => Script::answer(404, &[("content-type", "application/json")], b"{}"),
    })
    .expect("an upstream");
    let config = Config::default()
        .set("FLEET_BASE_URI", upstream.uri())
        .set("FLEET_MCP_NOTICES_FOLDER", HANDBOOK);
    let server = TestServer::start(&MANIFEST, &config).expect("a server");
    let mcp = server.address("fleet-mcp").expect("an MCP surface");
    Fleet { _server: server, upstream, mcp }
}

/// The result or the error under the revisions of 2025.
pub(crate) fn old(mcp: SocketAddr, method: &str, params: &Value) -> Value {
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let mut answer = rpc(mcp, &request.to_string());
    if answer["error"].is_null() { answer["result"].take() } else { answer["error"].take() }
}

/// The same under 2026-07-28, with the headers that have to go with it.
pub(crate) fn new(mcp: SocketAddr, method: &str, name: Option<&str>, params: &str) -> Value {
    let mut headers = vec![VERSION, ("mcp-method", method)];
    headers.extend(name.map(|name| ("mcp-name", name)));
    let mut answer = post(mcp, &headers, &message(method, params, META)).json();
    if answer["error"].is_null() { answer["result"].take() } else { answer["error"].take() }
}

#[test]
fn what_is_there_is_announced() {
    let fleet = fleet();
    let begin = json!({"protocolVersion": "2025-11-25"});
    let all = json!({"tools": {}, "resources": {}, "prompts": {}});
    assert_eq!(old(fleet.mcp, "initialize", &begin)["capabilities"], all);
    assert_eq!(new(fleet.mcp, "server/discover", None, "")["capabilities"], all);
}

#[test]
fn lists_are_constants_with_hints_for_caches() {
    let fleet = fleet();
    for (method, member, count) in
        [("resources/templates/list", "resourceTemplates", 2), ("prompts/list", "prompts", 2)]
    {
        let before = old(fleet.mcp, method, &json!({}));
        assert_eq!(before[member].as_array().map(Vec::len), Some(count), "{before}");
        assert!(before["ttlMs"].is_null());
        let after = new(fleet.mcp, method, None, "");
        assert_eq!(after[member], before[member]);
        assert_eq!(
            (&after["cacheScope"], &after["resultType"]),
            (&json!("public"), &json!("complete"))
        );
        let paged = old(fleet.mcp, method, &json!({"cursor": "x"}));
        assert_eq!(paged["code"], -32602, "{paged}");
    }
}

#[test]
fn files_are_compiled_in_as_text_or_bytes() {
    let fleet = fleet();
    let read =
        |uri: &str| old(fleet.mcp, "resources/read", &json!({"uri": uri}))["contents"].take();
    let mooring = read("fleet://handbook/mooring.md");
    assert_eq!(mooring[0]["mimeType"], "text/markdown");
    assert_eq!(mooring[0]["text"], "# Mooring\n\nFour lines, two springs.\n");
    let flag = read("fleet://handbook/flag.png");
    assert!(flag[0]["blob"].as_str().unwrap().starts_with("iVBORw0KGgo"));
    assert!(fleet.upstream.seen().is_empty());
}

#[test]
fn a_uri_is_an_argument_list() {
    let fleet = fleet();
    let uri = "fleet://ships/a%20b";
    let ship = new(fleet.mcp, "resources/read", Some(uri), &format!(r#""uri":"{uri}","#));
    assert_eq!(ship["contents"][0]["text"], r#"{"name":"Anna"}"#);
    assert_eq!(ship["contents"][0]["uri"], uri);
    assert_eq!((&ship["ttlMs"], &ship["cacheScope"]), (&json!(0), &json!("private")));
    let photo = old(fleet.mcp, "resources/read", &json!({"uri": "fleet://ships/1/photo"}));
    let expected =
        json!({"uri": "fleet://ships/1/photo", "mimeType": "image/png", "blob": "iVBORw=="});
    assert_eq!(photo["contents"][0], expected);
    let constant = old(fleet.mcp, "resources/read", &json!({"uri": "fleet://all"}));
    assert_eq!(constant["contents"][0]["text"], r#"{"ships":"3"}"#);
}

#[test]
fn what_cannot_be_read_is_an_error_and_never_content() {
    let fleet = fleet();
    let read = |uri: &str| old(fleet.mcp, "resources/read", &json!({"uri": uri}));
    let refused = read("fleet://ships/9");
    assert_eq!(refused["code"], -32603);
    assert_eq!(refused["message"], "the upstream answered 404 Not Found");
    for uri in
        ["fleet://nothing", "fleet://ships/", "fleet://ships/a/b", "fleet://handbook/../log.txt"]
    {
        let missing = read(uri);
        assert_eq!((&missing["code"], &missing["data"]["uri"]), (&json!(-32602), &json!(uri)));
        let missing = new(fleet.mcp, "resources/read", Some(uri), &format!(r#""uri":"{uri}","#));
        assert_eq!((&missing["code"], &missing["data"]["uri"]), (&json!(-32602), &json!(uri)));
    }
    assert_eq!(old(fleet.mcp, "resources/read", &json!({}))["code"], -32602);
    let elsewhere = post(
        fleet.mcp,
        &[VERSION, ("mcp-method", "resources/read"), ("mcp-name", "fleet://all")],
        &message("resources/read", r#""uri":"fleet://ships/9","#, META),
    );
    assert_eq!((elsewhere.status, elsewhere.json()["error"]["code"].take()), (400, json!(-32020)));
}

#[test]
fn prompts_say_what_they_are_told() {
    let fleet = fleet();
    let told = json!({"name": "plan-voyage", "arguments": {"port-code": "{{speed}}", "speed": " at 9 kn"}});
    let plan = old(fleet.mcp, "prompts/get", &told);
    let text = r#"Plan a voyage to {{speed}} at 9 kn. Keep {braces}, {{holes}} and "quotes"."#;
    assert_eq!(
        plan["messages"][0],
        json!({"role": "user", "content": {"type": "text", "text": text}})
    );
    assert_eq!(plan["messages"][1]["role"], "assistant");
    assert_eq!(plan["messages"][2]["content"]["resource"]["uri"], "fleet://handbook/mooring.md");
    let log = r#""name":"log-entry","arguments":{"date":"2026-11-24"},"#;
    let log = new(fleet.mcp, "prompts/get", Some("log-entry"), log);
    assert_eq!(log["messages"][0]["content"]["text"], "Write the log entry for 2026-11-24.\n");
    for (params, says) in [
        (json!({"name": "plan-voyage"}), "`port-code` is required"),
        (
            json!({"name": "log-entry", "arguments": {"day": "x", "date": "y"}}),
            "unknown argument `day`",
        ),
        (json!({"name": "log-entry", "arguments": {"date": {}}}), "must be a string"),
        (json!({"name": "log-entry", "arguments": [1]}), "must be an object"),
        (json!({"name": "log-entry", "arguments": []}), "`date` is required"),
        (json!({"name": "log-entri"}), "Unknown prompt: log-entri; did you mean `log-entry`?"),
        (json!({}), "params must be"),
    ] {
        let error = old(fleet.mcp, "prompts/get", &params);
        assert_eq!(error["code"], -32602, "{error}");
        assert!(error["message"].as_str().unwrap().contains(says), "{error}");
    }
}

#[test]
fn a_tool_can_say_blocks_and_wants_its_headers() {
    let fleet = fleet();
    let flag = old(fleet.mcp, "tools/call", &json!({"name": "house-flag"}));
    let kinds: Vec<&Value> =
        flag["content"].as_array().unwrap().iter().map(|block| &block["type"]).collect();
    assert_eq!(kinds, ["text", "image", "resource"]);
    let call = r#""name":"get-ship","arguments":{"imo":"7","region":"EU"},"#;
    let send = |region: Option<&str>| {
        let mut headers = vec![VERSION, ("mcp-method", "tools/call"), ("mcp-name", "get-ship")];
        headers.extend(region.map(|region| ("mcp-param-region", region)));
        post(fleet.mcp, &headers, &message("tools/call", call, META))
    };
    for region in [None, Some("US"), Some("=?base64?!?=")] {
        let answer = send(region);
        assert_eq!((answer.status, answer.json()["error"]["code"].take()), (400, json!(-32020)));
    }
    assert!(fleet.upstream.seen().is_empty());
    for region in ["EU", "=?base64?RVU=?="] {
        assert_eq!(send(Some(region)).json()["result"]["structuredContent"], json!({}));
    }
}

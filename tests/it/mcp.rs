//! The tools through the Rust SDK's client, over HTTP and over stdio.

use rmcp::model::{CallToolRequestParams, CallToolResult, Tool};
use rmcp::service::{RoleClient, RunningService, ServiceExt};
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use serde_json::{Value, json};

use crate::support::{Forge, SECRET, healthy};

type Peer = RunningService<RoleClient, ()>;

async fn over_http(forge: &Forge, path: &str) -> Peer {
    let url = format!("{}{path}", forge.mcp);
    ().serve(StreamableHttpClientTransport::from_uri(url)).await.unwrap()
}

async fn over_stdio(upstream: &str) -> Peer {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_forge"));
    command
        .args(["mcp", "--stdio"])
        .env_clear()
        .env("MISTRAL_AI_API_KEY", SECRET)
        .env("FORGE_TRAINING_JOBS_BASE_URI", upstream);
    ().serve(TokioChildProcess::new(command).unwrap()).await.unwrap()
}

async fn call(peer: &Peer, tool: &str, arguments: Value) -> CallToolResult {
    let mut params = CallToolRequestParams::new(tool.to_owned());
    params.arguments = arguments.as_object().cloned();
    peer.call_tool(params).await.unwrap()
}

fn text(result: &CallToolResult) -> &str {
    &result.content[0].as_text().unwrap().text
}

fn tool<'t>(tools: &'t [Tool], name: &str) -> &'t Tool {
    tools.iter().find(|tool| tool.name == name).unwrap()
}

async fn every_tool_works(peer: &Peer) {
    let tools = peer.list_all_tools().await.unwrap();
    assert_eq!(tools.len(), 4);
    let list = tool(&tools, "list-training-jobs");
    assert_eq!(
        Value::Object((*list.input_schema).clone()),
        json!({"type": "object", "additionalProperties": false, "properties": {
            "page": {"type": "integer", "description": "The page number for pagination."},
            "page_size": {"type": "integer", "description": "The number of items per page."}}})
    );
    let hints = list.annotations.clone().unwrap();
    assert_eq!((hints.read_only_hint, hints.idempotent_hint), (Some(true), Some(true)));
    assert_eq!(tool(&tools, "get-training-job").input_schema["required"], json!(["job_id"]));

    let created = call(peer, "create-training-job", json!({"body": {"model": "é\"\\"}})).await;
    assert_eq!(created.structured_content, Some(json!({"model": "é\"\\"})));
    assert_eq!(serde_json::from_str::<Value>(text(&created)).unwrap(), json!({"model": "é\"\\"}));
    let listed = call(peer, "list-training-jobs", json!({"page": 3})).await;
    assert_eq!(listed.structured_content.unwrap()["target"], "/forge/training/jobs?page=3");
    let got = call(peer, "get-training-job", json!({"job_id": "../x"})).await;
    assert_eq!(got.structured_content.unwrap()["target"], "/forge/training/jobs/..%2Fx");
    let cancelled = call(peer, "cancel-training-job", json!({"job_id": "j"})).await;
    assert_ne!(cancelled.is_error, Some(true));

    let missing = call(peer, "get-training-job", json!({"job_id": "missing"})).await;
    assert_eq!(missing.is_error, Some(true));
    assert!(text(&missing).contains("404") && text(&missing).contains("no such job"));
    let wrong = call(peer, "list-training-jobs", json!({"page": "x", "pagesize": 1})).await;
    assert_eq!(wrong.is_error, Some(true));
    assert!(text(&wrong).contains("`page` must be an integer"), "{}", text(&wrong));
    assert!(text(&wrong).contains("did you mean `page_size`"), "{}", text(&wrong));
    let unknown = peer.call_tool(CallToolRequestParams::new("no-such-tool")).await;
    assert!(unknown.unwrap_err().to_string().contains("no-such-tool"));
}

#[tokio::test]
async fn over_http_on_both_paths() {
    let upstream = healthy();
    let forge = Forge::serve(&upstream.uri());
    for path in ["/mcp", "/"] {
        let peer = over_http(&forge, path).await;
        every_tool_works(&peer).await;
        peer.cancel().await.unwrap();
    }
    let bearer = format!("Bearer {SECRET}");
    assert!(upstream.seen().iter().all(|seen| seen.header("authorization") == Some(&bearer)));
}

#[tokio::test]
async fn over_stdio_with_the_same_answers() {
    let upstream = healthy();
    let peer = over_stdio(&upstream.uri()).await;
    every_tool_works(&peer).await;
    peer.cancel().await.unwrap();
}

#[tokio::test]
async fn many_calls_at_once_keep_their_answers_apart() {
    let upstream = healthy();
    let forge = Forge::serve(&upstream.uri());
    let peer = over_http(&forge, "/mcp").await;
    let calls = (0..64).map(|n| {
        let peer = peer.peer().clone();
        tokio::spawn(async move {
            let mut params = CallToolRequestParams::new("get-training-job");
            params.arguments = json!({"job_id": format!("job-{n}")}).as_object().cloned();
            let result = peer.call_tool(params).await.unwrap();
            let target = format!("/forge/training/jobs/job-{n}");
            assert_eq!(result.structured_content.unwrap()["target"], target);
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
}

//! The surfaces as hyper services inside of somebody else's server.

use generated_forge::{forge_training_jobs, mcp, rest};
use hyper_util::rt::TokioIo;
use naftiko_runtime::Config;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{SECRET, healthy};

/// Serves `service` on a free port, as a service author would.
async fn mount<S>(service: S) -> String
where
    S: hyper::service::Service<
            hyper::Request<hyper::body::Incoming>,
            Response = hyper::Response<naftiko_runtime::ResponseBody>,
            Error = std::convert::Infallible,
        > + Clone
        + Send
        + 'static,
    S::Future: Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let http = hyper::server::conn::http1::Builder::new();
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn both_surfaces_share_one_state() {
    let upstream = healthy();
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    let state = forge_training_jobs::state(&config).unwrap();
    let rest = mount(rest::service(&state, &config).unwrap()).await;
    let mcp = mount(mcp::service(&state, &config).unwrap()).await;

    let url = format!("{rest}/v1/forge/training/jobs/7");
    let by_rest: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let call = json!({"jsonrpc": "2.0", "id": 0, "method": "tools/call",
        "params": {"name": "get-training-job", "arguments": {"job_id": "7"}}});
    let request = reqwest::Client::new().post(format!("{mcp}/mcp")).json(&call);
    let request = request.header("accept", "application/json, text/event-stream");
    let by_mcp: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(by_mcp["id"], 0);
    assert_eq!(by_mcp["result"]["structuredContent"], by_rest);
    assert_eq!(upstream.seen().len(), 2);
}

/// Whoever mounts a surface has pages of their own, and this one only when it is asked for.
#[tokio::test]
async fn a_page_is_there_when_it_is_asked_for() {
    let upstream = healthy();
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    for asked in [false, true] {
        let config = config.clone();
        let config = if asked { config.set("FORGE_TRAINING_JOBS_REST_PAGE", "on") } else { config };
        let state = forge_training_jobs::state(&config).unwrap();
        let rest = mount(rest::service(&state, &config).unwrap()).await;
        let get = |path: &str| {
            let request = reqwest::Client::new().get(format!("{rest}{path}"));
            let request = request.header("accept", "text/html").header("x-page", "1");
            request.header("sec-fetch-site", "same-origin").send()
        };
        assert_eq!(get("/").await.unwrap().status(), if asked { 200 } else { 404 });
        let job = get("/-/to/forge-training-jobs-rest/v1/forge/training/jobs/7").await.unwrap();
        assert_eq!(job.status(), if asked { 200 } else { 404 });
        assert_eq!(get("/-/to/forge-training-jobs-mcp/mcp").await.unwrap().status(), 404);
    }
}

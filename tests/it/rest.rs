//! The four routes, as their author meant them.

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Forge, SECRET, healthy};

#[tokio::test]
async fn every_operation_reaches_the_upstream_as_declared() {
    let upstream = healthy();
    let forge = Forge::serve(&upstream.uri());
    let client = Client::new();
    let jobs = format!("{}/v1/forge/training/jobs", forge.rest);

    let created = client.post(&jobs).json(&json!({"model": "small"})).send().await.unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(created.json::<Value>().await.unwrap(), json!({"model": "small"}));

    let listed = client.get(format!("{jobs}?page=2&page_size=50")).send().await.unwrap();
    assert_eq!(listed.status(), StatusCode::OK);
    let got = client.get(format!("{jobs}/job%2F1%20%C3%A9")).send().await.unwrap();
    assert_eq!(got.status(), StatusCode::OK);
    let cancelled = client.post(format!("{jobs}/job-1/cancel")).send().await.unwrap();
    assert_eq!(cancelled.status(), StatusCode::OK);

    let seen = upstream.seen();
    let lines: Vec<String> =
        seen.iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect();
    assert_eq!(
        lines,
        [
            "POST /forge/training/jobs",
            "GET /forge/training/jobs?page=2&page_size=50",
            "GET /forge/training/jobs/job%2F1%20%C3%A9",
            "POST /forge/training/jobs/job-1/cancel",
        ]
    );
    let bearer = format!("Bearer {SECRET}");
    assert!(seen.iter().all(|seen| seen.header("authorization") == Some(&bearer)));
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[0].text(), r#"{"model":"small"}"#);
    assert!(seen[1..].iter().all(|seen| seen.body.is_empty()));
}

#[tokio::test]
async fn what_is_wrong_is_refused_before_the_upstream_hears_of_it() {
    let upstream = healthy();
    let forge = Forge::serve(&upstream.uri());
    let client = Client::new();
    let jobs = "/v1/forge/training/jobs";
    for (method, path, body, status, says) in [
        (Method::GET, "?page=two", None, 400, "`page` must be an integer"),
        (Method::GET, "?pagesize=2", None, 400, "did you mean `page_size`"),
        (Method::GET, "?page=1&page=2", None, 400, "page"),
        (Method::GET, "/a/b", None, 404, "nothing is served"),
        (Method::DELETE, "", None, 405, ""),
        (Method::POST, "", Some("{\"a\":"), 400, ""),
        (Method::POST, "", Some("[1]"), 400, "object"),
    ] {
        let mut request = client.request(method.clone(), format!("{}{jobs}{path}", forge.rest));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{method} {path}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["status"], status);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(says), "{method} {path}: {detail}");
    }
    assert_eq!(upstream.seen().len(), 0);
}

#[tokio::test]
async fn upstream_errors_pass_and_a_missing_upstream_is_a_502() {
    let upstream = healthy();
    let forge = Forge::serve(&upstream.uri());
    let url = format!("{}/v1/forge/training/jobs/missing", forge.rest);
    let answer = reqwest::get(&url).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.text().await.unwrap(), r#"{"error":"no such job"}"#);

    let forge = Forge::serve("http://127.0.0.1:9");
    let answer = reqwest::get(format!("{}/v1/forge/training/jobs", forge.rest)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    let text = answer.text().await.unwrap();
    assert!(!text.contains("127.0.0.1:9") && !text.contains(SECRET), "{text}");
}

#[tokio::test]
async fn the_surface_describes_itself_as_openapi() {
    let upstream = healthy();
    let forge = Forge::serve(&upstream.uri());
    let client = Client::new();
    let place = format!("{}/openapi.json", forge.rest);

    let answer = client.get(&place).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    let document: Value = answer.json().await.unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let job = &document["paths"]["/v1/forge/training/jobs/{job-id}"]["get"];
    assert_eq!(job["operationId"], "gettrainingjob");
    assert_eq!(job["parameters"][0]["in"], "path");
    let list = &document["paths"]["/v1/forge/training/jobs"]["get"]["parameters"];
    assert_eq!(list[0]["schema"]["type"], "integer");
    assert!(list[0]["required"].is_null());

    let head = client.head(&place).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    let posted = client.post(&place).send().await.unwrap();
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(posted.headers()["allow"], "GET, HEAD, OPTIONS");
    assert!(upstream.seen().is_empty());
}

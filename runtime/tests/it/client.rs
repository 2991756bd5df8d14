//! The typed client, and both versions of HTTP.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, TestUpstream};
use naftiko_runtime::{CallErrorKind, Config, State};

use crate::forge::ForgeTrainingJobs;
use crate::support::{SECRET, forge};

fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn input(job_id: &str) -> crate::forge::get_training_job::Input {
    crate::forge::get_training_job::Input { job_id: job_id.to_owned() }
}

fn client(upstream: &TestUpstream) -> ForgeTrainingJobs {
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    ForgeTrainingJobs::new(&config).unwrap()
}

#[test]
fn calls_without_a_server() {
    let upstream = TestUpstream::start(|_| Script::json(" {\"id\":\"j\"} ")).unwrap();
    let client = client(&upstream);
    let job = block(client.get_training_job(&input("a b"))).unwrap();
    assert_eq!(job.as_str(), "{\"id\":\"j\"}");
    assert_eq!(upstream.seen()[0].target, "/forge/training/jobs/a%20b");
    let error = block(client.get_training_job(&input(".."))).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::InvalidArguments);
    assert_eq!(error.problems().len(), 1);
    assert_eq!(upstream.seen().len(), 1);
}

#[test]
fn failures_have_kinds() {
    let upstream = TestUpstream::start(|seen| match seen.target.rsplit('/').next() {
        Some("missing") => Script::answer(404, &[("content-type", "text/plain")], b"no"),
        Some("garbage") => Script::answer(200, &[], b"<"),
        Some("empty") => Script::answer(204, &[], b""),
        _ => Script::default().close(),
    })
    .unwrap();
    let client = client(&upstream);
    let error = block(client.get_training_job(&input("missing"))).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::Upstream);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(
        (error.content_type(), error.body().unwrap().as_ref()),
        (Some("text/plain"), &b"no"[..])
    );
    let error = block(client.get_training_job(&input("garbage"))).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::Decode);
    assert_eq!(block(client.get_training_job(&input("empty"))).unwrap(), Json::default());
    let error = block(client.get_training_job(&input("x"))).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::Broken);
}

#[derive(Debug, PartialEq)]
struct Shaped {
    name: Option<String>,
    raw: Option<Json>,
    missing: Option<bool>,
}

impl Projected for Shaped {
    const SHAPE: &'static Expr = &Expr::Object(&[
        ("name", Expr::Answer(&[Segment::Key("a"), Segment::Key("b")])),
        ("raw", Expr::Answer(&[Segment::Key("list"), Segment::Index(-1)])),
        ("missing", Expr::Answer(&[Segment::Key("nowhere")])),
    ]);

    fn read(fields: &mut Fields<'_>) -> Self {
        Self { name: fields.take(), raw: fields.take(), missing: fields.take() }
    }
}

struct Get;

impl Operation for Get {
    type Output = Shaped;
    const OPERATION: &'static OperationInfo = &crate::forge::get_training_job::OPERATION;

    fn decode(_: &mut Arguments<'_>) -> Self {
        Self
    }

    fn encode(&self, request: &mut UpstreamRequest<'_>) {
        request.path("/x");
    }
}

#[test]
fn shaped_outputs_are_decoded_from_what_is_mapped() {
    let upstream =
        TestUpstream::start(|_| Script::json(r#"{"a":{"b":"n"},"list":[1,{"c": 2}],"x":[]}"#))
            .unwrap();
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    let state = State::new(&crate::forge::CAPABILITY, &config).unwrap();
    let shaped = block(state.call(&Get)).unwrap();
    let raw = Some(Json::parse("{\"c\": 2}").unwrap());
    assert_eq!(shaped, Shaped { name: Some("n".to_owned()), raw, missing: None });

    let upstream = TestUpstream::start(|_| Script::json(r#"{"a":{"b":{}}}"#)).unwrap();
    let config = config.set("FORGE_TRAINING_JOBS_BASE_URI", upstream.uri());
    let state = State::new(&crate::forge::CAPABILITY, &config).unwrap();
    let error = block(state.call(&Get)).unwrap_err();
    assert_eq!(error.kind(), CallErrorKind::Decode);
    assert!(format!("{error:?}").contains("`name` must be a string"), "{error:?}");
}

#[test]
fn http_2_without_tls() {
    let pair = forge(|_| Script::json("{\"a\":1}"));
    let uri = format!("http://{}/v1/forge/training/jobs/a", pair.rest());
    let (status, body, head) = block(async {
        let client: Client<_, Full<Bytes>> =
            Client::builder(TokioExecutor::new()).http2_only(true).build_http();
        let answer = client.get(uri.parse().unwrap()).await.unwrap();
        let status = (answer.status(), answer.version());
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let head = Request::head(&uri).body(Full::default()).unwrap();
        (status, body, client.request(head).await.unwrap())
    });
    assert_eq!(status, (hyper::StatusCode::OK, hyper::Version::HTTP_2));
    assert_eq!(&body[..], b"{\"a\":1}");
    assert_eq!(head.headers()["content-length"], "7");
}

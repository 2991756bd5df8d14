//! The typed client, without any server of ours.

use generated_forge::client::{
    CancelTrainingJob, CreateTrainingJob, ForgeTrainingJobs, GetTrainingJob, ListTrainingJobs,
};
use naftiko_runtime::{CallErrorKind, Config, Json, JsonObject};
use serde_json::Value;

use crate::support::{SECRET, healthy};

fn client(upstream: &str) -> ForgeTrainingJobs {
    let config = Config::default()
        .set("MISTRAL_AI_API_KEY", SECRET)
        .set("FORGE_TRAINING_JOBS_BASE_URI", upstream);
    ForgeTrainingJobs::new(&config).unwrap()
}

#[tokio::test]
async fn calls_are_typed_and_answers_are_documents() {
    let upstream = healthy();
    let client = client(&upstream.uri());
    let body = JsonObject::from_iter([("model".to_owned(), Json::from("small"))]);
    let created = client.create_training_job(&CreateTrainingJob { body }).await.unwrap();
    assert_eq!(created.as_str(), r#"{"model":"small"}"#);
    let page = ListTrainingJobs { page: Some(1), ..ListTrainingJobs::default() };
    let listed: Value = client.list_training_jobs(&page).await.unwrap().decode().unwrap();
    assert_eq!(listed["target"], "/forge/training/jobs?page=1");
    let cancel = CancelTrainingJob { job_id: "a b".to_owned() };
    client.clone().cancel_training_job(&cancel).await.unwrap();
    assert_eq!(upstream.seen()[2].target, "/forge/training/jobs/a%20b/cancel");
}

#[tokio::test]
async fn failures_say_what_they_are() {
    let upstream = healthy();
    let client = client(&upstream.uri());
    let missing = GetTrainingJob { job_id: "missing".to_owned() };
    let error = client.get_training_job(&missing).await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::Upstream), "{error:?}");
    let outside = GetTrainingJob { job_id: "..".to_owned() };
    let error = client.get_training_job(&outside).await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::InvalidArguments), "{error:?}");
    assert_eq!(upstream.seen().len(), 1);
    let error = ForgeTrainingJobs::new(&Config::default()).unwrap_err();
    assert!(error.to_string().contains("MISTRAL_AI_API_KEY"), "{error}");
}

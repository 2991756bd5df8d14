//! Shapes of answers.

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, TestServer, TestUpstream};
use serde_json::{Value, json};

use crate::support::{get, tool};

#[rustfmt::skip]
#[path = "../../../../naftiko-codegen/tests/golden/outputs/src/outputs/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod golden;

static MANIFEST: Manifest =
    Manifest { name: "outputs", version: "0", capabilities: &[&golden::SERVED] };

fn registry(answer: &Value) -> TestServer {
    let text = answer.to_string();
    serving(move || Script::json(&text))
}

fn serving(answer: impl Fn() -> Script + Send + Sync + 'static) -> TestServer {
    let upstream = TestUpstream::start(move |_| answer()).expect("an upstream");
    let config = Config::default().set("REGISTRY_BASE_URI", upstream.uri());
    TestServer::start(&MANIFEST, &config).expect("a server")
}

fn ships() -> Value {
    json!({
        "meta": {"total": 2, "large": 10},
        "kind": "fleet",
        "ships": [
            {"name": "Ann", "tons": 20, "kind": "bulk", "flag": "NO", "calls": [{"port": "A"}, {"port": "B"}]},
            {"name": "Vera", "tons": 11, "kind": "tug", "flag": "NO", "calls": []},
        ],
        "by-port": {"Bergen": {"name": "Ann", "x": 1}, "Oslo": {}},
        "reason": "they are all at sea",
    })
}

#[test]
fn objects_arrays_constants_and_paths_are_shaped() {
    let server = registry(&ships());
    let rest = server.address("registry-rest").expect("a surface");
    let answer = get(rest, "/ships");
    let made = answer.json();
    assert_eq!(
        (&made["count"], &made["source"], &made["tonnage"]),
        (&json!(2), &json!("registry"), &json!(31))
    );
    assert_eq!(made["large"], json!([{"name": "Ann"}]));
    let shaped = json!([
        {"name": "Ann", "ports": ["A", "B"], "last": "B"},
        {"name": "Vera", "ports": [], "last": null},
    ]);
    assert_eq!(made["ships"], shaped, "{made}");
    assert_eq!(get(rest, "/ships/first").json()["name"], "Ann");
}

#[test]
fn what_is_not_json_passes_as_it_comes() {
    let server = serving(|| Script::answer(200, &[("content-type", "text/csv")], b"a,b"));
    let answer = get(server.address("registry-rest").expect("a surface"), "/report");
    assert_eq!((answer.header("content-type"), answer.text().as_str()), (Some("text/csv"), "a,b"));
}

#[test]
fn outputs_with_names_are_members() {
    let server = registry(&ships());
    let made = tool(server.address("registry-mcp").expect("a surface"), "ship-names", "{}");
    let want = json!({"names": ["Ann", "Vera"], "total": 2, "unit": "ships"});
    assert_eq!(made["structuredContent"], want, "{made}");
}

#[test]
fn of_outputs_without_names_the_first_that_is_there_is_the_answer() {
    let said = |answer: &Value| {
        let server = registry(answer);
        let made = tool(server.address("registry-mcp").expect("a surface"), "reason", "{}");
        let text = made["content"][0]["text"].as_str().expect("a text");
        serde_json::from_str::<Value>(text).expect("JSON")
    };
    assert_eq!(said(&ships()), "they are ");
    assert_eq!(said(&json!({"nothing": "there", "reason": "x"})), "there");
    // Where there is neither, the whole answer stands for them.
    assert_eq!(said(&json!({"other": 1})), json!({"other": 1}));
}

#[test]
fn every_value_of_an_object_with_unknown_names_is_shaped() {
    let server = registry(&ships());
    let made = tool(server.address("registry-mcp").expect("a surface"), "ships-by-port", "{}");
    assert_eq!(made["structuredContent"], json!({"Bergen": "Ann", "Oslo": null}), "{made}");
}

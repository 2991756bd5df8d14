//! Steps, searches, mappings, and functions that surfaces share.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::{Value, json};

use super::header;
use crate::support::{get, rpc, send, tool};

#[rustfmt::skip]
#[path = "../../../../naftiko-codegen/tests/golden/steps/src/steps/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod golden;

static MANIFEST: Manifest =
    Manifest { name: "steps", version: "0", capabilities: &[&golden::SERVED] };

struct Crews {
    _server: TestServer,
    registry: TestUpstream,
    search: TestUpstream,
    mcp: SocketAddr,
    rest: SocketAddr,
    control: SocketAddr,
}

fn crews() -> Crews {
    let registry = TestUpstream::start(|seen: &Seen| match seen.target.as_str() {
        "/ships/lost" => Script::answer(404, &[("content-type", "application/json")], b"{}"),
        "/crew" => Script::json(
            r#"[{"crewId":1,"fullName":"Ann","role":"master","x":0},{"crewId":"2","fullName":"Bob","role":"cook"}]"#,
        ),
        "/voyages" => Script::answer(201, &[("content-type", "application/json")], &seen.body),
        _ => Script::json(r#"{"vessel_name":"Vera","crew":{"assigned":[2,1,7]},"secret":1}"#),
    });
    let search = TestUpstream::start(|_| Script::json(r#"[{"id":"m-1"}]"#));
    let (registry, search) = (registry.expect("an upstream"), search.expect("an upstream"));
    let config = Config::default()
        .set("REGISTRY_TOKEN", "t")
        .set("REGISTRY_BASE_URI", registry.uri())
        .set("SEARCH_BASE_URI", search.uri())
        .set("NAFTIKO_CONTROL_PORT", "0");
    let server = TestServer::start(&MANIFEST, &config).expect("a server");
    let address = |name: &str| server.address(name).expect("a surface");
    let (mcp, rest, control) = (address("crew-tools"), address("crew-api"), address("control"));
    Crews { _server: server, registry, search, mcp, rest, control }
}

fn vera() -> Value {
    json!({"ship": {"name": "Vera", "crew": [
        {"fullName": "Bob", "role": "cook"},
        {"fullName": "Ann", "role": "master"},
    ]}})
}

#[test]
fn a_function_answers_on_every_surface_that_refers_to_it() {
    let crews = crews();
    let answer = get(crews.rest, "/ships/9/crew");
    assert_eq!((answer.status, answer.json()), (200, vera()));
    let result = tool(crews.mcp, "aboard", r#"{"imo":"9"}"#);
    assert_eq!(result["structuredContent"], vera(), "{result}");
    // A value of the unit is not for its callers to give.
    let result = tool(crews.mcp, "aboard-flagship", "{}");
    assert_eq!(result["structuredContent"], vera(), "{result}");
    let mut targets: Vec<String> =
        crews.registry.seen().into_iter().map(|seen| seen.target).collect();
    targets.sort();
    assert_eq!(targets, ["/crew", "/crew", "/crew", "/ships/9", "/ships/9", "/ships/IMO-9321483"]);
    let refused = tool(crews.mcp, "aboard-flagship", r#"{"imo":"9"}"#);
    assert_eq!(refused["isError"], json!(true), "{refused}");
}

#[test]
fn a_step_takes_what_earlier_ones_gave() {
    let crews = crews();
    let result = tool(crews.mcp, "plan-voyage", r#"{"imo":"9","who":"Ann"}"#);
    let want = json!({"ship": "9", "master": "m-1", "note": "by Ann"});
    assert_eq!(result["structuredContent"], want, "{result}");
    let found: Value = serde_json::from_slice(&crews.search.seen()[0].body).expect("JSON");
    assert_eq!(found, json!({"text": "master of Vera"}));
    let seen = crews.registry.seen();
    assert!(seen.iter().all(|seen| header(seen, "authorization") == Some("Bearer t")));
    assert_eq!(seen.last().map(|seen| seen.method.as_str()), Some("POST"));
}

#[test]
fn what_is_not_found_is_left_out_of_what_is_mapped() {
    // The step has the member that its operation declares, and null is a value.
    let answer = get(crews().rest, "/ships/lost/crew");
    assert_eq!((answer.status, answer.json()), (200, json!({"ship": {"name": null}})));
}

#[test]
fn each_step_has_a_span_above_the_call_that_it_makes() {
    let crews = crews();
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let parent = format!("00-{trace}-b7ad6b7169203331-01");
    send(crews.rest, "GET", "/ships/9/crew", &[("traceparent", &parent)], "");
    let seen = get(crews.control, &format!("/traces/{trace}")).json();
    let spans = seen["spans"].as_array().expect("spans");
    let named = |step: &str| {
        let is_named = |span: &&Value| span["attributes"]["ikanos.step.name"] == step;
        spans.iter().find(is_named).unwrap_or_else(|| panic!("{step}: {seen}"))
    };
    let (ship, aboard) = (named("ship"), named("aboard"));
    assert_eq!((&ship["name"], &aboard["name"]), (&json!("step.call"), &json!("step.lookup")));
    let below = |span: &&Value| span["parentSpanId"] == ship["spanId"];
    let call = spans.iter().find(below).expect("a call");
    assert_eq!(call["name"], "http.client.GET");
    // The operation refers to a flow, which stands between the request and its steps.
    let flow = spans.iter().find(|span| span["name"] == "aggregate.flow").expect("a flow");
    assert_eq!(ship["parentSpanId"], flow["spanId"], "{seen}");
    assert_eq!(flow["parentSpanId"], spans[0]["spanId"], "{seen}");
}

#[test]
fn who_it_is_is_said_on_every_surface() {
    let crews = crews();
    let begin = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
    let info = rpc(crews.mcp, begin)["result"]["serverInfo"].take();
    assert_eq!(
        (&info["version"], &info["title"]),
        (&json!("2.1.0"), &json!("Crew planning")),
        "{info}"
    );
    let list = rpc(crews.mcp, r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    let tools = list["result"]["tools"].as_array().expect("tools");
    let voyage = tools.iter().find(|tool| tool["name"] == "plan-voyage").expect("a tool");
    assert_eq!(voyage["title"], "Plan a voyage");
    let openapi = get(crews.rest, "/openapi.json").json();
    assert_eq!(openapi["info"]["title"], "Crew planning", "{openapi}");
    assert_eq!(openapi["info"]["description"], "Ships and who is aboard, from two APIs");
}

#[test]
fn a_function_without_a_call_is_a_mock() {
    let result = tool(crews().mcp, "greet", r#"{"who":"Ann"}"#);
    assert_eq!(result["structuredContent"], json!({"text": "Ahoy Ann"}), "{result}");
}

#[test]
fn semantics_of_a_function_are_hints_of_its_tools() {
    let list = rpc(crews().mcp, r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    let tools = list["result"]["tools"].as_array().expect("tools").clone();
    let hints = |name: &str| {
        let tool = tools.iter().find(|tool| tool["name"] == name).expect("a tool");
        tool["annotations"].clone()
    };
    let aboard = hints("aboard");
    let want = (&json!(true), &json!(false), &json!(true));
    assert_eq!(
        (&aboard["readOnlyHint"], &aboard["destructiveHint"], &aboard["idempotentHint"]),
        want
    );
    assert_eq!(hints("plan-voyage")["readOnlyHint"], json!(false));
    assert!(hints("greet")["readOnlyHint"].is_null());
}

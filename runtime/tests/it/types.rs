//! What values may be, over the wire, as the golden document `types` says.

use std::net::SocketAddr;

use naftiko_runtime::Config;
use naftiko_runtime::codegen::Manifest;
use naftiko_runtime::testing::{Script, Seen, TestServer, TestUpstream};
use serde_json::{Value, json};

use crate::support::{get, post_json, rpc, tool};

#[rustfmt::skip]
#[path = "../../../naftiko-codegen/tests/golden/types/src/types/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "another crate's sources")]
mod golden;

static MANIFEST: Manifest =
    Manifest { name: "types", version: "0", capabilities: &[&golden::SERVED] };

struct Quay {
    _server: TestServer,
    upstream: TestUpstream,
    rest: SocketAddr,
    mcp: SocketAddr,
}

fn quay(answer: &'static str) -> Quay {
    let upstream = TestUpstream::start(move |_: &Seen| Script::json(answer)).expect("an upstream");
    let config = Config::default().set("QUAY_BASE_URI", upstream.uri());
    let server = TestServer::start(&MANIFEST, &config).expect("a server");
    let address = |name: &str| server.address(name).expect("a surface");
    let (rest, mcp) = (address("quay-rest"), address("quay-mcp"));
    Quay { _server: server, upstream, rest, mcp }
}

fn details(answer: &Value) -> Vec<String> {
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("{answer}"));
    errors.iter().map(|error| error["detail"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn rules_hold_for_texts_of_paths_and_queries() {
    let quay = quay("[]");
    let good = "/berths/north?depth=2.5&tags=a&tags=b&numbers=1&numbers=2";
    assert_eq!(get(quay.rest, good).status, 200);
    assert_eq!(quay.upstream.seen()[0].target, good);
    let bad = get(quay.rest, "/berths/west?depth=0.7&tags=a&tags=b&tags=abcde&numbers=0&numbers=x");
    assert_eq!(bad.status, 400);
    assert_eq!(
        details(&bad.json()),
        [
            "`side` must be one of \"north\", \"south\", not \"west\"",
            "`depth` must be at least 1.5, not 0.7",
            "`depth` must be a multiple of 0.5, not 0.7",
            "`tags` must have at most 2 items",
            "`tags[2]` must have at most 4 characters",
            "`numbers[0]` must be at least 1, not 0",
            "`numbers[1]` must be an integer, not \"x\"",
        ]
    );
    assert_eq!(quay.upstream.seen().len(), 1);
}

#[test]
fn members_are_checked_and_defaults_stand_in() {
    let quay = quay(r#"{"number":7.0,"paid":null,"ship":{"name":9}}"#);
    let ship = json!({"name": "Ann", "length": 12.5, "flags": ["NO"]});
    let answer = post_json(quay.rest, "/bookings", &json!({"ship": ship}).to_string());
    assert_eq!(answer.json(), json!({"number": 7.0, "paid": null, "name": 9}), "{answer:?}");
    let sent: Value = serde_json::from_slice(&quay.upstream.seen()[0].body).expect("JSON");
    assert_eq!(sent, json!({"ship": ship, "note": "none"}));
    let wrong = r#"{"ship":{"name":"","length":0,"flags":["DK"],"colour":1},"note":"a text that is far too long"}"#;
    let refused = post_json(quay.rest, "/bookings", wrong);
    let expected = [
        "`ship.name` must have at least 1 character",
        "`ship.length` must be more than 0, not 0",
        "`ship.flags[0]` must be one of \"NO\", \"SE\", not \"DK\"",
        "`ship.colour` is not taken",
        "`note` must have at most 20 characters",
    ];
    assert_eq!(details(&refused.json()), expected);
    let told = tool(quay.mcp, "book", wrong);
    let text = told["content"][0]["text"].as_str().unwrap_or_default();
    assert!(expected.iter().all(|sentence| text.contains(sentence)), "{text}");
    assert_eq!(quay.upstream.seen().len(), 1);
}

#[test]
fn outputs_of_a_type_are_of_it() {
    let quay = quay(r#"{"number":"seven","paid":true}"#);
    let body = r#"{"ship":{"name":"Ann"}}"#;
    let answer = post_json(quay.rest, "/bookings", body);
    assert_eq!(answer.status, 502);
    let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
    assert!(detail.contains("`number` must be an integer, not \"seven\""), "{detail}");
    let told = tool(quay.mcp, "book", body);
    assert_eq!(told["isError"], true);
    let text = told["content"][0]["text"].as_str().unwrap_or_default();
    assert!(text.contains("`number` must be an integer, not \"seven\""), "{text}");
}

#[test]
fn schemas_say_what_is_checked() {
    let quay = quay("[]");
    let list = rpc(quay.mcp, r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
    let schema = |at: usize| list["result"]["tools"][at]["inputSchema"].clone();
    assert_eq!(schema(0)["properties"]["side"]["enum"], json!(["north", "south"]));
    let limit = json!({"type": "integer", "description": "How many", "default": 5, "minimum": 1,
        "maximum": 50});
    assert_eq!(schema(0)["properties"]["limit"], limit);
    assert_eq!(schema(0)["required"], json!(["side"]));
    let ship = schema(1)["properties"]["ship"].clone();
    assert_eq!(ship["properties"]["name"], json!({"type": "string", "minLength": 1}));
    assert_eq!(ship["additionalProperties"], false);
    let output = &list["result"]["tools"][1]["outputSchema"];
    let number = json!({"type": ["integer", "null"], "description": "Number of the booking"});
    assert_eq!(output["properties"]["number"], number);
    assert_eq!(output["properties"]["name"], json!({}));
    let openapi = get(quay.rest, "/openapi.json").json();
    let answer = &openapi["paths"]["/bookings"]["post"]["responses"]["2XX"]["content"];
    assert_eq!(answer["application/json"]["schema"]["properties"]["number"], number);
    let depth = &openapi["paths"]["/berths/{side}"]["get"]["parameters"][1]["schema"];
    assert_eq!((&depth["minimum"], &depth["multipleOf"]), (&json!(1.5), &json!(0.5)));
    tool(quay.mcp, "find", r#"{"side":"south"}"#);
    assert_eq!(quay.upstream.seen()[0].target, "/berths/south?limit=5");
}

#[test]
fn a_schema_of_the_author_is_taken_word_by_word() {
    let quay = quay("[]");
    for (arguments, right) in [
        (r#"{"size":1}"#, true),
        (r#"{"size":2.0,"kind":"cargo"}"#, true),
        (r#"{"size":null,"kind":7.0}"#, true),
        (r#"{"size":1,"kind":[1.0,{"a":1}]}"#, true),
        (r#"{"size":"1"}"#, false),
        (r#"{"size":1.5}"#, false),
        (r#"{"size":0}"#, false),
        (r#"{}"#, false),
        (r#"{"size":1,"kind":"tug"}"#, false),
        (r#"{"size":1,"kind":[1,{"a":2}]}"#, false),
    ] {
        let told = tool(quay.mcp, "measure", arguments);
        assert_eq!(told["isError"].as_bool().unwrap_or(false), !right, "{arguments}: {told}");
    }
}

//! Conditions of steps, steps for each element, and what stands in the place of a failure (docs/extensions.md).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use naftiko_runtime::codegen::*;
use naftiko_runtime::testing::{Script, TestUpstream};
use serde_json::{Value, json};

use super::{call, function, leak, path, start};
use crate::support::tool;

const MEDIA: [(&str, &str); 1] = [("content-type", "application/json")];

/// An upstream with a list of five; it is silent where it is asked for `d`, and refuses `b`.
fn letters() -> TestUpstream {
    TestUpstream::start(|seen| {
        let body = match seen.target.as_str() {
            target if target.contains("uses=d") => return Script::default().close(),
            "/all" => r#"{"letters":["a","b","c","d","e"],"spaced":[ ],"no":false}"#.to_owned(),
            target => format!("{{\"value\":{:?}}}", target.trim_start_matches('/')),
        };
        let status = if seen.target.contains("uses=b") { 404 } else { 200 };
        Script::default().head(status, &MEDIA, body.len()).send(body.as_bytes())
    })
    .expect("an upstream")
}

fn all() -> Step {
    Step::new("all", &[], call("all", false, Expr::Absent))
}

/// A step for each of the letters.
fn one(changes: bool, limit: usize) -> Step {
    let action = call("one", changes, Expr::Step(1, &[]));
    let list = Expr::Step(0, path("letters"));
    let concurrency = if changes { 1 } else { 2 };
    Step::new("one", &[0], action).for_each(Each { list, limit, concurrency })
}

/// Two steps without mappings, so that the second one gives the answer.
fn pair(second: Step) -> &'static Steps {
    let last = Some(LastCall { step: 1, output: Output::Relay });
    leak(Steps { steps: leak([all(), second]).as_slice(), mapped: None, last })
}

/// The same with all that the second one gives.
fn mapped(second: Step) -> &'static Steps {
    let mapped = leak(Expr::Object(leak([("one", Expr::Step(1, &[]))])));
    leak(Steps { steps: leak([all(), second]).as_slice(), mapped: Some(mapped), last: None })
}

fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().unwrap_or_else(|| panic!("no text: {result}"))
}

fn document(result: &Value) -> Value {
    assert_ne!(result["isError"], true, "{result}");
    serde_json::from_str(text(result)).expect("a document")
}

#[test]
fn elements_give_an_array_in_the_order_of_the_list() {
    let upstream = letters();
    let instead = Expr::Object(leak([("id", Expr::Step(1, &[]))]));
    let server =
        start(vec![function("letters", mapped(one(false, 5).or_else(instead)))], &upstream);
    let address = server.address("graphs").expect("an address");
    let outputs = json!([
        {"value": "one?uses=a"}, {"value": "one?uses=b"}, {"value": "one?uses=c"}, {"id": "d"},
        {"value": "one?uses=e"}
    ]);
    assert_eq!(document(&tool(address, "letters", "{}")), json!({"one": outputs}));
    assert!(server.stop());
}

#[test]
fn a_refused_element_is_the_answer_of_a_last_step() {
    let upstream = letters();
    let instead = one(false, 5).or_else(Expr::Json("null"));
    let server = start(vec![function("letters", pair(instead))], &upstream);
    let result = tool(server.address("graphs").expect("an address"), "letters", "{}");
    assert_eq!(result["isError"], true, "{result}");
    assert!(text(&result).contains("one?uses=b"), "{result}");
    assert!(server.stop());
}

#[test]
fn the_error_says_which_element_failed_and_for_how_many_something_was_changed() {
    let upstream = letters();
    let tools =
        vec![function("write", mapped(one(true, 5))), function("few", mapped(one(true, 4)))];
    let server = start(tools, &upstream);
    let address = server.address("graphs").expect("an address");
    let result = tool(address, "write", "{}");
    let start =
        "step `one` failed for element 4 of 5, after `one` for 3 elements had been carried out: ";
    assert!(text(&result).starts_with(start), "{result}");
    let written = |upstream: &TestUpstream| {
        upstream.seen().iter().filter(|seen| seen.method == "POST").count()
    };
    assert_eq!(written(&upstream), 4);
    let result = tool(address, "few", "{}");
    assert!(
        text(&result).ends_with("the list of `one` has 5 elements, and 4 are allowed."),
        "{result}"
    );
    assert_eq!(written(&upstream), 4, "nothing is sent of too long a list");
    assert!(server.stop());
}

#[test]
fn what_is_no_array_is_an_error_and_no_empty_list() {
    let upstream = letters();
    let over = |list: Expr| {
        let action = call("one", false, Expr::Absent);
        Step::new("one", &[0], action).for_each(Each { list, limit: 9, concurrency: 4 })
    };
    let tools = vec![
        function("missing", mapped(over(Expr::Step(0, path("nothing"))))),
        function("object", mapped(over(Expr::Step(0, &[])))),
        function("empty", mapped(over(Expr::Step(0, path("spaced"))))),
        function("skipped", mapped(over(Expr::Absent).only_if(Expr::Step(0, path("nothing"))))),
        function("instead", mapped(over(Expr::Absent).or_else(Expr::Json("[7]")))),
    ];
    let server = start(tools, &upstream);
    let address = server.address("graphs").expect("an address");
    for name in ["missing", "object"] {
        let result = tool(address, name, "{}");
        assert_eq!(result["isError"], true, "{result}");
        assert!(text(&result).ends_with("the list of `one` is no array."), "{result}");
    }
    assert_eq!(document(&tool(address, "empty", "{}")), json!({"one": []}));
    assert_eq!(document(&tool(address, "skipped", "{}")), json!({"one": null}));
    assert_eq!(document(&tool(address, "instead", "{}")), json!({"one": [7]}));
    assert!(server.stop());
}

#[test]
fn a_step_is_skipped_where_its_condition_is_null_false_or_empty() {
    let upstream = letters();
    let cases: [(&'static str, Expr, bool); 10] = [
        ("absent", Expr::Step(0, path("nothing")), false),
        ("null", Expr::Json("null"), false),
        ("false", Expr::Step(0, path("no")), false),
        ("array", Expr::Step(0, path("spaced")), false),
        ("text", Expr::Text(&[]), false),
        ("zero", Expr::Json("0"), true),
        ("object", Expr::Json("{}"), true),
        ("list", Expr::Step(0, path("letters")), true),
        ("said", Expr::Literal("false"), true),
        ("all", Expr::Step(0, &[]), true),
    ];
    let step = |condition| {
        let action = call("one", true, Expr::Absent);
        Step::new("one", &[0], action).only_if(condition)
    };
    let runs: Vec<(&str, bool)> = cases.iter().map(|(name, _, runs)| (*name, *runs)).collect();
    let tools = cases.into_iter().map(|(name, condition, _)| function(name, pair(step(condition))));
    let server = start(tools.collect(), &upstream);
    let address = server.address("graphs").expect("an address");
    for (name, runs) in runs {
        let before = upstream.seen().len();
        let given = document(&tool(address, name, "{}"));
        let expected = if runs { json!({"value": "one"}) } else { Value::Null };
        assert_eq!(
            (upstream.seen().len() - before, given),
            (1 + usize::from(runs), expected),
            "{name}"
        );
    }
    assert!(server.stop());
}

#[test]
fn no_more_elements_are_worked_on_at_once_than_the_step_says() {
    let running = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (counted, greatest) = (Arc::clone(&running), Arc::clone(&most));
    let upstream = TestUpstream::start(move |seen| {
        let list: Vec<usize> = (0..12).collect();
        let body = json!({"letters": list}).to_string();
        if seen.target != "/all" {
            let now = counted.fetch_add(1, Ordering::SeqCst) + 1;
            greatest.fetch_max(now, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(20));
            counted.fetch_sub(1, Ordering::SeqCst);
        }
        Script::default().head(200, &MEDIA, body.len()).send(body.as_bytes())
    })
    .expect("an upstream");
    let server = start(vec![function("twelve", mapped(one(false, 12)))], &upstream);
    let given = document(&tool(server.address("graphs").expect("an address"), "twelve", "{}"));
    assert_eq!(given["one"].as_array().map(Vec::len), Some(12));
    assert_eq!(most.load(Ordering::SeqCst), 2);
    assert!(server.stop());
}

#[test]
fn nothing_is_found_in_an_answer_that_is_no_document() {
    let upstream = TestUpstream::start(|seen| {
        let body = match seen.target.as_str() {
            "/all" => r#"{"letters":["a","b"]}"#,
            "/one?uses=a" | "/torn" => r#"{"value":1} and more"#,
            _ => r#"{"value":2}"#,
        };
        Script::default().head(200, &MEDIA, body.len()).send(body.as_bytes())
    })
    .expect("an upstream");
    let torn = Step::new("torn", &[], call("torn", false, Expr::Absent));
    let after = Step::new("after", &[0], call("after", false, Expr::Step(0, path("value"))));
    let last = Some(LastCall { step: 1, output: Output::Relay });
    let pair = leak(Steps { steps: leak([torn, after]).as_slice(), mapped: None, last });
    let tools = vec![function("elements", mapped(one(false, 5))), function("torn", pair)];
    let server = start(tools, &upstream);
    let address = server.address("graphs").expect("an address");
    let given = document(&tool(address, "elements", "{}"));
    assert_eq!(given, json!({"one": [null, {"value": 2}]}));
    assert_eq!(document(&tool(address, "torn", "{}")), json!({"value": 2}));
    assert_eq!(upstream.seen().last().map(|seen| seen.target.clone()), Some("/after".to_owned()));
    assert!(server.stop());
}

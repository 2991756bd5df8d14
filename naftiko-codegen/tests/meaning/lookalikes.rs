//! What looks like something else: told, where it is taken for what it is written as.

use super::{errors, told};

/// An operation of `path` with `inputs`, exposed at `exposed` and as a tool, each with `more`.
fn document(path: &str, inputs: &str, exposed: &str, rest: &str, tool: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Lookalikes, description: d}}
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    inputParameters: [{{name: X-Level, in: header, value: entry}}]
    resources: [{{name: e, path: '{path}', operations: [{{name: op, method: GET, inputParameters: [{inputs}]}}]}}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: '{exposed}'
      operations: [{{method: GET, name: a, description: d, call: up.op{rest}}}]
  - type: mcp
    namespace: m
    port: 9090
    transport: http
    tools: [{{name: t, description: d, call: up.op{tool}}}]
"
    )
}

const Q: &str = "{name: q, in: query, type: string}";

#[test]
fn placeholders_of_other_notations_are_told() {
    for segment in [":id", "<id>", "*", "*rest", ":job-id"] {
        let exposed = document("/e", Q, &format!("/a/{segment}"), "", "");
        assert_eq!(told(&exposed), ["path-literal"], "{segment}");
        let consumed = document(&format!("/e/{segment}"), Q, "/a", "", "");
        assert_eq!(told(&consumed), ["path-literal"], "{segment}");
    }
    for segment in ["a:b", "x*", "v1:run", ":", "a<b>"] {
        assert!(told(&document("/e", Q, &format!("/a/{segment}"), "", "")).is_empty(), "{segment}");
    }
    let more = document("/e/{q}", "{name: q, in: path}", "/a/{q+}", "", "");
    assert_eq!(told(&more), ["path-one-segment"]);
}

#[test]
fn texts_that_look_like_holes_are_told() {
    for value in ["{q}", "a {q} b", "{q}{q2}"] {
        let inputs = format!("{Q}, {{name: X-A, in: header, value: '{value}'}}");
        assert_eq!(told(&document("/e", &inputs, "/a", "", "")), ["hole-spelling"], "{value}");
    }
    for value in ["'{q}'", "'$q'", "tool.q", "up.q", "input.q", "request.query.q"] {
        let tool = format!(
            ", inputParameters: [{{name: q, type: string, description: d}}], with: {{q: {value}}}"
        );
        let text = document("/e", Q, "/a", "", &tool);
        assert!(told(&text).contains(&"hole-spelling"), "{value} {:?}", told(&text));
    }
    for value in ["'{other}'", "api.ships.test", "1.q", "$5", "'{q'"] {
        let text = document("/e", Q, "/a", "", &format!(", with: {{q: {value}}}"));
        assert!(!told(&text).contains(&"hole-spelling"), "{value}");
    }
}

#[test]
fn hints_that_are_almost_some_are_told() {
    let of = |key: &str| told(&document("/e", Q, "/a", "", &format!(", hints: {{{key}: true}}")));
    for key in
        ["readonly", "read_only", "readOnlyHint", "idempotentHint", "openworld", "idempotant"]
    {
        assert_eq!(of(key), ["hint-misspelt"], "{key}");
    }
    for key in ["readOnly", "idempotent", "costs"] {
        assert!(!of(key).contains(&"hint-misspelt"), "{key}");
    }
}

#[test]
fn an_input_that_is_not_where_it_says_is_told() {
    let input = |place: &str| {
        format!(", inputParameters: [{{name: q, in: {place}, type: string, description: d}}]")
    };
    assert_eq!(told(&document("/e", Q, "/a", &input("path"), "")), ["input-moved"]);
    for place in ["query", "header", "cookie", "body"] {
        assert!(told(&document("/e", Q, "/a", &input(place), "")).is_empty(), "{place}");
    }
    let in_path = document("/e/{q}", "{name: q, in: path}", "/a/{q}", &input("path"), "");
    assert!(told(&in_path).is_empty());
    for (rest, tool) in
        [(input("environment"), String::new()), (String::new(), input("environment"))]
    {
        assert_eq!(errors(&document("/e", Q, "/a", &rest, &tool)), ["param-in-invalid"]);
    }
}

#[test]
fn a_header_has_one_value_whatever_its_case() {
    let wires = |inputs: &str| {
        let capability = super::program(&document("/e", inputs, "/a", "", ""));
        let wires = capability.upstreams[0].operations[0].wires.clone();
        wires.into_iter().map(|wire| wire.name).collect::<Vec<_>>()
    };
    assert_eq!(wires("{name: x-level, in: header, value: operation}"), ["x-level"]);
    assert_eq!(wires("{name: x-level, in: query, value: operation}"), ["X-Level", "x-level"]);
    for twice in [
        "{name: a, in: query, value: x}, {name: a, in: query, value: y}",
        "{name: X-A, in: header, value: x}, {name: x-a, in: header, value: y}",
    ] {
        assert_eq!(told(&document("/e", twice, "/a", "", "")), ["input-overridden"], "{twice}");
    }
    assert!(told(&document("/e", &format!("{Q}, {Q}"), "/a", "", "")).is_empty());
}

#[test]
fn outputs_of_what_calls_nothing_have_values() {
    let of = |outputs: &str| {
        document("/e", Q, "/a", "", "").replace(
            "description: d, call: up.op}]\n",
            &format!("description: d, outputParameters: [{outputs}]}}]\n"),
        )
    };
    for outputs in [
        "{name: a, value: x}, {name: b, type: string, mapping: $.b}",
        "{name: a, value: x}, {name: b, type: array}",
        "{type: object, properties: {a: {value: x}, b: {type: string, mapping: $.b}}}",
    ] {
        let told = told(&of(outputs));
        assert!(
            !told.is_empty() && told.iter().all(|code| *code == "output-unchecked"),
            "{outputs} {told:?}"
        );
    }
    let unnamed = errors(&of("{value: x}, {value: y}"));
    assert!(!unnamed.is_empty() && unnamed.iter().all(|code| *code == "output-invalid"));
}

//! Outputs: what has no `mapping`, and what has holes.

use naftiko_codegen::model::Expr;

use super::{errors, program, report};

/// A document in which a unit of each kind has `outputs`.
fn document(outputs: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Outputs, description: d}}
binds: [{{namespace: env, keys: {{SITE: SITE}}}}]
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    resources: [{{name: e, path: '/e/{{id}}', operations: [{{name: op, method: GET}}]}}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: /a/{{id}}
      operations: [{{method: GET, name: a, description: d, call: up.op, outputParameters: {outputs}}}]
  - type: mcp
    namespace: m
    port: 9090
    transport: http
    tools: [{{name: t, description: d, call: up.op, outputParameters: {outputs}}}]
    resources: [{{name: s, label: s, uri: 'x://{{id}}', description: d, call: up.op, outputParameters: {outputs}}}]
"
    )
}

fn shape(outputs: &str) -> Expr {
    let capability = program(&document(outputs));
    let shape = capability.rest().next().unwrap().routes[0].function.shape.clone();
    assert_eq!(capability.mcp().next().unwrap().tools[0].function.shape, shape);
    shape
}

#[test]
fn a_member_without_a_mapping_is_never_the_whole_answer() {
    for outputs in [
        "[{type: object, properties: {id: {type: string}}}]",
        "[{type: object, properties: {id: {type: object}}}]",
        "[{type: object, properties: {id: {type: array}}}]",
        "[{type: object, properties: {id: {type: array, items: {type: string}}}}]",
        "[{type: object, properties: {id: {}}}]",
        "[{type: object, properties: {a: {type: object, properties: {b: {type: number}}}}}]",
        "[{type: array, mapping: $.l, items: {type: object, properties: {id: {type: string}}}}]",
        "[{name: id, type: string}]",
        "[{name: ok, type: string, mapping: $.ok}, {name: id, type: object}]",
        "[{type: object, mapping: {properties: {id: {type: string}}}}]",
    ] {
        assert_eq!(errors(&document(outputs)), ["output-unmapped"; 3], "{outputs}");
    }
    for outputs in [
        "[{type: array, mapping: $.l, properties: {id: {type: string, mapping: $.id}}}]",
        "[{type: object, mapping: $.l, items: {type: string, mapping: $.id}}]",
    ] {
        assert_eq!(errors(&document(outputs)), ["output-invalid"; 3], "{outputs}");
    }
}

#[test]
fn the_answer_and_the_items_of_a_list_need_no_mapping() {
    for outputs in [
        "[{type: object}]",
        "[{type: array, items: {type: string}}]",
        "[{type: object, properties: {l: {type: array, mapping: $.l, items: {type: object}}}}]",
        "[{type: object, properties: {a: {type: object, properties: {b: {mapping: $.b}}}}}]",
        "[{type: object, properties: {all: {type: object, mapping: $}}}]",
    ] {
        assert!(errors(&document(outputs)).is_empty(), "{outputs}");
    }
}

#[test]
fn typed_clients_and_mocks_are_under_the_same_rule() {
    let consumed = document("[{type: object}]").replace(
        "method: GET}]}]",
        "method: GET, outputParameters: [{name: o, type: object, properties: {id: {type: string}}}]}]}]",
    );
    assert_eq!(errors(&consumed), ["output-unmapped"]);
}

#[test]
fn holes_of_constants_are_filled_in() {
    let shape = shape(
        "[{type: object, properties: {a: {value: 'at {{SITE}}'}, b: {value: '{{id}}'}, c: {value: 'x'}, d: {type: array, mapping: $.d, items: {type: object, properties: {n: {value: 'of {{id}}'}}}}}}]",
    );
    let Expr::Object(members) = shape else { panic!("{shape:?}") };
    let literal = |text: &str| Expr::Literal(text.to_owned());
    assert_eq!(members[0].1, Expr::Text(vec![literal("at "), Expr::Variable(0)]));
    assert_eq!(members[1].1, Expr::Parameter(0));
    assert_eq!(members[2].1, Expr::Json("\"x\"".to_owned()));
    let Expr::Each { item, .. } = &members[3].1 else { panic!("{members:?}") };
    let Expr::Object(inner) = &**item else { panic!("{item:?}") };
    let text = Expr::Text(vec![literal("of "), Expr::Parameter(0)]);
    assert_eq!(inner[0].1, text);
}

#[test]
fn a_hole_that_nobody_fills_is_refused() {
    for outputs in
        ["[{type: string, value: 'hi {{whoever}}'}]", "[{name: x, value: '{{whoever}}'}]"]
    {
        assert_eq!(errors(&document(outputs)), ["output-invalid"; 3], "{outputs}");
    }
    let consumed = document("[{type: object}]").replace(
        "method: GET}]}]",
        "method: GET, outputParameters: [{name: o, type: string, value: 'at {{SITE}}'}]}]}]",
    );
    assert_eq!(errors(&consumed), ["output-invalid"]);
}

#[test]
fn a_length_that_cuts_nothing_is_told() {
    let told = |output: &str| {
        let report = report(&document(&format!("[{{type: object, properties: {{a: {output}}}}}]")));
        let told = report.findings.iter().filter(|one| one.message.contains("cut"));
        told.map(|one| (one.code.as_str().to_owned(), one.message.clone())).collect::<Vec<_>>()
    };
    // Once in each unit.
    let unchecked = |message: &str| vec![("output-unchecked".to_owned(), message.to_owned()); 3];
    const NO_TEXT: &str =
        "`maxLength` cuts texts that are found in an answer, and this output is none";
    for (output, says) in [
        ("{type: string, mapping: $.a, maxLength: 3}", vec![]),
        ("{type: string, mapping: $.a, maxLength: '3'}", vec![]),
        (
            "{type: string, mapping: $.a, maxLength: -1}",
            unchecked("`-1` is no length, and nothing is cut"),
        ),
        (
            "{type: string, mapping: $.a, maxLength: 2.5}",
            unchecked("`2.5` is no length, and nothing is cut"),
        ),
        ("{type: number, mapping: $.a, maxLength: 3}", unchecked(NO_TEXT)),
        ("{type: string, value: abc, maxLength: 3}", unchecked(NO_TEXT)),
    ] {
        assert_eq!(told(output), says, "{output}");
    }
    let mock = document("[{name: a, type: string, value: abcdef, maxLength: 2}]")
        .replace(" call: up.op,", "");
    let report = report(&mock);
    assert_eq!(report.findings.iter().filter(|one| one.message == NO_TEXT).count(), 3);
}

//! Constants: under their type, once, and without holes that nobody knows of.

use naftiko_codegen::model::{Expr, FunctionBody, Kind, OperationOutput};

use super::{errors, program, told};

/// A route that calls with `unit`, and one that answers `mock` by itself.
fn document(consumed: &str, unit: &str, mock: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Constants, description: d}}
binds: [{{namespace: env, keys: {{SITE: SITE}}}}]
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    resources:
    - name: e
      path: /e
      operations:
      - name: op
        method: GET
        inputParameters: [{{name: shipId, in: query}}, {{name: page, in: query}}]
        outputParameters: [{consumed}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: /a
      operations: [{{method: GET, name: a, description: d, call: up.op{unit}}}]
    - path: /b
      operations:
      - method: GET
        name: b
        description: d
        inputParameters: [{{name: id, in: query, type: string, description: d}}]
        outputParameters: [{mock}]
"
    )
}

/// A mock whose inputs stand at `@`.
const DOCUMENT_OF_A_MOCK: &str = "naftiko: 1.0.0-alpha2
info: {label: Mock, description: d}
capability:
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: /b
      operations:
      - {method: GET, name: b, description: d, inputParameters: [@], outputParameters: [{type: string, value: 'no. {{n}}'}]}
";

const MOCK: &str = "{type: string, value: 'no. {{id}}'}";

#[test]
fn a_constant_that_is_not_of_its_type_is_told() {
    for (kind, value, fit) in [
        // What is quoted is a text, whatever the type (semantics 8).
        ("number", "'42'", false),
        ("number", "1.5", true),
        ("number", "'-.5'", false),
        ("number", "abc", false),
        ("number", "'1e400'", false),
        ("number", "true", false),
        ("integer", "42", true),
        ("integer", "1.5", false),
        ("boolean", "true", true),
        ("boolean", "'true'", false),
        ("boolean", "yes", false),
        ("boolean", "1", false),
        ("string", "5", true),
        ("string", "[a]", false),
        ("array", "[a]", true),
        ("array", "'[1]'", false),
        ("object", "{a: 1}", true),
        ("object", "'{}'", false),
        ("number", "'{{SITE}}'", false),
        ("string", "'{{SITE}}'", true),
        ("boolean", "'a {{SITE}}'", false),
    ] {
        let output = format!("{{type: {kind}, value: {value}}}");
        let want: &[&str] = if fit { &[] } else { &["output-unchecked"] };
        let shaped = document("", &format!(", outputParameters: [{output}]"), MOCK);
        assert_eq!(told(&shaped), want, "{output}");
        assert_eq!(told(&document("", "", &output)), want, "{output}");
    }
}

#[test]
fn a_typed_client_reads_a_constant_that_is_not_of_its_type() {
    let text = document("{name: n, type: number, value: abc}", "", MOCK);
    assert_eq!(told(&text), ["output-unchecked"]);
    let OperationOutput::Fields(fields) = &program(&text).upstreams[0].operations[0].output else {
        panic!("{text}")
    };
    assert_eq!(fields[0].kind, Kind::Any);
}

#[test]
fn a_value_is_said_once() {
    for outputs in [
        "{type: string, mapping: $.a, value: b}",
        "{type: object, value: b, properties: {a: {type: string, mapping: $.a}}}",
        "{type: array, value: [b], items: {type: string, mapping: $.a}}",
        "{type: string, properties: {a: {type: string, mapping: $.a}}}",
        "{type: number, mapping: $.n, items: {type: string, mapping: $.a}}",
        "{name: a, type: string, mapping: $.a}, {name: a, type: string, mapping: $.b}",
        "{type: object, properties: [{name: a, mapping: $.a}, {name: a, mapping: $.b}]}",
        "{type: object, properties: {a: {mapping: $.a}, b: {name: a, mapping: $.b}}}",
    ] {
        let text = document("", &format!(", outputParameters: [{outputs}]"), MOCK);
        assert_eq!(errors(&text), ["output-invalid"], "{outputs}");
    }
    let two = "{name: a, type: string, value: x}, {name: a, type: string, value: y}";
    assert_eq!(errors(&document("", "", two)), ["output-invalid"]);
    assert_eq!(errors(&document(two, "", MOCK)), ["output-invalid"]);
}

#[test]
fn a_const_does_not_replace_what_a_mapping_finds() {
    let text = document("", ", outputParameters: [{type: string, mapping: $.a, const: b}]", MOCK);
    assert_eq!(told(&text), ["output-unchecked"]);
    let shape = program(&text).rest().next().unwrap().routes[0].function.shape.clone();
    assert!(matches!(shape, Expr::Answer(ref path) if path.len() == 1), "{shape:?}");
    let alone = document("", ", outputParameters: [{type: string, const: b}]", MOCK);
    assert!(told(&alone).is_empty());
}

#[test]
fn a_hole_that_becomes_an_input_is_told() {
    for (mock, count) in [
        (MOCK, 0),
        ("{type: string, value: 'at {{SITE}}'}", 0),
        ("{type: string, value: '{{nope}}'}", 1),
        ("{name: a, value: 'x{{nope}}y{{nope}}'}, {name: b, value: '{{other}}'}", 2),
    ] {
        let text = document("", "", mock);
        assert_eq!(told(&text), vec!["hole-undeclared"; count], "{mock}");
        let capability = program(&text);
        let function = &capability.rest().next().unwrap().routes[1].function;
        assert!(matches!(function.body, FunctionBody::Constant(_)));
    }
    let input = |value: &str| {
        let inputs = format!(
            ", inputParameters: [{{name: who, in: query, type: string, description: d}}, {{name: page, in: query, type: string, description: d, value: {value}}}]"
        );
        told(&document("", &inputs, MOCK))
    };
    assert_eq!(input("'of {{who}}'"), ["undeclared-argument"]);
    assert_eq!(input("'of {{whom}}'"), ["undeclared-argument", "hole-undeclared"]);
}

#[test]
fn inputs_that_count_for_nothing_are_told() {
    let query = |name: &str| format!("{{name: {name}, in: query, type: string, description: d}}");
    for (unit, want) in [
        (format!(", inputParameters: [{}], with: {{page: 1}}", query("page")), "input-overridden"),
        (
            format!(", inputParameters: [{}, {}]", query("shipId"), query("ship_id")),
            "input-overridden",
        ),
        (
            format!(", inputParameters: [{}, {}]", query("page"), query("page")),
            "input-overridden",
        ),
        (
            ", inputParameters: [{name: page, in: query, description: d, value: a}], with: {page: 1}"
                .to_owned(),
            "input-overridden",
        ),
        (", with: {ship_id: 1, shipId: 2}".to_owned(), "duplicate-key"),
    ] {
        assert_eq!(told(&document("", &unit, MOCK)), [want], "{unit}");
    }
    let mock = DOCUMENT_OF_A_MOCK.replace("@", &format!("{}, {}", query("n"), query("n")));
    assert_eq!(told(&mock), ["input-overridden"]);
    let once = format!(", inputParameters: [{}], with: {{page: rest.page}}", query("page"));
    assert!(told(&document("", &once, MOCK)).is_empty());
}

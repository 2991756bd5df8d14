//! Bodies: every parameter of one is sent, and a value of the document stays the document's.

use naftiko_codegen::model::{Expr, Field, RequestBody};

use super::{errors, program, told, warnings};

/// An operation with `inputs` and `body`, and a unit with `more`.
fn document(inputs: &str, body: &str, more: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Bodies, description: d}}
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    resources: [{{name: e, path: /e, operations: [{{name: op, method: POST, inputParameters: [{inputs}], body: {body}}}]}}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: /a
      operations: [{{method: POST, name: a, description: d, call: up.op{more}}}]
"
    )
}

const A: &str = "{name: a, in: body, type: string}";

fn body(inputs: &str, body: &str) -> RequestBody {
    program(&document(inputs, body, "")).upstreams[0].operations[0].body.clone()
}

#[test]
fn a_parameter_for_which_the_block_has_no_place_is_told() {
    for block in [
        "{type: text, data: 'x {{b}}'}",
        "{type: text, data: '{{b}}'}",
        "{type: xml, data: '<x>{{b}}</x>'}",
        "{type: json, data: ['{{b}}']}",
        "{type: json, data: '{{b}}'}",
        "{type: json, data: {a: fixed}}",
        "{type: formUrlEncoded, data: {a: fixed}}",
        "{type: multipartForm, data: [{name: a, value: fixed}]}",
    ] {
        assert_eq!(warnings(&document(A, block, "")), ["argument-unsent"], "{block}");
    }
    for block in [
        "{type: text, data: 'x {{a}}'}",
        "{type: xml, data: '<x y=\"{{a}}\"/>'}",
        "{type: json, data: ['{{a}}']}",
        "{type: json, data: {b: 'x {{a}}'}}",
        "{type: json, data: {'k{{a}}': 1}}",
        "{type: json, data: {b: 1}}",
        "{type: formUrlEncoded, data: {b: 1}}",
        "{type: multipartForm, data: [{name: b, value: 1}]}",
    ] {
        assert!(told(&document(A, block, "")).is_empty(), "{block}");
    }
}

#[test]
fn parts_and_fields_that_the_block_leaves_out_are_sent_beside_it() {
    let own = |field: &Field| field.name == "a" && field.parts == [Expr::Parameter(0)];
    let RequestBody::Multipart(parts) =
        body(A, "{type: multipartForm, data: [{name: b, value: 1}]}")
    else {
        panic!()
    };
    assert!(parts.iter().any(own), "{parts:?}");
}

#[test]
fn a_part_with_a_file_name_is_a_file() {
    let block = "{type: multipartForm, data: [{name: a, value: '{{a}}', filename: ship.txt, contentType: text/plain}, {name: b, value: x}]}";
    let RequestBody::Multipart(parts) = body(A, block) else { panic!() };
    let file = parts[0].file.as_ref().expect("the first part is a file");
    assert_eq!(file.name.as_deref(), Some("ship.txt"));
    assert_eq!(file.media.as_deref(), Some("text/plain"));
    assert_eq!(parts[1].file, None);

    let holed = document(A, &block.replace("ship.txt", "'{{a}}.txt'"), "");
    assert_eq!(errors(&holed), ["template-unsupported"]);
}

#[test]
fn a_value_of_a_parameter_is_sent_and_not_asked_for() {
    let fixed = "{name: a, in: body, value: always}";
    for block in [
        "{type: json, data: {b: '{{b}}'}}",
        "{type: formUrlEncoded, data: {b: '{{b}}'}}",
        "{type: multipartForm, data: {b: '{{b}}'}}",
    ] {
        let text = document(fixed, block, "");
        let capability = program(&text);
        let operation = &capability.upstreams[0].operations[0];
        let names: Vec<&str> = operation.arguments.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["b"], "{block}");
        match &operation.body {
            RequestBody::Json { template: Expr::Object(members), .. } => {
                assert_eq!(members[1].1, Expr::Json("\"always\"".to_owned()));
            }
            RequestBody::Form(fields) | RequestBody::Multipart(fields) => {
                assert_eq!(fields[1].parts, [Expr::Literal("always".to_owned())]);
            }
            other => panic!("{other:?}"),
        }
    }
    for block in [
        "{type: json, data: {a: other}}",
        "{type: json, data: ['{{b}}']}",
        "{type: text, data: 'x {{b}}'}",
        "{type: formUrlEncoded, data: {a: other}}",
    ] {
        assert_eq!(warnings(&document(fixed, block, "")), ["argument-unsent"], "{block}");
    }
}

#[test]
fn what_the_document_says_is_not_for_callers_to_give() {
    let block = "{type: json, data: {a: fixed, b: '{{b}}'}}";
    for more in [
        ", inputParameters: [{name: a, in: body, type: string, description: d}, {name: b, in: body, type: string, description: d}]",
        ", with: {a: rest.x, b: rest.b}",
    ] {
        let text = document("", block, more);
        assert_eq!(told(&text), ["undeclared-argument"], "{more}");
        let capability = program(&text);
        let parameters = &capability.rest().next().unwrap().routes[0].function.parameters;
        let names: Vec<&str> = parameters.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["b"], "{more}");
    }
}

//! Placeholders of paths and variables of URIs: each is one value with one name.

use naftiko_codegen::model::Place;

use super::{errors, program, told};

fn document(path: &str, uri: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Ships, description: d}}
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    resources:
    - name: e
      path: /e/{{a}}/{{b}}
      operations:
      - {{name: op, method: GET, inputParameters: [{{name: a, in: path}}, {{name: b, in: path}}]}}
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: '{path}'
      operations: [{{method: GET, name: a, description: d, call: up.op}}]
  - type: mcp
    namespace: m
    port: 9090
    transport: http
    resources: [{{name: t, uri: '{uri}', description: d, call: up.op}}]
"
    )
}

#[test]
fn a_name_stands_once() {
    assert!(errors(&document("/x/{a}/{b}", "x://{a}/{b}")).is_empty());
    assert!(errors(&document("/x/{a}-{b}", "x://{a}-{b}")).is_empty());
    for uri in ["x://{a}/{b}/{a}", "x://{a}/{b}/{{a}}"] {
        assert_eq!(errors(&document("/x/{a}/{b}", uri)), ["resource-invalid"], "{uri}");
    }
}

#[test]
fn only_plain_variables_of_uris_are_known() {
    for uri in [
        "x://{a}/{+b}",
        "x://{a}/{b*}",
        "x://{a}/{b:3}",
        "x://{a}{?b}",
        "x://{a}/{b}/{#f}",
        "x://{a}/{b}{c",
    ] {
        assert_eq!(errors(&document("/x/{a}/{b}", uri)), ["resource-invalid"], "{uri}");
    }
}

#[test]
fn a_path_that_repeats_a_placeholder_takes_one_value_for_it() {
    for (path, all) in [
        ("/x/{a}/{b}/{a}", vec![0, 2]),
        ("/x/{a}/{b}/{{ a }}", vec![0, 2]),
        ("/x/{a}-{a}/{b}", vec![0, 1]),
        ("/x/{a}/{b}/{a}/{a}.json", vec![0, 2, 3]),
    ] {
        let text = document(path, "x://{a}/{b}");
        assert_eq!(told(&text), ["path-param-repeated"], "{path}");
        let capability = program(&text);
        let parameters = &capability.rest().next().unwrap().routes[0].function.parameters;
        let place = |name: &str| parameters.iter().find(|p| p.name == name).unwrap().place.clone();
        assert_eq!(place("a"), Place::Same(all), "{path}");
        assert!(matches!(place("b"), Place::Path(_)), "{path}");
    }
    assert!(told(&document("/x/{a}/{b}", "x://{a}/{b}")).is_empty());
}

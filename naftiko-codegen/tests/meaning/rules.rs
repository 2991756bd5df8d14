//! Rules for values: what refuses a default, an example, a constant, and each other.

use super::inputs::{document, inputs};
use super::{errors, program, told};

/// What is told of an input with rules that a route declares.
fn told_of(rules: &str) -> Vec<&'static str> {
    let rest = inputs(&format!("{{name: u, in: query, description: d, {rules}}}"));
    told(&document("{name: u, in: query}", &rest, ""))
}

#[test]
fn a_default_that_its_rules_refuse_is_told_and_not_applied() {
    for refused in [
        "type: string, default: 5",
        "type: string, default: {a: b}",
        "type: string, enum: [a], default: b",
        "type: integer, default: '5'",
        "type: integer, default: 1.5",
        "type: integer, minimum: 1, default: 0",
        "type: integer, maximum: 9007199254740992, default: 9007199254740993",
        "type: number, exclusiveMaximum: 1.50, default: 1.5",
        "type: number, multipleOf: 0.1, default: 0.25",
        "type: string, minLength: 3, default: ab",
        "type: string, maxLength: 1, default: éé",
        "type: array, minItems: 1, default: []",
        "type: array, items: {type: integer, minimum: 1}, default: [1, 0]",
        "type: array, items: {type: integer}, default: [a]",
        "type: object, properties: {a: {const: 1}}, default: {a: 2}",
        "type: object, additionalProperties: false, default: {a: 2}",
        "type: integer, default: 1e3, maximum: 10",
        "type: integer, default: 5e-1",
        "type: integer, default: 9223372036854775808",
        "type: integer, default: -1e30",
        "type: number, multipleOf: 1e-2, default: 0.015",
        "type: array, items: {enum: [[1]]}, default: [[2.0]]",
        "type: array, items: false, default: [1]",
    ] {
        assert_eq!(told_of(refused), ["default-refused"], "{refused}");
    }
    for fine in [
        "type: integer, default: 1.0",
        "type: number, default: 1e3, maximum: 2e3",
        "type: integer, default: 9223372036854775807",
        "type: integer, default: -9223372036854775808.0",
        "type: array, items: {enum: [[1], {a: 2}]}, default: [[1.0], {a: 2.0}]",
        "type: number, enum: [1.0], default: 1",
        "type: number, multipleOf: 0.1, default: 0.3",
        "type: string, maxLength: 2, default: éé",
        "type: array, items: {type: integer, minimum: 1}, default: [1]",
        "type: object, properties: {a: {const: 1}}, default: {a: 1, b: 2}",
        "type: string, default: null",
    ] {
        assert!(told_of(fine).is_empty(), "{fine}: {:?}", told_of(fine));
    }
    let rest =
        inputs("{name: u, in: query, type: integer, description: d, minimum: 1, default: 0}");
    let capability = program(&document("{name: u, in: query}", &rest, ""));
    let parameter = &capability.rest().next().unwrap().routes[0].function.parameters[0];
    assert_eq!(parameter.default, None);
    let published = capability.types.annotation(parameter.bounds.unwrap(), "default");
    assert_eq!(published, None);
}

#[test]
fn values_that_their_own_rules_refuse_are_told() {
    for refused in [
        "type: integer, enum: ['1', 2]",
        "type: string, const: 5",
        "enum: [a, 1]",
        "type: string, enum: [abc], maxLength: 2",
        "type: array, items: {type: integer, enum: [a]}",
    ] {
        assert_eq!(told_of(refused), ["value-refused"], "{refused}");
    }
    for fine in [
        "type: string, enum: [a, null]",
        "type: integer, enum: [1, 2]",
        // Another finding tells of it.
        "type: string, enum: {a: 1}",
    ] {
        assert!(!told_of(fine).iter().any(|code| code.ends_with("refused")), "{fine}");
    }
}

#[test]
fn a_constant_beside_a_list_is_the_only_value() {
    for schema in ["const: a, enum: [a, b]", "enum: [a, b], const: a"] {
        let tool = format!(", inputSchema: {{type: object, properties: {{u: {{{schema}}}}}}}");
        let capability = program(&document("{name: u, in: query}", "", &tool));
        let parameter = &capability.mcp().next().unwrap().tools[0].function.parameters[0];
        let values = capability.types.get(parameter.bounds.unwrap()).values.as_deref();
        assert_eq!(values, Some(["\"a\"".to_owned()].as_slice()), "{schema}");
    }
}

#[test]
fn bounds_with_nothing_between_them_are_refused() {
    let of = |rules: &str| {
        let rest = inputs(&format!("{{name: u, in: query, description: d, {rules}}}"));
        errors(&document("{name: u, in: query}", &rest, ""))
    };
    for wrong in [
        "type: integer, minimum: 2, maximum: 1",
        "type: integer, minimum: 1e3, maximum: 999",
        "type: string, minLength: 1e2, maxLength: 99",
        "type: number, minimum: 1, exclusiveMaximum: 1.0",
        "type: number, exclusiveMinimum: 1, maximum: 1",
        "type: string, minLength: 2, maxLength: 1",
        "type: array, minItems: 2, maxItems: 1",
        "type: array, items: {type: integer, minimum: 2, maximum: 1}",
    ] {
        assert_eq!(of(wrong), ["bounds-contradict"], "{wrong}");
    }
    for fine in [
        "type: integer, minimum: 1, maximum: 1",
        "type: string, minLength: 1, maxLength: 1",
        "type: string, minLength: 1, maximum: 0",
    ] {
        assert!(of(fine).is_empty(), "{fine}");
    }
}

#[test]
fn a_constant_that_its_argument_cannot_be_is_told() {
    let of = |rules: &str, value: &str| {
        let consumed = format!("{{name: u, in: query, {rules}}}");
        let with = told(&document(&consumed, &format!(", with: {{u: {value}}}"), ""));
        let input = inputs(&format!(
            "{{name: u, in: query, type: string, description: d, value: {value}}}"
        ));
        assert_eq!(told(&document(&consumed, &input, "")), with, "{rules} {value}");
        with
    };
    for (rules, value) in [
        ("type: integer", "u"),
        ("type: integer", "1.5"),
        ("type: integer", "''"),
        ("type: boolean", "1"),
        ("type: array", "a"),
        ("type: integer, maximum: 5", "'6'"),
        ("type: string, enum: [a]", "b"),
    ] {
        assert_eq!(of(rules, value), ["constant-refused"], "{rules} {value}");
    }
    for (rules, value) in [
        ("type: integer", "'5'"),
        ("type: integer", "1.0"),
        ("type: boolean", "'true'"),
        ("type: string", "5"),
        ("type: array", "'[1]'"),
        ("type: array", "[1]"),
        ("type: integer, maximum: 5", "5"),
        ("type: string, enum: [a]", "a"),
    ] {
        assert!(of(rules, value).is_empty(), "{rules} {value}: {:?}", of(rules, value));
    }
}

#[test]
fn a_type_that_is_none_says_nothing_of_the_values() {
    let rest = inputs(
        "{name: u, in: query, description: d, type: any, default: {a: 1}, enum: [{a: 1}, 5]}",
    );
    let told = told(&document("{name: u, in: query}", &rest, ""));
    assert_eq!(told, ["type-invalid"]);
}

#[test]
fn items_and_members_that_other_keywords_speak_of_are_not_checked() {
    let of = |schema: &str| {
        let tool = format!(", inputSchema: {{type: object, properties: {{u: {{{schema}}}}}}}");
        document("{name: u, in: query}", "", &tool)
    };
    for fine in [
        "type: array, prefixItems: [{type: string}], items: {type: integer}, default: [a, 1]",
        "type: object, patternProperties: {'^x': {}}, additionalProperties: false, default: {xa: b}",
    ] {
        let text = of(fine);
        assert!(told(&text).is_empty(), "{fine}: {:?}", told(&text));
        let capability = program(&text);
        let parameter = &capability.mcp().next().unwrap().tools[0].function.parameters[0];
        assert!(!capability.types.narrows(parameter.bounds.unwrap()), "{fine}");
    }
}

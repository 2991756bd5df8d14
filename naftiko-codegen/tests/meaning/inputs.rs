//! Inputs: types, paths into bodies, constants, and what is added to forwarded requests.

use naftiko_codegen::model::{Capability, Expr, FunctionBody, Kind, Place, Segment};

use super::{errors, program, told};

/// `consumed` parameters of an operation, and `rest` and `tool` that call it.
pub(super) fn document(consumed: &str, rest: &str, tool: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Inputs, description: d}}
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    resources: [{{name: e, path: /e, operations: [{{name: op, method: POST, inputParameters: [{consumed}]}}]}}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: /a
      operations: [{{method: POST, name: a, description: d, call: up.op{rest}}}]
  - type: mcp
    namespace: m
    port: 9090
    transport: http
    tools: [{{name: t, description: d, call: up.op{tool}}}]
"
    )
}

pub(super) fn inputs(list: &str) -> String {
    format!(", inputParameters: [{list}]")
}

fn kind(text: &str) -> Kind {
    program(text).upstreams[0].operations[0].arguments[0].kind
}

#[test]
fn the_type_that_units_declare_wins_where_none_is_written() {
    let array = inputs("{name: ids, in: query, type: array, description: d}");
    let text = inputs("{name: ids, in: query, type: string, description: d}");
    let object = inputs("{name: ids, type: object, description: d}");
    let none = "";
    for place in ["query", "header", "cookie"] {
        let consumed = format!("{{name: ids, in: {place}}}");
        let of = |rest: &str, tool: &str| kind(&document(&consumed, rest, tool));
        assert_eq!(of(&array, &array), Kind::Array, "{place}");
        assert_eq!(of(&object, &object), Kind::Object, "{place}");
        assert_eq!(of(&array, &text), Kind::Any, "{place}");
        assert_eq!(of(&text, &array), Kind::Any, "{place}");
        assert_eq!(of(none, &array), Kind::Any, "{place}");
        assert_eq!(of(&text, none), Kind::String, "{place}");
        assert_eq!(of(", with: {ids: [a, b]}", &array), Kind::Array, "{place}");
        assert_eq!(of(", with: {ids: {a: rest.a}}", &object), Kind::Object, "{place}");
    }
    let template = "{name: q, in: query, value: '{{ids}}'}";
    assert_eq!(kind(&document(template, &array, &array)), Kind::Array);
    // What no consumed parameter has is sent under its type too (R61).
    assert_eq!(kind(&document("", &array, &array)), Kind::Any);
}

#[test]
fn a_type_that_no_value_fits_is_refused() {
    let array = inputs("{name: ids, in: query, type: array, description: d}");
    for written in ["string", "integer", "object", "boolean"] {
        let consumed = format!("{{name: ids, in: query, type: {written}}}");
        assert_eq!(errors(&document(&consumed, &array, "")), ["type-differs"], "{written}");
    }
    assert!(errors(&document("{name: ids, in: query, type: array}", &array, &array)).is_empty());
}

#[test]
fn a_path_of_an_input_reads_the_body_or_is_refused() {
    let of = |input: &str| document("{name: u, in: query}", &inputs(input), "");
    let place = |input: &str| {
        program(&of(input)).rest().next().unwrap().routes[0].function.parameters[0].place.clone()
    };
    let key = |name: &str| Segment::Key(name.to_owned());
    for (path, steps) in [
        ("$.user.id", vec![key("user"), key("id")]),
        ("'$[0].id'", vec![Segment::Index(0), key("id")]),
        ("\"$['a b'][-1]\"", vec![key("a b"), Segment::Index(-1)]),
        ("'$.rows[*].n'", vec![key("rows"), Segment::Each, key("n")]),
        ("$", vec![]),
    ] {
        let input = format!("{{name: u, in: body, type: string, description: d, value: {path}}}");
        assert_eq!(place(&input), Place::Within(steps), "{path}");
        let twin = input.replace("value:", "template:");
        assert!(matches!(place(&twin), Place::Within(_)), "{path}");
    }
    for wrong in ["query", "header", "cookie", "path"] {
        let input = format!("{{name: u, in: {wrong}, type: string, description: d, value: $.u}}");
        assert_eq!(errors(&of(&input)), ["input-path"], "{wrong}");
    }
    let tool = inputs("{name: u, type: string, description: d, value: $.u}");
    assert_eq!(errors(&document("{name: u, in: query}", "", &tool)), ["input-path"]);
    let filter = "{name: u, in: body, type: string, description: d, value: '$.a[?(@.x)]'}";
    let Place::Within(filtered) = place(filter) else { panic!("{filter}") };
    assert!(matches!(&filtered[..], [Segment::Key(_), Segment::Query(_)]));
    let script = "{name: u, in: body, type: string, description: d, value: '$.a[(@.length-1)]'}";
    assert_eq!(errors(&of(script)), ["jsonpath-unsupported"]);
    // A variable is no path.
    let variable = "{name: u, in: query, type: string, description: d, value: '${SITE}'}";
    assert!(errors(&of(variable)).is_empty());
}

#[test]
fn a_constant_input_that_is_referenced_is_not_the_callers() {
    let fixed = "{name: c, in: query, type: string, description: d, value: always}";
    let rest = format!(", with: {{u: rest.c}}{}", inputs(fixed));
    assert_eq!(errors(&document("{name: u, in: query}", &rest, "")), ["unsupported-feature"]);
}

#[test]
fn rules_that_are_not_applied_are_told_once_per_input() {
    let rest = inputs(
        "{name: u, in: query, type: string, description: d, enum: [a, b], default: a, format: date}",
    );
    assert!(told(&document("{name: u, in: query}", &rest, "")).is_empty());
    let consumed = "{name: u, in: query, type: integer, minimum: 1, maximum: 9}";
    assert!(told(&document(consumed, "", "")).is_empty());
    let consumed = "{name: u, in: query, type: string, pattern: '^a', explode: false}";
    assert_eq!(told(&document(consumed, "", "")), ["input-unchecked"]);
    for wrong in ["minimum: low", "maxLength: -1", "multipleOf: 0", "enum: a", "items: [a]"] {
        let rest =
            inputs(&format!("{{name: u, in: query, type: string, description: d, {wrong}}}"));
        let text = document("{name: u, in: query}", &rest, "");
        assert_eq!(told(&text), ["input-unchecked"], "{wrong}");
    }
    let harmless = "{name: u, in: query, type: integer, example: 5, title: U}";
    assert!(told(&document(harmless, "", "")).is_empty());
}

/// A forward to an entry with `inputs`.
fn forward(inputs: &str, trusted: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Forward, description: d}}
capability:
  consumes:
  - {{type: http, namespace: up, baseUri: 'https://up.ships.test', inputParameters: [{inputs}]}}
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: /a/{{path}}
      forward: {{targetNamespace: up, trustedHeaders: [{trusted}]}}
"
    )
}

#[test]
fn what_a_forward_cannot_send_is_said() {
    for (inputs, trusted, want) in [
        ("{name: X-A, in: header, value: a}", "X-Other", vec![]),
        ("{name: X-A, in: header}", "X-Other", vec![]),
        ("{name: X-A, in: header, value: 'u {{user}}'}", "X-Other", vec!["forward-input"]),
        ("{name: a, in: body, value: b}", "X-Other", vec!["forward-input"]),
        ("{name: a, in: path, value: b}", "X-Other", vec!["forward-input"]),
        ("{name: Host, in: header, value: b}", "X-Other", vec!["reserved-header"]),
        ("{name: X-A, in: header, value: a}", "x-a", vec!["forward-invalid"]),
        ("{name: a, in: cookie, value: a}", "Cookie", vec!["forward-invalid"]),
        ("{name: 'X A', in: header, value: a}", "X-Other", vec!["forward-invalid"]),
        ("{name: Authorization, in: header, value: Bearer x}", "X-Other", vec!["plaintext-secret"]),
    ] {
        assert_eq!(told(&forward(inputs, trusted)), want, "{inputs}");
    }
}

#[test]
fn what_a_path_is_made_of_is_required() {
    let of = |with: &str| {
        let text =
            document("{name: id, in: path}", "", with).replace("path: /e", "path: '/e/{id}'");
        let capability = program(&text);
        let tool = &capability.mcp().next().unwrap().tools[0];
        let mut needed = tool.function.parameters.iter().filter(|p| p.required);
        needed.next().map(|parameter| parameter.name.clone())
    };
    for with in [
        ", with: {id: tools.n}",
        ", with: {id: 'job-{{tools.n}}'}",
        ", with: {id: 'job-{{tools.n}}'}, inputParameters: [{name: n, type: string, description: d, required: false}]",
        ", inputParameters: [{name: n, type: string, description: d, required: false}, {name: id, type: string, description: d, value: 'job-{{n}}'}]",
    ] {
        let text = of(with);
        assert_eq!(text.as_deref(), Some("n"), "{with}");
    }
    assert_eq!(of(", with: {id: fixed}"), None);
}

/// Names of the operation's arguments, and what the route and the tool bind to them.
fn bound(text: &str) -> (Vec<String>, Vec<Expr>, Vec<Expr>) {
    let program: Capability = program(text);
    let names = program.upstreams[0].operations[0].arguments.iter().map(|one| one.name.clone());
    let bindings = |body: &FunctionBody| match body {
        FunctionBody::Call { bindings, .. } => bindings.clone(),
        other => panic!("{other:?}"),
    };
    let route = &program.rest().next().unwrap().routes[0].function;
    let tool = &program.mcp().next().unwrap().tools[0].function;
    (names.collect(), bindings(&route.body), bindings(&tool.body))
}

#[test]
fn a_unit_binds_arguments_that_a_later_one_names() {
    let named = ", with: {late: 1}";
    for (rest, tool) in [("", named), (named, "")] {
        let (names, route, tool) =
            bound(&document("{name: q, in: query, type: string}", rest, tool));
        assert_eq!(names, ["q", "late"]);
        let given = vec![Expr::Parameter(0), Expr::Json("1".to_owned())];
        let absent = vec![Expr::Parameter(0), Expr::Absent];
        let wanted = if rest.is_empty() { (absent, given) } else { (given, absent) };
        assert_eq!((route, tool), wanted);
    }
}

#[test]
fn an_input_that_a_value_refers_to_is_no_argument() {
    let declared = "{name: q, in: query, type: string}";
    for value in ["tools.term", "'{{term}}'", "'{{tools.term}}'", "m.term", "'as {{term}}'"] {
        let tool =
            format!(", with: {{q: {value}}}, inputParameters: [{{name: term, type: string}}]");
        let (names, ..) = bound(&document(declared, "", &tool));
        assert_eq!(names, ["q"], "{value}");
    }
    let constant = inputs("{name: q, type: string, value: '{{term}}'}, {name: term, type: string}");
    assert_eq!(bound(&document(declared, "", &constant)).0, ["q"]);
    // A text without braces is one.
    let text = ", with: {q: term}, inputParameters: [{name: term, type: string}]";
    assert_eq!(bound(&document(declared, "", text)).0, ["q", "term"]);
}

#[test]
fn units_of_one_anchor_are_bound_each() {
    let tools = "tools: [{name: t, description: d, call: up.op}]";
    let text = document("{name: q, in: query, type: string}", "", "").replace(
        tools,
        "tools: &shared\n    - {name: t, description: d, call: up.op, with: {q: m.term}}\n  - type: \
         mcp\n    namespace: n\n    port: 9091\n    transport: http\n    tools: *shared",
    );
    let program = program(&text);
    let bindings = program.mcp().map(|mcp| match &mcp.tools[0].function.body {
        FunctionBody::Call { bindings, .. } => bindings.as_slice(),
        other => panic!("{other:?}"),
    });
    // What is a reference behind one namespace is a text behind the other.
    let text = Expr::Json("\"m.term\"".to_owned());
    assert_eq!(bindings.collect::<Vec<_>>(), [[Expr::Parameter(0)], [text]]);
}

//! Names: variables of binds, parameters that can be seen, credentials.

use naftiko_codegen::model::{Credential, Expr, FunctionBody, Guard, PathPart, WireValue};

use super::{errors, one, program, report, told};

/// Two upstreams whose credentials are `first` and `second`, with `binds` at the root and in the
/// capability.
fn two(binds: &str, inner: &str, first: &str, second: &str) -> String {
    let entry = |name: &str, token: &str| {
        format!(
            "
  - type: http
    namespace: {name}
    baseUri: https://{name}.ships.test
    authentication: {{type: bearer, token: \"{token}\"}}
    resources: [{{name: e, path: /e, operations: [{{name: op, method: GET}}]}}]"
        )
    };
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Two, description: d}}
binds: [{binds}]
capability:
  binds: [{inner}]
  consumes:{}{}
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources: [{{path: /a, operations: [{{method: GET, name: a, description: d, call: up-a.op}}]}}]
",
        entry("up-a", first),
        entry("up-b", second)
    )
}

/// The environment variables that the two credentials are made of.
fn sources(text: &str) -> Vec<String> {
    let capability = program(text);
    let credentials = capability.upstreams.iter().flat_map(|upstream| &upstream.credentials);
    credentials
        .map(|credential| match credential {
            Credential::Bearer(parts) => match parts[..] {
                [Expr::Variable(index)] => capability.variables[index].name.clone(),
                _ => panic!("{parts:?}"),
            },
            other => panic!("{other:?}"),
        })
        .collect()
}

const A: &str = "{namespace: a, keys: {TOKEN: A_TOKEN}}";
const B: &str = "{namespace: b, keys: {TOKEN: B_TOKEN}}";

#[test]
fn a_qualified_name_is_the_key_of_that_bind() {
    let both = format!("{A}, {B}");
    let dotted = "{namespace: a.b, keys: {TOKEN: AB_TOKEN}}";
    for (binds, inner, first, second, want) in [
        (both.as_str(), "", "{{a.TOKEN}}", "{{b.TOKEN}}", ["A_TOKEN", "B_TOKEN"]),
        (A, B, "{{a.TOKEN}}", "{{b.TOKEN}}", ["A_TOKEN", "B_TOKEN"]),
        (B, A, "{{ a.TOKEN }}", "{{{b.TOKEN}}}", ["A_TOKEN", "B_TOKEN"]),
        (A, dotted, "{{a.TOKEN}}", "{{a.b.TOKEN}}", ["A_TOKEN", "AB_TOKEN"]),
        (A, "", "{{TOKEN}}", "{{env.TOKEN}}", ["A_TOKEN", "A_TOKEN"]),
        (A, "", "$env.TOKEN", "${TOKEN}", ["A_TOKEN", "A_TOKEN"]),
    ] {
        assert_eq!(sources(&two(binds, inner, first, second)), want, "{binds} {inner} {first}");
    }
}

#[test]
fn env_is_the_bind_of_that_name_when_there_is_one() {
    let env = "{namespace: env, keys: {TOKEN: E_TOKEN}}";
    for (first, second) in [("{{env.TOKEN}}", "{{a.TOKEN}}"), ("${env.TOKEN}", "{{a.TOKEN}}")] {
        assert_eq!(sources(&two(env, A, first, second)), ["E_TOKEN", "A_TOKEN"], "{first}");
    }
}

#[test]
fn a_name_with_two_sources_is_refused_wherever_it_stands() {
    for (binds, inner, name) in [
        (A, B, "{{TOKEN}}"),
        (B, A, "${TOKEN}"),
        (A, B, "$env.TOKEN"),
        (A, B, "{{env.TOKEN}}"),
        (A, "{namespace: a, keys: {TOKEN: OTHER}}", "{{a.TOKEN}}"),
    ] {
        let text = two(binds, inner, name, "{{a.TOKEN}}");
        assert!(errors(&text).contains(&"ambiguous-variable"), "{binds} {inner} {name}");
    }
    // The same source under two qualifiers is one variable.
    let twin = "{namespace: twin, keys: {TOKEN: A_TOKEN}}";
    assert_eq!(sources(&two(A, twin, "{{TOKEN}}", "{{twin.TOKEN}}")), ["A_TOKEN", "A_TOKEN"]);
}

#[test]
fn another_bind_does_not_stand_in_for_a_missing_key() {
    let text = two(A, "{namespace: c, keys: {OTHER: C_OTHER}}", "{{c.TOKEN}}", "{{a.TOKEN}}");
    assert_eq!(sources(&text), ["TOKEN", "A_TOKEN"]);
    let report = report(&text);
    let finding = report.findings.iter().find(|f| f.code.as_str() == "undeclared-variable");
    assert_eq!(finding.unwrap().help.as_deref(), Some("did you mean `{{a.TOKEN}}`?"));
}

#[test]
fn guards_and_base_uris_know_the_binds_too() {
    let text = two(A, B, "{{a.TOKEN}}", "{{b.TOKEN}}")
        .replace(
            "port: 8080",
            "port: 8080\n    authentication: {type: bearer, token: \"{{b.TOKEN}}\"}",
        )
        .replace("https://up-a.ships.test", "https://{b.TOKEN}.ships.test/{{a.TOKEN}}");
    let capability = program(&text);
    let name = |part: &Expr| match part {
        Expr::Variable(index) => capability.variables[*index].name.clone(),
        Expr::Literal(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let Some(Guard::Bearer(token)) = &capability.rest().next().unwrap().guard else { panic!() };
    assert_eq!(token.iter().map(name).collect::<Vec<_>>(), ["B_TOKEN"]);
    let base: Vec<String> = capability.upstreams[0].base_uri.iter().map(name).collect();
    assert_eq!(base, ["https://", "B_TOKEN", ".ships.test/", "A_TOKEN"]);
}

#[test]
fn a_parameter_in_capitals_is_a_parameter_in_every_place() {
    let id = "{name: ID, in: path}";
    let query = "{name: ID, in: query}";
    for (path, inputs, body, exposed, unit) in [
        ("/things/{{ID}}", id, "", "/upper/{ID}", ""),
        ("/things/{ID}", id, ", body: {type: json, data: {n: '{{ID}}'}}", "/upper/{ID}", ""),
        ("/things/{ID}", "", ", body: {type: text, data: 'n={{ID}}'}", "/upper/{ID}", ""),
        ("/things", query, ", body: {type: formUrlEncoded, data: {n: '{{ID}}'}}", "/upper", ""),
        (
            "/things",
            "{name: X-Id, in: header, value: 'x{{ID}}'}, {name: ID, in: query}",
            "",
            "/upper",
            "",
        ),
        // What only the caller's side declares is visible too.
        ("/things", "{name: q, in: query, value: '{{ID}}'}", "", "/upper/{ID}", ""),
        (
            "/things/{x}",
            "{name: x, in: path}",
            "",
            "/upper",
            ", inputParameters: [{name: ID, in: query, type: string, description: d}], with: {x: '{{ID}}'}",
        ),
        ("/things/{x}", "{name: x, in: path}", "", "/upper/{ID}", ", with: {x: 'a-{{ID}}'}"),
    ] {
        let text = one(path, inputs, body, exposed, unit);
        let capability = program(&text);
        let variables: Vec<&str> = capability.variables.iter().map(|v| v.name.as_str()).collect();
        assert!(variables.is_empty(), "{variables:?} {text}");
        assert!(!told(&text).contains(&"undeclared-variable"), "{text}");
        let function = &capability.rest().next().unwrap().routes[0].function;
        assert!(function.parameters.iter().any(|parameter| parameter.name == "ID"), "{text}");
    }
}

#[test]
fn a_name_that_no_parameter_has_is_still_a_variable() {
    let text = one("/things/{{ID}}", "{name: q, in: query, value: '{{ID}}'}", "", "/upper", "");
    let capability = program(&text);
    assert_eq!(capability.variables[0].name, "ID");
    let operation = &capability.upstreams[0].operations[0];
    assert!(operation.path.contains(&PathPart::Variable(0)));
    assert_eq!(operation.wires[0].value, WireValue::Text(vec![Expr::Variable(0)]));
    assert_eq!(told(&text), ["undeclared-variable"]);
    // A parameter with a value of its own is no caller's.
    let text = one("/things", "{name: KEY, in: query, value: '{{KEY}}'}", "", "/upper", "");
    assert_eq!(program(&text).variables[0].name, "KEY");
    let text = one("/things/{x}", "", "", "/upper", ", with: {x: '{{ID}}'}");
    let FunctionBody::Call { bindings, .. } =
        &program(&text).rest().next().unwrap().routes[0].function.body.clone()
    else {
        panic!()
    };
    assert_eq!(bindings[0], Expr::Text(vec![Expr::Variable(0)]));
}

#[test]
fn what_is_a_parameter_and_a_variable_is_refused() {
    let text = one("/things/{{ID}}", "{name: ID, in: path}", "", "/upper/{ID}", "")
        .replace("capability:", "binds: [{namespace: env, keys: {ID: ID}}]\ncapability:");
    assert_eq!(errors(&text), ["ambiguous-variable"]);
    // The qualifier says which.
    assert!(errors(&text.replace("{{ID}}", "{{env.ID}}")).is_empty());
}

#[test]
fn a_credential_takes_nothing_from_callers() {
    let with = |authentication: &str, inputs: &str, unit: &str| {
        one("/things", inputs, "", "/upper", unit).replace(
            "    resources:\n    - name: e",
            &format!("    authentication: {authentication}\n    resources:\n    - name: e"),
        )
    };
    let declared = ", inputParameters: [{name: t, in: header, type: string, description: d}]";
    for text in [
        with("{type: bearer, token: '{{t}}'}", "{name: t, in: header}", ""),
        with("{type: bearer, token: 'x {{tools.t}}'}", "{name: t, in: query}", ""),
        with("{type: bearer, token: '{{t}}'}", "", declared),
        with("{type: basic, username: u, password: '{{t}}'}", "", declared),
        with("{type: apikey, key: X-Key, value: '{{t}}', placement: header}", "", declared),
        with("{type: apikey, key: k, value: '{{t}}', placement: query}", "", declared),
        with("{type: digest, username: '{{t}}', password: '{{P}}'}", "", declared),
        with(
            "{type: oauth2, tokenEndpoint: 'https://i.test/t', clientId: c, clientSecret: '{{t}}'}",
            "",
            declared,
        ),
    ] {
        assert_eq!(errors(&text), ["credential-parameter"], "{text}");
    }
    let text = with("{type: bearer, token: '{{t}}'}", "", "");
    assert_eq!(told(&text), ["undeclared-variable"]);
}

#[test]
fn a_secret_in_a_document_is_told_and_not_shown() {
    let with = |authentication: &str| {
        one("/things", "", "", "/upper", "").replace(
            "    resources:\n    - name: e",
            &format!("    authentication: {authentication}\n    resources:\n    - name: e"),
        )
    };
    let secret = "s3cr3t-v4lue";
    let input = |input: &str| one("/things", input, "", "/upper", "");
    for text in [
        with("{type: bearer, token: s3cr3t-v4lue}"),
        with("{type: bearer, value: 's3cr3t-v4lue'}"),
        with("{type: basic, username: u, password: s3cr3t-v4lue}"),
        with("{type: digest, username: u, password: s3cr3t-v4lue}"),
        with("{type: apikey, key: X-Key, value: s3cr3t-v4lue}"),
        with("{type: apikey, headers: {X-Key: s3cr3t-v4lue}}"),
        with(
            "{type: oauth2, tokenEndpoint: 'https://i.test/t', clientId: c, clientSecret: s3cr3t-v4lue}",
        ),
        with("{type: bearer, token: '{{T}}'}")
            .replace(
                "port: 8080",
                "port: 8080\n    authentication: {type: bearer, token: s3cr3t-v4lue}",
            )
            .replace("capability:", "binds: [{namespace: env, keys: {T: T}}]\ncapability:"),
        input("{name: Authorization, in: header, value: Bearer s3cr3t-v4lue}"),
        input("{name: api_key, in: query, value: s3cr3t-v4lue}"),
        one("/t", "", ", body: {type: json, data: {client_secret: s3cr3t-v4lue}}", "/u", ""),
        one("/t", "", ", body: {type: formUrlEncoded, data: {password: s3cr3t-v4lue}}", "/u", ""),
        one("/t", "{name: token, in: query}", "", "/u", ", with: {token: s3cr3t-v4lue}"),
    ] {
        assert_eq!(told(&text), ["plaintext-secret"], "{text}");
        let report = report(&text);
        for finding in report.findings.iter().filter(|f| f.code.is_told()) {
            let style = naftiko_codegen::finding::Style::Plain;
            let shown = naftiko_codegen::finding::render(&report.sources, finding, style);
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    for text in [
        with("{type: bearer, token: 'x-{{env.T}}'}"),
        with("{type: basic, username: u, password: ''}"),
        input("{name: page_token, in: query, value: first}"),
        input("{name: Accept, in: header, value: text/csv}"),
    ] {
        assert!(!told(&text).contains(&"plaintext-secret"), "{text}");
    }
}

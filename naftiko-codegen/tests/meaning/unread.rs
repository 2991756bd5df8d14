//! What a document says and nothing reads: refused, or told.

use naftiko_codegen::model::Kind;

use super::{errors, program, told};

/// A REST and an MCP adapter with one unit each; every part can be replaced.
const DOCUMENT: &str = "naftiko: 1.0.0-alpha2
info: {label: Unread, description: d}
binds: [{namespace: env, keys: {KEY: KEY}}]
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    resources: [{name: e, path: /e, operations: [{name: op, method: GET, inputParameters: [{name: q, in: query}]}]}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - {path: /a, operations: [{method: GET, name: a, description: d, call: up.op}]}
  - type: mcp
    namespace: m
    port: 9090
    transport: http
    tools:
    - {name: t, description: d, call: up.op}
";

const ROUTE: &str = "{path: /a, operations: [{method: GET, name: a, description: d, call: up.op}]}";
const TOOL: &str = "{name: t, description: d, call: up.op}";

fn route(text: &str) -> String {
    DOCUMENT.replace(ROUTE, text)
}

fn tool(text: &str) -> String {
    DOCUMENT.replace(TOOL, text)
}

#[test]
fn a_null_in_with_is_told() {
    let text = tool("{name: t, description: d, call: up.op, with: {q: null}}");
    assert_eq!(told(&text), ["with-null"]);
    let capability = program(&text);
    let tool = &capability.mcp().next().unwrap().tools[0];
    assert_eq!(tool.function.parameters[0].name, "q");
}

#[test]
fn what_a_unit_answers_with_is_said_once() {
    for (text, code) in [
        ("{name: t, description: d, call: up.op, content: [hello]}", "content-invalid"),
        (
            "{name: t, description: d, content: [hello], outputParameters: [{value: b}]}",
            "content-invalid",
        ),
        ("{name: t, description: d, with: {q: 1}, outputParameters: [{value: b}]}", "with-type"),
        ("{name: t, description: d, content: [hello], with: {q: 1}}", "with-type"),
    ] {
        assert_eq!(errors(&tool(text)), [code], "{text}");
    }
    assert!(errors(&tool("{name: t, description: d, content: [hello]}")).is_empty());
}

#[test]
fn outputs_without_names_are_a_list_in_every_version() {
    let list = "{name: t, description: d, call: up.op, outputParameters: [{mapping: $.a}]}";
    let told = |version: &str| {
        let text = tool(list).replace("naftiko: 1.0.0-alpha2", version);
        let report = super::report(&text);
        let of_outputs = report.findings.sorted().into_iter().filter(|finding| {
            finding.code.as_str() == "foreign-spelling"
                && finding.message.contains("outputParameters")
        });
        of_outputs.count()
    };
    assert_eq!([told("naftiko: 1.0.0-alpha2"), told("ikanos: 1.0.0-beta5")], [0, 0]);
}

#[test]
fn a_block_says_what_its_kind_has() {
    let of =
        |block: &str| errors(&tool(&format!("{{name: t, description: d, content: [{block}]}}")));
    for block in [
        "{type: text, text: a, mimeType: text/plain}",
        "{type: text, text: a, data: YQ==}",
        "{type: text, text: a, uri: 'x://a'}",
        "{type: image, data: YQ==, mimeType: image/png, text: a}",
        "{type: resource, uri: 'x://a', text: a, data: YQ==}",
    ] {
        assert_eq!(of(block), ["content-invalid"], "{block}");
    }
    for block in [
        "{type: text, text: a}",
        "{type: image, data: YQ==, mimeType: image/png}",
        "{type: resource, uri: 'x://a', text: a, mimeType: text/plain}",
    ] {
        assert!(of(block).is_empty(), "{block}");
    }
}

#[test]
fn a_schema_is_the_only_list_of_inputs() {
    let of = |more: &str| tool(&format!("{{name: t, description: d, call: up.op, {more}}}"));
    for more in [
        "inputSchema: {type: object, properties: {q: {type: string}}}, inputParameters: [{name: q, type: string, description: d}]",
        "inputSchema: {type: object, properties: {q: {type: string}}, required: [q, p]}",
        "inputSchema: {type: object, required: [q]}",
    ] {
        assert_eq!(errors(&of(more)), ["input-schema-invalid"], "{more}");
    }
}

#[test]
fn a_tool_takes_what_its_own_schema_allows() {
    let of = |schema: &str| {
        let text = tool(&format!(
            "{{name: t, description: d, call: up.op, inputSchema: {{type: object, properties: {{q: {schema}}}}}}}"
        ));
        let capability = program(&text);
        let argument = capability.upstreams[0].operations[0].arguments[0].kind;
        (capability.mcp().next().unwrap().tools[0].function.parameters[0].kind, argument)
    };
    assert_eq!(of("{type: [string, 'null']}"), (Kind::String, Kind::String));
    assert_eq!(of("{type: ['null', array]}").0, Kind::Array);
    for open in ["{}", "{anyOf: [{type: string}, {type: array}]}", "{type: [string, array]}"] {
        assert_eq!(of(open), (Kind::Any, Kind::Any), "{open}");
    }
}

#[test]
fn what_narrows_a_guard_is_not_passed_over() {
    let with = |authentication: &str| {
        DOCUMENT.replace("port: 8080", &format!("port: 8080\n    {authentication}"))
    };
    for key in ["scopes: [a]", "audience: b", "resource: 'https://r.test'", "tokenValidation: jwks"]
    {
        let text = with(&format!("authentication: {{type: bearer, token: '{{{{KEY}}}}', {key}}}"));
        assert_eq!(errors(&text), ["unsupported-feature"], "{key}");
    }
    let both = with(
        "authentication: {type: bearer, token: '{{KEY}}'}\n    auth: {type: bearer, token: '{{env.KEY}}'}",
    );
    assert_eq!(errors(&both), ["auth-incomplete"]);
    assert!(errors(&with("authentication: {type: bearer, token: '{{KEY}}'}")).is_empty());
}

#[test]
fn what_a_type_of_credential_does_not_read_is_told() {
    let consumed = |authentication: &str| {
        told(&DOCUMENT.replace(
            "    resources: [{name: e",
            &format!("    authentication: {authentication}\n    resources: [{{name: e"),
        ))
    };
    let guard =
        |authentication: &str| {
            told(&DOCUMENT.replace(
                "port: 8080",
                &format!("port: 8080\n    authentication: {authentication}"),
            ))
        };
    for unread in [
        "{type: bearer, token: '{{KEY}}', placement: query}",
        "{type: bearer, token: '{{KEY}}', username: u}",
        "{type: bearer, token: 'Bearer {{KEY}}'}",
        "{type: basic, username: u, password: '{{KEY}}', token: '{{KEY}}'}",
        "{type: apikey, key: X-Key, value: '{{KEY}}', placement: header, username: u}",
        "{type: bearer, token: '{{KEY}}', headers: {X-Key: '{{KEY}}'}}",
        "{type: basic, username: u, password: '{{KEY}}', parameters: {key: '{{KEY}}'}}",
        "{type: apikey, headers: {X-Key: '{{KEY}}'}, placement: query}",
        "{type: header, parameters: {X-Key: '{{KEY}}'}, headers: {X-Other: '{{KEY}}'}}",
    ] {
        assert_eq!(consumed(unread), ["auth-unread"], "{unread}");
        assert_eq!(guard(unread), ["auth-unread"], "{unread}");
    }
    for fine in [
        "{type: bearer, token: '{{KEY}}'}",
        "{type: basic, username: u, password: '{{KEY}}'}",
        "{type: apikey, key: X-Key, value: 'Bearer {{KEY}}', placement: header}",
    ] {
        assert!(consumed(fine).is_empty() && guard(fine).is_empty(), "{fine}");
    }
    let issuer = "authorizationServerUri: 'https://id.ships.test'";
    let client = format!("type: oauth2, {issuer}, clientId: a, clientSecret: '{{{{KEY}}}}'");
    assert_eq!(consumed(&format!("{{{client}}}")), [""; 0]);
    assert_eq!(consumed(&format!("{{{client}, token: '{{{{KEY}}}}'}}")), ["auth-unread"]);
    let server = format!("type: oauth2, {issuer}, resource: 'https://r.ships.test', scopes: [a]");
    assert_eq!(guard(&format!("{{{server}}}")), [""; 0]);
    assert_eq!(guard(&format!("{{{server}, clientId: a}}")), ["auth-unread"]);
    let placed = "{type: header, headers: [{name: X-Key, value: '{{KEY}}', placement: query}]}";
    assert_eq!(consumed(placed), ["unknown-key"]);
    assert_eq!(guard(""), ["auth-incomplete"]);
    let control = format!("{DOCUMENT}  - {{type: control, port: 9999, authentication: }}\n");
    assert_eq!(errors(&control), ["auth-incomplete"]);
}

#[test]
fn what_a_forward_does_not_pass_on_is_told() {
    let forward = "forward: {targetNamespace: up, trustedHeaders: [X-A]}";
    let of = |path: &str, more: &str| route(&format!("{{path: '{path}', {forward}{more}}}"));
    assert!(told(&of("/f/{path}", "")).is_empty());
    assert_eq!(told(&of("/f/{tenant}/{path}", "")), ["forward-input"]);
    assert_eq!(told(&of("/f/{id}", "")), ["forward-input"]);
    assert_eq!(errors(&of("/f/{path}?a=b", "")), ["forward-invalid"]);
    let inputs = ", inputParameters: [{name: a, in: query, type: string, description: d}]";
    assert_eq!(told(&of("/f/{path}", inputs)), ["forward-input"]);
}

#[test]
fn a_file_has_no_inputs_and_headers_of_tools_are_of_tools() {
    let text = format!(
        "{DOCUMENT}    resources:\n    - {{name: f, uri: 'x://f', description: d, location: 'file://.', x-embed: false, outputParameters: [{{value: a}}]}}\n"
    );
    assert_eq!(errors(&text), ["resource-invalid"]);
    let text = route(
        "{path: /a, operations: [{method: GET, name: a, description: d, call: up.op, inputParameters: [{name: q, in: query, type: string, description: d, x-mcp-header: Q}]}]}",
    );
    assert_eq!(errors(&text), ["header-invalid"]);
}

#[test]
fn variables_of_uris_and_arguments_of_prompts_are_read() {
    let with = |more: &str| told(&format!("{DOCUMENT}    {more}\n"));
    for (uri, want) in [("x://{q}", vec![]), ("x://{id}", vec!["unused-path-param"])] {
        let resource =
            format!("resources: [{{name: r, uri: '{uri}', description: d, call: up.op}}]");
        assert_eq!(with(&resource), want, "{uri}");
    }
    for (content, want) in [
        ("In {{city}}", vec![]),
        ("In {city}", vec!["prompt-argument"]),
        ("nowhere", vec!["prompt-argument"]),
    ] {
        let prompt = format!(
            "prompts: [{{name: p, description: d, arguments: [{{name: city, description: c}}], template: [{{role: user, content: '{content}'}}]}}]"
        );
        assert_eq!(with(&prompt), want, "{content}");
    }
}

#[test]
fn what_has_no_name_is_told() {
    let consumed = |output: &str| {
        DOCUMENT.replace(
            "method: GET, inputParameters",
            &format!("method: GET, outputParameters: [{output}], inputParameters"),
        )
    };
    assert_eq!(told(&consumed("{type: string, mapping: $.n}")), ["output-unchecked"]);
    assert!(told(&consumed("{type: object, mapping: $}")).is_empty());
    for name in ["", "name: '', "] {
        let input = format!("{{{name}in: query, type: string, description: d}}");
        let mock = route(&format!(
            "{{path: /a, operations: [{{method: GET, name: a, description: d, inputParameters: [{input}], outputParameters: [{{value: b}}]}}]}}"
        ));
        assert_eq!(told(&mock), ["empty-param-name"], "{input}");
    }
}

#[test]
fn outputs_of_what_is_no_json_are_told() {
    let of = |format: &str| {
        DOCUMENT.replace(
            "method: GET, inputParameters",
            &format!("method: GET, outputRawFormat: {format}, outputParameters: [{{name: n, type: string, mapping: $.n}}], inputParameters"),
        )
    };
    assert_eq!(told(&of("xml")), ["output-unchecked"]);
    assert!(told(&of("json")).is_empty());
}

#[test]
fn a_path_that_others_read_further_is_told() {
    let of = |path: &str| {
        route(&format!(
            "{{path: '{path}', operations: [{{method: GET, name: a, description: d, call: up.op, with: {{q: rest.path}}}}]}}"
        ))
    };
    assert_eq!(told(&of("/x/{path}")), ["path-one-segment"]);
    assert_eq!(told(&of("/x/{{path}}")), ["path-one-segment"]);
    assert!(told(&of("/x/{path}/y")).is_empty());
    let version = DOCUMENT.replace("label: Unread", "label: Unread, version: 1.2.3");
    assert_eq!(told(&version), ["info-version"]);
}

#[test]
fn an_adapter_that_nobody_knows_is_one_mistake() {
    let of = |adapter: &str| {
        told(&format!(
            "naftiko: 1.0.0-alpha2
info: {{label: Adapters, description: d}}
capability:
  consumes: [{{type: http, namespace: up, baseUri: 'https://up.ships.test', resources: [{{name: e, path: /e, operations: [{{name: op, method: GET}}]}}]}}]
  exposes: [{adapter}]
"
        ))
    };
    assert_eq!(of("{type: soap, namespace: r, port: 8080}"), ["adapter-type-unsupported"]);
    assert_eq!(of("{namespace: r, port: 8080}"), ["adapter-type-unsupported"]);
    assert!(of("").contains(&"nothing-exposed"));
}

//! Base URIs and secrets: what cannot be called is told, and what is secret is shown to nobody.

use naftiko_codegen::finding::{Style, cargo_lines, render};
use naftiko_codegen::model::Expr;

use super::{errors, program, report, told};

/// An upstream at `base` with `more`, an operation of `path` with `inputs`, and `outputs`.
fn document(base: &str, more: &str, path: &str, inputs: &str, outputs: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Addresses, description: d}}
binds: [{{namespace: env, keys: {{SITE: SITE, KEY: API_KEY}}}}]
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: '{base}'{more}
    resources: [{{name: e, path: '{path}', operations: [{{name: op, method: GET, inputParameters: [{inputs}]}}]}}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: /a
      operations: [{{method: GET, name: a, description: d, call: up.op{outputs}}}]
"
    )
}

const BASE: &str = "https://up.ships.test";

#[test]
fn a_base_uri_that_cannot_be_called_is_told() {
    for base in [
        "https://up.ships.test:0",
        "https://up.ships.test:84430/v1",
        "https://up.ships.test:https",
        "https:///v1",
        "https://:443",
        "https://up.ships.test/v1?a=b",
        "https://up.ships.test/v1#b",
        "https://up ships.test",
        "https://{{SITE}}@up.ships.test",
    ] {
        assert_eq!(told(&document(base, "", "/e", "", "")), ["base-uri-invalid"], "{base}");
    }
    for base in [BASE, "http://127.0.0.1:8080/v1/", "http://[::1]:80", "https://{{SITE}}:84/v1"] {
        assert!(told(&document(base, "", "/e", "", "")).is_empty(), "{base}");
    }
}

#[test]
fn callers_do_not_choose_hosts() {
    for (base, variable) in [
        ("https://{{REGION}}.ships.test", "UP_REGION"),
        ("https://{{rest.REGION}}.ships.test", "UP_REST_REGION"),
        ("https://{REGION}.ships.test", "UP_REGION"),
    ] {
        let text = document(base, "", "/e", "{name: REGION, in: query}", "");
        assert_eq!(told(&text), ["base-uri-variable"], "{base}");
        let found = report(&text);
        let finding = found.findings.iter().find(|f| f.code.as_str() == "base-uri-variable");
        assert!(finding.unwrap().message.contains("is an input"), "{base} {finding:?}");
        let capability = program(&text);
        assert_eq!(capability.variables[0].name, variable);
    }
    // A bind decides.
    let text = document("https://{{SITE}}.ships.test", "", "/e", "{name: SITE, in: query}", "");
    let capability = program(&text.replace("{name: SITE", "{name: site"));
    assert_eq!(capability.upstreams[0].base_uri[1], Expr::Variable(0));
    assert_eq!(capability.variables[0].name, "SITE");
}

#[test]
fn secrets_are_told_wherever_they_stand_and_never_shown() {
    let secret = "s3cr3t-v4lue";
    let auth = "\n    authentication: {type: apikey, key: k, value: s3cr3t-v4lue, placement: body}";
    for (text, want) in [
        (
            document("https://u:s3cr3t-v4lue@up.ships.test", "", "/e", "", ""),
            vec!["base-uri-invalid", "plaintext-secret"],
        ),
        (
            document("https://s3cr3t-v4lue@up.example.com", "", "/e", "", ""),
            vec!["base-uri-invalid", "base-uri-placeholder", "plaintext-secret"],
        ),
        (
            document("https://up.ships.test?api_key=s3cr3t-v4lue", "", "/e", "", ""),
            vec!["base-uri-invalid", "plaintext-secret"],
        ),
        (
            document(BASE, "", "/e?api_key=s3cr3t-v4lue", "", ""),
            vec!["path-query", "plaintext-secret"],
        ),
        (document(BASE, auth, "/e", "", ""), vec!["auth-placement", "plaintext-secret"]),
        (
            document(BASE, "", "/e", "", ", with: {token: s3cr3t-v4lue}"),
            vec!["plaintext-secret", "undeclared-argument"],
        ),
    ] {
        let mut codes = told(&text);
        codes.sort_unstable();
        assert_eq!(codes, want, "{text}");
        let report = report(&text);
        let mut shown: Vec<String> = report
            .findings
            .iter()
            .map(|finding| render(&report.sources, finding, Style::Plain))
            .collect();
        shown.extend(cargo_lines(&report.sources, &report.findings));
        for text in shown {
            assert!(!text.contains(secret), "{text}");
        }
    }
    let fine = document(BASE, "", "/e?api_key={key}&page=1&token=", "", "");
    assert!(!told(&fine).contains(&"plaintext-secret"));
}

#[test]
fn a_credential_is_no_part_of_an_answer() {
    let bearer = "\n    authentication: {type: bearer, token: '{{KEY}}'}";
    let output = |value: &str| format!(", outputParameters: [{{type: string, value: '{value}'}}]");
    for value in ["{{KEY}}", "a {{env.KEY}}", "{{SITE}}{{KEY}}"] {
        let text = document(BASE, bearer, "/e", "", &output(value));
        assert_eq!(errors(&text), ["secret-in-answer"], "{value}");
    }
    let guard = document(BASE, "", "/e", "", &output("{{KEY}}")).replace(
        "port: 8080",
        "port: 8080\n    authentication: {type: basic, username: u, password: '{{KEY}}'}",
    );
    assert_eq!(errors(&guard), ["secret-in-answer"]);
    assert!(errors(&document(BASE, bearer, "/e", "", &output("at {{SITE}}"))).is_empty());
    assert!(errors(&document(BASE, "", "/e", "", &output("{{KEY}}"))).is_empty());
}

#[test]
fn a_credential_for_a_placeholder_has_one() {
    let auth = "\n    authentication: {type: apikey, key: key, value: '{{KEY}}', placement: path}";
    assert_eq!(errors(&document(BASE, auth, "/e", "", "")), ["auth-incomplete"]);
    for (base, path) in
        [(BASE, "/e/{key}"), (BASE, "/e/{{key}}"), ("https://x.test/bot{key}", "/e")]
    {
        assert!(errors(&document(base, auth, path, "", "")).is_empty(), "{base} {path}");
    }
    let list =
        "\n    authentication: {type: header, headers: [{name: X-A, value: '{{KEY}}'}, X-B]}";
    assert_eq!(errors(&document(BASE, list, "/e", "", "")), ["auth-incomplete"]);
}

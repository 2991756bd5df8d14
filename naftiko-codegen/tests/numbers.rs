//! A scalar that YAML takes for a number is one in JSON, to its last digit, wherever JSON is made of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Files, Options, check, generate};

/// A document with one operation, whose request body is `body`, and the tools `tools`.
fn document(body: &str, tools: &str) -> Source {
    let text = format!(
        r#"naftiko: 1.0.0-alpha2
info: {{label: Model, description: Texts that a model completes.}}
capability:
  consumes:
  - type: http
    namespace: model
    baseUri: https://completions.model.test
    resources:
    - name: completions
      path: /completions
      operations:
      - name: complete
        method: POST
        body: {body}
  exposes:
  - type: mcp
    namespace: model-tools
    port: 9090
    transport: http
    tools:
    - {{name: complete, description: Complete a text, call: model.complete}}
{tools}
"#
    );
    Source::new("model.yaml", text)
}

fn compile(document: &Source) -> Files {
    let names = CrateNames { binary: "model".into(), library: "model_library".into() };
    generate(&names, std::slice::from_ref(document), &Options::default()).unwrap().0
}

fn assert_has(files: &Files, parts: &[&str]) {
    let code: String = files.values().map(String::as_str).collect();
    for part in parts {
        assert!(code.contains(part), "{part} is not in\n{code}");
    }
}

#[test]
fn in_a_body() {
    let body = "{type: json, data: {a: .7, b: 5., c: -.5, d: +1, e: 0o17, f: 0x1F, g: 1e3, h: .5e-3, \
                i: 123456789012345678901234567890, list: [.5, {x: 0.10}], quoted: '.7', tag: !!str 1e400}}";
    let files = compile(&document(body, ""));
    assert_has(
        &files,
        &[
            r#"key("a").raw("0.7")"#,
            r#"key("b").raw("5.0")"#,
            r#"key("c").raw("-0.5")"#,
            r#"key("d").raw("1")"#,
            r#"key("e").raw("15")"#,
            r#"key("f").raw("31")"#,
            r#"key("g").raw("1e3")"#,
            r#"key("h").raw("0.5e-3")"#,
            r#"key("i").raw("123456789012345678901234567890")"#,
            r##"key("list").raw(r#"[0.5,{"x":0.10}]"#)"##,
            r##"key("quoted").raw(r#"".7""#)"##,
            r##"key("tag").raw(r#""1e400""#)"##,
        ],
    );
}

#[test]
fn in_a_body_that_is_a_text() {
    let body =
        r#"{type: json, data: '{"id": 123456789012345678901234567890, "f": 0.10, "x": {{x}}}'}"#;
    let files = compile(&document(body, ""));
    assert_has(
        &files,
        &[r#"key("id").raw("123456789012345678901234567890")"#, r#"key("f").raw("0.10")"#],
    );
    for refused in [r#"{"n": 1e400}"#, r#"{"a": 1, "a": 2}"#, r#"{"a": .7}"#] {
        let body = format!("{{type: json, data: '{refused}'}}");
        let report = check(&document(&body, ""), &Options::default());
        let codes: Vec<&str> = report.findings.iter().map(|found| found.code.as_str()).collect();
        assert!(codes.contains(&"shape"), "{refused}: {codes:?}");
    }
}

#[test]
fn in_schemas_and_constants() {
    let tools = r#"
    - name: score
      description: Score a text
      call: model.complete
      inputSchema: {type: object, properties: {n: {type: number, minimum: .5, maximum: 123456789012345678901234567890, multipleOf: .01}}}
    - name: limits
      description: What is allowed
      outputParameters:
      - {name: quoted, type: number, value: ".7"}
      - {name: plain, type: number, value: 5.}
      - {name: version, type: string, value: 1.10}
      - {name: word, type: string, value: true}
    - name: fixed
      description: Complete a fixed text
      call: model.complete
      with: {prompt: [.5, 0x1F], top: .25}"#;
    let files = compile(&document(
        "{type: json, data: {prompt: '{{tools.prompt}}', top: '{{tools.top}}'}}",
        tools,
    ));
    assert_has(
        &files,
        &[
            r#"{"type":"number","minimum":0.5,"maximum":123456789012345678901234567890,"multipleOf":0.01}"#,
            r##"("quoted", Expr::Json(r#"".7""#))"##,
            r#"("plain", Expr::Json("5.0"))"#,
            r##"("version", Expr::Json(r#""1.10""#))"##,
            r##"("word", Expr::Json(r#""true""#))"##,
            r#"Json("[0.5,31]")"#,
            r#"Json("0.25")"#,
        ],
    );
}

#[test]
fn in_rules_of_inputs() {
    let tools = r#"
    - name: complete-fixed
      description: Complete a text
      call: model.complete
      with: {prompt: '{{exact}}', top: '{{text}}'}
      inputParameters:
      - {name: exact, type: number, description: d, minimum: 9007199254740993, maximum: 1.50e+30,
         exclusiveMinimum: -0.10, exclusiveMaximum: 123456789012345678901234567890.5, multipleOf: 1e-400,
         default: 9007199254740993.0}
      - {name: text, type: string, description: d, minLength: 2.0, maxLength: 0x1F}
      - {name: few, type: number, description: d, enum: [0.10, 12345678901234567890123, 1E+3]}
  - type: rest
    namespace: model-rest
    port: 8080
    resources:
    - name: completions
      path: /completions
      operations:
      - name: complete
        method: POST
        call: model.complete
        with: {prompt: '{{exact}}', top: '{{few}}'}
        inputParameters:
        - {name: exact, in: query, type: number, description: d, minimum: 9007199254740993, maximum: 1.50e+30}
        - {name: few, in: query, type: number, description: d, enum: [0.10, 12345678901234567890123]}"#;
    let body = "{type: json, data: {prompt: '{{tools.prompt}}', top: '{{tools.top}}'}}";
    let files = compile(&document(body, tools));
    assert_has(
        &files,
        &[
            r#""minimum":9007199254740993,"maximum":1.50e+30,"exclusiveMinimum":-0.10"#,
            r#""exclusiveMaximum":123456789012345678901234567890.5,"multipleOf":1e-400"#,
            r#""default":9007199254740993.0"#,
            r#""minLength":2.0,"maxLength":31"#,
            // The case of the letter is no digit.
            r#""enum":[0.10,12345678901234567890123,1e+3]"#,
            r#""minimum":9007199254740993,"maximum":1.50e+30}"#,
            r#""enum":[0.10,12345678901234567890123]}"#,
            r#"minimum: Decimal::parse("9007199254740993"),"#,
            r#"maximum: Decimal::parse("1.50e+30"),"#,
            r#"multiple_of: Decimal::parse("1e-400"),"#,
            "min_length: 2,",
            "max_length: Some(31),",
        ],
    );
}

#[test]
fn a_bound_that_no_reader_can_read_is_not_applied_and_not_published() {
    for (rule, keyword) in [
        ("maximum: 1e400", "maximum"),
        ("minimum: -.inf", "minimum"),
        ("multipleOf: 0.0", "multipleOf"),
        ("multipleOf: -1e-400", "multipleOf"),
        ("minLength: 2.00000000000000000001", "minLength"),
        ("maxItems: 9007199254740993", "maxItems"),
    ] {
        let tools = format!(
            r#"
    - name: complete-fixed
      description: Complete a text
      call: model.complete
      with: {{prompt: '{{{{exact}}}}'}}
      inputParameters: [{{name: exact, type: number, description: d, {rule}}}]"#
        );
        let document = document("{type: json, data: {prompt: '{{tools.prompt}}'}}", &tools);
        let report = check(&document, &Options::default());
        let told = report.findings.iter().any(|found| {
            found.code.as_str() == "input-unchecked" && found.message.contains(keyword)
        });
        assert!(told, "{rule}: {:?}", report.findings);
        let code: String = compile(&document).values().map(String::as_str).collect();
        assert!(!code.contains(&format!("\"{keyword}\"")), "{rule}");
    }
}

#[test]
fn what_json_cannot_write_is_a_finding_everywhere() {
    let tools = r#"
    - name: score
      description: Score a text
      call: model.complete
      inputSchema: {type: object, properties: {n: {type: number, minimum: -.inf}}}
    - name: limits
      description: What is allowed
      outputParameters:
      - {name: most, type: number, value: .nan}
    - name: fixed
      description: Complete a fixed text
      call: model.complete
      with: {prompt: 1e400, top: [.inf]}"#;
    for number in
        [".inf", "-.INF", ".NaN", "1e400", "-1e400", "0x1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"]
    {
        let body = format!("{{type: json, data: {{prompt: {number}, top: '{{{{tools.top}}}}'}}}}");
        let report = check(&document(&body, tools), &Options::default());
        let found = report.findings.iter();
        let count = found.filter(|found| found.code.as_str() == "number-unwritable").count();
        assert_eq!(count, 5, "{number}: {:?}", report.findings);
        let form = format!("{{type: formUrlEncoded, data: {{prompt: {number}}}}}");
        let report = check(&document(&form, ""), &Options::default());
        assert!(report.findings.iter().any(|found| found.code.as_str() == "number-unwritable"));
    }
}

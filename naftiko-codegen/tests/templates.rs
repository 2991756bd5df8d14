//! A template says what it means, or is refused; a value is escaped for where it stands.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, check, generate};

/// A document whose one operation has the lines `operation`, and whose tool has the lines `tool`.
fn document(operation: &str, tool: &str) -> Source {
    let text = format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Notices, description: Notices to the tenants of a house.}}
capability:
  consumes:
  - type: http
    namespace: board
    baseUri: https://notices.house.test
    resources:
    - name: notices
      operations:
      - name: post
        method: POST
{operation}
  exposes:
  - type: mcp
    namespace: board-tools
    port: 9090
    transport: http
    tools:
    - name: post
      description: Post a notice
{tool}
"
    );
    Source::new("notices.yaml", text)
}

const CALL: &str = "      call: board.post";

fn body(data: &str) -> Source {
    document(&format!("        path: /notices\n        body: {data}"), CALL)
}

fn codes(document: &Source) -> Vec<String> {
    let report = check(document, &Options::default());
    report.findings.iter().map(|found| found.code.as_str().to_owned()).collect()
}

fn code(document: &Source) -> String {
    let names = CrateNames { binary: "notices".into(), library: "notices_library".into() };
    let made = generate(&names, std::slice::from_ref(document), &Options::default());
    let (files, _) = made.unwrap_or_else(|failed| panic!("{:?}: {failed:?}", codes(document)));
    files.values().map(String::as_str).collect()
}

const UNSUPPORTED: &[&str] = &[
    "a{{#flag}}yes",
    "{{^flag}}no{{/other}}",
    "{{/flag}}",
    "{{#flag}}{{>part}}{{/flag}}",
    "{{>part}}",
    "{{> *name }}",
    "{{<base}}{{$title}}x{{/title}}{{/base}}",
    "{{$title}}x{{/title}}",
    "{{=<% %>=}}<%x%>",
    "{{= | | =}}",
    "{{}}",
    "{{ }}",
    "{{.}}",
    "{{&}}",
    "{{{}}}",
    "hello {{name",
    "hello {{{name}}",
    "{{name | upper}}",
    "{{ if name }}",
    "{{name()}}",
    "{{$.name}}",
    "{{user.name}}",
    "{{tools.user.name}}",
    "a {{ b\n c }}",
];

#[test]
fn what_is_not_supported_is_an_error_wherever_templates_stand() {
    for template in UNSUPPORTED {
        let quoted = serde_json::to_string(template).unwrap();
        for place in [
            format!(
                "        path: /notices\n        body: {{type: json, data: {{note: {quoted}}}}}"
            ),
            format!("        path: /notices\n        body: {{type: json, data: {{{quoted}: 1}}}}"),
            format!("        path: /notices\n        body: {{type: text, data: {quoted}}}"),
            format!(
                "        path: /notices\n        body: {{type: formUrlEncoded, data: {{note: {quoted}}}}}"
            ),
            format!(
                "        path: /notices\n        body: {{type: multipartForm, data: [{{name: note, value: {quoted}}}]}}"
            ),
            format!("        path: /notices\n        body: {{type: sparql, data: {quoted}}}"),
            format!(
                "        path: /notices\n        inputParameters: [{{name: q, in: query, value: {quoted}}}]"
            ),
            format!(
                "        path: /notices\n        inputParameters: [{{name: x-q, in: header, value: {quoted}}}]"
            ),
            format!(
                "        path: /notices\n        inputParameters: [{{name: q, in: cookie, value: {quoted}}}]"
            ),
            format!(
                "        path: /notices/{{id}}\n        inputParameters: [{{name: id, in: path, value: {quoted}}}]"
            ),
        ] {
            let found = codes(&document(&place, CALL));
            assert!(found.iter().any(|code| code == "template-unsupported"), "{place}: {found:?}");
        }
        let xml = serde_json::to_string(&format!("<a>{template}</a>")).unwrap();
        let found = codes(&body(&format!("{{type: xml, data: {xml}}}")));
        assert!(found.iter().any(|code| code == "template-unsupported"), "{template}: {found:?}");
        let operation =
            "        path: /notices\n        body: {type: json, data: {note: '{{tools.note}}'}}";
        let with = format!("{CALL}\n      with: {{note: {quoted}}}");
        let structure = format!("{CALL}\n      with: {{note: {{text: {quoted}}}}}");
        let mock =
            format!("      outputParameters: [{{name: note, type: string, value: {quoted}}}]");
        for tool in [with, structure, mock] {
            let found = codes(&document(operation, &tool));
            // A value that begins like a path is read as one.
            let refused = found.iter().any(|code| code == "template-unsupported");
            assert!(refused, "{tool}: {found:?}");
        }
        let path =
            format!("        path: {}", serde_json::to_string(&format!("/n/{template}")).unwrap());
        let found = codes(&document(&path, CALL));
        let wanted = ["template-unsupported", "path-syntax"];
        assert!(found.iter().any(|code| wanted.contains(&code.as_str())), "{path}: {found:?}");
    }
}

#[test]
fn holes_in_names_are_errors() {
    for operation in [
        "        path: /notices?{{key}}=1",
        "        path: /notices?{{all}}",
        "        path: /notices?a{{b}}=1",
        "        path: /notices\n        inputParameters: [{name: '{{key}}', in: query}]",
        "        path: /notices\n        body: {type: formUrlEncoded, data: {'{{key}}': 1}}",
        "        path: /notices\n        body: {type: json, data: {'{{#key}}k{{/key}}': 1}}",
        "        path: /notices\n        body: {type: formUrlEncoded, data: '{{key}}=1'}",
        "        path: /notices\n        body: {type: multipartForm, data: [{name: '{{key}}', value: x}]}",
    ] {
        let found = codes(&document(operation, CALL));
        assert!(found.iter().any(|code| code == "template-unsupported"), "{operation}: {found:?}");
    }
    let operation =
        "        path: /notices\n        body: {type: json, data: {note: '{{tools.note}}'}}";
    for tool in [
        "      call: board.post\n      with: {note: {'{{key}}': 1}}",
        "      outputParameters: [{name: note, value: {'{{key}}': 1}}]",
    ] {
        let found = codes(&document(operation, tool));
        assert!(found.iter().any(|code| code == "template-unsupported"), "{tool}: {found:?}");
    }
}

#[test]
fn comments_are_left_out() {
    let made =
        code(&body(r#"{type: text, data: "a {{! one }}b\n{{!\n two\n}}\nc {{{x}}} {{& y }}"}"#));
    assert!(made.contains(r#"format_args!("a b\nc {x} {y}")"#), "{made}");
    let made =
        code(&body(r#"{type: json, data: '{"a": {{! it''s "odd" }} {{n}}, "b": "x{{! c }}"}'}"#));
    assert!(made.contains(r#"body.member("a", &self.n)"#), "{made}");
    assert!(
        made.contains(r##"key("b").raw(r#""x""#)"##) || made.contains(r#""{}", "x""#),
        "{made}"
    );
}

#[test]
fn sections_and_members_are_filled_in() {
    let inputs = "        path: /notices\n        inputParameters: [{name: user, in: body, type: object}, {name: tags, in: body, type: array}]\n";
    let made = code(&document(
        &format!(
            "{inputs}        body: {{type: json, data: {{name: '{{{{user.name}}}}', text: '{{{{#tags}}}}{{{{.}}}}{{{{user.name}}}}{{{{/tags}}}}'}}}}"
        ),
        CALL,
    ))
    .replace(char::is_whitespace, "");
    for part in [
        r#"letfilled_0=request.fill_value(&Expr::Member{of:&Expr::Parameter(0),path:&[Segment::Key("name")],},&[("user",&self.user)],);"#,
        r#"letfilled_1=request.fill(&[Expr::Section{of:&Expr::Parameter(1),inverted:false,"#,
        r#"&[("user",&self.user),("tags",&self.tags)]"#,
        r#"body.member("name",&filled_0);"#,
        r#"body.key("text").text(format_args!("{filled_1}"));"#,
    ] {
        assert!(made.contains(part), "{part} is not in\n{made}");
    }
    for (place, text) in
        [("xml", "<a>{{#tags}}<b/>{{/tags}}</a>"), ("json", "[{{#tags}}1{{/tags}}]")]
    {
        let found = codes(&document(
            &format!("{inputs}        body: {{type: {place}, data: '{text}'}}"),
            CALL,
        ));
        assert!(found.contains(&"template-unsupported".to_owned()), "{place}: {found:?}");
    }
}

#[test]
fn keys_have_holes() {
    let data =
        "{type: json, data: {users: {'{{user}}': {role: '{{role}}'}, 'x-{{user}}': 1, fixed: 2}}}";
    let made = code(&body(data));
    assert!(
        made.contains(
            r#"request.distinct_keys(&[&format!("{user}"), &format!("x-{user}"), "fixed"]);"#
        ),
        "{made}"
    );
    assert!(made.contains(r#"body.key(&format!("{user}")).open_object();"#), "{made}");
    assert!(made.contains(r#"body.member("role", &self.role);"#), "{made}");
    // Without it the member would have an empty name; null is no name either.
    assert!(made.contains(r#"let user = request.key_text("user", &self.user);"#), "{made}");
    assert!(made.contains(r#""required":["user"]"#), "{made}");
    let made = code(&body(r#"{type: json, data: '{"{{user}}": 1, {{other}}: {{x}}}'}"#));
    assert!(made.contains(r#"body.member(&format!("{other}"), &self.x);"#), "{made}");
}

#[test]
fn xml_is_escaped_for_the_place() {
    let xml = r#"{type: xml, data: '<a k="{{k}}"><b>{{x}} &amp; {{y}}</b><![CDATA[{{c}}]]><![CDATA[1{{d}}2]]></a>'}"#;
    let made = code(&body(xml)).replace(char::is_whitespace, "");
    for part in [
        r#".attribute("k",&self.k)"#,
        r#".text("x",&self.x).markup("&amp;").text("y",&self.y)"#,
        r#".markup("</b>").text("c",&self.c).markup("<![CDATA[1]]>").text("d",&self.d).markup("<![CDATA[2]]></a>")"#,
    ] {
        assert!(made.contains(part), "{part} is not in\n{made}");
    }
    let made = code(&body("{type: xml, data: \"{{document}}\\n\"}"));
    assert!(made.contains(r#"request.content("application/xml", &self.document)"#), "{made}");
}

#[test]
fn holes_that_cannot_be_escaped_are_errors() {
    for xml in [
        "<{{x}}/>",
        "<a {{x}}/>",
        "<a b={{x}}/>",
        "<a></{{x}}>",
        "<a><!-- {{x}} --></a>",
        "<?p {{x}}?><a/>",
        "<!DOCTYPE {{x}}><a/>",
        "<a><script>{{x}}</script></a>",
        "<a/>{{x}}",
        "<?xml version='1.0'?>{{x}}",
        "{{x}}{{y}}",
    ] {
        let quoted = serde_json::to_string(xml).unwrap();
        let found = codes(&body(&format!("{{type: xml, data: {quoted}}}")));
        assert!(found.iter().any(|code| code == "xml-hole"), "{xml}: {found:?}");
    }
    let found = codes(&body("{type: yaml, data: 'a: {{x}}'}"));
    assert!(found.iter().any(|code| code == "template-unsupported"), "{found:?}");
}

#[test]
fn a_form_that_is_a_text_is_encoded_once() {
    let made = code(&body("{type: formUrlEncoded, data: 'a%20b=c+d%26e&f={{x}}%21'}"));
    assert!(made.contains(r#"form.field("a b", "c d&e")"#), "{made}");
    assert!(made.contains(r#"form.text("f", format_args!("{x}!"))"#), "{made}");
}

#[test]
fn header_names_have_constants_of_their_own() {
    let inputs = "        path: /notices
        inputParameters:
        - {name: X-Trace, in: header, value: a}
        - {name: x_trace, in: header, value: b}
        - {name: Operation, in: header, value: c}
        - {name: '!', in: header, value: d}";
    let code = code(&document(inputs, CALL));
    for part in [
        r#"const X_TRACE: HeaderName = HeaderName::from_static("x-trace");"#,
        r#"const X_TRACE_2: HeaderName = HeaderName::from_static("x_trace");"#,
        r#"const OPERATION_2: HeaderName = HeaderName::from_static("operation");"#,
        r#"const P: HeaderName = HeaderName::from_static("!");"#,
        r#"request.header(X_TRACE, "a");"#,
        r#"request.header(X_TRACE_2, "b");"#,
        r#"request.header(OPERATION_2, "c");"#,
        r#"request.header(P, "d");"#,
    ] {
        assert!(code.contains(part), "{part} is not in\n{code}");
    }
}

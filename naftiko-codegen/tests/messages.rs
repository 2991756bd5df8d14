//! Messages stand where the mistake is, say what to write, and come once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use naftiko_codegen::finding::{Code, Finding, Level};
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, check};

/// A document with one operation, `shop.get-order` at `/orders/{order_id}`, and what it exposes.
fn document(consumed: &str, exposed: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2\ninfo: {{label: Shop, description: Shop}}\nbinds:\n- {{namespace: env, \
         keys: {{TOKEN: TOKEN}}}}\ncapability:\n  consumes:\n{consumed}  exposes:\n{exposed}"
    )
}

const SHOP: &str = "  - type: http
    namespace: shop
    baseUri: https://shop.test
    resources:
    - path: /orders/{order_id}
      operations:
      - {name: get-order, method: GET, description: Get}
";
const TOOLS: &str =
    "  - type: mcp\n    namespace: agents\n    port: 9090\n    transport: http\n    tools:\n";
const TOOL: &str = "    - {name: t, description: T, call: shop.get-order}\n";

/// What is said beside notes.
fn found(text: &str) -> Vec<Finding> {
    let report = check(&Source::new("shop.yaml", text.to_owned()), &Options::default());
    let sorted = report.findings.sorted().into_iter().cloned();
    sorted.filter(|finding| finding.level() != Level::Note).collect()
}

fn codes(text: &str) -> Vec<Code> {
    found(text).iter().map(|finding| finding.code).collect()
}

/// The only finding: its code, the text of the line from its place on, and its help.
fn only(text: &str) -> (Code, String, String) {
    let found = found(text);
    let [finding] = found.as_slice() else { panic!("{found:#?}") };
    let span = finding.span.expect("a place");
    let line = text.lines().nth(span.line as usize - 1).expect("a line");
    let from: String = line.chars().skip(span.column as usize - 1).collect();
    (finding.code, from, finding.help.clone().unwrap_or_default())
}

#[test]
fn a_reference_to_no_placeholder() {
    let route = |with: &str| {
        format!(
            "  - type: rest\n    namespace: api\n    port: 8080\n    resources:\n    - path: \
             /orders/{{order_id}}\n      operations:\n      - method: GET\n        name: get\n        \
             description: Get\n        call: shop.get-order\n        with: {with}\n"
        )
    };
    for (with, place) in [
        ("{order_id: rest.id}", "rest.id}"),
        ("{order_id: '{{id}}'}", "'{{id}}'}"),
        ("{order_id: api.id}", "api.id}"),
    ] {
        let (code, from, help) = only(&document(SHOP, &route(with)));
        assert_eq!((code, from.as_str()), (Code::UnusedPathParam, place));
        assert_eq!(
            help,
            "`id` is no placeholder of the path: write `rest.order_id` if that is meant"
        );
    }
    assert_eq!(codes(&document(SHOP, &route("{order_id: rest.order_id}"))), []);
}

#[test]
fn expressions_without_quotes() {
    let token = |token: &str| {
        let shop = SHOP.replace(
            "    resources:",
            &format!("    authentication: {{type: bearer, token: {token}}}\n    resources:"),
        );
        document(&shop, &format!("{TOOLS}{TOOL}"))
    };
    assert_eq!(codes(&token("'{{TOKEN}}'")), []);
    let (code, from, help) = only(&token("{{TOKEN}}"));
    assert_eq!((code, from.as_str()), (Code::YamlSyntax, "TOKEN}}}"));
    assert_eq!(help, "put it in quotes: `'{{TOKEN}}'`");
    let uri = SHOP.replace("https://shop.test", "{{TOKEN}}");
    assert_eq!(only(&document(&uri, &format!("{TOOLS}{TOOL}"))).0, Code::YamlSyntax);
    let listed = format!("{TOOLS}    - {{{{TOKEN}}}}\n");
    let said = found(&document(SHOP, &listed));
    let quotes = |f: &Finding| f.help.as_deref() == Some("put it in quotes: `'{{TOKEN}}'`");
    assert!(said.iter().any(quotes), "{said:?}");
    let path = SHOP.replace("/orders/{order_id}", "{{TOKEN}}/orders");
    let said = found(&document(&path, &format!("{TOOLS}{TOOL}")));
    assert!(
        said.iter().all(|f| f.help.as_deref().is_some_and(|h| h.contains("in quotes"))),
        "{said:?}"
    );
    // A mapping as a key is another mistake.
    let key = SHOP.replace("https://shop.test", "{? {a: b} : c}");
    let said = found(&document(&key, &format!("{TOOLS}{TOOL}")));
    assert!(said.iter().any(|f| f.message.contains("cannot be the key")), "{said:?}");
}

#[test]
fn one_mistake_is_one_message() {
    let tools = format!("{TOOLS}{TOOL}{}", TOOL.replace("name: t", "name: u"));
    let good = document(SHOP, &tools);
    assert_eq!(codes(&good), []);
    for (right, wrong, expected) in [
        ("method: GET", "method: GTE", vec![Code::MethodUnsupported]),
        ("name: get-order", "nmae: get-order", vec![Code::UnknownKey, Code::OperationNameMissing]),
        ("/orders/{order_id}", "/orders/{order_id", vec![Code::PathSyntax]),
    ] {
        assert_eq!(codes(&document(&SHOP.replace(right, wrong), &tools)), expected, "{wrong}");
    }
    let misspelt = document(SHOP, &format!("{TOOLS}{}", TOOL.replace("get-order", "get-ordre")));
    assert_eq!(codes(&misspelt), [Code::UnknownOperation]);
}

#[test]
fn prompts_and_resources_are_something() {
    let resource = "    resources:\n    - {name: a, label: A, uri: 'shop://a', description: A, \
                    call: shop.list}\n";
    let prompt = "    prompts:\n    - name: p\n      description: P\n      template:\n      - {role: \
                  user, content: Hello}\n";
    let shop = SHOP.replace("/orders/{order_id}", "/orders").replace("get-order", "list");
    let head = TOOLS.replace("    tools:\n", "");
    for offered in [resource, prompt] {
        let said = codes(&document(&shop, &format!("{head}{offered}")));
        assert!(!said.contains(&Code::NothingExposed), "{said:?}");
    }
    let said = codes(&document(&shop, &head));
    assert!(said.contains(&Code::NothingExposed), "{said:?}");
}

#[test]
fn what_was_written_is_not_suggested() {
    let route = "  - type: rest\n    namespace: api\n    port: 8080\n    resources:\n    - path: \
                 /orders/{order_id}\n      operations:\n      - {method: GET, name: get, description: \
                 Get, call: shop.get-order, content: [Hello]}\n";
    let said = found(&document(SHOP, route));
    let [finding] = said.as_slice() else { panic!("{said:#?}") };
    assert_eq!(finding.code, Code::UnknownKey);
    assert!(!finding.help.as_deref().unwrap_or_default().contains("content"), "{finding:?}");
}

#[test]
fn documents_of_another_kind_are_named() {
    for (text, kind) in [
        ("openapi: 3.1.0\ninfo: {title: x}\n", "an OpenAPI document;"),
        ("{\"swagger\": \"2.0\"}", "an OpenAPI document of version 2"),
        ("asyncapi: 3.0.0\n", "an AsyncAPI document"),
        ("arazzo: 1.0.0\n", "an Arazzo document"),
        ("services:\n  a: {image: x}\n", "Docker Compose"),
        ("apiVersion: v1\nkind: Service\n", "Kubernetes"),
        ("{\"info\": {}, \"item\": []}", "Postman"),
        ("{\"mcpServers\": {}}", "an MCP client"),
        ("{\"$schema\": \"x\", \"type\": \"object\"}", "a JSON Schema"),
        ("- a\n", "begins with `naftiko: 1.0.0-alpha2`"),
        ("hello\n", "begins with `naftiko: 1.0.0-alpha2`"),
    ] {
        let (code, _, help) = only(text);
        assert_eq!(code, Code::NotACapability, "{text}");
        assert!(help.contains(kind) && help.contains("naftiko: 1.0.0-alpha2"), "{help}");
    }
    assert!(only("openapi: 3.1.0\n").2.contains("`baseUri`"));
}

#[test]
fn an_unknown_key_gets_no_suggestion_that_is_itself() {
    // `content` is a key of tools, and of no REST operation.
    let route = "  - type: rest
    namespace: api
    port: 8080
    resources:
    - path: /orders/{order_id}
      operations:
      - {method: GET, name: get, description: Get, call: shop.get-order, content: [a]}
";
    let (code, from, help) = only(&document(SHOP, route));
    assert_eq!((code, help.as_str()), (Code::UnknownKey, ""));
    assert!(from.starts_with("content: "), "{from}");
}

#[test]
fn a_key_of_another_version_is_named_as_in_this_one() {
    let tool = TOOL.replace("name: t,", "name: t, display: Tool,");
    let (code, from, help) = only(&document(SHOP, &format!("{TOOLS}{tool}")));
    assert_eq!((code, help.as_str()), (Code::ForeignSpelling, "write `label`"));
    assert!(from.starts_with("display: "), "{from}");
}

#[test]
fn a_port_that_is_no_single_value_is_refused() {
    let tools = TOOLS.replace("port: 9090", "port: [9090]");
    let codes = codes(&document(SHOP, &format!("{tools}{TOOL}")));
    assert!(codes.contains(&Code::Shape), "{codes:?}");
}

#[test]
fn a_version_is_told_without_a_body() {
    let codes = codes("naftiko: 1.0.0-alpha1\ninfo: {label: Shop, description: Shop}\n");
    assert_eq!(codes, [Code::CapabilityMissing, Code::VersionMismatch]);
}

#[test]
fn three_syntax_errors_are_three_findings() {
    let good = document(SHOP, &format!("{TOOLS}{TOOL}"));
    let mut text = good.clone();
    for (right, wrong) in [
        ("label: Shop", "label: 'Shop"),
        ("baseUri: https", "baseUri:https"),
        ("port: 9090", "port: 90: 90"),
    ] {
        assert!(text.contains(right), "{right}");
        text = text.replace(right, wrong);
    }
    let found = found(&text);
    let lines: Vec<u32> = found.iter().map(|finding| finding.span.expect("a place").line).collect();
    let broken = |part: &str| 1 + text[..text.find(part).expect(part)].matches('\n').count() as u32;
    assert_eq!(lines, ["label: 'Shop", "baseUri:https", "90: 90"].map(broken), "{found:#?}");
    assert!(found.iter().all(|finding| finding.code == Code::YamlSyntax), "{found:#?}");
    assert!(found.iter().all(|finding| finding.help.is_some()), "{found:#?}");
}

#[test]
fn an_alias_of_what_was_left_out_is_no_mistake() {
    let found = found("a: &x 'open\nb: *x\nc: *y\n");
    let told: Vec<(u32, &str)> = found
        .iter()
        .map(|finding| (finding.span.expect("a place").line, finding.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [(1, "invalid YAML: the quote is not closed"), (3, "invalid YAML: unknown anchor")]
    );
}

#[test]
fn what_cannot_be_read_is_told_twenty_times_at_most() {
    let text: String = (0..1000).map(|n| format!("k{n}:\n  a: @x\n  b: y\n")).collect();
    let found = found(&text);
    assert_eq!(found.len(), 21);
    let last = found.last().and_then(|finding| finding.span).expect("a place");
    // The rest is one.
    assert_eq!(last.line, 20 * 3 + 2);
}

#[test]
fn an_unknown_key_of_an_adapter_is_told_with_its_kind() {
    let control = "  - {type: control, port: 9091, prt: 1}\n";
    let said = found(&document(SHOP, &format!("{TOOLS}{TOOL}{control}")));
    let messages: Vec<&str> = said.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["unknown key `prt` in a control adapter; it is ignored"]);
}

#[test]
fn a_version_is_no_mapping() {
    for (version, code) in [
        ("1.0.0-alpha2", Code::VersionMismatch),
        ("1.0.0-alpha1", Code::VersionMismatch),
        ("1.0.0-alpha9", Code::VersionUnsupported),
    ] {
        let text = document(SHOP, &format!("{TOOLS}{TOOL}"));
        let text =
            text.replace("naftiko: 1.0.0-alpha2", &format!("naftiko: {{version: {version}}}"));
        let (found, from, help) = only(&text);
        assert_eq!((found, from.as_str()), (code, format!("{version}}}").as_str()));
        assert_eq!(help, "write `naftiko: 1.0.0-alpha2`");
    }
}

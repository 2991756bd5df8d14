//! Texts that are sent or compared: escapes and names arrive as what they stand for, or are refused.

use naftiko_codegen::model::{PathPart, RequestBody, WireValue};

use super::{errors, one, program, told};

#[test]
fn a_path_that_no_request_can_have_is_refused() {
    for path in ["/a/%FF", "/%C3%28", "/a%E2%82/b", "/x?k=%FF", "/x?%FF", "/x?id={id}", "/x?{id}"] {
        assert_eq!(errors(&one("/e", "", "", path, "")), ["path-syntax"], "{path}");
    }
    for path in ["/caf%C3%A9", "/a%2Fb", "/100%", "/%zz", "/x?a=%20", "/x?a"] {
        assert!(errors(&one("/e", "", "", path, "")).is_empty(), "{path}");
    }
}

#[test]
fn conditions_are_compared_as_what_they_stand_for() {
    let text = one("/e", "", "", "/x?a%20b=c+d%26e&f", "");
    let path = program(&text).rest().next().unwrap().routes[0].path.clone();
    assert_eq!(
        path.conditions,
        [("a b".to_owned(), Some("c d&e".to_owned())), ("f".to_owned(), None)]
    );
}

#[test]
fn a_fixed_query_is_encoded_once() {
    let of = |path: &str| program(&one(path, "", "", "/x", "")).upstreams[0].operations[0].clone();
    assert_eq!(of("/e?page%5Bsize%5D=a%20b+c").fixed_query, ["page%5Bsize%5D=a%20b+c"]);
    assert_eq!(of("/e?page[size]=2&x").fixed_query, ["page%5Bsize%5D=2", "x"]);
    let operation = of("/e?a%5B%5D=b%20c+{d}");
    assert_eq!(operation.wires[0].name, "a[]");
    let WireValue::Text(parts) = &operation.wires[0].value else { panic!("{operation:?}") };
    assert_eq!(parts[0], naftiko_codegen::model::Expr::Literal("b c ".to_owned()));
    for path in ["/e?a=%FF{d}", "/e?%FF=1", "/e?%FF={d}"] {
        assert!(errors(&one(path, "", "", "/x", "")).contains(&"path-syntax"), "{path}");
    }
}

#[test]
fn forms_that_are_no_text_are_refused() {
    let of = |data: &str| {
        let body = format!(", body: {{type: formUrlEncoded, data: '{data}'}}");
        one("/e", "", &body, "/x", "")
    };
    for data in ["a=%FF", "%FF=a", "a=%C3{{x}}"] {
        assert_eq!(errors(&of(data)), ["shape"], "{data}");
    }
    let RequestBody::Form(fields) =
        program(&of("a=b%20c+d")).upstreams[0].operations[0].body.clone()
    else {
        panic!()
    };
    assert_eq!(fields[0].parts, [naftiko_codegen::model::Expr::Literal("b c d".to_owned())]);
}

#[test]
fn a_value_in_a_path_stays_in_its_segment() {
    let of = |path: &str, value: &str| {
        let input = format!("{{name: v, in: path, value: '{value}'}}");
        program(&one(path, &input, "", "/x", "")).upstreams[0].operations[0].path.clone()
    };
    let literal = |text: &str| PathPart::Literal(text.to_owned());
    assert_eq!(of("/e/{v}", "2024/01?x"), [literal("/e/"), literal("2024%2F01%3Fx")]);
    assert_eq!(of("/e/{v}", "50%41"), [literal("/e/"), literal("50%2541")]);
    assert_eq!(of("/e/{v+}", "2024/01"), [literal("/e/"), literal("2024/01")]);
}

#[test]
fn constants_that_no_header_and_no_cookie_can_have_are_refused() {
    let of = |place: &str, value: &str| {
        let input = format!("{{name: a, in: {place}, value: \"{value}\"}}");
        errors(&one("/e", &input, "", "/x", ""))
    };
    for (place, value) in [
        ("header", "a\\nb"),
        ("header", "a\\0"),
        ("header", "a{{x}}\\r\\nb"),
        ("cookie", "a;b"),
        ("cookie", "a\\tb\\n"),
        ("cookie", "{{x}};"),
    ] {
        assert_eq!(of(place, value), ["param-in-invalid"], "{value}");
    }
    for (place, value) in
        [("header", "a;b\\tc"), ("query", "a\\nb;c"), ("cookie", "a=b, c"), ("header", "caf\u{e9}")]
    {
        assert!(of(place, value).is_empty(), "{value}");
    }
}

#[test]
fn names_that_end_a_header_or_a_cookie_are_refused() {
    for (place, name) in [
        ("cookie", "a;b"),
        ("cookie", "a=b"),
        ("cookie", "a b"),
        ("cookie", "caf\u{e9}"),
        ("cookie", "a,b"),
        ("header", "X A"),
        ("header", "X:A"),
        ("header", "caf\u{e9}"),
    ] {
        let input = format!("{{name: '{name}', in: {place}}}");
        assert_eq!(errors(&one("/e", &input, "", "/x", "")), ["param-in-invalid"], "{name}");
        let exposed = format!(
            ", inputParameters: [{{name: '{name}', in: {place}, type: string, description: d}}]"
        );
        let text = one("/e", &format!("{{name: '{name}', in: query}}"), "", "/x", &exposed);
        assert_eq!(errors(&text), ["param-in-invalid"], "{name}");
        let key = format!(
            "authentication: {{type: apikey, key: '{name}', value: '{{{{env.K}}}}', placement: {place}}}"
        );
        let text = one("/e", "", "", "/x", "").replace(
            "    resources:\n    - name",
            &format!("    {key}\n    resources:\n    - name"),
        );
        assert_eq!(errors(&text), ["param-in-invalid"], "{name}");
    }
    for (place, name) in
        [("cookie", "a[b]"), ("cookie", "__Host-a"), ("header", "X-A"), ("query", "a;b")]
    {
        let input = format!("{{name: '{name}', in: {place}}}");
        assert!(told(&one("/e", &input, "", "/x", "")).is_empty(), "{name}");
    }
}

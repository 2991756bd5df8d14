//! Keys that protect: what is not supported of them is an error, since without it a call would go
//! another way, or a surface would be open.

use super::errors;

/// A document with places for one more key, `@` and a letter.
const DOCUMENT: &str = "naftiko: 1.0.0-alpha2
info: {label: Ships, description: Ships and harbours.}
capability:
  consumes:
  - type: http
    namespace: ships
    baseUri: https://ships.test
    authentication: {type: bearer, token: '{{TOKEN}}'@a}@b
    resources:
    - name: ships
      path: /ships
      operations:
      - {name: list-ships, method: GET@c}@d
  exposes:
  - type: rest
    namespace: ships-rest
    port: 8080
    resources:
    - name: ships
      path: /ships
      operations:
      - {method: GET, call: ships.list-ships@e}@f
  - type: mcp
    namespace: ships-mcp
    port: 9090
    tools:
    - {name: list-ships, description: All ships, call: ships.list-ships@g}@h
binds:
- {namespace: env, keys: {TOKEN: TOKEN}}
";

/// The document with `key: value` at the place of `letter`; an indentation is for block style.
fn with(letter: char, key: &str, indent: Option<usize>) -> String {
    let more = match indent {
        Some(indent) => format!("\n{}{key}: {{type: x}}", " ".repeat(indent)),
        None => format!(", {key}: {{type: x}}"),
    };
    let text = DOCUMENT.replace(&format!("@{letter}"), &more);
    "abcdefgh".chars().fold(text, |text, letter| text.replace(&format!("@{letter}"), ""))
}

#[test]
fn a_document_without_them_compiles() {
    let plain = with('-', "", None);
    assert!(errors(&plain).is_empty(), "{:?}", errors(&plain));
}

#[test]
fn what_protects_is_never_left_out() {
    let keys = ["tunnel", "proxy", "tls", "clientCertificate", "client_cert", "mTLS", "security"];
    for (letter, indent) in [
        ('b', Some(4)),
        ('d', Some(6)),
        ('f', Some(6)),
        ('h', Some(4)),
        ('c', None),
        ('e', None),
        ('g', None),
    ] {
        for key in keys {
            let text = with(letter, key, indent);
            assert_eq!(errors(&text), ["unsupported-feature"], "{text}");
        }
        // An entry has it, of another kind.
        if !matches!(letter, 'b' | 'h') {
            let text = with(letter, "authentication", indent);
            assert_eq!(errors(&text), ["unsupported-feature"], "{text}");
        }
    }
    assert_eq!(errors(&with('a', "tls", None)), ["unsupported-feature"]);
}

#[test]
fn an_empty_one_says_nothing() {
    let text = with('b', "tunnel", Some(4)).replace("tunnel: {type: x}", "tunnel:");
    assert!(errors(&text).is_empty(), "{:?}", errors(&text));
}

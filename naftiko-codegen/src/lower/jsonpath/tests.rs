//! Paths, read and refused.

use super::parse;
use super::parser::LARGEST;
use crate::model::Segment;

fn key(name: &str) -> Segment {
    Segment::Key(name.to_owned())
}

#[test]
fn paths_are_read() {
    for (text, want) in [
        ("$", vec![]),
        ("$.", vec![]),
        (" $ ", vec![]),
        (".", vec![]),
        ("@.a", vec![key("a")]),
        ("$.a", vec![key("a")]),
        ("a.b", vec![key("a"), key("b")]),
        ("$.a-b.c_d", vec![key("a-b"), key("c_d")]),
        ("$.e f", vec![key("e f")]),
        ("$.1.☺", vec![key("1"), key("☺")]),
        ("$ .a ['b'] [0]", vec![key("a"), key("b"), Segment::Index(0)]),
        ("$['a b'][0]", vec![key("a b"), Segment::Index(0)]),
        ("$[ \"x\" ].y", vec![key("x"), key("y")]),
        ("$['']", vec![key("")]),
        ("$['it\\'s']", vec![key("it's")]),
        ("$[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", vec![key("\"\\/\u{8}\u{c}\n\r\t")]),
        ("$['\\u263A\\uD83D\\uDE00']", vec![key("☺😀")]),
        ("$['a]b.c']", vec![key("a]b.c")]),
        ("$[*].id", vec![Segment::Each, key("id")]),
        ("$.*", vec![Segment::Each]),
        ("$.list[-1]", vec![key("list"), Segment::Index(-1)]),
        ("$[9007199254740991]", vec![Segment::Index(LARGEST)]),
    ] {
        assert_eq!(parse(text), Ok(want), "{text}");
    }
}

#[test]
fn everything_else_is_refused() {
    for text in [
        "",
        " ",
        "$..",
        "$.a[(@.length-1)]",
        "{{$.x}}",
        "$.&",
        "$.$ref",
        "$. a",
        "$.\u{9}a",
        "$a",
        "$[",
        "$[]",
        "$[a]",
        "$.a[",
        "$.a]",
        "$.a.",
        "$[0 2]",
        "$[01]",
        "$[-0]",
        "$[-01]",
        "$[+1]",
        "$[- 1]",
        "$[1.0]",
        "$[9007199254740992]",
        "$[-9007199254740992]",
        "$['a",
        "$['a'",
        "$['a'x]",
        "$['\\\"']",
        "$[\"\\'\"]",
        "$['\\a']",
        "$['\\u12']",
        "$['\\u+123']",
        "$['\\uD800']",
        "$['\\uDC00']",
        "$['\\uD800\\u0041']",
        "$['\\uD800\\uD800']",
        "$['\u{1}']",
        "$['\u{a0}'] x",
    ] {
        assert!(parse(text).is_err(), "{text:?}");
    }
}

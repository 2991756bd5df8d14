//! Paths, read and refused.

use super::parse;
use super::parser::LARGEST;
use crate::model::{
    ComparisonOperator, Condition, Operand, PathCall, PathFunction, Query, QuerySegment, Segment,
    Selector,
};

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

fn name(name: &str) -> Selector {
    Selector::Name(name.to_owned())
}

fn child(selectors: Vec<Selector>) -> QuerySegment {
    QuerySegment { descendants: false, selectors }
}

fn below(selectors: Vec<Selector>) -> QuerySegment {
    QuerySegment { descendants: true, selectors }
}

fn of(segments: Vec<QuerySegment>) -> Query {
    Query { segments, call: None }
}

fn called(
    segments: Vec<QuerySegment>,
    function: PathFunction,
    arguments: Vec<Operand>,
    of_node: bool,
) -> Query {
    Query { segments, call: Some(PathCall { function, arguments, of_node }) }
}

fn json(json: &str) -> Operand {
    Operand::Json(json.to_owned())
}

#[test]
fn queries_begin_behind_the_names() {
    let index = |index| Selector::Index(index);
    let all = || child(vec![Selector::Wildcard]);
    for (text, leading, want) in [
        ("$..a", vec![], of(vec![below(vec![name("a")])])),
        ("a..*", vec![key("a")], of(vec![below(vec![Selector::Wildcard])])),
        ("$.a..['b', 0]", vec![key("a")], of(vec![below(vec![name("b"), index(0)])])),
        (
            "$.a[0]['b',\"c\"]",
            vec![key("a"), Segment::Index(0)],
            of(vec![child(vec![name("b"), name("c")])]),
        ),
        (
            "$[*].a[:2]",
            vec![],
            of(vec![all(), child(vec![name("a")]), child(vec![Selector::Slice(None, Some(2), 1)])]),
        ),
        ("$[ 1 : -2 : 3 ]", vec![], of(vec![child(vec![Selector::Slice(Some(1), Some(-2), 3)])])),
        ("$[::]", vec![], of(vec![child(vec![Selector::Slice(None, None, 1)])])),
    ] {
        let mut path = leading;
        path.push(Segment::Query(want));
        assert_eq!(parse(text), Ok(path), "{text}");
    }
}

#[test]
fn functions_are_read() {
    let all = || child(vec![Selector::Wildcard]);
    for (text, leading, want) in [
        ("$.a.length()", vec![key("a")], called(vec![], PathFunction::Length, vec![], true)),
        ("length()", vec![], called(vec![], PathFunction::Length, vec![], true)),
        ("$.a[*].keys()", vec![key("a")], called(vec![all()], PathFunction::Keys, vec![], true)),
        (
            "$.a.index(-1)",
            vec![key("a")],
            called(vec![], PathFunction::Index, vec![json("-1")], true),
        ),
        ("$.a.first().b", vec![key("a")], called(vec![], PathFunction::Nothing, vec![], true)),
        (
            "$.a.append('x', [1, null])",
            vec![key("a")],
            called(vec![], PathFunction::Append, vec![json("\"x\""), json("[1,null]")], true),
        ),
        (
            "$.sum($.a[*].b)",
            vec![],
            called(
                vec![],
                PathFunction::Sum,
                vec![Operand::Root(of(vec![
                    child(vec![name("a")]),
                    all(),
                    child(vec![name("b")]),
                ]))],
                false,
            ),
        ),
        (
            "$..a.max()",
            vec![],
            called(
                vec![],
                PathFunction::Max,
                vec![Operand::Root(of(vec![below(vec![name("a")])]))],
                false,
            ),
        ),
        (
            "$.a.concat($.b)",
            vec![],
            called(
                vec![child(vec![name("a")])],
                PathFunction::Concat,
                vec![Operand::Root(of(vec![child(vec![name("b")])]))],
                true,
            ),
        ),
    ] {
        let mut path = leading;
        path.push(Segment::Query(want));
        assert_eq!(parse(text), Ok(path), "{text}");
    }
}

/// The path that is nothing but a filter.
fn filter(condition: Condition) -> Vec<Segment> {
    vec![Segment::Query(of(vec![child(vec![Selector::Filter(condition)])]))]
}

#[test]
fn conditions_are_read() {
    let a = || Operand::Current(of(vec![child(vec![name("a")])]));
    let compare = |operator, right| Condition::Compare(a(), operator, right);
    let exists = |path: Operand| Condition::Exists(path);
    let all_below = || Operand::Current(of(vec![below(vec![Selector::Wildcard])]));
    for (text, want) in [
        ("@.a", exists(a())),
        ("(@ .a )", exists(a())),
        ("!@.a", Condition::Not(Box::new(exists(a())))),
        ("@.a == 1.0", compare(ComparisonOperator::Equal, json("1.0"))),
        ("@.a!='é\\n'", compare(ComparisonOperator::NotEqual, json("\"é\\n\""))),
        (
            "@.a>=$.b",
            compare(
                ComparisonOperator::GreaterOrEqual,
                Operand::Root(of(vec![child(vec![name("b")])])),
            ),
        ),
        ("@.a in ['x', 1]", compare(ComparisonOperator::In, json("[\"x\",1]"))),
        ("@.a NIN []", compare(ComparisonOperator::NotIn, json("[]"))),
        ("@.a size 2", compare(ComparisonOperator::Size, json("2"))),
        ("@.a empty true", compare(ComparisonOperator::Empty, json("true"))),
        ("@.a =~ /x\\/y/i", Condition::Fits(a(), "(?i)\\A(?:x/y)\\z".to_owned())),
        ("match(@.a, 'x.')", Condition::Fits(a(), "^(?:x[^\\n\\r])$".to_owned())),
        ("search(@.a, '\\\\p{Zl}')", Condition::Fits(a(), "[\\x{2028}]".to_owned())),
        ("search(@.a, @.a)", Condition::FitsValue { text: a(), pattern: a(), whole: false }),
        ("match(@.a, 1)", Condition::Any(vec![])),
        (
            "@.a || @.a && @.a",
            Condition::Any(vec![exists(a()), Condition::All(vec![exists(a()), exists(a())])]),
        ),
        (
            "length(@.a) == count(@..*)",
            Condition::Compare(
                Operand::Length(Box::new(a())),
                ComparisonOperator::Equal,
                Operand::Count(Box::new(all_below())),
            ),
        ),
        (
            "value(@..*) < 1",
            Condition::Compare(
                Operand::Value(Box::new(all_below())),
                ComparisonOperator::Less,
                json("1"),
            ),
        ),
    ] {
        assert_eq!(parse(&format!("$[?{text}]")), Ok(filter(want)), "{text}");
    }
}

#[test]
fn what_is_none_of_both_dialects_is_refused() {
    for text in [
        "$..",
        "$...a",
        "$.. a",
        "$[?]",
        "$[?1]",
        "$[?@.a=1]",
        "$[?@.a==]",
        "$[?!@.a==1]",
        "$[?@.*==1]",
        "$[?@..a==1]",
        "$[?@.a==[1]]",
        "$[?@.a in 1]",
        "$[?@.a size 'x']",
        "$[?@.a empty 1]",
        "$[?@.a like 1]",
        "$[?@.a =~ 'x']",
        "$[?@.a =~ /(/]",
        "$[?@.a =~ /a(?=b)/]",
        "$[?@.a =~ /a/q]",
        "$[?match(@.a,'a)(b')]",
        "$[?match(@.a,'\\\\p{Nope}')]",
        "$[?match(@.a)]",
        "$[?match(@.a,'a')==true]",
        "$[?length(@.*)==1]",
        "$[?count(1)==1]",
        "$[?count (@.*)==1]",
        "$[?nope(@.a)]",
        "$[?(@.a]",
        "$[?@.a",
        "$[?@.a.length()]",
        "$[?count(@.a.keys())==1]",
        "$.a.nope()",
        "$.a.length",
        "$.a.index()",
        "$.a.index('x')",
        "$.a.first(1)",
        "$.a.concat()",
        "$.a.concat(@.b)",
        "$.a.concat(1",
        "$.a.length(1)",
        "$..length()",
        "$.a[*].sum()",
        "$[1:2:3:4]",
        "$[1:01]",
        "$['a' 'b']",
        "$['a',]",
        "$[,1]",
        "$[?@.a==1e]",
        "$[?@.a==.1]",
    ] {
        // A name is one.
        assert_eq!(parse(text).is_ok(), text == "$.a.length", "{text:?}");
    }
    let deep =
        |open: &str, close: &str| format!("$[?{}@.a{}]", open.repeat(5_000), close.repeat(5_000));
    assert!(parse(&deep("(", ")")).is_err());
    assert!(parse(&deep("@[?", "]")).is_err());
}

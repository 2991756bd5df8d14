//! Each kind of segment, operator and function, and the bounds.

use super::evaluate::answer;
use super::query::{
    ComparisonOperator, Condition, Operand, PathCall, PathFunction, Query, QueryAnswer,
    QueryFailure, QuerySegment, Selector,
};
use super::{PATTERNS, pattern};

const DOCUMENT: &str = r#"{"n": [3, 1.0, 2e0], "t": "h\u00e9llo", "big": 12345678901234567890.0,
    "o": {"a": 1, "b": {"a": "x"}}, "e": [], "l": [{"a": "ab"}, {"a": "b", "z": null}, 7]}"#;

/// What comes out, as a text.
fn said(query: &'static Query, document: &str) -> String {
    match answer(query, document) {
        Err(QueryFailure::Excess) => "excess".to_owned(),
        Err(QueryFailure::Unreadable) => "unreadable".to_owned(),
        Ok(QueryAnswer::Nothing) => "nothing".to_owned(),
        Ok(QueryAnswer::One(raw)) => raw.to_owned(),
        Ok(QueryAnswer::Many(list)) => format!("[{}]", list.join(",")),
        Ok(QueryAnswer::Made(json)) => json,
    }
}

macro_rules! child {
    ($($selector:expr),*) => { QuerySegment::Child(&[$($selector),*]) };
}

macro_rules! below {
    ($($selector:expr),*) => { QuerySegment::Descendants(&[$($selector),*]) };
}

macro_rules! query {
    ($($segment:expr),*) => { &Query { segments: &[$($segment),*], call: None } };
    ($($segment:expr),* ; $function:ident($($argument:expr),*), $of_node:expr) => {
        &Query {
            segments: &[$($segment),*],
            call: Some(PathCall {
                function: PathFunction::$function,
                arguments: &[$($argument),*],
                of_node: $of_node,
            }),
        }
    };
}

const SELF: Operand = Operand::Current(query!());
const A: Operand = Operand::Current(query!(child!(Selector::Name("a"))));

#[test]
fn segments_and_selectors() {
    let slice = |start, end, step| Selector::Slice { start, end, step };
    let all: [(&'static Query, &str); 10] = [
        (query!(child!(Selector::Name("n")), child!(Selector::Index(-1))), "2e0"),
        (query!(child!(Selector::Name("n")), child!(Selector::Index(-4))), "nothing"),
        (
            query!(child!(Selector::Name("t"), Selector::Name("e"), Selector::Name("gone"))),
            r#"["h\u00e9llo",[]]"#,
        ),
        (
            query!(child!(Selector::Name("n")), child!(Selector::Index(0), Selector::Index(0))),
            "[3,3]",
        ),
        (query!(below!(Selector::Name("a"))), r#"[1,"x","ab","b"]"#),
        (query!(child!(Selector::Name("o")), below!(Selector::Wildcard)), r#"[1,{"a": "x"},"x"]"#),
        (query!(child!(Selector::Name("big"))), "12345678901234567890.0"),
        (query!(child!(Selector::Name("t")), child!(Selector::Wildcard)), "[]"),
        (query!(child!(Selector::Name("o")), child!(Selector::Index(0))), "nothing"),
        (query!(), DOCUMENT),
    ];
    for (query, wanted) in all {
        assert_eq!(said(query, DOCUMENT), wanted, "{query:?}");
    }
    for (of, wanted) in [
        (slice(None, None, -1), "[4,3,2,1,0]"),
        (slice(Some(1), None, 2), "[1,3]"),
        (slice(Some(-2), Some(99), 1), "[3,4]"),
        (slice(None, Some(-9), -1), "[4,3,2,1,0]"),
        (slice(None, None, 0), "[]"),
        (slice(Some(i64::MIN), Some(i64::MAX), i64::MAX), "[0]"),
        (slice(Some(i64::MAX), Some(i64::MIN), i64::MIN), "[4]"),
    ] {
        let selectors = vec![of].leak();
        let segments = vec![QuerySegment::Child(selectors)].leak();
        let query = Box::leak(Box::new(Query { segments, call: None }));
        assert_eq!(said(query, "[0,1,2,3,4]"), wanted, "{of:?}");
    }
}

#[test]
fn the_last_of_two_members_of_one_name_is_taken() {
    assert_eq!(said(query!(child!(Selector::Name("a"))), r#"{"a":1,"\u0061":2}"#), "2");
    assert_eq!(said(query!(child!(Selector::Name("a"))), r#"{"a":1,"\ud800":2}"#), "unreadable");
}

/// The elements of a list for which a condition holds.
fn kept(condition: Condition, list: &str) -> String {
    let selectors = vec![Selector::Filter(Box::leak(Box::new(condition)))].leak();
    let segments = vec![QuerySegment::Child(selectors)].leak();
    said(Box::leak(Box::new(Query { segments, call: None })), list)
}

#[test]
fn comparisons_are_by_value() {
    use ComparisonOperator as Op;
    let list = r#"[1, 1.0, "1", [1], {"a":1,"b":2}, null, "é", "z"]"#;
    for (operator, json, wanted) in [
        (Op::Equal, "1e0", "[1,1.0]"),
        (Op::Equal, r#""\u00e9""#, r#"["é"]"#),
        (Op::Equal, r#"{"b":2.0,"a":1}"#, r#"[{"a":1,"b":2}]"#),
        (Op::Less, r#""z""#, r#"["1"]"#),
        (Op::LessOrEqual, "1", "[1,1.0]"),
        (Op::In, r#"[[1.0], "z"]"#, r#"[[1],"z"]"#),
        (Op::Contains, "1", "[[1]]"),
        (Op::Size, "1", r#"["1",[1],"é","z"]"#),
        (Op::Empty, "false", r#"["1",[1],{"a":1,"b":2},"é","z"]"#),
    ] {
        let condition = Condition::Compare(SELF, operator, Operand::Json(json));
        assert_eq!(kept(condition, list), wanted, "{operator:?} {json}");
    }
    let digits = Condition::Compare(SELF, Op::Less, Operand::Json("9007199254740993"));
    assert_eq!(kept(digits, "[9007199254740992, 9007199254740993]"), "[9007199254740992]");
}

#[test]
fn what_is_missing_is_equal_to_what_is_missing_only() {
    use ComparisonOperator as Op;
    let list = r#"[{"a":null},{},{"a":0}]"#;
    let compare = |operator, json| Condition::Compare(A, operator, Operand::Json(json));
    assert_eq!(kept(compare(Op::Equal, "null"), list), r#"[{"a":null}]"#);
    assert_eq!(kept(compare(Op::NotEqual, "null"), list), r#"[{},{"a":0}]"#);
    assert_eq!(kept(compare(Op::NotIn, "[0]"), list), r#"[{"a":null},{}]"#);
    assert_eq!(kept(compare(Op::NoneOf, "[0]"), list), "[]");
    assert_eq!(kept(Condition::Exists(A), list), r#"[{"a":null},{"a":0}]"#);
}

#[test]
fn patterns_of_the_author_and_of_a_document() {
    let fits = Condition::Fits(SELF, "^(?:a.*)$", PATTERNS);
    assert_eq!(kept(fits, r#"["ab","ba",1,null]"#), r#"["ab"]"#);
    let given = |whole| Condition::FitsValue {
        text: SELF,
        pattern: Operand::Root(query!(child!(Selector::Index(0)))),
        whole,
        engine: PATTERNS,
    };
    assert_eq!(kept(given(true), r#"["a.b","axb","axbc","a\nb"]"#), r#"["a.b","axb"]"#);
    assert_eq!(kept(given(false), r#"["a.b","axb","axbc"]"#), r#"["a.b","axb","axbc"]"#);
    for wrong in ["(", "a)(b", "[", "a**", "a*?", "(?i)a", "\\d", "\\p{Lu}", "[a[b]", "[]", "\\"] {
        let translated = pattern::translate(wrong, true);
        let made = translated.and_then(|it| pattern::compile(&it, pattern::Trust::Given));
        assert!(made.is_none(), "{wrong}");
    }
    assert_eq!(pattern::translate("[^&.]|a.", false).as_deref(), Some("[^\\&.]|a[^\\n\\r]"));
}

#[test]
fn functions() {
    const N: QuerySegment = child!(Selector::Name("n"));
    let all: [(&'static Query, &str); 19] = [
        (query!(N; Length(), true), "3"),
        (query!(child!(Selector::Name("t")); Length(), true), "5"),
        (query!(child!(Selector::Name("big")); Length(), true), "nothing"),
        (query!(N; Min(), true), "1.0"),
        (query!(N; Max(), true), "3"),
        (query!(N; Sum(Operand::Json("4")), true), "10"),
        (query!(; Avg(Operand::Root(query!(N))), false), "2"),
        (query!(child!(Selector::Name("e")); Avg(), true), "nothing"),
        (query!(child!(Selector::Name("o")); Keys(), true), r#"["a","b"]"#),
        (query!(N; Keys(), true), "nothing"),
        (query!(N; First(), true), "3"),
        (query!(N; Last(), true), "2e0"),
        (query!(N; Index(Operand::Json("-3")), true), "3"),
        (query!(N; Index(Operand::Json("3")), true), "nothing"),
        (query!(N; Append(Operand::Json("null")), true), "[3,1.0,2e0,null]"),
        (
            query!(child!(Selector::Name("t")); Concat(Operand::Json("\"-\""), Operand::Root(query!(N))), true),
            "\"héllo-31.02e0\"",
        ),
        (
            query!(child!(Selector::Name("l")), child!(Selector::Wildcard); Keys(), true),
            r#"[["a"],["a","z"]]"#,
        ),
        (query!(; Length(Operand::Root(query!(below!(Selector::Name("n"))))), false), "3"),
        (query!(N; Nothing(), true), "nothing"),
    ];
    for (query, wanted) in all {
        assert_eq!(said(query, DOCUMENT), wanted, "{query:?}");
    }
    assert_eq!(said(query!(; Sum(), true), "[1e308, 1e308]"), "nothing");
    assert_eq!(said(query!(; StdDev(), true), "[2, 4]"), "1");
}

#[test]
fn hostile_documents_end_in_time() {
    const ALL: QuerySegment = below!(Selector::Wildcard);
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    // The values are 20 GB together.
    assert_eq!(said(query!(ALL), &deep), "excess");
    // There are a hundred million ways down.
    let chain = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(said(query!(ALL, ALL, ALL, ALL, ALL), &chain), "excess");
    assert_eq!(said(query!(ALL, ALL, ALL, ALL), "[[[[1]]]]"), "[1]");
    assert_eq!(said(query!(below!(Selector::Name("a"))), &deep), "[]");
    const INNER: Condition =
        Condition::Exists(Operand::Current(query!(below!(Selector::Name("a")))));
    assert_eq!(said(query!(below!(Selector::Filter(&INNER))), &deep), "excess");
    const SAME: Condition =
        Condition::Compare(SELF, ComparisonOperator::Equal, Operand::Root(query!()));
    assert_eq!(said(query!(below!(Selector::Filter(&SAME))), &deep), "excess");
    const GIVEN: Condition = Condition::FitsValue {
        text: SELF,
        pattern: Operand::Root(query!(child!(Selector::Index(0)))),
        whole: false,
        engine: PATTERNS,
    };
    let slow = format!(r#"["(a*)*(a*)*(a*)*b","{}"]"#, "a".repeat(1_000_000));
    assert_eq!(said(query!(child!(Selector::Filter(&GIVEN))), &slow), "excess");
}

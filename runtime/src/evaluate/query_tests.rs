//! Queries in shapes: as a value, checked, and with an item for each element.

use super::{Scope, ShapeError, shape};
use crate::expression::{Expr, Segment, Then};
use crate::jsonpath::{
    ComparisonOperator, Condition, Operand, PathCall, PathFunction, QUERIES, Query, QuerySegment,
    Selector,
};
use crate::types::JsonType;

const DOCUMENT: &str =
    r#"{"jobs":[{"id":1,"t":"a"},{"id":2.0,"t":"b"},{"id":"x"}],"n":[1,2.5],"o":{"k":[],"j":0}}"#;

static NUMBERED: Query = Query {
    segments: &[QuerySegment::Child(&[Selector::Filter(&Condition::Compare(
        Operand::Current(&Query {
            segments: &[QuerySegment::Child(&[Selector::Name("id")])],
            call: None,
        }),
        ComparisonOperator::GreaterOrEqual,
        Operand::Json("1"),
    ))])],
    call: None,
};

const fn call(function: PathFunction) -> Query {
    let call = PathCall { function, arguments: &[], of_node: true };
    Query { segments: &[], call: Some(call) }
}

static SUM: Query = call(PathFunction::Sum);
static KEYS: Query = call(PathFunction::Keys);

const fn asked(path: &'static [Segment], query: &'static Query, then: Then) -> Expr {
    Expr::Query { path, query, engine: QUERIES, then }
}

fn shaped(expression: &'static Expr) -> Result<String, ShapeError> {
    let made = shape(expression, DOCUMENT.as_bytes(), Scope::fixed(&[]))?;
    Ok(String::from_utf8(made.to_vec()).expect("UTF-8"))
}

#[test]
fn values_and_items() {
    static ITEM: Expr = Expr::Object(&[
        ("t", Expr::Answer(&[Segment::Key("t")])),
        ("all", Expr::Answer(&[Segment::Each])),
    ]);
    static NAMES: Expr = asked(&[], &KEYS, Then::Value);
    static ITSELF: Expr = Expr::Answer(&[]);
    static OBJECT: Expr = Expr::Object(&[
        ("jobs", asked(&[Segment::Key("jobs")], &NUMBERED, Then::Value)),
        ("id", Expr::Answer(&[Segment::Key("jobs"), Segment::Index(0), Segment::Key("id")])),
        ("items", asked(&[Segment::Key("jobs")], &NUMBERED, Then::Each(&ITEM))),
        ("sum", asked(&[Segment::Key("n")], &SUM, Then::Typed("sum", JsonType::Number))),
        ("keys", asked(&[Segment::Key("o")], &KEYS, Then::Each(&ITSELF))),
        ("gone", asked(&[Segment::Key("gone")], &NUMBERED, Then::Each(&ITEM))),
        ("each", Expr::Each { list: &[Segment::Key("jobs")], item: &NAMES }),
        ("every", Expr::Each { list: &[Segment::Key("jobs"), Segment::Each], item: &NAMES }),
        ("none", asked(&[Segment::Key("gone")], &NUMBERED, Then::Value)),
        ("sum of none", asked(&[Segment::Key("gone")], &SUM, Then::Value)),
        ("text", asked(&[Segment::Key("jobs"), Segment::Index(0)], &SUM, Then::Value)),
    ]);
    assert_eq!(
        shaped(&OBJECT).expect("a shape"),
        r#"{"jobs":[{"id":1,"t":"a"},{"id":2.0,"t":"b"}],"id":1,"#.to_owned()
            + r#""items":[{"t":"a","all":[1,"a"]},{"t":"b","all":[2.0,"b"]}],"sum":3.5,"keys":["k","j"],"gone":[],"each":[["id","t"],["id","t"],["id"]],"every":[["id","t"],["id","t"],["id"]],"none":[],"sum of none":null,"text":null}"#
    );
}

#[test]
fn a_value_of_another_type_is_an_error() {
    static LIST: Expr =
        asked(&[Segment::Key("jobs")], &NUMBERED, Then::Typed("n", JsonType::Integer));
    static HALF: Expr = asked(&[Segment::Key("n")], &SUM, Then::Typed("n", JsonType::Integer));
    for wrong in [&LIST, &HALF] {
        assert!(matches!(shaped(wrong), Err(ShapeError::Type(flaw)) if flaw.contains('n')));
    }
}

#[test]
fn too_much_work_is_an_error() {
    static BELOW: Query =
        Query { segments: &[QuerySegment::Descendants(&[Selector::Wildcard])], call: None };
    static ALL: Expr = Expr::Object(&[("all", asked(&[], &BELOW, Then::Value))]);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let made = shape(&ALL, deep.as_bytes(), Scope::fixed(&[]));
    assert!(matches!(made, Err(ShapeError::Type(flaw)) if flaw.contains("more values")));
}

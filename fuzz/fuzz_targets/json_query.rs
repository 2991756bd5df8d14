//! Queries of every kind over any document: JSON comes of JSON, or the query takes too much work, and an error of
//! anything else.

#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_runtime::codegen::{
    ComparisonOperator, Condition, Expr, Operand, PATTERNS, PathCall, PathFunction, QUERIES, Query,
    QuerySegment, Selector, Then,
};
use naftiko_runtime::testing::shaped;
use serde_json::value::RawValue;

const fn asked(query: &'static Query) -> Expr {
    Expr::Query { path: &[], query, engine: QUERIES, then: Then::Value }
}

const fn of(segments: &'static [QuerySegment]) -> Query {
    Query { segments, call: None }
}

const ITSELF: Operand = Operand::Current(&of(&[]));
const FIRST: Operand = Operand::Root(&of(&[QuerySegment::Child(&[Selector::Index(0)])]));
const SAME: Condition = Condition::Compare(ITSELF, ComparisonOperator::Equal, FIRST);
const AMONG: Condition =
    Condition::Compare(ITSELF, ComparisonOperator::In, Operand::Root(&of(&[])));
const FITS: Condition =
    Condition::FitsValue { text: ITSELF, pattern: FIRST, whole: false, engine: PATTERNS };
const ANY: Condition = Condition::Any(&[SAME, AMONG, FITS]);

static FILTERED: Query = of(&[QuerySegment::Descendants(&[Selector::Filter(&ANY)])]);
static SLICED: Query = of(&[
    QuerySegment::Descendants(&[Selector::Wildcard]),
    QuerySegment::Child(&[
        Selector::Slice { start: Some(-3), end: None, step: -1 },
        Selector::Name("a"),
    ]),
]);
static CONCATENATED: Query = Query {
    segments: &[],
    call: Some(PathCall {
        function: PathFunction::Concat,
        arguments: &[Operand::Root(&of(&[QuerySegment::Descendants(&[Selector::Wildcard])]))],
        of_node: false,
    }),
};
static DEVIATION: Query = Query {
    segments: &[],
    call: Some(PathCall { function: PathFunction::StdDev, arguments: &[], of_node: true }),
};
static ALL: Expr = Expr::Array(&[
    asked(&FILTERED),
    asked(&SLICED),
    asked(&CONCATENATED),
    asked(&DEVIATION),
]);

fuzz_target!(|input: &[u8]| {
    let is_json = serde_json::from_slice::<&RawValue>(input).is_ok();
    match shaped(&ALL, input) {
        Ok(made) => {
            assert!(is_json);
            serde_json::from_str::<&RawValue>(&made).expect("JSON");
        }
        Err(reason) => {
            let known = reason.contains("more values") || reason.contains("not text");
            assert!(!is_json || known, "{reason}");
        }
    }
});

use std::borrow::Cow;

use bytes::Bytes;

use super::{Scope, document, shape, text};
use crate::argument::{RawArguments, RawValue};
use crate::expression::{Expr, Step};
use crate::parameter::{Kind, Parameter, Place};

const DOCUMENT: &str = r#"{"id":"j1","n":{"a":[10,{"x":1},{"x":2,"y":[{"z":"p"},{"z":"q"}]}]},
    "skip":{"deep":[[[1]]]},"jobs":[{"id":1,"s":{"t":"é"}},{"id":2},7],"e":[],"\u006b":true}"#;

fn shaped(expression: &'static Expr) -> String {
    let made = shape(expression, DOCUMENT.as_bytes(), Scope::fixed(&[])).expect("valid JSON");
    let text = String::from_utf8(made.to_vec()).expect("UTF-8");
    serde_json::from_str::<serde_json::Value>(&text).expect("valid JSON");
    text
}

macro_rules! path {
    ($($step:expr),*) => { Expr::Answer(&[$($step),*]) };
}

#[test]
fn scalars_paths_and_missing_values() {
    static OBJECT: Expr = Expr::Object(&[
        ("id", path!(Step::Key("id"))),
        ("first", path!(Step::Key("n"), Step::Key("a"), Step::Index(0))),
        ("last", path!(Step::Key("n"), Step::Key("a"), Step::Index(-1), Step::Key("x"))),
        ("beyond", path!(Step::Key("n"), Step::Key("a"), Step::Index(9))),
        ("gone", path!(Step::Key("nope"), Step::Key("x"))),
        ("wrong", path!(Step::Key("id"), Step::Key("x"))),
        ("constant", Expr::Json("[1]")),
        ("escaped", path!(Step::Key("k"))),
        ("inner", Expr::Object(&[("a", path!(Step::Key("n"), Step::Key("a"), Step::Index(1)))])),
    ]);
    assert_eq!(
        shaped(&OBJECT),
        r#"{"id":"j1","first":10,"last":2,"beyond":null,"gone":null,"wrong":null,"constant":[1],"escaped":true,"inner":{"a":{"x":1}}}"#
    );
}

#[test]
fn every_element_in_one_flat_list() {
    static EACH: Expr = Expr::Object(&[
        ("xs", path!(Step::Key("n"), Step::Key("a"), Step::Each, Step::Key("x"))),
        (
            "zs",
            path!(
                Step::Key("n"),
                Step::Key("a"),
                Step::Each,
                Step::Key("y"),
                Step::Each,
                Step::Key("z")
            ),
        ),
        ("empty", path!(Step::Key("e"), Step::Each)),
        ("none", path!(Step::Key("id"), Step::Each)),
    ]);
    assert_eq!(shaped(&EACH), r#"{"xs":[1,2],"zs":["p","q"],"empty":[],"none":null}"#);
}

#[test]
fn arrays_of_shaped_items() {
    static ITEM: Expr = Expr::Object(&[
        ("id", path!(Step::Key("id"))),
        ("t", path!(Step::Key("s"), Step::Key("t"))),
    ]);
    static ARRAY: Expr = Expr::Object(&[
        ("jobs", Expr::Each { list: &[Step::Key("jobs")], item: &ITEM }),
        ("none", Expr::Each { list: &[Step::Key("id")], item: &ITEM }),
        ("whole", path!(Step::Key("jobs"), Step::Index(1))),
    ]);
    assert_eq!(
        shaped(&ARRAY),
        r#"{"jobs":[{"id":1,"t":"é"},{"id":2,"t":null},{"id":null,"t":null}],"none":null,"whole":{"id":2}}"#
    );
}

#[test]
fn a_path_that_gives_a_list_shapes_each_value_on_it() {
    static ID: Expr = Expr::Object(&[("id", path!(Step::Key("id")))]);
    static Z: Expr = Expr::Object(&[("z", path!(Step::Key("z")))]);
    static PAIR: Expr = Expr::Object(&[("first", path!(Step::Index(0)))]);
    static EACH: Expr = Expr::Object(&[
        ("jobs", Expr::Each { list: &[Step::Key("jobs"), Step::Each], item: &ID }),
        (
            "deep",
            Expr::Each {
                list: &[Step::Key("n"), Step::Key("a"), Step::Each, Step::Key("y"), Step::Each],
                item: &Z,
            },
        ),
        // Each value is an item, and is not looked through again.
        (
            "lists",
            Expr::Each {
                list: &[Step::Key("n"), Step::Key("a"), Step::Each, Step::Key("y")],
                item: &PAIR,
            },
        ),
        ("empty", Expr::Each { list: &[Step::Key("e"), Step::Each], item: &ID }),
        ("gone", Expr::Each { list: &[Step::Key("nope"), Step::Each], item: &ID }),
    ]);
    assert_eq!(
        shaped(&EACH),
        r#"{"jobs":[{"id":1},{"id":2},{"id":null}],"deep":[{"z":"p"},{"z":"q"}],"lists":[{"first":{"z":"p"}}],"empty":[],"gone":null}"#
    );
}

#[test]
fn every_member_of_an_object() {
    static MEMBERS: Expr = Expr::Object(&[
        ("n", path!(Step::Key("n"), Step::Each)),
        ("skip", path!(Step::Key("skip"), Step::Each, Step::Index(0), Step::Index(0))),
        ("ids", path!(Step::Key("jobs"), Step::Each, Step::Each)),
        ("text", path!(Step::Key("id"), Step::Each)),
        (
            "shaped",
            Expr::Each {
                list: &[Step::Key("n"), Step::Each],
                item: &Expr::Object(&[("first", path!(Step::Index(0)))]),
            },
        ),
    ]);
    assert_eq!(
        shaped(&MEMBERS),
        r#"{"n":[[10,{"x":1},{"x":2,"y":[{"z":"p"},{"z":"q"}]}]],"skip":[[1]],"ids":[1,{"t":"é"},2],"text":null,"shaped":[{"first":10}]}"#
    );
}

#[test]
fn whole_documents_and_roots_of_other_types() {
    static WHOLE: Expr =
        Expr::Object(&[("all", Expr::Answer(&[])), ("second", path!(Step::Index(1)))]);
    let made = shape(&WHOLE, b" [1, 2] ", Scope::fixed(&[])).expect("valid JSON");
    assert_eq!(&made[..], br#"{"all":[1, 2],"second":2}"#);
    let made = shape(&WHOLE, b"7", Scope::fixed(&[])).expect("valid JSON");
    assert_eq!(&made[..], br#"{"all":7,"second":null}"#);
}

#[test]
fn invalid_documents_are_refused_wherever_they_break() {
    static ID: Expr = path!(Step::Key("id"));
    for document in [&b"{\"id\":1"[..], b"{\"id\":1} x", b"{\"x\":}", b"", b"{\"id\":\"\xff\"}"] {
        assert!(shape(&ID, document, Scope::fixed(&[])).is_err());
    }
}

const fn parameter(name: &'static str, kind: Kind) -> Parameter {
    Parameter {
        name,
        kind,
        required: false,
        place: Place::Query,
        header: None,
        bounds: None,
        default: None,
    }
}

static PARAMETERS: [Parameter; 3] =
    [parameter("n", Kind::Integer), parameter("gone", Kind::String), parameter("s", Kind::String)];

static TEMPLATE: Expr = Expr::Object(&[
    ("n", Expr::Parameter(0)),
    ("gone", Expr::Parameter(1)),
    ("list", Expr::Array(&[Expr::Parameter(1), Expr::Parameter(2)])),
    ("note", Expr::Text(&[Expr::Literal("<"), Expr::Parameter(2), Expr::Variable(0)])),
    ("fixed", Expr::Json("{\"a\":[1]}")),
]);

#[test]
fn absent_parameters_vanish_and_kinds_decide() {
    let source = Bytes::new();
    let mut inputs = RawArguments::new(&PARAMETERS, &source);
    inputs.slots[0] = RawValue::Text(Cow::Borrowed("5"));
    inputs.slots[2] = RawValue::Text(Cow::Borrowed("x\"y"));
    let variables = ["!".to_owned()];
    let made = document(&TEMPLATE, Scope::new(&inputs, &variables));
    assert_eq!(
        String::from_utf8_lossy(&made),
        r#"{"n":5,"list":["x\"y"],"note":"<x\"y!","fixed":{"a":[1]}}"#
    );
    let parts = [Expr::Literal("a-"), Expr::Parameter(1), Expr::Parameter(0)];
    assert_eq!(text(&parts, Scope::new(&inputs, &variables)), "a-5");
}

#[test]
fn holes_of_answers_are_null_where_nothing_fills_them() {
    static MIXED: Expr = Expr::Object(&[
        ("id", path!(Step::Key("id"))),
        ("gone", Expr::Parameter(1)),
        ("list", Expr::Array(&[Expr::Parameter(1), Expr::Absent, path!(Step::Key("none"))])),
        (
            "text",
            Expr::Text(&[
                Expr::Literal("of "),
                path!(Step::Key("id")),
                path!(Step::Key("none")),
                Expr::Text(&[
                    Expr::Literal(": "),
                    path!(Step::Key("n"), Step::Key("a"), Step::Index(0)),
                ]),
            ]),
        ),
        ("last", path!(Step::Key("jobs"), Step::Index(1))),
    ]);
    let source = Bytes::new();
    let inputs = RawArguments::new(&PARAMETERS, &source);
    let made = shape(&MIXED, DOCUMENT.as_bytes(), Scope::new(&inputs, &[])).expect("valid JSON");
    assert_eq!(
        String::from_utf8_lossy(&made),
        r#"{"id":"j1","gone":null,"list":[null,null,null],"text":"of j1: 10","last":{"id":2}}"#
    );
}

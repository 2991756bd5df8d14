use std::borrow::Cow;

use bytes::Bytes;

use super::{Scope, document, shape, text};
use crate::argument::{RawArguments, RawValue};
use crate::expression::{Expr, Segment};
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
        ("id", path!(Segment::Key("id"))),
        ("first", path!(Segment::Key("n"), Segment::Key("a"), Segment::Index(0))),
        (
            "last",
            path!(Segment::Key("n"), Segment::Key("a"), Segment::Index(-1), Segment::Key("x")),
        ),
        ("beyond", path!(Segment::Key("n"), Segment::Key("a"), Segment::Index(9))),
        ("gone", path!(Segment::Key("nope"), Segment::Key("x"))),
        ("wrong", path!(Segment::Key("id"), Segment::Key("x"))),
        ("constant", Expr::Json("[1]")),
        ("escaped", path!(Segment::Key("k"))),
        (
            "inner",
            Expr::Object(&[("a", path!(Segment::Key("n"), Segment::Key("a"), Segment::Index(1)))]),
        ),
    ]);
    assert_eq!(
        shaped(&OBJECT),
        r#"{"id":"j1","first":10,"last":2,"beyond":null,"gone":null,"wrong":null,"constant":[1],"escaped":true,"inner":{"a":{"x":1}}}"#
    );
}

#[test]
fn every_element_in_one_flat_list() {
    static EACH: Expr = Expr::Object(&[
        ("xs", path!(Segment::Key("n"), Segment::Key("a"), Segment::Each, Segment::Key("x"))),
        (
            "zs",
            path!(
                Segment::Key("n"),
                Segment::Key("a"),
                Segment::Each,
                Segment::Key("y"),
                Segment::Each,
                Segment::Key("z")
            ),
        ),
        ("empty", path!(Segment::Key("e"), Segment::Each)),
        ("none", path!(Segment::Key("id"), Segment::Each)),
    ]);
    assert_eq!(shaped(&EACH), r#"{"xs":[1,2],"zs":["p","q"],"empty":[],"none":null}"#);
}

#[test]
fn arrays_of_shaped_items() {
    static ITEM: Expr = Expr::Object(&[
        ("id", path!(Segment::Key("id"))),
        ("t", path!(Segment::Key("s"), Segment::Key("t"))),
    ]);
    static ARRAY: Expr = Expr::Object(&[
        ("jobs", Expr::Each { list: &[Segment::Key("jobs")], item: &ITEM }),
        ("none", Expr::Each { list: &[Segment::Key("id")], item: &ITEM }),
        ("whole", path!(Segment::Key("jobs"), Segment::Index(1))),
    ]);
    assert_eq!(
        shaped(&ARRAY),
        r#"{"jobs":[{"id":1,"t":"é"},{"id":2,"t":null},{"id":null,"t":null}],"none":null,"whole":{"id":2}}"#
    );
}

#[test]
fn a_path_that_gives_a_list_shapes_each_value_on_it() {
    static ID: Expr = Expr::Object(&[("id", path!(Segment::Key("id")))]);
    static Z: Expr = Expr::Object(&[("z", path!(Segment::Key("z")))]);
    static PAIR: Expr = Expr::Object(&[("first", path!(Segment::Index(0)))]);
    static EACH: Expr = Expr::Object(&[
        ("jobs", Expr::Each { list: &[Segment::Key("jobs"), Segment::Each], item: &ID }),
        (
            "deep",
            Expr::Each {
                list: &[
                    Segment::Key("n"),
                    Segment::Key("a"),
                    Segment::Each,
                    Segment::Key("y"),
                    Segment::Each,
                ],
                item: &Z,
            },
        ),
        // Each value is an item, and is not looked through again.
        (
            "lists",
            Expr::Each {
                list: &[Segment::Key("n"), Segment::Key("a"), Segment::Each, Segment::Key("y")],
                item: &PAIR,
            },
        ),
        ("empty", Expr::Each { list: &[Segment::Key("e"), Segment::Each], item: &ID }),
        ("gone", Expr::Each { list: &[Segment::Key("nope"), Segment::Each], item: &ID }),
    ]);
    assert_eq!(
        shaped(&EACH),
        r#"{"jobs":[{"id":1},{"id":2},{"id":null}],"deep":[{"z":"p"},{"z":"q"}],"lists":[{"first":{"z":"p"}}],"empty":[],"gone":null}"#
    );
}

#[test]
fn every_member_of_an_object() {
    static MEMBERS: Expr = Expr::Object(&[
        ("n", path!(Segment::Key("n"), Segment::Each)),
        ("skip", path!(Segment::Key("skip"), Segment::Each, Segment::Index(0), Segment::Index(0))),
        ("ids", path!(Segment::Key("jobs"), Segment::Each, Segment::Each)),
        ("text", path!(Segment::Key("id"), Segment::Each)),
        (
            "shaped",
            Expr::Each {
                list: &[Segment::Key("n"), Segment::Each],
                item: &Expr::Object(&[("first", path!(Segment::Index(0)))]),
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
        Expr::Object(&[("all", Expr::Answer(&[])), ("second", path!(Segment::Index(1)))]);
    let made = shape(&WHOLE, b" [1, 2] ", Scope::fixed(&[])).expect("valid JSON");
    assert_eq!(&made[..], br#"{"all":[1, 2],"second":2}"#);
    let made = shape(&WHOLE, b"7", Scope::fixed(&[])).expect("valid JSON");
    assert_eq!(&made[..], br#"{"all":7,"second":null}"#);
}

#[test]
fn invalid_documents_are_refused_wherever_they_break() {
    static ID: Expr = path!(Segment::Key("id"));
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
        ("id", path!(Segment::Key("id"))),
        ("gone", Expr::Parameter(1)),
        ("list", Expr::Array(&[Expr::Parameter(1), Expr::Absent, path!(Segment::Key("none"))])),
        (
            "text",
            Expr::Text(&[
                Expr::Literal("of "),
                path!(Segment::Key("id")),
                path!(Segment::Key("none")),
                Expr::Text(&[
                    Expr::Literal(": "),
                    path!(Segment::Key("n"), Segment::Key("a"), Segment::Index(0)),
                ]),
            ]),
        ),
        ("last", path!(Segment::Key("jobs"), Segment::Index(1))),
    ]);
    let source = Bytes::new();
    let inputs = RawArguments::new(&PARAMETERS, &source);
    let made = shape(&MIXED, DOCUMENT.as_bytes(), Scope::new(&inputs, &[])).expect("valid JSON");
    assert_eq!(
        String::from_utf8_lossy(&made),
        r#"{"id":"j1","gone":null,"list":[null,null,null],"text":"of j1: 10","last":{"id":2}}"#
    );
}

#[test]
fn sections_stand_for_each_item_of_what_is_there() {
    static NAME: Expr =
        Expr::Item { name: "name", path: &[Segment::Key("name")], outer: &Expr::Parameter(2) };
    static PARAMETERS: [Parameter; 3] =
        [parameter("all", Kind::Any), parameter("gone", Kind::Any), parameter("name", Kind::Any)];
    const fn section(of: usize, inverted: bool, content: &'static [Expr]) -> Expr {
        const OF: [Expr; 2] = [Expr::Parameter(0), Expr::Parameter(1)];
        static ALL: [Expr; 2] = OF;
        Expr::Section { of: &ALL[of], inverted, content }
    }
    static PIECES: [Expr; 3] = [
        section(0, false, &[Expr::Literal("("), NAME_AND_ITEM, Expr::Literal(")")]),
        section(0, true, &[Expr::Literal("nothing")]),
        section(1, true, &[Expr::Literal("!")]),
    ];
    const NAME_AND_ITEM: Expr = Expr::Section {
        of: &Expr::Json("true"),
        inverted: false,
        content: &[Expr::Member { of: &NAME, path: &[Segment::Key("first")] }],
    };
    let source = Bytes::new();
    for (all, want) in [
        ("[]", "nothing!"),
        ("false", "nothing!"),
        ("null", "nothing!"),
        ("0", "(A)!"),
        ("[1,{}]", "(A)(A)!"),
        (r#"[{"name":{"first":"B"}},{"name":7}]"#, "(B)()!"),
    ] {
        let mut inputs = RawArguments::new(&PARAMETERS, &source);
        inputs.slots[0] = RawValue::Json(all);
        inputs.slots[2] = RawValue::Json(r#"{"first":"A"}"#);
        assert_eq!(text(&PIECES, Scope::new(&inputs, &[])), want, "{all}");
    }
}

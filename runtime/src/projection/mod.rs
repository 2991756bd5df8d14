//! New documents from mapped parts of an upstream's answer.

mod cursor;
mod select;
mod write;

use bytes::Bytes;

use self::select::Found;
use crate::argument::template;
use crate::argument::{RawArguments, RawValue};
use crate::expression::{Projection, Step, Template};
use crate::json::{Json, JsonError, JsonWriter, explain, utf8};

/// What stands in the holes of an answer.
#[derive(Clone, Copy)]
pub(crate) struct Filling<'a> {
    /// What the caller gave.
    pub(crate) inputs: &'a RawArguments<'a>,
    /// The variables of the capability.
    pub(crate) variables: &'a [String],
}

impl Filling<'_> {
    fn write(self, template: &Template, out: &mut JsonWriter) {
        let made = template::evaluate(template, self.inputs, self.variables);
        out.raw(std::str::from_utf8(&made).unwrap_or("null"));
    }
}

/// One pass over `document` collects what is mapped, then the answer is written from it; without
/// `filling`, holes are `null`.
pub(crate) fn project(
    projection: &'static Projection,
    document: &[u8],
    filling: Option<Filling<'_>>,
) -> Result<Bytes, JsonError> {
    let selection = utf8(document)
        .and_then(|text| select::select(projection, text))
        .map_err(|_| explain(document))?;
    Ok(write::write(projection, &selection, filling, document.len()))
}

/// What is at a path into `document`, which is JSON; a path that gives a list gives an array.
pub(crate) fn find<'a>(
    steps: &'static [Step],
    document: &'a str,
) -> Result<RawValue<'a>, JsonError> {
    let found = select::find(steps, document).map_err(|_| explain(document.as_bytes()))?;
    Ok(match found {
        Found::One(raw) => RawValue::Json(raw),
        Found::Many(list) => {
            let mut out = JsonWriter::new();
            out.open_array();
            list.into_iter().for_each(|raw| out.raw(raw));
            out.close_array();
            RawValue::Made(Json::trusted(out.finish()))
        }
        Found::Missing | Found::Items(_) => RawValue::Absent,
    })
}

#[cfg(test)]
mod tests {
    use super::project;
    use crate::expression::{Projection, Step};

    const DOCUMENT: &str = r#"{"id":"j1","n":{"a":[10,{"x":1},{"x":2,"y":[{"z":"p"},{"z":"q"}]}]},
        "skip":{"deep":[[[1]]]},"jobs":[{"id":1,"s":{"t":"é"}},{"id":2},7],"e":[],"\u006b":true}"#;

    fn shaped(projection: &'static Projection) -> String {
        let made = project(projection, DOCUMENT.as_bytes(), None).expect("valid JSON");
        let text = String::from_utf8(made.to_vec()).expect("UTF-8");
        serde_json::from_str::<serde_json::Value>(&text).expect("valid JSON");
        text
    }

    macro_rules! path {
        ($($step:expr),*) => { Projection::Path(&[$($step),*]) };
    }

    #[test]
    fn scalars_paths_and_missing_values() {
        static OBJECT: Projection = Projection::Object(&[
            ("id", path!(Step::Key("id"))),
            ("first", path!(Step::Key("n"), Step::Key("a"), Step::Index(0))),
            ("last", path!(Step::Key("n"), Step::Key("a"), Step::Index(-1), Step::Key("x"))),
            ("beyond", path!(Step::Key("n"), Step::Key("a"), Step::Index(9))),
            ("gone", path!(Step::Key("nope"), Step::Key("x"))),
            ("wrong", path!(Step::Key("id"), Step::Key("x"))),
            ("constant", Projection::Json("[1]")),
            ("escaped", path!(Step::Key("k"))),
            (
                "inner",
                Projection::Object(&[("a", path!(Step::Key("n"), Step::Key("a"), Step::Index(1)))]),
            ),
        ]);
        assert_eq!(
            shaped(&OBJECT),
            r#"{"id":"j1","first":10,"last":2,"beyond":null,"gone":null,"wrong":null,"constant":[1],"escaped":true,"inner":{"a":{"x":1}}}"#
        );
    }

    #[test]
    fn every_element_in_one_flat_list() {
        static EACH: Projection = Projection::Object(&[
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
        static ITEM: Projection = Projection::Object(&[
            ("id", path!(Step::Key("id"))),
            ("t", path!(Step::Key("s"), Step::Key("t"))),
        ]);
        static ARRAY: Projection = Projection::Object(&[
            ("jobs", Projection::Array { path: &[Step::Key("jobs")], item: &ITEM }),
            ("none", Projection::Array { path: &[Step::Key("id")], item: &ITEM }),
            ("whole", path!(Step::Key("jobs"), Step::Index(1))),
        ]);
        assert_eq!(
            shaped(&ARRAY),
            r#"{"jobs":[{"id":1,"t":"é"},{"id":2,"t":null},{"id":null,"t":null}],"none":null,"whole":{"id":2}}"#
        );
    }

    #[test]
    fn a_path_that_gives_a_list_shapes_each_value_on_it() {
        static ID: Projection = Projection::Object(&[("id", path!(Step::Key("id")))]);
        static Z: Projection = Projection::Object(&[("z", path!(Step::Key("z")))]);
        static PAIR: Projection = Projection::Object(&[("first", path!(Step::Index(0)))]);
        static EACH: Projection = Projection::Object(&[
            ("jobs", Projection::Array { path: &[Step::Key("jobs"), Step::Each], item: &ID }),
            (
                "deep",
                Projection::Array {
                    path: &[Step::Key("n"), Step::Key("a"), Step::Each, Step::Key("y"), Step::Each],
                    item: &Z,
                },
            ),
            // Each value is an item, and is not looked through again.
            (
                "lists",
                Projection::Array {
                    path: &[Step::Key("n"), Step::Key("a"), Step::Each, Step::Key("y")],
                    item: &PAIR,
                },
            ),
            ("empty", Projection::Array { path: &[Step::Key("e"), Step::Each], item: &ID }),
            ("gone", Projection::Array { path: &[Step::Key("nope"), Step::Each], item: &ID }),
        ]);
        assert_eq!(
            shaped(&EACH),
            r#"{"jobs":[{"id":1},{"id":2},{"id":null}],"deep":[{"z":"p"},{"z":"q"}],"lists":[{"first":{"z":"p"}}],"empty":[],"gone":null}"#
        );
    }

    #[test]
    fn every_member_of_an_object() {
        static MEMBERS: Projection = Projection::Object(&[
            ("n", path!(Step::Key("n"), Step::Each)),
            ("skip", path!(Step::Key("skip"), Step::Each, Step::Index(0), Step::Index(0))),
            ("ids", path!(Step::Key("jobs"), Step::Each, Step::Each)),
            ("text", path!(Step::Key("id"), Step::Each)),
            (
                "shaped",
                Projection::Array {
                    path: &[Step::Key("n"), Step::Each],
                    item: &Projection::Object(&[("first", path!(Step::Index(0)))]),
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
        static WHOLE: Projection = Projection::Object(&[
            ("all", Projection::Path(&[])),
            ("second", path!(Step::Index(1))),
        ]);
        let made = project(&WHOLE, b" [1, 2] ", None).expect("valid JSON");
        assert_eq!(&made[..], br#"{"all":[1, 2],"second":2}"#);
        let made = project(&WHOLE, b"7", None).expect("valid JSON");
        assert_eq!(&made[..], br#"{"all":7,"second":null}"#);
    }

    #[test]
    fn invalid_documents_are_refused_wherever_they_break() {
        static ID: Projection = path!(Step::Key("id"));
        for document in [&b"{\"id\":1"[..], b"{\"id\":1} x", b"{\"x\":}", b"", b"{\"id\":\"\xff\"}"]
        {
            assert!(project(&ID, document, None).is_err());
        }
    }
}

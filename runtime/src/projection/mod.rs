//! New documents from mapped parts of an upstream's answer.

mod cursor;
mod select;
mod write;

use bytes::Bytes;

use crate::json::{JsonError, explain, utf8};
use crate::tables::Projection;

/// One pass over `document` collects what is mapped, then the answer is written from it.
pub(crate) fn project(
    projection: &'static Projection,
    document: &[u8],
) -> Result<Bytes, JsonError> {
    let selection = utf8(document)
        .and_then(|text| select::select(projection, text))
        .map_err(|_| explain(document))?;
    Ok(write::write(projection, &selection, document.len()))
}

#[cfg(test)]
mod tests {
    use super::project;
    use crate::tables::{Projection, Step};

    const DOCUMENT: &str = r#"{"id":"j1","n":{"a":[10,{"x":1},{"x":2,"y":[{"z":"p"},{"z":"q"}]}]},
        "skip":{"deep":[[[1]]]},"jobs":[{"id":1,"s":{"t":"é"}},{"id":2},7],"e":[],"\u006b":true}"#;

    fn shaped(projection: &'static Projection) -> String {
        let made = project(projection, DOCUMENT.as_bytes()).expect("valid JSON");
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
    fn whole_documents_and_roots_of_other_types() {
        static WHOLE: Projection = Projection::Object(&[
            ("all", Projection::Path(&[])),
            ("second", path!(Step::Index(1))),
        ]);
        let made = project(&WHOLE, b" [1, 2] ").expect("valid JSON");
        assert_eq!(&made[..], br#"{"all":[1, 2],"second":2}"#);
        let made = project(&WHOLE, b"7").expect("valid JSON");
        assert_eq!(&made[..], br#"{"all":7,"second":null}"#);
    }

    #[test]
    fn invalid_documents_are_refused_wherever_they_break() {
        static ID: Projection = path!(Step::Key("id"));
        for document in [&b"{\"id\":1"[..], b"{\"id\":1} x", b"{\"x\":}", b"", b"{\"id\":\"\xff\"}"]
        {
            assert!(project(&ID, document).is_err());
        }
    }
}

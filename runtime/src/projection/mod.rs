//! What paths lead to in a document: one pass over its text, without a tree.

mod cursor;
mod select;

pub(crate) use self::select::{Found, Selection};
use crate::argument::RawValue;
use crate::expression::{Expr, Step};
use crate::json::{Json, JsonError, JsonWriter, explain, utf8};

/// The values of all paths in `expression`, in the order in which they stand there.
pub(crate) fn select<'d>(
    expression: &'static Expr,
    document: &'d [u8],
) -> Result<Selection<'d>, JsonError> {
    utf8(document).and_then(|text| select::select(expression, text)).map_err(|_| explain(document))
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

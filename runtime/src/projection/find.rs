//! A single path into a document.

use super::cursor::Cursor;
use super::select::{Found, queried, walk};
use crate::argument::RawValue;
use crate::expression::Segment;
use crate::json::{Json, JsonError, JsonWriter, Reader, Syntax, explain};
use crate::jsonpath::{Excess, Query, QueryEngine};

/// Returns the value at a path into `document`, which is JSON; a path that gives a list gives an array.
pub(crate) fn find<'a>(
    segments: &'static [Segment],
    document: &'a str,
) -> Result<RawValue<'a>, JsonError> {
    one(segments, document).map_err(|_| explain(document.as_bytes())).and_then(value)
}

/// Returns what a query gives from the value at a path on.
pub(crate) fn find_by_query<'a>(
    segments: &'static [Segment],
    query: &'static Query,
    engine: QueryEngine,
    document: &'a str,
) -> Result<RawValue<'a>, JsonError> {
    let found = one(segments, document).and_then(|found| match found {
        Found::One(raw) => queried(query, engine, None, raw),
        _ => Ok(Found::Missing),
    });
    found.map_err(|_| explain(document.as_bytes())).and_then(value)
}

fn value(found: Found<'_>) -> Result<RawValue<'_>, JsonError> {
    Ok(match found {
        Found::One(raw) => RawValue::Json(raw),
        Found::Many(list) => {
            let mut out = JsonWriter::new();
            out.open_array();
            list.into_iter().for_each(|raw| out.raw(raw));
            out.close_array();
            RawValue::Made(Json::trusted(out.finish()))
        }
        Found::Made(json) => RawValue::Made(Json::trusted(json)),
        Found::Missing | Found::Items(_) => RawValue::Absent,
        Found::Excess => return Err(JsonError::because(Excess::REASON)),
    })
}

/// Finds the value at one path.
fn one<'a>(segments: &'static [Segment], document: &'a str) -> Result<Found<'a>, Syntax> {
    let mut reader = Reader::new(document);
    let mut found = vec![Found::Missing];
    let cursor = Cursor { leaf: 0, segments, item: None, many: false };
    walk(&mut reader, &[cursor], &mut found)?;
    reader.end()?;
    Ok(found.pop().unwrap_or(Found::Missing))
}

//! A single path into a document.

use super::cursor::Cursor;
use super::select::{Found, walk};
use crate::argument::RawValue;
use crate::expression::Segment;
use crate::json::{Json, JsonError, JsonWriter, Reader, Syntax, explain};

/// Returns the value at a path into `document`, which is JSON; a path that gives a list gives an array.
pub(crate) fn find<'a>(
    segments: &'static [Segment],
    document: &'a str,
) -> Result<RawValue<'a>, JsonError> {
    let found = one(segments, document).map_err(|_| explain(document.as_bytes()))?;
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

/// Finds the value at one path.
fn one<'a>(segments: &'static [Segment], document: &'a str) -> Result<Found<'a>, Syntax> {
    let mut reader = Reader::new(document);
    let mut found = vec![Found::Missing];
    let cursor = Cursor { leaf: 0, segments, item: None, many: false };
    walk(&mut reader, &[cursor], &mut found)?;
    reader.end()?;
    Ok(found.pop().unwrap_or(Found::Missing))
}

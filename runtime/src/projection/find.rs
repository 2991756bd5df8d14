//! A single path into a document.

use super::cursor::{Cursor, PathEnd};
#[cfg(feature = "rest")]
use super::select::queried;
use super::select::{Found, walk};
use crate::argument::RawValue;
use crate::expression::Segment;
#[cfg(feature = "rest")]
use crate::expression::Then;
use crate::json::{Json, JsonError, JsonWriter, Reader, Syntax, explain};
use crate::jsonpath::Excess;
#[cfg(feature = "rest")]
use crate::jsonpath::{Query, QueryEngine};

/// Returns the value at a path into `document`, which is JSON; a path that gives a list gives an array.
pub(crate) fn find<'a>(
    segments: &'static [Segment],
    document: &'a str,
) -> Result<RawValue<'a>, JsonError> {
    one(segments, document).map_err(|_| explain(document.as_bytes())).and_then(value)
}

/// Returns what a query gives from the value at a path on.
#[cfg(feature = "rest")]
pub(crate) fn find_by_query<'a>(
    segments: &'static [Segment],
    query: &'static Query,
    engine: QueryEngine,
    document: &'a str,
) -> Result<RawValue<'a>, JsonError> {
    let found = one(segments, document).and_then(|found| match found {
        Found::One(raw) => queried(query, engine, &Then::Value, raw),
        _ if query.is_singular() => Ok(Found::Missing),
        _ => Ok(Found::Many(Vec::new())),
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
    let cursor = Cursor { leaf: 0, segments, item: None, end: PathEnd::Value };
    walk(&mut reader, &[cursor], &mut found)?;
    reader.end()?;
    Ok(found.pop().unwrap_or(Found::Missing))
}

#[cfg(test)]
mod tests {
    use super::find_by_query;
    use crate::argument::RawValue;
    use crate::expression::Segment;
    use crate::jsonpath::{PathCall, PathFunction, QUERIES, Query, QuerySegment, Selector};

    static BELOW: Query =
        Query { segments: &[QuerySegment::Descendants(&[Selector::Name("n")])], call: None };
    static LAST: Query = Query {
        segments: &[],
        call: Some(PathCall { function: PathFunction::Last, arguments: &[], of_node: true }),
    };

    #[test]
    fn queries_over_bodies() {
        let body = r#"{"rows": [{"n": 1.0}, {"n": [2]}], "s": 5}"#;
        let found = |name, query| {
            let path: &[Segment] = vec![Segment::Key(name)].leak();
            match find_by_query(path, query, QUERIES, body).expect("valid JSON") {
                RawValue::Json(raw) => raw.to_owned(),
                RawValue::Made(json) => json.as_str().to_owned(),
                _ => "absent".to_owned(),
            }
        };
        assert_eq!(found("rows", &BELOW), "[1.0,[2]]");
        assert_eq!(found("rows", &LAST), r#"{"n": [2]}"#);
        assert_eq!(found("s", &BELOW), "[]");
        assert_eq!(found("gone", &BELOW), "[]");
        assert_eq!(found("gone", &LAST), "absent");
        assert!(find_by_query(&[], &BELOW, QUERIES, "[1,]").is_err());
    }
}

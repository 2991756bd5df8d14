//! Writing the answer from what was found.

use bytes::Bytes;

use super::select::{Found, Selection};
use crate::json::JsonWriter;
use crate::tables::Projection;

pub(super) fn write(projection: &Projection, selection: &Selection<'_>, size: usize) -> Bytes {
    let mut out = JsonWriter::with_capacity(size.min(64 << 10));
    value(projection, &mut selection.iter(), &mut out);
    out.finish()
}

/// Leaves come in the order in which they were collected.
fn value<'s, 'a: 's>(
    projection: &Projection,
    leaves: &mut impl Iterator<Item = &'s Found<'a>>,
    out: &mut JsonWriter,
) {
    match projection {
        Projection::Json(json) => out.raw(json),
        Projection::Object(members) => {
            out.open_object();
            for (key, member) in *members {
                out.key(key);
                value(member, leaves, out);
            }
            out.close_object();
        }
        Projection::Path(_) => found(leaves.next(), None, out),
        Projection::Array { item, .. } => found(leaves.next(), Some(item), out),
    }
}

fn found(found: Option<&Found<'_>>, item: Option<&Projection>, out: &mut JsonWriter) {
    match (found, item) {
        (Some(Found::One(raw)), _) => out.raw(raw),
        (Some(Found::Many(list)), _) => {
            out.open_array();
            for raw in list {
                out.raw(raw);
            }
            out.close_array();
        }
        (Some(Found::Items(items)), Some(item)) => {
            out.open_array();
            for selection in items {
                value_of(item, selection, out);
            }
            out.close_array();
        }
        _ => out.raw("null"),
    }
}

/// Not generic, so that nested arrays do not nest iterator types.
fn value_of(projection: &Projection, selection: &Selection<'_>, out: &mut JsonWriter) {
    value(projection, &mut selection.iter(), out);
}

//! Writing the answer from what was found.

use bytes::Bytes;

use super::Filling;
use super::select::{Found, Selection};
use crate::expression::Projection;
use crate::json::JsonWriter;

pub(super) fn write(
    projection: &Projection,
    selection: &Selection<'_>,
    filling: Option<Filling<'_>>,
    size: usize,
) -> Bytes {
    let mut out = JsonWriter::with_capacity(size.min(64 << 10));
    value(projection, &mut selection.iter(), filling, &mut out);
    out.finish()
}

/// Leaves come in the order in which they were collected.
fn value<'s, 'a: 's>(
    projection: &Projection,
    leaves: &mut impl Iterator<Item = &'s Found<'a>>,
    filling: Option<Filling<'_>>,
    out: &mut JsonWriter,
) {
    match projection {
        Projection::Json(json) => out.raw(json),
        Projection::Template(template) => match filling {
            Some(filling) => filling.write(template, out),
            None => out.raw("null"),
        },
        Projection::Object(members) => {
            out.open_object();
            for (key, member) in *members {
                out.key(key);
                value(member, leaves, filling, out);
            }
            out.close_object();
        }
        Projection::Path(_) => found(leaves.next(), None, filling, out),
        Projection::Array { item, .. } => found(leaves.next(), Some(item), filling, out),
    }
}

fn found(
    found: Option<&Found<'_>>,
    item: Option<&Projection>,
    filling: Option<Filling<'_>>,
    out: &mut JsonWriter,
) {
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
                value_of(item, selection, filling, out);
            }
            out.close_array();
        }
        _ => out.raw("null"),
    }
}

/// Not generic, so that nested arrays do not nest iterator types.
fn value_of(
    projection: &Projection,
    selection: &Selection<'_>,
    filling: Option<Filling<'_>>,
    out: &mut JsonWriter,
) {
    value(projection, &mut selection.iter(), filling, out);
}

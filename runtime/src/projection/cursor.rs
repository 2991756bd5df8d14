//! The way from the root of a document to the paths of an expression.

use crate::expression::{Expr, Segment};

/// A leaf on its way down: the segments that are still ahead.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    pub(super) leaf: usize,
    pub(super) segments: &'static [Segment],
    pub(super) item: Option<&'static Expr>,
    pub(super) end: PathEnd,
}

/// What is at the end of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PathEnd {
    /// A value.
    Value,
    /// One of the values of a list.
    List,
    /// The value that a query begins at; the item is its expression.
    Query,
}

/// One cursor for each leaf, in the order of the leaves.
pub(super) fn collect(expression: &'static Expr, cursors: &mut Vec<Cursor>) {
    let leaf = cursors.len();
    match expression {
        Expr::Answer(segments)
        | Expr::Typed { path: segments, .. }
        | Expr::Values { object: segments, .. } => {
            cursors.push(Cursor { leaf, segments, item: None, end: PathEnd::Value });
        }
        Expr::Each { list, item } => {
            cursors.push(Cursor { leaf, segments: list, item: Some(item), end: PathEnd::Value });
        }
        Expr::Query { path, .. } => {
            cursors.push(Cursor {
                leaf,
                segments: path,
                item: Some(expression),
                end: PathEnd::Query,
            });
        }
        Expr::Object(members) => {
            for (_, member) in *members {
                collect(member, cursors);
            }
        }
        Expr::Cut { value, .. } => collect(value, cursors),
        Expr::Text(all) | Expr::Array(all) | Expr::First(all) => {
            for one in *all {
                collect(one, cursors);
            }
        }
        Expr::Absent
        | Expr::Json(_)
        | Expr::Literal(_)
        | Expr::Variable(_)
        | Expr::Parameter(_)
        | Expr::Member { .. }
        | Expr::Selected { .. }
        | Expr::Section { .. }
        | Expr::Item { .. }
        | Expr::Step(..) => {}
    }
}

impl Cursor {
    fn next(self) -> Option<(Segment, Self)> {
        let (segment, segments) = self.segments.split_first()?;
        let end = if matches!(segment, Segment::Each) { PathEnd::List } else { self.end };
        Some((*segment, Self { segments, end, ..self }))
    }

    pub(super) fn through_key(self, key: &str) -> Option<Self> {
        match self.next()? {
            (Segment::Key(name), next) if name == key => Some(next),
            (Segment::Each, next) => Some(next),
            _ => None,
        }
    }

    pub(super) fn through_element(self, index: usize) -> Option<Self> {
        match self.next()? {
            (Segment::Each, next) => Some(next),
            (Segment::Index(at), next) if usize::try_from(at) == Ok(index) => Some(next),
            _ => None,
        }
    }

    /// Returns the distance from the end, for a segment that counts from there.
    pub(super) fn back(self) -> Option<(usize, Self)> {
        match self.next()? {
            (Segment::Index(at), next) if at < 0 => {
                Some((usize::try_from(at.unsigned_abs()).ok()?, next))
            }
            _ => None,
        }
    }
}

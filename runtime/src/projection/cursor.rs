//! The way from the root of a document to the leaves of a projection.

use crate::expression::{Projection, Step};

/// A leaf on its way down: the steps that are still ahead.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    pub(super) leaf: usize,
    pub(super) steps: &'static [Step],
    pub(super) item: Option<&'static Projection>,
    pub(super) many: bool,
}

/// One cursor for each leaf, in the order of the leaves.
pub(super) fn collect(projection: &'static Projection, cursors: &mut Vec<Cursor>) {
    let leaf = cursors.len();
    match projection {
        Projection::Path(steps) => cursors.push(Cursor { leaf, steps, item: None, many: false }),
        Projection::Array { path, item } => {
            cursors.push(Cursor { leaf, steps: path, item: Some(item), many: false });
        }
        Projection::Object(members) => {
            for (_, member) in *members {
                collect(member, cursors);
            }
        }
        Projection::Json(_) | Projection::Template(_) => {}
    }
}

impl Cursor {
    fn next(self) -> Option<(Step, Self)> {
        let (step, steps) = self.steps.split_first()?;
        let many = self.many || matches!(step, Step::Each);
        Some((*step, Self { steps, many, ..self }))
    }

    pub(super) fn through_key(self, key: &str) -> Option<Self> {
        match self.next()? {
            (Step::Key(name), next) if name == key => Some(next),
            (Step::Each, next) => Some(next),
            _ => None,
        }
    }

    pub(super) fn through_element(self, index: usize) -> Option<Self> {
        match self.next()? {
            (Step::Each, next) => Some(next),
            (Step::Index(at), next) if usize::try_from(at) == Ok(index) => Some(next),
            _ => None,
        }
    }

    /// How far from the end, for a step that counts from there.
    pub(super) fn back(self) -> Option<(usize, Self)> {
        match self.next()? {
            (Step::Index(at), next) if at < 0 => {
                Some((usize::try_from(at.unsigned_abs()).ok()?, next))
            }
            _ => None,
        }
    }
}

//! The way from the root of a document to the paths of an expression.

use crate::expression::{Expr, Step};

/// A leaf on its way down: the steps that are still ahead.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    pub(super) leaf: usize,
    pub(super) steps: &'static [Step],
    pub(super) item: Option<&'static Expr>,
    pub(super) many: bool,
}

/// One cursor for each leaf, in the order of the leaves.
pub(super) fn collect(expression: &'static Expr, cursors: &mut Vec<Cursor>) {
    let leaf = cursors.len();
    match expression {
        Expr::Answer(steps) | Expr::Typed { path: steps, .. } => {
            cursors.push(Cursor { leaf, steps, item: None, many: false });
        }
        Expr::Each { list, item } => {
            cursors.push(Cursor { leaf, steps: list, item: Some(item), many: false });
        }
        Expr::Object(members) => {
            for (_, member) in *members {
                collect(member, cursors);
            }
        }
        Expr::Text(all) | Expr::Array(all) => {
            for one in *all {
                collect(one, cursors);
            }
        }
        Expr::Absent
        | Expr::Json(_)
        | Expr::Literal(_)
        | Expr::Variable(_)
        | Expr::Parameter(_) => {}
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

    /// Returns the distance from the end, for a step that counts from there.
    pub(super) fn back(self) -> Option<(usize, Self)> {
        match self.next()? {
            (Step::Index(at), next) if at < 0 => {
                Some((usize::try_from(at.unsigned_abs()).ok()?, next))
            }
            _ => None,
        }
    }
}

//! Projection: the values that paths lead to in a document, found in one pass over its text, without a tree.

mod cursor;
mod find;
mod select;

pub(crate) use self::find::find;
#[cfg(feature = "rest")]
pub(crate) use self::find::find_by_query;
pub(crate) use self::select::{Found, Selection};
use crate::expression::Expr;
use crate::json::{JsonError, explain, utf8};

/// The values of all paths in `expression`, in the order in which they stand there.
pub(crate) fn select<'d>(
    expression: &'static Expr,
    document: &'d [u8],
) -> Result<Selection<'d>, JsonError> {
    utf8(document).and_then(|text| select::select(expression, text)).map_err(|_| explain(document))
}

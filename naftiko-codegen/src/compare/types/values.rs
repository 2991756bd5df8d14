//! The values that a type lists.

use serde_json::Value;

use super::{ENUM_WIDENED, Shift, TypeComparer};
use crate::compare::change::Both;
use crate::compare::wording::listed;

/// Compares `enum` and `const`; `None` is no list.
pub(super) fn compare_values(values: Both<Option<&[String]>>, found: &mut TypeComparer<'_>) {
    let names = |list: &[String]| listed(list.iter().map(String::as_str));
    match (values.old, values.new) {
        (None, None) => {}
        (None, Some(new)) => found.add(Shift::Narrower, format!("is one of {} now", names(new))),
        (Some(old), None) => {
            let what = format!("may be another value than {} now", names(old));
            found.push(Shift::Wider, what, Some(ENUM_WIDENED));
        }
        (Some(old), Some(new)) => {
            let gone = missing(old, new);
            if !gone.is_empty() {
                found.add(Shift::Narrower, format!("is not {} any more", listed(gone)));
            }
            let added = missing(new, old);
            if !added.is_empty() {
                found.push(
                    Shift::Wider,
                    format!("may be {} now", listed(added)),
                    Some(ENUM_WIDENED),
                );
            }
        }
    }
}

/// Those of `some` that are not among `all`, as values of JSON.
fn missing<'v>(some: &'v [String], all: &[String]) -> Vec<&'v str> {
    let parsed = |json: &String| serde_json::from_str::<Value>(json).ok();
    let known: Vec<Option<Value>> = all.iter().map(parsed).collect();
    let is_missing = |json: &&String| !all.contains(json) && !known.contains(&parsed(json));
    some.iter().filter(is_missing).map(String::as_str).collect()
}

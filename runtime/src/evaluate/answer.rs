//! What the paths into an answer lead to, as JSON.

use std::borrow::Cow;

use super::{Scope, shape, shaped};
use crate::expression::{Expr, Then};
use crate::json::{JsonWriter, members, text_of};
use crate::jsonpath::{Excess, Query};
use crate::projection::Found;
use crate::types::{JsonType, flaw_of_type};

pub(super) fn answer(found: Option<&Found<'_>>, out: &mut JsonWriter) {
    match found {
        Some(Found::One(raw)) => out.raw(raw),
        Some(Found::Many(list)) => {
            out.open_array();
            list.iter().for_each(|raw| out.raw(raw));
            out.close_array();
        }
        Some(Found::Made(json)) => out.raw(json),
        Some(Found::Missing | Found::Items(_) | Found::Excess) | None => out.raw("null"),
    }
}

/// The first units of a JSON string; any other value as it is. A pair of surrogates is not torn apart.
pub(super) fn cut(json: &str, length: usize) -> Cow<'_, str> {
    let Some(text) = json.starts_with('"').then(|| text_of(json).ok()).flatten() else {
        return Cow::Borrowed(json);
    };
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= length
    };
    let mut out = JsonWriter::new();
    out.string(&text.chars().take_while(fits).collect::<String>());
    Cow::Owned(String::from_utf8_lossy(&out.finish()).into_owned())
}

/// Writes an object of which every value is shaped; `None` for what is no object.
pub(super) fn values(
    found: Option<&Found<'_>>,
    item: &'static Expr,
    scope: Scope<'_>,
    out: &mut JsonWriter,
) -> Option<()> {
    let Some(Found::One(raw)) = found else { return None };
    let members = members(raw.as_bytes()).ok()??;
    out.open_object();
    for (name, value) in &members {
        out.key(name);
        match shape(item, value.as_bytes(), scope) {
            Ok(shaped) => out.verbatim(&shaped),
            Err(_) => out.raw("null"),
        }
    }
    out.close_object();
    Some(())
}

/// Writes what a query gave; what is wrong with it, if anything is. Where there is nothing to ask, a list is empty.
#[cold]
#[inline(never)]
pub(super) fn queried(
    found: Option<&Found<'_>>,
    query: &Query,
    then: &Then,
    scope: Scope<'_>,
    out: &mut JsonWriter,
) -> Option<String> {
    let empty = Found::Many(Vec::new());
    let found = match found {
        Some(Found::Missing) if !query.is_singular() => Some(&empty),
        found => found,
    };
    let flaw = match then {
        _ if matches!(found, Some(Found::Excess)) => Some(Excess::REASON.to_owned()),
        Then::Each(item) if !matches!(found, Some(Found::Many(_))) => {
            return each(found, item, scope, out);
        }
        Then::Typed(name, expected) => mistyped(found, name, *expected),
        Then::Value | Then::Each(_) => None,
    };
    answer(found, out);
    flaw
}

pub(super) fn each(
    found: Option<&Found<'_>>,
    item: &Expr,
    scope: Scope<'_>,
    out: &mut JsonWriter,
) -> Option<String> {
    let Some(Found::Items(items)) = found else {
        out.raw("null");
        return None;
    };
    let mut flaw = None;
    out.open_array();
    for selection in items {
        let other = shaped(item, selection, scope, out);
        flaw = flaw.or(other);
    }
    out.close_array();
    flaw
}

/// Returns the flaw of a value that has to be of a type; null means that there is none.
pub(super) fn mistyped(
    found: Option<&Found<'_>>,
    name: &str,
    expected: JsonType,
) -> Option<String> {
    match found? {
        Found::One(raw) => flaw_of_type(name, raw, expected),
        Found::Many(_) => flaw_of_type(name, "[]", expected),
        Found::Made(json) => flaw_of_type(name, json, expected),
        Found::Missing | Found::Items(_) | Found::Excess => None,
    }
}

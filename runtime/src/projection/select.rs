//! The pass over the document: it keeps raw slices of what is mapped and segments over the rest.

use super::cursor::{Cursor, PathEnd, collect};
use crate::expression::{Expr, Segment, Then};
use crate::json::{Reader, Syntax};
use crate::jsonpath::{Query, QueryAnswer, QueryEngine, QueryFailure};

/// The values found for each path of an expression, in the order of the leaves.
pub(crate) type Selection<'a> = Vec<Found<'a>>;

/// The value found for one leaf.
#[derive(Clone, Debug)]
pub(crate) enum Found<'a> {
    Missing,
    One(&'a str),
    Many(Vec<&'a str>),
    Items(Vec<Selection<'a>>),
    /// A document that no part of the text is.
    Made(String),
    /// A query took more work than its document may cause.
    Excess,
}

pub(super) fn select<'a>(
    expression: &'static Expr,
    document: &'a str,
) -> Result<Selection<'a>, Syntax> {
    let mut reader = Reader::new(document);
    let mut selection = Selection::new();
    let cursors = cursors(expression, &mut selection);
    walk(&mut reader, &cursors, &mut selection)?;
    reader.end()?;
    Ok(selection)
}

/// One cursor and one empty place for each leaf.
fn cursors(expression: &'static Expr, selection: &mut Selection<'_>) -> Vec<Cursor> {
    let mut cursors = Vec::new();
    collect(expression, &mut cursors);
    selection.resize(cursors.len(), Found::Missing);
    cursors
}

/// Reads one value for the cursors that lead to it.
pub(super) fn walk<'a>(
    reader: &mut Reader<'a>,
    cursors: &[Cursor],
    found: &mut Selection<'a>,
) -> Result<(), Syntax> {
    if cursors.iter().any(|cursor| cursor.segments.is_empty()) {
        return end_of_path(reader.value()?, cursors, found);
    }
    match reader.peek() {
        Some(b'{') if !cursors.is_empty() => object(reader, cursors, found),
        Some(b'[') if !cursors.is_empty() => array(reader, cursors, found),
        _ => reader.value().map(drop),
    }
}

/// A value at which some of the paths end; others may go on inside of it.
fn end_of_path<'a>(
    raw: &'a str,
    cursors: &[Cursor],
    found: &mut Selection<'a>,
) -> Result<(), Syntax> {
    let (here, deeper): (Vec<Cursor>, Vec<Cursor>) =
        cursors.iter().copied().partition(|cursor| cursor.segments.is_empty());
    for cursor in here {
        keep(cursor, raw, found)?;
    }
    if deeper.is_empty() {
        return Ok(());
    }
    walk(&mut Reader::new(raw), &deeper, found)
}

fn object<'a>(
    reader: &mut Reader<'a>,
    cursors: &[Cursor],
    found: &mut Selection<'a>,
) -> Result<(), Syntax> {
    begin_lists(cursors, found);
    let mut inner = Vec::new();
    reader.enter();
    while let Some(key) = reader.key()? {
        inner.clear();
        inner.extend(cursors.iter().filter_map(|cursor| cursor.through_key(&key)));
        walk(reader, &inner, found)?;
    }
    Ok(())
}

/// Begins an empty list for each cursor that gives a list, where there is something to look through.
fn begin_lists(cursors: &[Cursor], found: &mut Selection<'_>) {
    for cursor in cursors {
        if matches!(cursor.segments.first(), Some(Segment::Each))
            && matches!(found[cursor.leaf], Found::Missing)
        {
            found[cursor.leaf] = match cursor.item {
                Some(_) => Found::Items(Vec::new()),
                None => Found::Many(Vec::new()),
            };
        }
    }
}

fn array<'a>(
    reader: &mut Reader<'a>,
    cursors: &[Cursor],
    found: &mut Selection<'a>,
) -> Result<(), Syntax> {
    begin_lists(cursors, found);
    reader.enter();
    if cursors.iter().any(|cursor| cursor.back().is_some()) {
        return array_of_known_length(reader, cursors, found);
    }
    let mut inner = Vec::new();
    for index in 0_usize.. {
        if !reader.element()? {
            break;
        }
        inner.clear();
        inner.extend(cursors.iter().filter_map(|cursor| cursor.through_element(index)));
        walk(reader, &inner, found)?;
    }
    Ok(())
}

/// An array in which some position counts from the end: its elements are cut out first.
fn array_of_known_length<'a>(
    reader: &mut Reader<'a>,
    cursors: &[Cursor],
    found: &mut Selection<'a>,
) -> Result<(), Syntax> {
    let mut raw = Vec::new();
    while reader.element()? {
        raw.push(reader.value()?);
    }
    for (index, element) in raw.iter().enumerate() {
        let back = raw.len() - index;
        let inner: Vec<Cursor> = cursors
            .iter()
            .filter_map(|cursor| match cursor.back() {
                Some((at, next)) => (at == back).then_some(next),
                None => cursor.through_element(index),
            })
            .collect();
        if !inner.is_empty() {
            walk(&mut Reader::new(element), &inner, found)?;
        }
    }
    Ok(())
}

/// Keeps a value at the end of its path.
fn keep<'a>(cursor: Cursor, raw: &'a str, found: &mut Selection<'a>) -> Result<(), Syntax> {
    let kept = match (cursor.item, cursor.end) {
        (None, PathEnd::Value) => Found::One(raw),
        (Some(Expr::Query { query, engine, then, .. }), PathEnd::Query) => {
            queried(query, *engine, then, raw)?
        }
        (_, PathEnd::Query) => Found::Missing,
        (Some(item), PathEnd::Value) => items(item, raw)?.map_or(Found::Missing, Found::Items),
        (None, PathEnd::List) => {
            if let Found::Many(list) = &mut found[cursor.leaf] {
                list.push(raw);
            }
            return Ok(());
        }
        // The path gives the list, so that each value on it is an item.
        (Some(item), PathEnd::List) => {
            let selection = selected(item, raw)?;
            if let Found::Items(list) = &mut found[cursor.leaf] {
                list.push(selection);
            }
            return Ok(());
        }
    };
    found[cursor.leaf] = kept;
    Ok(())
}

/// The selections of an array's elements; `None` for a value that is no array.
fn items<'a>(item: &'static Expr, raw: &'a str) -> Result<Option<Vec<Selection<'a>>>, Syntax> {
    let mut reader = Reader::new(raw);
    if reader.peek() != Some(b'[') {
        return Ok(None);
    }
    reader.enter();
    let mut blank = Selection::new();
    let cursors = cursors(item, &mut blank);
    let mut selections = Vec::new();
    while reader.element()? {
        let mut selection = blank.clone();
        walk(&mut reader, &cursors, &mut selection)?;
        selections.push(selection);
    }
    Ok(Some(selections))
}

/// What is found for an item in its value.
fn selected<'a>(item: &'static Expr, raw: &'a str) -> Result<Selection<'a>, Syntax> {
    let mut selection = Selection::new();
    let cursors = cursors(item, &mut selection);
    walk(&mut Reader::new(raw), &cursors, &mut selection)?;
    Ok(selection)
}

/// What a query gives from a value on. It stays out of the way of paths that are none.
#[cold]
#[inline(never)]
pub(super) fn queried<'a>(
    query: &'static Query,
    engine: QueryEngine,
    then: &'static Then,
    raw: &'a str,
) -> Result<Found<'a>, Syntax> {
    let item = match then {
        Then::Each(item) => Some(*item),
        Then::Value | Then::Typed(..) => None,
    };
    let answer = match (engine.0)(query, raw) {
        Ok(answer) => answer,
        Err(QueryFailure::Excess) => return Ok(Found::Excess),
        Err(QueryFailure::Unreadable) => return Err(Syntax),
    };
    Ok(match (answer, item) {
        (QueryAnswer::Nothing, _) => Found::Missing,
        (QueryAnswer::One(raw), None) => Found::One(raw),
        (QueryAnswer::Many(list), None) => Found::Many(list),
        (QueryAnswer::Made(json), None) => Found::Made(json),
        (QueryAnswer::One(raw), Some(item)) => {
            items(item, raw)?.map_or(Found::Missing, Found::Items)
        }
        (QueryAnswer::Many(list), Some(item)) => {
            let all: Result<_, _> = list.into_iter().map(|raw| selected(item, raw)).collect();
            Found::Items(all?)
        }
        (QueryAnswer::Made(json), Some(item)) => items(item, &json)?
            .map_or(Found::Missing, |all| Found::Items(all.into_iter().map(owned).collect())),
    })
}

/// The same, apart from the text in which it was found.
fn owned<'a>(selection: Selection<'_>) -> Selection<'a> {
    let found = selection.into_iter().map(|found| match found {
        Found::Missing => Found::Missing,
        Found::One(raw) => Found::Made(raw.to_owned()),
        Found::Many(list) => Found::Made(format!("[{}]", list.join(","))),
        Found::Items(items) => Found::Items(items.into_iter().map(owned).collect()),
        Found::Made(json) => Found::Made(json),
        Found::Excess => Found::Excess,
    });
    found.collect()
}

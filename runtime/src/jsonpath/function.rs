//! The functions at the end of a query.

use std::cmp::Ordering;

use super::compare::{OperandValue, is_number, length, order, text};
use super::query::PathFunction;
use crate::json::{Json, JsonWriter, elements, members};

/// What a function makes of a value and its arguments; `None` where it is not defined.
pub(super) fn apply(
    function: PathFunction,
    value: &str,
    arguments: &[Vec<OperandValue<'_>>],
) -> Option<String> {
    match function {
        PathFunction::Nothing => None,
        PathFunction::Length => total_length(value, arguments),
        PathFunction::Min => extreme(value, arguments, Ordering::Less),
        PathFunction::Max => extreme(value, arguments, Ordering::Greater),
        PathFunction::Sum | PathFunction::Avg | PathFunction::StdDev => {
            statistic(function, value, arguments)
        }
        PathFunction::Keys => keys(value),
        PathFunction::First => element(value, 0),
        PathFunction::Last => element(value, -1),
        PathFunction::Index => {
            let position = given(arguments).next()?.parse().ok()?;
            element(value, position)
        }
        PathFunction::Concat => Some(concat(value, arguments)),
        PathFunction::Append => Some(append(value, arguments)),
    }
}

/// The values of all arguments.
fn given<'v>(arguments: &'v [Vec<OperandValue<'_>>]) -> impl Iterator<Item = &'v str> {
    arguments.iter().flatten().flatten().map(|value| &**value)
}

/// The length of the value, or of what the arguments are together; none where a single one has no length.
fn total_length(value: &str, arguments: &[Vec<OperandValue<'_>>]) -> Option<String> {
    let length = match arguments {
        [] => length(value)?,
        [all] if all.len() == 1 => given(arguments).next().and_then(length)?,
        all => given(all).filter_map(length).sum(),
    };
    Some(length.to_string())
}

/// The numbers in an array, and those among the arguments or in them.
fn numbers<'v>(value: &'v str, arguments: &'v [Vec<OperandValue<'_>>]) -> Vec<&'v str> {
    let mut all = elements(value).unwrap_or_default();
    for argument in given(arguments) {
        match elements(argument) {
            Ok(list) => all.extend(list),
            Err(_) => all.push(argument),
        }
    }
    all.retain(|value| is_number(value));
    all
}

/// The number that is least or greatest, as it is written.
fn extreme(value: &str, arguments: &[Vec<OperandValue<'_>>], wanted: Ordering) -> Option<String> {
    let numbers = numbers(value, arguments).into_iter();
    let best =
        numbers.reduce(|best, one| if order(one, best) == Some(wanted) { one } else { best });
    best.map(str::to_owned)
}

fn statistic(
    function: PathFunction,
    value: &str,
    arguments: &[Vec<OperandValue<'_>>],
) -> Option<String> {
    let numbers = numbers(value, arguments);
    let (mut sum, mut squares, mut count) = (0.0_f64, 0.0_f64, 0.0_f64);
    for number in numbers.iter().filter_map(|number| number.parse::<f64>().ok()) {
        sum += number;
        squares += number * number;
        count += 1.0;
    }
    if numbers.is_empty() {
        return None;
    }
    let made = match function {
        PathFunction::Avg => sum / count,
        PathFunction::StdDev => (squares / count - sum * sum / count / count).max(0.0).sqrt(),
        _ => sum,
    };
    made.is_finite().then(|| Json::from(made).as_str().to_owned())
}

fn keys(value: &str) -> Option<String> {
    let members = members(value.as_bytes()).ok().flatten()?;
    let mut out = JsonWriter::new();
    out.open_array();
    members.into_iter().for_each(|(name, _)| out.string(&name));
    out.close_array();
    String::from_utf8(out.finish().into()).ok()
}

fn element(value: &str, position: i64) -> Option<String> {
    let list = elements(value).ok()?;
    let position = match usize::try_from(position) {
        Ok(position) => position,
        Err(_) => list.len().checked_sub(usize::try_from(position.unsigned_abs()).ok()?)?,
    };
    list.get(position).map(|raw| (*raw).to_owned())
}

/// Texts and numbers, one behind the other; of an array its elements, of objects and null nothing.
fn concat(value: &str, arguments: &[Vec<OperandValue<'_>>]) -> String {
    let mut out = String::new();
    for piece in std::iter::once(value).chain(given(arguments)) {
        match elements(piece) {
            Ok(list) => list.iter().for_each(|piece| push(piece, &mut out)),
            Err(_) => push(piece, &mut out),
        }
    }
    Json::from(out.as_str()).as_str().to_owned()
}

fn push(piece: &str, out: &mut String) {
    match text(piece) {
        Some(text) => out.push_str(&text),
        None if is_number(piece) || matches!(piece, "true" | "false") => out.push_str(piece),
        None => {}
    }
}

/// An array with the arguments behind its elements; any other value stays as it is.
fn append(value: &str, arguments: &[Vec<OperandValue<'_>>]) -> String {
    let Ok(list) = elements(value) else { return value.to_owned() };
    let all: Vec<&str> = list.into_iter().chain(given(arguments)).collect();
    format!("[{}]", all.join(","))
}

//! Values as they are written, compared as values.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::query::{ComparisonOperator, Excess};
use crate::json::{Decimal, elements, members, unquote};

/// The work that a query may still take.
pub(super) struct Work(pub(super) u64);

impl Work {
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Excess> {
        self.0 = self.0.checked_sub(steps as u64).ok_or(Excess)?;
        Ok(())
    }

    /// What it takes to read a text.
    pub(super) fn spend_on(&mut self, text: &str) -> Result<(), Excess> {
        self.spend(text.len() / 16 + 1)
    }
}

/// A value, if there is one.
pub(super) type OperandValue<'d> = Option<Cow<'d, str>>;

/// Compares two values; a missing one is equal to a missing one only.
pub(super) fn compare(
    left: &OperandValue<'_>,
    comparison: ComparisonOperator,
    right: &OperandValue<'_>,
    steps: &mut Work,
) -> Result<bool, Excess> {
    let order = |wanted: Ordering| match (left, right) {
        (Some(left), Some(right)) => order(left, right) == Some(wanted),
        _ => false,
    };
    Ok(match comparison {
        ComparisonOperator::Equal => same(left, right, steps)?,
        ComparisonOperator::NotEqual => !same(left, right, steps)?,
        ComparisonOperator::Less => order(Ordering::Less),
        ComparisonOperator::Greater => order(Ordering::Greater),
        ComparisonOperator::LessOrEqual => order(Ordering::Less) || same(left, right, steps)?,
        ComparisonOperator::GreaterOrEqual => order(Ordering::Greater) || same(left, right, steps)?,
        _ => match (left, right) {
            (Some(left), Some(right)) => relate(left, comparison, right, steps)?,
            _ => comparison == ComparisonOperator::NotIn,
        },
    })
}

fn same(
    left: &OperandValue<'_>,
    right: &OperandValue<'_>,
    steps: &mut Work,
) -> Result<bool, Excess> {
    match (left, right) {
        (Some(left), Some(right)) => equal(left, right, steps),
        (left, right) => Ok(left.is_none() && right.is_none()),
    }
}

/// The operators of the reference dialect.
fn relate(
    left: &str,
    comparison: ComparisonOperator,
    right: &str,
    steps: &mut Work,
) -> Result<bool, Excess> {
    let (own, others) = (elements(left).ok(), elements(right).ok());
    Ok(match (comparison, own, others) {
        (ComparisonOperator::In, _, Some(others)) => has(&others, left, steps)?,
        (ComparisonOperator::NotIn, _, Some(others)) => !has(&others, left, steps)?,
        (ComparisonOperator::NotIn, _, None) => true,
        (ComparisonOperator::SubsetOf, Some(own), Some(others)) => {
            count(&own, &others, steps)? == own.len()
        }
        (ComparisonOperator::AnyOf, Some(own), Some(others)) => count(&own, &others, steps)? > 0,
        (ComparisonOperator::NoneOf, Some(own), Some(others)) => count(&own, &others, steps)? == 0,
        (ComparisonOperator::Contains, Some(own), _) => has(&own, right, steps)?,
        (ComparisonOperator::Contains, None, _) => match (text(left), text(right)) {
            (Some(left), Some(right)) => left.contains(&*right),
            _ => false,
        },
        (ComparisonOperator::Size, _, _) => length(left)
            .is_some_and(|length| order(&length.to_string(), right) == Some(Ordering::Equal)),
        (ComparisonOperator::Empty, _, _) => match right {
            "true" => length(left) == Some(0),
            "false" => length(left).is_some_and(|length| length > 0),
            _ => false,
        },
        _ => false,
    })
}

/// How many of `own` are among `others`.
fn count(own: &[&str], others: &[&str], steps: &mut Work) -> Result<usize, Excess> {
    let mut found = 0;
    for one in own {
        found += usize::from(has(others, one, steps)?);
    }
    Ok(found)
}

fn has(list: &[&str], value: &str, steps: &mut Work) -> Result<bool, Excess> {
    for one in list {
        if equal(one, value, steps)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The characters of a text; `None` for any other value, and for half a surrogate pair.
pub(super) fn text(raw: &str) -> Option<Cow<'_, str>> {
    if raw.starts_with('"') { unquote(raw).ok() } else { None }
}

pub(super) fn is_number(raw: &str) -> bool {
    raw.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}

/// How many elements, members or characters there are.
pub(super) fn length(raw: &str) -> Option<usize> {
    match raw.as_bytes().first()? {
        b'[' => elements(raw).ok().map(|list| list.len()),
        b'{' => members(raw.as_bytes()).ok().flatten().map(|list| list.len()),
        _ => text(raw).map(|text| text.chars().count()),
    }
}

/// The order of two numbers, or of two texts.
pub(super) fn order(left: &str, right: &str) -> Option<Ordering> {
    if is_number(left) && is_number(right) {
        return Decimal::parse(left).partial_cmp(&Decimal::parse(right));
    }
    text(left)?.partial_cmp(&text(right)?)
}

/// Compares values of any depth, without recursion.
fn equal(left: &str, right: &str, steps: &mut Work) -> Result<bool, Excess> {
    let mut pairs = vec![(left, right)];
    while let Some((left, right)) = pairs.pop() {
        steps.spend_on(left)?;
        if left == right {
            continue;
        }
        match (left.as_bytes().first(), right.as_bytes().first()) {
            (Some(b'['), Some(b'[')) => {
                let (Ok(left), Ok(right)) = (elements(left), elements(right)) else {
                    return Ok(false);
                };
                if left.len() != right.len() {
                    return Ok(false);
                }
                pairs.extend(left.into_iter().zip(right));
            }
            (Some(b'{'), Some(b'{')) => {
                let (Some(left), Some(right)) = (sorted(left), sorted(right)) else {
                    return Ok(false);
                };
                if left.len() != right.len() {
                    return Ok(false);
                }
                for ((name, left), (other, right)) in left.into_iter().zip(right) {
                    if name != other {
                        return Ok(false);
                    }
                    pairs.push((left, right));
                }
            }
            _ if order(left, right) != Some(Ordering::Equal) => return Ok(false),
            _ => {}
        }
    }
    Ok(true)
}

/// The members of an object in the order of their names.
fn sorted(raw: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut all: Vec<_> = members(raw.as_bytes()).ok().flatten()?.into_iter().collect();
    all.sort();
    Some(all)
}

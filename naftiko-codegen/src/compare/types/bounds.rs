//! Numbers that bound values, lengths and counts.

use std::cmp::Ordering;

use super::{Shift, TypeComparer};
use crate::compare::change::Both;
use crate::compare::wording::quoted;
use crate::model::Bound;

/// Compares the bounds, keyword by keyword.
pub(super) fn compare_bounds(all: Both<&Vec<(Bound, String)>>, found: &mut TypeComparer<'_>) {
    for bound in Bound::ALL {
        let number = |list: &Vec<(Bound, String)>| {
            let entry = list.iter().find(|(known, _)| *known == bound);
            entry.map(|(_, number)| number.clone())
        };
        let name = quoted(bound.keyword());
        let Both { old, new } = all.map(number);
        match (old, new) {
            (None, None) => {}
            (None, Some(new)) => found.add(Shift::Narrower, format!("has a {name} of {new} now")),
            (Some(_), None) => found.add(Shift::Wider, format!("has no {name} any more")),
            (Some(old), Some(new)) => {
                if let Some(shift) = shift(bound, &old, &new) {
                    found.add(shift, format!("has a {name} of {new}, and had one of {old}"));
                }
            }
        }
    }
}

/// What has become of the values between bounds; `None` if the numbers are the same.
fn shift(bound: Bound, old: &str, new: &str) -> Option<Shift> {
    if bound == Bound::MultipleOf {
        let (old, new) = (old.parse::<f64>().ok()?, new.parse::<f64>().ok()?);
        return match (is_multiple(new, old), is_multiple(old, new)) {
            (true, true) => None,
            (true, false) => Some(Shift::Narrower),
            (false, true) => Some(Shift::Wider),
            (false, false) => Some(Shift::Other),
        };
    }
    let is_lower = matches!(
        bound,
        Bound::Minimum | Bound::ExclusiveMinimum | Bound::MinLength | Bound::MinItems
    );
    match order(old, new) {
        Some(Ordering::Equal) => None,
        Some(Ordering::Less) => Some(if is_lower { Shift::Narrower } else { Shift::Wider }),
        Some(Ordering::Greater) => Some(if is_lower { Shift::Wider } else { Shift::Narrower }),
        None => Some(Shift::Other),
    }
}

/// The order of two JSON numbers, whole ones to the last digit; `None` where it cannot be told.
fn order(old: &str, new: &str) -> Option<Ordering> {
    if let (Ok(old), Ok(new)) = (old.parse::<i128>(), new.parse::<i128>()) {
        return Some(old.cmp(&new));
    }
    match old.parse::<f64>().ok()?.partial_cmp(&new.parse().ok()?)? {
        // More digits than there is room for may differ.
        Ordering::Equal if old.len().max(new.len()) > 15 && old != new => None,
        order => Some(order),
    }
}

fn is_multiple(number: f64, of: f64) -> bool {
    const ALMOST: f64 = 1e-9;
    let quotient = number / of;
    (quotient - quotient.round()).abs() < ALMOST && quotient.round() >= 1.0
}

#[cfg(test)]
mod tests {
    use super::{Bound, Shift, shift};

    #[test]
    fn shifts() {
        use Shift::{Narrower, Other, Wider};
        for (bound, old, new, expected) in [
            (Bound::Minimum, "1", "2", Some(Narrower)),
            (Bound::Minimum, "1", "1.0", None),
            (Bound::Maximum, "1e2", "99.5", Some(Narrower)),
            (Bound::Maximum, "9007199254740992", "9007199254740993", Some(Wider)),
            (Bound::Maximum, "9007199254740992.5", "9007199254740992.25", Some(Other)),
            (Bound::MinLength, "3", "1", Some(Wider)),
            (Bound::MaxItems, "3", "1", Some(Narrower)),
            (Bound::MultipleOf, "0.1", "0.5", Some(Narrower)),
            (Bound::MultipleOf, "10", "5", Some(Wider)),
            (Bound::MultipleOf, "3", "2", Some(Other)),
        ] {
            assert_eq!(shift(bound, old, new), expected, "{bound:?} {old} {new}");
        }
    }
}

//! What an operator has to set.

use super::change::{Both, Change, ProgramPart};
use super::comparer::Comparer;
use super::pairing::Pairs;
use super::wording::quoted;
use crate::model::{BoundKey, Variable};

/// Compares the variables that are read at start.
pub(super) fn compare_variables(comparer: &mut Comparer<'_>) {
    comparer.enter(ProgramPart::new("environment", "environment", ""));
    let all = comparer.capabilities().map(|capability| &capability.variables);
    let pairs = Pairs::by(all, |variable| variable.name.clone());
    for Both { old, new } in pairs.stayed {
        variable(Both { old, new }, comparer);
    }
    for old in pairs.gone {
        let message = format!("{} is not read any more", quoted(&old.name));
        comparer.add(Change::neutral(message).old(old.span).for_operators());
    }
    for new in pairs.added {
        let name = quoted(&new.name);
        let change = if let Some(key) = &new.bound {
            let place = place(key);
            Change::breaking(format!("{name} has to be {place}, or to be set: {}", new.purpose))
        } else if new.required {
            Change::breaking(format!("{name} has to be set: {}", new.purpose))
        } else {
            Change::addition(format!("{name} can be set: {}", new.purpose))
        };
        comparer.add(change.new_at(new.span).for_operators());
    }
}

fn variable(both: Both<&Variable>, comparer: &mut Comparer<'_>) {
    let name = quoted(&both.new.name);
    let spans = both.map(|variable| variable.span);
    let mut add = |change: Change| comparer.add(change.at(spans).for_operators());
    match (&both.old.bound, &both.new.bound) {
        (None, Some(key)) => {
            add(Change::addition(format!("{name} can be {} instead of being set", place(key))));
        }
        (Some(_), None) => add(Change::breaking(format!("{name} is read from no file any more"))),
        (Some(old), Some(new)) if place(old) != place(new) => {
            add(Change::breaking(format!("{name} has to be {} now", place(new))));
        }
        _ => {}
    }
    match (both.old.required, both.new.required) {
        (false, true) => add(Change::breaking(format!("{name} has to be set now"))),
        (true, false) => add(Change::addition(format!("{name} need not be set any more"))),
        _ => {}
    }
    match (both.old.secret, both.new.secret) {
        (true, false) => {
            let reason = "control surfaces show its value";
            add(Change::neutral(format!("{name} is no secret any more")).warning(reason));
        }
        (false, true) => add(Change::neutral(format!("{name} is a secret now, and is not shown"))),
        _ => {}
    }
}

/// Where a value stands.
fn place(BoundKey { file, key }: &BoundKey) -> String {
    format!("the key {} of {}", quoted(key), quoted(&file.path))
}

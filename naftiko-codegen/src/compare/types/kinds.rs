//! The types of JSON that a value may have.

use std::fmt;

use super::Shift;
use crate::compare::change::Both;
use crate::model::JsonType;

/// Types of JSON in words; none are all.
#[derive(Clone, Copy)]
pub(crate) struct Kinds<'a>(pub(crate) &'a [JsonType]);

impl fmt::Display for Kinds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|kind| kind.name()).collect();
        match names.split_last() {
            None => f.write_str("of any type"),
            Some((only, [])) => write!(f, "of type {only}"),
            Some((last, others)) => write!(f, "of type {} or {last}", others.join(", ")),
        }
    }
}

/// What has become of the types that a value may have; `None` if nothing has.
pub(crate) fn shift_of_kinds(kinds: Both<&[JsonType]>) -> Option<Shift> {
    match (covers(kinds.old, kinds.new), covers(kinds.new, kinds.old)) {
        (true, true) => None,
        (true, false) => Some(Shift::Narrower),
        (false, true) => Some(Shift::Wider),
        (false, false) => Some(Shift::Other),
    }
}

/// Returns `true` if every value of the types `some` is one of the types `all`.
fn covers(all: &[JsonType], some: &[JsonType]) -> bool {
    let is_among = |kind: &JsonType| {
        let whole = *kind == JsonType::Integer && all.contains(&JsonType::Number);
        whole || *kind == JsonType::Never || all.contains(kind)
    };
    all.is_empty() || !some.is_empty() && some.iter().all(is_among)
}

#[cfg(test)]
mod tests {
    use super::super::Shift;
    use super::{Both, Kinds, shift_of_kinds};
    use crate::model::JsonType::{Integer, Never, Null, Number, String};

    #[test]
    fn shifts() {
        let shift = |old: &[_], new: &[_]| shift_of_kinds(Both { old, new });
        assert_eq!(shift(&[String, Null], &[Null, String]), None);
        assert_eq!(shift(&[Integer], &[Number]), Some(Shift::Wider));
        assert_eq!(shift(&[Number, Null], &[Integer]), Some(Shift::Narrower));
        assert_eq!(shift(&[], &[String]), Some(Shift::Narrower));
        assert_eq!(shift(&[Never], &[String]), Some(Shift::Wider));
        assert_eq!(shift(&[String], &[Integer]), Some(Shift::Other));
    }

    #[test]
    fn words() {
        assert_eq!(Kinds(&[]).to_string(), "of any type");
        assert_eq!(Kinds(&[String, Integer, Null]).to_string(), "of type string, integer or null");
    }
}

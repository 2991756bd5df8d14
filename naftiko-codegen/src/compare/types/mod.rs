//! Types by what they allow: what has become narrower, and what wider.

mod bounds;
mod kinds;
mod values;

use self::bounds::compare_bounds;
pub(crate) use self::kinds::{Kinds, shift_of_kinds};
use self::values::compare_values;
use super::change::{Both, Change, Impact};
use super::pairing::Pairs;
use super::wording::quoted;
use crate::model::{JsonType, Type, TypeId, Types};

/// The way that values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Callers give them.
    Taken,
    /// Callers read them.
    Given,
}

/// What has become of a set of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// Some are not in it any more.
    Narrower,
    /// There are further ones.
    Wider,
    /// Both.
    Other,
    /// The same values, described in other words.
    Same,
}

/// What is different about a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) shift: Shift,
    /// Path to what it is about, `members[].name`; empty for the value itself.
    pub(crate) path: String,
    /// What is different: a predicate.
    pub(crate) what: String,
    pub(crate) note: Option<&'static str>,
}

/// Values that more than one reader would be asked about.
pub(super) const ENUM_WIDENED: &str =
    "opinions differ: a reader that knows every value breaks, one that ignores others does not";

/// Depth below which a difference is told without its place.
const MAX_DEPTH: usize = 64;

// === impl Shift ===

impl Shift {
    /// What it means for callers.
    pub(crate) fn impact(self, direction: Direction) -> Impact {
        match (self, direction) {
            (Self::Same, _) => Impact::Neutral,
            (Self::Other, _)
            | (Self::Narrower, Direction::Taken)
            | (Self::Wider, Direction::Given) => Impact::Breaking,
            (Self::Wider, Direction::Taken) | (Self::Narrower, Direction::Given) => {
                Impact::Addition
            }
        }
    }
}

// === impl Difference ===

impl Difference {
    /// The change of what is called `subject`.
    pub(crate) fn change(&self, subject: &str, direction: Direction) -> Change {
        let message = match self.path.as_str() {
            "" => format!("the {subject} {}", self.what),
            path => format!("{} in the {subject} {}", quoted(path), self.what),
        };
        let impact = self.shift.impact(direction);
        let note =
            self.note.filter(|_| direction == Direction::Given && impact == Impact::Breaking);
        Change::new(impact, message).maybe_note(note)
    }
}

/// Types of both programs, and what was found.
pub(crate) struct TypeComparer<'a> {
    types: Both<&'a Types>,
    direction: Direction,
    path: String,
    depth: usize,
    pub(crate) found: Vec<Difference>,
}

impl<'a> TypeComparer<'a> {
    pub(crate) fn new(types: Both<&'a Types>, direction: Direction) -> Self {
        Self { types, direction, path: String::new(), depth: 0, found: Vec::new() }
    }

    /// Compares two types; `None` allows everything.
    pub(crate) fn compare(&mut self, ids: Both<Option<TypeId>>) {
        let everything = Type::default();
        let both = self.types.zip(ids);
        let both = both.map(|(types, id)| id.map_or(&everything, |id| types.get(id)));
        self.kinds(both);
        self.rules(both);
    }

    /// The same for types whose kinds are compared elsewhere.
    pub(crate) fn compare_rules(&mut self, ids: Both<Option<TypeId>>) {
        let everything = Type::default();
        let both = self.types.zip(ids);
        self.rules(both.map(|(types, id)| id.map_or(&everything, |id| types.get(id))));
    }

    fn add(&mut self, shift: Shift, what: impl Into<String>) {
        self.push(shift, what.into(), None);
    }

    fn push(&mut self, shift: Shift, what: String, note: Option<&'static str>) {
        self.found.push(Difference { shift, path: self.path.clone(), what, note });
    }

    fn kinds(&mut self, both: Both<&Type>) {
        let kinds = both.map(|one| one.kinds.as_slice());
        if let Some(shift) = shift_of_kinds(kinds) {
            let Both { old, new } = kinds.map(Kinds);
            self.add(shift, format!("is {new} now, and was {old}"));
        }
    }

    fn rules(&mut self, both: Both<&Type>) {
        if self.depth == MAX_DEPTH {
            return;
        }
        // Named one by one, so that no keyword is forgotten here.
        let Type { kinds: _, values, bounds, items, properties, required, others, annotations } =
            both.new;
        compare_values(Both::new(both.old.values.as_deref(), values.as_deref()), self);
        compare_bounds(Both::new(&both.old.bounds, bounds), self);
        self.below("[]", |below| below.part(Both::new(both.old.items, *items)));
        let others = Both::new(both.old.others, *others);
        let is_never = |(types, id): (&Types, Option<TypeId>)| {
            id.is_some_and(|id| types.get(id).kinds == [JsonType::Never])
        };
        let closed = self.types.zip(others).map(is_never);
        self.members(both, properties, required, closed);
        self.others(others, closed);
        self.annotations(Both::new(&both.old.annotations, annotations));
    }

    fn below(&mut self, step: &str, compare: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if !self.path.is_empty() && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        self.depth += 1;
        compare(self);
        self.depth -= 1;
        self.path.truncate(length);
    }

    /// A part of a type that may not be said.
    fn part(&mut self, ids: Both<Option<TypeId>>) {
        if ids.old.is_some() || ids.new.is_some() {
            self.compare(ids);
        }
    }

    fn members(
        &mut self,
        both: Both<&Type>,
        properties: &[(String, TypeId)],
        required: &[String],
        closed: Both<bool>,
    ) {
        let all = Both::new(both.old.properties.as_slice(), properties);
        let pairs = Pairs::by(all, |(name, _)| name.clone());
        let needs = Both::new(both.old.required.as_slice(), required);
        let has = |list: &[String], name: &str| list.iter().any(|one| one == name);
        for (name, _) in pairs.gone {
            let shift = if closed.new { Shift::Narrower } else { Shift::Wider };
            self.below(name, |below| below.add(shift, "is gone"));
        }
        for (name, _) in pairs.added {
            let (shift, what) = match (has(needs.new, name), closed.old, self.direction) {
                (true, _, Direction::Taken) => (Shift::Narrower, "is new, and required"),
                (true, _, Direction::Given) => (Shift::Narrower, "is new"),
                (false, true, _) => (Shift::Wider, "is new"),
                (false, false, _) => (Shift::Same, "is new, and need not be there"),
            };
            self.below(name, |below| below.add(shift, what));
        }
        for Both { old: (name, old), new: (_, new) } in pairs.stayed {
            self.below(name, |below| {
                below.required(needs.map(|list| has(list, name)));
                below.compare(Both::new(Some(*old), Some(*new)));
            });
        }
    }

    fn required(&mut self, needed: Both<bool>) {
        match (needed.old, needed.new, self.direction) {
            (false, true, Direction::Taken) => self.add(Shift::Narrower, "is required now"),
            (false, true, Direction::Given) => self.add(Shift::Narrower, "is always there now"),
            (true, false, Direction::Taken) => self.add(Shift::Wider, "may be left out now"),
            (true, false, Direction::Given) => self.add(Shift::Wider, "may be missing now"),
            _ => {}
        }
    }

    fn others(&mut self, ids: Both<Option<TypeId>>, closed: Both<bool>) {
        match (closed.old, closed.new) {
            (false, true) => self.add(Shift::Narrower, "has no other members any more"),
            (true, false) => self.add(Shift::Wider, "may have other members now"),
            (true, true) => {}
            (false, false) => self.below("*", |below| below.part(ids)),
        }
    }

    /// Keywords that are published and not checked.
    fn annotations(&mut self, all: Both<&Vec<(String, String)>>) {
        let pairs = Pairs::by(all, |(keyword, _)| keyword.clone());
        for Both { old, new } in pairs.stayed {
            if old.1 != new.1 {
                self.add(Shift::Same, format!("has another {}", quoted(&new.0)));
            }
        }
        for (keyword, _) in pairs.gone {
            self.add(Shift::Same, format!("has no {} any more", quoted(keyword)));
        }
        for (keyword, _) in pairs.added {
            self.add(Shift::Same, format!("has a {} now", quoted(keyword)));
        }
    }
}

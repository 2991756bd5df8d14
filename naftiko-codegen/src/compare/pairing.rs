//! Things of the old and the new program that are the same.

use std::collections::HashMap;
use std::hash::Hash;

use super::change::Both;

/// What stayed, what is gone and what is new, in document order.
pub(crate) struct Pairs<'a, T> {
    pub(crate) stayed: Vec<Both<&'a T>>,
    pub(crate) gone: Vec<&'a T>,
    pub(crate) added: Vec<&'a T>,
}

/// Comparisons of what is gone with what is new; more would take longer than they are worth.
const MOST: usize = 250_000;

impl<'a, T> Pairs<'a, T> {
    /// Pairs what has the same key. Of several with one key, the first belongs to the first.
    pub(crate) fn by<K: Eq + Hash>(
        all: Both<impl IntoIterator<Item = &'a T>>,
        key: impl Fn(&T) -> K,
    ) -> Self {
        let mut waiting: HashMap<K, Vec<&'a T>> = HashMap::new();
        let added: Vec<&'a T> = all.new.into_iter().collect();
        for one in added.iter().rev() {
            waiting.entry(key(one)).or_default().push(one);
        }
        let (mut stayed, mut gone) = (Vec::new(), Vec::new());
        for old in all.old {
            match waiting.get_mut(&key(old)).and_then(Vec::pop) {
                Some(new) => stayed.push(Both { old, new }),
                None => gone.push(old),
            }
        }
        let left: Vec<&'a T> = waiting.into_values().flatten().collect();
        let is_left = |one: &&'a T| left.iter().any(|other| std::ptr::eq(*other, *one));
        Self { stayed, gone, added: added.into_iter().filter(is_left).collect() }
    }

    /// Takes the only ones that are left on both sides for the same thing.
    pub(crate) fn join_the_last(&mut self) -> Option<Both<&'a T>> {
        let ([old], [new]) = (self.gone.as_slice(), self.added.as_slice()) else { return None };
        let both = Both { old: *old, new: *new };
        self.gone.clear();
        self.added.clear();
        Some(both)
    }

    /// What is gone with what seems to have come for it: the only one that `fits`, and for nothing else.
    pub(crate) fn successors(&self, fits: impl Fn(&T, &T) -> bool) -> Vec<Both<&'a T>> {
        if self.gone.len().saturating_mul(self.added.len()) > MOST {
            return Vec::new();
        }
        let only = |old: &'a T| {
            let mut fitting = self.added.iter().filter(|new| fits(old, new));
            fitting.next().filter(|_| fitting.next().is_none()).copied()
        };
        let found = self.gone.iter().filter_map(|old| Some(Both { old: *old, new: only(old)? }));
        let found: Vec<Both<&'a T>> = found.collect();
        let is_single = |one: &&Both<&'a T>| {
            found.iter().filter(|other| std::ptr::eq(other.new, one.new)).count() == 1
        };
        found.iter().filter(is_single).copied().collect()
    }
}

/// The thing that came for `old`, if it is known.
pub(crate) fn successor<'a, T>(found: &[Both<&'a T>], old: &T) -> Option<&'a T> {
    found.iter().find(|one| std::ptr::eq(one.old, old)).map(|one| one.new)
}

/// The thing that `new` came for, if it is known.
pub(crate) fn predecessor<'a, T>(found: &[Both<&'a T>], new: &T) -> Option<&'a T> {
    found.iter().find(|one| std::ptr::eq(one.new, new)).map(|one| one.old)
}

#[cfg(test)]
mod tests {
    use super::{Both, Pairs, predecessor, successor};

    #[test]
    fn the_first_of_one_key_belongs_to_the_first() {
        let (old, new) = (["a1", "a2", "b1"], ["a3", "c1", "a4", "a5"]);
        let pairs = Pairs::by(Both { old: &old[..], new: &new[..] }, |text| text.as_bytes()[0]);
        let stayed: Vec<_> = pairs.stayed.iter().map(|both| (*both.old, *both.new)).collect();
        assert_eq!(stayed, [("a1", "a3"), ("a2", "a4")]);
        assert_eq!((pairs.gone, pairs.added), (vec![&"b1"], vec![&"c1", &"a5"]));
    }

    #[test]
    fn successors_are_certain() {
        let (old, new) = (["ax", "bx", "cy", "dz"], ["1x", "2y", "3z", "4z"]);
        let pairs = Pairs::by(Both { old: &old[..], new: &new[..] }, |text| *text);
        let fits = |old: &&str, new: &&str| old.as_bytes()[1] == new.as_bytes()[1];
        let found = pairs.successors(fits);
        assert_eq!(successor(&found, &old[2]), Some(&new[1]));
        assert_eq!(predecessor(&found, &new[1]), Some(&old[2]));
        // Two that may have become one, and one that may have become two.
        assert_eq!(found.len(), 1);
    }
}

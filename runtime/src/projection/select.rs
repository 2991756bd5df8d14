//! The pass over the document: it keeps raw slices of what is mapped and skips the rest.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::cursor::{Cursor, collect};
use crate::json::Key;
use crate::tables::{Projection, Step};

/// What was found for each leaf of a projection, in the order of the leaves.
pub(super) type Selection<'a> = Vec<Found<'a>>;

/// What was found for one leaf.
#[derive(Clone, Debug)]
pub(super) enum Found<'a> {
    Missing,
    One(&'a str),
    Many(Vec<&'a str>),
    Items(Vec<Selection<'a>>),
}

pub(super) fn select<'a>(
    projection: &'static Projection,
    document: &'a [u8],
) -> Result<Selection<'a>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(document);
    let mut selection = Selection::new();
    let cursors = cursors(projection, &mut selection);
    Walk { cursors: &cursors, found: &mut selection }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(selection)
}

/// One cursor and one empty place for each leaf.
fn cursors(projection: &'static Projection, selection: &mut Selection<'_>) -> Vec<Cursor> {
    let mut cursors = Vec::new();
    collect(projection, &mut cursors);
    selection.resize(cursors.len(), Found::Missing);
    cursors
}

/// Reads one value for the cursors that lead to it.
struct Walk<'c, 'f, 'a> {
    cursors: &'c [Cursor],
    found: &'f mut Selection<'a>,
}

impl<'a> DeserializeSeed<'a> for Walk<'_, '_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        use serde::de::Deserialize as _;
        if self.cursors.is_empty() {
            return IgnoredAny::deserialize(deserializer).map(drop);
        }
        if self.cursors.iter().all(|cursor| !cursor.steps.is_empty()) {
            return deserializer.deserialize_any(self);
        }
        let raw = <&'a RawValue>::deserialize(deserializer)?.get();
        let (here, deeper): (Vec<Cursor>, Vec<Cursor>) =
            self.cursors.iter().copied().partition(|cursor| cursor.steps.is_empty());
        for cursor in here {
            keep(cursor, raw, self.found).map_err(serde::de::Error::custom)?;
        }
        if !deeper.is_empty() {
            again(&deeper, raw, self.found).map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }
}

impl<'a> Visitor<'a> for Walk<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut inner = Vec::new();
        while let Some(Key(key)) = map.next_key::<Key<'a>>()? {
            inner.clear();
            inner.extend(self.cursors.iter().filter_map(|cursor| cursor.through_key(&key)));
            map.next_value_seed(Walk { cursors: &inner, found: &mut *self.found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        for cursor in self.cursors {
            if matches!(cursor.steps.first(), Some(Step::Each))
                && matches!(self.found[cursor.leaf], Found::Missing)
            {
                self.found[cursor.leaf] = Found::Many(Vec::new());
            }
        }
        if self.cursors.iter().any(|cursor| cursor.back().is_some()) {
            return self.visit_known_length(seq);
        }
        let mut inner = Vec::new();
        for index in 0_usize.. {
            inner.clear();
            inner.extend(self.cursors.iter().filter_map(|cursor| cursor.through_element(index)));
            let walk = Walk { cursors: &inner, found: &mut *self.found };
            if seq.next_element_seed(walk)?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

impl<'a> Walk<'_, '_, 'a> {
    /// An array in which some position counts from the end: its elements are cut out first.
    fn visit_known_length<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut raw = Vec::new();
        while let Some(element) = seq.next_element::<&'a RawValue>()? {
            raw.push(element.get());
        }
        for (index, element) in raw.iter().enumerate() {
            let back = raw.len() - index;
            let inner: Vec<Cursor> = self
                .cursors
                .iter()
                .filter_map(|cursor| match cursor.back() {
                    Some((at, next)) => (at == back).then_some(next),
                    None => cursor.through_element(index),
                })
                .collect();
            if !inner.is_empty() {
                again(&inner, element, self.found).map_err(serde::de::Error::custom)?;
            }
        }
        Ok(())
    }
}

/// Walks a value that was cut out as a whole.
fn again<'a>(
    cursors: &[Cursor],
    raw: &'a str,
    found: &mut Selection<'a>,
) -> Result<(), serde_json::Error> {
    Walk { cursors, found }.deserialize(&mut serde_json::Deserializer::from_str(raw))
}

/// Keeps a value at the end of its path.
fn keep<'a>(
    cursor: Cursor,
    raw: &'a str,
    found: &mut Selection<'a>,
) -> Result<(), serde_json::Error> {
    let kept = match cursor.item {
        Some(item) => match items(item, raw)? {
            Some(items) => Found::Items(items),
            None => Found::Missing,
        },
        None if cursor.many => {
            if let Found::Many(list) = &mut found[cursor.leaf] {
                list.push(raw);
            }
            return Ok(());
        }
        None => Found::One(raw),
    };
    found[cursor.leaf] = kept;
    Ok(())
}

/// The selections of an array's elements; `None` for a value that is no array.
fn items<'a>(
    item: &'static Projection,
    raw: &'a str,
) -> Result<Option<Vec<Selection<'a>>>, serde_json::Error> {
    if !raw.starts_with('[') {
        return Ok(None);
    }
    let mut blank = Selection::new();
    let cursors = cursors(item, &mut blank);
    let mut selections = Vec::new();
    for element in crate::json::elements(raw)? {
        let mut selection = blank.clone();
        again(&cursors, element, &mut selection)?;
        selections.push(selection);
    }
    Ok(Some(selections))
}

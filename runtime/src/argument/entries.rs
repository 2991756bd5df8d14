//! `name[key]=value` and `name[key][inner]=value` of a query as one object.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::DEPTH;
use super::Mismatch;
use crate::json::{Json, JsonWriter};

/// Pairs of a key, without the outermost brackets, and a value.
type Entries<'a> = [(Cow<'a, str>, Cow<'a, str>)];

/// The object; nothing in it is said twice.
pub(super) fn of_entries(entries: &Entries<'_>) -> Result<Json, Mismatch> {
    if entries.iter().any(|(key, _)| key.contains(['[', ']'])) {
        return nested(entries);
    }
    let mut writer = JsonWriter::new();
    writer.open_object();
    let mut seen = HashSet::with_capacity(entries.len());
    for (key, value) in entries {
        if !seen.insert(key) {
            return Err(Mismatch::Member(key.to_string()));
        }
        writer.key(key).string(value);
    }
    writer.close_object();
    Ok(Json::trusted(writer.finish()))
}

/// Members in the order in which they were first given.
#[derive(Default)]
struct Object<'a> {
    members: Vec<(&'a str, Member<'a>)>,
    places: HashMap<&'a str, usize>,
}

enum Member<'a> {
    Text(&'a str),
    Object(Object<'a>),
}

fn nested(entries: &Entries<'_>) -> Result<Json, Mismatch> {
    let mut object = Object::default();
    for (key, value) in entries {
        let steps: Vec<&str> = key.split("][").collect();
        if steps.len() >= DEPTH {
            return Err(Mismatch::Deep);
        }
        if steps.iter().any(|step| step.is_empty() || step.contains(['[', ']'])) {
            return Err(Mismatch::Key(key.to_string()));
        }
        object.put(&steps, value, key)?;
    }
    let mut writer = JsonWriter::new();
    object.write(&mut writer);
    Ok(Json::trusted(writer.finish()))
}

impl<'a> Object<'a> {
    fn put(&mut self, steps: &[&'a str], value: &'a str, key: &str) -> Result<(), Mismatch> {
        let Some((step, rest)) = steps.split_first() else { return Ok(()) };
        let known = self.places.get(step).copied();
        match known.and_then(|at| self.members.get_mut(at)) {
            None => {
                let member = if rest.is_empty() {
                    Member::Text(value)
                } else {
                    let mut inner = Self::default();
                    inner.put(rest, value, key)?;
                    Member::Object(inner)
                };
                self.places.insert(step, self.members.len());
                self.members.push((step, member));
                Ok(())
            }
            Some((_, Member::Object(inner))) if !rest.is_empty() => inner.put(rest, value, key),
            Some((_, Member::Text(_))) if rest.is_empty() => {
                Err(Mismatch::Member((*step).to_owned()))
            }
            Some(_) => Err(Mismatch::Key(key.to_owned())),
        }
    }

    fn write(&self, writer: &mut JsonWriter) {
        writer.open_object();
        for (key, member) in &self.members {
            writer.key(key);
            match member {
                Member::Text(text) => writer.string(text),
                Member::Object(inner) => inner.write(writer),
            }
        }
        writer.close_object();
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::of_entries;
    use crate::argument::Mismatch;

    fn made(entries: &[(&'static str, &'static str)]) -> Result<String, Mismatch> {
        let entries: Vec<_> =
            entries.iter().map(|(key, value)| (Cow::from(*key), Cow::from(*value))).collect();
        of_entries(&entries).map(|json| json.as_str().to_owned())
    }

    #[test]
    fn keys_within_keys_are_objects_within_objects() {
        for (entries, json) in [
            (&[("a", "1"), ("b", "2")][..], r#"{"a":"1","b":"2"}"#),
            (&[("a][b", "1")], r#"{"a":{"b":"1"}}"#),
            (
                &[("a][b", "1"), ("c", "2"), ("a][d][e", "3")],
                r#"{"a":{"b":"1","d":{"e":"3"}},"c":"2"}"#,
            ),
        ] {
            assert_eq!(made(entries).ok().as_deref(), Some(json));
        }
    }

    #[test]
    fn what_says_nothing_or_two_things_is_refused() {
        for entries in [
            &[("a][", "1")][..],
            &[("][a", "1")],
            &[("a[b", "1")],
            &[("a]b", "1")],
            &[("a", "1"), ("a][b", "2")],
            &[("a][b", "1"), ("a", "2")],
            &[("a][b", "1"), ("a][b][c", "2")],
        ] {
            assert!(matches!(made(entries), Err(Mismatch::Key(_))), "{entries:?}");
        }
        let twice = made(&[("a][b", "1"), ("a][b", "2")]);
        assert!(matches!(twice, Err(Mismatch::Member(member)) if member == "b"));
    }
}

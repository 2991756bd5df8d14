//! Cutting known members out of an object: by hand what a derive would write, so that what ships
//! needs no macros of other people to be built.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The raw values of `names` in the object `text`; other members are skipped.
///
/// The error is one of syntax, or one of data: `text` is no object, or a known name stands in it
/// twice.
pub(crate) fn cut<'a, const N: usize>(
    text: &'a str,
    names: &[&'static str; N],
) -> serde_json::Result<[Option<&'a RawValue>; N]> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let values = Cut { names }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(values)
}

/// A value that says something: null counts as absent.
pub(crate) fn given(raw: Option<&RawValue>) -> Option<&RawValue> {
    raw.filter(|raw| raw.get() != "null")
}

struct Cut<'n, const N: usize> {
    names: &'n [&'static str; N],
}

impl<'de, const N: usize> DeserializeSeed<'de> for Cut<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Cut<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = [None; N];
        while let Some(known) = map.next_key_seed(Name { names: self.names })? {
            match known {
                None => drop(map.next_value::<IgnoredAny>()?),
                Some(index) if values[index].is_some() => {
                    return Err(A::Error::duplicate_field(self.names[index]));
                }
                Some(index) => values[index] = Some(map.next_value::<&RawValue>()?),
            }
        }
        Ok(values)
    }
}

/// The index of a name among the known ones.
struct Name<'n> {
    names: &'n [&'static str],
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.names.iter().position(|known| *known == name))
    }
}

#[cfg(test)]
mod tests {
    use super::{RawValue, cut, given};

    #[test]
    fn known_members_are_cut_out() {
        let [a, b, c] =
            cut(r#" {"x":[{}],"\u0061":1, "b" : null} "#, &["a", "b", "c"]).expect("an object");
        assert_eq!(a.map(RawValue::get), Some("1"));
        assert_eq!(b.map(RawValue::get), Some("null"));
        assert!(c.is_none() && given(b).is_none());
        assert!(given(a).is_some());
    }

    #[test]
    fn the_kind_of_error_is_known() {
        for text in [r#"{"a":1,"a":2}"#, "[1]", "7", r#""a""#, "null"] {
            assert!(cut(text, &["a"]).expect_err(text).is_data(), "{text}");
        }
        for text in ["", "{", r#"{"a":}"#, r#"{"a":1} x"#, r#"{"a":1,}"#] {
            assert!(!cut(text, &["a"]).expect_err(text).is_data(), "{text}");
        }
        assert!(cut(r#"{"x":1,"x":2}"#, &["a"]).is_ok());
    }
}

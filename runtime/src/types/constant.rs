//! Constants: the values that a document enumerates.

use crate::json::Decimal;
#[cfg(feature = "surface")]
use crate::json::{JsonWriter, elements, members, unquote};

/// A value of JSON that is known at build time.
#[derive(Debug)]
pub enum Constant {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number; `None`, which is that of a text that is none, equals nothing.
    Number(Option<Decimal<'static>>),
    /// A text.
    String(&'static str),
    /// An array.
    Array(&'static [Constant]),
    /// An object; no name is there twice.
    Object(&'static [(&'static str, Constant)]),
}

#[cfg(feature = "surface")]
impl Constant {
    /// Returns `true` if valid JSON has this value: numbers by their size, objects in any order.
    pub(super) fn is(&self, json: &str) -> bool {
        let json = json.trim_ascii();
        match self {
            Self::Null => json == "null",
            Self::Boolean(true) => json == "true",
            Self::Boolean(false) => json == "false",
            Self::Number(number) => number.is_some() && *number == Decimal::parse(json),
            Self::String(text) => {
                json.starts_with('"') && unquote(json).is_ok_and(|found| found == *text)
            }
            Self::Array(items) => {
                json.starts_with('[') && elements(json).is_ok_and(|found| are(items, &found))
            }
            Self::Object(expected) => match members(json.as_bytes()) {
                Ok(Some(found)) => {
                    found.len() == expected.len()
                        && expected.iter().all(|(name, value)| {
                            let same = found.iter().find(|(known, _)| known == name);
                            same.is_some_and(|(_, json)| value.is(json))
                        })
                }
                _ => false,
            },
        }
    }

    /// Writes the value as JSON.
    pub(super) fn write(&self, out: &mut JsonWriter) {
        match self {
            Self::Null | Self::Number(None) => out.verbatim(b"null"),
            Self::Boolean(value) => out.item(value),
            Self::Number(Some(number)) => out.verbatim(number.to_string().as_bytes()),
            Self::String(text) => out.string(text),
            Self::Array(items) => {
                out.open_array();
                items.iter().for_each(|item| item.write(out));
                out.close_array();
            }
            Self::Object(members) => {
                out.open_object();
                for (name, value) in *members {
                    value.write(out.key(name));
                }
                out.close_object();
            }
        }
    }
}

#[cfg(feature = "surface")]
fn are(items: &[Constant], found: &[&str]) -> bool {
    items.len() == found.len() && items.iter().zip(found).all(|(item, json)| item.is(json))
}

#[cfg(all(test, feature = "surface"))]
mod tests {
    use super::Constant;
    use crate::json::{Decimal, JsonWriter};

    const ONE: Constant = Constant::Number(Decimal::parse("1"));
    const TWO: Constant = Constant::Number(Decimal::parse("2"));
    const OBJECT: Constant =
        Constant::Object(&[("a", ONE), ("b", Constant::Array(&[Constant::Boolean(true)]))]);

    #[test]
    fn values_and_not_texts() {
        for (one, other) in [
            (ONE, "1.0"),
            (Constant::Number(Decimal::parse("9007199254740993")), "9007199254740993.0"),
            (Constant::Array(&[ONE, TWO]), "[1,2.0]"),
            (OBJECT, r#"{ "b" : [true], "\u0061" : 1e0 }"#),
            (Constant::String("a"), r#""\u0061""#),
            (Constant::Null, " null "),
            (Constant::Array(&[]), "[ ]"),
            (Constant::Object(&[]), "{}"),
        ] {
            assert!(one.is(other), "{one:?} {other}");
        }
        for (one, other) in [
            (ONE, "true"),
            (Constant::Number(Decimal::parse("9007199254740993")), "9007199254740992"),
            (Constant::Number(None), "null"),
            (Constant::Number(Decimal::parse("0")), "false"),
            (Constant::Array(&[ONE]), "[1,1]"),
            (Constant::Array(&[]), "{}"),
            (Constant::Object(&[]), "[]"),
            (Constant::String("1"), "1"),
            (Constant::Object(&[]), "null"),
            (OBJECT, r#"{"a":1}"#),
        ] {
            assert!(!one.is(other), "{one:?} {other}");
        }
    }

    #[test]
    fn constants_are_shown_as_json() {
        let mut out = JsonWriter::new();
        Constant::Array(&[OBJECT, Constant::Null, Constant::String("\"é")]).write(&mut out);
        assert_eq!(out.finish(), r#"[{"a":1,"b":[true]},null,"\"é"]"#);
    }
}

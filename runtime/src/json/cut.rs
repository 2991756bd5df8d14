//! Cutting known members out of objects, and of objects inside of them, in one pass and without
//! allocation.

use super::reader::{Reader, Syntax};

/// The raw values of the members that were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut<'a, const N: usize> {
    pub(crate) values: [Option<&'a str>; N],
    /// Set if a known name stands there twice.
    pub(crate) repeats: bool,
}

/// The values of `names` in the object that `reader` is at, which is read to its end; other members
/// are skipped. A value that is an object is shown to `inside` with the index of its name: `true`
/// says that it was read there.
pub(crate) fn cut<'a, const N: usize>(
    reader: &mut Reader<'a>,
    names: &[&'static str; N],
    mut inside: impl FnMut(usize, &mut Reader<'a>) -> Result<bool, Syntax>,
) -> Result<Cut<'a, N>, Syntax> {
    let mut cut = Cut { values: [None; N], repeats: false };
    reader.enter();
    while let Some(key) = reader.key()? {
        let Some(index) = names.iter().position(|name| *name == key) else {
            reader.value()?;
            continue;
        };
        let is_object = reader.peek() == Some(b'{');
        let begin = reader.at;
        if !is_object || !inside(index, reader)? {
            reader.value()?;
        }
        cut.repeats |= cut.values[index].replace(reader.since(begin)).is_some();
    }
    Ok(cut)
}

impl<'a> Reader<'a> {
    /// The text that was read since a position.
    fn since(&self, begin: usize) -> &'a str {
        self.text.get(begin..self.at).unwrap_or_default()
    }
}

/// A value that says something: null counts as absent.
pub(crate) fn given(raw: Option<&str>) -> Option<&str> {
    raw.filter(|raw| *raw != "null")
}

#[cfg(test)]
mod tests {
    use super::{Cut, cut, given};
    use crate::json::{Reader, Syntax};

    fn read<'a>(text: &'a str, names: &[&'static str; 2]) -> Result<Cut<'a, 2>, Syntax> {
        let mut reader = Reader::new(text);
        assert_eq!(reader.peek(), Some(b'{'));
        let found = cut(&mut reader, names, |_, _| Ok(false))?;
        reader.end()?;
        Ok(found)
    }

    #[test]
    fn known_members_are_cut_out() {
        let found =
            read(r#" {"x":[{}],"\u0061": 1, "b" : null} "#, &["a", "b"]).expect("an object");
        let [a, b] = found.values;
        assert_eq!((a, b, found.repeats), (Some("1"), Some("null"), false));
        assert!(given(b).is_none() && given(a).is_some());
        assert!(read(r#"{"a":1,"a":2}"#, &["a", "b"]).expect("an object").repeats);
        assert!(!read(r#"{"x":1,"x":2}"#, &["a", "b"]).expect("an object").repeats);
    }

    #[test]
    fn objects_are_entered_on_the_way() {
        let text = r#"{"a": {"b": [1], "c":2 } , "b":{"b":3}}"#;
        let mut reader = Reader::new(text);
        assert_eq!(reader.peek(), Some(b'{'));
        let mut inner = None;
        let outer = cut(&mut reader, &["a", "b"], |index, reader| {
            if index == 0 {
                inner = Some(cut(reader, &["b"], |_, _| Ok(false))?);
            }
            Ok(index == 0)
        });
        assert_eq!(
            outer.expect("valid").values,
            [Some(r#"{"b": [1], "c":2 }"#), Some(r#"{"b":3}"#)]
        );
        assert_eq!(inner.expect("entered").values, [Some("[1]")]);
        assert_eq!(reader.end(), Ok(()));
    }

    #[test]
    fn what_is_not_valid_is_an_error() {
        let half = r#"{"\ud800":1}"#;
        for text in ["{", r#"{"a":}"#, r#"{"a":1} x"#, r#"{"a":1,}"#, "{,}", r#"{"a":[1}"#, half] {
            assert_eq!(read(text, &["a", "b"]), Err(Syntax), "{text}");
        }
    }
}

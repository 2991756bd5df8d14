//! Cutting known members out of an object, in one pass and without allocation.

use super::reader::{Reader, Syntax};

/// Why nothing was cut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CutError {
    /// The text is not valid JSON.
    Syntax,
    /// It is no object, or a known name stands in it twice.
    Shape,
}

impl From<Syntax> for CutError {
    fn from(_: Syntax) -> Self {
        Self::Syntax
    }
}

/// The raw values of `names` in the object `text`; other members are skipped.
pub(crate) fn cut<'a, const N: usize>(
    text: &'a str,
    names: &[&'static str; N],
) -> Result<[Option<&'a str>; N], CutError> {
    let mut values = [None; N];
    let mut reader = Reader::new(text);
    if reader.peek() != Some(b'{') {
        reader.value()?;
        reader.end()?;
        return Err(CutError::Shape);
    }
    reader.enter();
    while let Some(key) = reader.key()? {
        let value = reader.value()?;
        if let Some(index) = names.iter().position(|name| *name == key)
            && values[index].replace(value).is_some()
        {
            return Err(CutError::Shape);
        }
    }
    reader.end()?;
    Ok(values)
}

/// A value that says something: null counts as absent.
pub(crate) fn given(raw: Option<&str>) -> Option<&str> {
    raw.filter(|raw| *raw != "null")
}

#[cfg(test)]
mod tests {
    use super::{CutError, cut, given};

    #[test]
    fn known_members_are_cut_out() {
        let [a, b, c] =
            cut(r#" {"x":[{}],"\u0061":1, "b" : null} "#, &["a", "b", "c"]).expect("an object");
        assert_eq!(a, Some("1"));
        assert_eq!(b, Some("null"));
        assert!(c.is_none() && given(b).is_none());
        assert!(given(a).is_some());
    }

    #[test]
    fn the_kind_of_error_is_known() {
        for text in [r#"{"a":1,"a":2}"#, "[1]", "7", r#""a""#, "null"] {
            assert_eq!(cut(text, &["a"]), Err(CutError::Shape), "{text}");
        }
        let half = r#"{"\ud800":1}"#;
        for text in ["", "{", r#"{"a":}"#, r#"{"a":1} x"#, r#"{"a":1,}"#, "{,}", "[1", half] {
            assert_eq!(cut(text, &["a"]), Err(CutError::Syntax), "{text}");
        }
        assert!(cut(r#"{"x":1,"x":2}"#, &["a"]).is_ok());
    }
}

//! Argument values as the encoders see them.

use std::borrow::Cow;

use super::{Json, JsonObject, NoText, Number, write_number};

/// A value that can be written into a request.
///
/// Encoders look at the view, so that none of them is generic over argument types.
pub trait Value {
    /// Returns a view of the value.
    fn view(&self) -> View<'_>;
}

/// A view of a value by its type.
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    /// No value was given.
    Absent,
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Any JSON.
    Json(&'a Json),
    /// A list of any JSON.
    Array(&'a [Json]),
}

impl<'a> View<'a> {
    /// The value as text: strings without quotes, arrays and objects as JSON. Null says nothing,
    /// except where a JSON value stands alone.
    pub(crate) fn text(self) -> Result<Option<Cow<'a, str>>, NoText> {
        Ok(Some(match self {
            View::Absent => return Ok(None),
            View::Text(text) => Cow::Borrowed(text),
            View::Integer(number) => Cow::Owned(number.to_string()),
            View::Number(number) => {
                let mut out = Vec::new();
                write_number(number, &mut out);
                Cow::Owned(String::from_utf8(out).unwrap_or_default())
            }
            View::Boolean(value) => Cow::Borrowed(if value { "true" } else { "false" }),
            View::Json(json) if json.is_null() => return Ok(None),
            View::Json(json) => json.text()?,
            View::Array(items) => Cow::Owned(Json::from(items.to_vec()).as_str().to_owned()),
        }))
    }
}

/// Returns `true` if any of `values` is present. A text whose values are all absent is absent itself.
#[must_use]
pub fn any_given(values: &[&dyn Value]) -> bool {
    let is_absent =
        |view| matches!(view, View::Absent) || matches!(view, View::Json(json) if json.is_null());
    values.iter().any(|value| !is_absent(value.view()))
}

impl Value for str {
    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl Value for String {
    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

impl Value for i64 {
    fn view(&self) -> View<'_> {
        View::Integer(*self)
    }
}

impl Value for f64 {
    fn view(&self) -> View<'_> {
        View::Number(*self)
    }
}

impl Value for Number {
    fn view(&self) -> View<'_> {
        View::Json(self.as_json())
    }
}

impl Value for bool {
    fn view(&self) -> View<'_> {
        View::Boolean(*self)
    }
}

impl Value for Json {
    fn view(&self) -> View<'_> {
        View::Json(self)
    }
}

impl Value for JsonObject {
    fn view(&self) -> View<'_> {
        View::Json(self.as_json())
    }
}

impl Value for Vec<Json> {
    fn view(&self) -> View<'_> {
        View::Array(self)
    }
}

impl<V: Value> Value for Option<V> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Value::view)
    }
}

impl<V: Value + ?Sized> Value for &V {
    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

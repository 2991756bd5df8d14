//! Writing JSON text piece by piece.

use std::fmt::{self, Write as _};

use bytes::Bytes;

use super::value::{Value, View};
use super::{Json, escape_into, quote_into, write_number};

/// Writes one JSON document; commas take care of themselves.
///
/// A value that is absent leaves no trace, neither value nor key.
#[derive(Debug, Default)]
pub struct JsonWriter {
    out: Vec<u8>,
}

impl JsonWriter {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(128)
    }

    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { out: Vec::with_capacity(bytes) }
    }

    /// Begins an object.
    pub fn open_object(&mut self) {
        self.separate();
        self.out.push(b'{');
    }

    /// Ends the object that was begun last.
    pub fn close_object(&mut self) {
        self.out.push(b'}');
    }

    /// Begins an array.
    pub fn open_array(&mut self) {
        self.separate();
        self.out.push(b'[');
    }

    /// Ends the array that was begun last.
    pub fn close_array(&mut self) {
        self.out.push(b']');
    }

    /// Writes a key; its value has to follow.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.separate();
        quote_into(key, &mut self.out);
        self.out.push(b':');
        self
    }

    /// Writes a key and its value, or nothing for an absent value.
    pub fn member<V: Value + ?Sized>(&mut self, key: &str, value: &V) {
        let view = value.view();
        if !matches!(view, View::Absent) {
            self.key(key).view(view);
        }
    }

    /// Writes an element, or nothing for an absent value.
    pub fn item<V: Value + ?Sized>(&mut self, value: &V) {
        self.view(value.view());
    }

    /// Writes a string made of pieces.
    pub fn text(&mut self, text: fmt::Arguments<'_>) {
        self.separate();
        self.out.push(b'"');
        // The adapter never fails, and neither do the pieces.
        let _ = Escaper(&mut self.out).write_fmt(text);
        self.out.push(b'"');
    }

    /// Writes JSON that is known to be valid.
    pub fn raw(&mut self, json: &str) {
        self.verbatim(json.as_bytes());
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.separate();
        quote_into(text, &mut self.out);
    }

    pub(crate) fn verbatim(&mut self, json: &[u8]) {
        self.separate();
        self.out.extend_from_slice(json);
    }

    pub(crate) fn list(&mut self, items: &[Json]) {
        self.open_array();
        for item in items {
            self.verbatim(item.as_bytes());
        }
        self.close_array();
    }

    pub(crate) fn view(&mut self, view: View<'_>) {
        match view {
            View::Absent => {}
            View::Text(text) => self.string(text),
            View::Integer(number) => {
                self.separate();
                let _ = write!(Verbatim(&mut self.out), "{number}");
            }
            View::Number(number) => {
                self.separate();
                write_number(number, &mut self.out);
            }
            View::Boolean(value) => self.raw(if value { "true" } else { "false" }),
            View::Json(json) => self.verbatim(json.as_bytes()),
            View::Array(items) => self.list(items),
        }
    }

    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    pub(crate) fn finish(self) -> Bytes {
        Bytes::from(self.out)
    }

    /// A value follows a comma unless it is the first of its container or follows its key.
    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(b',');
        }
    }
}

struct Escaper<'a>(&'a mut Vec<u8>);

impl fmt::Write for Escaper<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape_into(text.as_bytes(), self.0);
        Ok(())
    }
}

struct Verbatim<'a>(&'a mut Vec<u8>);

impl fmt::Write for Verbatim<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::JsonWriter;
    use crate::json::{Json, JsonObject};

    #[test]
    fn commas_and_absent_values() {
        let mut body = JsonWriter::new();
        body.open_object();
        body.member("gone", &None::<i64>);
        body.member("a", &Some(1_i64));
        body.member("b", &String::from("x\"y{"));
        body.key("note").text(format_args!("order {}\n", 7));
        body.key("raw").raw("{\"x\":[]}");
        body.key("nested").open_object();
        body.close_object();
        body.key("list").open_array();
        body.item(&None::<String>);
        body.item(&true);
        body.open_array();
        body.close_array();
        body.item(&vec![Json::from(1), Json::from("z")]);
        body.close_array();
        body.member("object", &JsonObject::default());
        body.member("f", &1.5_f64);
        body.close_object();
        let text = String::from_utf8(body.finish().to_vec()).expect("UTF-8");
        assert_eq!(
            text,
            r#"{"a":1,"b":"x\"y{","note":"order 7\n","raw":{"x":[]},"nested":{},"list":[true,[],[1,"z"]],"object":{},"f":1.5}"#
        );
        serde_json::from_str::<serde_json::Value>(&text).expect("valid JSON");
    }
}

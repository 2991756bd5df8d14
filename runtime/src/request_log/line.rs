//! The text of a line.

use std::fmt::{Display, Write as _};
use std::time::Duration;

use crate::json::JsonWriter;
use crate::log::LineForm;

/// A line under construction: an object of JSON, or `name=value` with blanks between them.
pub(super) enum Line {
    Json(JsonWriter),
    Text(String),
}

impl Line {
    pub(super) fn new(form: LineForm) -> Self {
        match form {
            LineForm::Json => {
                let mut out = JsonWriter::new();
                out.open_object();
                Self::Json(out)
            }
            LineForm::Text => Self::Text(String::with_capacity(256)),
        }
    }

    pub(super) fn text(&mut self, name: &str, value: &str) -> &mut Self {
        match self {
            Self::Json(out) => out.key(name).string(value),
            Self::Text(out) => {
                begin(out, name);
                let is_plain =
                    |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b'=');
                if !value.is_empty() && value.bytes().all(is_plain) {
                    out.push_str(value);
                } else {
                    let mut quoted = JsonWriter::new();
                    quoted.string(value);
                    out.push_str(&String::from_utf8_lossy(&quoted.finish()));
                }
            }
        }
        self
    }

    pub(super) fn maybe(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A number or a truth value.
    pub(super) fn number(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        let Some(value) = value else { return self };
        match self {
            Self::Json(out) => out.key(name).raw(&value.to_string()),
            Self::Text(out) => {
                begin(out, name);
                // Writing into memory cannot fail.
                let _ = write!(out, "{value}");
            }
        }
        self
    }

    pub(super) fn duration(&mut self, name: &str, time: Option<Duration>) -> &mut Self {
        let time = time.map(|time| {
            let micros = time.as_micros();
            format!("{}.{:03}", micros / 1000, micros % 1000)
        });
        self.number(name, time)
    }

    pub(super) fn finish(self) -> String {
        match self {
            Self::Json(mut out) => {
                out.close_object();
                String::from_utf8_lossy(&out.finish()).into_owned()
            }
            Self::Text(out) => out,
        }
    }
}

fn begin(out: &mut String, name: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(name);
    out.push('=');
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::{Line, LineForm};

    fn line(form: LineForm, value: &str) -> String {
        let mut line = Line::new(form);
        line.text("a", value).maybe("b", None).number("c", Some(7)).number("d", None::<u8>);
        line.duration("e", Some(Duration::from_micros(12_034)));
        line.finish()
    }

    #[test]
    fn both_forms() {
        assert_eq!(line(LineForm::Text, "/a/{b}"), "a=/a/{b} c=7 e=12.034");
        assert_eq!(line(LineForm::Text, "a \"b\""), "a=\"a \\\"b\\\"\" c=7 e=12.034");
        assert_eq!(line(LineForm::Text, ""), "a=\"\" c=7 e=12.034");
        assert_eq!(line(LineForm::Json, "/a"), "{\"a\":\"/a\",\"c\":7,\"e\":12.034}");
    }

    proptest! {
        /// Whatever a name is, there is one line, and it can be told where the name ends.
        #[test]
        fn a_line_is_one_line(value in any::<String>()) {
            let json = line(LineForm::Json, &value);
            let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
            prop_assert_eq!(read["a"].as_str(), Some(&*value));
            let text = line(LineForm::Text, &value);
            prop_assert!(text.ends_with(" c=7 e=12.034"));
            let shown = &text[2..text.len() - " c=7 e=12.034".len()];
            match shown.strip_prefix('"') {
                Some(_) => prop_assert_eq!(serde_json::from_str::<String>(shown).ok(), Some(value)),
                None => prop_assert!(shown == value && !value.contains([' ', '=', '"'])),
            }
            for line in [json, text] {
                prop_assert!(!line.contains(['\n', '\r']));
            }
        }
    }
}

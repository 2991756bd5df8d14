//! `multipart/form-data` bodies with one text part a field.

use std::fmt::{self, Write as _};

use crate::json::NoText;
use crate::json::Value;
use crate::problem::Problem;

/// Writes a multipart form field by field.
#[derive(Debug, Default)]
pub struct MultipartWriter {
    parts: Vec<(String, String)>,
    pub(super) problems: Vec<Problem>,
}

impl MultipartWriter {
    /// A field, or nothing for an absent value; arrays and objects are JSON text.
    pub fn field<V: Value + ?Sized>(&mut self, name: &str, value: &V) -> &mut Self {
        match value.view().text() {
            Ok(None) => {}
            Ok(Some(text)) => self.parts.push((name.to_owned(), text.into_owned())),
            Err(NoText) => self.problems.push(Problem::no_text(name)),
        }
        self
    }

    /// A field made of pieces.
    pub fn text(&mut self, name: &str, text: fmt::Arguments<'_>) -> &mut Self {
        self.parts.push((name.to_owned(), text.to_string()));
        self
    }

    /// The boundary, and the body that uses it.
    pub(super) fn finish(&self) -> (String, String) {
        let boundary = self.boundary();
        let mut out = String::new();
        for (name, text) in &self.parts {
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            // Writing into memory cannot fail.
            let _ = write!(
                out,
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
            );
        }
        let _ = write!(out, "--{boundary}--\r\n");
        (boundary, out)
    }

    /// The first boundary that occurs in no value.
    fn boundary(&self) -> String {
        let mut number = 0_u32;
        loop {
            let candidate = format!("part-{number:08x}-naftiko");
            if !self.parts.iter().any(|(_, text)| text.contains(&candidate)) {
                return candidate;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MultipartWriter;

    #[test]
    fn values_cannot_end_their_part() {
        let mut writer = MultipartWriter::default();
        writer.field("a\"\r\n", &String::from("--part-00000000-naftiko--"));
        writer.field("gone", &None::<i64>);
        let (boundary, body) = writer.finish();
        assert_eq!(boundary, "part-00000001-naftiko");
        assert_eq!(
            body,
            "--part-00000001-naftiko\r\ncontent-disposition: form-data; name=\"a%22%0D%0A\"\r\n\r\n\
             --part-00000000-naftiko--\r\n--part-00000001-naftiko--\r\n"
        );
    }
}

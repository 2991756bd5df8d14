//! `multipart/form-data` bodies with one part a field.

use std::fmt::{self, Write as _};

use crate::json::NoText;
use crate::json::Value;
use crate::problem::Problem;

/// Writes a multipart form field by field.
#[derive(Debug, Default)]
pub struct MultipartWriter {
    parts: Vec<Part>,
    /// The file that the next field is.
    file: Option<FileHead>,
    pub(super) problems: Vec<Problem>,
}

#[derive(Debug)]
struct Part {
    name: String,
    text: String,
    file: Option<FileHead>,
}

/// What is said of a part beside its name.
#[derive(Clone, Copy, Debug)]
struct FileHead {
    name: Option<&'static str>,
    media: Option<&'static str>,
}

impl MultipartWriter {
    /// Makes the next field a file with a name, or content of a media type.
    pub fn file(&mut self, name: Option<&'static str>, media: Option<&'static str>) -> &mut Self {
        self.file = Some(FileHead { name, media });
        self
    }

    /// A field, or nothing for an absent value; arrays and objects are JSON text.
    pub fn field<V: Value + ?Sized>(&mut self, name: &str, value: &V) -> &mut Self {
        let file = self.file.take();
        match value.view().text() {
            Ok(None) => {}
            Ok(Some(text)) => {
                self.parts.push(Part { name: name.to_owned(), text: text.into_owned(), file });
            }
            Err(NoText) => self.problems.push(Problem::no_text(name)),
        }
        self
    }

    /// A field made of pieces.
    pub fn text(&mut self, name: &str, text: fmt::Arguments<'_>) -> &mut Self {
        let file = self.file.take();
        self.parts.push(Part { name: name.to_owned(), text: text.to_string(), file });
        self
    }

    /// The boundary, and the body that uses it.
    pub(super) fn finish(&self) -> (String, String) {
        let boundary = self.boundary();
        let mut out = String::new();
        for Part { name, text, file } in &self.parts {
            // Writing into memory cannot fail.
            let name = escaped(name);
            let _ = write!(out, "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"");
            if let Some(name) = file.and_then(|file| file.name) {
                let _ = write!(out, "; filename=\"{}\"", escaped(name));
            }
            if let Some(media) = file.and_then(|file| file.media) {
                let _ = write!(out, "\r\ncontent-type: {media}");
            }
            let _ = write!(out, "\r\n\r\n{text}\r\n");
        }
        let _ = write!(out, "--{boundary}--\r\n");
        (boundary, out)
    }

    /// The first boundary that occurs in no value.
    fn boundary(&self) -> String {
        let mut number = 0_u32;
        loop {
            let candidate = format!("part-{number:08x}-naftiko");
            if !self.parts.iter().any(|part| part.text.contains(&candidate)) {
                return candidate;
            }
            number += 1;
        }
    }
}

/// A name as browsers write it between quotes (HTML, "multipart form data").
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
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

    #[test]
    fn a_part_can_be_a_file() {
        let mut writer = MultipartWriter::default();
        writer.file(Some("a \"b\".txt"), Some("text/plain")).field("gone", &None::<i64>);
        writer.file(Some("a \"b\".txt"), Some("text/plain")).text("upload", format_args!("x"));
        writer.field("plain", &7);
        let (_, body) = writer.finish();
        assert_eq!(
            body,
            "--part-00000000-naftiko\r\ncontent-disposition: form-data; name=\"upload\"; \
             filename=\"a %22b%22.txt\"\r\ncontent-type: text/plain\r\n\r\nx\r\n\
             --part-00000000-naftiko\r\ncontent-disposition: form-data; name=\"plain\"\r\n\r\n7\r\n\
             --part-00000000-naftiko--\r\n"
        );
    }
}

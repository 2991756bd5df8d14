//! XML bodies: markup of the document, and values that cannot leave their place.

use super::UpstreamRequest;
use crate::json::NoText;
use crate::json::{Value, View};
use crate::problem::{Problem, clip};

/// Writes an XML body piece by piece.
#[derive(Debug)]
pub struct XmlWriter<'r> {
    out: &'r mut String,
    problems: &'r mut Vec<Problem>,
}

/// The location of a value in the document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum XmlPlace {
    Text,
    Attribute,
}

impl UpstreamRequest<'_> {
    /// An `application/xml` body.
    pub fn xml(&mut self) -> XmlWriter<'_> {
        XmlWriter { out: self.body.text("application/xml"), problems: &mut self.problems }
    }
}

impl XmlWriter<'_> {
    /// Markup and text as the document has them.
    pub fn markup(&mut self, text: &str) -> &mut Self {
        self.out.push_str(text);
        self
    }

    /// A value of the argument `name` in the text of an element; nothing for an absent one.
    pub fn text<V: Value + ?Sized>(&mut self, name: &str, value: &V) -> &mut Self {
        self.value(name, value.view(), XmlPlace::Text)
    }

    /// A value of the argument `name` between the quotes of an attribute; nothing for an absent one.
    pub fn attribute<V: Value + ?Sized>(&mut self, name: &str, value: &V) -> &mut Self {
        self.value(name, value.view(), XmlPlace::Attribute)
    }

    /// Characters that XML 1.0 cannot hold, not even escaped, are refused.
    fn value(&mut self, name: &str, view: View<'_>, place: XmlPlace) -> &mut Self {
        let text = match view.text() {
            Ok(text) => text.unwrap_or_default(),
            Err(NoText) => {
                self.problems.push(Problem::no_text(name));
                return self;
            }
        };
        match text.chars().find(|c| !is_char(*c)) {
            Some(c) => {
                let name = clip(name, 64);
                let code = u32::from(c);
                let message =
                    format!("`{name}` must not contain U+{code:04X}, which XML cannot hold");
                self.problems.push(Problem::new(&name, message));
            }
            None => escape(&text, place, self.out),
        }
        self
    }
}

/// `Char` of XML 1.0.
fn is_char(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Escapes what would end its place, and what readers would turn into a blank.
fn escape(text: &str, place: XmlPlace, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\r' => out.push_str("&#13;"),
            '\n' if place == XmlPlace::Attribute => out.push_str("&#10;"),
            '\t' if place == XmlPlace::Attribute => out.push_str("&#9;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use hyper::Method;

    use crate::request::UpstreamRequest;

    fn written(kind: Option<&str>, name: &str) -> Result<String, Vec<String>> {
        let mut request = UpstreamRequest::new(&Method::POST, "/find", "", &[]);
        request
            .xml()
            .markup("<Find kind=\"")
            .attribute("kind", &kind.map(str::to_owned))
            .markup("\"><Name>")
            .text("name", name)
            .markup("</Name></Find>");
        match request.finish() {
            Ok(made) => {
                assert_eq!(made.payload.media.expect("a type"), "application/xml");
                Ok(String::from_utf8(made.payload.bytes.to_vec()).expect("UTF-8"))
            }
            Err(problems) => Err(problems.iter().map(|one| one.message().to_owned()).collect()),
        }
    }

    #[test]
    fn values_cannot_leave_their_place() {
        for (kind, name, want) in [
            ("firm", "Smith & Sons", "<Find kind=\"firm\"><Name>Smith &amp; Sons</Name></Find>"),
            ("a\" b='1", "]]>", "<Find kind=\"a&quot; b=&apos;1\"><Name>]]&gt;</Name></Find>"),
            ("\t\r\n", "\t\r\n", "<Find kind=\"&#9;&#13;&#10;\"><Name>\t&#13;\n</Name></Find>"),
            ("&amp;", "</Name>", "<Find kind=\"&amp;amp;\"><Name>&lt;/Name&gt;</Name></Find>"),
            ("é😀", "\u{fffd}", "<Find kind=\"é😀\"><Name>\u{fffd}</Name></Find>"),
        ] {
            assert_eq!(written(Some(kind), name).as_deref(), Ok(want));
        }
        assert_eq!(written(None, "").as_deref(), Ok("<Find kind=\"\"><Name></Name></Find>"));
    }

    #[test]
    fn what_xml_cannot_hold_is_refused_by_name() {
        let problems = written(Some("\u{1}"), "\u{ffff}").expect_err("refused");
        assert_eq!(
            problems,
            [
                "`kind` must not contain U+0001, which XML cannot hold",
                "`name` must not contain U+FFFF, which XML cannot hold",
            ]
        );
    }
}

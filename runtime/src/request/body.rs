//! The body of an upstream request.

use bytes::Bytes;
use hyper::header::HeaderValue;

use super::{FormWriter, MultipartWriter};
use crate::json::View;
use crate::json::{Json, JsonWriter, members, quote_into};
use crate::problem::Problem;

/// A body while it is written.
#[derive(Debug, Default)]
pub(crate) struct Body {
    used: Used,
    whole: Bytes,
    text: String,
    media: &'static str,
    json: JsonWriter,
    form: FormWriter,
    multipart: MultipartWriter,
}

/// The writer of a body that was used last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Used {
    #[default]
    None,
    WholeJson,
    Json,
    Form,
    Multipart,
    Content,
    Text,
}

/// A finished body.
#[derive(Clone, Debug)]
pub(crate) struct Payload {
    pub(crate) bytes: Bytes,
    pub(crate) media: Option<HeaderValue>,
    pub(crate) kind: BodyKind,
}

/// The form of a finished body, which decides what can still be added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    None,
    Json,
    Form,
    Other,
}

impl Body {
    pub(super) fn set_json(&mut self, view: View<'_>) {
        match view {
            View::Absent => {}
            View::Json(json) => {
                self.used = Used::WholeJson;
                self.whole = json.clone().into_bytes();
            }
            other => self.writer().view(other),
        }
    }

    pub(super) fn set_content(&mut self, media: &'static str, text: &str) {
        self.used = Used::Content;
        self.media = media;
        self.whole = Bytes::copy_from_slice(text.as_bytes());
    }

    /// A text of the content type `media` that is written piece by piece.
    pub(super) fn text(&mut self, media: &'static str) -> &mut String {
        self.used = Used::Text;
        self.media = media;
        &mut self.text
    }

    pub(super) fn writer(&mut self) -> &mut JsonWriter {
        if self.used != Used::Json {
            self.used = Used::Json;
            self.json = JsonWriter::new();
        }
        &mut self.json
    }

    pub(super) fn form(&mut self) -> &mut FormWriter {
        self.used = Used::Form;
        &mut self.form
    }

    pub(super) fn multipart(&mut self) -> &mut MultipartWriter {
        self.used = Used::Multipart;
        &mut self.multipart
    }

    /// Takes the problems with the values of the body's fields.
    pub(super) fn take_problems(&mut self) -> Vec<Problem> {
        let mut problems = std::mem::take(&mut self.form.problems);
        problems.append(&mut self.multipart.problems);
        problems
    }

    pub(super) fn finish(self) -> Payload {
        const JSON: HeaderValue = HeaderValue::from_static("application/json");
        const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
        let (bytes, media, kind) = match self.used {
            Used::None => (Bytes::new(), None, BodyKind::None),
            Used::WholeJson => (self.whole, Some(JSON), BodyKind::Json),
            Used::Json => match self.json.finish() {
                empty if empty.is_empty() => (empty, None, BodyKind::None),
                bytes => (bytes, Some(JSON), BodyKind::Json),
            },
            Used::Form => (Bytes::from(self.form.out), Some(FORM), BodyKind::Form),
            Used::Multipart => {
                let (boundary, body) = self.multipart.finish();
                let media = format!("multipart/form-data; boundary={boundary}");
                (Bytes::from(body), HeaderValue::try_from(media).ok(), BodyKind::Other)
            }
            Used::Content => (self.whole, HeaderValue::from_str(self.media).ok(), BodyKind::Other),
            Used::Text => {
                let media = HeaderValue::from_static(self.media);
                (Bytes::from(self.text), Some(media), BodyKind::Other)
            }
        };
        Payload { bytes, media, kind }
    }
}

impl Payload {
    /// Adds a field to an object or form; `false` when the body is neither. A field that a caller
    /// has put there stands in the way: nobody can say which of two an upstream reads.
    pub(crate) fn add_field(&mut self, name: &str, value: &str) -> Result<bool, Problem> {
        if self.kind == BodyKind::Json && self.has_member(name) {
            let sentence = format!("`{name}` cannot be given: it holds a credential");
            return Err(Problem::new(name, sentence));
        }
        Ok(self.add(name, value))
    }

    fn has_member(&self, name: &str) -> bool {
        match members(&self.bytes) {
            Ok(members) => members.into_iter().flatten().any(|(known, _)| known == name),
            // A body that cannot be parsed may hold it.
            Err(_) => true,
        }
    }

    fn add(&mut self, name: &str, value: &str) -> bool {
        match self.kind {
            BodyKind::Json => self.add_member(name, value),
            BodyKind::Form => {
                let mut field = FormWriter::default();
                field.push(name, value);
                let separator: &[u8] = if self.bytes.is_empty() { b"" } else { b"&" };
                self.bytes = [&self.bytes, separator, field.out.as_bytes()].concat().into();
                true
            }
            BodyKind::None | BodyKind::Other => false,
        }
    }

    fn add_member(&mut self, name: &str, value: &str) -> bool {
        let body = self.bytes.trim_ascii();
        let Some(inside) = body.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}")) else {
            return false;
        };
        let mut out = Vec::with_capacity(body.len() + name.len() + value.len() + 8);
        out.push(b'{');
        quote_into(name, &mut out);
        out.push(b':');
        out.extend_from_slice(Json::from(value).as_bytes());
        if !inside.trim_ascii().is_empty() {
            out.push(b',');
        }
        out.extend_from_slice(inside);
        out.push(b'}');
        self.bytes = Bytes::from(out);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{BodyKind, Payload};
    use crate::json::Json;
    use crate::request::UpstreamRequest;

    #[test]
    fn a_key_is_made_of_something() {
        let key = |json: &'static str| {
            let value = Json::parse(bytes::Bytes::from_static(json.as_bytes())).expect("JSON");
            let mut request = UpstreamRequest::new(&hyper::Method::GET, "/keys", "", &[]);
            let made = request.key_text("user", &value).into_owned();
            let problems = request.finish().err().unwrap_or_default();
            (made, problems.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(key(r#""a""#), ("a".to_owned(), vec![]));
        assert_eq!(key(r#""""#), (String::new(), vec![]));
        assert_eq!(key("null").1, ["`user` is required"]);
        assert_eq!(
            key(r#""\ud83d""#).1,
            ["`user` holds half of a surrogate pair, which is no text"]
        );
    }

    #[test]
    fn a_credential_is_the_only_field_of_its_name() {
        let add = |kind, text: &'static str| {
            let mut payload = Payload { bytes: text.into(), media: None, kind };
            let added = payload.add_field("key", "a&b").map_err(|problem| problem.to_string());
            (added, String::from_utf8_lossy(&payload.bytes).into_owned())
        };
        let made = |text: &str| (Ok(true), text.to_owned());
        assert_eq!(add(BodyKind::Json, "{}"), made(r#"{"key":"a&b"}"#));
        assert_eq!(add(BodyKind::Json, r#"{"a":1}"#), made(r#"{"key":"a&b","a":1}"#));
        assert_eq!(add(BodyKind::Form, ""), made("key=a%26b"));
        assert_eq!(add(BodyKind::Form, "a=1"), made("a=1&key=a%26b"));
        assert_eq!(add(BodyKind::Json, "[1]").0, Ok(false));
        assert_eq!(add(BodyKind::None, "").0, Ok(false));
        let taken = "`key` cannot be given: it holds a credential".to_owned();
        for text in [r#"{"key":"own"}"#, r#"{"a":1,"k\u0065y":null}"#, r#"{"a":1,"a":2}"#] {
            assert_eq!(add(BodyKind::Json, text).0, Err(taken.clone()), "{text}");
        }
    }
}

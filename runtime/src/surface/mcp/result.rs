//! Results, each written into one buffer.

use std::borrow::Cow;

use base64ct::{Base64, Encoding};

use super::Call;
use super::rpc::{self, Reply};
use crate::content::Media;
use crate::json::{Unreadable, escape_document_into, escape_into, is_object, quote_into, readable};

/// A sentence for models about what stands before it.
pub(super) type Note = Cow<'static, str>;

/// The notes that belong to a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    pub(super) notes: &'a [Note],
    /// Set if a schema promises its structure.
    pub(super) framed: bool,
}

impl Beside<'_> {
    pub(super) const NOTHING: Self = Self { notes: &[], framed: false };
}

/// The form of results under the rules of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'a> {
    /// The id of the request.
    pub(super) id: &'a str,
    /// The first members of every result, each with a comma after it.
    pub(super) begin: &'static str,
    /// The end of every result: further members, and the braces of result and message.
    pub(super) end: &'a [u8],
    /// Set if `structuredContent` may be other than an object.
    pub(super) any_structure: bool,
    /// How long lists are true, as members with a comma after each.
    pub(super) hints: &'static str,
}

impl<'a> Form<'a> {
    /// Results of the revisions of 2025.
    pub(super) fn handshake(id: &'a str) -> Self {
        Self { id, begin: "", end: b"}}", any_structure: false, hints: "" }
    }

    /// `room` is what comes between beginning and end.
    fn begin(&self, room: usize) -> Vec<u8> {
        let mut out = rpc::begin(self.id, self.begin.len() + room + self.end.len() + 16);
        out.extend_from_slice(b"\"result\":{");
        out.extend_from_slice(self.begin.as_bytes());
        out
    }

    fn end(&self, mut out: Vec<u8>) -> Reply {
        out.extend_from_slice(self.end);
        out
    }

    /// Returns `true` if results are those of 2026-07-28.
    pub(super) fn is_stateless(&self) -> bool {
        !self.begin.is_empty()
    }

    /// The constant array `items` under `name`, with hints for caches where results have them.
    pub(super) fn list(&self, name: &str, items: &str) -> Reply {
        self.cached(self.hints, name, items.as_bytes())
    }

    /// The same as the answer to a request for it. A cursor is none of ours: lists have one page.
    pub(super) fn page(&self, call: Call<'_>, name: &str, items: &str) -> Reply {
        if call.params.has_cursor() { rpc::unknown_cursor(call.id) } else { self.list(name, items) }
    }

    /// The messages of a prompt.
    #[cfg(feature = "prompts")]
    pub(super) fn messages(&self, messages: &[u8]) -> Reply {
        let mut out = self.begin(messages.len() + 16);
        out.extend_from_slice(b"\"messages\":");
        out.extend_from_slice(messages);
        self.end(out)
    }

    /// The values with which an argument can go on, as an object.
    #[cfg(feature = "completions")]
    pub(super) fn completion(&self, completion: &[u8]) -> Reply {
        let mut out = self.begin(completion.len() + 16);
        out.extend_from_slice(b"\"completion\":");
        out.extend_from_slice(completion);
        self.end(out)
    }

    /// Content blocks that were compiled in.
    pub(super) fn blocks(&self, blocks: &[u8]) -> Reply {
        let mut out = self.begin(blocks.len() + 16);
        out.extend_from_slice(b"\"content\":");
        out.extend_from_slice(blocks);
        self.end(out)
    }

    /// The array `items` under `name`; `hints` say how long that is true.
    pub(super) fn cached(&self, hints: &str, name: &str, items: &[u8]) -> Reply {
        let mut out = self.begin(items.len() + hints.len() + name.len() + 8);
        if self.is_stateless() {
            out.extend_from_slice(hints.as_bytes());
        }
        out.push(b'"');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        out.extend_from_slice(items);
        self.end(out)
    }

    /// A JSON document that this program has made.
    pub(super) fn json(&self, made: &[u8]) -> Reply {
        let made = self.document(made, Beside::NOTHING);
        made.unwrap_or_else(|| self.failure("The result is not valid JSON."))
    }

    /// A JSON document: as text, and raw as `structuredContent` when it can be. It is checked while
    /// it is written; `None` when it is not valid.
    pub(super) fn document(&self, document: &[u8], beside: Beside<'_>) -> Option<Reply> {
        // Twice the document, and the quotes in it once more.
        let mut out = self.begin(document.len() * 9 / 4 + 80);
        out.extend_from_slice(b"\"content\":[{\"type\":\"text\",\"text\":\"");
        let escaped = escape_document_into(document, &mut out)?;
        let raw = escaped.document;
        out.extend_from_slice(b"\"}");
        push_notes(beside.notes, &mut out);
        if escaped.is_doubtful {
            self.doubtful(raw, beside.framed, &mut out);
        } else {
            out.push(b']');
            self.structure(raw, &mut out);
        }
        Some(self.end(out))
    }

    /// Closes `content`, and adds what every client can read of the structure. A note says where that
    /// is not what the text has.
    fn doubtful(&self, raw: &[u8], framed: bool, out: &mut Vec<u8>) {
        let found = readable(raw);
        let note = match &found {
            Ok(Cow::Borrowed(_)) => None,
            Ok(Cow::Owned(_)) => Some(
                "structuredContent has U+FFFD where the answer has half of a surrogate pair, which is no character.",
            ),
            Err(Unreadable::Depth) => {
                Some("There is no structuredContent: the answer is nested too deeply for clients.")
            }
            Err(Unreadable::Number) => Some(
                "There is no structuredContent: a number in the answer is too large for clients.",
            ),
        };
        if let Some(note) = note {
            push_notes(&[Cow::Borrowed(note)], out);
        }
        out.push(b']');
        match found {
            Ok(raw) => self.structure(&raw, out),
            // A client that was promised a structure takes its absence for a fault of the protocol.
            Err(_) if framed => out.extend_from_slice(b",\"isError\":true"),
            Err(_) => {}
        }
    }

    fn structure(&self, raw: &[u8], out: &mut Vec<u8>) {
        if self.any_structure || is_object(raw) {
            out.extend_from_slice(b",\"structuredContent\":");
            out.extend_from_slice(raw);
        }
    }

    /// A part of a document, with notes about the rest.
    pub(super) fn json_part(&self, part: &str, beside: Beside<'_>) -> Reply {
        let mut out = self.begin(part.len() * 5 / 2 + 512);
        push_first(part, &mut out);
        push_notes(beside.notes, &mut out);
        self.doubtful(part.as_bytes(), beside.framed, &mut out);
        self.end(out)
    }

    /// Plain text, with notes about it.
    pub(super) fn text(&self, text: &str, notes: &[Note]) -> Reply {
        let mut out = self.begin(text.len() * 9 / 8 + 72);
        push_first(text, &mut out);
        push_notes(notes, &mut out);
        out.push(b']');
        self.end(out)
    }

    /// An error that a model can act on.
    pub(super) fn failure(&self, text: &str) -> Reply {
        let mut out = self.begin(text.len() * 9 / 8 + 72);
        push_first(text, &mut out);
        out.extend_from_slice(b"],\"isError\":true");
        self.end(out)
    }

    /// An answer in a format other than JSON: text where it is `text`, else bytes of their kind.
    pub(super) fn content(
        &self,
        media: Option<Media<'_>>,
        text: Option<&str>,
        body: &[u8],
        path: &str,
        notes: &[Note],
    ) -> Reply {
        let media = media.unwrap_or(Media::BYTES);
        let kind = ["image", "audio"].into_iter().find(|kind| media.is(kind));
        // Content that is not declared as text and has a NUL is binary, whatever its bytes could be read as.
        let text = text.filter(|text| media.is("text") || !text.contains('\0'));
        if let (None, Some(text)) = (kind, text) {
            return self.text(text, notes);
        }
        let data = Base64::encode_string(body);
        let mut out = self.begin(data.len() + path.len() + 192);
        out.extend_from_slice(b"\"content\":[{\"type\":");
        if let Some(kind) = kind {
            quote_into(kind, &mut out);
            out.extend_from_slice(b",\"data\":\"");
            out.extend_from_slice(data.as_bytes());
            out.extend_from_slice(b"\",\"mimeType\":");
            quote_into(media.essence, &mut out);
            out.push(b'}');
            push_notes(notes, &mut out);
            out.push(b']');
            return self.end(out);
        }
        out.extend_from_slice(b"\"resource\",\"resource\":{\"uri\":");
        quote_into(&format!("upstream:{path}"), &mut out);
        out.extend_from_slice(b",\"mimeType\":");
        quote_into(&media.of_bytes(), &mut out);
        out.extend_from_slice(b",\"blob\":\"");
        out.extend_from_slice(data.as_bytes());
        out.extend_from_slice(b"\"}}");
        push_notes(notes, &mut out);
        out.push(b']');
        self.end(out)
    }
}

/// The first block of `content`, which stays open.
fn push_first(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"content\":[");
    push_text(text, out);
}

/// Further blocks of `content`.
fn push_notes(notes: &[Note], out: &mut Vec<u8>) {
    for note in notes {
        out.push(b',');
        push_text(note, out);
    }
}

/// Control characters other than tab and line breaks have no place in text for models; U+FFFD stands
/// where they were.
fn push_text(text: &str, out: &mut Vec<u8>) {
    let is_stray =
        |character: char| character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r');
    out.extend_from_slice(b"{\"type\":\"text\",\"text\":\"");
    for (index, piece) in text.split(is_stray).enumerate() {
        if index > 0 {
            out.extend_from_slice("\u{fffd}".as_bytes());
        }
        escape_into(piece.as_bytes(), out);
    }
    out.extend_from_slice(b"\"}");
}

#[cfg(test)]
mod tests {
    use super::{Form, Media};
    use serde_json::{Value, json};

    fn result(reply: &[u8]) -> Value {
        let mut message: Value = serde_json::from_slice(reply).expect("valid JSON");
        assert_eq!(message["jsonrpc"], "2.0");
        assert_eq!(message["id"], 7);
        message["result"].take()
    }

    #[test]
    fn objects_come_twice_and_other_roots_once() {
        let raw = "{\"a\": \"x\\\"y\",\n \"é\":[1]}";
        let found = result(&Form::handshake("7").json(raw.as_bytes()));
        let tight = "{\"a\":\"x\\\"y\",\"é\":[1]}";
        assert_eq!(found["content"], json!([{"type": "text", "text": tight}]));
        assert_eq!(found["structuredContent"], json!({"a": "x\"y", "é": [1]}));
        assert_eq!(found.get("isError"), None);
        let found = result(&Form::handshake("7").json(b"[1,2]"));
        assert_eq!(found, json!({"content": [{"type": "text", "text": "[1,2]"}]}));
    }

    #[test]
    fn stateless_results_say_so_and_have_any_structure() {
        let form = Form {
            id: "7",
            begin: "\"a\":1,",
            end: b",\"_meta\":{}}}",
            any_structure: true,
            hints: "",
        };
        for raw in ["[1,2]", "null", "1.50", "\"x\"", "{}"] {
            let found = result(&form.json(raw.as_bytes()));
            let expected: Value = serde_json::from_str(raw).expect("valid JSON");
            assert_eq!(found.get("structuredContent"), Some(&expected));
            assert_eq!(found["content"], json!([{"type": "text", "text": raw}]));
        }
        let bytes = form.content(None, None, &[0xff], "/x", &[]);
        for reply in [form.text("x", &[]), form.failure("x"), bytes] {
            let found = result(&reply);
            assert_eq!((&found["a"], &found["_meta"]), (&json!(1), &json!({})));
        }
    }

    #[test]
    fn texts_and_failures() {
        assert_eq!(
            result(&Form::handshake("7").text("a\u{0}b\nc\u{7f}", &[]))["content"][0]["text"],
            "a\u{fffd}b\nc\u{fffd}"
        );
        let found = result(&Form::handshake("7").failure("no"));
        assert_eq!(found, json!({"content": [{"type": "text", "text": "no"}], "isError": true}));
    }

    #[test]
    fn bytes_by_their_media_type() {
        let found = |media: Option<&'static str>, body: &[u8]| {
            let text = std::str::from_utf8(body).ok();
            let media = media.map(Media::parse);
            result(&Form::handshake("7").content(media, text, body, "/x", &[]))["content"][0].take()
        };
        let text = json!({"type": "text", "text": "a,b"});
        assert_eq!(found(Some("text/csv"), b"a,b"), text);
        let image = json!({"type": "image", "data": "YWJj", "mimeType": "image/png"});
        assert_eq!(found(Some("Image/png; q=1"), b"abc")["type"], "image");
        assert_eq!(found(Some("image/png; q=1"), b"abc"), image);
        assert_eq!(found(Some("audio/wav"), &[0xff])["type"], "audio");
        let kept = &found(Some("text/plain;charset=big5"), &[0xff])["resource"]["mimeType"];
        assert_eq!(kept, "text/plain; charset=big5");
        let resource =
            json!({"uri": "upstream:/x", "mimeType": "application/octet-stream", "blob": "//4="});
        let expected = json!({"type": "resource", "resource": resource});
        assert_eq!(found(None, &[0xff, 0xfe]), expected);
        for (media, kind) in [(None, "resource"), (Some("font/ttf"), "resource")] {
            assert_eq!(found(media, b"\x00\x01\x00\x00")["type"], kind, "{media:?}");
        }
        assert_eq!(found(Some("text/plain"), b"\x1b[1mb")["text"], "\u{fffd}[1mb");
    }
}

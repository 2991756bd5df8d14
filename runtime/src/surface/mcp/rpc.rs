//! JSON-RPC: reading messages, writing responses. Ids are echoed as they were written.

use std::borrow::Cow;

use super::id::is_id;
use super::params::{BadParams, Params, is_empty_array, text};
use crate::json::{Cut, JsonWriter, Reader, Syntax, cut, elements, given, quote_into, utf8};

/// A complete response message.
pub(crate) type Reply = Vec<u8>;

/// The error codes in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    Parse = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    #[cfg(any(feature = "prompts", feature = "resources"))]
    Internal = -32603,
    HeaderMismatch = -32020,
    UnsupportedVersion = -32022,
}

/// The greatest number of messages in a batch.
const BATCH: usize = 64;

/// The answers to the messages of a batch.
#[derive(Debug, Default)]
pub(crate) struct Replies(Vec<u8>);

/// A message of JSON-RPC.
#[derive(Debug)]
pub(crate) enum Message<'a> {
    Request {
        id: &'a str,
        method: Cow<'a, str>,
        params: Params<'a>,
    },
    Notification {
        method: Cow<'a, str>,
        params: Params<'a>,
    },
    /// An answer to something that was never asked.
    Response,
}

/// The error of a text that is not a message.
#[derive(Debug)]
pub(crate) struct Malformed<'a> {
    pub(crate) code: Code,
    pub(crate) message: &'static str,
    pub(crate) id: Option<&'a str>,
}

struct Envelope<'a> {
    jsonrpc: Option<Cow<'a, str>>,
    id: Option<&'a str>,
    method: Option<&'a str>,
    params: Option<Result<Params<'a>, NoParams>>,
    result: Option<&'a str>,
    error: Option<&'a str>,
}

/// The error of params that are no object, or whose common members are wrong.
#[derive(Clone, Copy, Debug)]
enum NoParams {
    NoObject,
    Bad(BadParams),
}

const ENVELOPE: [&str; 6] = ["jsonrpc", "id", "method", "params", "result", "error"];
const PARAMS: usize = 3;

impl<'a> Envelope<'a> {
    /// `None` for valid JSON of another shape.
    fn parse(message: &'a str) -> Result<Option<Self>, Syntax> {
        let mut reader = Reader::new(message);
        if reader.peek() != Some(b'{') {
            reader.value()?;
            reader.end()?;
            return Ok(None);
        }
        let mut params = None;
        let cut = cut(&mut reader, &ENVELOPE, |index, reader| {
            if index == PARAMS {
                params = Some(Params::read(reader)?.map_err(NoParams::Bad));
            }
            Ok(index == PARAMS)
        })?;
        reader.end()?;
        let Cut { values: [jsonrpc, id, method, raw, result, error], repeats } = cut;
        if repeats {
            return Ok(None);
        }
        // Null and an empty array stand for no params.
        let raw = given(raw).filter(|raw| !is_empty_array(raw));
        let params = raw.map(|_| params.unwrap_or(Err(NoParams::NoObject)));
        Ok(Some(Self { jsonrpc: text(jsonrpc), id, method, params, result, error }))
    }
}

impl<'a> Message<'a> {
    pub(crate) fn parse(text: &'a [u8]) -> Result<Self, Malformed<'a>> {
        let parse_error = Malformed { code: Code::Parse, message: "Parse error", id: None };
        match utf8(text).and_then(Envelope::parse) {
            Ok(Some(envelope)) => envelope.classify(),
            Ok(None) => Err(Malformed::request("not a JSON-RPC message", None)),
            Err(Syntax) => Err(parse_error),
        }
    }
}

/// Returns `true` if a text is a batch, as only revision 2025-03-26 has them.
pub(crate) fn is_batch(text: &[u8]) -> bool {
    text.trim_ascii_start().first() == Some(&b'[')
}

/// The messages of a batch.
pub(crate) fn batch(text: &[u8]) -> Result<Vec<&str>, Malformed<'_>> {
    let Ok(messages) = std::str::from_utf8(text).map_or(Err(Syntax), elements) else {
        return Err(Malformed { code: Code::Parse, message: "Parse error", id: None });
    };
    if messages.is_empty() || messages.len() > BATCH {
        return Err(Malformed::request("a batch must have 1 to 64 messages", None));
    }
    Ok(messages)
}

impl Replies {
    pub(crate) fn push(&mut self, reply: &[u8]) {
        self.0.push(if self.0.is_empty() { b'[' } else { b',' });
        self.0.extend_from_slice(reply);
    }

    /// Bytes of all answers.
    pub(crate) fn size(&self) -> usize {
        self.0.len()
    }

    /// The answer to the batch; `None` when there was nothing to answer.
    pub(crate) fn finish(mut self) -> Option<Reply> {
        if self.0.is_empty() {
            return None;
        }
        self.0.push(b']');
        Some(self.0)
    }
}

impl<'a> Envelope<'a> {
    fn classify(self) -> Result<Message<'a>, Malformed<'a>> {
        let id = match self.id {
            Some(id) if !is_id(id) => {
                return Err(Malformed::request("id must be a string or an integer", None));
            }
            id => id,
        };
        if self.jsonrpc.as_deref() != Some("2.0") {
            return Err(Malformed::request("jsonrpc must be \"2.0\"", id));
        }
        let Some(method) = self.method else {
            return if self.result.is_some() || self.error.is_some() {
                Ok(Message::Response)
            } else {
                Err(Malformed::request("method is missing", id))
            };
        };
        let Ok(method) = crate::json::unquote(method) else {
            return Err(Malformed::request("method must be a string", id));
        };
        let params = match self.params {
            None => Params::default(),
            Some(Ok(params)) => params,
            Some(Err(NoParams::NoObject)) => {
                return Err(Malformed::request("params must be an object", id));
            }
            Some(Err(NoParams::Bad(bad))) => return Err(Malformed::params(bad, id)),
        };
        Ok(match id {
            Some(id) => Message::Request { id, method, params },
            None => Message::Notification { method, params },
        })
    }
}

impl<'a> Malformed<'a> {
    pub(crate) fn request(message: &'static str, id: Option<&'a str>) -> Self {
        Self { code: Code::InvalidRequest, message, id }
    }

    fn params(bad: BadParams, id: Option<&'a str>) -> Self {
        let (code, message) = match bad {
            BadParams::Repeated => (Code::InvalidRequest, "params names a member twice"),
            BadParams::Meta => (Code::InvalidParams, "params._meta must be an object"),
            BadParams::Token => {
                (Code::InvalidParams, "params._meta.progressToken must be a string or an integer")
            }
        };
        Self { code, message, id }
    }

    pub(crate) fn reply(&self) -> Reply {
        match self.id {
            Some(id) => error(id, self.code, self.message),
            None => {
                let mut out = b"{\"jsonrpc\":\"2.0\",".to_vec();
                push_error(self.code, self.message, None, &mut out);
                out
            }
        }
    }
}

/// The beginning of every response; `room` is what the rest is expected to need.
pub(crate) fn begin(id: &str, room: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(room + id.len() + 48);
    out.extend_from_slice(b"{\"jsonrpc\":\"2.0\",\"id\":");
    out.extend_from_slice(id.as_bytes());
    out.push(b',');
    out
}

pub(crate) fn result(id: &str, result: &[u8]) -> Reply {
    let mut out = begin(id, result.len());
    out.extend_from_slice(b"\"result\":");
    out.extend_from_slice(result);
    out.push(b'}');
    out
}

pub(crate) fn error(id: &str, code: Code, message: &str) -> Reply {
    let mut out = begin(id, message.len());
    push_error(code, message, None, &mut out);
    out
}

/// An error with the JSON `data` for programs.
pub(crate) fn error_with(id: &str, code: Code, message: &str, data: &[u8]) -> Reply {
    let mut out = begin(id, message.len() + data.len() + 64);
    push_error(code, message, Some(data), &mut out);
    out
}

pub(crate) fn unknown_method(id: &str, name: &str) -> Reply {
    let shown = crate::problem::clip(name, 64);
    error(id, Code::MethodNotFound, &format!("Method not found: {shown}"))
}

/// The whole list is one page, so there is no cursor a client could have got from here.
pub(crate) fn unknown_cursor(id: &str) -> Reply {
    error(id, Code::InvalidParams, "Unknown cursor")
}

/// The revision a request names is not served.
pub(crate) fn unsupported(id: &str, asked: &str) -> Reply {
    let mut data = JsonWriter::new();
    data.open_object();
    data.key("supported").raw(super::era::SUPPORTED);
    data.key("requested").string(&crate::problem::clip(asked, 64));
    data.close_object();
    let message = "Unsupported protocol version";
    error_with(id, Code::UnsupportedVersion, message, &data.finish())
}

/// The code of a reply that is an error.
pub(crate) fn error_code(reply: &[u8]) -> Option<i32> {
    const ERROR: &[u8] = b"\"error\":{\"code\":";
    // The id is what was written, and comes first: a string or a number.
    let rest = reply.strip_prefix(b"{\"jsonrpc\":\"2.0\",\"id\":")?;
    let (mut at, mut is_quoted) = (0, false);
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' if is_quoted => at += 1,
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => break,
            _ => {}
        }
        at += 1;
    }
    let code = rest.get(at + 1..)?.strip_prefix(ERROR)?;
    let end = code.iter().position(|byte| *byte == b',')?;
    str::from_utf8(&code[..end]).ok()?.parse().ok()
}

/// A notification that `seconds` have gone by.
pub(crate) fn progress(token: &str, seconds: u64) -> Vec<u8> {
    format!(
        "{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{{\"progressToken\":{token},\"progress\":{seconds},\"message\":\"waiting for the upstream\"}}}}"
    )
    .into_bytes()
}

/// A line break in a message can only be white space between its tokens.
pub(crate) fn in_one_line(message: &mut [u8]) {
    for byte in message {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn push_error(code: Code, message: &str, data: Option<&[u8]>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"error\":{\"code\":");
    out.extend_from_slice((code as i32).to_string().as_bytes());
    out.extend_from_slice(b",\"message\":");
    quote_into(message, out);
    if let Some(data) = data {
        out.extend_from_slice(b",\"data\":");
        out.extend_from_slice(data);
    }
    out.extend_from_slice(b"}}");
}

#[cfg(test)]
mod tests {
    use super::{Code, Message, error, error_code, result};

    #[test]
    fn ids_keep_their_text() {
        for id in ["0", "\"\"", "-7", "\"a\\u0041\"", "12345678901234567890123"] {
            let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#);
            match Message::parse(text.as_bytes()) {
                Ok(Message::Request { id: found, method, .. }) => {
                    assert_eq!((found, &*method), (id, "ping"));
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn malformed_messages() {
        for (text, code) in [
            ("", Code::Parse),
            ("{", Code::Parse),
            ("nonsense", Code::Parse),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x", Code::Parse),
            ("1", Code::InvalidRequest),
            ("{}", Code::InvalidRequest),
            (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc":"2.0","id":"\ud8dd!","method":"ping"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc":"2.0","id":1,"method":7}"#, Code::InvalidRequest),
            (r#"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#, Code::InvalidRequest),
            (r#"{"jsonrpc":"2.0","id":1,"method":"x","params":[1]}"#, Code::InvalidRequest),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"x","params":{"name":1,"name":2}}"#,
                Code::InvalidRequest,
            ),
        ] {
            let malformed = Message::parse(text.as_bytes()).expect_err(text);
            assert_eq!(malformed.code, code, "{text}");
            serde_json::from_slice::<serde_json::Value>(&malformed.reply()).expect("valid JSON");
        }
    }

    #[test]
    fn errors_are_told_from_results() {
        for id in ["7", "\"a\\\",b\"", "null"] {
            assert_eq!(error_code(&error(id, Code::Parse, "no")), Some(-32700), "{id}");
            assert_eq!(error_code(&result(id, b"{\"error\":{\"code\":1,\"a\":2}}")), None, "{id}");
        }
        assert_eq!((error_code(b""), error_code(b"[]")), (None, None));
    }

    #[test]
    fn notifications_and_responses() {
        let text = br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
        assert!(matches!(Message::parse(text), Ok(Message::Notification { .. })));
        let text = br#"{"jsonrpc":"2.0","id":1,"result":{}}"#;
        assert!(matches!(Message::parse(text), Ok(Message::Response)));
    }
}

//! The members of `params` that decide anything, cut out of the message and still raw.

use std::borrow::Cow;

use crate::json::{Cut, Reader, Syntax, cut, given, unquote};

/// The parameters of any method. A member that is named twice makes the message malformed, so that no
/// intermediary can read another one than this server.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Params<'a> {
    name: Option<&'a str>,
    uri: Option<&'a str>,
    arguments: Option<&'a str>,
    cursor: Option<&'a str>,
    protocol_version: Option<&'a str>,
    request_id: Option<&'a str>,
    #[cfg(feature = "completions")]
    reference: Option<&'a str>,
    #[cfg(feature = "completions")]
    argument: Option<&'a str>,
    meta: Meta<'a>,
}

/// The metadata of a request: MCP 2026-07-28, "What every request carries", and the trace context that all
/// revisions reserve names for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meta<'a> {
    /// There means that the request is under the stateless revisions, whatever the value.
    pub(super) protocol_version: Option<&'a str>,
    pub(super) client_capabilities: Option<&'a str>,
    progress_token: Option<&'a str>,
    pub(super) traceparent: Option<&'a str>,
    pub(super) tracestate: Option<&'a str>,
    pub(super) baggage: Option<&'a str>,
}

/// The error of a request's common members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadParams {
    /// A member is named twice.
    Repeated,
    /// `_meta` is neither an object nor what stands for none.
    Meta,
    /// `progressToken` is neither a string nor an integer.
    Token,
}

const PARAMS: [&str; PARAMS_LENGTH] = [
    "name",
    "uri",
    "arguments",
    "cursor",
    "protocolVersion",
    "requestId",
    "_meta",
    #[cfg(feature = "completions")]
    "ref",
    #[cfg(feature = "completions")]
    "argument",
];
const PARAMS_LENGTH: usize = if cfg!(feature = "completions") { 9 } else { 7 };
const META_AT: usize = 6;
const META: [&str; 6] = [
    "io.modelcontextprotocol/protocolVersion",
    "io.modelcontextprotocol/clientCapabilities",
    "progressToken",
    "traceparent",
    "tracestate",
    "baggage",
];

/// Returns `true` for an empty array, which programs whose maps are arrays write for a map without members.
pub(super) fn is_empty_array(raw: &str) -> bool {
    let inside = raw.strip_prefix('[').and_then(|raw| raw.strip_suffix(']'));
    inside.is_some_and(|inside| inside.trim_ascii().is_empty())
}

/// The text of a value that is a string.
pub(super) fn text(raw: Option<&str>) -> Option<Cow<'_, str>> {
    raw.and_then(|raw| unquote(raw).ok())
}

impl<'a> Params<'a> {
    pub(super) fn has_protocol_version(&self) -> bool {
        self.protocol_version.is_some()
    }

    /// The members of the object that `reader` is at. It is read to its end in any case.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Result<Self, BadParams>, Syntax> {
        let mut meta = Ok(Meta::default());
        let Cut { values, repeats } = cut(reader, &PARAMS, |index, reader| {
            if index == META_AT {
                meta = Meta::read(reader)?;
            }
            Ok(index == META_AT)
        })?;
        #[cfg(feature = "completions")]
        let [values @ .., reference, argument] = values;
        let [name, uri, arguments, cursor, protocol_version, request_id, raw_meta] = values;
        let meta = match meta {
            _ if repeats => return Ok(Err(BadParams::Repeated)),
            Err(bad) => return Ok(Err(bad)),
            Ok(meta) => meta,
        };
        if given(raw_meta).is_some_and(|raw| !raw.starts_with('{') && !is_empty_array(raw)) {
            return Ok(Err(BadParams::Meta));
        }
        Ok(Ok(Self {
            name: given(name),
            uri: given(uri),
            arguments: given(arguments).filter(|raw| !is_empty_array(raw)),
            // Some clients ask for the first page so.
            cursor: given(cursor).filter(|raw| *raw != "\"\""),
            protocol_version: given(protocol_version),
            request_id: given(request_id),
            #[cfg(feature = "completions")]
            reference: given(reference),
            #[cfg(feature = "completions")]
            argument: given(argument),
            meta,
        }))
    }

    pub(crate) fn name(&self) -> Option<Cow<'a, str>> {
        text(self.name)
    }

    pub(crate) fn uri(&self) -> Option<Cow<'a, str>> {
        text(self.uri)
    }

    pub(crate) fn arguments(&self) -> Option<&'a str> {
        self.arguments
    }

    pub(crate) fn has_cursor(&self) -> bool {
        self.cursor.is_some()
    }

    pub(crate) fn protocol_version(&self) -> Option<Cow<'a, str>> {
        text(self.protocol_version)
    }

    /// The id of a request to cancel, as it was written.
    pub(crate) fn request_id(&self) -> Option<&'a str> {
        self.request_id
    }

    /// Whatever is to be completed, as it was written.
    #[cfg(feature = "completions")]
    pub(crate) fn reference(&self) -> Option<&'a str> {
        self.reference
    }

    /// The argument of it that is being typed, as it was written.
    #[cfg(feature = "completions")]
    pub(crate) fn argument(&self) -> Option<&'a str> {
        self.argument
    }

    pub(crate) fn meta(&self) -> &Meta<'a> {
        &self.meta
    }
}

impl<'a> Meta<'a> {
    /// The members of the object that `reader` is at.
    fn read(reader: &mut Reader<'a>) -> Result<Result<Self, BadParams>, Syntax> {
        let Cut { values, repeats } = cut(reader, &META, |_, _| Ok(false))?;
        let [protocol_version, client_capabilities, progress_token, trace, state, baggage] = values;
        if repeats {
            return Ok(Err(BadParams::Repeated));
        }
        if given(progress_token).is_some_and(|raw| !super::id::is_id(raw)) {
            return Ok(Err(BadParams::Token));
        }
        let meta = Self {
            protocol_version,
            client_capabilities,
            progress_token: given(progress_token),
            traceparent: given(trace),
            tracestate: given(state),
            baggage: given(baggage),
        };
        Ok(Ok(meta))
    }

    /// Returns the token for notifications of progress, as it was written.
    pub(super) fn progress_token(&self) -> Option<&'a str> {
        self.progress_token
    }

    /// Returns `true` if the request claims a revision: MCP 2026-07-28, "Choosing the era of a request".
    pub(crate) fn is_claim(&self) -> bool {
        self.protocol_version.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{BadParams, Params};
    use crate::json::Reader;

    fn parse(text: &str) -> Result<Params<'_>, BadParams> {
        let mut reader = Reader::new(text);
        reader.peek();
        Params::read(&mut reader).expect("an object")
    }

    #[test]
    fn members_are_borrowed_and_decoded() {
        let text = r#"{"name":"a","x":[1],"arguments":{ "b":1},"_meta":{"progressToken":3}}"#;
        let params = parse(text).expect("no member twice");
        assert_eq!(params.name().as_deref(), Some("a"));
        assert_eq!(params.arguments(), Some("{ \"b\":1}"));
        assert!(!params.has_cursor() && !params.meta().is_claim());
        let params = parse(r#"{"n\u0061me":"\u0061","cursor":null}"#).expect("no member twice");
        assert_eq!(params.name().as_deref(), Some("a"));
        assert!(!params.has_cursor());
        assert_eq!(parse(r#"{"name":7}"#).expect("an object").name(), None);
    }

    #[test]
    fn claims_of_any_type_are_claims() {
        for value in ["\"2026-07-28\"", "null", "7", "{}"] {
            let text =
                format!(r#"{{"_meta":{{"io.modelcontextprotocol/protocolVersion":{value}}}}}"#);
            assert!(parse(&text).expect("an object").meta().is_claim(), "{value}");
        }
        for meta in ["null", "[]", "{}"] {
            let text = format!(r#"{{"_meta":{meta}}}"#);
            assert!(!parse(&text).expect("an object").meta().is_claim(), "{meta}");
        }
    }

    #[test]
    fn nothing_is_named_twice() {
        for text in [
            r#"{"name":"a","name":"b"}"#,
            r#"{"_meta":{},"_meta":{}}"#,
            r#"{"_meta":{"io.modelcontextprotocol/protocolVersion":"a","io.modelcontextprotocol/protocolVersion":"b"}}"#,
        ] {
            assert_eq!(parse(text).err(), Some(BadParams::Repeated), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_obeyed_is_refused() {
        for raw in ["1.5", "1e2", "true", "[1]", "{}", r#""\ud83d""#] {
            let text = format!(r#"{{"_meta":{{"progressToken":{raw}}}}}"#);
            assert_eq!(parse(&text).err(), Some(BadParams::Token), "{text}");
        }
        for raw in ["7", "true", "[1]", "\"io.modelcontextprotocol/protocolVersion\""] {
            let text = format!(r#"{{"_meta":{raw}}}"#);
            assert_eq!(parse(&text).err(), Some(BadParams::Meta), "{text}");
        }
        for raw in ["null", "-7", "\"p1\"", r#""\ud83d\ude00""#] {
            let text = format!(r#"{{"_meta":{{"progressToken":{raw}}}}}"#);
            let params = parse(&text).expect("params");
            assert_eq!(params.meta().progress_token(), Some(raw).filter(|raw| *raw != "null"));
        }
    }
}

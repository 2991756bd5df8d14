//! Headers that repeat parts of the body, so that proxies need not read it: MCP 2026-07-28,
//! "Streamable HTTP". One that says something else is refused.

use std::borrow::Cow;

use base64ct::{Base64, Encoding};
use hyper::header::{AsHeaderName, HeaderMap, HeaderName};

use super::stateless::StatelessRefusal;
use super::{Call, tools};
use crate::json::{members, parse_integer, text_of};
use crate::parameter::Kind;
use crate::tables::Function;

pub(super) const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

/// Compares the routing headers with the body of a request that claims `revision`.
pub(super) fn check(
    headers: &HeaderMap,
    revision: &str,
    call: &Call<'_>,
) -> Result<(), StatelessRefusal<'static>> {
    same("MCP-Protocol-Version", only(headers, &VERSION, "MCP-Protocol-Version")?, revision)?;
    same("Mcp-Method", only(headers, &METHOD, "Mcp-Method")?, call.method)?;
    let body = match call.method {
        "tools/call" | "prompts/get" => call.params.name(),
        "resources/read" => call.params.uri(),
        _ => return Ok(()),
    };
    match body {
        Some(body) => same("Mcp-Name", &decoded(only(headers, &NAME, "Mcp-Name")?)?, &body),
        // Params without a name are the handler's affair, unless a header claims to know it.
        None if headers.contains_key(&NAME) => Err(StatelessRefusal::Header(
            "Header mismatch: Mcp-Name is there, the body has no name".into(),
        )),
        None => Ok(()),
    }
}

/// Compares arguments with the headers that repeat them: MCP 2026-07-28, "x-mcp-header".
pub(super) fn check_arguments(
    headers: &HeaderMap,
    call: &Call<'_>,
    tools: &'static [Function],
) -> Result<(), StatelessRefusal<'static>> {
    let tool = call.params.name().and_then(|name| tools::find(tools, &name));
    let tool = tool.map(|(_, tool)| tool);
    let Some(tool) = tool.filter(|tool| tool.parameters.iter().any(|one| one.header.is_some()))
    else {
        return Ok(());
    };
    let given = call.params.arguments().and_then(|text| members(text.as_bytes()).ok().flatten());
    for parameter in tool.parameters {
        let Some(header) = parameter.header else { continue };
        let given = given.iter().flatten().find(|(name, _)| name == parameter.name);
        let Some((_, raw)) = given.filter(|(_, raw)| *raw != "null") else { continue };
        let found = decoded(only(headers, header, header)?)?;
        // A value that is not a text is refused as an argument.
        let Ok(body) = text_of(raw) else { continue };
        let numbers = (parse_integer(&found), parse_integer(&body));
        let equal = parameter.kind == Kind::Integer
            && matches!(numbers, (Ok(left), Ok(right)) if left == right);
        if !equal {
            same(header, &found, &body)?;
        }
    }
    Ok(())
}

fn same(header: &str, found: &str, body: &str) -> Result<(), StatelessRefusal<'static>> {
    if found == body { Ok(()) } else { Err(StatelessRefusal::mismatch(header, found, body)) }
}

/// The value of a header that must be there once.
fn only<'a>(
    headers: &'a HeaderMap,
    name: impl AsHeaderName,
    shown: &str,
) -> Result<&'a str, StatelessRefusal<'static>> {
    let refused = |what| Err(StatelessRefusal::Header(format!("Header mismatch: {shown} {what}")));
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => refused("is missing"),
        (Some(_), Some(_)) => refused("is there more than once"),
        (Some(value), None) => match value.to_str() {
            Ok(value) => Ok(value.trim_matches([' ', '\t'])),
            Err(_) => refused("is not plain ASCII"),
        },
    }
}

/// The Base64 form is `=?base64?PAYLOAD?=`; with only one of the markers a value is what it says.
fn decoded(value: &str) -> Result<Cow<'_, str>, StatelessRefusal<'static>> {
    let payload = value.strip_prefix("=?base64?").and_then(|payload| payload.strip_suffix("?="));
    let Some(payload) = payload else {
        return Ok(Cow::Borrowed(value));
    };
    let text = Base64::decode_vec(payload).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.map(Cow::Owned).ok_or_else(|| {
        StatelessRefusal::Header("Header mismatch: a header is not Base64 of UTF-8 text".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::{NAME, decoded, only};
    use hyper::header::{HeaderMap, HeaderValue};

    #[test]
    fn base64_form() {
        for (value, expected) in [
            ("get-ship", "get-ship"),
            ("=?base64?Z2V0LXNoaXA=?=", "get-ship"),
            ("=?base64?w6k=?=", "é"),
            ("=?base64??=", ""),
            ("=?base64?Z2V0LXNoaXA=", "=?base64?Z2V0LXNoaXA="),
            ("Z2V0LXNoaXA=?=", "Z2V0LXNoaXA=?="),
            ("=?BASE64?Z2V0?=", "=?BASE64?Z2V0?="),
            ("=?base64?=", "=?base64?="),
        ] {
            assert_eq!(decoded(value).expect(value), expected, "{value}");
        }
        for value in ["Z2V0LXNoaXA", "Z2V0LXNoaXA==", "Z2V0_XNo", "/w==", "Z2V0 XNo", "Zh=="] {
            assert!(decoded(&format!("=?base64?{value}?=")).is_err(), "{value}");
        }
    }

    #[test]
    fn once_and_trimmed() {
        let mut headers = HeaderMap::new();
        assert!(only(&headers, &NAME, "Mcp-Name").is_err());
        headers.insert(NAME, HeaderValue::from_static("\t a "));
        assert_eq!(only(&headers, &NAME, "Mcp-Name"), Ok("a"));
        headers.append(NAME, HeaderValue::from_static("a"));
        assert!(only(&headers, &NAME, "Mcp-Name").is_err());
        let latin = HeaderValue::from_bytes(b"\xe9").expect("a header value");
        headers.insert(NAME, latin);
        assert!(only(&headers, &NAME, "Mcp-Name").is_err());
    }
}

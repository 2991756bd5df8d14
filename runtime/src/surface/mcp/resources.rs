//! `resources/list`, `resources/templates/list`, `resources/read`.

use std::borrow::Cow;

use base64ct::{Base64, Encoding};

use super::result::{Form, NOT_KEPT};
use super::rpc::{self, Code, Reply};
use super::trace::traced;
use super::{Call, McpServer, folders};
use crate::argument::{RawArguments, RawValue};
use crate::content::{self, Media};
use crate::error::beginning;
use crate::invoke::{Outcome, invoke_whole};
use crate::json::{JsonWriter, quote_into};
use crate::parameter::Parameter;
use crate::problem::clip;
use crate::request::decode;
use crate::tables::{Function, Resource, ResourceContent, Resources, UriPart};
use crate::upstream::Context;

/// What a URI says: parameters by index, and their values.
type Values<'u> = Vec<(usize, Cow<'u, str>)>;

/// What was read.
struct ReadResource<'a> {
    uri: &'a str,
    media: Cow<'a, str>,
    bytes: bytes::Bytes,
}

impl<'a> ReadResource<'a> {
    /// What an upstream has answered: text in UTF-8 where it can be, with `media` if it is given.
    fn received(
        uri: &'a str,
        media: Option<&'static str>,
        content: content::Content,
    ) -> Result<Self, String> {
        let found = content.media();
        let text = content.text().ok().filter(|text| std::str::from_utf8(text).is_ok());
        let is_json = content.says() == content::Says::Json;
        if is_json && text.as_ref().is_none_or(|text| crate::json::document(text).is_err()) {
            let begin = beginning(text.as_ref().unwrap_or(&content.body));
            return Err(format!(
                "the upstream's answer is not valid JSON; it begins with: {begin}"
            ));
        }
        let media = match (media, found, &text) {
            (Some(media), ..) => Cow::Borrowed(media),
            (None, None, _) => Cow::Borrowed("application/json"),
            (None, Some(found), Some(_)) => Cow::Owned(found.essence.to_owned()),
            (None, Some(found), None) => Cow::Owned(found.of_bytes()),
        };
        Ok(Self { uri, media, bytes: text.unwrap_or(content.body) })
    }
}

pub(super) async fn read(
    server: &McpServer,
    resources: &'static Resources,
    form: Form<'_>,
    call: Call<'_>,
    context: &Context,
) -> Reply {
    let Some(uri) = call.params.uri() else {
        return rpc::error(form.id, Code::InvalidParams, "params must be {uri}");
    };
    for (resource, served) in resources.resources.iter().zip(&*server.folders) {
        match &resource.content {
            ResourceContent::Folder(folder) => {
                let Some(path) = uri.strip_prefix(folder.uri) else { continue };
                let answer = Box::pin(folders::read(folder, served.as_ref(), path, form)).await;
                if let Some(answer) = answer {
                    return answer;
                }
            }
            ResourceContent::Fixed(contents) => {
                if matched(resource, &uri).is_some() {
                    return form.list("contents", contents);
                }
            }
            ResourceContent::Made { function, media } => {
                let Some(values) = matched(resource, &uri) else { continue };
                let traced = traced(context, call.params.meta());
                let inputs = inputs(function.parameters, values, call.source);
                let context = traced.as_deref().unwrap_or(context);
                return match made(server, function, &inputs, *media, &uri, context).await {
                    Ok(content) => form.cached(NOT_KEPT, "contents", &contents(&content)),
                    Err(message) => {
                        if let Some(trace) = &context.trace {
                            trace.fail();
                        }
                        rpc::error(form.id, Code::Internal, &message)
                    }
                };
            }
        }
    }
    not_found(form, &uri)
}

/// The values of the parameters of a resource, when `uri` is one of its.
fn matched<'u>(resource: &'static Resource, uri: &'u str) -> Option<Values<'u>> {
    let mut values = Vec::new();
    let mut rest = uri;
    let mut parts = resource.uri.iter().peekable();
    while let Some(part) = parts.next() {
        let index = match part {
            UriPart::Literal(text) => {
                rest = rest.strip_prefix(text)?;
                continue;
            }
            UriPart::Parameter(index) => Some(*index),
            UriPart::Ignored => None,
        };
        let end = match parts.peek() {
            Some(UriPart::Literal(next)) => rest.find(next)?,
            _ => rest.len(),
        };
        let (value, after) = rest.split_at(end);
        if value.is_empty() || value.contains('/') {
            return None;
        }
        if let Some(index) = index {
            values.push((index, decode(value)?));
        }
        rest = after;
    }
    rest.is_empty().then_some(values)
}

fn inputs<'a>(
    parameters: &'static [Parameter],
    values: Values<'a>,
    source: &'a bytes::Bytes,
) -> RawArguments<'a> {
    let mut inputs = RawArguments::new(parameters, source);
    for (index, value) in values {
        if let Some(slot) = inputs.slots.get_mut(index) {
            *slot = RawValue::Text(value);
        }
    }
    inputs.check();
    inputs
}

/// What answers; the error is a sentence for the client.
async fn made<'a>(
    server: &McpServer,
    function: &'static Function,
    inputs: &RawArguments<'_>,
    media: Option<&'static str>,
    uri: &'a str,
    context: &Context,
) -> Result<ReadResource<'a>, String> {
    let outcome = invoke_whole(&server.state, function, inputs, context).await;
    match outcome.map_err(|error| error.to_string())? {
        Outcome::Blocks(_) => Err("this resource has no content".to_owned()),
        Outcome::Made { document, .. } => {
            let media = Cow::Borrowed(media.unwrap_or("application/json"));
            Ok(ReadResource { uri, media, bytes: document })
        }
        Outcome::Answered(content) if !content.status.is_success() => {
            Err(format!("the upstream answered {}", content.status))
        }
        Outcome::Answered(content) => ReadResource::received(uri, media, content),
    }
}

/// Text where it is text; an image is none, even one that could be read.
fn contents(content: &ReadResource<'_>) -> Vec<u8> {
    let media = Media::parse(&content.media);
    let mut out = b"[{\"uri\":".to_vec();
    quote_into(content.uri, &mut out);
    out.extend_from_slice(b",\"mimeType\":");
    let is_bytes = ["image", "audio", "video"].into_iter().any(|kind| media.is(kind));
    let text = std::str::from_utf8(&content.bytes);
    let text = text.ok().filter(|_| !is_bytes || media.essence.ends_with("+xml"));
    match text {
        Some(text) => {
            quote_into(media.essence, &mut out);
            out.extend_from_slice(b",\"text\":");
            quote_into(text, &mut out);
        }
        None => {
            quote_into(&media.of_bytes(), &mut out);
            out.extend_from_slice(b",\"blob\":\"");
            out.extend_from_slice(Base64::encode_string(&content.bytes).as_bytes());
            out.push(b'"');
        }
    }
    out.extend_from_slice(b"}]");
    out
}

/// MCP 2026-07-28, "Resources": invalid params with the URI; the revisions of 2025 have a code.
fn not_found(form: Form<'_>, uri: &str) -> Reply {
    let mut data = JsonWriter::new();
    data.open_object();
    data.key("uri").string(&clip(uri, 512));
    data.close_object();
    let code = if form.is_stateless() { Code::InvalidParams } else { Code::ResourceNotFound };
    rpc::error_with(form.id, code, "Resource not found", &data.finish())
}

#[cfg(test)]
mod tests {
    use super::{Resource, ResourceContent, UriPart, matched};

    static SHIP: Resource = Resource {
        uri: &[
            UriPart::Literal("fleet://ships/"),
            UriPart::Parameter(1),
            UriPart::Literal("/plan-"),
            UriPart::Parameter(0),
        ],
        content: ResourceContent::Fixed("[]"),
    };

    fn values(uri: &str) -> Option<Vec<(usize, String)>> {
        let values = matched(&SHIP, uri)?;
        Some(values.into_iter().map(|(index, value)| (index, value.into_owned())).collect())
    }

    #[test]
    fn variables_are_one_segment_each_and_decoded() {
        let found = values("fleet://ships/a%20b/plan-7").expect("fits");
        assert_eq!(found, [(1, "a b".to_owned()), (0, "7".to_owned())]);
        for uri in [
            "fleet://ships//plan-7",
            "fleet://ships/a/b/plan-7",
            "fleet://ships/a/plan-",
            "fleet://ships/a/plan-7/8",
            "fleet://ships/%ff/plan-7",
            "fleet://ships/a",
            "other://ships/a/plan-7",
        ] {
            assert_eq!(values(uri), None, "{uri}");
        }
    }
}

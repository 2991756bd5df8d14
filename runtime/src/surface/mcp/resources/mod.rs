//! `resources/list`, `resources/templates/list`, `resources/read`.

pub(super) mod about;
mod folders;

use std::borrow::Cow;
use std::sync::Arc;

use base64ct::{Base64, Encoding};

use super::content_type::media as media_of;
use super::invoke_whole::invoke_whole;
use super::received::text_of_answer;
use super::result::Form;
use super::rpc::{self, Code, Reply};
use super::trace::traced;
use super::{Call, McpServer};
use crate::argument::{RawArguments, RawValue};
use crate::config::{Config, StartError};
use crate::content::{Content, Media};
use crate::folder::MountedFolder;
use crate::invoke::Outcome;
use crate::json::{JsonWriter, quote_into};
use crate::parameter::Parameter;
use crate::problem::clip;
use crate::request::decode;
use crate::tables::{Function, FunctionBody, Resource, ResourceContent, Resources, UriPart};
use crate::upstream::Context;

/// The cache members for content of an upstream or a disk: a client may not keep it.
const NOT_KEPT: &str = "\"ttlMs\":0,\"cacheScope\":\"private\",";

/// The parameters that a URI gives, by index, and their values.
type Values<'u> = Vec<(usize, Cow<'u, str>)>;

/// The content of a resource that was read.
struct ReadResource<'a> {
    uri: &'a str,
    media: Cow<'a, str>,
    bytes: bytes::Bytes,
}

impl<'a> ReadResource<'a> {
    /// Reads an upstream's answer: text in UTF-8 where possible, of the type `media` if it is given.
    fn received(
        uri: &'a str,
        media: Option<&'static str>,
        content: Content,
    ) -> Result<Self, String> {
        let found = media_of(&content);
        let text = text_of_answer(&content)?;
        let media = match (media, found, &text) {
            (Some(media), ..) => Cow::Borrowed(media),
            (None, None, _) => Cow::Borrowed("application/json"),
            (None, Some(found), Some(_)) => Cow::Owned(found.essence.to_owned()),
            (None, Some(found), None) => Cow::Owned(found.of_bytes()),
        };
        Ok(Self { uri, media, bytes: text.unwrap_or(content.body) })
    }
}

/// The resources of a surface, and the folders on disk.
#[derive(Clone, Debug)]
pub(crate) struct MountedResources {
    table: &'static Resources,
    /// At the places of the resources that they stand in for.
    folders: Arc<[Option<MountedFolder>]>,
}

impl MountedResources {
    /// Resolves the folders of the table. Errors in the environment go to `error`.
    pub(super) fn new(table: &'static Resources, config: &Config, error: &mut StartError) -> Self {
        let mut mounted = |resource: &Resource| match resource.content {
            ResourceContent::Folder(table) => MountedFolder::resolve(table, config, error),
            _ => None,
        };
        Self { table, folders: table.resources.iter().map(&mut mounted).collect() }
    }

    /// The folders on disk, by the variables that name them.
    pub(super) fn folders(&self) -> Vec<(&'static str, String)> {
        let folder = |folder: &MountedFolder| {
            (folder.variable(), folder.root().to_string_lossy().into_owned())
        };
        self.folders.iter().flatten().map(folder).collect()
    }

    /// The answer to a request for resources; `None` for any other.
    pub(super) async fn answer(
        &self,
        server: &McpServer,
        form: Form<'_>,
        call: Call<'_>,
        context: &Context,
    ) -> Option<Reply> {
        let list = |name, items| form.page(call, name, items);
        Some(match call.method {
            "resources/list"
                if self.folders.iter().any(Option::is_some) && !call.params.has_cursor() =>
            {
                Box::pin(folders::list(self, form)).await
            }
            "resources/list" => list("resources", self.table.list),
            "resources/templates/list" => list("resourceTemplates", self.table.templates),
            "resources/read" => read(server, self, form, call, context).await,
            _ => return None,
        })
    }
}

async fn read(
    server: &McpServer,
    resources: &MountedResources,
    form: Form<'_>,
    call: Call<'_>,
    context: &Context,
) -> Reply {
    let Some(uri) = call.params.uri() else {
        return rpc::error(form.id, Code::InvalidParams, "params must be {uri}");
    };
    for (resource, served) in resources.table.resources.iter().zip(&*resources.folders) {
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

/// Reads the resource through its function; the error is a sentence for the client.
async fn made<'a>(
    server: &McpServer,
    function: &'static Function,
    inputs: &RawArguments<'_>,
    media: Option<&'static str>,
    uri: &'a str,
    context: &Context,
) -> Result<ReadResource<'a>, String> {
    if let FunctionBody::Content(_) = function.body() {
        return Err("this resource has no content".to_owned());
    }
    let outcome = invoke_whole(&server.state, function, inputs, context).await;
    match outcome.map_err(|error| error.to_string())? {
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

/// MCP 2026-07-28, "Resources": invalid params with the URI. The revisions of 2025 had a code of their own (-32002), which
/// the language's engines never sent; callers get one code in every era.
fn not_found(form: Form<'_>, uri: &str) -> Reply {
    let mut data = JsonWriter::new();
    data.open_object();
    data.key("uri").string(&clip(uri, 512));
    data.close_object();
    rpc::error_with(form.id, Code::InvalidParams, "Resource not found", &data.finish())
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

//! Resources of an MCP adapter (semantics 13.7 with register Δ38).

use super::callers::Exposure;
use super::content::location_invalid;
use super::context::Context;
use super::functions::lower_function;
use super::upstreams::UpstreamDraft;
use crate::finding::{Code, Finding};
use crate::model::{Function, Resource, ResourceContent, UriPart};
use crate::names::{self, Found};
use crate::source::Span;
use crate::spec::{McpResource, Text};

/// All resources of an adapter, in document order; a folder becomes its files.
pub(super) fn lower_resources(
    resources: &[McpResource<'_>],
    namespace: &str,
    upstreams: &mut [UpstreamDraft],
    context: &mut Context<'_>,
) -> Vec<Resource> {
    let mut out: Vec<Resource> = Vec::new();
    for resource in resources {
        let Some(uri) = resource.uri.as_ref().filter(|uri| uri.value.contains(':')) else {
            let message = "a resource needs a `uri` with a scheme";
            invalid(resource.unit.span, message, context);
            continue;
        };
        let lowered = match &resource.location {
            Some(location) => lower_files(resource, uri, location, context),
            None => {
                lower_dynamic(resource, uri, namespace, upstreams, context).into_iter().collect()
            }
        };
        for resource in lowered {
            if out.iter().any(|other| other.uri == resource.uri) {
                let message = format!("there is a resource `{}` already", resource.uri);
                invalid(uri.span, &message, context);
            } else {
                out.push(resource);
            }
        }
    }
    out
}

fn lower_files(
    resource: &McpResource<'_>,
    uri: &Text,
    location: &Text,
    context: &mut Context<'_>,
) -> Vec<Resource> {
    if let Some(call) = &resource.unit.call {
        let message = "a resource has a `location` or a `call`, not both";
        invalid(call.span, message, context);
    }
    let files = match context.attachments.read(&location.value) {
        Ok(files) => files,
        Err(problem) => {
            location_invalid::<()>(location.span, &problem, context);
            return Vec::new();
        }
    };
    let mut out = Vec::new();
    for (path, bytes) in files {
        if !path.split('/').all(|segment| path.is_empty() || is_safe(segment)) {
            let message = format!("`{path}` cannot be part of a URI");
            location_invalid::<()>(location.span, &message, context);
            continue;
        }
        let slash = if path.is_empty() || uri.value.ends_with('/') { "" } else { "/" };
        let uri = format!("{}{slash}{path}", uri.value);
        let named = if path.is_empty() { &location.value } else { &path };
        let media = Text::said(resource.media.as_ref());
        let media = media.or_else(|| Some(media_of(named).to_owned()));
        let parts = vec![UriPart::Literal(uri.clone())];
        let content = ResourceContent::File(bytes);
        let mut made = Resource { media, content, ..described(resource, uri, parts) };
        if !path.is_empty() {
            made.name.push('/');
            made.name.push_str(&path);
        }
        out.push(made);
    }
    out
}

/// A segment of a path that is the same in a URI.
fn is_safe(segment: &str) -> bool {
    !segment.is_empty()
        && segment != ".."
        && segment.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

fn media_of(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "md" => "text/markdown",
        "txt" => "text/plain",
        "json" => "application/json",
        "yaml" | "yml" => "application/yaml",
        "xml" => "application/xml",
        "html" | "htm" => "text/html",
        "csv" => "text/csv",
        "css" => "text/css",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

fn lower_dynamic(
    resource: &McpResource<'_>,
    uri: &Text,
    namespace: &str,
    upstreams: &mut [UpstreamDraft],
    context: &mut Context<'_>,
) -> Option<Resource> {
    let unit = &resource.unit;
    let what = "this resource";
    let lowered = lower_function(unit, what, namespace, Exposure::Tool, upstreams, context)?;
    let parts = uri_parts(uri, &lowered.function, context)?;
    for (index, parameter) in lowered.function.parameters.iter().enumerate() {
        if parameter.required && !parts.contains(&UriPart::Variable(Some(index))) {
            let message =
                format!("`{}` needs `{}`, which its URI does not have", uri.value, parameter.name);
            invalid(uri.span, &message, context);
        }
    }
    let media = Text::said(resource.media.as_ref());
    let content = ResourceContent::Function(Box::new(lowered.function));
    Some(Resource { media, content, ..described(resource, uri.value.clone(), parts) })
}

/// `{name}` is text without a slash; two of them have text between them.
fn uri_parts(uri: &Text, function: &Function, context: &mut Context<'_>) -> Option<Vec<UriPart>> {
    let mut out = Vec::new();
    let mut rest = uri.value.as_str();
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        if !literal.is_empty() {
            out.push(UriPart::Literal(literal.to_owned()));
        } else if matches!(out.last(), Some(UriPart::Variable(_))) {
            let message = "two variables of a URI need text between them";
            invalid(uri.span, message, context);
            return None;
        }
        let known = function.parameters.iter().map(|parameter| parameter.name.as_str());
        let index = match names::find(name.trim_matches(['{', '}', ' ']), known) {
            Found::Exact(index) | Found::Folded(index) => Some(index),
            Found::Ambiguous | Found::Nothing => None,
        };
        out.push(UriPart::Variable(index));
        rest = after.strip_prefix('}').filter(|_| name.starts_with('{')).unwrap_or(after);
    }
    if !rest.is_empty() {
        out.push(UriPart::Literal(rest.to_owned()));
    }
    Some(out)
}

fn described(resource: &McpResource<'_>, uri: String, parts: Vec<UriPart>) -> Resource {
    let unit = &resource.unit;
    let title = Text::said(unit.label.as_ref());
    Resource {
        name: Text::said(unit.name.as_ref())
            .or_else(|| title.clone())
            .unwrap_or_else(|| uri.clone()),
        description: Text::said(unit.description.as_ref()).unwrap_or_default(),
        media: None,
        content: ResourceContent::File(Vec::new()),
        title,
        uri,
        parts,
    }
}

fn invalid(span: Span, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::ResourceInvalid, span, message));
}

//! Resources with a `location`: a file, or a folder of them (semantics 13.7, docs/extensions.md).

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::surface::mcp::resource::{described, invalid};
use crate::model::{File, Folder, Resource, ResourceContent, UriPart};
use crate::names;
use crate::spec::{McpResource, Text};
use crate::text::Span;

/// Names of the variables for folders: those of `namespace`, each once.
pub(crate) struct FolderVariables<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) taken: &'a mut names::Scope,
}

/// One resource: a file that is compiled in, or a folder.
pub(crate) fn lower_files(
    resource: &McpResource<'_>,
    uri: &Text,
    location: &Text,
    variables: &mut FolderVariables<'_>,
    context: &mut Context<'_>,
) -> Option<Resource> {
    if let Some(call) = &resource.unit.call {
        let message = "a resource has a `location` or a `call`, not both";
        invalid(call.span, message, context);
    }
    let unit = &resource.unit;
    if unit.inputs.is_some() || !unit.outputs.is_empty() || !unit.with.is_empty() {
        let message = "a resource with a `location` has no inputs, no outputs and no `with`";
        invalid(unit.span, message, context);
    }
    if resource.embed.is_some_and(|embed| !embed.on) {
        return Some(folder(resource, uri, None, variables));
    }
    let mut files = match context.loader.attachment(&location.value, location.span.file) {
        Ok(files) => files,
        Err(problem) => {
            location_invalid(location.span, &problem, context);
            return None;
        }
    };
    if files.len() == 1 && files[0].0.is_empty() {
        return Some(file(resource, uri, location, files.remove(0).1));
    }
    let mut compiled = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        if path.split('/').all(is_safe) {
            let media = media(resource, &path);
            compiled.push(File { path, media, bytes });
        } else {
            let message = format!("`{path}` cannot be part of a URI");
            location_invalid(location.span, &message, context);
        }
    }
    Some(folder(resource, uri, Some(compiled), variables))
}

fn file(resource: &McpResource<'_>, uri: &Text, location: &Text, bytes: Vec<u8>) -> Resource {
    let uri = uri.value.clone();
    let parts = vec![UriPart::Literal(uri.clone())];
    let media = Some(media(resource, &location.value));
    let content = ResourceContent::File(bytes);
    Resource { media, content, ..described(resource, uri, parts) }
}

fn folder(
    resource: &McpResource<'_>,
    uri: &Text,
    files: Option<Vec<File>>,
    variables: &mut FolderVariables<'_>,
) -> Resource {
    let slash = if uri.value.ends_with('/') { "" } else { "/" };
    let mut made = described(resource, format!("{}{slash}", uri.value), Vec::new());
    made.media = Text::said(resource.media.as_ref());
    let name = format!("{}_{}_FOLDER", variables.namespace, made.name);
    let (variable, _) = variables.taken.claim(&names::screaming(&name));
    made.content = ResourceContent::Folder(Folder { variable, files });
    made
}

/// A segment of a path that is the same in a URI.
fn is_safe(segment: &str) -> bool {
    !segment.is_empty()
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// Returns the media type in the document, else the one for the name.
fn media(resource: &McpResource<'_>, path: &str) -> String {
    let said = Text::said(resource.media.as_ref());
    said.unwrap_or_else(|| media_of(path).to_owned())
}

/// The runtime has the same table for files that are served from disk.
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

fn location_invalid(span: Span, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::LocationInvalid, span, message).help(
        "files are compiled in: put them below the folder of the document, or serve them from \
         disk with `x-embed: false`",
    ));
}

//! Resources of an MCP adapter (semantics 13.7 with register Δ38).

use std::collections::HashSet;

use crate::finding::{Code, Finding};
use crate::lower::caller::Exposure;
use crate::lower::context::Context;
use crate::lower::functions::lower_function;
use crate::lower::limits::check_path;
use crate::lower::surface::mcp::files::{FolderVariables, lower_files};
use crate::lower::surface::mcp::resource::{described, invalid};
use crate::lower::tag::only_names;
use crate::lower::upstreams::LoweredUpstream;
use crate::lower::visible;
use crate::model::{Folder, Function, Resource, ResourceContent, UriPart};
use crate::names::{self, Found};
use crate::spec::{McpResource, Text};

/// All resources of an adapter, in document order.
pub(crate) fn lower_resources(
    resources: &[McpResource<'_>],
    namespace: &str,
    folders: &mut names::Scope,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Vec<Resource> {
    let mut out: Vec<Resource> = Vec::new();
    let mut known = HashSet::new();
    let mut variables = FolderVariables { namespace, taken: folders };
    for resource in resources {
        let Some(uri) = resource.uri.as_ref().filter(|uri| uri.value.contains(':')) else {
            let message = "a resource needs a `uri` with a scheme";
            invalid(resource.unit.span, message, context);
            continue;
        };
        if !only_names(&uri.value, uri.span, context.findings) {
            continue;
        }
        let lowered = match &resource.location {
            Some(location) => lower_files(resource, uri, location, &mut variables, context),
            None => lower_dynamic(resource, uri, namespace, upstreams, context),
        };
        let Some(lowered) = lowered else { continue };
        match addresses(&lowered).into_iter().find(|address| known.contains(address)) {
            Some(taken) => {
                invalid(uri.span, &format!("there is a resource `{taken}` already"), context);
            }
            None => {
                known.extend(addresses(&lowered));
                out.push(lowered);
            }
        }
    }
    out
}

/// Returns the addresses that are listed for a resource.
fn addresses(resource: &Resource) -> Vec<String> {
    match &resource.content {
        ResourceContent::Folder(Folder { files: Some(files), .. }) => {
            files.iter().map(|file| format!("{}{}", resource.uri, file.path)).collect()
        }
        _ => vec![resource.uri.clone()],
    }
}

fn lower_dynamic(
    resource: &McpResource<'_>,
    uri: &Text,
    namespace: &str,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<Resource> {
    let unit = &resource.unit;
    let what = "this resource";
    if let Some(embed) = resource.embed {
        invalid(embed.span, "`x-embed` says where files are read, and needs a `location`", context);
    }
    let lowered = context.seeing(visible::placeholders(&uri.value), |context| {
        lower_function(unit, what, namespace, Exposure::Tool, upstreams, context)
    })?;
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
    if !check_path(uri, context) {
        return None;
    }
    let mut out = Vec::new();
    let mut seen = Vec::new();
    let mut rest = uri.value.as_str();
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            invalid(uri.span, "a `{` of the URI has no `}`", context);
            return None;
        };
        if !literal.is_empty() {
            out.push(UriPart::Literal(literal.to_owned()));
        } else if matches!(out.last(), Some(UriPart::Variable(_))) {
            let message = "two variables of a URI need text between them";
            invalid(uri.span, message, context);
            return None;
        }
        let plain = name.trim_matches(['{', '}', ' ']);
        if let Some(message) = variable_problem(plain, &seen) {
            invalid(uri.span, &message, context);
            return None;
        }
        seen.push(plain);
        let known = function.parameters.iter().map(|parameter| parameter.name.as_str());
        let index = match names::find(plain, known) {
            Found::Exact(index) | Found::Folded(index) => Some(index),
            Found::Ambiguous | Found::Nothing => {
                variable_unread(plain, uri, context);
                None
            }
        };
        out.push(UriPart::Variable(index));
        rest = after.strip_prefix('}').filter(|_| name.starts_with('{')).unwrap_or(after);
    }
    if !rest.is_empty() {
        out.push(UriPart::Literal(rest.to_owned()));
    }
    Some(out)
}

/// R69, for the URI of a resource.
fn variable_unread(name: &str, uri: &Text, context: &mut Context<'_>) {
    let message = format!("nobody reads the variable `{{{name}}}` of `{}`", uri.value);
    context.report(
        Finding::new(Code::UnusedPathParam, uri.span, message)
            .help(format!("pass it on, as `with: {{id: mcp.{name}}}`, or take it out of the URI")),
    );
}

/// Of RFC 6570 only the first level is known: operators and modifiers would be part of a name.
fn variable_problem(name: &str, seen: &[&str]) -> Option<String> {
    let is_operator =
        name.starts_with(['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|']);
    if is_operator || name.contains(['*', ':', ',']) {
        return Some(format!("`{{{name}}}` of a URI is not supported; a variable is `{{name}}`"));
    }
    seen.contains(&name)
        .then(|| format!("`{{{name}}}` stands twice in the URI; give each its name"))
}

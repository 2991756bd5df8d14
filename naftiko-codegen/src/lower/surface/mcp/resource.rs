//! Properties that all resources of an MCP adapter have.

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::model::{Resource, ResourceContent, UriPart};
use crate::spec::{McpResource, Text};
use crate::text::Span;

pub(crate) fn described(resource: &McpResource<'_>, uri: String, parts: Vec<UriPart>) -> Resource {
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
        span: unit.span,
    }
}

pub(crate) fn invalid(span: Span, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::ResourceInvalid, span, message));
}

//! `forward` of a REST resource (semantics 12.7).

use super::fields::{Fields, Text, text_of};
use crate::finding::Findings;
use crate::source::Node;
use crate::text::Span;

/// Where requests go that no operation answers.
pub(crate) struct ForwardSection {
    pub(crate) target: Option<Text>,
    pub(crate) trusted: Vec<Text>,
    pub(crate) span: Span,
}

pub(super) fn read_forward(node: &Node, findings: &mut Findings) -> Option<ForwardSection> {
    let mut fields = Fields::of(node, "`forward`", findings)?;
    let trusted = fields.list("trustedHeaders", findings).unwrap_or_default();
    let forward = ForwardSection {
        target: fields.text("targetNamespace", findings),
        trusted: trusted.iter().filter_map(|n| text_of(n, "trustedHeaders", findings)).collect(),
        span: fields.span,
    };
    fields.finish("`forward`", &["targetNamespace", "trustedHeaders"], findings);
    Some(forward)
}

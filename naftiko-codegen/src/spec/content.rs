//! Content blocks (docs/extensions.md): what a tool or a prompt says when it is more than text.

use super::fields::{Fields, Text, text_of};
use crate::finding::Findings;
use crate::source::{Node, Value};
use crate::text::Span;

/// One block, as it is written.
pub(crate) struct Block {
    pub(crate) kind: Option<Text>,
    pub(crate) text: Option<Text>,
    pub(crate) data: Option<Text>,
    pub(crate) media: Option<Text>,
    pub(crate) uri: Option<Text>,
    pub(crate) location: Option<Text>,
    pub(crate) span: Span,
}

const KEYS: &[&str] = &["type", "text", "data", "mimeType", "uri", "location"];

/// A block; plain text is a block of text.
pub(crate) fn read_block(node: &Node, findings: &mut Findings) -> Option<Block> {
    if matches!(node.value, Value::Scalar(_)) {
        let text = text_of(node, "content", findings);
        let span = node.span;
        return Some(Block {
            kind: None,
            text,
            data: None,
            media: None,
            uri: None,
            location: None,
            span,
        });
    }
    let mut fields = Fields::of(node, "a content block", findings)?;
    let block = Block {
        kind: fields.text("type", findings),
        text: fields.text("text", findings),
        data: fields.text("data", findings),
        media: fields.text("mimeType", findings),
        uri: fields.text("uri", findings),
        location: fields.text("location", findings),
        span: fields.span,
    };
    fields.finish("a content block", KEYS, findings);
    Some(block)
}

//! Content blocks (docs/extensions.md): what a tool or a prompt says when it is more than text.

use super::fields::{Fields, Text};
use super::key::Key;
use crate::source::{Node, Value};
use crate::text::Span;

/// One block, as it is written.
#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) kind: Option<Text>,
    pub(crate) text: Option<Text>,
    pub(crate) data: Option<Text>,
    pub(crate) media: Option<Text>,
    pub(crate) uri: Option<Text>,
    pub(crate) location: Option<Text>,
    pub(crate) span: Span,
}

/// A block below `around`; plain text is a block of text.
pub(super) fn read_block<'n>(around: &mut Fields<'n, '_>, node: &'n Node) -> Option<Block> {
    if matches!(node.value, Value::Scalar(_)) {
        let text = around.text_of(node, around.written(Key::Content));
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
    let mut fields = around.inner(node, "a content block")?;
    let block = Block {
        kind: fields.text(Key::Type),
        text: fields.text(Key::Text),
        data: fields.text(Key::Data),
        media: fields.text(Key::MimeType),
        uri: fields.text(Key::Uri),
        location: fields.text(Key::Location),
        span: fields.span,
    };
    fields.finish();
    Some(block)
}

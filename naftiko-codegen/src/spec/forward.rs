//! `forward` of a REST resource (semantics 12.7).

use super::fields::{Fields, Text};
use super::key::Key;
use crate::text::Span;

/// Target of requests that no operation answers.
pub(crate) struct ForwardSection {
    pub(crate) target: Option<Text>,
    pub(crate) trusted: Vec<Text>,
    pub(crate) span: Span,
}

pub(super) fn read_forward(mut fields: Fields<'_, '_>) -> ForwardSection {
    let headers = fields.list(Key::TrustedHeaders).unwrap_or_default();
    let what = fields.written(Key::TrustedHeaders);
    let forward = ForwardSection {
        target: fields.text(Key::TargetNamespace),
        trusted: headers.iter().filter_map(|header| fields.text_of(header, what)).collect(),
        span: fields.span,
    };
    fields.finish();
    forward
}

//! Limits of what one document may ask for (R02): beyond them the compiler, or rustc after it, would
//! take minutes or give up.

use super::context::Context;
use crate::finding::{Code, Finding};
use crate::spec::{Consumes, Text};
use crate::text::Span;

/// APIs that one document consumes: each has connections, limits and a variable of its own.
const MAX_UPSTREAMS: usize = 1000;
/// Segments of a path, and placeholders in it.
const MAX_SEGMENTS: usize = 64;
/// Inputs of one operation or unit, those that it inherits included.
pub(super) const MAX_INPUTS: usize = 1000;
/// Inputs of all operations and units together: an inherited one counts wherever it arrives.
pub(super) const MAX_ALL_INPUTS: usize = 1_000_000;

/// Returns those of `entries` that can be compiled. Reports the first that cannot.
pub(super) fn check_upstreams<'e, 'n>(
    entries: &'e [Consumes<'n>],
    context: &mut Context<'_>,
) -> &'e [Consumes<'n>] {
    let Some((most, [first, ..])) = entries.split_at_checked(MAX_UPSTREAMS) else {
        return entries;
    };
    let message = format!("this document consumes more than {MAX_UPSTREAMS} APIs");
    too_large(first.span, message, "write several documents", context);
    most
}

/// Returns `true` if a path or a URI can be compiled. Reports why not.
pub(super) fn check_path(text: &Text, context: &mut Context<'_>) -> bool {
    let path = text.value.split('?').next().unwrap_or_default();
    let segments = path.split('/').filter(|segment| !segment.is_empty()).count();
    let placeholders = text.value.matches('{').count() - text.value.matches("{{").count();
    let (count, what) = if segments > MAX_SEGMENTS {
        (segments, "segments")
    } else {
        (placeholders, "placeholders")
    };
    if count > MAX_SEGMENTS {
        let message = format!("this path has {count} {what}, more than {MAX_SEGMENTS}");
        too_large(text.span, message, "shorten the path", context);
    }
    count <= MAX_SEGMENTS
}

/// Returns `true` if `count` more inputs, of one operation or unit, can be compiled. Reports why not.
pub(super) fn check_inputs(count: usize, span: Span, context: &mut Context<'_>) -> bool {
    if count > MAX_INPUTS {
        let message = format!("this takes {count} inputs, more than {MAX_INPUTS}");
        too_large(span, message, "pass an object, or the whole body", context);
        return false;
    }
    let before = context.inputs;
    context.inputs = before.saturating_add(count);
    let fits = context.inputs <= MAX_ALL_INPUTS;
    if !fits && before <= MAX_ALL_INPUTS {
        let message =
            format!("all operations together have more than {MAX_ALL_INPUTS} inputs from here on");
        too_large(span, message, "declare inputs where they are needed", context);
    }
    fits
}

fn too_large(span: Span, message: String, help: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::TooLarge, span, message).help(help));
}

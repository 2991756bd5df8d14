//! What a tool or a function says of its effects, against what it does: R78.

use super::context::Context;
use super::upstreams::LoweredUpstream;
use crate::finding::{Code, Finding};
use crate::model::{Function, FunctionBody, Operation};
use crate::spec::Unit;

/// Reports a unit that says that it only reads, and writes.
pub(super) fn hint_method_mismatch(
    unit: &Unit<'_>,
    function: &Function,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) {
    if unit.hints.read_only != Some(true) {
        return;
    }
    let of = |(u, o): (usize, usize)| &upstreams[u].operations[o].operation;
    let sends = match &function.body {
        FunctionBody::Call { upstream, operation, .. } => {
            let called = of((*upstream, *operation));
            writes(called).then(|| format!("that sends a {}", called.method))
        }
        FunctionBody::Steps(steps) => steps.steps.iter().enumerate().find_map(|(index, step)| {
            let called = steps.target(index).map(of).filter(|called| writes(called))?;
            Some(format!("whose step `{}` sends a {}", step.name, called.method))
        }),
        FunctionBody::Constant(_) | FunctionBody::Content(_) => None,
    };
    let Some(sends) = sends else { return };
    let (span, said, help) = match unit.hints.safe {
        // Several units can have it from one function.
        Some(span) if !context.unsafe_functions.insert(span) => return,
        Some(span) => (
            Some(span),
            format!("`safe: true` on a function {sends}"),
            "agents run tools without asking that only read; write `safe: false`",
        ),
        None => (
            unit.hints.span,
            format!("`readOnly: true` on a tool {sends}"),
            "agents run read-only tools without asking; write `readOnly: false`",
        ),
    };
    context.report(Finding::new(Code::HintMethodMismatch, span, said).help(help));
}

/// A POST may be a search.
fn writes(operation: &Operation) -> bool {
    !operation.reads && matches!(operation.method.as_str(), "PUT" | "PATCH" | "DELETE")
}

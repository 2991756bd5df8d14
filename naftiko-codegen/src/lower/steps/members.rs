//! Members of what steps give, as far as the operations that they call declare all of them (semantics 10.4).

use super::listed;
use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::step_kinds::StepKinds;
use crate::model::{Expr, Segment};
use crate::text::Span;

/// Tells of members in `value` that the step does not give, and that are always null therefore. `span` is where `value`
/// is written.
pub(super) fn check_members(
    value: &Expr,
    outputs: &StepKinds,
    span: Span,
    context: &mut Context<'_>,
) {
    if let Expr::Step(step, path) = value
        && let Some(Segment::Key(name)) = path.first()
        && let Some(members) = outputs.members(*step)
        && !members.contains(&name.as_str())
    {
        let of = context.variables.steps.get(*step).cloned().unwrap_or_default();
        let message = format!("the step `{of}` gives no `{name}`, so that this is always null");
        let help = match context.nearest(name, members.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let all = listed(members.iter().copied());
                format!("the outputs of its operation are {all}; add `{name}` to them")
            }
        };
        context.report(Finding::new(Code::StepMemberUnknown, span, message).help(help));
    }
    for child in value.children() {
        check_members(child, outputs, span, context);
    }
}

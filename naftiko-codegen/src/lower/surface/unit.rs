//! Names and descriptions of exposed units: R10, R71.

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::targets::Target;
use crate::lower::upstreams::LoweredUpstream;
use crate::spec::{Text, Unit};
use crate::text::Span;

/// R71.
pub(super) fn unit_name(span: Span, name: &str, context: &mut Context<'_>) {
    let message = format!("no name; it is called `{name}`");
    context.report(Finding::new(Code::UnitName, span, message));
}

/// R10: the unit's own words, else the called operation's, else its name.
pub(super) fn describe(
    unit: &Unit<'_>,
    target: Option<Target>,
    upstreams: &[LoweredUpstream],
    name: &str,
    context: &mut Context<'_>,
) -> String {
    if let Some(text) = unit.description.as_ref().filter(|text| !text.value.is_empty()) {
        return text.value.clone();
    }
    let message = format!("`{name}` has no description");
    context.report(Finding::new(Code::DescriptionMissing, unit.span, message));
    let called = target.map(|(u, o)| upstreams[u].operations[o].operation.description.clone());
    called
        .filter(|text| !text.is_empty())
        .or_else(|| Text::said(unit.label.as_ref()))
        .unwrap_or_else(|| name.to_owned())
}

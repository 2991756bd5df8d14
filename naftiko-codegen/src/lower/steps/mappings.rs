//! `mappings`: an object that is made of the outputs of steps (semantics 10.8).

use super::invalid;
use super::members::check_members;
use super::values::step_path;
use crate::lower::context::Context;
use crate::lower::step_kinds::StepKinds;
use crate::model::Expr;
use crate::spec::MappingSection;
use crate::text::Span;

/// A member of the object, and the members below it.
enum Member {
    Value(Expr),
    Object(Vec<(String, Member)>),
}

/// The object; `None` when nothing is mapped.
pub(super) fn lower_mappings(
    sections: &[MappingSection],
    outputs: &StepKinds,
    context: &mut Context<'_>,
) -> Option<Expr> {
    let mut members = Vec::new();
    for section in sections {
        let (Some(target), Some(value)) = (&section.target, &section.value) else {
            let message = "a mapping needs the name of an output and a `value`";
            invalid(section.span, message, "write `value: $.step.member`", context);
            continue;
        };
        let Some((step, path)) = step_path(value, context) else { continue };
        let names: Vec<&str> = target.value.split('.').collect();
        if names.iter().any(|name| name.is_empty()) {
            let message = format!("`{}` is no name of an output", target.value);
            invalid(target.span, &message, "write `name`, or `outer.inner`", context);
            continue;
        }
        let mapped = Expr::Step(step, path);
        check_members(&mapped, outputs, value.span, context);
        add(&mut members, &names, mapped, target.span, context);
    }
    (!sections.is_empty()).then(|| object(members))
}

fn add(
    members: &mut Vec<(String, Member)>,
    names: &[&str],
    value: Expr,
    span: Span,
    context: &mut Context<'_>,
) {
    let [first, rest @ ..] = names else { return };
    let found = members.iter_mut().find(|(name, _)| name == first);
    match (found, rest) {
        (None, []) => members.push(((*first).to_owned(), Member::Value(value))),
        (None, rest) => {
            let mut inner = Vec::new();
            add(&mut inner, rest, value, span, context);
            members.push(((*first).to_owned(), Member::Object(inner)));
        }
        (Some((_, Member::Object(inner))), [_, ..]) => add(inner, rest, value, span, context),
        (Some(_), _) => {
            let message = format!("`{first}` has a value already");
            invalid(span, &message, "give each output a name of its own", context);
        }
    }
}

fn object(members: Vec<(String, Member)>) -> Expr {
    Expr::object(members.into_iter().map(|(name, member)| {
        let value = match member {
            Member::Value(value) => value,
            Member::Object(inner) => object(inner),
        };
        (name, value)
    }))
}

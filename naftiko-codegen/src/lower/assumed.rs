//! Types that nobody wrote (R34): what a unit declares decides (dialect section 3).

use super::callers::Callers;
use super::context::Context;
use super::draft::Draft;
use crate::finding::{Code, Finding};
use crate::model::{Argument, Expr, Kind};

/// Remembers what one unit passes to the arguments of `draft`.
pub(crate) fn bound_kinds(
    bindings: &[Option<Expr>],
    callers: &Callers<'_>,
    draft: &mut Draft,
    context: &mut Context<'_>,
) {
    for (index, binding) in bindings.iter().enumerate() {
        let input = match binding {
            Some(Expr::Parameter(caller)) => {
                callers.list.get(*caller).and_then(|caller| caller.declared)
            }
            _ => None,
        };
        if input.is_some_and(|input| input.open) && draft.assumed.contains(&index) {
            draft.bound_kinds.extend([(index, Kind::Array), (index, Kind::Object)]);
            continue;
        }
        let declared = input.and_then(|input| input.kind.as_ref());
        let written = declared.and_then(|text| Kind::parse(&text.value));
        if draft.assumed.contains(&index) {
            let kind = match binding {
                None | Some(Expr::Absent) => continue,
                Some(Expr::Parameter(_)) => written.unwrap_or_default(),
                Some(value) => kind_of(value),
            };
            draft.bound_kinds.push((index, kind));
        } else if let (Some(text), Some(kind), Some(argument)) =
            (declared, written, draft.operation.arguments.get(index))
            && !fits(kind, argument)
        {
            type_differs(kind, argument, &draft.operation.name, text.span, context);
        }
    }
}

/// Gives the arguments without a type of their own the one that units pass; any, where they differ.
pub(crate) fn settle(draft: &mut Draft) {
    let Draft { operation, bound_kinds, .. } = draft;
    for (index, argument) in operation.arguments.iter_mut().enumerate() {
        // In a body, what has no type is any JSON already.
        if argument.kind != Kind::String {
            continue;
        }
        let mut kinds =
            bound_kinds.iter().filter(|(at, _)| *at == index).map(|(_, kind)| *kind).peekable();
        let Some(first) = kinds.peek().copied() else { continue };
        let kinds: Vec<Kind> = kinds.collect();
        if !kinds.iter().copied().any(is_container) {
            continue;
        }
        let agreed = kinds.iter().all(|kind| *kind == first);
        argument.kind = if agreed { first } else { Kind::Any };
    }
}

fn is_container(kind: Kind) -> bool {
    matches!(kind, Kind::Array | Kind::Object)
}

/// Returns `true` if some value of `kind` is one that the argument takes.
fn fits(kind: Kind, argument: &Argument) -> bool {
    !is_container(kind) || argument.kind == kind || argument.kind == Kind::Any
}

fn kind_of_json(json: &str) -> Kind {
    match json.as_bytes().first() {
        Some(b'[') => Kind::Array,
        Some(b'{') => Kind::Object,
        _ => Kind::String,
    }
}

fn kind_of(value: &Expr) -> Kind {
    match value {
        Expr::Json(json) => kind_of_json(json),
        Expr::Object(_) => Kind::Object,
        Expr::Array(_) | Expr::Each { .. } => Kind::Array,
        Expr::Literal(_) | Expr::Text(_) | Expr::Variable(_) => Kind::String,
        Expr::Absent | Expr::Answer(_) | Expr::Parameter(_) => Kind::Any,
    }
}

fn type_differs(
    kind: Kind,
    argument: &Argument,
    operation: &str,
    span: crate::text::Span,
    context: &mut Context<'_>,
) {
    let Argument { name, kind: wanted, .. } = argument;
    let message = format!(
        "callers are asked for a value of type {kind}, but `{name}` of `{operation}` takes {wanted}"
    );
    context.report(
        Finding::new(Code::TypeDiffers, span, message).help(format!(
            "write `type: {wanted}` here, or `type: {kind}` on the consumed parameter"
        )),
    );
}

//! The types of answers: what is certain of them, whatever an upstream says.

use super::context::Context;
use crate::model::{Expr, JsonType, Type, TypeId, json_string};
use crate::spec::OutputParameter;

/// The type of the answer that `shape` makes by `outputs`.
pub(super) fn answer_type(
    outputs: &[OutputParameter<'_>],
    shape: &Expr,
    context: &mut Context<'_>,
) -> TypeId {
    let is_named = outputs.iter().any(|output| output.name.is_some());
    match (shape, outputs) {
        (Expr::Object(members), _) if is_named => {
            object(members.iter().zip(outputs), None, context)
        }
        (Expr::Object(_), [output, ..]) => output_type(output, shape, context),
        // Where nothing is found, all of the answer is passed on.
        (_, [output, ..]) => {
            let mut made = Type::default();
            describe(&mut made, output);
            context.types.add(made)
        }
        (_, []) => context.types.add(Type::default()),
    }
}

fn output_type(output: &OutputParameter<'_>, shape: &Expr, context: &mut Context<'_>) -> TypeId {
    let mut made = Type::default();
    match (shape, output.items.as_deref()) {
        (Expr::Object(members), _) => {
            let properties = output.properties.iter().map(|property| &property.output);
            return object(members.iter().zip(properties), Some(output), context);
        }
        (Expr::Each { item, .. }, Some(items)) => {
            made.kinds = vec![JsonType::Array, JsonType::Null];
            made.items = Some(output_type(items, item, context));
        }
        (Expr::Typed { expected, .. }, _) => made.kinds = vec![*expected, JsonType::Null],
        (Expr::Text(_) | Expr::Literal(_), _) => made.kinds = vec![JsonType::String],
        (Expr::Json(constant), _) => made.values = Some(vec![constant.clone()]),
        // The language converts nothing: what is found there may be of any type.
        _ => {}
    }
    describe(&mut made, output);
    context.types.add(made)
}

/// An object whose members are all there, null or not.
fn object<'o, 'n: 'o>(
    members: impl Iterator<Item = (&'o (Expr, Expr), &'o OutputParameter<'n>)>,
    output: Option<&OutputParameter<'_>>,
    context: &mut Context<'_>,
) -> TypeId {
    let mut made = Type { kinds: vec![JsonType::Object], ..Type::default() };
    for ((key, shape), output) in members {
        let Some(name) = key.literal() else { continue };
        let member = output_type(output, shape, context);
        made.properties.push((name.to_owned(), member));
        made.required.push(name.to_owned());
    }
    if let Some(output) = output {
        describe(&mut made, output);
    }
    context.types.add(made)
}

fn describe(made: &mut Type, output: &OutputParameter<'_>) {
    if let Some(text) = output.description.as_ref().filter(|text| !text.value.is_empty()) {
        made.annotations.push(("description".to_owned(), json_string(&text.value)));
    }
}

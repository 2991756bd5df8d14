//! Types as table entries: what is checked at run time.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::literals::ident;
use crate::model::{Bound, Parameter, Type, TypeId, Types};

/// `.within(&Type { … })`, where a value of the right kind can be wrong.
pub(super) fn within(parameter: &Parameter, types: &Types) -> Option<TokenStream> {
    let id = parameter.bounds?;
    let is_checked = if parameter.exact { types.is_checked(id) } else { types.narrows(id) };
    let made = match types.get(id) {
        made if made.is_never() || parameter.exact => entry(id, types),
        made => table(made, false, types),
    };
    is_checked.then(|| quote!(.within(&#made)))
}

/// A `Type` expression.
fn entry(id: TypeId, types: &Types) -> TokenStream {
    let made = types.get(id);
    if made.is_never() {
        return quote!(Type::NEVER);
    }
    if !types.is_checked(id) {
        return quote!(Type::ANY);
    }
    table(made, true, types)
}

fn table(made: &Type, with_kinds: bool, types: &Types) -> TokenStream {
    let kinds = (with_kinds && !made.kinds.is_empty()).then(|| {
        let kinds = made.kinds.iter().map(|kind| {
            let kind = ident(&format!("{kind:?}"));
            quote!(JsonType::#kind)
        });
        quote!(kinds: &[#(#kinds),*],)
    });
    let values = made.values.as_ref().map(|values| {
        let values =
            values.iter().map(|json| constant(&serde_json::from_str(json).unwrap_or_default()));
        quote!(values: &[#(#values),*],)
    });
    let bounds = made.bounds.iter().map(|(bound, number)| field(*bound, number));
    let inner = |id: &TypeId| {
        let made = entry(*id, types);
        quote!(&#made)
    };
    let items = made.items.as_ref().filter(|id| types.is_checked(**id)).map(inner);
    let items = items.map(|made| quote!(items: Some(#made),));
    let properties = (!made.properties.is_empty()).then(|| {
        let properties = made.properties.iter().map(|(name, id)| {
            let made = inner(id);
            quote!((#name, #made))
        });
        quote!(properties: &[#(#properties),*],)
    });
    let required = (!made.required.is_empty()).then(|| {
        let required = &made.required;
        quote!(required: &[#(#required),*],)
    });
    let others = made.others.as_ref().filter(|id| types.is_checked(**id)).map(|id| {
        if types.get(*id).is_never() {
            return quote!(closed: true,);
        }
        let made = inner(id);
        quote!(others: Some(#made),)
    });
    quote!(Type { #kinds #values #(#bounds)* #items #properties #required #others ..Type::ANY })
}

/// A `Constant` expression.
fn constant(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(Constant::Null),
        Value::Bool(value) => quote!(Constant::Boolean(#value)),
        Value::Number(number) => {
            let number = number.to_string();
            quote!(Constant::Number(Decimal::parse(#number)))
        }
        Value::String(text) => quote!(Constant::String(#text)),
        Value::Array(items) => {
            let items = items.iter().map(constant);
            quote!(Constant::Array(&[#(#items),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = constant(value);
                quote!((#name, #value))
            });
            quote!(Constant::Object(&[#(#members),*]))
        }
    }
}

fn field(bound: Bound, number: &str) -> TokenStream {
    let name = ident(match bound {
        Bound::Minimum => "minimum",
        Bound::Maximum => "maximum",
        Bound::ExclusiveMinimum => "exclusive_minimum",
        Bound::ExclusiveMaximum => "exclusive_maximum",
        Bound::MultipleOf => "multiple_of",
        Bound::MinLength => "min_length",
        Bound::MaxLength => "max_length",
        Bound::MinItems => "min_items",
        Bound::MaxItems => "max_items",
    });
    if !bound.is_size() {
        return quote!(#name: Decimal::parse(#number),);
    }
    // Lowering has seen that it is a size.
    let size = Literal::u64_unsuffixed(Bound::size(number).unwrap_or_default());
    match bound {
        Bound::MaxLength | Bound::MaxItems => quote!(#name: Some(#size),),
        _ => quote!(#name: #size,),
    }
}

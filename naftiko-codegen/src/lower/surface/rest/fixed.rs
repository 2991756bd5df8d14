//! Parameters that are added to every request that is passed on.

use crate::finding::{Code, Finding};
use crate::lower::arguments::{check_field_value, is_reserved, reserved_header};
use crate::lower::context::Context;
use crate::lower::secrets::named_secret;
use crate::lower::variables::Usage;
use crate::model::{Expr, Wire, WirePlace, WireValue};
use crate::names;
use crate::source::{Node, Value};
use crate::spec::{Consumes, InputParameter, Text};
use crate::text::Span;

/// Lowers the inputs of a consumes entry to the parameters that are added to every request that is passed on:
/// constants and variables, in the query, in headers and in cookies.
pub(crate) fn fixed_wires(entry: &Consumes<'_>, context: &mut Context<'_>) -> Vec<Wire> {
    let mut wires: Vec<Wire> = Vec::new();
    for input in &entry.inputs {
        // An input without a value is for callers to give.
        let (Some(name), Some(node)) = (&input.name, input.value) else { continue };
        let Some(wire) = fixed_wire(name, input, node, entry, context) else { continue };
        wires.retain(|other| other.place != wire.place || other.name != wire.name);
        wires.push(wire);
    }
    wires
}

fn fixed_wire(
    name: &Text,
    input: &InputParameter<'_>,
    node: &Node,
    entry: &Consumes<'_>,
    context: &mut Context<'_>,
) -> Option<Wire> {
    let place = input.place.as_ref().map(|place| place.value.to_ascii_lowercase());
    let (place, name) = match place.as_deref() {
        Some("query") | None => (WirePlace::Query, name.value.clone()),
        Some("cookie") if !names::is_cookie(&name.value) => {
            return invalid(
                name.span,
                "a cookie has a name of letters, digits, `-` and `_`",
                context,
            );
        }
        Some("cookie") => (WirePlace::Cookie, name.value.clone()),
        Some("header") => {
            let lower = name.value.to_ascii_lowercase();
            if is_reserved(&lower, entry.authentication.is_some()) {
                reserved_header(&name.value, name.span, context);
                return None;
            }
            if !names::is_token(&lower) {
                return invalid(
                    name.span,
                    "a header has a name of letters, digits and `-`",
                    context,
                );
            }
            (WirePlace::Header, lower)
        }
        _ => {
            forward_input(name, "does not stand in the query, a header or a cookie", context);
            return None;
        }
    };
    let Value::Scalar(scalar) = &node.value else {
        forward_input(&Text { value: name, span: node.span }, "is no text", context);
        return None;
    };
    named_secret(&name, node, context);
    let purpose = format!("parameter {name} of forwarded requests");
    let usage = Usage { span: node.span, purpose: &purpose, secret: true };
    let mut callers = Vec::new();
    let Context { findings, variables, .. } = &mut *context;
    let parts = variables.template_parts(&scalar.text, usage, findings, &mut |caller, _| {
        callers.push(caller.to_owned());
        Expr::Parameter(0)
    });
    if let Some(caller) = callers.first() {
        let name = Text { value: name, span: node.span };
        forward_input(&name, &format!("is made of `{caller}`, which callers give"), context);
        return None;
    }
    check_field_value(place, &parts, &name, node.span, context);
    Some(Wire { place, name, value: WireValue::Text(parts) })
}

fn forward_input(name: &Text, problem: &str, context: &mut Context<'_>) {
    let message = format!("`{}` {problem}; it is not sent with forwarded requests", name.value);
    context.report(Finding::new(Code::ForwardInput, name.span, message).help(
        "give it a constant or a variable of `binds`, or declare it on the operations that need it",
    ));
}

/// A `forward` that cannot be obeyed.
pub(crate) fn invalid<T>(span: Span, message: &str, context: &mut Context<'_>) -> Option<T> {
    context.report(
        Finding::new(Code::ForwardInvalid, span, message)
            .help("write `forward: {targetNamespace: name, trustedHeaders: [Accept-Language]}`"),
    );
    None
}

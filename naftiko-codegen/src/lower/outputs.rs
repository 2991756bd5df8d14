//! Outputs: R48, R80 to R82.

use super::callers::Callers;
use super::constants::{READING, constant_text, constant_value, fits, uncut};
use super::context::Context;
use super::json;
use super::jsonpath::lower_path;
use super::output_kind::output_kind;
use crate::finding::{Code, Finding};
use crate::model::{Expr, JsonType, Kind, OperationOutput, OutputField, RawFormat, Segment};
use crate::names;
use crate::source::Node;
use crate::spec::{OutputParameter, Text};
use crate::text::Span;

/// R48.
pub(crate) fn lower_raw_format(
    written: Option<&Text>,
    outputs: &[OutputParameter<'_>],
    context: &mut Context<'_>,
) -> RawFormat {
    let binary = outputs.iter().any(|output| {
        output.kind.as_ref().is_some_and(|kind| kind.value.eq_ignore_ascii_case("binary"))
    });
    let Some(written) = written else {
        return if binary { RawFormat::Binary } else { RawFormat::Json };
    };
    let Some(format) = RawFormat::parse(&written.value) else {
        let message = format!("`{}` is no raw format", written.value);
        context.report(Finding::new(Code::RawFormatInvalid, written.span, message).help(
            "one of json, xml, yaml, csv, tsv, psv, html, markdown, avro, protobuf, text, binary",
        ));
        return RawFormat::Json;
    };
    if matches!(format, RawFormat::Text | RawFormat::Binary) {
        let message = format!("`{}` is passed through as it comes", written.value);
        context.report(Finding::new(Code::RawFormatExtra, written.span, message));
    }
    format
}

/// Lowers the outputs of an operation to the return value of the typed client, and to the one without a name.
pub(crate) fn lower_operation_output(
    format: RawFormat,
    outputs: &[OutputParameter<'_>],
    context: &mut Context<'_>,
) -> (OperationOutput, Option<Expr>) {
    let (mut fields, mut unnamed) = (Vec::new(), None);
    let mut scope = names::Scope::default();
    for output in outputs {
        let shape = lower_shape(output, Position::Root, None, context);
        if shape.is_document() {
            continue;
        }
        let Some(name) = &output.name else {
            let message = "an output of a consumed operation without a `name` is nowhere: the typed client has no member for it";
            context.report(Finding::new(Code::OutputUnchecked, output.span, message));
            unnamed.get_or_insert(shape);
            continue;
        };
        fields.push(OutputField {
            name: name.value.clone(),
            field: scope.claim(&names::snake(&name.value)).0,
            kind: field_kind(output, &shape),
            shape,
            description: Text::said(output.description.as_ref()).unwrap_or_default(),
        });
    }
    if let (true, Some(output)) = (format != RawFormat::Json && !fields.is_empty(), outputs.first())
    {
        let message = "outputs are not taken out of an answer that is no JSON; the typed client returns all of it";
        context.report(Finding::new(Code::OutputUnchecked, output.span, message));
    }
    if format != RawFormat::Json || fields.is_empty() {
        return (OperationOutput::Document, unnamed.filter(|_| format == RawFormat::Json));
    }
    (OperationOutput::Fields(fields), None)
}

/// Position of an output; its meaning without a `mapping` depends on it (semantics 7).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// The answer as a whole: the document.
    Root,
    /// A member of an object: nothing at all, not the object around it.
    Member,
    /// The result for each item of a list: the item.
    Item,
}

/// The answer of an exposed unit (R82).
pub(crate) fn lower_outputs(
    outputs: &[OutputParameter<'_>],
    callers: &Callers<'_>,
    context: &mut Context<'_>,
) -> Expr {
    let named = outputs.iter().any(|output| output.name.is_some());
    if !named {
        let shape = |output| lower_shape(output, Position::Root, Some(callers), context);
        let mut shapes: Vec<Expr> = outputs.iter().map(shape).collect();
        return match shapes.len() {
            0 => Expr::Answer(Vec::new()),
            1 => shapes.remove(0),
            _ => Expr::First(shapes),
        };
    }
    let mut members = Vec::new();
    for (index, output) in outputs.iter().enumerate() {
        let name = match &output.name {
            Some(name) => {
                let message = format!("the answer is an object with a field `{}`", name.value);
                context.report(Finding::new(Code::OutputNamed, name.span, message));
                name.value.clone()
            }
            None => format!("value{}", if index == 0 { String::new() } else { index.to_string() }),
        };
        members.push((name, lower_shape(output, Position::Member, Some(callers), context)));
    }
    Expr::object(members)
}

/// `callers` are those of the unit; an operation has none.
fn lower_shape(
    output: &OutputParameter<'_>,
    position: Position,
    callers: Option<&Callers<'_>>,
    context: &mut Context<'_>,
) -> Expr {
    let shape = lower_uncut(output, position, callers, context);
    let Some(text) = &output.max_length else { return shape };
    match text.value.trim().parse() {
        Ok(length) if matches!(shape, Expr::Answer(_)) => {
            Expr::Cut { value: Box::new(shape), length }
        }
        _ => {
            uncut(output, context);
            shape
        }
    }
}

fn lower_uncut(
    output: &OutputParameter<'_>,
    position: Position,
    callers: Option<&Callers<'_>>,
    context: &mut Context<'_>,
) -> Expr {
    if let Some(node) = output.value {
        if let Some(json) = constant_text(&node.value, output) {
            return Expr::Json(json);
        }
        return constant_shape(output, node, callers, context);
    }
    let path = match &output.mapping {
        Some(text) => lower_path(text, context),
        None => Vec::new(),
    };
    let mut problems = Vec::new();
    let kind = output_kind(output, &mut problems);
    for problem in problems {
        context.report(problem);
    }
    structure_unread(output, kind, context);
    if !output.properties.is_empty() && kind != Kind::Array {
        return object_shape(output, &path, callers, context);
    }
    if output.mapping.is_none() && position == Position::Member {
        output_unmapped(output, context);
        return Expr::Json("null".to_owned());
    }
    if let (Some(values), Some(mapping)) = (&output.values, &output.mapping) {
        if path.iter().any(|segment| matches!(segment, Segment::Each | Segment::Query(_))) {
            values_of_list(mapping, context);
        }
        let item = lower_shape(values, Position::Item, callers, context);
        return if item.is_document() {
            Expr::Answer(path)
        } else {
            Expr::Values { object: path, item: Box::new(item) }
        };
    }
    if let Some(items) = &output.items
        && kind != Kind::Object
    {
        // What is no array is null, also where its elements stay as they are.
        let item = lower_shape(items, Position::Item, callers, context);
        return Expr::Each { list: path, item: Box::new(item) };
    }
    if matches!(kind, Kind::Object | Kind::Array) {
        let message = "an output without fields is passed on as it comes";
        context.report(Finding::new(Code::OutputOpen, output.span, message));
    }
    match guaranteed(kind).filter(|_| callers.is_some() && !path.is_empty()) {
        Some(expected) => Expr::Typed { name: name(output, &path), path, expected },
        None => Expr::Answer(path),
    }
}

/// The type that a value found in an answer is held to. The language converts nothing, so that a text or an
/// open structure may be anything.
fn guaranteed(kind: Kind) -> Option<JsonType> {
    match kind {
        Kind::Integer => Some(JsonType::Integer),
        Kind::Number => Some(JsonType::Number),
        Kind::Boolean => Some(JsonType::Boolean),
        Kind::String | Kind::Array | Kind::Object | Kind::Any => None,
    }
}

/// The name of an output in a sentence: its own, or that of what is found.
fn name(output: &OutputParameter<'_>, path: &[Segment]) -> String {
    let found = path.iter().rev().find_map(|step| match step {
        Segment::Key(name) => Some(name.clone()),
        Segment::Index(_) | Segment::Each | Segment::Query(_) => None,
    });
    let own = output.name.as_ref().map(|name| name.value.clone());
    own.or(found).unwrap_or_else(|| "the answer".to_owned())
}

/// A `value`: what has holes is filled in when the answer is made.
fn constant_shape(
    output: &OutputParameter<'_>,
    node: &Node,
    callers: Option<&Callers<'_>>,
    context: &mut Context<'_>,
) -> Expr {
    let mut unknown = Vec::new();
    let template = json::template(node, READING, context, &mut |name, _| {
        let known = callers.into_iter().flat_map(|callers| &callers.list);
        known.into_iter().position(|caller| caller.name == name).unwrap_or_else(|| {
            unknown.push(name.to_owned());
            0
        })
    });
    for name in unknown {
        output_hole(&name, node.span, context);
    }
    let value = constant_value(template, output, node, context);
    if callers.is_none() && !value.is_constant() {
        let message = "an output of a consumed operation is a path, or a value without `{{…}}`";
        context.report(
            Finding::new(Code::OutputInvalid, node.span, message)
                .help("write the value under `outputParameters` of what is exposed"),
        );
    }
    value
}

/// A hole that nobody fills.
fn output_hole(name: &str, span: Span, context: &mut Context<'_>) {
    let message =
        format!("`{{{{{name}}}}}` of this output is no input of what is exposed, and no variable");
    context.report(
        Finding::new(Code::OutputInvalid, span, message)
            .help("declare it under `inputParameters`, or as a key of a bind"),
    );
}

/// A path that leads to several values, or to what a function makes, where an object has to be.
fn values_of_list(mapping: &Text, context: &mut Context<'_>) {
    let path = mapping.value.trim();
    let message = format!("`{path}` does not lead to one object, whose members `values` are");
    context.report(
        Finding::new(Code::OutputInvalid, mapping.span, message)
            .help("write a path of names and positions, or `items` for what is in a list"),
    );
}

/// A member that does not say what it is.
fn output_unmapped(output: &OutputParameter<'_>, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::OutputUnmapped,
            output.span,
            "this output has neither `mapping` nor `value`, so nothing of the answer is meant by it",
        )
        .help("write where it is, as in `mapping: $.id`; `mapping: $` is all of the answer"),
    );
}

/// `properties` are those of an object, `items` those of an array; elsewhere they would be passed
/// over, and the value go out whole, or the other way round.
fn structure_unread(output: &OutputParameter<'_>, kind: Kind, context: &mut Context<'_>) {
    let (unread, right) = match kind {
        Kind::Array if !output.properties.is_empty() && output.items.is_none() => {
            ("properties", "items: {type: object, properties: …}")
        }
        Kind::Object if output.items.is_some() && output.properties.is_empty() => {
            ("items", "properties: …")
        }
        Kind::Array | Kind::Object | Kind::Any => return,
        _ if !output.properties.is_empty() => ("properties", "type: object"),
        _ if output.items.is_some() => ("items", "type: array"),
        _ => return,
    };
    let message = format!("`{unread}` says nothing about an output of type {kind}");
    context.report(
        Finding::new(Code::OutputInvalid, output.span, message)
            .help(format!("write `{right}`, or change the `type`")),
    );
}

fn object_shape(
    output: &OutputParameter<'_>,
    path: &[Segment],
    callers: Option<&Callers<'_>>,
    context: &mut Context<'_>,
) -> Expr {
    if !path.is_empty() {
        context.report(
            Finding::new(
                Code::ObjectMapping,
                output.span,
                "an object with `properties` selects them from the whole document; its own `mapping` is not applied",
            )
            .help("write the full path in each property's `mapping`, and remove the object's"),
        );
    }
    let members = output.properties.iter().map(|property| {
        let shape = lower_shape(&property.output, Position::Member, callers, context);
        (property.name.value.clone(), shape)
    });
    Expr::object(members)
}

/// The type of a member of a typed client; a constant is of its own.
fn field_kind(output: &OutputParameter<'_>, shape: &Expr) -> Kind {
    let kind = output_kind(output, &mut Vec::new());
    match shape {
        Expr::Json(json) if !fits(json, kind) => Kind::Any,
        _ => kind,
    }
}

//! Consumed operations: R24 to R33, put together from their pieces.

use super::arguments::{self, Declared, Surroundings};
use super::bodies::lower_body;
use super::context::Context;
use super::expression::sole_expression;
use super::fixed_query::fixed_query;
use super::limits::check_inputs;
use super::operation_builder::OperationBuilder;
use super::outputs::{lower_operation_output, lower_raw_format};
use super::paths::{self, PathPiece, RawPath};
use super::process_variables::{process_variables, variables_unused};
use super::secrets::named_secret;
use super::tag::template_unsupported;
use super::undeclared::{orphan_path_param, unroutable_operation};
use super::unsent::check_unsent;
use super::variables::{Meaning, Usage};
use super::visible;
use crate::encoding;
use crate::finding::{Code, Finding};
use crate::model::{
    Expr, Operation, OperationOutput, PathPart, RawFormat, RequestBody, Wire, WirePlace, WireValue,
};
use crate::source::{Node, Value};
use crate::spec::{ConsumedOperation, InputParameter, Text};

/// Properties that an operation inherits from the entry and the resource it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Inherited<'a, 'n> {
    pub(crate) namespace: &'a str,
    pub(crate) entry_inputs: &'a [InputParameter<'n>],
    pub(crate) resource_inputs: &'a [InputParameter<'n>],
    pub(crate) resource_path: Option<&'a Text>,
    pub(crate) absolute: bool,
    pub(crate) authenticated: bool,
    /// A secret that fills this placeholder (R21).
    pub(crate) path_secret: Option<(&'a str, &'a [Expr])>,
    /// Body fields that hold the credential (R21).
    pub(crate) body_secrets: &'a [String],
}

/// One operation; `None` when it has no name or no readable path.
pub(crate) fn lower_operation(
    spec: &ConsumedOperation<'_>,
    inherited: &Inherited<'_, '_>,
    context: &mut Context<'_>,
) -> Option<OperationBuilder> {
    let name = operation_name(spec, context)?;
    let method = method(spec.method.as_ref(), context)?;
    let path = operation_path(spec, inherited, &name, context)?;
    let inputs = inherited.entry_inputs.len() + inherited.resource_inputs.len();
    if !check_inputs(inputs + spec.inputs.len(), spec.span, context) {
        return None;
    }
    let levels = [inherited.entry_inputs, inherited.resource_inputs];
    let mut visible = visible::of_operation(levels, spec, &path.value);
    let call = format!("{}.{}", inherited.namespace, name.value);
    let all = [inherited.entry_inputs, inherited.resource_inputs, &spec.inputs];
    context.variables.process = process_variables(all, &call, context);
    visible.extend(context.called_with.get(&call).into_iter().flatten().cloned());
    let builder =
        context.seeing(visible, |context| assemble(spec, inherited, (name, method, path), context));
    variables_unused(&call, context);
    let of_process = std::mem::take(&mut context.variables.process);
    let mut builder = builder?;
    builder.of_process(of_process, &context.variables);
    Some(builder)
}

/// The operation from its parts, where its parameters can be seen.
fn assemble(
    spec: &ConsumedOperation<'_>,
    inherited: &Inherited<'_, '_>,
    (name, method, path): (Text, String, Text),
    context: &mut Context<'_>,
) -> Option<OperationBuilder> {
    let raw = paths::parse(&path, context)?;
    let mut builder = OperationBuilder {
        operation: empty_operation(&name.value, &method, spec),
        span: name.span,
        dropped: Vec::new(),
        secrets: inherited.body_secrets.to_vec(),
        of_process: Vec::new(),
        declared: 0,
        assumed: Vec::new(),
        passed: Vec::new(),
    };
    let placeholders: Vec<&str> =
        raw.placeholders().into_iter().chain(raw.query_placeholders()).collect();
    let around = Surroundings {
        method: &method,
        placeholders: &placeholders,
        authenticated: inherited.authenticated,
    };
    let levels = [inherited.entry_inputs, inherited.resource_inputs, spec.inputs.as_slice()];
    let declared = arguments::declared_parameters(levels, &around, &mut builder, context);
    let mut assembly = Assembly { raw, inherited, builder, context };
    let body = assembly.place(&declared);
    assembly.path(&declared);
    let Assembly { raw, mut builder, context, .. } = assembly;
    fixed_query(raw.query, &mut builder, context);
    let found = context.findings.len();
    builder.operation.body = lower_body(spec.body.as_ref(), &body, &mut builder, context);
    builder.operation.format = lower_raw_format(spec.raw_format.as_ref(), &spec.outputs, context);
    let outputs = lower_operation_output(builder.operation.format, &spec.outputs, context);
    (builder.operation.output, builder.operation.unnamed) = outputs;
    builder.declared = builder.operation.arguments.len();
    check_unsent(&body, &builder, found, context);
    Some(builder)
}

fn empty_operation(name: &str, method: &str, spec: &ConsumedOperation<'_>) -> Operation {
    let description = spec.description.as_ref().or(spec.label.as_ref());
    let is_reading = matches!(method, "GET" | "HEAD");
    Operation {
        unnamed: None,
        reads: spec.reads_only.unwrap_or(is_reading),
        name: name.to_owned(),
        module: String::new(),
        type_name: String::new(),
        method: method.to_owned(),
        template: String::new(),
        path: Vec::new(),
        fixed_query: Vec::new(),
        arguments: Vec::new(),
        wires: Vec::new(),
        unset: Vec::new(),
        body: RequestBody::None,
        format: RawFormat::Json,
        output: OperationOutput::Document,
        description: description.map(|text| text.value.clone()).unwrap_or_default(),
        unroutable: None,
        span: spec.span,
    }
}

/// R25.
fn operation_name(spec: &ConsumedOperation<'_>, context: &mut Context<'_>) -> Option<Text> {
    let named = |text: &Option<Text>| text.clone().filter(|text| !text.value.is_empty());
    if let Some(name) = named(&spec.name) {
        let official = name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !official {
            let message = format!("`{}` keeps its name for calls", name.value);
            context.report(Finding::new(Code::OperationName, name.span, message));
        }
        return Some(name);
    }
    if let Some(id) = named(&spec.id) {
        let message = format!("the id `{}` stands in for the missing name", id.value);
        context.report(Finding::new(Code::OperationId, id.span, message));
        return Some(id);
    }
    let message = "this operation has no name, so nothing can call it";
    context
        .report(Finding::new(Code::OperationNameMissing, spec.span, message).help("add `name: …`"));
    None
}

/// R28.
pub(crate) fn method(written: Option<&Text>, context: &mut Context<'_>) -> Option<String> {
    let Some(written) = written else { return Some("GET".to_owned()) };
    let method = written.value.to_ascii_uppercase();
    match method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" => {
            if method != written.value {
                let message = format!("the method `{}` is read as {method}", written.value);
                context.report(Finding::new(Code::MethodExtra, written.span, message));
            }
        }
        "HEAD" | "OPTIONS" => {
            let message = format!("{method} is an extension and works like the official methods");
            context.report(Finding::new(Code::MethodExtra, written.span, message));
        }
        _ => {
            let message = format!("`{}` is no method that can be compiled", written.value);
            context.report(
                Finding::new(Code::MethodUnsupported, written.span, message)
                    .help("one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS"),
            );
            return None;
        }
    }
    Some(method)
}

/// R29.
fn operation_path(
    spec: &ConsumedOperation<'_>,
    inherited: &Inherited<'_, '_>,
    name: &Text,
    context: &mut Context<'_>,
) -> Option<Text> {
    if let Some(path) = &spec.path {
        let style = if inherited.absolute { "replaces" } else { "follows" };
        let message = format!("the path of `{}` {style} its resource's", name.value);
        context.report(Finding::new(Code::OperationPath, path.span, message));
    }
    let path = paths::join(inherited.resource_path, spec.path.as_ref(), inherited.absolute);
    if path.is_none() {
        let message = format!("`{}` has no path, nor has its resource", name.value);
        context.report(Finding::new(Code::PathMissing, name.span, message));
    }
    path
}

struct Assembly<'l, 'n, 'c> {
    raw: RawPath,
    inherited: &'l Inherited<'l, 'n>,
    builder: OperationBuilder,
    context: &'l mut Context<'c>,
}

impl Assembly<'_, '_, '_> {
    /// Gives every declared parameter its place; returns those of the body.
    fn place<'n>(&mut self, declared: &[Declared<'n>]) -> Vec<Declared<'n>> {
        let in_query_text: Vec<String> =
            self.raw.query_placeholders().into_iter().map(str::to_owned).collect();
        let mut body = Vec::new();
        for parameter in declared {
            match parameter.place {
                WirePlace::Path => {
                    if parameter.given.is_none() {
                        self.argument(parameter);
                    }
                }
                WirePlace::Field | WirePlace::Body => body.push(parameter.clone()),
                WirePlace::Query if in_query_text.contains(&parameter.name) => {
                    let name = &parameter.name;
                    arguments::param_two_places(name, parameter.span, self.context);
                    self.argument(parameter);
                }
                WirePlace::Query | WirePlace::Header | WirePlace::Cookie => {
                    let value = match parameter.given {
                        Some(given) => self.param_value(parameter, given.node),
                        None => WireValue::Argument(self.argument(parameter)),
                    };
                    let (place, name) = (parameter.place, parameter.name.clone());
                    self.builder.operation.wires.push(Wire { place, name, value });
                }
            }
        }
        body
    }

    fn argument(&mut self, parameter: &Declared<'_>) -> usize {
        declared_argument(&parameter.name, parameter, &mut self.builder)
    }

    /// R40: a parameter with a value of its own.
    fn param_value(&mut self, parameter: &Declared<'_>, node: &Node) -> WireValue {
        let message = format!("`{}` is sent with the value written here", parameter.name);
        self.context.report(Finding::new(Code::ParamValue, parameter.span, message));
        named_secret(&parameter.name, node, self.context);
        let Value::Scalar(scalar) = &node.value else {
            let message = format!("the value of `{}` must be text", parameter.name);
            self.context.report(Finding::new(Code::Shape, node.span, message));
            return WireValue::Text(Vec::new());
        };
        let purpose = format!("parameter {} of {}", parameter.name, self.builder.operation.name);
        let usage = Usage { span: node.span, purpose: &purpose, secret: true };
        let (builder, context) = (&mut self.builder, &mut *self.context);
        let mut hole = |name: &str| declared_argument(name, parameter, builder);
        let Context { findings, variables, .. } = context;
        if let Some(expression) = sole_expression(&scalar.text)
            && let Meaning::Parameter(name) = variables.meaning(expression, usage, findings)
        {
            return WireValue::Argument(hole(&name));
        }
        let parts = variables.template_parts(&scalar.text, usage, findings, &mut |name, _| {
            Expr::Parameter(hole(name))
        });
        let Declared { place, name, .. } = parameter;
        arguments::check_field_value(*place, &parts, name, node.span, context);
        WireValue::Text(parts)
    }

    /// Turns the path's placeholders into arguments and treats the orphans (R32, R33).
    fn path(&mut self, declared: &[Declared<'_>]) {
        let pieces = std::mem::take(&mut self.raw.path);
        let mut template = String::new();
        for piece in &pieces {
            match piece {
                PathPiece::Literal(text) => {
                    template.push_str(text);
                    self.builder.operation.path.push(PathPart::Literal(encoding::literal(text)));
                }
                PathPiece::Variable(index) => {
                    template.push('…');
                    self.builder.operation.path.push(PathPart::Variable(*index));
                }
                PathPiece::Placeholder { name, slashes } => {
                    template.push_str(&format!("{{{name}}}"));
                    self.placeholder(name, *slashes, declared);
                }
            }
        }
        self.builder.operation.template = template;
        let used = |name: &str| {
            pieces.iter().any(|p| matches!(p, PathPiece::Placeholder { name: n, .. } if n == name))
                || self.raw.query_placeholders().contains(&name)
        };
        let orphans: Vec<&Declared<'_>> = declared
            .iter()
            .filter(|parameter| parameter.place == WirePlace::Path && !used(&parameter.name))
            .collect();
        if !orphans.is_empty() {
            self.orphans(&orphans);
        }
    }

    fn placeholder(&mut self, name: &str, slashes: bool, declared: &[Declared<'_>]) {
        if let Some((key, parts)) = self.inherited.path_secret
            && key == name
        {
            for part in parts {
                let part = match part {
                    Expr::Literal(text) => PathPart::Literal(encoding::segment(text, slashes)),
                    Expr::Variable(index) => PathPart::Variable(*index),
                    _ => continue,
                };
                self.builder.operation.path.push(part);
            }
            return;
        }
        let own = declared.iter().find(|d| d.name == name && d.place == WirePlace::Path);
        if let Some(Declared { given: Some(given), .. }) = own {
            let parameter = own.cloned();
            if let Some(parameter) = parameter {
                self.given_segment(&parameter, given.node, slashes);
            }
            return;
        }
        let index = match own {
            Some(parameter) => self.argument(parameter),
            None => arguments::path_param_undeclared(
                name,
                self.builder.span,
                &mut self.builder,
                self.context,
            ),
        };
        self.builder.operation.arguments[index].required = true;
        self.builder.operation.path.push(PathPart::Argument { index, slashes });
    }

    /// A placeholder whose value the document gives (R40).
    fn given_segment(&mut self, parameter: &Declared<'_>, node: &Node, slashes: bool) {
        let parts = match self.param_value(parameter, node) {
            WireValue::Argument(index) => vec![Expr::Parameter(index)],
            WireValue::Text(parts) => parts,
        };
        for part in parts {
            let part = match part {
                Expr::Literal(text) => PathPart::Literal(encoding::segment(&text, slashes)),
                Expr::Variable(index) => PathPart::Variable(index),
                Expr::Parameter(index) => PathPart::Argument { index, slashes },
                _ => {
                    let reason = "a path has whole parameters, without sections or members";
                    self.context.report(template_unsupported(&parameter.name, reason, node.span));
                    continue;
                }
            };
            self.builder.operation.path.push(part);
        }
    }

    /// R33.
    fn orphans(&mut self, orphans: &[&Declared<'_>]) {
        if self.builder.operation.method == "POST" {
            let names: Vec<&str> = orphans.iter().map(|orphan| orphan.name.as_str()).collect();
            let span = orphans.first().map(|orphan| orphan.span);
            unroutable_operation(&names, span, &mut self.builder, self.context);
            return;
        }
        for orphan in orphans {
            let index = self.argument(orphan);
            orphan_path_param(&orphan.name, index, orphan.span, &mut self.builder, self.context);
        }
    }
}

/// The argument `name` with what `parameter` says about it.
fn declared_argument(
    name: &str,
    parameter: &Declared<'_>,
    builder: &mut OperationBuilder,
) -> usize {
    let Declared { place, kind, required, description, .. } = parameter;
    let index = if parameter.assumed {
        builder.untyped(name, *place, *kind, *required, description)
    } else {
        builder.argument(name, *place, *kind, *required, description)
    };
    if name == parameter.name {
        builder.operation.arguments[index].bounds = parameter.bounds;
        builder.operation.arguments[index].span = parameter.span;
    }
    index
}

//! Exposed units become functions: R56, R58 to R62, R65 to R67.

use super::assumed::check_kinds;
use super::binder::Binder;
use super::callee::{NameMeaning, Names};
use super::caller::Exposure;
use super::callers::Callers;
use super::constants::{has_constant, lower_constant};
use super::context::Context;
use super::declared_inputs::{hole_undeclared, note_unknown};
use super::hints::hint_method_mismatch;
use super::limits::check_inputs;
use super::lowered::LoweredFunction;
use super::output_types::answer_type;
use super::outputs::lower_outputs;
use super::referred::pass_on;
use super::refusals::constant_refused;
use super::steps::{StepScope, lower_steps};
use super::surface::lower_block;
use super::targets::resolve_call;
use super::upstreams::LoweredUpstream;
use super::visible;
use super::with::{WithValue, lower_with};
use crate::finding::{Code, Finding};
use crate::model::{Expr, Function, FunctionBody, Operation, RawFormat, WirePlace};
use crate::spec::{Text, Unit};
use crate::text::Span;

/// The function of a unit; `None`, with a finding, when it does nothing that can be compiled.
pub(crate) fn lower_function(
    unit: &Unit<'_>,
    what: &str,
    namespace: &str,
    exposure: Exposure<'_>,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<LoweredFunction> {
    let inputs = unit.inherited.len() + unit.inputs.as_ref().map_or(0, Vec::len);
    if !check_inputs(inputs + unit.with.len(), unit.span, context) {
        return None;
    }
    let placeholders = match exposure {
        Exposure::Rest { path, .. } => path.placeholders.as_slice(),
        Exposure::Tool => &[],
    };
    let visible: Vec<String> =
        visible::inputs(unit.all_inputs()).chain(placeholders.iter().cloned()).collect();
    let lowered = context.seeing(visible.clone(), |context| {
        lower_visible(unit, what, unit.scope(namespace), exposure, upstreams, context)
    })?;
    hint_method_mismatch(unit, &lowered.function, upstreams, context);
    let mut lowered =
        context.seeing(visible, |context| pass_on(lowered, unit, namespace, exposure, context));
    lowered.function.reference = unit.referred.as_ref().map(|referred| referred.name.clone());
    Some(lowered)
}

/// The function, where the parameters of the unit can be seen.
fn lower_visible(
    unit: &Unit<'_>,
    what: &str,
    namespace: &str,
    exposure: Exposure<'_>,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<LoweredFunction> {
    one_answer(unit, context);
    if !unit.steps.is_empty() {
        let scope = StepScope { unit, namespace, exposure, upstreams };
        return lower_steps(&scope, context);
    }
    let Some(call) = &unit.call else {
        if !unit.content.is_empty() {
            return content(unit, context);
        }
        if has_constant(&unit.outputs) {
            return Some(constant(unit, exposure, context));
        }
        // What these lack is told where they are.
        let is_told = unit.unsupported || !unit.mappings.is_empty();
        if !is_told {
            call_missing(unit, what, context);
        }
        return None;
    };
    let (upstream, operation) = resolve_call(call, upstreams, context)?;
    let called = &upstreams[upstream].operations[operation];
    let arguments = called.operation.arguments.len();
    // Units may have added some.
    if !check_inputs(arguments, call.span, context) {
        return None;
    }
    if let Exposure::Rest { method, .. } = exposure {
        method_differs(method, &called.operation, call.span, context);
    }
    let names = context.names.remove(&unit.id)?;
    let callers = Callers::default();
    let bindings = vec![None; arguments];
    let mut binder = Binder { unit, namespace, exposure, called, context, callers, bindings };
    binder.with_entries(&names);
    binder.declared_inputs(&names.inputs);
    binder.unbound_arguments();
    let Binder { context, callers, bindings, .. } = binder;
    let bindings: Vec<Expr> =
        bindings.into_iter().map(|binding| binding.unwrap_or(Expr::Absent)).collect();
    check_kinds(&bindings, &callers, &called.operation, context);
    let shape = lower_outputs(&unit.outputs, &callers, context);
    let output = Some(answer_type(&unit.outputs, &shape, context));
    let parameters = callers.finish(exposure, Some(called), call.span, context);
    inputs_inferred(unit, parameters.len(), context);
    raw_format_shaped(unit, &called.operation, &shape, context);
    let body = FunctionBody::Call { upstream, operation, bindings };
    Some(LoweredFunction {
        function: Function { parameters, body, shape, output, reference: None },
        target: Some((upstream, operation)),
    })
}

/// Reports keys of a unit that contradict its answer, and those that would be passed over.
fn one_answer(unit: &Unit<'_>, context: &mut Context<'_>) {
    if !unit.content.is_empty() && (unit.call.is_some() || !unit.outputs.is_empty()) {
        let message = "a tool with `content` always says the same; it has no `call` and no outputs";
        context.report(Finding::new(Code::ContentInvalid, unit.content[0].span, message));
    }
    if let (Some(call), Some(step)) = (&unit.call, unit.steps.first()) {
        let message = "a unit has `call` or `steps`, not both";
        context.report(
            Finding::new(Code::StepInvalid, call.span, message)
                .help(format!("make the call a step, before line {}, or after it", step.span.line)),
        );
    }
    if let Some(mapping) = unit.mappings.first().filter(|_| unit.steps.is_empty()) {
        let message = "`mappings` are made of the outputs of `steps`, and there are none";
        context.report(Finding::new(Code::StepInvalid, mapping.span, message).help(
            "add `steps`, or write the paths under `outputParameters`, as in `mapping: $.id`",
        ));
    }
    if let Some(entry) = unit.with.first().filter(|_| unit.call.is_none() && !unit.unsupported) {
        let message = "`with` passes arguments to a `call`, and there is none";
        context.report(
            Finding::new(Code::WithType, entry.name.span, message)
                .help("add `call`, or remove `with`"),
        );
    }
}

/// A unit that answers by itself (semantics 8).
fn constant(unit: &Unit<'_>, exposure: Exposure<'_>, context: &mut Context<'_>) -> LoweredFunction {
    let mut callers = Callers::declared(unit, exposure, context);
    let mut unknown = Vec::new();
    let template = lower_constant(&unit.outputs, context, &mut |name, _| {
        note_unknown(name, &callers, exposure, &mut unknown);
        callers.index(name)
    });
    for name in unknown {
        hole_undeclared(&name, unit.span, context);
    }
    let parameters = callers.finish(exposure, None, unit.span, context);
    let body = FunctionBody::Constant(template);
    let shape = Expr::Answer(Vec::new());
    let function = Function { parameters, body, shape, output: None, reference: None };
    LoweredFunction { function, target: None }
}

/// A tool that says the same whoever asks (docs/extensions.md).
fn content(unit: &Unit<'_>, context: &mut Context<'_>) -> Option<LoweredFunction> {
    let callers = Callers::declared(unit, Exposure::Tool, context);
    let blocks: Option<Vec<serde_json::Value>> =
        unit.content.iter().map(|block| lower_block(block, context)).collect();
    let body = FunctionBody::Content(serde_json::Value::Array(blocks?).to_string());
    let parameters = callers.finish(Exposure::Tool, None, unit.span, context);
    let shape = Expr::Answer(Vec::new());
    let function = Function { parameters, body, shape, output: None, reference: None };
    Some(LoweredFunction { function, target: None })
}

/// R56.
fn call_missing(unit: &Unit<'_>, what: &str, context: &mut Context<'_>) {
    let name = unit.name.as_ref().map_or(String::new(), |name| format!(" `{}`", name.value));
    context.report(
        Finding::new(
            Code::CallMissing,
            unit.span,
            format!("{what}{name} calls nothing and has no constant output"),
        )
        .help("add `call: namespace.operation`"),
    );
}

/// R70.
fn method_differs(method: &str, operation: &Operation, span: Span, context: &mut Context<'_>) {
    let called = &operation.method;
    if called != method {
        let message = format!("a {method} that calls a {called}");
        context.report(Finding::new(Code::MethodDiffers, span, message));
    }
}

/// R62.
fn inputs_inferred(unit: &Unit<'_>, count: usize, context: &mut Context<'_>) {
    if unit.inputs.is_none() && count > 0 {
        let inputs = if count == 1 { "input is" } else { "inputs are" };
        let message = format!("{count} {inputs} inferred from the called operation");
        context.report(Finding::new(Code::InputsInferred, unit.span, message));
    }
}

/// A selection inside something that is not JSON.
fn raw_format_shaped(
    unit: &Unit<'_>,
    operation: &Operation,
    shape: &Expr,
    context: &mut Context<'_>,
) {
    if operation.format != RawFormat::Json && !shape.is_document() {
        let span = unit.outputs.first().map(|output| output.span);
        context.report(
            Finding::new(
                Code::RawFormatShaped,
                span,
                "this output selects from an answer that is not JSON; the answer is passed on whole",
            )
            .help("use `mapping: $.`"),
        );
    }
}

impl<'l> Binder<'l, '_, '_> {
    /// R58 to R61.
    pub(super) fn with_entries(&mut self, names: &Names) {
        let unit = self.unit;
        let known = |name: &str| names.dotted.iter().any(|other| other == name);
        for (entry, meaning) in unit.with.iter().zip(&names.with) {
            let target = match meaning {
                NameMeaning::Argument(index) => *index,
                NameMeaning::Fixed => {
                    // A wrong value is reported, although it is not used.
                    let nobody = &mut Callers::default();
                    lower_with(entry, self.namespace, &known, nobody, self.context);
                    continue;
                }
                NameMeaning::Dropped | NameMeaning::Caller => continue,
            };
            let value = lower_with(entry, self.namespace, &known, &mut self.callers, self.context);
            if self.is_bound(target) {
                self.with_twice(&entry.name, target);
            }
            match value {
                WithValue::Reference(caller) => {
                    self.callers.list[caller].bound.get_or_insert(target);
                    self.callers.list[caller].named.get_or_insert(entry.value.span);
                    self.bind(target, Expr::Parameter(caller));
                }
                WithValue::Other(binding) => {
                    constant_refused(&binding, self.called, target, entry.value.span, self.context);
                    self.bind(target, binding);
                }
            }
        }
    }

    pub(super) fn bind(&mut self, argument: usize, binding: Expr) {
        // A step may be skipped.
        if !self.unit.is_step {
            self.callers.need(&binding, self.called.operation.arguments[argument].place);
        }
        self.bindings[argument] = Some(binding);
    }

    pub(super) fn is_bound(&self, argument: usize) -> bool {
        self.bindings[argument].is_some()
    }

    /// Two entries of `with` for one argument (R60).
    fn with_twice(&mut self, name: &Text, argument: usize) {
        let argument = &self.called.operation.arguments[argument].name;
        let message = format!("`{}` is the argument `{argument}`, which has a value", name.value);
        self.context.report(
            Finding::new(Code::DuplicateKey, name.span, message)
                .help("keep the entry that is meant"),
        );
    }

    /// Binds the remaining arguments: they pass through under their own names, or stay absent (R66, R67).
    pub(super) fn unbound_arguments(&mut self) {
        let declared = self.called.declared;
        let closed = self.unit.inputs.is_some();
        let listed = closed || !self.unit.with.is_empty();
        let mut passed = false;
        for index in 0..declared {
            if self.is_bound(index) {
                continue;
            }
            let argument = &self.called.operation.arguments[index];
            if closed && !argument.required {
                self.bind(index, Expr::Absent);
                continue;
            }
            let (name, place, required) =
                (argument.name.clone(), argument.place, argument.required);
            if listed && required && place != WirePlace::Path {
                self.unbound_required_argument(&name);
            }
            passed |= !self.unit.with.is_empty();
            let caller = self.callers.index(&name);
            self.callers.list[caller].bound.get_or_insert(index);
            self.bind(index, Expr::Parameter(caller));
        }
        if passed {
            let message = "arguments that `with` does not list pass through under their own names";
            self.context.report(Finding::new(Code::WithPartial, self.unit.span, message));
        }
    }

    /// R67.
    fn unbound_required_argument(&mut self, name: &str) {
        let span = self.unit.call.as_ref().map_or(self.unit.span, |call| call.span);
        let operation = &self.called.operation.name;
        self.context.report(
            Finding::new(
                Code::UnboundRequiredArgument,
                span,
                format!("`{operation}` needs `{name}`, which is not passed to it; callers have to give it"),
            )
            .help(format!("declare the input `{name}`, or pass it under `with`")),
        );
    }
}

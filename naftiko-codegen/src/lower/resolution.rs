//! Names by which units pass arguments, resolved before any unit is bound: R60, R61, R65.

use std::collections::HashMap;

use super::arguments::{is_whole_body_name, name_fields};
use super::assumed::{kinds_of, settle};
use super::callee::{Callee, NameMeaning, Names};
use super::calls::{CallingUnit, calling_units};
use super::context::Context;
use super::expression::sole_expression;
use super::limits::{MAX_ALL_INPUTS, MAX_INPUTS};
use super::operation_builder::OperationBuilder;
use super::references::{Bare, references, sole_reference};
use super::step_kinds::StepKinds;
use super::targets::find_call;
use super::undeclared::{mapped_argument, undeclared_argument, unsent_argument, variable_given};
use super::upstreams::LoweredUpstream;
use crate::finding::{Code, Finding};
use crate::model::{Kind, Operation, WirePlace};
use crate::names::{self, Found};
use crate::source::{Node, Value};
use crate::spec::{Adapter, InputParameter, Text, WithEntry};
use crate::text::Span;

/// Adds the arguments that only units know, and finishes every operation. What the names of a unit mean is
/// kept for its binding.
pub(super) fn finish_operations<'d>(
    adapters: impl IntoIterator<Item = &'d Adapter<'d>>,
    mut upstreams: Vec<LoweredUpstream<OperationBuilder>>,
    context: &mut Context<'_>,
) -> Vec<LoweredUpstream> {
    let mut inputs = 0;
    for calling in calling_units(adapters) {
        // A call of nothing is reported where the unit is bound.
        let Some((upstream, operation)) = find_call(&calling.call.value, &upstreams).one() else {
            continue;
        };
        let unit = calling.unit;
        let own = unit.inherited.len() + unit.inputs.as_ref().map_or(0, Vec::len) + unit.with.len();
        inputs += own;
        let outputs = StepKinds::before(&calling, &upstreams, |builder| &builder.operation);
        let operation = &mut upstreams[upstream].operations[operation];
        // Such a unit, or document, is refused.
        if own.max(operation.operation.arguments.len()) > MAX_INPUTS || inputs > MAX_ALL_INPUTS {
            continue;
        }
        let visible: Vec<String> = calling.visible().collect();
        context.variables.steps.clone_from(&calling.steps);
        let names = context.seeing(visible, |context| {
            let dotted = dotted_names(&calling, &operation.operation);
            let (callers, passed) = (HashMap::new(), HashMap::new());
            let mut resolver = Resolver {
                calling: &calling,
                operation,
                context,
                outputs,
                dotted,
                callers,
                passed,
            };
            let (with, inputs) = (resolver.entries(), resolver.inputs());
            resolver.pass_on();
            resolver.keep_kinds();
            Names { with, inputs, dotted: resolver.dotted }
        });
        context.names.insert(unit.id, names);
    }
    context.variables.steps.clear();
    upstreams.into_iter().map(|upstream| upstream.map(|one| finish(one, context))).collect()
}

fn finish(builder: OperationBuilder, context: &mut Context<'_>) -> Callee {
    let OperationBuilder { mut operation, span, declared, passed, .. } = builder;
    let settled = settle(&mut operation.arguments, &passed);
    name_fields(&mut operation.arguments, span, context);
    Callee { operation, span, declared, settled }
}

/// Names of placeholders, arguments and inputs that have a dot in them (R58); any other dot is in front of a member.
fn dotted_names(calling: &CallingUnit<'_>, operation: &Operation) -> Vec<String> {
    let inputs = calling.unit.all_inputs();
    let inputs = inputs.filter_map(|input| Some(&input.name.as_ref()?.value));
    let arguments = operation.arguments.iter().map(|argument| &argument.name);
    let names = calling.placeholders.iter().chain(arguments).chain(inputs);
    names.filter(|name| name.contains('.')).cloned().collect()
}

/// Value that a unit passes to an argument.
enum Passed {
    /// The caller parameter of this name.
    Caller(String),
    /// A value of the document, of this type.
    Value(Kind),
}

/// The names of one unit.
struct Resolver<'l, 'c> {
    calling: &'l CallingUnit<'l>,
    operation: &'l mut OperationBuilder,
    context: &'l mut Context<'c>,
    /// What the steps before it give.
    outputs: StepKinds,
    /// Names with a dot that is in front of no member.
    dotted: Vec<String>,
    /// Caller parameters by name, each with the input that declares it.
    callers: HashMap<String, Option<&'l InputParameter<'l>>>,
    /// The arguments that have a value.
    passed: HashMap<usize, Passed>,
}

impl<'l> Resolver<'l, '_> {
    /// R58 to R61.
    fn entries(&mut self) -> Vec<NameMeaning> {
        let entries = &self.calling.unit.with;
        entries.iter().map(|entry| self.entry(entry)).collect()
    }

    fn entry(&mut self, entry: &WithEntry<'_>) -> NameMeaning {
        let name = &entry.name;
        if self.operation.is_dropped(&name.value) {
            return NameMeaning::Dropped;
        }
        if self.operation.of_process.contains(&name.value) {
            variable_given(name, self.operation, self.context);
            return NameMeaning::Dropped;
        }
        let argument = if self.calling.unit.is_closed() {
            let found = self.find(&name.value);
            if found.is_none() {
                unsent_argument(name, self.operation, self.context);
            }
            found
        } else {
            self.argument(&name.value, name.span)
        };
        let Some(argument) = argument else { return NameMeaning::Fixed };
        self.value(argument, entry.value, Bare::Of(self.calling.namespace));
        NameMeaning::Argument(argument)
    }

    /// R64, R65.
    fn inputs(&mut self) -> Vec<NameMeaning> {
        let unit = self.calling.unit;
        unit.all_inputs().map(|input| self.input(input)).collect()
    }

    fn input(&mut self, input: &'l InputParameter<'l>) -> NameMeaning {
        let unit = self.calling.unit;
        let Some(name) = input.name.as_ref().filter(|name| !name.value.is_empty()) else {
            return NameMeaning::Dropped;
        };
        if self.operation.is_dropped(&name.value) {
            return NameMeaning::Dropped;
        }
        if self.operation.of_process.contains(&name.value) {
            if unit.is_closed() {
                self.callers.insert(name.value.clone(), Some(input));
                return NameMeaning::Caller;
            }
            variable_given(name, self.operation, self.context);
            return NameMeaning::Dropped;
        }
        if let Some(declared) = self.callers.get_mut(&name.value) {
            *declared = Some(input);
            return NameMeaning::Caller;
        }
        let argument = match &input.mapping {
            Some(mapping) => {
                self.mapped(mapping).or_else(|| self.undeclared(&name.value, name.span))
            }
            None if unit.is_closed() => match self.find(&name.value) {
                Some(argument) => Some(argument),
                None => {
                    self.callers.insert(name.value.clone(), Some(input));
                    return NameMeaning::Caller;
                }
            },
            None => self.argument(&name.value, name.span),
        };
        let Some(argument) = argument else { return NameMeaning::Fixed };
        // An argument that has a value already is not for callers to give.
        if !self.passed.contains_key(&argument) {
            match input.value.filter(|_| input.path().is_none()) {
                Some(node) => self.value(argument, node, Bare::None),
                None => {
                    self.callers.insert(name.value.clone(), Some(input));
                    self.passed.insert(argument, Passed::Caller(name.value.clone()));
                }
            }
        }
        NameMeaning::Argument(argument)
    }

    /// Arguments that neither names pass through as callers give them (R66).
    fn pass_on(&mut self) {
        let closed = self.calling.unit.inputs.is_some();
        for index in 0..self.operation.declared {
            let argument = &self.operation.operation.arguments[index];
            if !closed || argument.required {
                let name = argument.name.clone();
                self.passed.entry(index).or_insert(Passed::Caller(name));
            }
        }
    }

    /// Leaves the types of what is passed with the operation.
    fn keep_kinds(&mut self) {
        for (argument, passed) in &self.passed {
            let kinds = match passed {
                Passed::Caller(name) => kinds_of(self.callers.get(name).copied().flatten()),
                Passed::Value(kind) => vec![*kind],
            };
            self.operation.pass(*argument, kinds);
        }
    }

    /// The argument that `name` means, which is added when there is none.
    fn argument(&mut self, name: &str, span: Span) -> Option<usize> {
        self.find(name).or_else(|| self.undeclared(name, span))
    }

    fn undeclared(&mut self, name: &str, span: Span) -> Option<usize> {
        undeclared_argument(name, span, self.operation, self.context)
    }

    /// The argument of a `mapping`; a place in front of its name adds it when there is none (R65).
    fn mapped(&mut self, mapping: &Text) -> Option<usize> {
        let message = format!("`{}` says which argument this input is", mapping.value);
        self.context.report(Finding::new(Code::InputMapping, mapping.span, message));
        let (place, name) = mapped_place(&mapping.value);
        self.find(name).or_else(|| {
            Some(mapped_argument(name, place?, mapping.span, self.operation, self.context))
        })
    }

    /// The argument that `name` means: exact, folded (R60), or the whole body.
    fn find(&mut self, name: &str) -> Option<usize> {
        let arguments = &self.operation.operation.arguments;
        match names::find(name, arguments.iter().map(|argument| argument.name.as_str())) {
            Found::Exact(index) => Some(index),
            Found::Folded(index) => {
                let message = format!("`{name}` is the argument `{}`", arguments[index].name);
                let span = self.calling.unit.span;
                self.context.report(Finding::new(Code::WithNameFolded, span, message));
                Some(index)
            }
            Found::Ambiguous | Found::Nothing => {
                self.operation.whole_body().filter(|_| is_whole_body_name(name))
            }
        }
    }

    /// A value that the document gives: what it refers to comes from callers.
    fn value(&mut self, argument: usize, node: &Node, bare: Bare<'_>) {
        let variables = &self.context.variables;
        let passed = match sole_reference(node, bare, variables) {
            Some(name) => Passed::Caller(self.caller(&name).to_owned()),
            None => Passed::Value(self.kind_of(node)),
        };
        for name in references(node, bare, variables) {
            let caller = self.caller(&name).to_owned();
            self.callers.entry(caller).or_default();
        }
        self.passed.insert(argument, passed);
    }

    fn kind_of(&self, node: &Node) -> Kind {
        match &node.value {
            Value::Sequence(_) => Kind::Array,
            Value::Mapping(_) => Kind::Object,
            Value::Scalar(scalar) => {
                let text = scalar.text.trim();
                let expression = text.strip_prefix("$.").or_else(|| sole_expression(text));
                let step = expression.and_then(|name| self.context.variables.step(name));
                step.map_or(Kind::String, |(step, path)| self.outputs.at(step, &path))
            }
        }
    }

    /// Returns the caller parameter that `name` means: behind `body.`, a field of the request (R58).
    fn caller<'t>(&self, name: &'t str) -> &'t str {
        let field = name.strip_prefix("body.").filter(|field| !field.is_empty());
        field.filter(|_| !self.dotted.iter().any(|dotted| dotted == name)).unwrap_or(name)
    }
}

/// The place and the name of `body.x`, `path.x`, `query.x`, `header.x`, or of the bare name of an argument.
fn mapped_place(mapping: &str) -> (Option<WirePlace>, &str) {
    let path = mapping.trim().trim_start_matches("$.").trim_start_matches('$');
    match path.split_once('.') {
        Some(("body", name)) => (Some(WirePlace::Field), name),
        Some(("path" | "pathParameters", name)) => (Some(WirePlace::Path), name),
        Some(("query" | "queryParameters", name)) => (Some(WirePlace::Query), name),
        Some(("header" | "headers", name)) => (Some(WirePlace::Header), name),
        _ => (None, path),
    }
}

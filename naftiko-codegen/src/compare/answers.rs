//! What callers read, and what it is made of.

use serde_json::Value;

use super::change::{Both, Change};
use super::comparer::Comparer;
use super::types::{Direction, TypeComparer};
use super::wording::{ExprNames, listed, quoted};
use crate::model::{
    Capability, Expr, Function, FunctionBody, Operation, RawFormat, Steps, Upstream,
};
use crate::text::Span;

const OUTPUTS: [&str; 2] = ["outputParameters", "content"];

/// Compares what two functions answer. `spans` are the places of their units.
pub(super) fn compare_answers(
    functions: Both<&Function>,
    spans: Both<Span>,
    comparer: &mut Comparer<'_>,
) {
    let bodies = functions.map(|function| &function.body);
    let at = comparer.keys(spans, &OUTPUTS);
    match (bodies.old, bodies.new) {
        (FunctionBody::Call { .. }, FunctionBody::Call { .. }) => {
            calls(functions, spans, comparer);
        }
        (FunctionBody::Steps(old), FunctionBody::Steps(new)) => {
            steps(Both::new(old, new), functions, at, comparer);
        }
        (FunctionBody::Constant(old), FunctionBody::Constant(new)) => {
            let names = names(functions, comparer);
            let both = names.zip(Both::new(old, new));
            if both.map(|(names, expr)| names.text(expr)).differ() {
                constants(Both::new(old, new), at, comparer);
            }
        }
        (FunctionBody::Content(old), FunctionBody::Content(new)) => {
            if old != new {
                comparer.add(Change::neutral("the content is another").at(at));
            }
        }
        (old, new) => {
            let message = format!("the answer is {} now, and was {}", source(new), source(old));
            let note = "whether it has the same members is not known here";
            comparer.add(Change::breaking(message).at(at).note(note));
        }
    }
}

fn source(body: &FunctionBody) -> &'static str {
    match body {
        FunctionBody::Call { .. } => "that of a call",
        FunctionBody::Steps(_) => "that of several steps",
        FunctionBody::Constant(_) => "a constant",
        FunctionBody::Content(_) => "fixed content",
    }
}

fn names<'a>(functions: Both<&'a Function>, comparer: &Comparer<'a>) -> Both<ExprNames<'a>> {
    let both = comparer.capabilities().zip(functions);
    both.map(|(capability, function)| ExprNames::of_function(capability, function))
}

/// A call as it is made.
struct Called<'a> {
    upstream: &'a Upstream,
    operation: &'a Operation,
    bindings: &'a [Expr],
    function: &'a Function,
    names: ExprNames<'a>,
}

impl<'a> Called<'a> {
    fn of((capability, function): (&'a Capability, &'a Function)) -> Option<Self> {
        let FunctionBody::Call { upstream, operation, bindings } = &function.body else {
            return None;
        };
        let upstream = &capability.upstreams[*upstream];
        let operation = &upstream.operations[*operation];
        let names = ExprNames::of_function(capability, function);
        Some(Self { upstream, operation, bindings, function, names })
    }

    fn name(&self) -> String {
        format!("{}.{}", self.upstream.namespace, self.operation.name)
    }

    /// Returns `true` if the answer of the upstream is passed on as it comes.
    fn is_relay(&self) -> bool {
        self.function.shape.is_document() || self.operation.format != RawFormat::Json
    }
}

fn calls(functions: Both<&Function>, spans: Both<Span>, comparer: &mut Comparer<'_>) {
    let both = comparer.capabilities().zip(functions).map(Called::of);
    let (Some(old), Some(new)) = (both.old, both.new) else { return };
    let both = Both { old: &old, new: &new };
    target(both, spans, comparer);
    bindings(both, spans, comparer);
    let at = comparer.keys(spans, &OUTPUTS);
    let formats = both.map(|one| one.operation.format);
    if formats.differ() {
        let Both { old, new } = formats.map(|format| format!("{format:?}").to_lowercase());
        let message = format!("the answer is {new} now, and was {old}");
        comparer.add(Change::breaking(message).at(both.map(|one| one.operation.span)));
        return;
    }
    match (both.old.is_relay(), both.new.is_relay()) {
        (true, true) => {}
        (false, true) => comparer.add(
            Change::breaking("the answer is passed on as the upstream gives it now").at(at).note(
                "it was made of the outputs before, and nothing is said of its members any more",
            ),
        ),
        (true, false) => comparer.add(
            Change::breaking("the answer is made of the outputs now")
                .at(at)
                .note("it was passed on as the upstream gives it before, with all of its members"),
        ),
        (false, false) => shaped(both, at, comparer),
    }
}

/// The operation that is called.
fn target(both: Both<&Called<'_>>, spans: Both<Span>, comparer: &mut Comparer<'_>) {
    let names = both.map(Called::name);
    let runs = both.map(|one| one.operation.unroutable.is_none());
    match (runs.old, runs.new) {
        (true, false) => comparer.add(Change::breaking("it cannot be called any more").at(spans)),
        (false, true) => comparer.add(Change::addition("it can be called now").at(spans)),
        _ => {}
    }
    let lines = both.map(|one| (&one.operation.method, &one.operation.template));
    let bases = both.map(|one| one.names.joined(&one.upstream.base_uri));
    let change = if names.differ() && (lines.differ() || bases.differ()) {
        let at = comparer.keys(spans, &["call"]);
        let Both { old, new } = names.as_ref().map(|name| quoted(name));
        Change::neutral(format!("it calls {new} now, and called {old}")).at(at)
    } else if lines.differ() {
        let at = both.map(|one| one.operation.span);
        Change::neutral(format!("the request to {} is another", quoted(&names.new))).at(at)
    } else {
        // Another host alone is told of once, where the upstream is.
        return;
    };
    comparer.add(if both.old.is_relay() && both.new.is_relay() {
        change.warning(
            "the answer is passed on as it comes; whether it has the same members is not known here",
        )
    } else {
        change
    });
}

/// The values that are passed to the operation, where neither side leaves them out.
fn bindings(both: Both<&Called<'_>>, spans: Both<Span>, comparer: &mut Comparer<'_>) {
    let passed = both.map(|one| {
        let arguments = one.operation.arguments.iter().zip(one.bindings);
        let passed = arguments.filter(|(_, binding)| !matches!(binding, Expr::Absent));
        let passed = passed.map(|(argument, binding)| (&argument.name, binding));
        passed.collect::<Vec<_>>()
    });
    let others = passed.new.iter().filter(|(name, new)| {
        let old = passed.old.iter().find(|(other, _)| other == name);
        old.is_some_and(|(_, old)| {
            let of_callers = matches!((old, new), (Expr::Parameter(_), Expr::Parameter(_)));
            !of_callers && both.old.names.text(old) != both.new.names.text(new)
        })
    });
    let others: Vec<&str> = others.map(|(name, _)| name.as_str()).collect();
    if !others.is_empty() {
        let at = comparer.keys(spans, &["with", "inputParameters"]);
        let message = format!("the upstream is given another value for {}", listed(others));
        comparer.add(Change::neutral(message).at(at));
    }
}

/// Answers that are made of outputs.
fn shaped(both: Both<&Called<'_>>, at: Both<Span>, comparer: &mut Comparer<'_>) {
    let types = comparer.capabilities().map(|capability| &capability.types);
    let mut found = TypeComparer::new(types, Direction::Given);
    found.compare(both.map(|one| one.function.output));
    let found = found.found;
    for one in &found {
        comparer.add(one.change("answer", Direction::Given).at(at));
    }
    let other = sources_differ(both);
    if !other.is_empty() && found.is_empty() {
        let message =
            format!("the answer has {} from elsewhere", listed(other.iter().map(String::as_str)));
        comparer.add(Change::neutral(message).at(at));
    }
}

/// Members of an answer that are made of something else; the whole answer where it is no object.
fn sources_differ(both: Both<&Called<'_>>) -> Vec<String> {
    let members = both.map(|one| match &one.function.shape {
        Expr::Object(members) => members
            .iter()
            .map(|(key, value)| {
                (key.literal().unwrap_or_default().to_owned(), one.names.text(value))
            })
            .collect(),
        other => vec![("its value".to_owned(), one.names.text(other))],
    });
    let is_other = |(name, text): &&(String, String)| {
        members.old.iter().any(|(other, old)| other == name && old != text)
    };
    members.new.iter().filter(is_other).map(|(name, _)| name.clone()).collect()
}

/// Answers that are made of the outputs of steps.
fn steps(
    both: Both<&Steps>,
    functions: Both<&Function>,
    at: Both<Span>,
    comparer: &mut Comparer<'_>,
) {
    let names = names(functions, comparer);
    let Both { old, new } = both.map(mapped);
    let gone: Vec<&str> = old.iter().copied().filter(|name| !new.contains(name)).collect();
    let added: Vec<&str> = new.iter().copied().filter(|name| !old.contains(name)).collect();
    if !gone.is_empty() {
        let message = format!("the answer has no {} any more", listed(gone.iter().copied()));
        comparer.add(Change::breaking(message).at(at));
    }
    if !added.is_empty() {
        let message = format!("the answer has {} now", listed(added.iter().copied()));
        comparer.add(Change::addition(message).at(at));
    }
    let texts = names.zip(both).map(|(names, steps)| names.steps(steps));
    if gone.is_empty() && added.is_empty() && texts.differ() {
        comparer.add(Change::neutral("the answer is made of other steps").at(at));
    }
}

fn mapped(steps: &Steps) -> Vec<&str> {
    match &steps.mapped {
        Some(Expr::Object(members)) => {
            members.iter().filter_map(|(key, _)| key.literal()).collect()
        }
        _ => Vec::new(),
    }
}

/// Answers that are constants.
fn constants(both: Both<&Expr>, at: Both<Span>, comparer: &mut Comparer<'_>) {
    let parsed =
        both.map(|expr| serde_json::from_str::<Value>(&expr.to_json()).unwrap_or_default());
    let (mut gone, mut added) = (Vec::new(), Vec::new());
    members(parsed.as_ref(), "", &mut gone, &mut added);
    let listed = |names: &[String]| listed(names.iter().map(String::as_str));
    if !gone.is_empty() {
        let message = format!("the constant answer has no {} of that type any more", listed(&gone));
        comparer.add(Change::breaking(message).at(at));
    }
    if !added.is_empty() {
        let message = format!("the constant answer has {} now", listed(&added));
        comparer.add(Change::addition(message).at(at));
    }
    if gone.is_empty() && added.is_empty() {
        comparer.add(Change::neutral("the constant answer has other values").at(at));
    }
}

/// Members that are gone, or of another type, and those that are new.
fn members(both: Both<&Value>, path: &str, gone: &mut Vec<String>, added: &mut Vec<String>) {
    let below =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (both.old, both.new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in old {
                match new.get(name) {
                    None => gone.push(below(name)),
                    Some(other) => members(Both::new(value, other), &below(name), gone, added),
                }
            }
            added
                .extend(new.keys().filter(|name| !old.contains_key(*name)).map(|name| below(name)));
        }
        (Value::Null, _) | (_, Value::Null) => {}
        (old, new) if std::mem::discriminant(old) != std::mem::discriminant(new) => {
            gone.push(if path.is_empty() { "value".to_owned() } else { path.to_owned() });
        }
        _ => {}
    }
}

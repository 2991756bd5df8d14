//! What callers give.

use super::change::{Both, Change};
use super::comparer::Comparer;
use super::pairing::{Pairs, predecessor, successor};
use super::path::path_text;
use super::types::{Direction, Kinds, Shift, TypeComparer, shift_of_kinds};
use super::wording::quoted;
use crate::model::{
    Capability, Expr, Function, FunctionBody, JsonType, Kind, Parameter, Place, Types,
};

/// A parameter with what is known of it.
#[derive(Clone, Copy)]
struct Taken<'a> {
    parameter: &'a Parameter,
    /// Argument of the called operation that it is.
    argument: Option<&'a str>,
    /// Set if it becomes a part of an upstream's path, so that an empty one is refused.
    fills_path: bool,
}

/// Compares the parameters of a function.
pub(super) fn compare_parameters(functions: Both<&Function>, comparer: &mut Comparer<'_>) {
    let taken = comparer.capabilities().zip(functions).map(taken);
    compare_taken(&taken, comparer);
}

/// Compares parameters that no function has.
pub(super) fn compare_arguments(parameters: Both<Vec<&Parameter>>, comparer: &mut Comparer<'_>) {
    let taken = |parameter| Taken { parameter, argument: None, fills_path: false };
    let taken = parameters.map(|list| list.into_iter().map(taken).collect());
    compare_taken(&taken, comparer);
}

fn compare_taken(taken: &Both<Vec<Taken<'_>>>, comparer: &mut Comparer<'_>) {
    let mut pairs = Pairs::by(taken.as_ref(), |one| key(one.parameter));
    if pairs.gone.is_empty() && pairs.added.is_empty() && is_reordered(&taken.new, &pairs.stayed) {
        let first = pairs.stayed.first().map(|both| both.map(|one| one.parameter.span));
        let change = Change::neutral("the inputs are listed in another order");
        comparer.add(match first {
            Some(spans) => change.at(spans),
            None => change,
        });
    }
    for both in pairs.stayed.drain(..) {
        parameter(both, comparer);
    }
    let moved = pairs.successors(|old, new| old.parameter.name == new.parameter.name);
    for both in &moved {
        let (old, new) = (both.old.parameter, both.new.parameter);
        let message = format!("the {} is a {} now", subject(old), place(new));
        comparer.add(Change::breaking(message).at(Both::new(old.span, new.span)));
    }
    let renamed = pairs.successors(|old, new| {
        old.parameter.name != new.parameter.name
            && old.argument.is_some()
            && old.argument == new.argument
    });
    for old in pairs.gone {
        if successor(&moved, old).is_none() {
            gone(old.parameter, successor(&renamed, old).map(|new| new.parameter), comparer);
        }
    }
    for new in pairs.added {
        if predecessor(&moved, new).is_none() {
            added(new.parameter, predecessor(&renamed, new).map(|old| old.parameter), comparer);
        }
    }
}

/// Returns `true` if what stayed stands in another order in the new list.
fn is_reordered(new: &[Taken<'_>], stayed: &[Both<&Taken<'_>>]) -> bool {
    !stayed.iter().zip(new).all(|(both, new)| std::ptr::eq(both.new, new))
}

fn taken<'a>((capability, function): (&'a Capability, &'a Function)) -> Vec<Taken<'a>> {
    let argument = |index: usize| {
        let FunctionBody::Call { upstream, operation, bindings } = &function.body else {
            return None;
        };
        let at = bindings.iter().position(|binding| *binding == Expr::Parameter(index))?;
        let called = &capability.upstreams[*upstream].operations[*operation];
        called.arguments.get(at).map(|argument| argument.name.as_str())
    };
    let parameters = function.parameters.iter().enumerate();
    parameters
        .map(|(index, parameter)| Taken {
            parameter,
            argument: argument(index),
            fills_path: capability.fills_path(function, index),
        })
        .collect()
}

/// What makes two parameters the same: their place and name, but for placeholders, which only their place tells apart.
fn key(parameter: &Parameter) -> (String, String) {
    let name = match &parameter.place {
        Place::Path(index) => index.to_string(),
        Place::Same(all) => all.first().copied().unwrap_or_default().to_string(),
        Place::Header => parameter.name.to_ascii_lowercase(),
        _ => parameter.name.clone(),
    };
    (place(parameter), name)
}

/// Place of a parameter in words.
fn place(parameter: &Parameter) -> String {
    let place = match &parameter.place {
        Place::Path(_) | Place::Same(_) => "path parameter",
        Place::Query => "query parameter",
        Place::Header => "header",
        Place::Cookie => "cookie",
        Place::Body => "body",
        Place::Field => "field of the body",
        Place::Within(path) => return format!("value at {} of the body", quoted(&path_text(path))),
        Place::Argument => "argument",
    };
    place.to_owned()
}

/// A parameter in words.
fn subject(parameter: &Parameter) -> String {
    match &parameter.place {
        Place::Body => "body".to_owned(),
        _ => format!("{} {}", place(parameter), quoted(&parameter.name)),
    }
}

fn gone(old: &Parameter, successor: Option<&Parameter>, comparer: &mut Comparer<'_>) {
    let note =
        successor.map(|new| format!("it looks as if it were called {} now", quoted(&new.name)));
    let message = format!("the {} is gone", subject(old));
    comparer.add(Change::breaking(message).old(old.span).maybe_note(note));
}

fn added(new: &Parameter, predecessor: Option<&Parameter>, comparer: &mut Comparer<'_>) {
    let note = predecessor.map(|old| format!("it looks as if it had been {}", quoted(&old.name)));
    let subject = subject(new);
    let change = if new.required {
        Change::breaking(format!("the {subject} is new, and required"))
    } else {
        Change::addition(format!("the {subject} is new"))
    };
    comparer.add(change.new_at(new.span).maybe_note(note));
}

/// One parameter in both programs.
fn parameter(both: Both<&Taken<'_>>, comparer: &mut Comparer<'_>) {
    let Both { old, new } = both.map(|one| one.parameter);
    let spans = Both::new(old.span, new.span);
    let subject = subject(new);
    let mut changes = Vec::new();
    if old.name != new.name {
        let message = format!("the {} is called {} now", self::subject(old), quoted(&new.name));
        changes.push(Change::neutral(message).note("requests are the same"));
    }
    match (old.required, new.required) {
        (false, true) => changes.push(Change::breaking(format!("the {subject} is required now"))),
        (true, false) => {
            changes.push(Change::addition(format!("the {subject} may be left out now")));
        }
        _ => {}
    }
    let types = comparer.capabilities().map(|capability| &capability.types);
    changes.extend(kinds(Both::new(old, new), types, &subject));
    changes.extend(exactness(Both::new(old, new), &subject));
    let mut rules = TypeComparer::new(types, Direction::Taken);
    rules.compare_rules(Both::new(old.bounds, new.bounds));
    // A description and a default are told below.
    let told = |what: &str| what.ends_with("`description`") || what.contains("`default`");
    let found = rules.found.iter().filter(|one| !(one.path.is_empty() && told(&one.what)));
    changes.extend(found.map(|one| one.change(&subject, Direction::Taken)));
    if both.old.fills_path != both.new.fills_path && old.required == new.required {
        changes.push(if both.new.fills_path {
            Change::breaking(format!("the {subject} must not be empty any more"))
        } else {
            Change::addition(format!("the {subject} may be empty now"))
        });
    }
    changes.extend(default(Both::new(old, new), &subject));
    changes.extend(header(Both::new(old, new), &subject));
    if old.description != new.description {
        changes.push(Change::neutral(format!("the {subject} is described in other words")));
    }
    for change in changes {
        comparer.add(change.at(spans));
    }
}

/// Types of JSON that are taken; none are all.
fn kinds_of(parameter: &Parameter, types: &Types) -> Vec<JsonType> {
    let said = parameter.bounds.map(|id| types.get(id).kinds.clone()).unwrap_or_default();
    if (parameter.exact || parameter.kind == Kind::Any) && !said.is_empty() {
        return said;
    }
    parameter.kind.schema_name().and_then(JsonType::parse).into_iter().collect()
}

fn kinds(both: Both<&Parameter>, types: Both<&Types>, subject: &str) -> Option<Change> {
    let kinds = types.zip(both).map(|(types, parameter)| kinds_of(parameter, types));
    let shown = kinds.as_ref();
    let mut shift = shift_of_kinds(shown.map(Vec::as_slice))?;
    let is_text = matches!(
        both.new.place,
        Place::Path(_) | Place::Same(_) | Place::Query | Place::Header | Place::Cookie
    );
    // There is nothing but text in these places.
    if is_text && shown.new.as_slice() == [JsonType::String] {
        shift = Shift::Wider;
    } else if is_text && shown.old.as_slice() == [JsonType::String] {
        shift = Shift::Narrower;
    }
    let message =
        format!("the {subject} is {} now, and was {}", Kinds(shown.new), Kinds(shown.old));
    Some(Change::new(shift.impact(Direction::Taken), message))
}

/// Texts in the place of numbers and the like.
fn exactness(both: Both<&Parameter>, subject: &str) -> Option<Change> {
    match (both.old.exact, both.new.exact) {
        (false, true) => {
            let message = format!("the {subject} is taken exactly as its schema says");
            Some(
                Change::breaking(message).note("a text is no number any more, nor a number a text"),
            )
        }
        (true, false) => {
            let message = format!("the {subject} is taken for what it may be meant");
            Some(
                Change::addition(message)
                    .note("a text that is a number is one, and a number is a text"),
            )
        }
        _ => None,
    }
}

fn default(both: Both<&Parameter>, subject: &str) -> Option<Change> {
    match (&both.old.default, &both.new.default) {
        (None, None) => None,
        (None, Some(new)) => {
            Some(Change::addition(format!("the {subject} is {} where it is left out", quoted(new))))
        }
        (Some(old), None) => Some(Change::breaking(format!(
            "the {subject} is nothing where it is left out, and was {}",
            quoted(old)
        ))),
        (Some(old), Some(new)) if old != new => Some(
            Change::breaking(format!(
                "the {subject} is {} where it is left out, and was {}",
                quoted(new),
                quoted(old)
            ))
            .note("opinions differ: no call is refused, but those that leave it out mean something else"),
        ),
        _ => None,
    }
}

/// The header that repeats an argument (`x-mcp-header`).
fn header(both: Both<&Parameter>, subject: &str) -> Option<Change> {
    match (&both.old.header, &both.new.header) {
        (old, new) if old == new => None,
        (_, Some(new)) => Some(Change::breaking(format!(
            "the {subject} has to be repeated in the header {}",
            quoted(&format!("Mcp-Param-{new}"))
        ))),
        (_, None) => Some(Change::neutral(format!(
            "the {subject} need not be repeated in a header any more"
        ))),
    }
}

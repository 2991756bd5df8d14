//! Surfaces: one file for each kind.

mod control;
mod mcp;
mod prompts;
mod resources;
mod rest;
mod tools;

use self::control::compare_control;
use self::mcp::compare_mcp;
use self::rest::compare_rest;
use super::change::{Both, Change, ProgramPart};
use super::comparer::Comparer;
use super::pairing::{Pairs, predecessor, successor};
use super::wording::quoted;
use crate::model::{Capability, Function, FunctionBody, Surface};
use crate::text::Span;

/// Compares all surfaces, in the order of the new document.
pub(super) fn compare_surfaces(comparer: &mut Comparer<'_>) {
    let capabilities = comparer.capabilities();
    let all = capabilities.map(|capability| &capability.surfaces);
    let pairs = Pairs::by(all, |surface| (kind(surface), namespace(surface).to_owned()));
    let Pairs { stayed, gone, added } = pairs;
    let mut left = Pairs { stayed: Vec::new(), gone, added };
    let renamed = left.successors(|old, new| kind(old) == kind(new));
    let is_renamed = |one: &Surface| {
        renamed
            .iter()
            .any(|both| [both.old, both.new].iter().any(|other| std::ptr::eq(*other, one)))
    };
    left.gone.retain(|one| !is_renamed(one));
    left.added.retain(|one| !is_renamed(one));
    for both in stayed.into_iter().chain(renamed.iter().copied()) {
        comparer.enter(part(both.new));
        surface(both, comparer);
    }
    for old in left.gone {
        comparer.enter(part(old));
        comparer.add(for_whom(old, Change::breaking("the surface is gone")).old(span(old)));
    }
    for new in left.added {
        comparer.enter(part(new));
        comparer.add(for_whom(new, Change::addition("the surface is new")).new_at(span(new)));
    }
}

fn surface(both: Both<&Surface>, comparer: &mut Comparer<'_>) {
    match (both.old, both.new) {
        (Surface::Rest(old), Surface::Rest(new)) => compare_rest(Both { old, new }, comparer),
        (Surface::Mcp(old), Surface::Mcp(new)) => compare_mcp(Both { old, new }, comparer),
        (Surface::Control(old), Surface::Control(new)) => {
            compare_control(Both { old, new }, comparer);
        }
        // Only surfaces of one kind are paired.
        (Surface::Rest(_) | Surface::Mcp(_) | Surface::Control(_), _) => {}
    }
}

fn for_whom(surface: &Surface, change: Change) -> Change {
    if surface.as_control().is_some() { change.for_operators() } else { change }
}

fn part(surface: &Surface) -> ProgramPart {
    let label = match surface {
        Surface::Rest(_) => "REST surface",
        Surface::Mcp(_) => "MCP surface",
        Surface::Control(_) => "control surface",
    };
    ProgramPart::new(kind(surface), label, namespace(surface))
}

fn kind(surface: &Surface) -> &'static str {
    match surface {
        Surface::Rest(_) => "rest",
        Surface::Mcp(_) => "mcp",
        Surface::Control(_) => "control",
    }
}

fn namespace(surface: &Surface) -> &str {
    match surface {
        Surface::Rest(rest) => &rest.namespace,
        Surface::Mcp(mcp) => &mcp.namespace,
        Surface::Control(_) => "",
    }
}

fn span(surface: &Surface) -> Span {
    match surface {
        Surface::Rest(rest) => rest.span,
        Surface::Mcp(mcp) => mcp.span,
        Surface::Control(control) => control.span,
    }
}

/// One kind of what a surface offers, in words.
struct Offer<T> {
    noun: &'static str,
    /// What stands before the name that it has now, and before the one it had: `at `.
    naming: [&'static str; 2],
    unit: fn(&T) -> String,
    name: fn(&T) -> String,
    span: fn(&T) -> Span,
}

impl<T> Offer<T> {
    /// Reports what is gone and what is new, with what it seems to have become, or else `otherwise`.
    fn compare(
        &self,
        pairs: &Pairs<'_, T>,
        renamed: &[Both<&T>],
        otherwise: impl Fn(&T) -> Option<String>,
        comparer: &mut Comparer<'_>,
    ) {
        let Self { noun, naming: [now, before], unit, name, span } = self;
        for old in &pairs.gone {
            comparer.enter_unit(Some(unit(old)));
            let note = successor(renamed, *old)
                .map(|new| format!("it looks as if it were {now}{} now", quoted(&name(new))));
            let change = Change::breaking(format!("the {noun} is gone"));
            comparer.add(change.old(span(old)).maybe_note(note));
        }
        for new in &pairs.added {
            comparer.enter_unit(Some(unit(new)));
            let note = predecessor(renamed, *new)
                .map(|old| format!("it looks as if it had been {before}{}", quoted(&name(old))));
            let change = Change::addition(format!("the {noun} is new"));
            comparer.add(change.new_at(span(new)).maybe_note(note.or_else(|| otherwise(new))));
        }
    }
}

/// Returns `true` if two functions call the same operation, or do the same without a call.
fn is_same_call(capabilities: Both<&Capability>, functions: Both<&Function>) -> bool {
    let called = capabilities.zip(functions).map(|(capability, function)| {
        let FunctionBody::Call { upstream, operation, .. } = &function.body else {
            return None;
        };
        let upstream = &capability.upstreams[*upstream];
        Some((upstream.namespace.as_str(), upstream.operations[*operation].name.as_str()))
    });
    called.old.is_some() && called.old == called.new
}

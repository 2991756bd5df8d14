//! Tools: what agents call, and what they are promised of it.

use super::{Offer, is_same_call};
use crate::compare::answers::compare_answers;
use crate::compare::change::{Both, Change, Impact};
use crate::compare::comparer::Comparer;
use crate::compare::pairing::Pairs;
use crate::compare::parameters::compare_parameters;
use crate::compare::wording::quoted;
use crate::model::{Hints, Mcp, Tool};

const TOOL: Offer<Tool> = Offer {
    noun: "tool",
    naming: ["called ", ""],
    unit,
    name: |tool| tool.name.clone(),
    span: |tool| tool.span,
};

pub(super) fn compare_tools(both: Both<&Mcp>, comparer: &mut Comparer<'_>) {
    let pairs = Pairs::by(both.map(|mcp| &mcp.tools), |tool| tool.name.clone());
    let capabilities = comparer.capabilities();
    let renamed = pairs.successors(|old, new| {
        is_same_call(capabilities, Both::new(&old.function, &new.function))
            || old.description == new.description
    });
    for both in &pairs.stayed {
        comparer.enter_unit(Some(unit(both.new)));
        tool(*both, comparer);
    }
    TOOL.compare(&pairs, &renamed, |_| None, comparer);
}

fn unit(tool: &Tool) -> String {
    format!("tool {}", tool.name)
}

fn tool(both: Both<&Tool>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|tool| tool.span);
    let titles = both.map(|tool| tool.title.as_deref().unwrap_or_default());
    comparer.texts(titles, "title", &["label", "display"], spans);
    let descriptions = both.map(|tool| tool.description.as_str());
    comparer.texts(descriptions, "description", &["description"], spans);
    hints(both, comparer);
    let functions = both.map(|tool| &tool.function);
    let before = comparer.changes.len();
    compare_parameters(functions, comparer);
    let schemas = both.map(|tool| tool.input_schema.as_deref());
    if schemas.differ() && comparer.changes.len() == before {
        let at = comparer.keys(spans, &["inputSchema", "inputParameters"]);
        let message = "the schema of its input says the same in other words";
        let note = "or it has other keywords that are published and not checked";
        comparer.add(Change::neutral(message).at(at).note(note));
    }
    compare_answers(functions, spans, comparer);
}

/// A promise that a hint makes, whatever a client assumes where nothing is said.
struct Promise {
    name: &'static str,
    kept: fn(Hints) -> bool,
    said: fn(Hints) -> Option<bool>,
    withdrawn: &'static str,
    given: &'static str,
}

const PROMISES: [Promise; 4] = [
    Promise {
        name: "readOnly",
        kept: |hints| hints.read_only == Some(true),
        said: |hints| hints.read_only,
        withdrawn: "it may change something now: it was read-only",
        given: "it changes nothing: it is read-only now",
    },
    Promise {
        name: "destructive",
        kept: |hints| hints.destructive == Some(false) || hints.read_only == Some(true),
        said: |hints| hints.destructive,
        withdrawn: "it may destroy something now",
        given: "it destroys nothing any more",
    },
    Promise {
        name: "idempotent",
        kept: |hints| hints.idempotent == Some(true) || hints.read_only == Some(true),
        said: |hints| hints.idempotent,
        withdrawn: "to call it again may change more now: it was idempotent",
        given: "to call it again changes nothing more now",
    },
    Promise {
        name: "openWorld",
        kept: |hints| hints.open_world == Some(false),
        said: |hints| hints.open_world,
        withdrawn: "it may reach beyond this server now",
        given: "it does not reach beyond this server any more",
    },
];

fn hints(both: Both<&Tool>, comparer: &mut Comparer<'_>) {
    let at = comparer.keys(both.map(|tool| tool.span), &["hints"]);
    let hints = both.map(|tool| tool.hints);
    let read_only = hints.map(|hints| hints.read_only == Some(true)).differ();
    for promise in &PROMISES {
        let (impact, message) = match ((promise.kept)(hints.old), (promise.kept)(hints.new)) {
            (true, false) => (Impact::Breaking, promise.withdrawn.to_owned()),
            (false, true) => (Impact::Addition, promise.given.to_owned()),
            _ if hints.map(promise.said).differ() => {
                let message = format!("the hint {} says the same otherwise", quoted(promise.name));
                (Impact::Neutral, message)
            }
            _ => continue,
        };
        // What reads only keeps the other two promises by that.
        let follows = matches!(promise.name, "destructive" | "idempotent");
        if !(read_only && follows && impact != Impact::Neutral) {
            comparer.add(Change::new(impact, message).at(at));
        }
    }
}

//! Prompts: what people start with.

use super::Offer;
use crate::compare::answers::compare_answers;
use crate::compare::change::{Both, Change};
use crate::compare::comparer::Comparer;
use crate::compare::pairing::Pairs;
use crate::compare::parameters::{compare_arguments, compare_parameters};
use crate::compare::wording::quoted;
use crate::model::{Expr, Mcp, Parameter, Prompt, PromptContent, PromptMessage};

const PROMPT: Offer<Prompt> = Offer {
    noun: "prompt",
    naming: ["called ", ""],
    unit,
    name: |prompt| prompt.name.clone(),
    span: |prompt| prompt.span,
};

pub(super) fn compare_prompts(both: Both<&Mcp>, comparer: &mut Comparer<'_>) {
    let pairs = Pairs::by(both.map(|mcp| &mcp.prompts), |prompt| prompt.name.clone());
    let renamed = pairs.successors(|old, new| {
        !old.description.is_empty() && old.description == new.description || text(old) == text(new)
    });
    for both in &pairs.stayed {
        comparer.enter_unit(Some(unit(both.new)));
        prompt(*both, comparer);
    }
    PROMPT.compare(&pairs, &renamed, |_| None, comparer);
}

fn unit(prompt: &Prompt) -> String {
    format!("prompt {}", prompt.name)
}

/// The messages, in a text that is equal for equal ones.
fn text(prompt: &Prompt) -> String {
    let argument = |index: &usize| {
        let name = prompt.arguments.get(*index).map(|one| one.parameter.name.as_str());
        format!("{{{{{}}}}}", name.unwrap_or_default())
    };
    let piece = |piece: &Expr| match piece {
        Expr::Parameter(index) => argument(index),
        other => other.literal().unwrap_or_default().to_owned(),
    };
    let message = |message: &PromptMessage| match &message.content {
        PromptContent::Text(pieces) => {
            format!("{:?}: {}\n", message.role, pieces.iter().map(piece).collect::<String>())
        }
        PromptContent::Made => format!("{:?}\n", message.role),
        PromptContent::Block(block) => format!("{:?}: {block}\n", message.role),
    };
    prompt.messages.iter().map(message).collect()
}

fn prompt(both: Both<&Prompt>, comparer: &mut Comparer<'_>) {
    let spans = both.map(|prompt| prompt.span);
    let titles = both.map(|prompt| prompt.title.as_deref().unwrap_or_default());
    comparer.texts(titles, "title", &["label", "display"], spans);
    let descriptions = both.map(|prompt| prompt.description.as_str());
    comparer.texts(descriptions, "description", &["description"], spans);
    match (&both.old.function, &both.new.function) {
        (Some(old), Some(new)) => {
            let functions = Both::new(&**old, &**new);
            compare_parameters(functions, comparer);
            compare_answers(functions, spans, comparer);
        }
        (old, new) => {
            compare_arguments(both.map(parameters), comparer);
            let at = comparer.keys(spans, &["template", "location"]);
            let message = match (old, new) {
                (None, Some(_)) => "its text is made by what it calls now",
                (Some(_), None) => "its text is fixed now, and was made by what it called",
                _ if both.map(text).differ() => "the messages changed",
                _ => "",
            };
            if !message.is_empty() {
                comparer.add(Change::neutral(message).at(at));
            }
            return retitled(both, comparer);
        }
    }
    if both.map(text).differ() {
        let at = comparer.keys(spans, &["template", "location"]);
        comparer.add(Change::neutral("the messages changed").at(at));
    }
    retitled(both, comparer);
}

fn parameters(prompt: &Prompt) -> Vec<&Parameter> {
    prompt.arguments.iter().map(|argument| &argument.parameter).collect()
}

/// Arguments that have another name for people.
fn retitled(both: Both<&Prompt>, comparer: &mut Comparer<'_>) {
    let arguments = both.map(|prompt| &prompt.arguments);
    let pairs = Pairs::by(arguments, |argument| argument.parameter.name.clone());
    for both in pairs.stayed.iter().filter(|both| both.map(|one| &one.title).differ()) {
        let spans = both.map(|argument| argument.parameter.span);
        let name = quoted(&both.new.parameter.name);
        let message = format!("the argument {name} has another title");
        comparer.add(Change::neutral(message).at(spans));
    }
}

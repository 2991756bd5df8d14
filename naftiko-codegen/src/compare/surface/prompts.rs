//! Prompts: what people start with.

use super::Offer;
use crate::compare::change::{Both, Change};
use crate::compare::comparer::Comparer;
use crate::compare::pairing::Pairs;
use crate::compare::wording::quoted;
use crate::model::{Expr, Mcp, Prompt, PromptArgument, PromptContent, PromptMessage};

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
        let name = prompt.arguments.get(*index).map(|argument| argument.name.as_str());
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
    let pairs = Pairs::by(both.map(|prompt| &prompt.arguments), |argument| argument.name.clone());
    for both in pairs.stayed {
        argument(both, comparer);
    }
    for old in pairs.gone {
        let message = format!("the argument {} is gone", quoted(&old.name));
        comparer.add(Change::breaking(message).old(old.span));
    }
    for new in pairs.added {
        let name = quoted(&new.name);
        let change = if new.required {
            Change::breaking(format!("the argument {name} is new, and required"))
        } else {
            Change::addition(format!("the argument {name} is new"))
        };
        comparer.add(change.new_at(new.span));
    }
    if both.map(text).differ() {
        let at = comparer.keys(spans, &["template", "location"]);
        comparer.add(Change::neutral("the messages changed").at(at));
    }
}

fn argument(both: Both<&PromptArgument>, comparer: &mut Comparer<'_>) {
    let at = both.map(|argument| argument.span);
    let name = quoted(&both.new.name);
    match (both.old.required, both.new.required) {
        (false, true) => {
            comparer.add(Change::breaking(format!("the argument {name} is required now")).at(at));
        }
        (true, false) => {
            let message = format!("the argument {name} may be left out now");
            comparer.add(Change::addition(message).at(at));
        }
        _ => {}
    }
    let texts = both.map(|argument| (&argument.title, &argument.description));
    if texts.differ() {
        let message = format!("the argument {name} is described in other words");
        comparer.add(Change::neutral(message).at(at));
    }
}

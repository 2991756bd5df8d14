//! `prompts/list`, `prompts/get`.

use super::arguments::bind;
use super::result::Form;
use super::rpc::{self, Code, Reply};
use super::{Call, McpServer};
use crate::argument::{RawArguments, RawValue};
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::json::quote_into;
use crate::problem::{Problem, unknown};
use crate::tables::{Prompt, PromptContent, Prompts, Role};

pub(super) fn get(
    server: &McpServer,
    prompts: &'static Prompts,
    form: Form<'_>,
    call: Call<'_>,
) -> Reply {
    let refused = |message: &str| rpc::error(form.id, Code::InvalidParams, message);
    let Some(name) = call.params.name() else {
        return refused("params must be {name, arguments}");
    };
    let Some(prompt) = prompts.prompts.iter().find(|prompt| prompt.name == name) else {
        let known = prompts.prompts.iter().map(|prompt| prompt.name);
        return refused(&unknown("prompt", &name, known));
    };
    let arguments = call.params.arguments();
    if arguments.is_some_and(|arguments| !arguments.starts_with('{')) {
        return refused("arguments must be an object");
    }
    let inputs = bind(prompt.arguments, arguments, call.source);
    if !inputs.problems.is_empty() {
        let sentences: Vec<&str> = inputs.problems.iter().map(Problem::message).collect();
        return refused(&format!("Invalid params: {}", sentences.join("; ")));
    }
    form.messages(&messages(prompt, &inputs, server.state.values().variables()))
}

/// A text with what is given; an argument that is left out stays as it is written (semantics 13.8).
fn text(
    parts: &[Expr],
    prompt: &Prompt,
    inputs: &RawArguments<'_>,
    variables: &[String],
) -> String {
    let mut out = String::new();
    for part in parts {
        if let Expr::Parameter(index) = part
            && let Some(RawValue::Absent) = inputs.slots.get(*index)
        {
            let name = prompt.arguments.get(*index).map_or("", |argument| argument.name);
            out.push_str(&format!("{{{{{name}}}}}"));
        } else {
            out.push_str(&evaluate::text(
                std::slice::from_ref(part),
                Scope::new(inputs, variables),
            ));
        }
    }
    out
}

fn messages(prompt: &Prompt, inputs: &RawArguments<'_>, variables: &[String]) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    for message in prompt.messages {
        out.push(if out.is_empty() { b'[' } else { b',' });
        out.extend_from_slice(match message.role {
            Role::User => b"{\"role\":\"user\",\"content\":",
            Role::Assistant => b"{\"role\":\"assistant\",\"content\":",
        });
        match &message.content {
            PromptContent::Block(block) => out.extend_from_slice(block.as_bytes()),
            PromptContent::Text(parts) => {
                out.extend_from_slice(b"{\"type\":\"text\",\"text\":");
                quote_into(&text(parts, prompt, inputs, variables), &mut out);
                out.push(b'}');
            }
        }
        out.push(b'}');
    }
    if out.is_empty() {
        out.push(b'[');
    }
    out.push(b']');
    out
}

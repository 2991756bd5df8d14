//! Prompts (semantics 13.8 with register Δ39): texts, what a function gives, or texts that its steps fill.

use crate::finding::{Code, Finding};
use crate::lower::caller::Exposure;
use crate::lower::callers::Callers;
use crate::lower::context::Context;
use crate::lower::functions::lower_function;
use crate::lower::prompt_text::text_parts;
use crate::lower::surface::mcp::content::{file, lower_block};
use crate::lower::upstreams::LoweredUpstream;
use crate::model::{
    Expr, Function, Parameter, Prompt, PromptArgument, PromptContent, PromptMessage, Role,
};
use crate::spec::{PromptMessageSection, PromptSection, Text, Unit};
use crate::text::Span;

/// All prompts of an adapter, in document order.
pub(crate) fn lower_prompts(
    prompts: &[PromptSection<'_>],
    namespace: &str,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Vec<Prompt> {
    let mut out: Vec<Prompt> = Vec::new();
    for prompt in prompts {
        let Some(lowered) = lower_prompt(prompt, namespace, upstreams, context) else { continue };
        if out.iter().any(|other| other.name == lowered.name) {
            let message = format!("there is a prompt `{}` already", lowered.name);
            invalid(prompt.unit.span, &message, context);
            continue;
        }
        out.push(lowered);
    }
    out
}

fn lower_prompt(
    prompt: &PromptSection<'_>,
    namespace: &str,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<Prompt> {
    let unit = &prompt.unit;
    let Some(name) = unit.name.as_ref().filter(|name| !name.value.is_empty()) else {
        invalid(unit.span, "a prompt needs a `name`", context);
        return None;
    };
    let written = written(prompt, context)?;
    let (parameters, messages, function) = if unit.does_something() {
        let (function, messages) = made(unit, written, namespace, upstreams, context)?;
        (function.parameters.clone(), messages, Some(Box::new(function)))
    } else {
        let callers = Callers::declared(unit, Exposure::Tool, context);
        let parameters = callers.finish(Exposure::Tool, None, unit.span, context);
        let messages = fixed(unit, written, &parameters, context);
        (parameters, messages, None)
    };
    let title = Text::said(unit.label.as_ref());
    let description =
        Text::said(unit.description.as_ref()).or_else(|| title.clone()).unwrap_or_default();
    let (name, span) = (name.value.clone(), unit.span);
    let arguments = parameters.into_iter().map(|parameter| argument(parameter, prompt)).collect();
    Some(Prompt { name, title, description, arguments, messages, function, span })
}

fn argument(parameter: Parameter, prompt: &PromptSection<'_>) -> PromptArgument {
    let title = prompt.titles.iter().find(|(name, _)| *name == parameter.name);
    PromptArgument { title: title.map(|(_, title)| title.clone()), parameter }
}

/// A message as it is written.
struct Written {
    role: Role,
    content: Content,
}

enum Content {
    Text(Text),
    Block(String),
}

/// The messages of the document; none where a function gives the only one.
fn written(prompt: &PromptSection<'_>, context: &mut Context<'_>) -> Option<Vec<Written>> {
    match (&prompt.location, prompt.messages.as_slice()) {
        (None, []) if prompt.unit.does_something() => Some(Vec::new()),
        (None, []) => {
            let message = "a prompt needs a `template` or a `location`, or a `call`, `steps` or `ref` that makes its text";
            invalid(prompt.unit.span, message, context);
            None
        }
        (Some(location), []) => {
            let Ok(value) = String::from_utf8(file(location, context)?) else {
                invalid(location.span, "this file is not UTF-8 text", context);
                return None;
            };
            let content = Content::Text(Text { value, span: location.span });
            Some(vec![Written { role: Role::User, content }])
        }
        (None, messages) => Some(messages.iter().filter_map(|one| message(one, context)).collect()),
        (Some(location), _) => {
            let message = "a prompt has a `template` or a `location`, not both";
            invalid(location.span, message, context);
            None
        }
    }
}

fn message(message: &PromptMessageSection, context: &mut Context<'_>) -> Option<Written> {
    let role = match message.role.as_ref().map(|role| role.value.as_str()) {
        Some("user") | None => Role::User,
        Some("assistant") => Role::Assistant,
        Some(other) => {
            let problem = format!("`{other}` is no role; `user` and `assistant` are");
            invalid(message.span, &problem, context);
            return None;
        }
    };
    let Some(block) = &message.content else {
        invalid(message.span, "a message of a prompt needs a `content`", context);
        return None;
    };
    let plain = block.kind.as_ref().is_none_or(|kind| kind.value == "text");
    let content = match &block.text {
        Some(text) if plain => Content::Text(text.clone()),
        _ => Content::Block(lower_block(block, context)?.to_string()),
    };
    Some(Written { role, content })
}

/// The function of a prompt, and the messages whose texts it makes.
fn made(
    unit: &Unit<'_>,
    written: Vec<Written>,
    namespace: &str,
    upstreams: &[LoweredUpstream],
    context: &mut Context<'_>,
) -> Option<(Function, Vec<PromptMessage>)> {
    if !written.is_empty() && !can_fill(unit, context) {
        return None;
    }
    let text = |message: &Written| match &message.content {
        Content::Text(text) => Some(text.clone()),
        Content::Block(_) => None,
    };
    let texts: Vec<Text> = written.iter().filter_map(text).collect();
    if texts.is_empty() && !written.is_empty() {
        let message = "no message is a text, so that nothing can name what the steps give";
        let help = "write a text with `{{step.member}}`, or remove the `steps`";
        context.report(Finding::new(Code::PromptInvalid, unit.span, message).help(help));
        return None;
    }
    let unit = Unit { texts, ..unit.clone() };
    let (what, exposure) = ("this prompt", Exposure::Tool);
    let lowered = lower_function(&unit, what, namespace, exposure, upstreams, context)?;
    let messages = written.into_iter().map(|Written { role, content }| {
        let content = match content {
            Content::Text(_) => PromptContent::Made,
            Content::Block(block) => PromptContent::Block(block),
        };
        PromptMessage { role, content }
    });
    Some((lowered.function, messages.collect()))
}

/// Returns `true` if the texts of a prompt can name what it does: only steps of its own have names.
fn can_fill(unit: &Unit<'_>, context: &mut Context<'_>) -> bool {
    let texts = "the texts of `template` or `location`";
    let refused = if let Some(reference) = &unit.reference {
        let message = format!("{texts} cannot name what a shared function gives");
        Some((reference.span, message, "remove them, or write the `steps` here"))
    } else if let (Some(call), []) = (&unit.call, unit.steps.as_slice()) {
        let message = format!("{texts} name what `steps` give, and a `call` has no name");
        let help = "write the call as a step, as in `steps: [{name: ship, call: …}]`, and `{{ship.name}}` in the text";
        Some((call.span, message, help))
    } else if let Some(mapping) = unit.mappings.first() {
        let message =
            format!("`mappings` have no place beside {texts}, which name steps themselves");
        Some((mapping.span, message, "write `{{step.member}}` in the text, and remove `mappings`"))
    } else {
        unit.outputs.first().map(|output| {
            let message =
                format!("outputs have no place beside {texts}, which are all that is answered");
            let help = "write what is meant in the text, and remove `outputParameters`";
            (output.span, message, help)
        })
    };
    let Some((span, message, help)) = refused else { return true };
    context.report(Finding::new(Code::PromptInvalid, span, message).help(help));
    false
}

/// Messages whose arguments are all that is filled in.
fn fixed(
    unit: &Unit<'_>,
    written: Vec<Written>,
    parameters: &[Parameter],
    context: &mut Context<'_>,
) -> Vec<PromptMessage> {
    let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let found = context.findings.len();
    let message = |Written { role, content }| {
        let content = match content {
            Content::Text(text) => {
                PromptContent::Text(text_parts(&text.value, text.span, &names, context))
            }
            Content::Block(block) => PromptContent::Block(block),
        };
        PromptMessage { role, content }
    };
    let messages: Vec<PromptMessage> = written.into_iter().map(message).collect();
    // A name that no argument has is the misspelt one of an argument.
    if context.findings.iter().skip(found).all(|one| one.code != Code::PromptArgument) {
        arguments_unread(unit.span, &names, &messages, context);
    }
    messages
}

/// Arguments that stand nowhere in the text: what callers give for them would be dropped.
fn arguments_unread(
    span: Span,
    names: &[&str],
    messages: &[PromptMessage],
    context: &mut Context<'_>,
) {
    for (index, name) in names.iter().enumerate() {
        let reads = |message: &PromptMessage| match &message.content {
            PromptContent::Text(parts) => parts.contains(&Expr::Parameter(index)),
            PromptContent::Made | PromptContent::Block(_) => false,
        };
        if !messages.iter().any(reads) {
            let message =
                format!("`{name}` stands nowhere in the prompt; what is given for it is dropped");
            context.report(
                Finding::new(Code::PromptArgument, span, message)
                    .help(format!("write `{{{{{name}}}}}` in the text, or remove the argument")),
            );
        }
    }
}

fn invalid(span: Span, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::PromptInvalid, span, message));
}

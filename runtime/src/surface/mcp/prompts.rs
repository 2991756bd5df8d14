//! `prompts/list`, `prompts/get`.

use std::borrow::Cow;

use base64ct::{Base64, Encoding};

use super::arguments::bind;
use super::invoke_whole::invoke_whole;
use super::received::text_of_answer;
use super::result::Form;
use super::rpc::{self, Code, Reply};
use super::trace::traced;
use super::{Call, McpServer};
use crate::argument::{RawArguments, RawValue};
use crate::content::Content;
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::invoke::{InvokeError, Outcome};
use crate::json::{elements, quote_into, text_of};
use crate::problem::{Problem, unknown};
use crate::tables::{Function, Prompt, PromptContent, PromptSource, Prompts, Role};
use crate::upstream::Context;

/// The array of `prompts/list`.
pub(super) fn list(prompts: &'static Prompts) -> &'static str {
    prompts.list
}

/// The names in document order.
pub(super) fn names(prompts: &'static Prompts) -> impl Iterator<Item = &'static str> + Clone {
    prompts.prompts.iter().map(|prompt| prompt.name)
}

pub(super) async fn get(
    server: &McpServer,
    prompts: &'static Prompts,
    form: Form<'_>,
    call: Call<'_>,
    context: &Context,
) -> Reply {
    let refused = |message: &str| rpc::error(form.id, Code::InvalidParams, message);
    let Some(name) = call.params.name() else {
        return refused("params must be {name, arguments}");
    };
    let Some(prompt) = prompts.prompts.iter().find(|prompt| prompt.name == name) else {
        return refused(&unknown("prompt", &name, names(prompts)));
    };
    let arguments = call.params.arguments();
    if arguments.is_some_and(|arguments| !arguments.starts_with('{')) {
        return refused("arguments must be an object");
    }
    let inputs = bind(prompt.arguments(), arguments, call.source);
    if !inputs.problems.is_empty() {
        return refused(&sentences(&inputs.problems));
    }
    let function = match &prompt.source {
        PromptSource::Arguments(arguments) => {
            let values = server.state.values();
            let filled = |parts: &[Expr]| text(parts, arguments, &inputs, values.variables());
            return form.messages(&messages(prompt, filled, &[]));
        }
        PromptSource::Function(function) => function,
    };
    let traced = traced(context, call.params.meta());
    let context = traced.as_deref().unwrap_or(context);
    match made(server, prompt, function, &inputs, context).await {
        Ok(messages) => form.messages(&messages),
        Err(failure) => {
            if let Some(trace) = &context.trace {
                trace.fail();
            }
            rpc::error(form.id, failure.code, &failure.message)
        }
    }
}

fn sentences(problems: &[Problem]) -> String {
    let sentences: Vec<&str> = problems.iter().map(Problem::message).collect();
    format!("Invalid params: {}", sentences.join("; "))
}

/// Why a prompt has no messages.
struct Failure {
    code: Code,
    message: Cow<'static, str>,
}

impl Failure {
    fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { code: Code::Internal, message: message.into() }
    }
}

impl From<InvokeError> for Failure {
    fn from(error: InvokeError) -> Self {
        match &error {
            InvokeError::Arguments(problems) => {
                Self { code: Code::InvalidParams, message: sentences(problems).into() }
            }
            _ => Self::new(error.to_string()),
        }
    }
}

/// The messages that a function makes, or fills.
async fn made(
    server: &McpServer,
    prompt: &Prompt,
    function: &'static Function,
    inputs: &RawArguments<'_>,
    context: &Context,
) -> Result<Vec<u8>, Failure> {
    let content = match invoke_whole(&server.state, function, inputs, context).await? {
        Outcome::Made { document, .. } => {
            let document = String::from_utf8_lossy(&document);
            if !prompt.messages.is_empty() {
                let texts = elements(&document).unwrap_or_default();
                let texts: Vec<Cow<'_, str>> = texts.into_iter().map(said).collect();
                return Ok(messages(prompt, |_| String::new(), &texts));
            }
            text_block(&said(&document))
        }
        Outcome::Answered(content) if !content.status.is_success() => {
            return Err(Failure::new(format!("the upstream answered {}", content.status)));
        }
        // The upstream has nothing to say, which is no error.
        Outcome::Answered(content) if content.body.is_empty() => text_block(""),
        Outcome::Answered(content) => answered(&content)?,
    };
    let mut out = b"[{\"role\":\"user\",\"content\":".to_vec();
    out.extend_from_slice(&content);
    out.extend_from_slice(b"}]");
    Ok(out)
}

/// A text for models: one in JSON without its quotes, anything else in JSON.
fn said(json: &str) -> Cow<'_, str> {
    text_of(json).unwrap_or(Cow::Borrowed(json))
}

/// What an upstream gave: a text, a picture or a sound. A prompt can have nothing else.
fn answered(content: &Content) -> Result<Vec<u8>, Failure> {
    let media = super::content_type::media(content);
    let kind = ["image", "audio"].into_iter().find(|kind| media.is_some_and(|one| one.is(kind)));
    if let (Some(kind), Some(media)) = (kind, media) {
        let mut out = format!("{{\"type\":\"{kind}\",\"data\":\"").into_bytes();
        out.extend_from_slice(Base64::encode_string(&content.body).as_bytes());
        out.extend_from_slice(b"\",\"mimeType\":");
        quote_into(media.essence, &mut out);
        out.push(b'}');
        return Ok(out);
    }
    match text_of_answer(content).map_err(Failure::new)? {
        Some(text) => Ok(text_block(&said(&String::from_utf8_lossy(&text)))),
        None => {
            Err(Failure::new("the upstream's answer is no text, and a prompt has no other bytes"))
        }
    }
}

fn text_block(text: &str) -> Vec<u8> {
    let mut out = b"{\"type\":\"text\",\"text\":".to_vec();
    quote_into(text, &mut out);
    out.push(b'}');
    out
}

/// A text with what is given; an argument that is left out stays as it is written (semantics 13.8).
fn text(
    parts: &[Expr],
    arguments: &[crate::parameter::Parameter],
    inputs: &RawArguments<'_>,
    variables: &[String],
) -> String {
    let mut out = String::new();
    for part in parts {
        if let Expr::Parameter(index) = part
            && let Some(RawValue::Absent) = inputs.slots.get(*index)
        {
            let name = arguments.get(*index).map_or("", |argument| argument.name);
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

/// The messages of a prompt; `made` are the texts of those that its function makes, in order.
fn messages(prompt: &Prompt, filled: impl Fn(&[Expr]) -> String, made: &[Cow<'_, str>]) -> Vec<u8> {
    let mut made = made.iter();
    let mut out = Vec::with_capacity(256);
    for message in prompt.messages {
        out.push(if out.is_empty() { b'[' } else { b',' });
        out.extend_from_slice(match message.role {
            Role::User => b"{\"role\":\"user\",\"content\":",
            Role::Assistant => b"{\"role\":\"assistant\",\"content\":",
        });
        match &message.content {
            PromptContent::Block(block) => out.extend_from_slice(block.as_bytes()),
            PromptContent::Text(parts) => out.extend_from_slice(&text_block(&filled(parts))),
            PromptContent::Made => {
                let text = made.next().map_or("", |text| text);
                out.extend_from_slice(&text_block(text));
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

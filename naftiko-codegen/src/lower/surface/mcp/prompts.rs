//! Prompts (semantics 13.8 with register Δ39).

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::lower::expression::{NO_SECTIONS, Piece, pieces};
use crate::lower::surface::mcp::content::{file, lower_block};
use crate::lower::tag::template_unsupported;
use crate::model::{Expr, Prompt, PromptArgument, PromptContent, PromptMessage, Role};
use crate::spec::{self, Text};
use crate::text::Span;

/// All prompts of an adapter, in document order.
pub(crate) fn lower_prompts(
    prompts: &[spec::PromptSection],
    context: &mut Context<'_>,
) -> Vec<Prompt> {
    let mut out: Vec<Prompt> = Vec::new();
    for prompt in prompts {
        let Some(lowered) = lower_prompt(prompt, context) else { continue };
        if out.iter().any(|other| other.name == lowered.name) {
            let message = format!("there is a prompt `{}` already", lowered.name);
            invalid(prompt.span, &message, context);
            continue;
        }
        out.push(lowered);
    }
    out
}

fn lower_prompt(prompt: &spec::PromptSection, context: &mut Context<'_>) -> Option<Prompt> {
    let Some(name) = prompt.name.as_ref().filter(|name| !name.value.is_empty()) else {
        invalid(prompt.span, "a prompt needs a `name`", context);
        return None;
    };
    let arguments = arguments(prompt, context);
    let names: Vec<&str> = arguments.iter().map(|argument| argument.name.as_str()).collect();
    let found = context.findings.len();
    let messages = match (&prompt.location, prompt.messages.as_slice()) {
        (None, []) => {
            invalid(prompt.span, "a prompt needs a `template` or a `location`", context);
            return None;
        }
        (Some(location), []) => {
            let Ok(text) = String::from_utf8(file(location, context)?) else {
                invalid(location.span, "this file is not UTF-8 text", context);
                return None;
            };
            let content = PromptContent::Text(text_parts(&text, location.span, &names, context));
            vec![PromptMessage { role: Role::User, content }]
        }
        (None, messages) => {
            messages.iter().filter_map(|one| message(one, &names, context)).collect()
        }
        (Some(location), _) => {
            let message = "a prompt has a `template` or a `location`, not both";
            invalid(location.span, message, context);
            return None;
        }
    };
    // A name that no argument has is the misspelt one of an argument.
    if context.findings.iter().skip(found).all(|one| one.code != Code::PromptArgument) {
        arguments_unread(prompt, &names, &messages, context);
    }
    let title = Text::said(prompt.label.as_ref());
    let description =
        Text::said(prompt.description.as_ref()).or_else(|| title.clone()).unwrap_or_default();
    let (name, span) = (name.value.clone(), prompt.span);
    Some(Prompt { name, title, description, arguments, messages, span })
}

/// Arguments that stand nowhere in the text: what callers give for them would be dropped.
fn arguments_unread(
    prompt: &spec::PromptSection,
    names: &[&str],
    messages: &[PromptMessage],
    context: &mut Context<'_>,
) {
    for (index, name) in names.iter().enumerate() {
        let reads = |message: &PromptMessage| match &message.content {
            PromptContent::Text(parts) => parts.contains(&Expr::Parameter(index)),
            PromptContent::Block(_) => false,
        };
        if !messages.iter().any(reads) {
            let message =
                format!("`{name}` stands nowhere in the prompt; what is given for it is dropped");
            context.report(
                Finding::new(Code::PromptArgument, prompt.span, message)
                    .help(format!("write `{{{{{name}}}}}` in the text, or remove the argument")),
            );
        }
    }
}

fn arguments(prompt: &spec::PromptSection, context: &mut Context<'_>) -> Vec<PromptArgument> {
    let mut out: Vec<PromptArgument> = Vec::new();
    for argument in &prompt.arguments {
        let Some(name) = argument.name.as_ref().filter(|name| !name.value.is_empty()) else {
            invalid(argument.span, "an argument of a prompt needs a `name`", context);
            continue;
        };
        if out.iter().any(|other| other.name == name.value) {
            invalid(name.span, &format!("there is an argument `{}` already", name.value), context);
            continue;
        }
        out.push(PromptArgument {
            name: name.value.clone(),
            title: Text::said(argument.label.as_ref()),
            description: Text::said(argument.description.as_ref()).unwrap_or_default(),
            required: argument.required.unwrap_or(true),
            span: argument.span,
        });
    }
    out
}

fn message(
    message: &spec::PromptMessageSection,
    names: &[&str],
    context: &mut Context<'_>,
) -> Option<PromptMessage> {
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
        Some(text) if plain => {
            PromptContent::Text(text_parts(&text.value, text.span, names, context))
        }
        _ => PromptContent::Block(lower_block(block, context)?.to_string()),
    };
    Some(PromptMessage { role, content })
}

/// Only declared arguments are replaced; everything else stays as it is written.
fn text_parts(text: &str, span: Span, names: &[&str], context: &mut Context<'_>) -> Vec<Expr> {
    let mut out: Vec<Expr> = Vec::new();
    let mut literal = String::new();
    for (is_escaped, text) in escapes(text) {
        if is_escaped {
            literal.push_str(text);
            continue;
        }
        for piece in pieces(text) {
            match piece {
                Piece::Literal(text) | Piece::Dollar { text, .. } => literal.push_str(text),
                Piece::Unsupported { tag, reason } => {
                    context.report(template_unsupported(tag, reason, span));
                }
                Piece::Section { tag, .. } => {
                    context.report(template_unsupported(tag, NO_SECTIONS, span));
                }
                Piece::Expression(name) => match names.iter().position(|known| *known == name) {
                    Some(index) => {
                        if !literal.is_empty() {
                            out.push(Expr::Literal(std::mem::take(&mut literal)));
                        }
                        out.push(Expr::Parameter(index));
                    }
                    None => {
                        argument_undeclared(name, span, names, context);
                        literal.push_str(&format!("{{{{{name}}}}}"));
                    }
                },
            }
        }
    }
    if !literal.is_empty() {
        out.push(Expr::Literal(literal));
    }
    out
}

/// A text at its `\{{`, which stands for two braces, and `\\{{`, which is a backslash before a hole, as
/// Handlebars has them; and whether a part of it is one of these, without what it is written with.
fn escapes(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\{{") {
        let before = &rest[..at];
        match before.strip_suffix('\\') {
            // The braces begin what comes next.
            Some(before) => {
                parts.extend([(false, before), (true, "\\")]);
                let hole = &rest[at + 1..];
                let end = hole.find("}}").map_or(hole.len(), |end| end + 2);
                parts.push((false, &hole[..end]));
                rest = &hole[end..];
            }
            None => {
                parts.extend([(false, before), (true, "{{")]);
                rest = &rest[at + 3..];
            }
        }
    }
    parts.push((false, rest));
    parts
}

fn argument_undeclared(name: &str, span: Span, names: &[&str], context: &mut Context<'_>) {
    let message = format!("`{{{{{name}}}}}` is no argument of this prompt; it stays as it is");
    let finding = Finding::new(Code::PromptArgument, span, message);
    let help = match context.nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{{{{{near}}}}}`?"),
        None => format!(
            "declare it under `arguments`, or write `\\{{{{{name}}}}}` if the braces are meant as they stand"
        ),
    };
    context.report(finding.help(help));
}

fn invalid(span: Span, message: &str, context: &mut Context<'_>) {
    context.report(Finding::new(Code::PromptInvalid, span, message));
}

#[cfg(test)]
mod tests {
    use super::escapes;

    #[test]
    fn braces_that_stand_for_themselves() {
        let shown = |text| {
            let parts = escapes(text).into_iter().filter(|(_, part)| !part.is_empty());
            parts
                .map(|(is_escaped, part)| format!("{}{part}", if is_escaped { "!" } else { "" }))
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (text, parts) in [
            ("a {{b}}", "a {{b}}"),
            (r"\{{b}}", "!{{ b}}"),
            (r"\{{b}} {{c}}", "!{{ b}} {{c}}"),
            (r"\\{{b}} c", r"!\ {{b}}  c"),
            (r"\\{{b", r"!\ {{b"),
            (r"a\b \{ \", r"a\b \{ \"),
        ] {
            assert_eq!(shown(text), parts, "{text}");
        }
    }
}

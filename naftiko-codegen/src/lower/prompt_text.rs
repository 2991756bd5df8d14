//! Texts of prompts (semantics 13.8 with register Δ39).

use super::context::Context;
use super::expression::{NO_SECTIONS, Piece, pieces};
use super::tag::template_unsupported;
use crate::finding::{Code, Finding};
use crate::model::Expr;
use crate::spec::Text;
use crate::text::Span;

/// A list of texts that what steps give is filled in, beside arguments. One that is left out stays as it is written.
pub(crate) fn filled_texts(texts: &[Text], names: &[&str], context: &mut Context<'_>) -> Expr {
    let mut text = |text: &Text| {
        let parts = text_parts(&text.value, text.span, names, context).into_iter();
        let part = |part| match part {
            Expr::Parameter(index) => {
                let name = names.get(index).copied().unwrap_or_default();
                let written = Expr::Literal(format!("{{{{{name}}}}}"));
                Expr::First(vec![Expr::Parameter(index), written])
            }
            other => other,
        };
        Expr::Text(parts.map(part).collect())
    };
    Expr::Array(texts.iter().map(&mut text).collect())
}

/// Only declared arguments, and the steps before, are replaced; everything else stays as it is written.
pub(crate) fn text_parts(
    text: &str,
    span: Span,
    names: &[&str],
    context: &mut Context<'_>,
) -> Vec<Expr> {
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
                Piece::Expression(name) => match value(name, names, context) {
                    Some(value) => {
                        if !literal.is_empty() {
                            out.push(Expr::Literal(std::mem::take(&mut literal)));
                        }
                        out.push(value);
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

/// What a step of this name gives, else the argument of this name.
fn value(name: &str, names: &[&str], context: &Context<'_>) -> Option<Expr> {
    match context.variables.step(name) {
        Some((step, path)) => Some(Expr::Step(step, path)),
        None => names.iter().position(|known| *known == name).map(Expr::Parameter),
    }
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
    let steps = context.variables.steps.clone();
    let known = if steps.is_empty() { "no argument" } else { "neither an argument nor a step" };
    let message = format!("`{{{{{name}}}}}` is {known} of this prompt; it stays as it is");
    let finding = Finding::new(Code::PromptArgument, span, message);
    let near = context.nearest(name, names.iter().copied()).map(str::to_owned).or_else(|| {
        let (step, member) = name.split_once('.').unwrap_or((name, ""));
        let near = context.nearest(step, steps.iter().map(String::as_str))?;
        Some([near, member].join(if member.is_empty() { "" } else { "." }))
    });
    let help = match near {
        Some(near) => format!("did you mean `{{{{{near}}}}}`?"),
        None => format!(
            "declare it under `arguments`, or write `\\{{{{{name}}}}}` if the braces are meant as they stand"
        ),
    };
    context.report(finding.help(help));
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

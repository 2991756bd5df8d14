//! Request bodies that are JSON written as text, with holes inside or outside of its strings
//! (semantics Δ9).

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::body_template::{READING, hole};
use super::context::Context;
use super::expression::{Piece, pieces};
use super::json;
use super::operation_builder::OperationBuilder;
use super::tag::{Tag, tag_at, template_unsupported};
use crate::finding::{Code, Finding, Findings};
use crate::model::Expr;
use crate::source::{Node, json_number};
use crate::text::Span;
use crate::yaml::MAX_DEPTH;

/// The template of a JSON text; one that is no JSON is reported.
pub(super) fn template(
    text: &str,
    node: &Node,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Expr {
    let known = tags_are_known(&pieces(text), node.span, context);
    let quoted = quote_bare_holes(text);
    if let Err(tag) = quoted {
        let reason = "a section stands in a text, and this one is around other JSON";
        context.report(template_unsupported(tag, reason, node.span));
    }
    let Some(quoted) = quoted.ok().filter(|_| known) else {
        return Expr::Json("null".to_owned());
    };
    let made = serde_json::from_str(&quoted)
        .map_err(|error| error.to_string())
        .and_then(|raw| from_raw(raw, 0, node, builder, context));
    made.unwrap_or_else(|problem| {
        context.report(
            Finding::new(Code::Shape, node.span, format!("the body text is no JSON: {problem}"))
                .help("write `data` as YAML, or use `type: text`"),
        );
        Expr::Json("null".to_owned())
    })
}

/// Returns `true` if a text is JSON but for its holes. A section around JSON is no hole, and no text either.
pub(super) fn is_json(text: &str) -> bool {
    match quote_bare_holes(text) {
        Ok(quoted) => serde_json::from_str::<&RawValue>(&quoted).is_ok(),
        Err(_) => text.trim_start().starts_with(['{', '[', '"']),
    }
}

/// Reports tags that mean nothing here, before they look like mistakes in the JSON around them.
fn tags_are_known(pieces: &[Piece<'_>], span: Span, context: &mut Context<'_>) -> bool {
    let mut known = true;
    for piece in pieces {
        match piece {
            Piece::Unsupported { tag, reason } => {
                context.report(template_unsupported(tag, reason, span));
                known = false;
            }
            Piece::Section { content, .. } => known &= tags_are_known(content, span, context),
            Piece::Literal(_) | Piece::Expression(_) | Piece::Dollar { .. } => {}
        }
    }
    known
}

/// Puts quotes around `{{x}}` that stand outside of strings; the tag of a section that does, if there is one.
fn quote_bare_holes(text: &str) -> Result<String, &str> {
    let mut out = String::with_capacity(text.len() + 8);
    let mut in_string = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !in_string && text[at..].starts_with("{{") {
            let (tag, length) = tag_at(&text[at..]);
            if matches!(tag, Tag::Open { .. }) {
                return Err(&text[at..at + length]);
            }
            if tag != Tag::Comment {
                out.push('"');
                out.push_str(&text[at..at + length]);
                out.push('"');
            }
            while chars.next_if(|(next, _)| *next < at + length).is_some() {}
            continue;
        }
        out.push(c);
        match c {
            '"' => in_string = !in_string,
            '\\' if in_string => out.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => {}
        }
    }
    Ok(out)
}

/// The members of an object as they are written, repeated ones too.
struct Members<'r>(Vec<(String, &'r RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// One value. Numbers keep their text.
fn from_raw(
    raw: &RawValue,
    depth: usize,
    node: &Node,
    builder: &mut OperationBuilder,
    context: &mut Context<'_>,
) -> Result<Expr, String> {
    if depth > MAX_DEPTH {
        return Err(format!("it is nested more than {MAX_DEPTH} levels deep"));
    }
    let text = raw.get();
    Ok(match text.as_bytes().first() {
        Some(b'"') => {
            let text: String = read(text)?;
            json::text_template(&text, node, READING, context, &mut |name, _: &mut Findings| {
                hole(name, builder)
            })
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = read(text)?;
            let items =
                items.into_iter().map(|item| from_raw(item, depth + 1, node, builder, context));
            Expr::Array(items.collect::<Result<_, _>>()?)
        }
        Some(b'{') => {
            let Members(written) = read(text)?;
            let mut names = HashSet::new();
            let mut members = Vec::new();
            for (name, value) in written {
                if !names.insert(name.clone()) {
                    return Err(format!("`{name}` stands in it twice"));
                }
                let key = json::key(&name, node.span, READING, context, &mut |name, _| {
                    hole(name, builder)
                });
                members.push((key, from_raw(value, depth + 1, node, builder, context)?));
            }
            Expr::Object(members)
        }
        Some(b'-' | b'0'..=b'9') if json_number(text).is_none() => {
            return Err(format!("`{text}` is beyond the range of a double"));
        }
        _ => Expr::Json(text.to_owned()),
    })
}

fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

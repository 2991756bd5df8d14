//! Types from the keywords of JSON Schema: of inputs, and of a schema in its author's words.

use super::context::Context;
use super::json::constant_json;
use super::refusals::check_keywords;
use crate::finding::{Code, Finding};
use crate::model::{Bound, JsonType, Kind, Type, TypeId};
use crate::source::{Entry, Node, Scalar, ScalarKind, Value, json_number};
use crate::spec::ValueRules;
use crate::text::Span;

/// Keywords that are published as they are, and refuse nothing.
const ANNOTATIONS: [&str; 9] = [
    "title",
    "description",
    "default",
    "format",
    "examples",
    "example",
    "deprecated",
    "pattern",
    "uniqueItems",
];

/// Maximum nesting depth of types; deeper ones are not checked.
const MAX_DEPTH: usize = 32;

/// The type that is said of the values of an input, which are of a kind; `None` where nothing is.
pub(super) fn lower_values(
    values: &ValueRules<'_>,
    kind: Kind,
    context: &mut Context<'_>,
) -> Option<TypeId> {
    let made = match values {
        ValueRules::Schema(schema) => of_schema(schema, 0, context),
        ValueRules::Keywords(keywords) => of_keywords(keywords, kind, 0, context),
    };
    (made != Type::default()).then(|| context.types.add(made))
}

fn of_schema(schema: &Node, depth: usize, context: &mut Context<'_>) -> Type {
    match &schema.value {
        Value::Mapping(entries) if depth < MAX_DEPTH => {
            let keywords: Vec<_> =
                entries.iter().map(|Entry { key, value }| (key.text.as_str(), value)).collect();
            of_keywords(&keywords, Kind::Any, depth, context)
        }
        Value::Scalar(Scalar { kind: ScalarKind::Bool, text })
            if text.eq_ignore_ascii_case("false") =>
        {
            Type { kinds: vec![JsonType::Never], ..Type::default() }
        }
        _ => Type::default(),
    }
}

fn of_keywords(
    keywords: &[(&str, &Node)],
    kind: Kind,
    depth: usize,
    context: &mut Context<'_>,
) -> Type {
    let mut made = Type::default();
    for (keyword, node) in keywords {
        read(keyword, node, depth, &mut made, context);
    }
    // Which items and members these are for depends on keywords that are not checked.
    let has = |wanted: &str| keywords.iter().any(|(keyword, _)| *keyword == wanted);
    if has("prefixItems") {
        made.items = None;
    }
    if has("patternProperties") {
        made.others = None;
    }
    check_keywords(&mut made, kind, keywords, context);
    made
}

fn id(schema: &Node, depth: usize, context: &mut Context<'_>) -> TypeId {
    let made = of_schema(schema, depth + 1, context);
    context.types.add(made)
}

fn read(keyword: &str, node: &Node, depth: usize, made: &mut Type, context: &mut Context<'_>) {
    if let Some(bound) = Bound::ALL.into_iter().find(|bound| bound.keyword() == keyword) {
        match number(node, bound) {
            Some(number) => made.bounds.push((bound, number)),
            None => unread(keyword, node.span, "a number that fits there", context),
        }
        return;
    }
    match keyword {
        "type" => made.kinds = kinds(node, context),
        "enum" => match &node.value {
            Value::Sequence(items) => {
                let values = items.iter().map(|item| constant_json(item, context.findings));
                let values = values.collect();
                // What `const` says is narrower, wherever it stands.
                made.values.get_or_insert(values);
            }
            _ => unread(keyword, node.span, "a list", context),
        },
        "const" => made.values = Some(vec![constant_json(node, context.findings)]),
        "items" => match &node.value {
            Value::Mapping(_) | Value::Scalar(_) => made.items = Some(id(node, depth, context)),
            // The list of another draft, an item for each place.
            Value::Sequence(_) => unread(keyword, node.span, "a schema", context),
        },
        "properties" => match &node.value {
            Value::Mapping(entries) => {
                let property =
                    |entry: &Entry| (entry.key.text.clone(), id(&entry.value, depth, context));
                made.properties = entries.iter().map(property).collect();
            }
            _ => unread(keyword, node.span, "a mapping", context),
        },
        "additionalProperties" => made.others = Some(id(node, depth, context)),
        // Of an input it is a truth value, which is read elsewhere.
        "required" => {
            if let Value::Sequence(items) = &node.value {
                made.required = items.iter().filter_map(text).map(str::to_owned).collect();
            }
        }
        _ if ANNOTATIONS.contains(&keyword) => {
            made.annotations.push((keyword.to_owned(), constant_json(node, context.findings)));
        }
        _ => {}
    }
}

/// The names at `type`: one, or a list of them.
fn kinds(node: &Node, context: &mut Context<'_>) -> Vec<JsonType> {
    let names: Vec<&Node> = match &node.value {
        Value::Sequence(items) => items.iter().collect(),
        _ => vec![node],
    };
    let mut kinds = Vec::new();
    for name in names {
        match text(name).and_then(JsonType::parse) {
            Some(kind) => kinds.push(kind),
            None => {
                unread("type", name.span, "a type of JSON Schema", context);
                return Vec::new();
            }
        }
    }
    kinds
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(Scalar { kind: ScalarKind::Text | ScalarKind::Null, text }) => Some(text),
        _ => None,
    }
}

/// The number of a bound: not negative for sizes, not zero for a divisor.
fn number(node: &Node, bound: Bound) -> Option<String> {
    let Value::Scalar(scalar) = &node.value else { return None };
    if !matches!(scalar.kind, ScalarKind::Integer | ScalarKind::Float) {
        return None;
    }
    let json = json_number(&scalar.text)?;
    let fits = match bound {
        Bound::MultipleOf => is_positive(&json),
        _ if bound.is_size() => Bound::size(&json).is_some(),
        _ => true,
    };
    fits.then_some(json)
}

fn is_positive(json: &str) -> bool {
    let mantissa = json.split(['e', 'E']).next().unwrap_or_default();
    !json.starts_with('-') && mantissa.contains(|digit| matches!(digit, '1'..='9'))
}

/// A keyword whose value is none of its.
fn unread(keyword: &str, span: Span, wanted: &str, context: &mut Context<'_>) {
    let message = format!("`{keyword}` is not {wanted}, and is not applied to what callers give");
    context.report(
        Finding::new(Code::InputUnchecked, span, message)
            .help("write it as JSON Schema does, or leave it out"),
    );
}

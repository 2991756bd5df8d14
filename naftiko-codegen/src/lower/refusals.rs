//! Values of a document that its own rules refuse, and rules that refuse every value: R64.

use std::cmp::Ordering;

use serde_json::Value;

use super::callee::Callee;
use super::constants::fits;
use super::context::Context;
use super::decimal::Decimal;
use super::json::constant_json;
use crate::finding::{Code, Finding, Findings};
use crate::model::{Bound, Expr, JsonType, Kind, Type, Types, json_string};
use crate::source::{Node, Value as Yaml};
use crate::text::Span;

/// Rules for a value: its kind and its type.
struct Rules<'a> {
    kind: Kind,
    made: &'a Type,
    types: &'a Types,
}

/// Reports keywords of a type that contradict each other. A `default` that is refused is taken out, since
/// nothing may stand in for a value that callers cannot give.
pub(super) fn check_keywords(
    made: &mut Type,
    kind: Kind,
    keywords: &[(&str, &Node)],
    context: &mut Context<'_>,
) {
    bounds_contradict(made, keywords, context);
    let open = Type { values: None, ..made.clone() };
    for (keyword, node) in keywords {
        let (code, rules, help) = match *keyword {
            "enum" | "const" => {
                (Code::ValueRefused, &open, "correct the value, or the rule that refuses it")
            }
            "default" => (
                Code::DefaultRefused,
                &*made,
                "write a value that callers could give, or leave the `default` out",
            ),
            "example" | "examples" => {
                (Code::ExampleRefused, &*made, "write a value that callers could give")
            }
            _ => continue,
        };
        let values = match &node.value {
            Yaml::Sequence(items) if matches!(*keyword, "enum" | "examples") => items.as_slice(),
            // Named examples, as OpenAPI has them.
            Yaml::Mapping(_) if *keyword == "examples" => &[],
            // It has been reported where the keyword was read.
            _ if *keyword == "enum" => &[],
            _ => std::slice::from_ref(*node),
        };
        for value in values {
            // What JSON cannot carry has been reported where the keyword was read.
            let json = constant_json(value, &mut Findings::new());
            let rules = Rules { kind, made: rules, types: &context.types };
            let Some(flaw) = rules.flaw(&json) else { continue };
            let message = match *keyword {
                "default" => format!("the `default` `{}` {flaw}; it is not applied", clip(&json)),
                keyword => format!("`{}` of `{keyword}` {flaw}", clip(&json)),
            };
            context.report(Finding::new(code, value.span, message).help(help));
        }
    }
    let refused = |json: &str| Rules { kind, made, types: &context.types }.flaw(json).is_some();
    let kept = |(keyword, json): &(String, String)| keyword != "default" || !refused(json);
    let annotations = made.annotations.iter().filter(|one| kept(one)).cloned().collect();
    made.annotations = annotations;
}

/// Pairs of bounds, the lower first, and the type whose values they are for.
const PAIRS: [(Bound, Bound, JsonType); 6] = [
    (Bound::Minimum, Bound::Maximum, JsonType::Number),
    (Bound::Minimum, Bound::ExclusiveMaximum, JsonType::Number),
    (Bound::ExclusiveMinimum, Bound::Maximum, JsonType::Number),
    (Bound::ExclusiveMinimum, Bound::ExclusiveMaximum, JsonType::Number),
    (Bound::MinLength, Bound::MaxLength, JsonType::String),
    (Bound::MinItems, Bound::MaxItems, JsonType::Array),
];

/// Bounds between which there is nothing.
fn bounds_contradict(made: &Type, keywords: &[(&str, &Node)], context: &mut Context<'_>) {
    let number = |wanted: Bound| {
        let found = made.bounds.iter().find(|(bound, _)| *bound == wanted);
        found.and_then(|(_, number)| Some((number, Decimal::parse(number)?)))
    };
    for (lower, upper, kind) in PAIRS {
        let (Some((least, low)), Some((most, high))) = (number(lower), number(upper)) else {
            continue;
        };
        let excludes = lower == Bound::ExclusiveMinimum || upper == Bound::ExclusiveMaximum;
        let is_empty = match low.order(high) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => excludes,
            _ => false,
        };
        let keyword = upper.keyword();
        let node = keywords.iter().find(|(known, _)| *known == keyword).map(|(_, node)| node.span);
        if is_empty {
            let what = match kind {
                JsonType::String => "text",
                JsonType::Array => "list",
                _ => "number",
            };
            let (lower, upper) = (lower.keyword(), upper.keyword());
            let message =
                format!("no {what} has both a `{lower}` of {least} and a `{upper}` of {most}");
            context.report(
                Finding::new(Code::BoundsContradict, node, message)
                    .help("exchange the two, or leave out the one that is not meant"),
            );
        }
    }
}

impl Rules<'_> {
    /// Returns the reason why a value, as JSON text, is refused: `is no integer`. Null stands for no value.
    fn flaw(&self, json: &str) -> Option<String> {
        if json == "null" {
            return None;
        }
        let value = serde_json::from_str(json).ok();
        let is_whole =
            |value: &Value| self.kind == Kind::Integer && is_of(value, JsonType::Integer);
        if json.is_empty() || !fits(json, self.kind) && !value.as_ref().is_some_and(is_whole) {
            return Some(format!("is no {}", self.kind));
        }
        let value = value?;
        if self.kind == Kind::Integer && !has_64_bits(&value) {
            return Some("is beyond the integers of 64 bits".to_owned());
        }
        self.flaw_of(&value, self.made)
    }

    fn flaw_of(&self, value: &Value, made: &Type) -> Option<String> {
        let names = || made.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
        if made.is_never() {
            return Some("is not allowed".to_owned());
        }
        if !made.kinds.is_empty() && !made.kinds.iter().any(|kind| is_of(value, *kind)) {
            return Some(format!("is no {}", names()));
        }
        if let Some(values) = &made.values
            && !values
                .iter()
                .any(|one| serde_json::from_str(one).is_ok_and(|one| is_same(&one, value)))
        {
            return Some("is none of the values that are listed".to_owned());
        }
        made.bounds.iter().find_map(|(bound, limit)| beyond(value, *bound, limit)).or_else(|| {
            match value {
                Value::Array(items) => {
                    let item = self.types.get(made.items?);
                    items.iter().enumerate().find_map(|(index, value)| {
                        let flaw = self.flaw_of(value, item)?;
                        Some(format!("has the item `[{index}]`, which {flaw}"))
                    })
                }
                Value::Object(members) => self.flaw_of_members(members, made),
                _ => None,
            }
        })
    }

    fn flaw_of_members(
        &self,
        members: &serde_json::Map<String, Value>,
        made: &Type,
    ) -> Option<String> {
        if let Some(name) = made.required.iter().find(|name| !members.contains_key(*name)) {
            return Some(format!("has no member `{name}`"));
        }
        members.iter().find_map(|(name, value)| {
            let known = made.properties.iter().find(|(known, _)| known == name);
            let kind = self.types.get(known.map(|(_, id)| *id).or(made.others)?);
            let flaw = self.flaw_of(value, kind)?;
            Some(format!("has the member `{name}`, which {flaw}"))
        })
    }
}

fn is_of(value: &Value, kind: JsonType) -> bool {
    match kind {
        JsonType::Null => value.is_null(),
        JsonType::Boolean => value.is_boolean(),
        // One that cannot be read digit by digit may be whole.
        JsonType::Integer => {
            value.is_number() && Decimal::parse(&value.to_string()).is_none_or(Decimal::is_whole)
        }
        JsonType::Number => value.is_number(),
        JsonType::String => value.is_string(),
        JsonType::Array => value.is_array(),
        JsonType::Object => value.is_object(),
        JsonType::Never => false,
    }
}

/// Returns `true` if an integer, however it is written, is one that callers can give.
fn has_64_bits(value: &Value) -> bool {
    let number = Decimal::parse(&value.to_string());
    let order = |limit: i64| number?.order(Decimal::parse(&limit.to_string())?);
    order(i64::MIN).is_some_and(Ordering::is_ge) && order(i64::MAX).is_some_and(Ordering::is_le)
}

/// Returns `true` if two values are equal; `1` and `1.0` are, also within lists and objects.
fn is_same(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| Decimal::parse(&value.to_string());
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => match (number(one), number(other)) {
            (Some(one), Some(other)) => one.order(other) == Some(Ordering::Equal),
            _ => one == other,
        },
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(others)) => {
            let has = |(name, value)| others.get(name).is_some_and(|other| is_same(value, other));
            one.len() == others.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}

/// Returns the bound that a value is beyond, in words.
fn beyond(value: &Value, bound: Bound, limit: &str) -> Option<String> {
    let size = match (bound, value) {
        (Bound::MinLength | Bound::MaxLength, Value::String(text)) => text.chars().count(),
        (Bound::MinItems | Bound::MaxItems, Value::Array(items)) => items.len(),
        (bound, Value::Number(_)) if !bound.is_size() => 0,
        _ => return None,
    };
    let written = if bound.is_size() { size.to_string() } else { value.to_string() };
    let (number, limited) = (Decimal::parse(&written)?, Decimal::parse(limit)?);
    let order = || number.order(limited);
    let is_beyond = match bound {
        Bound::MultipleOf => !number.is_multiple_of(limited)?,
        Bound::Minimum | Bound::MinLength | Bound::MinItems => order()?.is_lt(),
        Bound::Maximum | Bound::MaxLength | Bound::MaxItems => order()?.is_gt(),
        Bound::ExclusiveMinimum => order()?.is_le(),
        Bound::ExclusiveMaximum => order()?.is_ge(),
    };
    is_beyond.then(|| format!("does not keep to the `{}` of {limit}", bound.keyword()))
}

/// A constant that the argument it goes to cannot have. Its text is read as the run time reads it.
pub(super) fn constant_refused(
    value: &Expr,
    called: &Callee,
    argument: usize,
    span: Span,
    context: &mut Context<'_>,
) {
    let argument = &called.operation.arguments[argument];
    let Expr::Json(json) = value else { return };
    let json = match serde_json::from_str(json) {
        Ok(Value::String(text)) if !matches!(argument.kind, Kind::String | Kind::Any) => text,
        Ok(Value::Number(_) | Value::Bool(_)) if argument.kind == Kind::String => json_string(json),
        _ => json.clone(),
    };
    let any = Type::default();
    let made = argument.bounds.map_or(&any, |id| context.types.get(id));
    let Some(flaw) = (Rules { kind: argument.kind, made, types: &context.types }).flaw(&json)
    else {
        return;
    };
    // The value may be a secret.
    let message = format!("the constant for `{}` {flaw}", argument.name);
    context.report(Finding::new(Code::ConstantRefused, span, message).help(
        "write a value that the argument can have; a parameter needs its prefix, as in `tools.x`",
    ));
}

/// A value short enough for a message.
fn clip(json: &str) -> String {
    const LONGEST: usize = 60;
    if json.chars().count() <= LONGEST {
        return json.to_owned();
    }
    format!("{}…", json.chars().take(LONGEST).collect::<String>())
}

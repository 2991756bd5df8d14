//! Types in words, and as trees of their members.

use serde_json::{Map, Value};

use super::html::{bdi, text};

/// The most levels of a tree.
const DEPTH: usize = 4;
/// Values of an enumeration that are shown one by one.
const FEW: usize = 12;

/// A schema in words, as HTML: kind, format and bounds.
pub(super) fn words(schema: &Value) -> String {
    let Some(members) = schema.as_object() else {
        return if *schema == Value::Bool(false) { "nothing" } else { "any" }.to_owned();
    };
    let mut words = vec![kind(members)];
    if let Some(format) = members.get("format").and_then(Value::as_str) {
        words.push(text(format));
    }
    words.extend(bounds(members));
    if let Some(default) = members.get("default") {
        words.push(format!("default {}", bdi(&written(default))));
    }
    words.join(", ")
}

fn kind(members: &Map<String, Value>) -> String {
    if let Some(value) = members.get("const") {
        return bdi(&written(value));
    }
    if let Some(values) = members.get("enum").and_then(Value::as_array) {
        if values.len() > FEW {
            return format!("one of {}", values.len());
        }
        return values.iter().map(|value| bdi(&written(value))).collect::<Vec<_>>().join(" | ");
    }
    match members.get("type") {
        Some(Value::String(name)) if name == "array" => match members.get("items") {
            Some(items) if items.as_object().is_some_and(|items| !items.is_empty()) => {
                format!("list of {}", words(items))
            }
            _ => "list".to_owned(),
        },
        Some(Value::String(name)) => text(name),
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str).map(text);
            names.collect::<Vec<_>>().join(" | ")
        }
        _ if members.contains_key("properties") => "object".to_owned(),
        _ => ["oneOf", "anyOf"]
            .iter()
            .find_map(|name| members.get(*name)?.as_array())
            .map_or("any".to_owned(), |forms| format!("one of {} forms", forms.len())),
    }
}

/// A value as people write it: a text without quotation marks.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn bounds(members: &Map<String, Value>) -> Vec<String> {
    let number = |name: &str| members.get(name).map(|number| text(&number.to_string()));
    let mut out = Vec::new();
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => out.push(format!("{least} – {most}")),
        (Some(least), None) => out.push(format!("≥ {least}")),
        (None, Some(most)) => out.push(format!("≤ {most}")),
        (None, None) => {}
    }
    out.extend(number("exclusiveMinimum").map(|least| format!("&gt; {least}")));
    out.extend(number("exclusiveMaximum").map(|most| format!("&lt; {most}")));
    out.extend(number("multipleOf").map(|step| format!("a multiple of {step}")));
    out.extend(size(number("minLength"), number("maxLength"), "character"));
    out.extend(size(number("minItems"), number("maxItems"), "item"));
    if let Some(pattern) = members.get("pattern").and_then(Value::as_str) {
        out.push(format!("like {}", bdi(pattern)));
    }
    out
}

fn size(least: Option<String>, most: Option<String>, unit: &str) -> Option<String> {
    let many = |number: &str| if number == "1" { "" } else { "s" };
    match (least, most) {
        (Some(least), Some(most)) if least == most => {
            Some(format!("{least} {unit}{}", many(&least)))
        }
        (Some(least), Some(most)) => Some(format!("{least} – {most} {unit}s")),
        (Some(least), None) => Some(format!("at least {least} {unit}{}", many(&least))),
        (None, Some(most)) => Some(format!("at most {most} {unit}{}", many(&most))),
        (None, None) => None,
    }
}

/// The members of a schema as nested lists; empty where it has none.
pub(super) fn tree(schema: &Value) -> String {
    members_of(schema).map_or_else(String::new, |members| list(members, &required(schema), 1))
}

/// The members of an object, or of the objects in a list.
fn members_of(schema: &Value) -> Option<&Map<String, Value>> {
    let own = schema.get("properties").and_then(Value::as_object);
    let of_items = || schema.get("items")?.get("properties")?.as_object();
    own.or_else(of_items).filter(|members| !members.is_empty())
}

fn required(schema: &Value) -> Vec<&str> {
    let names = schema.get("required").or_else(|| schema.get("items")?.get("required"));
    let names = names.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}

fn list(members: &Map<String, Value>, required: &[&str], depth: usize) -> String {
    let items = members.iter().map(|(name, schema)| {
        let need = if required.contains(&name.as_str()) { ", required" } else { "" };
        let head = format!(
            "<b>{}</b> <span class=\"type\">{}{need}</span>{}",
            bdi(name),
            words(schema),
            note(schema)
        );
        match members_of(schema).filter(|_| depth < DEPTH) {
            Some(inner) => format!(
                "<li><details><summary>{head}</summary>{}</details></li>",
                list(inner, &self::required(schema), depth + 1)
            ),
            None => format!("<li>{head}</li>"),
        }
    });
    format!("<ul class=\"tree\">{}</ul>", items.collect::<String>())
}

fn note(schema: &Value) -> String {
    let about = schema.get("description").and_then(Value::as_str).filter(|text| !text.is_empty());
    about.map_or_else(String::new, |about| format!(" <span class=\"note\">· {}</span>", bdi(about)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{tree, words};

    #[test]
    fn types_in_words() {
        for (schema, expected) in [
            (json!({}), "any"),
            (json!(false), "nothing"),
            (json!({"type": "string", "format": "uuid"}), "string, uuid"),
            (json!({"type": "string", "minLength": 1}), "string, at least 1 character"),
            (
                json!({"type": "integer", "minimum": 1, "maximum": 9, "default": 2}),
                "integer, 1 – 9, default <bdi>2</bdi>",
            ),
            (json!({"type": "array", "items": {"type": "string"}}), "list of string"),
            (json!({"enum": ["a", "<b>"]}), "<bdi>a</bdi> | <bdi>&lt;b&gt;</bdi>"),
            (json!({"type": ["string", "null"]}), "string | null"),
            (json!({"oneOf": [{}, {}]}), "one of 2 forms"),
            (json!({"const": 5}), "<bdi>5</bdi>"),
        ] {
            assert_eq!(words(&schema), expected, "{schema}");
        }
    }

    #[test]
    fn trees_end() {
        let mut schema = json!({"type": "string"});
        for _ in 0..9 {
            schema = json!({"type": "object", "properties": {"a": schema}, "required": ["a"]});
        }
        assert_eq!(tree(&schema).matches("<ul").count(), 4);
        assert_eq!(tree(&json!({"type": "array"})), "");
    }
}

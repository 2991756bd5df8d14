//! JSON Schemas of what is taken and what is answered.

use serde_json::{Map, Value, json};

use crate::model::{Expr, Kind, Parameter};

/// A value in JSON.
fn of_kind(kind: Kind) -> Value {
    match kind {
        Kind::Integer => {
            json!({ "type": "integer", "format": "int64", "minimum": i64::MIN, "maximum": i64::MAX })
        }
        kind => kind.schema_name().map_or_else(|| json!({}), |name| json!({ "type": name })),
    }
}

/// A value in a query, header or cookie, where lists and objects consist of texts.
pub(super) fn in_text(kind: Kind) -> Value {
    match kind {
        Kind::Array => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Object => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Kind::Any => json!({ "type": "string" }),
        kind => of_kind(kind),
    }
}

/// A piece of a path, which is never empty.
pub(super) fn in_path(kind: Kind) -> Value {
    match kind {
        Kind::String | Kind::Any | Kind::Object => json!({ "type": "string", "minLength": 1 }),
        Kind::Array => {
            json!({ "type": "array", "minItems": 1, "items": { "type": "string", "minLength": 1 } })
        }
        kind => of_kind(kind),
    }
}

/// A whole request body, by content type.
pub(super) fn body_content(kind: Kind) -> Value {
    let schema = of_kind(kind);
    match kind {
        Kind::String => {
            json!({ "application/json": { "schema": schema }, "text/plain": { "schema": schema } })
        }
        _ => json!({ "application/json": { "schema": schema } }),
    }
}

/// A request body of declared fields and nothing else.
pub(super) fn fields(fields: &[&Parameter], needed: impl Fn(&Parameter) -> bool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        if properties.contains_key(&field.name) {
            continue;
        }
        let mut schema = of_kind(field.kind);
        if !field.description.is_empty() {
            schema["description"] = json!(field.description);
        }
        properties.insert(field.name.clone(), schema);
        if needed(field) {
            required.push(json!(field.name));
        }
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    schema["additionalProperties"] = json!(false);
    schema
}

/// What a projection makes: its own frame is certain, the values in it are the upstream's.
pub(super) fn of_shape(shape: &Expr) -> Value {
    match shape {
        Expr::Text(_) | Expr::Literal(_) => json!({ "type": "string" }),
        Expr::Absent
        | Expr::Answer(_)
        | Expr::Array(_)
        | Expr::Parameter(_)
        | Expr::Variable(_) => json!({}),
        Expr::Json(constant) => serde_json::from_str::<Value>(constant)
            .map_or_else(|_| json!({}), |value| json!({ "const": value })),
        Expr::Object(members) => {
            let properties: Map<String, Value> = members
                .iter()
                .filter_map(|(key, shape)| Some((key.literal()?.to_owned(), of_shape(shape))))
                .collect();
            let required: Vec<&String> = properties.keys().collect();
            let required = json!(required);
            json!({ "type": "object", "properties": properties, "required": required })
        }
        Expr::Each { item, .. } => json!({ "type": ["array", "null"], "items": of_shape(item) }),
    }
}

/// RFC 9457, with the id under which the log knows the request.
pub(super) fn problem() -> Value {
    json!({
        "type": "object",
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "request_id": { "type": "string" },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "name": { "type": "string" }, "detail": { "type": "string" } },
                    "required": ["name", "detail"],
                },
            },
        },
        "required": ["type", "title", "status", "detail", "request_id"],
    })
}

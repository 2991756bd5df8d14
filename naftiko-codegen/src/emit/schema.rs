//! JSON Schemas of what is taken and what is answered.

use serde_json::{Map, Value, json};

use crate::model::{JsonType, Kind, Parameter, Type, TypeId, Types};

/// The value of a parameter in JSON.
pub(super) fn of_parameter(parameter: &Parameter, types: &Types) -> Value {
    with_rules(of_kind(parameter.kind), parameter, types)
}

/// A schema with what else is said of a parameter's values.
pub(super) fn with_rules(mut schema: Value, parameter: &Parameter, types: &Types) -> Value {
    let (Some(id), Some(members)) = (parameter.bounds, schema.as_object_mut()) else {
        return schema;
    };
    for (keyword, value) in rules(types.get(id), types) {
        // The type of the schema holds for every value of the place, and stays.
        if keyword != "type" {
            members.insert(keyword, value);
        }
    }
    schema
}

/// A type as JSON Schema (draft 2020-12).
pub(super) fn of_type(id: TypeId, types: &Types) -> Value {
    let made = types.get(id);
    if made.kinds == [JsonType::Never] {
        return json!(false);
    }
    Value::Object(rules(made, types))
}

fn rules(made: &Type, types: &Types) -> Map<String, Value> {
    let mut out = Map::new();
    match made.kinds.as_slice() {
        [] => {}
        [only] => drop(out.insert("type".to_owned(), json!(only.name()))),
        kinds => {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            out.insert("type".to_owned(), json!(names));
        }
    }
    let mut add = |keyword: &str, json: &str| {
        out.insert(keyword.to_owned(), serde_json::from_str(json).unwrap_or_default());
    };
    for (keyword, json) in &made.annotations {
        add(keyword, json);
    }
    match made.values.as_deref() {
        None => {}
        Some([only]) => add("const", only),
        Some(values) => add("enum", &format!("[{}]", values.join(","))),
    }
    for (bound, number) in &made.bounds {
        add(bound.keyword(), number);
    }
    if let Some(id) = made.items {
        out.insert("items".to_owned(), of_type(id, types));
    }
    if !made.properties.is_empty() {
        let property = |(name, id): &(String, TypeId)| (name.clone(), of_type(*id, types));
        let properties: Map<String, Value> = made.properties.iter().map(property).collect();
        out.insert("properties".to_owned(), Value::Object(properties));
    }
    if !made.required.is_empty() {
        out.insert("required".to_owned(), json!(made.required));
    }
    if let Some(id) = made.others {
        out.insert("additionalProperties".to_owned(), of_type(id, types));
    }
    out
}

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
pub(super) fn body_content(parameter: &Parameter, types: &Types) -> Value {
    let schema = of_parameter(parameter, types);
    match parameter.kind {
        Kind::String => {
            json!({ "application/json": { "schema": schema }, "text/plain": { "schema": schema } })
        }
        _ => json!({ "application/json": { "schema": schema } }),
    }
}

/// A request body of declared fields and nothing else.
pub(super) fn fields(
    fields: &[&Parameter],
    types: &Types,
    needed: impl Fn(&Parameter) -> bool,
) -> Value {
    object(fields.iter().map(|field| {
        let mut schema = of_parameter(field, types);
        if !field.description.is_empty() {
            schema["description"] = json!(field.description);
        }
        Property { name: &field.name, schema, is_required: needed(field) }
    }))
}

/// A member of an object.
pub(super) struct Property<'a> {
    pub(super) name: &'a str,
    pub(super) schema: Value,
    pub(super) is_required: bool,
}

/// An object of these properties and nothing else. Of two with one name the first counts.
pub(super) fn object<'a>(members: impl IntoIterator<Item = Property<'a>>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for Property { name, schema, is_required } in members {
        if properties.contains_key(name) {
            continue;
        }
        properties.insert(name.to_owned(), schema);
        if is_required {
            required.push(name);
        }
    }
    let mut schema = json!({ "type": "object" });
    if !properties.is_empty() {
        schema["properties"] = Value::Object(properties);
    }
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["additionalProperties"] = json!(false);
    schema
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

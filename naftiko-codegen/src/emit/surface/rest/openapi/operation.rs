//! One operation: parameters, body, answers.

use serde_json::{Map, Value, json};

use crate::emit::schema;
use crate::model::{
    Capability, FunctionBody, Kind, Parameter, Place, RawFormat, Route, Segment, Types,
};

/// The operation of routes that share path and method; `names` are those of the placeholders.
pub(in crate::emit) fn describe(
    routes: &[&Route],
    names: &[String],
    id: &str,
    capability: &Capability,
) -> Value {
    let mut out = Map::new();
    out.insert("operationId".to_owned(), json!(id));
    let mut tags: Vec<&String> = Vec::new();
    for tag in routes.iter().flat_map(|route| &route.tags) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if !tags.is_empty() {
        out.insert("tags".to_owned(), json!(tags));
    }
    if let [Route { label: Some(label), .. }] = routes {
        out.insert("summary".to_owned(), json!(label));
    }
    let about: Vec<&str> = routes
        .iter()
        .map(|route| route.description.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    if !about.is_empty() {
        out.insert("description".to_owned(), json!(about.join("\n\n")));
    }
    let parameters = parameters(routes, names, capability);
    if !parameters.is_empty() {
        out.insert("parameters".to_owned(), Value::Array(parameters));
    }
    let body = body(routes, &capability.types);
    let has_body = body.is_some();
    if let Some(body) = body {
        out.insert("requestBody".to_owned(), body);
    }
    out.insert("responses".to_owned(), Value::Object(responses(routes, has_body, capability)));
    Value::Object(out)
}

fn parameters(routes: &[&Route], names: &[String], capability: &Capability) -> Vec<Value> {
    let mut out: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let bound = routes[0].function.parameters.iter().find(|p| p.place.is_path(index));
            let kind = bound.map_or(Kind::String, |parameter| parameter.kind);
            let about = match bound.map(|parameter| &parameter.place) {
                Some(Place::Same(all)) if all[0] != index => {
                    format!("The same value as `{}`.", names[all[0]])
                }
                _ => bound.map_or_else(String::new, |parameter| parameter.description.clone()),
            };
            let mut schema = schema::in_path(kind);
            if let Some(bound) = bound {
                schema = schema::with_rules(schema, bound, &capability.types);
            }
            parameter(name, "path", true, &about, schema)
        })
        .collect();
    out.extend(conditions(routes));
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (route, index) in declarations(routes) {
        let declared = &route.function.parameters[index];
        let Some(place) = place(declared) else { continue };
        if seen.contains(&(declared.name.as_str(), place)) || is_condition(routes, declared, place)
        {
            continue;
        }
        seen.push((&declared.name, place));
        let required = routes.iter().all(|route| requires(route, declared));
        let schema = schema::in_text(declared.kind);
        let mut schema = schema::with_rules(schema, declared, &capability.types);
        if schema["type"] == "string"
            && schema.get("minLength").is_none()
            && capability.fills_path(&route.function, index)
        {
            schema["minLength"] = json!(1);
        }
        out.push(parameter(&declared.name, place, required, &declared.description, schema));
    }
    out
}

fn declarations<'r>(routes: &[&'r Route]) -> impl Iterator<Item = (&'r Route, usize)> {
    routes
        .iter()
        .flat_map(|route| (0..route.function.parameters.len()).map(|index| (*route, index)))
}

/// Returns the `in` of a parameter in OpenAPI; path and body have places of their own.
fn place(parameter: &Parameter) -> Option<&'static str> {
    match parameter.place {
        Place::Query => Some("query"),
        Place::Header => Some("header"),
        Place::Cookie => Some("cookie"),
        Place::Path(_)
        | Place::Same(_)
        | Place::Body
        | Place::Field
        | Place::Within(_)
        | Place::Argument => None,
    }
}

fn requires(route: &Route, wanted: &Parameter) -> bool {
    let mut parameters = route.function.parameters.iter();
    parameters.any(|parameter| {
        parameter.name == wanted.name && parameter.place == wanted.place && parameter.required
    })
}

fn is_condition(routes: &[&Route], parameter: &Parameter, place: &str) -> bool {
    let mut conditions = routes.iter().flat_map(|route| &route.path.conditions);
    place == "query" && conditions.any(|(name, _)| *name == parameter.name)
}

/// Query parameters that choose between the routes.
fn conditions(routes: &[&Route]) -> Vec<Value> {
    let mut out: Vec<(String, Vec<&str>, bool)> = Vec::new();
    for (name, value) in routes.iter().flat_map(|route| &route.path.conditions) {
        let at = out.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
            let everywhere = routes.iter().all(|route| has_condition(route, name));
            out.push((name.clone(), Vec::new(), everywhere));
            out.len() - 1
        });
        if let Some(value) = value.as_deref().filter(|value| !out[at].1.contains(value)) {
            out[at].1.push(value);
        }
    }
    let entries = out.into_iter();
    entries
        .map(|(name, values, required)| {
            let any =
                routes.iter().any(|route| route.path.conditions.contains(&(name.clone(), None)));
            let mut schema = json!({ "type": "string" });
            if !values.is_empty() && !any && required {
                schema["enum"] = json!(values);
            }
            parameter(&name, "query", required, "", schema)
        })
        .collect()
}

fn has_condition(route: &Route, name: &str) -> bool {
    route.path.conditions.iter().any(|(known, _)| known == name)
}

fn parameter(name: &str, place: &str, required: bool, about: &str, schema: Value) -> Value {
    let mut out = Map::new();
    out.insert("name".to_owned(), json!(name));
    out.insert("in".to_owned(), json!(place));
    if !about.is_empty() {
        out.insert("description".to_owned(), json!(about));
    }
    if required {
        out.insert("required".to_owned(), json!(true));
    }
    if schema["type"] == "object" && place == "query" {
        out.insert("style".to_owned(), json!("deepObject"));
        out.insert("explode".to_owned(), json!(true));
    }
    out.insert("schema".to_owned(), schema);
    Value::Object(out)
}

fn body(routes: &[&Route], types: &Types) -> Option<Value> {
    let whole = routes.iter().find_map(|route| whole_body(route));
    let required = routes.iter().all(|route| {
        let mut parameters = route.function.parameters.iter();
        parameters
            .any(|p| p.required && matches!(p.place, Place::Body | Place::Field | Place::Within(_)))
    });
    let (content, about) = match whole {
        Some(parameter) => (schema::body_content(parameter, types), parameter.description.clone()),
        None => {
            let of_field = |parameter: &&Parameter| parameter.place == Place::Field;
            let parameters = routes.iter().flat_map(|route| &route.function.parameters);
            let fields: Vec<&Parameter> = parameters.clone().filter(of_field).collect();
            let mut paths = parameters.filter_map(|parameter| match &parameter.place {
                Place::Within(path) => Some(path),
                _ => None,
            });
            let first = paths.next();
            if fields.is_empty() && first.is_none() {
                return None;
            }
            let needed = |field: &Parameter| routes.iter().all(|route| requires(route, field));
            let mut schema = schema::fields(&fields, types, needed);
            if let Some(first) = first {
                // The rest of a body that is read by path is nobody's business here.
                let of_object = |path: &Vec<Segment>| match path.first() {
                    Some(Segment::Key(_)) => true,
                    Some(Segment::Query(query)) => query.begins_with_name(),
                    _ => false,
                };
                let is_object = !fields.is_empty() || (of_object(first) && paths.all(of_object));
                schema = if is_object { open(schema) } else { json!({}) };
            }
            (json!({ "application/json": { "schema": schema } }), String::new())
        }
    };
    let mut out = Map::new();
    if !about.is_empty() {
        out.insert("description".to_owned(), json!(about));
    }
    if required {
        out.insert("required".to_owned(), json!(true));
    }
    out.insert("content".to_owned(), content);
    Some(Value::Object(out))
}

/// The same object, with members that are not listed.
fn open(mut schema: Value) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.remove("additionalProperties");
    }
    schema
}

fn whole_body(route: &Route) -> Option<&Parameter> {
    route.function.parameters.iter().find(|parameter| parameter.place == Place::Body)
}

fn responses(routes: &[&Route], has_body: bool, capability: &Capability) -> Map<String, Value> {
    let mut out = Map::new();
    let mut calls = false;
    let mut good = Vec::new();
    for route in routes {
        match &route.function.body {
            FunctionBody::Constant(_) | FunctionBody::Content(_) => {
                good.push(("200", json!({ "application/json": {} })));
            }
            FunctionBody::Steps(_) => {
                calls = true;
                good.push(("2XX", json!({ "*/*": {} })));
            }
            FunctionBody::Call { upstream, operation, .. } => {
                let called = &capability.upstreams[*upstream].operations[*operation];
                if called.unroutable.is_some() {
                    continue;
                }
                calls = true;
                good.push(("2XX", success(route, called.format, &capability.types)));
            }
        }
    }
    for (status, content) in good {
        let about = if status == "200" { "The document" } else { "The answer of the upstream" };
        out.entry(status.to_owned())
            .and_modify(|known| known["content"] = json!({ "*/*": {} }))
            .or_insert_with(|| json!({ "description": about, "content": content }));
    }
    let mut refer = |status: &str, to: &str| {
        let target = format!("#/components/responses/{to}");
        out.insert(status.to_owned(), json!({ "$ref": target }));
    };
    if has_body {
        refer("413", if calls { "Error" } else { "Problem" });
        refer("415", if calls { "Error" } else { "Problem" });
    }
    refer("default", if calls { "Error" } else { "Problem" });
    out
}

fn success(route: &Route, format: RawFormat, types: &Types) -> Value {
    if format != RawFormat::Json {
        return json!({ "*/*": {} });
    }
    match route.function.output.filter(|_| !route.function.shape.is_document()) {
        None => json!({ "application/json": {}, "*/*": {} }),
        Some(id) => json!({ "application/json": { "schema": schema::of_type(id, types) } }),
    }
}

/// Returns the response to a request that this server cannot answer.
pub(in crate::emit) fn problem() -> Value {
    json!({
        "description": "The request cannot be answered; says why",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

/// As [`problem`], or an error of the upstream as it came.
pub(in crate::emit) fn error() -> Value {
    json!({
        "description": "The request cannot be answered, which a problem document explains; \
                        or the upstream's own error, as it came",
        "content": {
            "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
            "*/*": {},
        },
    })
}

//! What the script of the page has to know of everything that can be called: `/-/page.json`.

use serde_json::{Map, Value, json};

use super::entry::{PageEntry, PageInput, What};
use crate::model::Upstream;

/// The inputs of every entry.
pub(super) fn data(entries: &[PageEntry<'_>]) -> String {
    let entries = entries.iter().filter(|entry| !matches!(entry.what, What::Forward(_)));
    let entries: Map<String, Value> =
        entries.map(|entry| (entry.id.clone(), Value::Object(of_entry(entry)))).collect();
    json!({ "entries": entries, "types": {} }).to_string()
}

fn of_entry(entry: &PageEntry<'_>) -> Map<String, Value> {
    let mut out = Map::new();
    let mut add = |name: &str, value: Value| drop(out.insert(name.to_owned(), value));
    add("kind", json!(entry.what.section()));
    add("surface", json!(entry.namespace));
    add("name", json!(entry.name));
    match entry.upstreams.as_slice() {
        [] => {}
        [one] => {
            add("upstream", json!(one.namespace));
            if let Some(host) = super::host(one) {
                add("host", json!(host));
            }
        }
        // No state has an upstream of such a name, so that the hosts are taken.
        several => {
            let names: Vec<&str> = several.iter().map(|one| one.namespace.as_str()).collect();
            add("upstream", json!(names.join(" and ")));
            let host = |one: &&Upstream| super::host(one).unwrap_or_else(|| one.namespace.clone());
            add("host", json!(several.iter().map(host).collect::<Vec<_>>().join(" and ")));
        }
    }
    if entry.is_destructive {
        add("destructive", json!(true));
    }
    match &entry.what {
        What::Operation { route, path } => {
            add("method", json!(route.method));
            add("path", json!(path));
            if !route.path.conditions.is_empty() {
                let fixed = route.path.conditions.iter();
                let fixed =
                    fixed.map(|(name, value)| json!([name, value.as_deref().unwrap_or("")]));
                add("fixed", Value::Array(fixed.collect()));
            }
            if entry.inputs.iter().any(|input| matches!(input.place, "body" | "field")) {
                add("media", json!("application/json"));
            }
            add("inputs", inputs(&entry.inputs));
        }
        What::Tool { tool, schema, output } => {
            if tool.hints.read_only == Some(true) {
                add("safe", json!(true));
            }
            add("schema", schema.clone());
            if let Some(output) = output {
                add("output", output.clone());
            }
        }
        What::Resource(resource) => {
            add("safe", json!(true));
            add("uri", json!(resource.uri));
            add("inputs", inputs(&entry.inputs));
        }
        What::Prompt | What::Forward(_) => {
            let reads = entry.called.map(|called| called.operation.reads);
            add("safe", json!(reads.unwrap_or(entry.upstreams.is_empty())));
            add("inputs", inputs(&entry.inputs));
        }
    }
    out
}

fn inputs(inputs: &[PageInput<'_>]) -> Value {
    let inputs = inputs.iter().map(|input| {
        let mut out = json!({ "name": input.name, "in": input.place });
        if input.required {
            out["required"] = json!(true);
        }
        if !input.at.is_empty() {
            out["at"] = json!(input.at);
        }
        out["schema"] = input.schema.clone();
        out
    });
    Value::Array(inputs.collect())
}

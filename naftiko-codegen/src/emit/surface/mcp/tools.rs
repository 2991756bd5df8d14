//! The tools of an MCP surface: the list clients see, and the table calls are looked up in.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use crate::emit::Placement;
use crate::emit::function::function;
use crate::emit::literals::json_list;
use crate::emit::schema::{Property, object, of_type, with_rules};
use crate::model::{Capability, Expr, FunctionBody, Kind, Mcp, Parameter, RawFormat, Tool, Types};

/// The list, and the table sorted by name.
pub(in crate::emit) fn items(mcp: &Mcp, place: &Placement<'_>) -> Vec<TokenStream> {
    let mut tools: Vec<&Tool> = mcp.tools.iter().collect();
    tools.sort_by(|a, b| a.name.cmp(&b.name));
    let entries = tools.into_iter().map(|tool| entry(tool, place));
    let table = quote! {
        /// Sorted by name.
        static TOOLS: &[Function] = &[#(#entries),*];
    };
    vec![tool_list(mcp, place), table]
}

fn tool_list(mcp: &Mcp, place: &Placement<'_>) -> TokenStream {
    let list = json_list(mcp.tools.iter().map(|tool| definition(tool, place.capability)));
    quote! {
        /// Answer to `tools/list`, in document order.
        static TOOL_LIST: &str = #list;
    }
}

/// A tool as clients see it, in JSON. Text rather than a tree, so that the author's schema keeps every
/// digit of its numbers.
fn definition(tool: &Tool, capability: &Capability) -> String {
    let schema = input_schema(tool, capability);
    let mut members = vec![("name", json!(tool.name).to_string())];
    members.extend(tool.title.as_ref().map(|title| ("title", json!(title).to_string())));
    members.push(("description", json!(tool.description).to_string()));
    members.push(("inputSchema", schema));
    let output = output_schema(tool, capability);
    members.extend(output.map(|schema| ("outputSchema", schema.to_string())));
    let annotations = annotations(tool);
    if !annotations.is_empty() {
        members.push(("annotations", Value::Object(annotations).to_string()));
    }
    let members: Vec<String> =
        members.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
    format!("{{{}}}", members.join(","))
}

/// The schema of a tool's arguments in JSON.
pub(in crate::emit) fn input_schema(tool: &Tool, capability: &Capability) -> String {
    match &tool.input_schema {
        Some(written) => written.clone(),
        None => inferred_schema(tool, capability).to_string(),
    }
}

fn inferred_schema(tool: &Tool, capability: &Capability) -> Value {
    let parameters = tool.function.parameters.iter().enumerate();
    object(parameters.map(|(index, parameter)| {
        let fills_path = capability.fills_path(&tool.function, index);
        Property {
            name: &parameter.name,
            schema: input(parameter, fills_path, &capability.types),
            is_required: parameter.required,
        }
    }))
}

fn input(parameter: &Parameter, fills_path: bool, types: &Types) -> Value {
    let mut schema = json!({});
    if let Some(kind) = parameter.kind.schema_name() {
        schema["type"] = json!(kind);
    }
    if !parameter.description.is_empty() {
        schema["description"] = json!(parameter.description);
    }
    let mut schema = with_rules(schema, parameter, types);
    if let Some(members) = schema.as_object_mut() {
        if parameter.kind == Kind::String && fills_path {
            members.entry("minLength").or_insert(json!(1));
        }
        if parameter.kind == Kind::Array {
            // Some models refuse an array that does not mention its items.
            members.entry("items").or_insert(json!({}));
        }
        if let Some(header) = &parameter.header {
            members.insert("x-mcp-header".to_owned(), json!(header));
        }
    }
    schema
}

/// Only where the frame of every result is made here: clients throw a result away that does not fit.
/// And only objects: one other schema would make clients of 2025 refuse the whole list.
pub(in crate::emit) fn output_schema(tool: &Tool, capability: &Capability) -> Option<Value> {
    let FunctionBody::Call { upstream, operation, .. } = &tool.function.body else { return None };
    let called = &capability.upstreams[*upstream].operations[*operation];
    let is_made = called.format == RawFormat::Json && called.unroutable.is_none();
    (is_made && matches!(tool.function.shape, Expr::Object(_)))
        .then_some(tool.function.output?)
        .map(|id| of_type(id, &capability.types))
}

/// R78: only what is said.
fn annotations(tool: &Tool) -> Map<String, Value> {
    let mut out = Map::new();
    if let Some(title) = &tool.title {
        out.insert("title".to_owned(), json!(title));
    }
    let hints = [
        ("readOnlyHint", tool.hints.read_only),
        ("destructiveHint", tool.hints.destructive),
        ("idempotentHint", tool.hints.idempotent),
        ("openWorldHint", tool.hints.open_world),
    ];
    for (name, hint) in hints {
        if let Some(hint) = hint {
            out.insert(name.to_owned(), json!(hint));
        }
    }
    out
}

fn entry(tool: &Tool, place: &Placement<'_>) -> TokenStream {
    let promised = tool.hints.promise_repeatable();
    let home = |upstream| place.home_from_sibling(upstream);
    function(&tool.name, &tool.function, promised, place.capability, &home)
}

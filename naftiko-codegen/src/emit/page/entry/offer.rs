//! What MCP surfaces offer: tools, resources and prompts.

use serde_json::{Value, json};

use super::schema::{described, plain};
use super::{Ids, PageEntry, PageInput, Returns, What, called, of_function, of_steps, upstreams};
use crate::emit::schema::of_parameter;
use crate::emit::surface;
use crate::model::{
    Capability, Hints, Kind, Mcp, Parameter, Prompt, Resource, ResourceContent, Tool, UriPart,
};

pub(super) fn tool<'a>(
    mcp: &'a Mcp,
    tool: &'a Tool,
    ids: &mut Ids,
    capability: &'a Capability,
) -> PageEntry<'a> {
    let schema = surface::input_schema(tool, capability);
    let schema: Value = serde_json::from_str(&schema).unwrap_or_else(|_| json!({}));
    let Hints { read_only, destructive, .. } = tool.hints;
    let is_read = read_only == Some(true);
    PageEntry {
        namespace: &mcp.namespace,
        guard: mcp.guard.as_ref(),
        id: ids.claim(&tool.name),
        name: &tool.name,
        about: &tool.description,
        inputs: of_schema(&schema, &tool.function.parameters),
        called: called(&tool.function, capability),
        upstreams: upstreams(&tool.function, capability),
        steps: of_steps(&tool.function, capability),
        returns: of_function(&tool.function, capability),
        is_destructive: !is_read && destructive.unwrap_or(true),
        what: What::Tool { tool, schema, output: surface::output_schema(tool, capability) },
    }
}

/// The inputs by the schema that callers see, which can be the author's own.
fn of_schema<'a>(schema: &Value, parameters: &'a [Parameter]) -> Vec<PageInput<'a>> {
    let required: Vec<&str> = schema["required"]
        .as_array()
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let inputs = properties.map(|(name, schema)| {
        let parameter = parameters.iter().find(|parameter| parameter.name == *name);
        PageInput {
            name: name.clone(),
            place: "argument",
            at: Vec::new(),
            required: required.contains(&name.as_str()),
            schema: plain(schema.clone()),
            about: parameter.map_or("", |parameter| &parameter.description),
        }
    });
    inputs.collect()
}

pub(super) fn resource<'a>(
    mcp: &'a Mcp,
    resource: &'a Resource,
    ids: &mut Ids,
    capability: &'a Capability,
) -> PageEntry<'a> {
    let function = match &resource.content {
        ResourceContent::Function(function) => Some(&**function),
        ResourceContent::File(_) | ResourceContent::Folder(_) => None,
    };
    let parameters = function.map_or(&[][..], |function| &function.parameters);
    let variables = resource.parts.iter().filter_map(|part| match part {
        UriPart::Variable(index) => index.and_then(|index| parameters.get(index)),
        UriPart::Literal(_) => None,
    });
    let inputs = variables.map(|parameter| PageInput {
        name: parameter.name.clone(),
        place: "uri",
        at: Vec::new(),
        required: true,
        schema: described(json!({ "type": "string" }), parameter),
        about: &parameter.description,
    });
    PageEntry {
        namespace: &mcp.namespace,
        guard: mcp.guard.as_ref(),
        id: ids.claim(&resource.name),
        name: &resource.name,
        about: &resource.description,
        inputs: inputs.collect(),
        called: function.and_then(|function| called(function, capability)),
        upstreams: function.map_or_else(Vec::new, |function| upstreams(function, capability)),
        steps: function.map_or_else(Vec::new, |function| of_steps(function, capability)),
        returns: Returns { schema: None, media: resource.media.clone() },
        is_destructive: false,
        what: What::Resource(resource),
    }
}

pub(super) fn prompt<'a>(
    mcp: &'a Mcp,
    prompt: &'a Prompt,
    ids: &mut Ids,
    capability: &'a Capability,
) -> PageEntry<'a> {
    let inputs = prompt.arguments.iter().map(|argument| {
        let parameter = &argument.parameter;
        // Clients have texts for prompts, whatever is made of them.
        let choices = parameter.choices(&capability.types);
        let mut schema = match parameter.kind {
            Kind::String => of_parameter(parameter, &capability.types),
            _ => json!({ "type": "string" }),
        };
        if !choices.is_empty() {
            schema["enum"] = json!(choices);
        }
        PageInput {
            name: parameter.name.clone(),
            place: "argument",
            at: Vec::new(),
            required: parameter.required,
            schema: described(plain(schema), parameter),
            about: &parameter.description,
        }
    });
    let function = prompt.function.as_ref();
    PageEntry {
        namespace: &mcp.namespace,
        guard: mcp.guard.as_ref(),
        id: ids.claim(&prompt.name),
        name: &prompt.name,
        about: &prompt.description,
        inputs: inputs.collect(),
        called: function.and_then(|function| called(function, capability)),
        upstreams: function.map_or_else(Vec::new, |function| upstreams(function, capability)),
        steps: function.map_or_else(Vec::new, |function| of_steps(function, capability)),
        returns: Returns { schema: None, media: None },
        is_destructive: false,
        what: What::Prompt,
    }
}

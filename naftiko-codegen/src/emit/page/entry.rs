//! Everything that can be called or read, in one form for rows, details and data.

use serde_json::{Value, json};

use crate::emit::schema::{self, of_parameter, of_type, with_rules};
use crate::emit::surface;
use crate::model::{
    Capability, Forward, Function, FunctionBody, Guard, Hints, Kind, Mcp, Operation, Parameter,
    PatternPart, Place, Prompt, RawFormat, Resource, ResourceContent, Rest, Route, RouteSegment,
    Step, Tool, Types, Upstream, UriPart,
};
use crate::names;

/// The sections of the page with entries, and their titles, in their order.
pub(super) const SECTIONS: [(&str, &str); 4] = [
    ("rest", "What you can do"),
    ("tools", "Tools"),
    ("resources", "Resources"),
    ("prompts", "Prompts"),
];

/// Something that a caller can ask for.
pub(super) struct PageEntry<'a> {
    pub(super) what: What<'a>,
    /// The surface that offers it.
    pub(super) namespace: &'a str,
    pub(super) guard: Option<&'a Guard>,
    /// The id in the document of the page, percent-encoded.
    pub(super) id: String,
    pub(super) name: &'a str,
    /// The description; may be empty.
    pub(super) about: &'a str,
    pub(super) inputs: Vec<PageInput<'a>>,
    /// What is called for it.
    pub(super) called: Option<Called<'a>>,
    pub(super) returns: Returns,
    /// Set if a caller has to say that it is meant.
    pub(super) is_destructive: bool,
}

/// The kind of an entry, and what only that has.
pub(super) enum What<'a> {
    Operation {
        route: &'a Route,
        /// The path with its placeholders.
        path: String,
    },
    Tool {
        tool: &'a Tool,
        schema: Value,
        output: Option<Value>,
    },
    Resource(&'a Resource),
    Prompt,
    /// Requests that are passed on as they are, which no form can know.
    Forward(&'a Forward),
}

/// An operation of an upstream, and where its arguments come from.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) operation: &'a Operation,
    pub(super) function: &'a Function,
}

/// A value that a caller can give.
pub(super) struct PageInput<'a> {
    pub(super) name: String,
    pub(super) place: &'static str,
    /// The way to the value within a body, where it is not a member of it.
    pub(super) at: Vec<String>,
    pub(super) required: bool,
    pub(super) schema: Value,
    pub(super) about: &'a str,
}

/// What comes back.
pub(super) struct Returns {
    pub(super) schema: Option<Value>,
    pub(super) media: Option<String>,
}

impl What<'_> {
    /// The section that it stands in.
    pub(super) fn section(&self) -> &'static str {
        match self {
            Self::Operation { .. } | Self::Forward(_) => "rest",
            Self::Tool { .. } => "tools",
            Self::Resource(_) => "resources",
            Self::Prompt => "prompts",
        }
    }
}

/// All entries of a capability, surface by surface.
pub(super) fn entries(capability: &Capability) -> Vec<PageEntry<'_>> {
    let rests: Vec<&Rest> = capability.rest().collect();
    let mcps: Vec<&Mcp> = capability.mcp().filter(|mcp| mcp.http).collect();
    let destructive = destructive(&mcps);
    let mut out = Vec::new();
    for rest in &rests {
        let mut ids = Ids::new("rest", &rest.namespace, rests.len() > 1);
        let routes = rest.routes.iter().filter(|route| !route.shadowed);
        out.extend(routes.map(|route| operation(rest, route, &mut ids, &destructive, capability)));
        out.extend(rest.forwards.iter().map(|one| forward(rest, one, &mut ids, capability)));
    }
    for mcp in mcps.iter().copied() {
        let is_shared = mcps.len() > 1;
        let mut ids = Ids::new("tools", &mcp.namespace, is_shared);
        out.extend(mcp.tools.iter().map(|one| tool(mcp, one, &mut ids, capability)));
        let mut ids = Ids::new("resources", &mcp.namespace, is_shared);
        out.extend(mcp.resources.iter().map(|one| resource(mcp, one, &mut ids, capability)));
        let mut ids = Ids::new("prompts", &mcp.namespace, is_shared);
        out.extend(mcp.prompts.iter().map(|one| prompt(mcp, one, &mut ids)));
    }
    out
}

/// Ids within a section.
struct Ids {
    prefix: String,
    scope: names::Scope,
}

impl Ids {
    fn new(section: &str, namespace: &str, is_shared: bool) -> Self {
        let prefix = if is_shared {
            format!("{section}/{}/", super::html::percent(namespace))
        } else {
            format!("{section}/")
        };
        Self { prefix, scope: names::Scope::default() }
    }

    /// Two of one name get different ids.
    fn claim(&mut self, name: &str) -> String {
        let (name, _) = self.scope.claim(name);
        format!("{}{}", self.prefix, super::html::percent(&name))
    }
}

/// Operations of which a tool says that they may destroy.
fn destructive(mcps: &[&Mcp]) -> Vec<(usize, usize)> {
    let tools = mcps.iter().flat_map(|mcp| &mcp.tools);
    let declared = tools.filter(|tool| tool.hints.destructive == Some(true));
    let called = declared.filter_map(|tool| match tool.function.body {
        FunctionBody::Call { upstream, operation, .. } => Some((upstream, operation)),
        FunctionBody::Constant(_) | FunctionBody::Content(_) => None,
    });
    called.collect()
}

fn called<'a>(function: &'a Function, capability: &'a Capability) -> Option<Called<'a>> {
    let FunctionBody::Call { upstream, operation, .. } = function.body else { return None };
    let upstream = &capability.upstreams[upstream];
    Some(Called { upstream, operation: &upstream.operations[operation], function })
}

// Operations of REST surfaces.

fn operation<'a>(
    rest: &'a Rest,
    route: &'a Route,
    ids: &mut Ids,
    destructive: &[(usize, usize)],
    capability: &'a Capability,
) -> PageEntry<'a> {
    let is_declared = match route.function.body {
        FunctionBody::Call { upstream, operation, .. } => {
            destructive.contains(&(upstream, operation))
        }
        _ => false,
    };
    PageEntry {
        namespace: &rest.namespace,
        guard: rest.guard.as_ref(),
        id: ids.claim(&route.name),
        name: &route.name,
        about: &route.description,
        inputs: of_route(route, &capability.types),
        called: called(&route.function, capability),
        returns: of_function(&route.function, capability),
        is_destructive: is_declared || route.method == "DELETE",
        what: What::Operation { route, path: path(route) },
    }
}

fn forward<'a>(
    rest: &'a Rest,
    forward: &'a Forward,
    ids: &mut Ids,
    capability: &'a Capability,
) -> PageEntry<'a> {
    PageEntry {
        namespace: &rest.namespace,
        guard: rest.guard.as_ref(),
        id: ids.claim(&format!("forward {}", forward.template)),
        name: &capability.upstreams[forward.upstream].namespace,
        about: "Requests are passed on as they are",
        inputs: Vec::new(),
        called: None,
        returns: Returns { schema: None, media: None },
        is_destructive: false,
        what: What::Forward(forward),
    }
}

/// The path as people read it, without the query that chooses between routes.
fn path(route: &Route) -> String {
    let mut names = route.path.placeholders.iter();
    let mut placeholder = || format!("{{{}}}", names.next().map_or("value", String::as_str));
    let mut out = String::new();
    for segment in &route.path.segments {
        out.push('/');
        match segment {
            RouteSegment::Literal(text) => out.push_str(&surface::literal(text)),
            RouteSegment::Placeholder => out.push_str(&placeholder()),
            RouteSegment::Pattern(parts) => {
                for part in parts {
                    match part {
                        PatternPart::Literal(text) => out.push_str(&surface::literal(text)),
                        PatternPart::Placeholder => out.push_str(&placeholder()),
                    }
                }
            }
        }
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

fn of_route<'a>(route: &'a Route, types: &Types) -> Vec<PageInput<'a>> {
    let mut out: Vec<PageInput<'a>> = Vec::new();
    for (index, name) in route.path.placeholders.iter().enumerate() {
        if out.iter().any(|input| input.name == *name) {
            continue;
        }
        let bound = route.function.parameters.iter().find(|one| one.place.is_path(index));
        let schema = schema::in_path(bound.map_or(Kind::String, |bound| bound.kind));
        let schema = match bound {
            Some(bound) => described(with_rules(schema, bound, types), bound),
            None => schema,
        };
        let about = bound.map_or("", |bound| bound.description.as_str());
        out.push(PageInput {
            name: name.clone(),
            place: "path",
            at: Vec::new(),
            required: true,
            schema: plain(schema),
            about,
        });
    }
    let conditions = &route.path.conditions;
    for parameter in &route.function.parameters {
        let is_condition = parameter.place == Place::Query
            && conditions.iter().any(|(name, _)| *name == parameter.name);
        let (place, at, schema) = match &parameter.place {
            Place::Query if !is_condition => ("query", Vec::new(), schema::in_text(parameter.kind)),
            Place::Header => ("header", Vec::new(), schema::in_text(parameter.kind)),
            Place::Cookie => ("cookie", Vec::new(), schema::in_text(parameter.kind)),
            Place::Body => ("body", Vec::new(), of_parameter(parameter, types)),
            Place::Field => ("field", Vec::new(), of_parameter(parameter, types)),
            Place::Within(steps) => ("field", way(steps), of_parameter(parameter, types)),
            Place::Query | Place::Path(_) | Place::Same(_) | Place::Argument => continue,
        };
        let schema = described(with_rules(schema, parameter, types), parameter);
        out.push(PageInput {
            name: parameter.name.clone(),
            place,
            at,
            required: parameter.required,
            schema: plain(schema),
            about: &parameter.description,
        });
    }
    out
}

fn way(steps: &[Step]) -> Vec<String> {
    let names = steps.iter().map(|step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
        Step::Each => "*".to_owned(),
    });
    names.collect()
}

/// A schema with what is said of the value to people.
fn described(mut schema: Value, parameter: &Parameter) -> Value {
    if let Some(members) = schema.as_object_mut() {
        if !parameter.description.is_empty() {
            members.insert("description".to_owned(), json!(parameter.description));
        }
        if let Some(default) = &parameter.default
            && let Ok(default) = serde_json::from_str(default)
        {
            members.insert("default".to_owned(), default);
        }
    }
    schema
}

/// A schema without the bounds that every whole number has here.
fn plain(mut schema: Value) -> Value {
    if let Some(members) = schema.as_object_mut() {
        let is = |value: Option<&Value>, number: i64| value == Some(&json!(number));
        if is(members.get("minimum"), i64::MIN) {
            members.remove("minimum");
        }
        if is(members.get("maximum"), i64::MAX) {
            members.remove("maximum");
        }
        if members.get("format") == Some(&json!("int64")) {
            members.remove("format");
        }
    }
    schema
}

// What MCP surfaces offer.

fn tool<'a>(
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

fn resource<'a>(
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
        returns: Returns { schema: None, media: resource.media.clone() },
        is_destructive: false,
        what: What::Resource(resource),
    }
}

fn prompt<'a>(mcp: &'a Mcp, prompt: &'a Prompt, ids: &mut Ids) -> PageEntry<'a> {
    let inputs = prompt.arguments.iter().map(|argument| {
        let mut schema = json!({ "type": "string" });
        if !argument.description.is_empty() {
            schema["description"] = json!(argument.description);
        }
        PageInput {
            name: argument.name.clone(),
            place: "argument",
            at: Vec::new(),
            required: argument.required,
            schema,
            about: &argument.description,
        }
    });
    PageEntry {
        namespace: &mcp.namespace,
        guard: mcp.guard.as_ref(),
        id: ids.claim(&prompt.name),
        name: &prompt.name,
        about: &prompt.description,
        inputs: inputs.collect(),
        called: None,
        returns: Returns { schema: None, media: None },
        is_destructive: false,
        what: What::Prompt,
    }
}

fn of_function(function: &Function, capability: &Capability) -> Returns {
    let format = match &function.body {
        FunctionBody::Call { upstream, operation, .. } => {
            capability.upstreams[*upstream].operations[*operation].format
        }
        FunctionBody::Constant(_) | FunctionBody::Content(_) => RawFormat::Json,
    };
    let schema = function.output.filter(|_| format == RawFormat::Json);
    let schema = schema.map(|id| of_type(id, &capability.types));
    Returns { schema, media: Some(media(format).to_owned()) }
}

fn media(format: RawFormat) -> &'static str {
    match format {
        RawFormat::Json => "application/json",
        RawFormat::Xml => "application/xml",
        RawFormat::Yaml => "application/yaml",
        RawFormat::Csv => "text/csv",
        RawFormat::Tsv => "text/tab-separated-values",
        RawFormat::Psv | RawFormat::Text => "text/plain",
        RawFormat::Html => "text/html",
        RawFormat::Markdown => "text/markdown",
        RawFormat::Avro => "application/avro",
        RawFormat::Protobuf => "application/protobuf",
        RawFormat::Binary => "application/octet-stream",
    }
}

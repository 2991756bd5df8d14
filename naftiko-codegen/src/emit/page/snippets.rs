//! Snippets: ready to be copied, without any script.

use serde_json::{Map, Value, json};

use super::entry::{Called, PageEntry, PageInput, What};
use super::html::{attribute, percent, text};
use crate::model::{Expr, FunctionBody, Guard, Kind, Place};

/// A snippet as it stands in the page. `code` is HTML.
pub(super) fn figure(title: &str, tab: &str, code: &str) -> String {
    format!(
        "<figure class=\"snippet\" data-tab=\"{tab}\"><figcaption>{title}</figcaption>\
         <pre><code>{code}</code></pre></figure>"
    )
}

/// A value that the server knows better.
pub(super) fn live(tag: &str, class: &str, key: &str, value: &str) -> String {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    format!("<{tag}{class} data-live=\"{}\">{}</{tag}>", attribute(key), text(value))
}

/// The snippets of an entry. `address` is where its surface is, as HTML.
pub(super) fn of_entry(entry: &PageEntry<'_>, address: &str) -> String {
    match &entry.what {
        What::Operation { route, path } => {
            let curl = figure("curl", "curl", &curl_of_route(entry, &route.method, path, address));
            let rust = entry.called.map(|called| figure("Rust", "rust", &rust(entry, called)));
            curl + &rust.unwrap_or_default()
        }
        What::Tool { schema, output, .. } => {
            let params = json!({ "name": entry.name, "arguments": example(&entry.inputs) });
            let mut out = called("tools/call", &params, entry, address);
            out += &figure("Input schema", "input", &pretty(schema));
            out += &output.as_ref().map_or_else(String::new, |schema| {
                figure("Output schema", "output", &pretty(schema))
            });
            out
        }
        What::Resource(resource) => {
            called("resources/read", &json!({ "uri": resource.uri }), entry, address)
        }
        What::Forward(forward) => {
            let path = text(&within(&forward.template));
            let Credential { query, option } = credential(entry.guard, "?");
            let option = option.trim_end_matches(" \\\n");
            let line = if option.is_empty() { "" } else { " \\\n" };
            figure("curl", "curl", &format!("curl '{address}{path}'{query}{line}{option}"))
        }
        What::Prompt => {
            let params = json!({ "name": entry.name, "arguments": example(&entry.inputs) });
            called("prompts/get", &params, entry, address)
        }
    }
}

fn pretty(value: &Value) -> String {
    text(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// A message of MCP by itself and as a call.
fn called(method: &str, params: &Value, entry: &PageEntry<'_>, address: &str) -> String {
    let message =
        json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
    let Credential { query, option } = credential(entry.guard, "?");
    let curl = format!(
        "curl -X POST '{address}'{query} \\\n  -H 'Content-Type: application/json' \\\n  \
         -H 'Accept: application/json, text/event-stream' \\\n  \
         -H 'MCP-Protocol-Version: 2025-11-25' \\\n{option}  -d {}",
        text(&quoted(&message))
    );
    figure("JSON-RPC", "rpc", &text(&message)) + &figure("curl", "curl", &curl)
}

/// A text as one word of a shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text between quotation marks that are open already.
fn within(text: &str) -> String {
    text.replace('\'', r"'\''")
}

fn curl_of_route(entry: &PageEntry<'_>, method: &str, path: &str, address: &str) -> String {
    let path = entry
        .inputs
        .iter()
        .filter(|input| input.place == "path")
        .fold(path.to_owned(), |path, input| {
            path.replace(&format!("{{{}}}", input.name), &percent(&shout(&input.name)))
        });
    let mut query: Vec<String> = Vec::new();
    if let What::Operation { route, .. } = &entry.what {
        query.extend(route.path.conditions.iter().map(|(name, value)| {
            format!("{}={}", percent(name), percent(value.as_deref().unwrap_or_default()))
        }));
    }
    let asked = entry.inputs.iter().filter(|input| input.required && input.place == "query");
    query.extend(
        asked.map(|input| format!("{}={}", percent(&input.name), percent(&shout(&input.name)))),
    );
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let sign = if query.is_empty() { "?" } else { "&" };
    let Credential { query: secret, option } = credential(entry.guard, sign);
    let verb = match method {
        "GET" => String::new(),
        "HEAD" => " -I".to_owned(),
        method => format!(" -X {}", text(method)),
    };
    let mut out = format!("curl{verb} '{address}{}'{secret}", text(&within(&(path + &query))));
    let mut add = |line: &str| {
        out.push_str(" \\\n  ");
        out.push_str(line);
    };
    if !option.is_empty() {
        add(option.trim_start().trim_end_matches(" \\\n"));
    }
    for input in entry.inputs.iter().filter(|input| input.required) {
        let (name, value) = (&input.name, shout(&input.name));
        match input.place {
            "header" => add(&text(&format!("-H {}", quoted(&format!("{name}: {value}"))))),
            "cookie" => add(&text(&format!("-b {}", quoted(&format!("{name}={value}"))))),
            _ => {}
        }
    }
    if let Some(body) = body(&entry.inputs) {
        add("-H 'Content-Type: application/json'");
        add(&text(&format!("-d {}", quoted(&body.to_string()))));
    }
    out
}

/// How a call shows who makes it; names of the document stand between single quotation marks.
struct Credential {
    /// What follows the address, within the quotation marks that it stands in or behind them.
    query: String,
    /// A line of its own.
    option: String,
}

fn credential(guard: Option<&Guard>, sign: &str) -> Credential {
    let option = |text: String| Credential { query: String::new(), option: text };
    match guard {
        None => option(String::new()),
        Some(Guard::Bearer(_) | Guard::OAuth(_)) => {
            option("  -H \"Authorization: Bearer $TOKEN\" \\\n".to_owned())
        }
        Some(Guard::Basic { .. }) => option("  -u \"$USER:$PASSWORD\" \\\n".to_owned()),
        Some(Guard::Digest { .. }) => option("  --digest -u \"$USER:$PASSWORD\" \\\n".to_owned()),
        Some(Guard::Header { name, .. }) => {
            option(format!("  -H {}\"$TOKEN\" \\\n", text(&quoted(&format!("{name}: ")))))
        }
        Some(Guard::Cookie { name, .. }) => {
            option(format!("  -b {}\"$TOKEN\" \\\n", text(&quoted(&format!("{name}=")))))
        }
        Some(Guard::Query { name, .. }) => Credential {
            query: format!("{}\"$TOKEN\"", text(&quoted(&format!("{sign}{}=", percent(name))))),
            option: String::new(),
        },
    }
}

/// A name as a placeholder for its value.
fn shout(name: &str) -> String {
    name.to_uppercase()
}

/// The smallest body that has everything that is needed; `None` where none is sent.
fn body(inputs: &[PageInput<'_>]) -> Option<Value> {
    if let Some(whole) = inputs.iter().find(|input| input.place == "body") {
        return Some(value(&whole.schema, &whole.name));
    }
    let fields: Vec<&PageInput<'_>> =
        inputs.iter().filter(|input| input.place == "field").collect();
    if fields.is_empty() {
        return None;
    }
    let mut out = Map::new();
    for field in fields.into_iter().filter(|field| field.required && field.at.is_empty()) {
        out.insert(field.name.clone(), value(&field.schema, &field.name));
    }
    Some(Value::Object(out))
}

/// Arguments with everything that is needed.
fn example(inputs: &[PageInput<'_>]) -> Value {
    let needed = inputs.iter().filter(|input| input.required);
    Value::Object(
        needed.map(|input| (input.name.clone(), value(&input.schema, &input.name))).collect(),
    )
}

/// A value that a schema may take.
fn value(schema: &Value, name: &str) -> Value {
    let given = ["const", "default"].iter().find_map(|keyword| schema.get(*keyword));
    if let Some(given) = given.or_else(|| schema.get("enum")?.get(0)) {
        return given.clone();
    }
    let kind = schema.get("type");
    match kind.and_then(|kind| kind.as_str().or_else(|| kind.get(0)?.as_str())) {
        Some("string") => json!(shout(name)),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        Some("null") => Value::Null,
        _ => json!({}),
    }
}

/// A call of the typed client.
fn rust(entry: &PageEntry<'_>, called: Called<'_>) -> String {
    let Called { upstream, operation, .. } = called;
    let client =
        format!("let client = {}::new(&amp;Config::from_env()?)?;\n", text(&upstream.client));
    let method = text(&operation.module);
    if operation.arguments.is_empty() {
        return format!("{client}let answer = client.{method}().await?;");
    }
    let fields: Vec<String> =
        (0..operation.arguments.len()).filter_map(|index| field(entry, called, index)).collect();
    let rest = if fields.len() < operation.arguments.len() { ", ..Default::default()" } else { "" };
    let fields = format!("{}{rest}", fields.join(", "));
    let fields = fields.trim_start_matches(", ");
    format!(
        "{client}let input = {} {{ {fields} }};\nlet answer = client.{method}(&amp;input).await?;",
        text(&operation.type_name)
    )
}

/// A field of the input; `None` where the document gives its value, which a client need not repeat.
fn field(entry: &PageEntry<'_>, called: Called<'_>, index: usize) -> Option<String> {
    let argument = called.operation.arguments.get(index)?;
    let FunctionBody::Call { bindings, .. } = &called.function.body else { return None };
    let Expr::Parameter(at) = bindings.get(index)? else { return None };
    let parameter = called.function.parameters.get(*at)?;
    let name = match (&entry.what, &parameter.place) {
        (What::Operation { route, .. }, Place::Path(index)) => {
            route.path.placeholders.get(*index)?
        }
        (What::Operation { route, .. }, Place::Same(all)) => {
            route.path.placeholders.get(*all.first()?)?
        }
        _ => &parameter.name,
    };
    let input = entry.inputs.iter().find(|input| input.name == *name);
    let example = shout(name);
    let name = text(&argument.field);
    let (form, value) = match argument.kind {
        Kind::String => ("text", format!("{example:?}.to_owned()")),
        Kind::Integer => ("number", "1".to_owned()),
        Kind::Number => ("", "1.into()".to_owned()),
        Kind::Boolean => ("boolean", "true".to_owned()),
        Kind::Array => ("", "Vec::new()".to_owned()),
        Kind::Object | Kind::Any => ("json", "r#\"{}\"#".to_owned()),
    };
    let (value, optional) =
        if argument.required { (value, "") } else { ("None".to_owned(), " data-optional") };
    // A text that is read, and refused where it is no object.
    let (open, close) = match argument.kind {
        Kind::Any if argument.required => ("Json::parse(", ")?"),
        Kind::Object if argument.required => ("Json::parse(", ")?.try_into()?"),
        _ => ("", ""),
    };
    let is_plain = argument.required || form != "json";
    match input.filter(|_| !form.is_empty() && is_plain) {
        Some(input) => Some(format!(
            "{name}: {open}<span data-hole=\"{}\" data-form=\"{form}\"{optional}>{}</span>{close}",
            attribute(&input.name),
            text(&value)
        )),
        None => Some(format!("{name}: {open}{}{close}", text(&value))),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_of_a_shell() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME `id`"), r"'it'\''s $HOME `id`'");
    }
}

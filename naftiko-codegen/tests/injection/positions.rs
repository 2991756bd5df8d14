//! A document with a mark in every position where a text may stand.

/// What a text may do to the code when it stands at a position.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Text for people: it changes literals and doc comments, nothing else.
    Prose,
    /// A value, perhaps with holes: it may change what a function does, not which items there are.
    Value,
    /// A path of a REST surface: the table of routes follows it, and nothing else does.
    Route,
    /// A name: items may be called after it.
    Name,
}

/// A mark of [`DOCUMENT`], its kind, and a harmless text for it.
pub(super) type Position = (&'static str, Kind, &'static str);

pub(super) const POSITIONS: &[Position] = &[
    ("@label", Kind::Prose, "Lighthouses"),
    ("@about", Kind::Prose, "Lights along the coast."),
    ("@variable", Kind::Name, "LIGHT_KEY"),
    ("@namespace", Kind::Name, "lights"),
    ("@consumesText", Kind::Prose, "The list of lights"),
    ("@base", Kind::Value, "https://lights.test/v1"),
    ("@secretName", Kind::Value, "X-Light-Key"),
    ("@secret", Kind::Value, "key {{LIGHT_KEY}}"),
    ("@resource", Kind::Prose, "lights"),
    ("@path", Kind::Value, "/lights/{light}"),
    ("@operation", Kind::Name, "get-light"),
    ("@operationText", Kind::Prose, "Reads one light"),
    ("@parameter", Kind::Name, "range"),
    ("@parameterText", Kind::Prose, "In nautical miles"),
    ("@headerName", Kind::Name, "X-Watch"),
    ("@fixedName", Kind::Value, "units"),
    ("@fixedValue", Kind::Value, "metric"),
    ("@outputName", Kind::Name, "height"),
    ("@outputText", Kind::Prose, "Above the sea"),
    ("@outputPath", Kind::Value, "$.height"),
    ("@bodyKey", Kind::Value, "colour"),
    ("@bodyValue", Kind::Value, "white"),
    ("@formKey", Kind::Value, "note"),
    ("@formValue", Kind::Value, "as seen from {{tools.place}}"),
    ("@restSpace", Kind::Name, "lights-rest"),
    ("@address", Kind::Prose, "127.0.0.1"),
    ("@restText", Kind::Prose, "For browsers"),
    ("@route", Kind::Route, "/lights/{light}"),
    ("@unit", Kind::Prose, "see-light"),
    ("@unitText", Kind::Prose, "One light"),
    ("@literal", Kind::Value, "bright"),
    ("@answerKey", Kind::Value, "metres"),
    ("@answerPath", Kind::Value, "$.height"),
    ("@mcpSpace", Kind::Name, "lights-mcp"),
    ("@mcpText", Kind::Prose, "For models"),
    ("@tool", Kind::Name, "paint-light"),
    ("@toolLabel", Kind::Prose, "Paint a light"),
    ("@toolText", Kind::Prose, "Give a light a colour"),
    ("@input", Kind::Value, "paint"),
    ("@inputText", Kind::Prose, "Which paint"),
    ("@constant", Kind::Value, "nobody"),
];

pub(super) const DOCUMENT: &str = "\
naftiko: 1.0.0-alpha2
info: {label: @label, description: @about}
binds:
- {namespace: env, keys: {@variable: LIGHT_KEY}}
capability:
  consumes:
  - type: http
    namespace: @namespace
    description: @consumesText
    baseUri: @base
    authentication: {type: apikey, key: @secretName, value: @secret, placement: query}
    resources:
    - name: @resource
      path: @path
      operations:
      - name: @operation
        method: GET
        description: @operationText
        inputParameters:
        - {name: light, in: path, type: string}
        - {name: @parameter, in: query, type: integer, description: @parameterText}
        - {name: @headerName, in: header, type: string}
        - {name: @fixedName, in: query, type: string, value: @fixedValue}
        outputParameters:
        - {name: @outputName, type: number, description: @outputText, value: @outputPath}
    - path: /paint
      operations:
      - name: paint
        method: POST
        body: {type: json, data: {what: '{{tools.paint}}', @bodyKey: [@bodyValue]}}
      - name: report
        method: PUT
        body: {type: form, data: {by: '{{tools.by}}', @formKey: @formValue}}
  exposes:
  - type: rest
    namespace: @restSpace
    address: @address
    port: 8080
    description: @restText
    resources:
    - path: @route
      operations:
      - name: @unit
        method: GET
        description: @unitText
        call: @namespace.@operation
        with: {light: rest.light, hue: @literal}
        outputParameters:
        - type: object
          properties: {@answerKey: {type: number, mapping: @answerPath}}
    - path: /keeper
      operations:
      - {method: GET, name: keeper, outputParameters: [{name: name, type: string, value: @constant}]}
  - type: mcp
    namespace: @mcpSpace
    port: 9090
    transport: http
    description: @mcpText
    tools:
    - name: @tool
      label: @toolLabel
      description: @toolText
      call: @namespace.paint
      inputParameters:
      - {name: @input, type: string, mapping: paint, description: @inputText}
    - {name: report, description: Report a light, call: @namespace.report}
";

/// The document with `text` at one position and harmless texts everywhere else.
pub(super) fn document(at: &str, text: &str) -> String {
    let value = |mark: &str, harmless: &'static str| {
        if mark == at { text.to_owned() } else { harmless.to_owned() }
    };
    let find = |mark: &str| {
        let (_, _, harmless) = POSITIONS.iter().find(|(name, ..)| *name == mark).unwrap();
        value(mark, harmless)
    };
    let mut document = DOCUMENT.to_owned();
    for operation in ["paint", "report"] {
        let call = format!("{}.{operation}", find("@namespace"));
        document = document.replace(&format!("@namespace.{operation}"), &quoted(&call));
    }
    let call = format!("{}.{}", find("@namespace"), find("@operation"));
    document = document.replace("@namespace.@operation", &quoted(&call));
    // Longer marks first, since some begin with others.
    let mut positions = POSITIONS.to_vec();
    positions.sort_by_key(|(mark, ..)| std::cmp::Reverse(mark.len()));
    for (mark, _, harmless) in positions {
        document = document.replace(mark, &quoted(&value(mark, harmless)));
    }
    document
}

/// `text` as a YAML scalar in which nothing is special.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            quoted.push(c);
        } else {
            quoted.push_str(&format!("\\U{:08X}", u32::from(c)));
        }
    }
    quoted.push('"');
    quoted
}

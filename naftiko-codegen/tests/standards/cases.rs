//! The cases as operations of one document.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// What a case is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text body, whose names are inputs.
    Template,
    /// A path into an answer.
    Path,
}

impl Kind {
    /// The finding of what cannot be compiled.
    pub(crate) fn refusal(self) -> &'static str {
        match self {
            Self::Template => "template-unsupported",
            Self::Path => "jsonpath-unsupported",
        }
    }
}

/// What a case gives, when it is accepted.
pub(crate) enum Expected {
    /// It must not be.
    Refusal,
    /// Nothing that can be said here: data that JSON does not have, or a question left open.
    Anything,
    /// The body that is sent.
    Text(String),
    /// One of these documents.
    OneOf(Vec<Value>),
}

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The template or path.
    pub(crate) text: String,
    /// What is given for names, or what the path is applied to.
    pub(crate) data: Value,
    pub(crate) expected: Expected,
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn mustache(root: &Path) -> Vec<Case> {
    let files = fs::read_dir(root.join("mustache")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in &files {
        for case in read(file).as_array().unwrap() {
            let expected = match case["applies"].as_str().unwrap() {
                "yes" | "other" => Expected::Text(text_of(case, "here")),
                "refuse" => Expected::Refusal,
                "no" => Expected::Anything,
                other => panic!("{other} is new"),
            };
            let stem = file.file_stem().unwrap().to_string_lossy();
            cases.push(Case {
                name: format!("{stem}: {}", text_of(case, "name")),
                kind: Kind::Template,
                text: text_of(case, "template"),
                data: case["data"].clone(),
                expected,
            });
        }
    }
    cases
}

/// RFC 9535, with what this language says otherwise.
pub(crate) fn jsonpath(root: &Path) -> Vec<Case> {
    let notes = fs::read_to_string(root.join("jsonpath/cts-here.tsv")).unwrap();
    let notes: Vec<Vec<&str>> =
        notes.lines().skip(1).map(|row| row.split('\t').collect()).collect();
    let all = read(&root.join("jsonpath/cts.json"));
    let case = |case: &Value| {
        let name = text_of(case, "name");
        let note = notes.iter().find(|row| row[0] == name).unwrap();
        let expected = match (note[1], note[2]) {
            ("invalid", "refuse") => Expected::Refusal,
            ("invalid", "accept") => Expected::Anything,
            (kind, "rfc") => Expected::OneOf(results(case, kind == "definite")),
            other => panic!("{other:?} is new"),
        };
        let data = case["document"].clone();
        Case { name, kind: Kind::Path, text: text_of(case, "selector"), data, expected }
    };
    all.as_array().unwrap().iter().map(case).collect()
}

/// A definite path gives the value itself, null when it is not there.
fn results(case: &Value, definite: bool) -> Vec<Value> {
    let lists = match &case["results"] {
        Value::Array(lists) => lists.clone(),
        _ => vec![case["result"].clone()],
    };
    let value = |list: Value| match list {
        Value::Array(mut items) if definite => items.pop().unwrap_or_default(),
        list => list,
    };
    lists.into_iter().map(value).collect()
}

pub(crate) fn reference(root: &Path) -> Vec<Case> {
    let all = read(&root.join("jsonpath/reference.json"));
    let case = |case: &Value| Case {
        name: text_of(case, "path"),
        kind: Kind::Path,
        text: text_of(case, "path"),
        data: all["document"].clone(),
        expected: match case["expect"].as_str().unwrap() {
            "value" => Expected::OneOf(vec![case["value"].clone()]),
            "refuse" => Expected::Refusal,
            _ => Expected::Anything,
        },
    };
    all["cases"].as_array().unwrap().iter().map(case).collect()
}

/// A document with one operation and one route for each case: `/case/0`, `/case/1` and so on. What a path
/// gives is a member, since the whole answer stands for an output that has no value (semantics 7).
pub(crate) fn document(cases: &[&Case]) -> String {
    let mut consumed = String::new();
    let mut exposed = String::new();
    for (index, case) in cases.iter().enumerate() {
        let text = quoted(&case.text);
        let (method, rest, output) = match case.kind {
            Kind::Template => {
                let inputs: String = case
                    .data
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| format!("        - {{name: {}, in: body}}\n", quoted(name)))
                    .collect();
                let inputs = if inputs.is_empty() {
                    inputs
                } else {
                    format!("        inputParameters:\n{inputs}")
                };
                (
                    "POST",
                    format!("{inputs}        body: {{type: text, data: {text}}}\n"),
                    String::new(),
                )
            }
            Kind::Path => (
                "GET",
                String::new(),
                format!(
                    "        outputParameters: [{{type: object, properties: {{value: {{mapping: {text}}}}}}}]\n"
                ),
            ),
        };
        consumed.push_str(&format!(
            "      - name: case-{index}\n        method: {method}\n        path: /case/{index}\n{rest}"
        ));
        exposed.push_str(&format!(
            "    - path: /case/{index}\n      operations:\n      - name: case-{index}\n        method: {method}\n        call: suite.case-{index}\n{output}"
        ));
    }
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: Suite, description: Cases of the standards.}}
capability:
  consumes:
  - type: http
    namespace: suite
    baseUri: https://suite.standards.test
    resources:
    - name: cases
      operations:
{consumed}  exposes:
  - type: rest
    namespace: suite-rest
    port: 8080
    resources:
{exposed}"
    )
}

/// `text` in double quotes of YAML, in ASCII.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            ' '..='~' => c.to_string(),
            c => format!("\\U{:08X}", u32::from(c)),
        })
        .collect();
    format!("\"{escaped}\"")
}

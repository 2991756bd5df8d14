//! Functions of aggregates: what they say of themselves, and those that nobody asks for.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod scratch;

use std::fs;

use naftiko_codegen::finding::{Code, Level, Verdict};
use naftiko_codegen::load::open_document;
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, Report, check};
use scratch::Scratch;

const API: &str = "\
naftiko: 1.0.0-alpha2
info: {label: Lights, description: Lights of the coast}
capability:
  consumes:
  - type: http
    namespace: lights
    baseUri: https://lights.test/v1
    resources:
    - name: lights
      path: /lights/{id}
      operations:
      - {name: get, method: GET, inputParameters: [{name: id, in: path}]}
      - {name: put, method: PUT, inputParameters: [{name: id, in: path}]}
      - {name: patch, method: PATCH, x-readOnly: true, inputParameters: [{name: id, in: path}]}
      - {name: find, method: POST, inputParameters: [{name: id, in: path}]}
";

const INPUT: &str = "inputParameters: [{name: id, type: string, required: true, description: Id}]";

/// A document with functions and tools, each a line.
fn document(functions: &[&str], tools: &[&str]) -> String {
    let mut text = API.to_owned();
    let lines = |text: &mut String, indent: &str, lines: &[&str]| {
        for line in lines {
            text.push_str(&format!("{indent}- {{{line}, {INPUT}}}\n"));
        }
    };
    if !functions.is_empty() {
        text.push_str("  aggregates:\n  - namespace: coast\n    label: Coast\n    functions:\n");
        lines(&mut text, "    ", functions);
    }
    text.push_str("  exposes:\n  - type: mcp\n    namespace: tools\n    port: 9090\n    transport: http\n    tools:\n");
    lines(&mut text, "    ", tools);
    text
}

fn report(text: &str) -> Report {
    check(&Source::new("lights.yaml", text.to_owned()), &Options::default())
}

/// What is loud: codes, lines, and the part of the line that is meant.
fn told(report: &Report) -> Vec<(Code, String)> {
    let loud = report.findings.sorted().into_iter().filter(|one| one.level() > Level::Note);
    loud.map(|one| (one.code, one.message.clone())).collect()
}

const GET: &str = "name: get, description: Get, call: lights.get, with: {id: coast.id}";
const OWN: &str = "name: own, description: Get, call: lights.get";

#[test]
fn a_tool_that_only_reads_has_no_step_that_writes() {
    let tool = |steps: &str| {
        format!("name: t, description: T, hints: {{readOnly: true}}, steps: [{steps}]")
    };
    let step = |name: &str| {
        format!("{{name: s-{name}, type: call, call: lights.{name}, with: {{id: tools.id}}}}")
    };
    let said = |steps: &[&str]| {
        let steps: Vec<String> = steps.iter().map(|name| step(name)).collect();
        told(&report(&document(&[], &[&tool(&steps.join(", "))])))
    };
    let found = said(&["find", "put"]);
    assert_eq!(found.len(), 1, "{found:?}");
    let message = "`readOnly: true` on a tool whose step `s-put` sends a PUT".to_owned();
    assert_eq!(found[0], (Code::HintMethodMismatch, message));
    // A POST may be a search, and what the document says of an operation counts.
    assert_eq!(said(&["find", "patch"]), []);
    let call = "name: t, description: T, hints: {readOnly: true}, call: lights.";
    assert_eq!(told(&report(&document(&[], &[&format!("{call}patch")]))), []);
    assert_eq!(
        told(&report(&document(&[], &[&format!("{call}put")])))[0].0,
        Code::HintMethodMismatch
    );
}

#[test]
fn a_function_that_is_safe_does_not_write() {
    let function = "name: set, description: Set, semantics: {safe: true}, call: lights.put, with: {id: coast.id}";
    let text = document(&[function], &["name: a, ref: coast.set", "name: b, ref: coast.set"]);
    let found = report(&text);
    let message = "`safe: true` on a function that sends a PUT".to_owned();
    assert_eq!(told(&found), [(Code::HintMethodMismatch, message)]);
    let span = found
        .findings
        .sorted()
        .into_iter()
        .find_map(|one| one.span.filter(|_| one.code == Code::HintMethodMismatch));
    let line = text.lines().nth(span.unwrap().line as usize - 1).unwrap();
    assert!(line[span.unwrap().column as usize - 1..].starts_with("safe: true"), "{line}");
    // The tool's own word is the tool's affair.
    let own = ["name: a, ref: coast.set, hints: {readOnly: false}"];
    assert_eq!(told(&report(&document(&[function], &own))), []);
}

#[test]
fn semantics_are_true_or_false() {
    for key in ["safe", "idempotent", "cacheable"] {
        let function = format!(
            "name: get, description: Get, semantics: {{{key}: maybe}}, call: lights.get, with: {{id: coast.id}}"
        );
        let found = report(&document(&[&function], &["name: a, ref: coast.get"]));
        let message = format!("`{key}` must be true or false, not a single value");
        assert_eq!(told(&found), [(Code::Shape, message)]);
    }
}

#[test]
fn a_function_that_nothing_refers_to_is_told_and_checked() {
    let found = report(&document(&[GET], &[OWN]));
    let unused = (Code::FunctionUnused, "nothing refers to the function `coast.get`".to_owned());
    assert_eq!((told(&found), found.verdict), (vec![unused], Verdict::Warn));
    for (function, code) in [
        ("name: f, description: F, call: lights.gett", Code::UnknownOperation),
        ("name: f, description: F, call: nowhere.get", Code::UnknownNamespace),
        ("name: f, description: F", Code::CallMissing),
        (
            "name: f, description: F, semantics: {safe: true}, call: lights.put, with: {id: coast.id}",
            Code::HintMethodMismatch,
        ),
        (
            "name: f, description: F, steps: [{name: s, type: lookup, index: t, match: a, lookupValue: b, outputParameters: [c]}]",
            Code::StepInvalid,
        ),
        (
            "name: f, description: F, call: lights.get, with: {id: coast.id, x: 1}",
            Code::UndeclaredArgument,
        ),
    ] {
        let alone = told(&report(&document(&[function], &[OWN])));
        assert_eq!(alone.len(), 2, "{function}: {alone:?}");
        assert!(alone.iter().any(|(found, _)| *found == code), "{function}: {alone:?}");
        assert!(
            alone.iter().any(|(found, _)| *found == Code::FunctionUnused),
            "{function}: {alone:?}"
        );
    }
}

#[test]
fn nothing_of_an_unused_function_is_part_of_the_program() {
    let secret =
        "name: f, description: F, call: lights.get, with: {id: '{{COAST_TOKEN}}', more: '1'}";
    let (with, without) = (report(&document(&[secret], &[OWN])), report(&document(&[], &[OWN])));
    let [with, without] = [with, without].map(|report| {
        let capability = report.capability.unwrap();
        (
            capability.variables.len(),
            format!("{:?}", capability.upstreams[0].operations[0].arguments),
        )
    });
    assert_eq!(with, without);
}

#[test]
fn a_misspelt_reference_is_one_mistake() {
    let found = told(&report(&document(&[GET], &["name: t, ref: coast.gett"])));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Code::RefInvalid);
}

#[test]
fn a_reference_of_a_function_is_one_mistake() {
    let functions = [
        "name: get, description: Get, call: lights.get",
        "name: same, description: The same, ref: coast.get",
    ];
    let tools = ["name: get, ref: coast.get", "name: same, ref: coast.same"];
    let report = report(&document(&functions, &tools));
    let errors = report.findings.iter().filter(|one| one.level() == Level::Error);
    let errors: Vec<Code> = errors.map(|one| one.code).collect();
    assert_eq!(errors, [Code::RefInvalid]);
}

#[test]
fn functions_of_an_imported_aggregate_are_for_all_who_import_it() {
    let scratch = Scratch::new("aggregates-imported");
    let shared = |call: &str| {
        format!(
            "naftiko: 1.0.0-alpha2\naggregates:\n- namespace: coast\n  label: Coast\n  functions:\n  - {{{GET}, {INPUT}}}\n  - {{name: other, description: O, call: {call}}}\n"
        )
    };
    let text = document(&[], &["name: t, ref: coast.get"]).replace(
        "  exposes:",
        "  aggregates:\n  - {location: shared.yaml, import: coast}\n  exposes:",
    );
    fs::write(scratch.0.join("lights.yaml"), text).unwrap();
    for (call, wanted) in [("elsewhere.get", &[][..]), ("lights.gett", &[Code::UnknownOperation])] {
        fs::write(scratch.0.join("shared.yaml"), shared(call)).unwrap();
        let source = open_document(&scratch.0.join("lights.yaml"), "lights.yaml").unwrap();
        let found = check(&source.in_folder(&scratch.0), &Options::default());
        let codes: Vec<Code> = told(&found).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, wanted, "{call}");
    }
}

//! Prompts that are made by calls, and variables of the process: what people write, and what they are told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::Path;

use naftiko_codegen::finding::Verdict;
use naftiko_codegen::migrate::{Release, migrate};
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, Report, check};

/// A document with these `prompts`, with `inputs` of a resource, and a tool with what `tool` adds to it.
fn document(prompts: &str, inputs: &str, tool: &str) -> Report {
    let text = format!(
        "ikanos: 1.0.0-beta5
info: {{display: Port, description: Port}}
binds:
- {{namespace: env, keys: {{PORT_TOKEN: PORT_TOKEN}}}}
capability:
  consumes:
  - type: http
    namespace: port
    baseUri: https://port.test
    authentication: {{type: bearer, token: '{{{{PORT_TOKEN}}}}'}}
    resources:
      ship:
        path: /ships/{{{{imo}}}}
        inputParameters: {{{inputs}}}
        operations:
          get-ship: {{method: GET, inputParameters: {{imo: {{in: path, type: string}}}}}}
  aggregates:
  - namespace: ships
    display: Ships
    flows:
      crew:
        description: Crew
        inputParameters: {{imo: {{type: string, description: The ship}}}}
        call: port.get-ship
        with: {{imo: '{{{{imo}}}}'}}
  exposes:
  - type: mcp
    namespace: port-tools
    port: 9090
    transport: http
    tools: {{t: {{description: T, call: port.get-ship{tool}}}}}
    prompts:
      other: {{description: Other, template: [{{role: user, content: hi}}]}}
{prompts}
"
    );
    check(&Source::new("port.yaml", text), &Options::default())
}

fn told(report: &Report) -> Vec<String> {
    let findings = report.findings.iter();
    let one = |finding: &naftiko_codegen::finding::Finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        format!("{}: {}; {help}", finding.code.as_str(), finding.message)
    };
    findings.map(one).collect()
}

const IMO: &str = "arguments: {imo: {description: The ship}}";
const STEPS: &str = "steps: {ship: {type: call, call: port.get-ship, with: {imo: '{{imo}}'}}}";
const TEXT: &str = "template: [{role: user, content: '{{ship.name}}'}]";

fn refused(prompt: &str, words: &str) {
    let report = document(&format!("      x: {{description: X, {prompt}}}"), "", "");
    assert_eq!(report.verdict, Verdict::Reject, "{prompt}");
    let told = told(&report);
    assert!(told.iter().any(|one| one.starts_with(words)), "{prompt}: {told:#?}");
}

#[test]
fn what_a_prompt_cannot_be_is_told_with_a_way_out() {
    for (rest, words) in [
        (
            format!("{IMO}, call: port.get-ship, {TEXT}"),
            "prompt-invalid: the texts of `template` or `location` name what `steps` give, and a `call` has no name; write the call as a step",
        ),
        (
            format!("ref: ships.crew, {TEXT}"),
            "prompt-invalid: the texts of `template` or `location` cannot name what a shared function gives; remove them",
        ),
        (
            format!("{IMO}, {STEPS}, mappings: [{{target: n, value: $.ship.name}}], {TEXT}"),
            "prompt-invalid: `mappings` have no place beside",
        ),
        (
            format!(
                "{IMO}, {STEPS}, outputParameters: [{{type: string, mapping: $.name}}], {TEXT}"
            ),
            "prompt-invalid: outputs have no place beside",
        ),
        (
            format!(
                "{IMO}, {STEPS}, template: [{{role: user, content: {{type: image, mimeType: image/png, data: aGk=}}}}]"
            ),
            "prompt-invalid: no message is a text, so that nothing can name what the steps give; write a text",
        ),
    ] {
        refused(&rest, words);
    }
}

#[test]
fn what_a_prompt_lacks_or_misspells_is_told() {
    for (rest, words) in [
        (
            String::from("label: X"),
            "prompt-invalid: a prompt needs a `template` or a `location`, or a `call`, `steps` or `ref` that makes its text",
        ),
        (
            String::from("call: port.get-shp"),
            "unknown-operation: `port` has no operation `get-shp`; did you mean `port.get-ship`?",
        ),
        (
            String::from("ref: ships.cru"),
            "ref-invalid: no aggregate has a function `ships.cru`; did you mean `ships.crew`?",
        ),
        (
            String::from(
                "inputParameters: {imo: {type: string, description: D}}, call: port.get-ship",
            ),
            "prompt-invalid: the inputs of a prompt are its `arguments`; write `arguments`",
        ),
        (
            String::from(
                "arguments: [{name: a}, {name: a}], template: [{role: user, content: '{{a}}'}]",
            ),
            "prompt-invalid: there is an argument `a` already",
        ),
        (
            String::from(
                "arguments: {a: {type: wombat, description: A}}, template: [{role: user, content: '{{a}}'}]",
            ),
            "type-invalid: `wombat` is no type",
        ),
        (
            String::from("with: {imo: '1'}, template: [{role: user, content: hi}]"),
            "with-type: `with` passes arguments to a `call`, and there is none",
        ),
        (
            format!("{IMO}, call: port.get-ship, {STEPS}"),
            "step-invalid: a unit has `call` or `steps`, not both",
        ),
        (
            String::from("outputParameters: {a: {type: string, value: '{{PORT_TOKEN}}'}}"),
            "secret-in-answer: `PORT_TOKEN` is a credential",
        ),
    ] {
        refused(&rest, words);
    }
}

#[test]
fn a_misspelt_step_is_told_as_a_misspelt_argument_is() {
    let text = "template: [{role: user, content: '{{shp.name}} {{ship.name}} {{immo}}'}]";
    let report = document(&format!("      x: {{description: X, {IMO}, {STEPS}, {text}}}"), "", "");
    let told = told(&report);
    for words in [
        "prompt-argument: `{{shp.name}}` is neither an argument nor a step of this prompt; it stays as it is; did you mean `{{ship.name}}`?",
        "prompt-argument: `{{immo}}` is neither an argument nor a step of this prompt; it stays as it is; did you mean `{{imo}}`?",
    ] {
        assert!(told.iter().any(|one| one == words), "{told:#?}");
    }
    assert_ne!(report.verdict, Verdict::Reject);
}

#[test]
fn what_a_variable_of_the_process_cannot_be_is_told_with_a_way_out() {
    for (inputs, tool, words) in [
        (
            "TENANT: {in: environment, value: x}",
            "",
            "`TENANT` has a value here, so that nothing is read from the environment; write the value",
        ),
        (
            "TENANT: {in: environment}",
            ", with: {imo: '1', TENANT: x}",
            "`TENANT` of `get-ship` is a variable of the process, and no caller can give it; remove it",
        ),
        (
            "TENANT: {in: environment}",
            ", inputParameters: {imo: {type: string, description: I}, TENANT: {type: string, description: T}}",
            "`TENANT` of `get-ship` is a variable of the process, and no caller can give it; remove it",
        ),
        (
            "imo: {in: environment}",
            "",
            "`imo` is also `in: environment`; one name has one value; give this one",
        ),
        ("a=b: {in: environment}", "", "no variable of a process is called `a=b`; write a name"),
        ("TENANT: {in: enviroment}", "", "`TENANT` cannot be sent in `enviroment`; `in` is one of"),
    ] {
        let report = document("", inputs, tool);
        assert_eq!(report.verdict, Verdict::Reject, "{inputs}");
        let told = told(&report);
        let words = format!("param-in-invalid: {words}");
        assert!(told.iter().any(|one| one.starts_with(&words)), "{inputs}: {told:#?}");
    }
}

#[test]
fn a_path_has_no_gap_and_no_variable_is_declared_for_nothing() {
    let of = |path: &str, input: &str| {
        let text = format!(
            "ikanos: 1.0.0-beta5
info: {{display: Port, description: Port}}
capability:
  consumes:
  - type: http
    namespace: port
    baseUri: https://port.test
    resources:
      ships:
        path: {path}
        operations:
          list: {{method: GET, inputParameters: {{region: {{in: environment{input}}}}}}}
  exposes:
  - {{type: mcp, namespace: t, port: 9090, transport: http, tools: {{t: {{description: T, call: port.list}}}}}}
"
        );
        check(&Source::new("port.yaml", text), &Options::default())
    };
    let gap = told(&of("/{{region}}/ships", ""));
    let words = "param-in-invalid: `region` need not be set, and a path with a gap in it is another path; write `required: true`";
    assert!(gap.iter().any(|one| one.starts_with(words)), "{gap:#?}");
    let unused = told(&of("/ships", ""));
    let words =
        "argument-unsent: nothing in `port.list` names the variable `region`; write `{{region}}`";
    assert!(unused.iter().any(|one| one.starts_with(words)), "{unused:#?}");
    let report = of("/{{region}}/ships", ", required: true");
    let variables = report.capability.expect("it compiles").variables;
    assert_eq!((variables[0].name.as_str(), variables[0].required), ("region", true));
}

/// Steps, outputs and mappings of prompts are named items in some versions and mappings in others.
#[test]
fn prompts_mean_the_same_in_other_versions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/prompts");
    let text = fs::read_to_string(folder.join("prompts.yaml")).unwrap();
    // Versions before beta1 do not have this.
    let text = text.replace("outputRawFormat: binary, ", "");
    let new = Source::new("prompts.yaml", text).in_folder(folder.clone());
    let release = |name| Release::named(name).unwrap();
    let old =
        migrate(&new, release("naftiko/1.0.0-alpha2")).unwrap_or_else(|all| panic!("{all:#?}"));
    assert!(
        old.source.text().contains("- {name: ship, type: call")
            || old.source.text().contains("- name: ship")
    );
    let again = migrate(&old.source.in_folder(folder), release("ikanos/1.0.0-beta5"));
    assert!(again.is_ok(), "{again:#?}");
    let refused = migrate(&new, release("naftiko/1.0.0-alpha1")).expect_err("no `ref` there");
    assert!(format!("{refused:?}").contains("ref"), "{refused:#?}");
}

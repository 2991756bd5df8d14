//! What a document means: the right program, or the finding that says why there is none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod addresses;
mod bind_files;
mod bodies;
mod constants;
mod damaged;
mod inputs;
mod lookalikes;
mod outputs;
mod placeholders;
mod protection;
mod rules;
mod step_inputs;
mod step_rules;
mod step_types;
mod stepped;
mod texts;
mod unread;
mod variables;

use naftiko_codegen::finding::{Finding, Level};
use naftiko_codegen::model::Capability;
use naftiko_codegen::text::Source;
use naftiko_codegen::{Options, Report, check};

fn report(text: &str) -> Report {
    check(&Source::new("meaning.yaml", text.to_owned()), &Options::default())
}

/// The program of a document that is accepted.
fn program(text: &str) -> Capability {
    let report = report(text);
    let errors: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.level() == Level::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    report.capability.unwrap()
}

/// Codes of everything that is printed without being asked for, in document order.
fn told(text: &str) -> Vec<&'static str> {
    let report = report(text);
    let told = report.findings.sorted().into_iter().filter(|finding| finding.code.is_told());
    told.map(|finding| finding.code.as_str()).collect()
}

/// Codes of errors, in document order.
fn errors(text: &str) -> Vec<&'static str> {
    of_level(text, Level::Error)
}

/// Codes of warnings, in document order.
fn warnings(text: &str) -> Vec<&'static str> {
    of_level(text, Level::Warning)
}

fn of_level(text: &str, level: Level) -> Vec<&'static str> {
    let report = report(text);
    let found = report.findings.sorted().into_iter().filter(|finding| finding.level() == level);
    found.map(|finding| finding.code.as_str()).collect()
}

/// An operation of `path` with `inputs` and `body`, exposed at `exposed` with `unit`.
fn one(path: &str, inputs: &str, body: &str, exposed: &str, unit: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha2
info: {{label: One, description: d}}
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    resources:
    - name: e
      path: \"{path}\"
      operations: [{{name: op, method: POST, inputParameters: [{inputs}]{body}}}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources:
    - path: \"{exposed}\"
      operations: [{{method: POST, name: a, description: d, call: up.op{unit}}}]
"
    )
}

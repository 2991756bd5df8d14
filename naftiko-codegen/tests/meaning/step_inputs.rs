//! Inputs that steps need, and that callers have to give.

use naftiko_codegen::model::Mcp;

use super::{program, report, stepped};

/// A document with a tool that has these inputs and steps.
fn document(inputs: &str, steps: &[&str]) -> String {
    let steps: String = steps.iter().map(|step| format!("      - {step}\n")).collect();
    let resource = "    - name: ship
      path: /ships/{{imo}}
      operations:
      - {name: get, method: GET, inputParameters: [{name: imo, in: path}, {name: by, in: query, required: true}]}
";
    let tool = format!(
        "      inputParameters: [{inputs}]
      steps:
{steps}"
    );
    stepped::document(resource, &tool)
}

/// The inputs of the tool; those that callers have to give with an exclamation mark.
fn inputs(text: &str) -> Vec<String> {
    let capability = program(text);
    let tools: Vec<_> = capability.mcp().flat_map(|Mcp { tools, .. }| tools).collect();
    let parameters = &tools[0].function.parameters;
    let shown = parameters.iter().map(|input| {
        let mark = if input.required { "!" } else { "" };
        format!("{}{mark}", input.name)
    });
    shown.collect()
}

#[test]
fn what_a_call_needs_in_any_case_has_to_be_given() {
    const X: &str = "{name: x, type: string, description: d, required: false}";
    let first = "{name: first, type: call, call: up.get}";
    assert_eq!(inputs(&document(X, &[first])), ["x", "imo!", "by!"]);
    let with = "{name: first, type: call, call: up.get, with: {imo: 'S-{{x}}', by: '{{x}}'}}";
    assert_eq!(inputs(&document(X, &[with])), ["x!"]);
    let optional = "{name: first, type: call, call: up.get, with: {imo: '1', by: '{{x}}'}}";
    assert_eq!(inputs(&document(X, &[optional])), ["x"]);
}

#[test]
fn what_a_step_needs_that_may_not_run_can_be_left_out() {
    const X: &str = "{name: x, type: string, description: d, required: false}";
    for rule in ["x-if: '{{x}}'", "x-for-each: $.no.list", "x-on-error: continue"] {
        let zero = "{name: no, type: call, call: up.get, with: {imo: '1', by: '1'}}";
        let step = format!(
            "{{name: one, type: call, call: up.get, with: {{imo: 'S-{{{{x}}}}', by: '1'}}, {rule}}}"
        );
        assert_eq!(inputs(&document(X, &[zero, &step])), ["x"], "{rule}");
    }
}

#[test]
fn a_key_of_another_type_of_step_is_named() {
    let step = "{name: one, type: call, call: up.get, with: {imo: '1', by: '1'}, index: zero}";
    let report = report(&document("", &[step]));
    let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
    let named: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(named.iter().any(|message| message.contains("`index`")), "{named:?}");
    assert!(!codes.contains(&"steps-unsupported"), "{named:?}");
}

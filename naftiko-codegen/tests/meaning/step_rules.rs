//! `x-if`, `x-for-each` and `x-on-error` of steps: what is refused, and why.

use naftiko_codegen::finding::Level;

use super::{report, stepped};

/// A document with a tool of two reading steps and a changing one; `rules` stand on the step `second`, `third` on the last.
fn document(rules: &str, third: &str) -> String {
    let resource = "    - name: r
      path: /r
      operations:
      - {name: read, method: GET, inputParameters: [{name: q, in: query}]}
      - {name: write, method: POST, inputParameters: [{name: q, in: query}]}
";
    let tool = format!(
        "      inputParameters:
      - {{name: names, type: array, description: d, required: false}}
      - {{name: word, type: string, description: d, required: false}}
      steps:
      - {{name: first, type: call, call: up.read}}
      - {{name: second, type: call, call: up.read, with: {{q: x}}{rules}}}
      - {{name: third, type: call, call: up.write, with: {{q: '{{{{second}}}}'}}{third}}}
      mappings:
      - {{targetName: a, value: $.first}}
      - {{targetName: b, value: $.second}}
"
    );
    stepped::document(resource, &tool)
}

fn faults(rules: &str, third: &str) -> Vec<(String, String)> {
    let report = report(&document(rules, third));
    let errors =
        report.findings.sorted().into_iter().filter(|finding| finding.level() == Level::Error);
    errors.map(|finding| (finding.code.as_str().to_owned(), finding.message.clone())).collect()
}

#[track_caller]
fn refused(rules: &str, message: &str) {
    let found = faults(rules, "");
    assert_eq!(found, [("step-invalid".to_owned(), message.to_owned())], "{rules}");
}

#[test]
fn rules_that_can_be_obeyed_are_taken() {
    for rules in [
        ", x-if: $.first.open",
        ", x-if: $.names",
        ", x-if: '$.names[0].id'",
        ", x-if: \"$.first.list[?@.open == true]\"",
        ", x-if: '{{word}}'",
        ", x-if: '{{#word}}{{first.id}}{{/word}}'",
        ", x-for-each: $.first.list",
        ", x-for-each: $.names, x-as: one, x-limit: 10000, x-concurrency: 64",
        ", x-for-each: '{{names}}', x-on-error: fail",
        ", x-on-error: continue",
        ", x-on-error: {default: {word: '{{word}}', n: 7}}",
        ", x-on-error: {default: null}",
        ", x-if: $.first.open, x-for-each: $.first.list, x-on-error: {default: []}",
    ] {
        assert_eq!(faults(rules, ""), [], "{rules}");
    }
    assert_eq!(faults("", ", x-for-each: $.first.list, x-concurrency: 1"), []);
}

#[test]
fn conditions_name_what_is_there() {
    refused(", x-if: $.third.id", "there is no step `third` before this");
    refused(", x-if: $.second.id", "there is no step `second` before this");
    refused(", x-if: $.nothing", "there is no step `nothing` before this");
    refused(", x-if: true", "`true` is neither a path nor a template");
    refused(", x-if: first", "`first` is neither a path nor a template");
    refused(", x-if: $", "`$` does not begin with the name of a step");
    refused(", x-if: '{{! nothing }}'", "this condition is always the same");
    // The element is there when the step runs, and the condition comes before.
    refused(", x-for-each: $.first, x-if: $.item", "there is no step `item` before this");
}

#[test]
fn lists_are_lists_and_their_elements_have_a_name_of_their_own() {
    refused(", x-for-each: $.word", "`$.word` is of the type string, and no list");
    refused(", x-for-each: '{{word}}s'", "`{{word}}s` is of the type string, and no list");
    refused(", x-for-each: 3", "`3` is neither a path nor a template");
    let message = "the element is called `first`, and there is a step of that name";
    refused(", x-for-each: $.first.list, x-as: first", message);
    let message = "the element is called `word`, and there is an input of that name";
    refused(", x-for-each: $.first.list, x-as: word", message);
    for name in ["''", "'a b'", "a.b", "'{{x}}'"] {
        let message = format!("`{}` is no name of an element", name.trim_matches('\''));
        refused(&format!(", x-for-each: $.first.list, x-as: {name}"), &message);
    }
    for (key, most) in [("x-limit", 10_000), ("x-concurrency", 64)] {
        let message = format!("`{key}` is a whole number from 1 to {most}");
        for number in ["0", "-1", "2.5", "many", &(most + 1).to_string()] {
            refused(&format!(", x-for-each: $.first.list, {key}: {number}"), &message);
        }
        let message =
            format!("`{key}` says something of the list of `x-for-each`, and there is none");
        refused(&format!(", {key}: 3"), &message);
    }
}

#[test]
fn a_failure_is_answered_by_one_of_three() {
    let message = "`x-on-error` is `fail`, `continue`, or an object with a `default`";
    for rule in ["ignore", "[continue]", "{}", "3"] {
        refused(&format!(", x-on-error: {rule}"), message);
    }
}

#[test]
fn changes_are_made_one_after_the_other() {
    let found = faults("", ", x-for-each: $.first.list, x-concurrency: 2");
    let message =
        "what is called may change something, and is called for one element after the other";
    assert_eq!(found, [("step-invalid".to_owned(), message.to_owned())]);
}

#[test]
fn a_lookup_does_not_fail() {
    let lookup = ", x-on-error: continue}\n      - {name: found, type: lookup, index: first, match: id, lookupValue: '{{word}}', outputParameters: [id], x-on-error: continue";
    let message = "a lookup does not fail: what it does not find is null";
    assert_eq!(faults(lookup, ""), [("step-invalid".to_owned(), message.to_owned())]);
}

#[test]
fn an_input_of_the_name_of_an_argument_is_not_overridden_where_steps_use_it() {
    let text = document(", x-for-each: $.names", "").replace("name: names,", "name: q,");
    let found = report(&text.replace("$.names", "$.q"));
    assert!(found.capability.is_some(), "{:#?}", found.findings.sorted());
    let mut codes = found.findings.iter().map(|finding| finding.code.as_str());
    assert!(!codes.any(|code| code == "input-overridden"));
}

#[test]
fn sections_that_cross_are_one_fault() {
    for condition in ["{{#first}}{{/word}}", "{{#first}}{{#word}}{{/first}}{{/word}}", "{{/first}}"]
    {
        for key in ["x-if", "x-for-each"] {
            let found = faults(&format!(", {key}: '{condition}'"), "");
            let [(code, message)] = found.as_slice() else { panic!("{condition}: {found:#?}") };
            assert_eq!(code, "template-unsupported");
            assert!(message.contains("it ends no section that is open"), "{condition}: {message}");
        }
    }
    // Nothing is open at the first end, so that these are two.
    assert_eq!(faults(", x-if: '{{/first}}{{#word}}'", "").len(), 2);
}

#[test]
fn mappings_without_steps_are_told_both_ways_out() {
    let resource = "    - {name: r, path: /r, operations: [{name: read, method: GET}]}\n";
    let tool = "      mappings: [{targetName: a, value: $.first.id}]\n";
    let found = report(&stepped::document(resource, tool));
    let errors: Vec<_> = found.findings.iter().filter(|one| one.level() == Level::Error).collect();
    let [finding] = errors.as_slice() else { panic!("{errors:#?}") };
    assert_eq!(finding.code.as_str(), "step-invalid");
    let help = finding.help.as_deref().unwrap();
    assert!(help.contains("add `steps`") && help.contains("`outputParameters`"), "{help}");
}

//! Types of what steps give to later ones.

use naftiko_codegen::finding::{Finding, Level};
use naftiko_codegen::model::{Capability, Kind};

use super::{program, report, stepped};

/// `argument` is the input of the operation that the second step calls, and `with` what it is given.
fn document(argument: &str, with: &str, rules: &str) -> String {
    let resource = format!(
        "    - name: r
      path: /r
      operations:
      - name: read
        method: GET
        outputParameters:
        - {{name: ids, type: array, value: $.ids}}
        - {{name: word, type: string, value: $.word}}
      - {{name: list, method: GET, inputParameters: [{{name: of, in: query{argument}}}]}}
"
    );
    let tool = format!(
        "      steps:
      - {{name: first, type: call, call: up.read}}
      - {{name: second, type: call, call: up.list, with: {{of: {with}}}{rules}}}
"
    );
    stepped::document(&resource, &tool)
}

fn kind(capability: &Capability) -> Kind {
    let operations = &capability.upstreams[0].operations;
    let list = operations.iter().find(|operation| operation.name == "list").unwrap();
    list.arguments[0].kind
}

#[track_caller]
fn refused(text: &str, code: &str, message: &str) {
    let report = report(text);
    let errors = report.findings.iter().filter(|finding| finding.level() == Level::Error);
    let errors: Vec<&Finding> = errors.collect();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!((errors[0].code.as_str(), errors[0].message.as_str()), (code, message));
}

#[test]
fn an_argument_without_a_type_takes_the_array_that_a_step_gives() {
    assert_eq!(kind(&program(&document("", "$.first.ids", ""))), Kind::Array);
    assert_eq!(kind(&program(&document("", "'{{first.ids}}'", ""))), Kind::Array);
    assert_eq!(kind(&program(&document("", "$.first.word", ""))), Kind::String);
    assert_eq!(kind(&program(&document("", "'{{first.other}}'", ""))), Kind::String);
    let element = document("", "'{{item}}'", ", x-for-each: $.first.ids");
    assert_eq!(kind(&program(&element)), Kind::String);
}

#[test]
fn an_argument_of_another_type_does_not() {
    let text = document(", type: string", "$.first.ids", "");
    let message = "the step gives a value of type array, but `of` of `list` takes string";
    refused(&text, "type-differs", message);
    assert_eq!(kind(&program(&document(", type: array", "$.first.ids", ""))), Kind::Array);
}

#[test]
fn what_is_declared_as_text_is_no_list_of_elements() {
    let text = document("", "'{{item}}'", ", x-for-each: $.first.word");
    refused(&text, "step-invalid", "`$.first.word` is of the type string, and no list");
}

#[test]
fn a_member_that_a_step_does_not_give_is_told() {
    let told = |with: &str, rules: &str| {
        let report = report(&document(", type: string", with, rules));
        let is_told = |finding: &&Finding| finding.code.as_str() == "step-member-unknown";
        let told: Vec<String> =
            report.findings.iter().filter(is_told).map(|finding| finding.message.clone()).collect();
        told
    };
    const WORDS: &str = "the step `first` gives no `words`, so that this is always null";
    for with in ["$.first.words", "'{{first.words}}'", "'a {{first.words}}'", "$.first.words.x"] {
        assert_eq!(told(with, ""), [WORDS], "{with}");
    }
    assert_eq!(told("x", ", x-if: $.first.words"), [WORDS]);
    assert_eq!(told("'{{item}}'", ", x-for-each: $.first.words"), [WORDS]);
    for with in ["$.first.word", "$.first[0].words", "$.first", "'{{first.word}}'"] {
        assert_eq!(told(with, ""), Vec::<String>::new(), "{with}");
    }
    assert_eq!(told("x", ", x-on-error: {default: {id: '{{first.words}}'}}"), [WORDS]);
}

#[test]
fn a_step_with_a_fallback_keeps_its_types_and_may_give_other_members() {
    let guarded = |with: &str| {
        let plain = "{name: first, type: call, call: up.read}";
        let text = document(", type: string", with, "");
        text.replace(
            plain,
            "{name: first, type: call, call: up.read, x-on-error: {default: {words: x}}}",
        )
    };
    let message = "the step gives a value of type array, but `of` of `list` takes string";
    refused(&guarded("$.first.ids"), "type-differs", message);
    let report = report(&guarded("$.first.words"));
    assert!(report.findings.iter().all(|one| one.code.as_str() != "step-member-unknown"));
}

#[test]
fn texts_of_prompts_are_looked_at_as_well() {
    let tool = "    tools:\n    - name: tool\n      description: d\n";
    let prompt = "    prompts:\n    - name: prompt\n      description: d\n      template:\n\
                  \x20     - {role: user, content: 'Say {{first.words}} {{second}}'}\n";
    let text = document(", type: string", "$.first.word", "").replace(tool, prompt);
    let report = report(&text);
    let told: Vec<&str> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert!(told.contains(&"step-member-unknown"), "{told:?}");
}

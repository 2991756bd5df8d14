//! What the build script says about the file of a finding that it cannot use, and the order of the files.

#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../build/order.rs"]
mod order;
#[path = "../build/page.rs"]
mod page;

use order::{Pages, in_order};
use page::{Page, Problem, parse};

const WHOLE: &str = "\
---
level: note
rule: R33
told: true
confidential: true
local: true
after: shape
---

The meaning, in
two lines.

## Why it matters

The reason.

## What to do

The remedy.
";

const SMALLEST: &str = "\
---
level: error
---
The meaning.

## Why it matters

The reason.

## What to do

The remedy.
";

#[test]
fn everything_that_a_file_says_is_read() {
    let whole = Page {
        level: "Note",
        rule: "R33".to_owned(),
        is_told: true,
        is_confidential: true,
        is_local: true,
        after: Some((7, "shape".to_owned())),
        meaning: "The meaning, in two lines.".to_owned(),
        why: "The reason.".to_owned(),
        fix: "The remedy.".to_owned(),
    };
    assert_eq!(parse(WHOLE), Ok(whole));
    assert_eq!(parse(&WHOLE.replace('\n', "\r\n")), parse(WHOLE));
}

#[test]
fn what_a_file_does_not_say_is_not_so_but_for_warnings_and_errors_which_are_told() {
    let page = parse(SMALLEST).unwrap();
    assert_eq!((page.level, page.rule.as_str(), page.after), ("Error", "", None));
    assert_eq!((page.is_told, page.is_confidential, page.is_local), (true, false, false));
    assert!(parse(&SMALLEST.replace("error", "warning")).unwrap().is_told);
    assert!(!parse(&SMALLEST.replace("error", "note")).unwrap().is_told);
}

#[test]
fn a_mistake_is_told_with_its_line() {
    for (found, instead, line, message) in [
        ("---\nlevel", "level", 1, "the line `---` above the keys is missing"),
        ("after: shape\n---\n", "", 7, "expected `key: value`, or `---` below the keys"),
        ("level: note\n", "", 7, "the key `level` is missing"),
        ("level: note", "level: hint", 2, "the level must be error, warning or note"),
        ("level: note", "level: error", 4, "`told` is for notes; all others are told"),
        ("R33", "R3", 3, "the rule must be `R` and two digits"),
        ("told: true", "told: false", 4, "the value must be `true`, or the key left out"),
        ("told: true", "told:", 4, "expected `key: value`, or `---` below the keys"),
        ("after: shape", "local: true", 7, "the key `local` is there twice"),
        ("after: shape", "before: shape", 7, "the key `before` is unknown"),
        ("The meaning, in\ntwo lines.\n", "", 11, "expected the paragraph with the meaning"),
        ("## Why it", "## Why this", 13, "expected the line `## Why it matters`"),
        ("The reason.\n\n", "", 15, "expected the paragraph with the reason"),
        ("reason.", "reason.\n\nAnother.", 17, "expected the line `## What to do`"),
        ("What to do\n\n", "What to do\n", 17, "expected the line `## What to do`"),
        ("\nThe remedy.\n", "", 17, "expected the paragraph with the remedy"),
        ("remedy.", "remedy.\n\n## Example", 21, "expected the end, after one paragraph"),
    ] {
        assert!(WHOLE.contains(found), "{found}");
        let told = parse(&WHOLE.replacen(found, instead, 1));
        assert_eq!(told, Err(Problem::new(line, message)), "{found:?} {instead:?}");
    }
    let told = parse("---\nlevel: note\n");
    assert_eq!(told, Err(Problem::new(1, "the line `---` below the keys is missing")));
    assert_eq!(parse(""), Err(Problem::new(1, "the line `---` above the keys is missing")));
}

/// Findings by name, rule and what they come after.
fn pages(all: &[(&str, &str, &str)]) -> Pages {
    let page = |rule: &str, after: &str| {
        let rule = if rule.is_empty() { String::new() } else { format!("\nrule: {rule}") };
        let after = if after.is_empty() { String::new() } else { format!("\nafter: {after}") };
        parse(&SMALLEST.replace("error", &format!("error{rule}{after}"))).unwrap()
    };
    all.iter().map(|(code, rule, after)| ((*code).to_owned(), page(rule, after))).collect()
}

#[test]
fn findings_stand_by_rule_and_name_or_where_they_say() {
    let pages = pages(&[
        ("alone", "", ""),
        ("beta", "R02", ""),
        ("chained", "", "follower"),
        ("delta", "R01", ""),
        ("echo", "R01", ""),
        ("follower", "", "delta"),
        ("golf", "R09", "delta"),
    ]);
    let order = in_order(&pages).unwrap();
    assert_eq!(order, ["delta", "follower", "chained", "golf", "echo", "beta", "alone"]);
}

#[test]
fn a_finding_without_a_place_is_told_with_the_line_that_says_so() {
    for (all, code, after) in [
        ([("a", "R01", ""), ("b", "", "c")], "b", "c"),
        ([("a", "", "b"), ("b", "", "a")], "a", "b"),
        ([("a", "R01", ""), ("b", "", "b")], "b", "b"),
    ] {
        let message = format!("`after: {after}` leads to no finding that has a place");
        let told = in_order(&pages(&all)).map(|order| order.join(" "));
        assert_eq!(told, Err((code.to_owned(), Problem::new(3, message))));
    }
}

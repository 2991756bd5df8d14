//! `runtime/examples/hand_written.rs` is what the compiler makes of the same document, table by table, so
//! that tests and readers of the runtime do not learn of another contract.

#[path = "../runtime/examples/hand_written.rs"]
#[expect(dead_code, reason = "its main function is what a binary would run")]
mod by_hand;

use std::fmt::Debug;

/// A table, but for addresses of functions and for what is said in more words by the document.
fn shown(table: &dyn Debug) -> Vec<String> {
    const WORDS: [&str; 8] = [
        "prepare: ",
        "label: ",
        "title: ",
        "description: ",
        "spec_hash: ",
        "version: ",
        // One that is made, and none.
        "openapi: ",
        "instructions: ",
    ];
    let text = without_page(&format!("{table:#?}"));
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| WORDS.iter().all(|word| !line.starts_with(word)));
    lines.map(str::to_owned).collect()
}

/// Nobody writes a page by hand.
fn without_page(text: &str) -> String {
    let mut lines = Vec::new();
    let mut end: Option<String> = None;
    for line in text.lines() {
        let field = line.trim_start();
        match &end {
            Some(last) if line == last => end = None,
            Some(_) => {}
            None if field == "page: Some(" => {
                end = Some(format!("{}),", &line[..line.len() - field.len()]));
            }
            None if field == "page: None," => {}
            None => lines.push(line),
        }
    }
    lines.join("\n")
}

#[test]
fn what_is_written_by_hand_is_what_the_compiler_writes() {
    // A manifest shows its surfaces by what they are about.
    let by_hand: [&dyn Debug; 3] =
        [&by_hand::MANIFEST, &by_hand::rest::SURFACE, &by_hand::mcp::SURFACE];
    let generated: [&dyn Debug; 3] = [
        &generated_forge::MANIFEST,
        &generated_forge::rest::SURFACE,
        &generated_forge::mcp::SURFACE,
    ];
    let (by_hand, generated) = (by_hand.map(shown).concat(), generated.map(shown).concat());
    for (number, (left, right)) in by_hand.iter().zip(&generated).enumerate() {
        assert_eq!(left, right, "line {number}");
    }
    assert_eq!(by_hand.len(), generated.len());
    assert!(by_hand.len() > 300, "{}", by_hand.len());
}

//! `runtime/examples/hand_written.rs` is what the compiler makes of the same document, table by table, so
//! that tests and readers of the runtime do not learn of another contract.

#[path = "../runtime/examples/hand_written.rs"]
#[expect(dead_code, reason = "its main function is what a binary would run")]
mod by_hand;

use naftiko_runtime::codegen::Manifest;

/// The tables, but for addresses of functions and for what is said in more words by the document.
fn shown(manifest: &Manifest) -> Vec<String> {
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
    let text = format!("{manifest:#?}");
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| WORDS.iter().all(|word| !line.starts_with(word)));
    lines.map(str::to_owned).collect()
}

#[test]
fn what_is_written_by_hand_is_what_the_compiler_writes() {
    let (by_hand, generated) = (shown(&by_hand::MANIFEST), shown(&generated_forge::MANIFEST));
    for (number, (left, right)) in by_hand.iter().zip(&generated).enumerate() {
        assert_eq!(left, right, "line {number}");
    }
    assert_eq!(by_hand.len(), generated.len());
    assert!(by_hand.len() > 300, "{}", by_hand.len());
}

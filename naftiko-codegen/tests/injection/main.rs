//! Whatever text a document has, it ends up in literals and doc comments, never as code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod positions;
mod skeleton;

use std::sync::LazyLock;

use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Files, Options, generate};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use positions::{Kind, POSITIONS, Position, document};
use skeleton::{items, kinds, tokens};

/// A word that is part of nothing else.
const EVIL: &str = "zqxjevil";

/// The code of the document with `text` at `mark`; `None` when such a document is rejected.
fn compile(mark: &str, text: &str) -> Option<Files> {
    let source = Source::new("lights.yaml", document(mark, text));
    let names = CrateNames { binary: "lights".into(), library: "lights_library".into() };
    generate(&names, &[source], &Options::default()).ok().map(|(files, _)| files)
}

/// The code of the document with harmless texts everywhere.
static HARMLESS: LazyLock<Files> = LazyLock::new(|| compile("nowhere", "").unwrap());

/// Says what is wrong with the code that comes of `text` at a position.
fn check_position((mark, kind, _): Position, text: &str) -> Result<bool, String> {
    let expected = &*HARMLESS;
    let Some(files) = compile(mark, text) else { return Ok(false) };
    for (path, code) in &files {
        if let Some(c) = code.chars().find(|c| is_treacherous(*c)) {
            return Err(format!("{path} contains {c:?}"));
        }
        if let Err(error) = syn::parse_file(code) {
            return Err(format!("{path} is no Rust: {error}\n{code}"));
        }
    }
    let same = match kind {
        Kind::Prose => tokens(expected) == tokens(&files),
        Kind::Value => items(expected) == items(&files),
        Kind::Route => items(&without_routes(expected)) == items(&without_routes(&files)),
        Kind::Name => kinds(expected) == kinds(&files),
    };
    if !same {
        let (expected, found) = (items(expected), items(&files));
        let differs = found.iter().filter(|file| !expected.contains(file));
        return Err(format!("the structure changes: {:?}", differs.collect::<Vec<_>>()));
    }
    // Names and values may give their name to a field or an item; nobody ever calls them.
    let evil = if kind == Kind::Prose { EVIL.to_owned() } else { format!("{EVIL} !") };
    if let Some((path, code)) = tokens(&files).iter().find(|(_, code)| code.contains(&evil)) {
        return Err(format!("a word of the text is code in {path}: {code}"));
    }
    Ok(true)
}

fn without_routes(files: &Files) -> Files {
    let mut files = files.clone();
    assert!(files.remove("lights/rest.rs").is_some());
    files
}

/// What rustc refuses in source text, or shows as something it is not.
fn is_treacherous(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const PIECES: &[&str] = &[
    "\"",
    "\\",
    "\\\"",
    "*/",
    "/*",
    "//",
    "///",
    "\n",
    "\r",
    "\r\n",
    "\"#",
    "\"##;",
    "r#\"",
    "'",
    "{",
    "}",
    "{{",
    "}}",
    "{{x}}",
    "{light}",
    "{{LIGHT_KEY}}",
    "${X}",
    "$",
    "$.",
    "#",
    "#![",
    "]",
    ";",
    "!",
    "%",
    "%0d",
    "?",
    "&",
    "=",
    ":",
    "/",
    ".",
    "..",
    " ",
    "\t",
    "```\n",
    "    ",
    "<b>",
    "\u{0}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{feff}",
    "\u{200e}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "é",
    "東京",
    "\u{1f980}",
    "fn zqxjevil() {}",
    "; zqxjevil!(); ",
    "\"; zqxjevil(); \"",
    "*/ mod zqxjevil {} /*",
    "\npub static zqxjevil: u8 = 0;\n",
    "type",
    "self",
    "1st",
    "_",
];

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None,
        // The gate decides the same about the same commit; fuzzing looks further.
        rng_seed: RngSeed::Fixed(20_261_124), cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn text_is_never_code(position in prop::sample::select(POSITIONS), text in nasty()) {
        // The whole document is no field: what a path means may change the type of the output.
        let root = matches!(text.trim(), "$" | "$." | ".");
        prop_assume!(position.0 != "@outputPath" || !root);
        if let Err(problem) = check_position(position, &text) {
            prop_assert!(false, "{position:?}: {problem}");
        }
    }
}

/// Each piece at each position, wrapped so that most positions accept it.
#[test]
fn every_piece_at_every_position() {
    let mut accepted = 0;
    for position in POSITIONS.iter().copied() {
        let alone = PIECES.concat();
        for text in [format!("{}{alone}", position.2), alone] {
            match check_position(position, &text) {
                Ok(true) => accepted += 1,
                Ok(false) => {}
                Err(problem) => panic!("{position:?} {text:?}: {problem}"),
            }
        }
    }
    assert!(accepted > POSITIONS.len(), "only {accepted} documents are accepted");
}

#[test]
fn a_megabyte_of_description() {
    let text = "\"; zqxjevil(); /* \n".repeat(60_000);
    let position = POSITIONS.iter().copied().find(|(mark, ..)| *mark == "@toolText").unwrap();
    assert_eq!(check_position(position, &text), Ok(true));
}

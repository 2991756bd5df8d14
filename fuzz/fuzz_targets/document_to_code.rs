//! Whatever the compiler accepts becomes source files that are Rust, and always the same ones.

#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_codegen::finding::Verdict;
use naftiko_codegen::text::Source;
use naftiko_codegen::{CrateNames, Options, check, generate};

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.yaml", text.to_owned());
    let options = Options { keep_going: true };
    if check(&source, &options).verdict == Verdict::Reject {
        return;
    }
    let names = CrateNames { binary: "fuzz".to_owned(), library: "fuzz_library".to_owned() };
    let sources = [source];
    let Ok((files, _)) = generate(&names, &sources, &options) else {
        panic!("accepted, but not generated");
    };
    for (path, code) in &files {
        if let Err(error) = syn::parse_file(code) {
            panic!("{path} is no Rust: {error}\n{code}");
        }
        let treacherous = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!code.contains(treacherous), "{path} has characters that deceive:\n{code:?}");
    }
    assert!(generate(&names, &sources, &options).is_ok_and(|(again, _)| again == files));
});

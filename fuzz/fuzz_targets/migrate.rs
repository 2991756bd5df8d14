//! A document in another version means the same, there and back, or is refused for a reason.

#![no_main]

#[path = "../../naftiko-codegen/tests/migrate/there_and_back.rs"]
mod there_and_back;

use libfuzzer_sys::fuzz_target;
use naftiko_codegen::migrate::migrate;
use naftiko_codegen::text::Source;

use self::there_and_back::{Reading, VERSIONS, passes, release};

const MOST_ALIASES: usize = 24;

fuzz_target!(|input: (u8, &str)| {
    let (version, text) = input;
    let version = VERSIONS[usize::from(version) % VERSIONS.len()];
    let source = Source::new("fuzz.yaml", text.to_owned());
    // Aliases of aliases take the time of the largest document that is read, again and again.
    if text.matches('*').count() > MOST_ALIASES {
        return;
    }
    if passes(&source, &Reading::of(&source), version) {
        return;
    }
    let problems = migrate(&source, release(version)).expect_err("it did not pass");
    assert!(!problems.is_empty());
    for problem in problems {
        assert!(!problem.message.is_empty() && !problem.help.is_empty());
        let lines = source.text().replace("\r\n", "\n").replace('\r', "\n").split('\n').count();
        assert!(usize::try_from(problem.line).is_ok_and(|line| line <= lines), "{problem:?}");
    }
});

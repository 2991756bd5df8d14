//! Meaning, importance and remedy of every finding, for `naftiko explain` and the docs.

mod bodies;
mod consumes;
mod control;
mod document;
mod exposes;
mod guards;
mod inputs;
mod mcp;
mod operations;
mod outputs;
mod secrets;

use super::Code;

/// Three answers about one finding.
#[derive(Clone, Copy)]
pub(super) struct Explanation {
    pub(super) meaning: &'static str,
    pub(super) why: &'static str,
    pub(super) fix: &'static str,
}

type Table = &'static [(Code, Explanation)];

const TABLES: [Table; 11] = [
    document::TABLE,
    consumes::TABLE,
    operations::TABLE,
    bodies::TABLE,
    exposes::TABLE,
    guards::TABLE,
    mcp::TABLE,
    control::TABLE,
    inputs::TABLE,
    secrets::TABLE,
    outputs::TABLE,
];

/// One explanation for each code, in the order of the codes.
static BY_CODE: [Explanation; Code::ALL.len()] = by_code();

impl Code {
    /// Returns the meaning: what the compiler saw, and how it reads it.
    pub fn meaning(self) -> &'static str {
        BY_CODE[self as usize].meaning
    }

    /// Returns the reason why it matters.
    pub fn why(self) -> &'static str {
        BY_CODE[self as usize].why
    }

    /// Returns the remedy.
    pub fn fix(self) -> &'static str {
        BY_CODE[self as usize].fix
    }
}

const fn explain(meaning: &'static str, why: &'static str, fix: &'static str) -> Explanation {
    Explanation { meaning, why, fix }
}

/// Fails to compile when a finding has no explanation, or two.
const fn by_code() -> [Explanation; Code::ALL.len()] {
    let mut all = [explain("", "", ""); Code::ALL.len()];
    let mut table = 0;
    while table < TABLES.len() {
        let mut row = 0;
        while row < TABLES[table].len() {
            let (code, explanation) = TABLES[table][row];
            assert!(all[code as usize].meaning.is_empty(), "explained twice");
            all[code as usize] = explanation;
            row += 1;
        }
        table += 1;
    }
    let mut code = 0;
    while code < all.len() {
        assert!(!all[code].meaning.is_empty(), "not explained");
        code += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn sentences() {
        for code in Code::ALL {
            for text in [code.meaning(), code.why(), code.fix()] {
                assert!(text.ends_with(['.', '`']), "{code}: {text}");
                assert!(text.starts_with(|c: char| !c.is_lowercase()), "{code}: {text}");
                assert!(!text.contains("  "), "{code}: {text}");
                assert!(text.matches('`').count() % 2 == 0, "{code}: {text}");
            }
        }
    }

    #[test]
    fn no_two_say_the_same() {
        let meanings = Code::ALL.iter().map(|code| code.meaning()).collect::<BTreeSet<_>>();
        assert_eq!(meanings.len(), Code::ALL.len());
    }
}

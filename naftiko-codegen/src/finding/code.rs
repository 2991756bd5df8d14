//! All findings. `build.rs` makes the enum and the table of the files in `codes`, one for each.

use super::Level;

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// Everything about a finding that its file says.
struct Definition {
    text: &'static str,
    level: Level,
    rule: &'static str,
    is_told: bool,
    is_confidential: bool,
    is_local: bool,
    meaning: &'static str,
    why: &'static str,
    fix: &'static str,
    example: &'static [u8],
}

impl Code {
    fn definition(self) -> &'static Definition {
        &DEFINITIONS[self as usize]
    }

    /// The name under which the finding is reported.
    pub fn as_str(self) -> &'static str {
        self.definition().text
    }

    /// Returns the severity of the finding.
    pub fn level(self) -> Level {
        self.definition().level
    }

    /// The rule of the dialect that decides it, such as `R33`; empty for findings of our own.
    pub fn rule(self) -> &'static str {
        self.definition().rule
    }

    /// Returns `true` if it is printed without being asked for: every warning and error, and those notes on
    /// which the document says something that is not done, or not said.
    pub fn is_told(self) -> bool {
        self.definition().is_told
    }

    /// Returns `true` if the line of every finding of this kind has a secret in it.
    pub fn is_confidential(self) -> bool {
        self.definition().is_confidential
    }

    /// Returns `true` if it is about a key or a value by itself: nothing that stands elsewhere would change it.
    pub(crate) fn is_local(self) -> bool {
        self.definition().is_local
    }

    /// Returns the meaning: what the compiler saw, and how it reads it.
    pub fn meaning(self) -> &'static str {
        self.definition().meaning
    }

    /// Returns the reason why it matters.
    pub fn why(self) -> &'static str {
        self.definition().why
    }

    /// Returns the remedy.
    pub fn fix(self) -> &'static str {
        self.definition().fix
    }

    /// A small document that gets this finding and, apart from notes, as little else as possible. Bytes,
    /// because one of them is not text.
    pub fn example(self) -> &'static [u8] {
        self.definition().example
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn texts_are_distinct_and_parse_back() {
        let texts = Code::ALL.iter().map(|code| code.as_str()).collect::<BTreeSet<_>>();
        assert_eq!(texts.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        assert!("no-such-thing".parse::<Code>().is_err());
    }

    #[test]
    fn every_error_and_warning_is_told() {
        for code in Code::ALL.iter().filter(|code| code.level() > super::Level::Note) {
            assert!(code.is_told(), "{code}");
        }
    }

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

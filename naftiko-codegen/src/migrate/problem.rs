//! What cannot be said in another version.

use std::fmt;

/// A reason why a document is not migrated.
///
/// ```
/// use naftiko_codegen::migrate::{Release, migrate};
/// use naftiko_codegen::text::Source;
///
/// let text = "ikanos: 1.0.0-beta5\ninfo:\n  display: A\n  version: 1.0.0\n".to_owned();
/// let source = Source::new("a.yaml", text);
/// let problems = migrate(&source, Release::named("1.0.0-alpha2")?).err().unwrap_or_default();
/// assert_eq!((problems[0].line, problems[0].column), (4, 3));
/// # Ok::<(), naftiko_codegen::migrate::UnknownRelease>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The line, counted from 1; 0 if it is one of the whole document.
    pub line: u32,
    /// The column, counted from 1; 0 if it is one of the whole document.
    pub column: u32,
    /// What cannot be said, and why.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "{}:{}: ", self.line, self.column)?;
        }
        write!(f, "{}\n  help: {}", self.message, self.help)
    }
}

/// A problem at a byte of the document.
pub(super) struct Obstruction {
    pub(super) at: Option<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

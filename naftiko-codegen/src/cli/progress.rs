//! What long work says of itself, on stderr, as cargo does.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::time::Duration;

use naftiko_codegen::finding::Style;

use super::style_for;

/// Writes a line that begins with a word about what is being done.
pub(super) fn tell(word: &str, text: impl Display) {
    let mut stderr = io::stderr().lock();
    let _ = match style_for(&stderr) {
        Style::Colored => writeln!(stderr, "\x1b[1;32m{word:>12}\x1b[0m {text}"),
        Style::Plain => writeln!(stderr, "{word:>12} {text}"),
    };
}

/// A time that somebody has waited: `1.3 s`, `3 min 12 s`.
pub(super) fn waited(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::waited;

    #[test]
    fn times() {
        for (milliseconds, text) in
            [(0, "0.0 s"), (1_340, "1.3 s"), (59_900, "59.9 s"), (192_400, "3 min 12 s")]
        {
            assert_eq!(waited(Duration::from_millis(milliseconds)), text);
        }
    }
}

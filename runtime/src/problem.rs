//! What is wrong with a caller's arguments, in sentences that let the caller correct them.

use std::fmt;

/// One thing that is wrong with the arguments of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    name: String,
    message: String,
}

impl Problem {
    pub(crate) fn new(name: &str, message: impl Into<String>) -> Self {
        Self { name: name.to_owned(), message: message.into() }
    }

    pub(crate) fn required(name: &str) -> Self {
        Self::new(name, format!("`{name}` is required"))
    }

    pub(crate) fn repeated(name: &str, times: usize) -> Self {
        Self::new(name, format!("`{name}` was given {times} times; give it once"))
    }

    /// A value that should be text is none.
    pub(crate) fn no_text(name: &str) -> Self {
        Self::new(name, format!("`{name}` holds half of a surrogate pair, which is no text"))
    }

    /// A member that an argument has twice.
    pub(crate) fn repeated_member(name: &str, member: &str) -> Self {
        let member = clip(member, 64);
        Self::new(name, format!("`{member}` was given 2 times in `{name}`; give it once"))
    }

    /// `what` is the kind of name, for example "argument"; `known` are the names there are.
    pub(crate) fn unknown<'n>(
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Self {
        let shown = clip(name, 64);
        let hint = hint(name, known).unwrap_or_else(|| "none is taken here".to_owned());
        let message = format!("unknown {what} `{shown}`; {hint}");
        Self::new(&shown, message)
    }

    /// The name of the argument, as the caller writes it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// That nothing is called `name`, and what was probably meant.
#[cfg(feature = "mcp")]
pub(crate) fn unknown<'n>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> String {
    let shown = clip(name, 128);
    match hint(name, known) {
        Some(hint) => format!("Unknown {what}: {shown}; {hint}"),
        None => format!("Unknown {what}: {shown}"),
    }
}

/// The name that is nearest, or the first of those there are; `None` when there are none.
fn hint<'n>(name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Option<String> {
    if let Some(near) = nearest(name, known.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let names: Vec<String> = known.take(12).map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| format!("known are {}", names.join(", ")))
}

/// At most `limit` characters of `text`, without control characters.
pub(crate) fn clip(text: &str, limit: usize) -> String {
    let mut shown: String = text
        .chars()
        .take(limit)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if text.chars().nth(limit).is_some() {
        shown.push('…');
    }
    shown
}

/// The known name that `name` was probably meant to be.
pub(crate) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return None;
    }
    let folded = fold(name);
    known
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(name.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The number of characters to insert, remove or replace.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::{Problem, clip};

    #[test]
    fn unknown_names_get_the_nearest_known_one() {
        for (name, expected) in [
            ("jobid", "unknown argument `jobid`; did you mean `job_id`?"),
            ("Page-Size", "unknown argument `Page-Size`; did you mean `page_size`?"),
            ("pgae", "unknown argument `pgae`; known are `job_id`, `page_size`"),
            ("xyz", "unknown argument `xyz`; known are `job_id`, `page_size`"),
        ] {
            let problem = Problem::unknown("argument", name, ["job_id", "page_size"].into_iter());
            assert_eq!(problem.message(), expected);
        }
        let none = Problem::unknown("query parameter", "x", [].into_iter());
        assert_eq!(none.message(), "unknown query parameter `x`; none is taken here");
    }

    #[test]
    fn clipped_text_is_one_line() {
        assert_eq!(clip("a\r\nb", 10), "a  b");
        assert_eq!(clip("äöü", 2), "äö…");
    }
}

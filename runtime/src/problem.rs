//! Problems with a caller's arguments, in sentences that let the caller correct them.

#[cfg(feature = "surface")]
mod unknown;

use std::fmt;

#[cfg(feature = "mcp")]
pub(crate) use self::unknown::unknown;

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
    let near = |candidate: &str| {
        let most = 1 + candidate.len().min(name.len()) / 4;
        let candidate = fold(candidate);
        // Each character more or less is one to insert or remove; most names are told apart by that alone.
        let is_possible = candidate.len().abs_diff(folded.len()) <= most;
        is_possible.then(|| distance(&folded, &candidate)).filter(|distance| *distance <= most)
    };
    known
        .filter(|candidate| candidate.len() <= LONGEST)
        .filter_map(|candidate| Some((near(candidate)?, candidate)))
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
    use super::{clip, nearest};

    #[test]
    fn a_name_is_near_when_few_characters_differ() {
        let known = ["page", "page_size", "sort-order", "q"];
        for (name, near) in [
            ("pgae_size", Some("page_size")),
            ("pagesize", Some("page_size")),
            ("PAGES", Some("page")),
            ("sortorders", Some("sort-order")),
            ("page_size_of_all", None),
            ("something", None),
        ] {
            assert_eq!(nearest(name, known.into_iter()), near, "{name}");
        }
    }

    #[test]
    fn clipped_text_is_one_line() {
        assert_eq!(clip("a\r\nb", 10), "a  b");
        assert_eq!(clip("äöü", 2), "äö…");
    }
}

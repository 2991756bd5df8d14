//! Names that are not known, and what was probably meant.

use super::{Problem, clip, nearest};

impl Problem {
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

#[cfg(test)]
mod tests {
    use super::Problem;

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
}

//! Colours of the log.

/// Returns `true` if a stream is written in colours: a terminal that knows them, unless they are unwanted, and
/// anything else when they are asked for (<https://no-color.org>, <https://bixense.com/clicolors>).
pub(super) fn colored(is_terminal: bool, get: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name| get(name).is_some_and(|value| !value.is_empty());
    let is_zero = |name| get(name).is_some_and(|value| value == "0");
    if is_set("NO_COLOR") {
        return false;
    }
    if is_set("CLICOLOR_FORCE") && !is_zero("CLICOLOR_FORCE") {
        return true;
    }
    // Terminals of Windows know colours and have no such variable.
    let knows_colors = get("TERM").map_or(cfg!(windows), |term| !matches!(&*term, "" | "dumb"));
    is_terminal && knows_colors && !is_zero("CLICOLOR")
}

#[cfg(test)]
mod tests {
    use super::colored;

    #[test]
    fn who_gets_colors() {
        for (is_terminal, environment, expected) in [
            (true, "TERM=xterm", true),
            (true, "TERM=xterm NO_COLOR=", true),
            (true, "TERM=xterm CLICOLOR=1", true),
            (true, "TERM=dumb CLICOLOR_FORCE=1", true),
            (false, "CLICOLOR_FORCE=1", true),
            (true, "TERM=xterm NO_COLOR=0", false),
            (true, "TERM=xterm NO_COLOR=1 CLICOLOR_FORCE=1", false),
            (true, "TERM=xterm CLICOLOR=0", false),
            (true, "TERM=dumb", false),
            (true, "TERM=dumb CLICOLOR_FORCE=0", false),
            (true, "TERM=", false),
            (true, "", cfg!(windows)),
            (false, "TERM=xterm", false),
            (false, "TERM=xterm CLICOLOR=1", false),
            (false, "TERM=xterm CLICOLOR_FORCE=", false),
        ] {
            let get = |name: &str| {
                let mut variables = environment.split(' ').filter_map(|one| one.split_once('='));
                variables.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
            };
            assert_eq!(colored(is_terminal, get), expected, "{is_terminal} {environment}");
        }
    }
}

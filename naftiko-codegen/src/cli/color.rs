//! Colours of what the command writes.

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

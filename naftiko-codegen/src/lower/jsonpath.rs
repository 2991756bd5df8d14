//! Paths into a response: R81.

use super::context::Context;
use crate::finding::{Code, Finding};
use crate::model::Step;
use crate::spec::Text;

/// The steps of a path; an empty list is the whole document.
pub(crate) fn lower_path(text: &Text, context: &mut Context<'_>) -> Vec<Step> {
    match parse(text.value.trim()) {
        Some(steps) => {
            if steps.is_empty() {
                let message = format!("`{}` is the whole document", text.value);
                context.report(Finding::new(Code::OutputRoot, text.span, message));
            }
            steps
        }
        None => {
            jsonpath_unsupported(text, context);
            Vec::new()
        }
    }
}

/// R81, error.
fn jsonpath_unsupported(text: &Text, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::JsonpathUnsupported,
            text.span,
            format!("`{}` is no path that can be compiled", text.value),
        )
        .help("names with dots (`$.a.b`), `['name']`, `[0]`, `[-1]` and `[*]` can"),
    );
}

fn parse(text: &str) -> Option<Vec<Step>> {
    if text.starts_with("{{") {
        return None;
    }
    let mut rest = text.strip_prefix('$').unwrap_or(text);
    if rest.is_empty() || rest == "." {
        return (text.starts_with('$') || text == ".").then(Vec::new);
    }
    if !text.starts_with('$') && !rest.starts_with(['.', '[']) {
        // Without `$` a path begins with a name.
        let (name, tail) = name(rest)?;
        let mut steps = vec![Step::Key(name.to_owned())];
        steps.extend(tail_steps(tail)?);
        return Some(steps);
    }
    if rest == ".*" {
        rest = "[*]";
    }
    tail_steps(rest)
}

fn tail_steps(mut rest: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('[') {
            let (step, tail) = bracket(tail)?;
            steps.push(step);
            rest = tail;
        } else {
            let tail = rest.strip_prefix('.')?;
            let (name, tail) = name(tail)?;
            steps.push(if name == "*" { Step::Each } else { Step::Key(name.to_owned()) });
            rest = tail;
        }
    }
    Some(steps)
}

/// A name in dot form, and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, tail) = text.split_at(end);
    let plain = !name.is_empty()
        && (name == "*"
            || !name.contains(['*', '?', '(', ')', ',', ':', '@', ']', '\'', '"', '{', '}']));
    plain.then_some((name, tail))
}

/// `'name']`, `0]`, `-1]` or `*]`.
fn bracket(text: &str) -> Option<(Step, &str)> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let (name, tail) = text[1..].split_once(quote)?;
        return Some((Step::Key(name.to_owned()), tail.strip_prefix(']')?));
    }
    let (inner, tail) = text.split_once(']')?;
    match inner.trim() {
        "*" => Some((Step::Each, tail)),
        number => number.parse().ok().map(|index| (Step::Index(index), tail)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read() {
        let key = |name: &str| Step::Key(name.to_owned());
        for (text, want) in [
            ("$", Some(vec![])),
            ("$.", Some(vec![])),
            ("$.a", Some(vec![key("a")])),
            ("a.b", Some(vec![key("a"), key("b")])),
            ("$.a-b.c_d", Some(vec![key("a-b"), key("c_d")])),
            ("$['a b'][0]", Some(vec![key("a b"), Step::Index(0)])),
            ("$[\"x\"].y", Some(vec![key("x"), key("y")])),
            ("$[*].id", Some(vec![Step::Each, key("id")])),
            ("$.list[-1]", Some(vec![key("list"), Step::Index(-1)])),
            ("$..a", None),
            ("$.a[?(@.x>1)]", None),
            ("$.a[1:2]", None),
            ("$.length()", None),
            ("{{$.x}}", None),
            ("", None),
        ] {
            assert_eq!(parse(text), want, "{text}");
        }
    }
}

//! Paths in words, the same for what means the same.

use crate::model::{
    Condition, Operand, PathCall, Query, QuerySegment, Segment, Selector, json_string,
};

/// A path into a JSON document.
pub(crate) fn path_text(path: &[Segment]) -> String {
    let mut text = "$".to_owned();
    for segment in path {
        match segment {
            Segment::Key(key) => text.push_str(&format!(".{key}")),
            Segment::Index(index) => text.push_str(&format!("[{index}]")),
            Segment::Each => text.push_str("[*]"),
            Segment::Query(query) => push_query(query, &mut text),
        }
    }
    text
}

fn push_query(query: &Query, text: &mut String) {
    for QuerySegment { descendants, selectors } in &query.segments {
        text.push_str(if *descendants { ".." } else { "" });
        match &selectors[..] {
            [Selector::Name(name)] if !*descendants => text.push_str(&format!(".{name}")),
            all => {
                let all: Vec<String> = all.iter().map(selector).collect();
                text.push_str(&format!("[{}]", all.join(",")));
            }
        }
    }
    if let Some(PathCall { function, arguments, of_node: _ }) = &query.call {
        let arguments: Vec<String> = arguments.iter().map(operand).collect();
        text.push_str(&format!(".{}({})", function.written(), arguments.join(", ")));
    }
}

fn selector(selector: &Selector) -> String {
    let position = |position: &Option<i64>| position.map(|at| at.to_string()).unwrap_or_default();
    match selector {
        Selector::Name(name) => json_string(name),
        Selector::Index(index) => index.to_string(),
        Selector::Wildcard => "*".to_owned(),
        Selector::Slice(start, end, step) => {
            format!("{}:{}:{step}", position(start), position(end))
        }
        Selector::Filter(of) => format!("?{}", condition(of)),
    }
}

fn condition(of: &Condition) -> String {
    let joined = |all: &[Condition], between: &str| {
        let all: Vec<String> = all.iter().map(condition).collect();
        format!("({})", all.join(between))
    };
    match of {
        Condition::All(all) => joined(all, " && "),
        Condition::Any(any) => joined(any, " || "),
        Condition::Not(inner) => format!("!({})", condition(inner)),
        Condition::Exists(path) => operand(path),
        Condition::Compare(left, comparison, right) => {
            format!("{} {} {}", operand(left), comparison.written(), operand(right))
        }
        Condition::Fits(text, pattern) => format!("{} =~ /{pattern}/", operand(text)),
        Condition::FitsValue { text, pattern, whole } => {
            let name = if *whole { "match" } else { "search" };
            format!("{name}({}, {})", operand(text), operand(pattern))
        }
    }
}

fn operand(of: &Operand) -> String {
    let path = |root: &str, query: &Query| {
        let mut text = root.to_owned();
        push_query(query, &mut text);
        text
    };
    match of {
        Operand::Json(json) => json.clone(),
        Operand::Current(query) => path("@", query),
        Operand::Root(query) => path("$", query),
        Operand::Length(inner) => format!("length({})", operand(inner)),
        Operand::Count(inner) => format!("count({})", operand(inner)),
        Operand::Value(inner) => format!("value({})", operand(inner)),
    }
}

#[cfg(test)]
mod tests {
    use super::path_text;
    use crate::model::Segment;

    #[test]
    fn paths() {
        let path = [Segment::Key("a".to_owned()), Segment::Index(-1), Segment::Each];
        assert_eq!(path_text(&path), "$.a[-1][*]");
    }
}

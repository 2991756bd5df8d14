//! Expressions and values in words, the same for what means the same.

use super::path::path_text;
use crate::finding::visible;
use crate::model::{Action, Capability, Each, Expr, Function, Operation, Step, Steps};

/// Names that indices in expressions stand for.
pub(crate) struct ExprNames<'a> {
    capability: &'a Capability,
    parameters: Vec<&'a str>,
}

impl<'a> ExprNames<'a> {
    /// Where nothing but variables is meant.
    pub(crate) fn of_capability(capability: &'a Capability) -> Self {
        Self { capability, parameters: Vec::new() }
    }

    /// Where the parameters of a function are meant.
    pub(crate) fn of_function(capability: &'a Capability, function: &'a Function) -> Self {
        let parameters = function.parameters.iter().map(|one| one.name.as_str()).collect();
        Self { capability, parameters }
    }

    /// Where the arguments of an operation are meant.
    pub(crate) fn of_operation(capability: &'a Capability, operation: &'a Operation) -> Self {
        let parameters = operation.arguments.iter().map(|one| one.name.as_str()).collect();
        Self { capability, parameters }
    }

    /// The text of an expression: two are equal if they give the same value. It may have a secret in it.
    pub(crate) fn text(&self, expr: &Expr) -> String {
        match expr {
            Expr::Absent => "nothing".to_owned(),
            Expr::Json(json) => json.clone(),
            Expr::Literal(text) => format!("{text:?}"),
            Expr::Variable(index) => {
                let variable = self.capability.variables.get(*index);
                format!("{{{{env.{}}}}}", variable.map_or("", |variable| &variable.name))
            }
            Expr::Parameter(index) => {
                let name = self.parameters.get(*index).copied().unwrap_or_default();
                format!("{{{{{name}}}}}")
            }
            Expr::Step(index, path) => format!("step {index} {}", path_text(path)),
            Expr::Member { of, path } => format!("{} of {}", path_text(path), self.text(of)),
            Expr::Section { of, inverted, content } => {
                let condition = if *inverted { "without" } else { "for each of" };
                format!("{condition} {}: {}", self.text(of), self.joined(content))
            }
            Expr::Item { name, outer, .. } => {
                format!("{name:?} of an item or {}", self.text(outer))
            }
            Expr::Answer(path) => path_text(path),
            Expr::Typed { path, expected, .. } => {
                format!("{} as {}", path_text(path), expected.name())
            }
            Expr::First(all) => {
                let all: Vec<String> = all.iter().map(|one| self.text(one)).collect();
                format!("the first of {}", all.join(", "))
            }
            Expr::Cut { value, length } => format!("{length} units of {}", self.text(value)),
            Expr::Values { object, item } => {
                format!("each member of {}: {}", path_text(object), self.text(item))
            }
            Expr::Text(pieces) => self.joined(pieces),
            Expr::Object(members) => {
                let member = |(key, value): &(Expr, Expr)| {
                    format!("{}: {}", self.text(key), self.text(value))
                };
                let mut members: Vec<String> = members.iter().map(member).collect();
                members.sort();
                format!("{{{}}}", members.join(", "))
            }
            Expr::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.text(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Expr::Each { list, item } => {
                format!("each of {}: {}", path_text(list), self.text(item))
            }
        }
    }

    /// The text of steps: two are equal if they do the same.
    pub(crate) fn steps(&self, steps: &Steps) -> String {
        let action = |step: &Step| match &step.action {
            Action::Call { upstream, operation, bindings, .. } => {
                let upstream = &self.capability.upstreams[*upstream];
                let bindings: Vec<String> = bindings.iter().map(|one| self.text(one)).collect();
                let name = &upstream.operations[*operation].name;
                format!("{} {}.{name}({})", step.name, upstream.namespace, bindings.join(", "))
            }
            Action::Lookup { index, member, wanted, fields } => {
                let wanted = self.text(wanted);
                format!("{} of {index}: {member} = {wanted}, {}", step.name, fields.join(", "))
            }
        };
        let mut texts: Vec<String> =
            steps.steps.iter().map(|step| action(step) + &self.rules(step)).collect();
        texts.extend(steps.mapped.as_ref().map(|mapped| self.text(mapped)));
        texts.join("; ")
    }

    /// When a step runs, how often, and what comes of its failure.
    fn rules(&self, step: &Step) -> String {
        let mut text = String::new();
        if let Some(condition) = &step.condition {
            text += &format!(" if {}", self.text(condition));
        }
        if let Some(Each { list, limit, concurrency }) = &step.each {
            text += &format!(" for {limit} of {}, {concurrency} at once", self.text(list));
        }
        if let Some(fallback) = &step.fallback {
            text += &format!(" or {}", self.text(fallback));
        }
        text
    }

    /// The text of pieces that stand one behind the other.
    pub(crate) fn joined(&self, pieces: &[Expr]) -> String {
        let piece = |piece: &Expr| match piece {
            Expr::Literal(text) => text.clone(),
            other => self.text(other),
        };
        pieces.iter().map(piece).collect()
    }
}

/// Names in a sentence: `a`, `b` and 3 more.
pub(crate) fn listed<'t>(names: impl IntoIterator<Item = &'t str>) -> String {
    const SHOWN: usize = 5;
    let names: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| quoted(name)).collect();
    match (shown.split_last(), names.len().saturating_sub(SHOWN)) {
        (None, _) => String::new(),
        (Some(_), more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        (Some((only, [])), 0) => only.clone(),
        (Some((last, others)), 0) => format!("{} and {last}", others.join(", ")),
    }
}

/// A name of a document between backquotes, of which it has none itself.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{}`", visible(name).replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn lists() {
        assert_eq!(listed([]), "");
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b\n"]), "`a` and `b\\n`");
        assert_eq!(
            listed(["1", "2", "3", "4", "5", "6", "7"]),
            "`1`, `2`, `3`, `4`, `5` and 2 more"
        );
    }
}

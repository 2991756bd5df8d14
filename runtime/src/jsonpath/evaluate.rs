//! Queries over a tree, within a bound on the work and on what comes of it.

use std::borrow::Cow;

use super::compare::{OperandValue, Work, compare, length, text};
use super::function::apply;
use super::pattern::{LONGEST, Matcher, Trust, translate};
use super::position::{at, slice};
use super::query::{
    ComparisonOperator, Condition, Excess, Operand, PathCall, PatternEngine, Query, QueryAnswer,
    QueryFailure, QuerySegment, Selector,
};
use super::tree::Tree;

/// The work that a query may take: so much, and so much for each node of the document.
const LEAST_STEPS: u64 = 1 << 22;
const STEPS_PER_NODE: u64 = 32;

/// The bytes that may come of it, and the nodes that may be on the way there: so many, and so many times those of the
/// document.
const LEAST_BYTES: usize = 1 << 16;
const LEAST_NODES: usize = 1 << 12;
const COPIES: usize = 16;

/// Patterns that are kept compiled; those of a document may be many.
const MOST_PATTERNS: usize = 32;

/// Answers a query from the root of `document`, which is valid.
pub(super) fn answer<'d>(
    query: &'static Query,
    document: &'d str,
) -> Result<QueryAnswer<'d>, QueryFailure> {
    let tree = Tree::read(document).map_err(|_| QueryFailure::Unreadable)?;
    let steps = Work(LEAST_STEPS + STEPS_PER_NODE * tree.len() as u64);
    let most = LEAST_NODES + COPIES * tree.len();
    let mut evaluator = Evaluator { tree, steps, most, patterns: Vec::new(), fixed: Vec::new() };
    let nodes = evaluator.nodes(0, query.segments)?;
    let mut left = LEAST_BYTES + COPIES * document.len();
    if let Some(call) = query.call {
        return Ok(evaluator.made(call, &nodes, query.is_singular(), left)?);
    }
    let mut list: Vec<&'d str> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let raw = evaluator.tree.raw(node);
        left = left.checked_sub(raw.len()).ok_or(Excess)?;
        list.push(raw);
    }
    Ok(if query.is_singular() {
        list.pop().map_or(QueryAnswer::Nothing, QueryAnswer::One)
    } else {
        QueryAnswer::Many(list)
    })
}

struct Evaluator<'d> {
    tree: Tree<'d>,
    steps: Work,
    /// The longest list of nodes.
    most: usize,
    /// Compiled patterns; `None` for a text that is none.
    patterns: Vec<(Pattern, Option<Matcher>)>,
    /// Values that are the same wherever they are asked for.
    fixed: Vec<(&'static Operand, OperandValue<'d>)>,
}

/// A pattern before it is compiled.
#[derive(PartialEq)]
struct Pattern {
    text: Cow<'static, str>,
    /// For one of RFC 9485, which comes from the document: whether the whole text has to fit.
    whole: Option<bool>,
    engine: PatternEngine,
}

impl Pattern {
    fn compiled(&self) -> Option<Matcher> {
        match self.whole {
            None => (self.engine.0)(&self.text, Trust::Fixed),
            Some(whole) => (self.engine.0)(&translate(&self.text, whole)?, Trust::Given),
        }
    }
}

impl<'d> Evaluator<'d> {
    /// What a function makes of nodes: a list, unless there can be one node only.
    fn made(
        &mut self,
        call: PathCall,
        nodes: &[usize],
        is_singular: bool,
        mut left: usize,
    ) -> Result<QueryAnswer<'d>, Excess> {
        let arguments = self.arguments(call, 0)?;
        let mut list = Vec::new();
        for node in nodes {
            let Some(made) = self.call(call, *node, &arguments)? else { continue };
            left = left.checked_sub(made.len()).ok_or(Excess)?;
            list.push(made);
        }
        Ok(match list.pop() {
            Some(made) if is_singular => QueryAnswer::Made(made),
            None if is_singular => QueryAnswer::Nothing,
            last => {
                list.extend(last);
                QueryAnswer::Made(format!("[{}]", list.join(",")))
            }
        })
    }

    fn arguments(
        &mut self,
        call: PathCall,
        current: usize,
    ) -> Result<Vec<Vec<OperandValue<'d>>>, Excess> {
        call.arguments.iter().map(|argument| self.values(current, argument)).collect()
    }

    fn call(
        &mut self,
        call: PathCall,
        node: usize,
        arguments: &[Vec<OperandValue<'d>>],
    ) -> Result<Option<String>, Excess> {
        for value in arguments.iter().flatten().flatten() {
            self.steps.spend_on(value)?;
        }
        let raw = if call.of_node { self.tree.raw(node) } else { "null" };
        self.steps.spend_on(raw)?;
        Ok(apply(call.function, raw, arguments))
    }

    /// All values of an argument.
    fn values(
        &mut self,
        current: usize,
        operand: &'static Operand,
    ) -> Result<Vec<OperandValue<'d>>, Excess> {
        match origin(operand, current) {
            Some((start, query)) if query.call.is_none() => {
                let nodes = self.nodes(start, query.segments)?;
                Ok(nodes.into_iter().map(|node| Some(self.tree.raw(node).into())).collect())
            }
            _ => Ok(vec![self.value(current, operand)?]),
        }
    }

    /// The nodes that `segments` lead to from a node, in the order of RFC 9535.
    fn nodes(
        &mut self,
        start: usize,
        segments: &'static [QuerySegment],
    ) -> Result<Vec<usize>, Excess> {
        let mut nodes = vec![start];
        for segment in segments {
            let mut next = Vec::new();
            for node in nodes {
                match segment {
                    QuerySegment::Child(selectors) => self.select(node, selectors, &mut next)?,
                    QuerySegment::Descendants(selectors) => {
                        for below in node..self.tree.after(node) {
                            self.select(below, selectors, &mut next)?;
                        }
                    }
                }
            }
            nodes = next;
        }
        Ok(nodes)
    }

    fn select(
        &mut self,
        node: usize,
        selectors: &'static [Selector],
        out: &mut Vec<usize>,
    ) -> Result<(), Excess> {
        for selector in selectors {
            self.steps.spend(1)?;
            if let Selector::Name(name) = selector {
                out.extend(self.member(node, name)?);
                continue;
            }
            let children: Vec<usize> = self.tree.children(node).collect();
            self.steps.spend(children.len())?;
            match selector {
                Selector::Wildcard => out.extend(children),
                Selector::Filter(condition) => {
                    for child in children {
                        if self.holds(child, condition)? {
                            out.push(child);
                        }
                    }
                }
                _ if !self.tree.is_array(node) => {}
                Selector::Index(position) => out.extend(at(&children, *position)),
                Selector::Slice { start, end, step } => {
                    slice(&children, *start, *end, *step, out);
                }
                Selector::Name(_) => {}
            }
        }
        if out.len() > self.most { Err(Excess) } else { Ok(()) }
    }

    /// The member of a name; the last one, where there are several.
    fn member(&mut self, node: usize, name: &str) -> Result<Option<usize>, Excess> {
        let (mut found, mut seen) = (None, 0);
        for child in self.tree.children(node) {
            seen += 1;
            if self.tree.name(child) == Some(name) {
                found = Some(child);
            }
        }
        self.steps.spend(seen)?;
        Ok(found)
    }

    fn holds(&mut self, node: usize, condition: &'static Condition) -> Result<bool, Excess> {
        self.steps.spend(1)?;
        match condition {
            Condition::All(all) => {
                for one in *all {
                    if !self.holds(node, one)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Any(any) => {
                for one in *any {
                    if self.holds(node, one)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Condition::Not(one) => self.holds(node, one).map(|holds| !holds),
            Condition::Exists(operand) => {
                Ok(self.values(node, operand)?.iter().any(Option::is_some))
            }
            Condition::Compare(left, comparison, right) => {
                self.compared(node, left, *comparison, right)
            }
            Condition::Fits(operand, pattern, engine) => {
                let value = self.value(node, operand)?;
                let text = Cow::Borrowed(*pattern);
                self.fits(value.as_deref(), Pattern { text, whole: None, engine: *engine })
            }
            Condition::FitsValue { text: operand, pattern, whole, engine } => {
                let value = self.value(node, operand)?;
                let given = self.value(node, pattern)?;
                let Some(given) =
                    given.as_deref().filter(|raw| raw.len() <= LONGEST).and_then(text)
                else {
                    return Ok(false);
                };
                let text = Cow::Owned(given.into_owned());
                self.fits(value.as_deref(), Pattern { text, whole: Some(*whole), engine: *engine })
            }
        }
    }

    fn compared(
        &mut self,
        node: usize,
        left: &'static Operand,
        comparison: ComparisonOperator,
        right: &'static Operand,
    ) -> Result<bool, Excess> {
        let left = self.value(node, left)?;
        let right = self.value(node, right)?;
        for value in [&left, &right].into_iter().flatten() {
            self.steps.spend_on(value)?;
        }
        compare(&left, comparison, &right, &mut self.steps)
    }

    fn fits(&mut self, value: Option<&str>, pattern: Pattern) -> Result<bool, Excess> {
        let Some(value) = value.and_then(text) else { return Ok(false) };
        // A character is looked at for each place in the pattern that a match may have come to.
        let places = match pattern.whole {
            None => 1 + pattern.text.len().min(512) / 16,
            Some(_) => 64,
        };
        self.steps.spend(1 + value.len() * places)?;
        let index = match self.patterns.iter().position(|(known, _)| *known == pattern) {
            Some(index) => index,
            None => {
                self.steps.spend(2048 + pattern.text.len() * 16)?;
                if self.patterns.len() == MOST_PATTERNS {
                    self.patterns.clear();
                }
                let matcher = pattern.compiled();
                self.patterns.push((pattern, matcher));
                self.patterns.len() - 1
            }
        };
        Ok(self.patterns[index].1.as_ref().is_some_and(|matches| matches(&value)))
    }

    /// The value of an operand; that of a query is the value of its only node.
    fn value(
        &mut self,
        node: usize,
        operand: &'static Operand,
    ) -> Result<OperandValue<'d>, Excess> {
        if !is_fixed(operand) {
            return self.computed(node, operand);
        }
        if let Some((_, value)) = self.fixed.iter().find(|(it, _)| std::ptr::eq(*it, operand)) {
            return Ok(value.clone());
        }
        let value = self.computed(node, operand)?;
        self.fixed.push((operand, value.clone()));
        Ok(value)
    }

    fn computed(
        &mut self,
        node: usize,
        operand: &'static Operand,
    ) -> Result<OperandValue<'d>, Excess> {
        let number = |number: usize| Cow::Owned(number.to_string());
        Ok(match operand {
            Operand::Json(json) => Some((*json).into()),
            Operand::Length(inner) => {
                let value = self.value(node, inner)?;
                if let Some(value) = &value {
                    self.steps.spend_on(value)?;
                }
                value.as_deref().and_then(length).map(number)
            }
            Operand::Count(inner) => Some(number(self.values(node, inner)?.len())),
            Operand::Value(inner) => self.value(node, inner)?,
            Operand::Current(_) | Operand::Root(_) => return self.asked(node, operand),
        })
    }

    fn asked(
        &mut self,
        node: usize,
        operand: &'static Operand,
    ) -> Result<OperandValue<'d>, Excess> {
        let Some((start, query)) = origin(operand, node) else { return Ok(None) };
        let nodes = self.nodes(start, query.segments)?;
        let &[only] = &nodes[..] else { return Ok(None) };
        let Some(call) = query.call else { return Ok(Some(self.tree.raw(only).into())) };
        let arguments = self.arguments(call, node)?;
        Ok(self.call(call, only, &arguments)?.map(Cow::Owned))
    }
}

/// Returns `true` for what is asked of the root and does not depend on the node in question.
fn is_fixed(operand: &Operand) -> bool {
    match operand {
        Operand::Root(query) => {
            let arguments = query.call.map_or(&[][..], |call| call.arguments);
            arguments.iter().all(|one| matches!(one, Operand::Json(_)) || is_fixed(one))
        }
        Operand::Length(inner) | Operand::Count(inner) | Operand::Value(inner) => is_fixed(inner),
        Operand::Json(_) | Operand::Current(_) => false,
    }
}

/// The query of an operand, and where it begins.
fn origin(operand: &'static Operand, current: usize) -> Option<(usize, &'static Query)> {
    match operand {
        Operand::Current(query) => Some((current, query)),
        Operand::Root(query) => Some((0, query)),
        _ => None,
    }
}

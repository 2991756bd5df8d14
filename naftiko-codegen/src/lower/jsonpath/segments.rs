//! Segments and selectors of RFC 9535, and the functions of the reference dialect behind them.

use super::parser::{BLANKS, Parser, Refusal};
use crate::model::{Operand, PathCall, PathFunction, Query, QuerySegment, Selector};

/// What stands behind a dot.
enum Dotted {
    Selector(Selector),
    Call(PathFunction),
}

impl Parser<'_> {
    /// A query behind its `$` or `@`: segments, then a function perhaps. Blanks may stand before each segment, not
    /// after the last one.
    pub(super) fn query(&mut self, mut query: Query, is_root: bool) -> Result<Query, Refusal> {
        loop {
            let behind = self.rest;
            self.skip_blanks();
            let descendants = self.eat("..");
            let dotted = if self.peek() == Some('[') {
                self.rest = &self.rest[1..];
                let selectors = self.nested(Self::bracket)?;
                query.push(QuerySegment { descendants, selectors });
                continue;
            } else if descendants || self.eat(".") {
                self.dotted()?
            } else {
                self.rest = behind;
                return Ok(query);
            };
            match dotted {
                Dotted::Selector(selector) => {
                    query.push(QuerySegment { descendants, selectors: vec![selector] });
                }
                Dotted::Call(_) if descendants => {
                    return Err("a function stands behind a single dot");
                }
                Dotted::Call(function) => self.call(function, &mut query, is_root)?,
            }
        }
    }

    /// The first name of a path without `$`.
    pub(super) fn first(&mut self) -> Result<Query, Refusal> {
        let mut query = Query::default();
        match self.dotted()? {
            Dotted::Selector(selector) => {
                query.push(QuerySegment { descendants: false, selectors: vec![selector] });
            }
            Dotted::Call(function) => self.call(function, &mut query, true)?,
        }
        self.query(query, true)
    }

    /// A name in dot form. Beyond the RFC it may begin with a digit and hold hyphens, and blanks where it stands in
    /// no filter.
    fn dotted(&mut self) -> Result<Dotted, Refusal> {
        if self.rest.starts_with(BLANKS) {
            return Err("no blank may stand between a dot and its name");
        }
        if self.depth > 0 && self.eat("*") {
            return Ok(Dotted::Selector(Selector::Wildcard));
        }
        let name = if self.depth > 0 {
            self.take(|c| c != ' ' && is_plain(c))
        } else {
            self.take(|c| !matches!(c, '.' | '[' | '(')).trim_end_matches(BLANKS)
        };
        if name.is_empty() {
            return Err("a name is missing");
        }
        if self.peek() == Some('(') {
            let known = PathFunction::WRITTEN.iter().find(|(written, _)| *written == name);
            let (_, function) = known.ok_or("there is no function of this name")?;
            return Ok(Dotted::Call(*function));
        }
        match name {
            "*" => Ok(Dotted::Selector(Selector::Wildcard)),
            name if name.chars().all(is_plain) => {
                Ok(Dotted::Selector(Selector::Name(name.to_owned())))
            }
            _ => Err(
                "a name with other characters than letters, digits, `_` and `-` needs quotes, `['…']`",
            ),
        }
    }

    /// The selectors behind `[`, with the `]`.
    fn bracket(&mut self) -> Result<Vec<Selector>, Refusal> {
        let mut selectors = Vec::new();
        loop {
            self.skip_blanks();
            selectors.push(self.selector()?);
            self.skip_blanks();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(match self.peek() {
                    None => "a bracket is not closed",
                    Some(_) => "a comma or `]` is missing behind a selector",
                });
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, Refusal> {
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote).map(Selector::Name),
            Some('*') => {
                self.rest = &self.rest[1..];
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.rest = &self.rest[1..];
                self.skip_blanks();
                self.nested(Self::condition).map(Selector::Filter)
            }
            Some('(') => Err("script expressions are not supported"),
            Some('0'..='9' | '-' | ':') => self.position_or_slice(),
            None => Err("a bracket is not closed"),
            Some(_) => Err(
                "only names in quotes, positions, slices, `*` and filters (`?…`) can stand in brackets",
            ),
        }
    }

    fn position_or_slice(&mut self) -> Result<Selector, Refusal> {
        let start = self.integer()?;
        let behind = self.rest;
        self.skip_blanks();
        if !self.eat(":") {
            self.rest = behind;
            return start.map(Selector::Index).ok_or("a position is missing");
        }
        self.skip_blanks();
        let end = self.integer()?;
        self.skip_blanks();
        let mut step = None;
        if self.eat(":") {
            self.skip_blanks();
            step = self.integer()?;
        }
        Ok(Selector::Slice(start, end, step.unwrap_or(1)))
    }

    /// A function at `(`, which is applied to `query`.
    fn call(
        &mut self,
        function: PathFunction,
        query: &mut Query,
        is_root: bool,
    ) -> Result<(), Refusal> {
        let mut arguments = self.nested(Self::arguments)?;
        arity(function, &arguments)?;
        if let Some(earlier) = &mut query.call {
            earlier.function = PathFunction::Nothing;
            return Ok(());
        }
        let is_numeric = is_over_numbers(function);
        let all = is_numeric || function == PathFunction::Length;
        if all && query.segments.first().is_some_and(|first| first.descendants) {
            // The reference takes all that is found together here, and elsewhere one by one.
            let segments = std::mem::take(&mut query.segments);
            let over = Query { segments, call: None };
            self.asks_root |= is_root;
            arguments.insert(0, if is_root { Operand::Root(over) } else { Operand::Current(over) });
        }
        if is_numeric && !query.is_singular() {
            return Err(
                "a function over numbers is applied to one list; one over all that a path finds is written `$.sum($.list[*].n)`",
            );
        }
        let of_node = arguments.is_empty()
            || !query.segments.is_empty()
            || !(all || function == PathFunction::Concat);
        query.call = Some(PathCall { function, arguments, of_node });
        Ok(())
    }

    /// Arguments between parentheses.
    fn arguments(&mut self) -> Result<Vec<Operand>, Refusal> {
        self.rest = self.rest.strip_prefix('(').unwrap_or(self.rest);
        let mut arguments = Vec::new();
        self.skip_blanks();
        if self.eat(")") {
            return Ok(arguments);
        }
        loop {
            self.skip_blanks();
            arguments.push(self.argument()?);
            self.skip_blanks();
            if self.eat(")") {
                return Ok(arguments);
            }
            if !self.eat(",") {
                return Err("a comma or `)` is missing behind an argument");
            }
        }
    }

    fn argument(&mut self) -> Result<Operand, Refusal> {
        match self.peek() {
            Some('$') => self.origin(),
            Some('@') if self.depth > 1 => self.origin(),
            Some('@') => Err("`@` is the node of a filter; an argument begins at `$`"),
            _ => self.literal()?.ok_or("an argument is a constant or a path"),
        }
    }
}

impl Query {
    /// Adds a segment; behind a function none finds anything.
    fn push(&mut self, segment: QuerySegment) {
        match &mut self.call {
            Some(call) => call.function = PathFunction::Nothing,
            None => self.segments.push(segment),
        }
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ') || !c.is_ascii()
}

fn is_over_numbers(function: PathFunction) -> bool {
    matches!(
        function,
        PathFunction::Min
            | PathFunction::Max
            | PathFunction::Avg
            | PathFunction::Sum
            | PathFunction::StdDev
    )
}

fn arity(function: PathFunction, arguments: &[Operand]) -> Result<(), Refusal> {
    match (function, arguments) {
        (PathFunction::Keys | PathFunction::First | PathFunction::Last, [_, ..]) => {
            Err("the function takes no argument")
        }
        (PathFunction::Length, [_, _, ..]) => Err("the function takes one argument at most"),
        (PathFunction::Length, [Operand::Json(_)]) => Err("the function takes a path"),
        (PathFunction::Index, [Operand::Json(number)]) if number.parse::<i64>().is_ok() => Ok(()),
        (PathFunction::Index, _) => Err("`index(…)` takes a position"),
        (PathFunction::Concat | PathFunction::Append, []) => Err("an argument is missing"),
        _ => Ok(()),
    }
}

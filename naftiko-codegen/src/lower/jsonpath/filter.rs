//! Filters: conditions of RFC 9535, and the operators of the reference dialect.

use super::parser::{Parser, Refusal};
use super::pattern;
use crate::model::{ComparisonOperator, Condition, Operand, Query, json_string};

/// A part of a condition before it is known what it is part of.
enum Term {
    /// A constant.
    Literal(Operand),
    /// An array of constants.
    List(Operand),
    /// A path.
    Path(Operand),
    /// A function that gives a value.
    Value(Operand),
    /// A function that holds or not.
    Logical(Condition),
}

impl Parser<'_> {
    /// Conditions with `||` between them.
    pub(super) fn condition(&mut self) -> Result<Condition, Refusal> {
        let mut any = vec![self.conjunction()?];
        while self.operator("||") {
            any.push(self.conjunction()?);
        }
        Ok(if any.len() > 1 { Condition::Any(any) } else { any.remove(0) })
    }

    fn conjunction(&mut self) -> Result<Condition, Refusal> {
        let mut all = vec![self.unary()?];
        while self.operator("&&") {
            all.push(self.unary()?);
        }
        Ok(if all.len() > 1 { Condition::All(all) } else { all.remove(0) })
    }

    /// Takes an operator, with blanks around it.
    fn operator(&mut self, token: &str) -> bool {
        let behind = self.rest;
        self.skip_blanks();
        if self.eat(token) {
            self.skip_blanks();
            return true;
        }
        self.rest = behind;
        false
    }

    fn unary(&mut self) -> Result<Condition, Refusal> {
        let negated = self.eat("!");
        self.skip_blanks();
        let inner = if self.eat("(") {
            self.skip_blanks();
            let inner = self.nested(Self::condition)?;
            self.skip_blanks();
            if !self.eat(")") {
                return Err("a parenthesis is not closed");
            }
            inner
        } else {
            let term = self.term()?;
            let behind = self.rest;
            self.skip_blanks();
            match self.comparison()? {
                Some(_) if negated => {
                    return Err("what is negated is a path, a function, or stands in parentheses");
                }
                Some(operator) => {
                    self.skip_blanks();
                    self.compare(term, operator)?
                }
                None => {
                    self.rest = behind;
                    test(term)?
                }
            }
        };
        Ok(if negated { Condition::Not(Box::new(inner)) } else { inner })
    }

    /// The operator of a comparison; `Some(None)` is `=~`.
    #[expect(clippy::option_option, reason = "one operator compares no values")]
    fn comparison(&mut self) -> Result<Option<Option<ComparisonOperator>>, Refusal> {
        if self.eat("=~") {
            return Ok(Some(None));
        }
        for (written, comparison) in ComparisonOperator::WRITTEN {
            if !written.starts_with(|c: char| c.is_ascii_alphabetic()) && self.eat(written) {
                return Ok(Some(Some(comparison)));
            }
        }
        let behind = self.rest;
        let word = self.take(|c| c.is_ascii_alphanumeric());
        if word.is_empty() {
            return Ok(None);
        }
        let known =
            ComparisonOperator::WRITTEN.iter().find(|(text, _)| text.eq_ignore_ascii_case(word));
        match known {
            Some((_, comparison)) => Ok(Some(Some(*comparison))),
            None => {
                self.rest = behind;
                Err("there is no operator of this name")
            }
        }
    }

    fn compare(
        &mut self,
        left: Term,
        comparison: Option<ComparisonOperator>,
    ) -> Result<Condition, Refusal> {
        let Some(comparison) = comparison else {
            let left = value(left)?;
            return Ok(Condition::Fits(left, self.regular_expression()?));
        };
        let right = self.term()?;
        let lists = match comparison {
            ComparisonOperator::In | ComparisonOperator::NotIn => (false, true),
            ComparisonOperator::SubsetOf
            | ComparisonOperator::AnyOf
            | ComparisonOperator::NoneOf => (true, true),
            ComparisonOperator::Contains => (true, false),
            _ => (false, false),
        };
        let (left, right) = (side(left, lists.0)?, side(right, lists.1)?);
        let is_fitting = match (comparison, &right) {
            (ComparisonOperator::Size, Operand::Json(json)) => json.parse::<f64>().is_ok(),
            (ComparisonOperator::Empty, Operand::Json(json)) => matches!(&**json, "true" | "false"),
            (
                ComparisonOperator::In
                | ComparisonOperator::NotIn
                | ComparisonOperator::SubsetOf
                | ComparisonOperator::AnyOf
                | ComparisonOperator::NoneOf,
                Operand::Json(json),
            ) => json.starts_with('['),
            _ => true,
        };
        if !is_fitting {
            return Err(
                "the right side is none for this operator: `in` and the like take a list, `size` a number, `empty` a boolean",
            );
        }
        Ok(Condition::Compare(left, comparison, right))
    }

    fn term(&mut self) -> Result<Term, Refusal> {
        match self.peek() {
            Some('$' | '@') => self.origin().map(Term::Path),
            Some('[') => {
                let list = self.literal()?;
                list.map(Term::List).ok_or("a list is not closed")
            }
            Some(c) if c.is_ascii_lowercase() => match self.literal()? {
                Some(literal) => Ok(Term::Literal(literal)),
                None => self.function(),
            },
            _ => {
                let literal = self.literal()?;
                literal
                    .map(Term::Literal)
                    .ok_or("a condition compares paths, constants and functions")
            }
        }
    }

    /// A query with its `$` or `@`.
    pub(super) fn origin(&mut self) -> Result<Operand, Refusal> {
        let is_root = self.eat("$");
        if is_root {
            self.asks_root = true;
        } else {
            self.rest = self.rest.strip_prefix('@').unwrap_or(self.rest);
        }
        let query = self.query(Query::default(), is_root)?;
        Ok(if is_root { Operand::Root(query) } else { Operand::Current(query) })
    }

    /// A constant, if one comes next.
    pub(super) fn literal(&mut self) -> Result<Option<Operand>, Refusal> {
        let json = match self.peek() {
            Some(quote @ ('\'' | '"')) => json_string(&self.quoted(quote)?),
            Some('0'..='9' | '-') => self.number()?.to_owned(),
            Some('[') => self.nested(Self::list)?,
            _ => {
                let behind = self.rest;
                let word = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
                if !matches!(word, "true" | "false" | "null") || self.peek() == Some('(') {
                    self.rest = behind;
                    return Ok(None);
                }
                word.to_owned()
            }
        };
        Ok(Some(Operand::Json(json)))
    }

    /// A list of constants, as JSON.
    fn list(&mut self) -> Result<String, Refusal> {
        self.rest = self.rest.strip_prefix('[').unwrap_or(self.rest);
        let mut items = Vec::new();
        self.skip_blanks();
        if self.eat("]") {
            return Ok("[]".to_owned());
        }
        loop {
            self.skip_blanks();
            match self.literal()? {
                Some(Operand::Json(json)) => items.push(json),
                _ => return Err("a list holds constants"),
            }
            self.skip_blanks();
            if self.eat("]") {
                return Ok(format!("[{}]", items.join(",")));
            }
            if !self.eat(",") {
                return Err("a comma or `]` is missing in a list");
            }
        }
    }

    /// A function of RFC 9535.
    fn function(&mut self) -> Result<Term, Refusal> {
        let name = self.take(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !self.eat("(") {
            return Err("a condition compares paths, constants and functions");
        }
        self.nested(|parser| {
            parser.skip_blanks();
            let first = parser.term()?;
            parser.skip_blanks();
            let made = match name {
                "length" => Term::Value(Operand::Length(Box::new(value(first)?))),
                "count" => Term::Value(Operand::Count(Box::new(nodes(first)?))),
                "value" => Term::Value(Operand::Value(Box::new(nodes(first)?))),
                "match" | "search" => {
                    if !parser.eat(",") {
                        return Err("the function takes a text and a pattern");
                    }
                    parser.skip_blanks();
                    let second = parser.term()?;
                    parser.skip_blanks();
                    Term::Logical(fits(value(first)?, value(second)?, name == "match")?)
                }
                _ => return Err("there is no function of this name"),
            };
            if parser.eat(")") { Ok(made) } else { Err("the function takes other arguments") }
        })
    }

    /// A pattern between slashes, with its flags; all of a text has to fit.
    fn regular_expression(&mut self) -> Result<String, Refusal> {
        const MISSING: Refusal = "behind `=~` stands a pattern between slashes, `/…/`";
        let inside = self.rest.strip_prefix('/').ok_or(MISSING)?;
        let mut escaped = false;
        let end = inside.find(|c| {
            let ends = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let (text, rest) = inside.split_at(end.ok_or(MISSING)?);
        self.rest = &rest[1..];
        let flags = self.take(|c| c.is_ascii_alphabetic());
        pattern::of_reference(text, flags)
    }
}

/// A part that stands alone.
fn test(term: Term) -> Result<Condition, Refusal> {
    match term {
        Term::Path(path) if is_called(&path) => {
            Err("what a function gives is no condition by itself; compare it")
        }
        Term::Path(path) => Ok(Condition::Exists(path)),
        Term::Logical(condition) => Ok(condition),
        _ => Err("a value by itself is no condition; compare it with another one"),
    }
}

/// A side of a comparison.
fn side(term: Term, list: bool) -> Result<Operand, Refusal> {
    match term {
        Term::List(list_of_constants) if list => Ok(list_of_constants),
        other => value(other),
    }
}

/// A part that is one value at most.
fn value(term: Term) -> Result<Operand, Refusal> {
    match term {
        Term::Path(Operand::Current(ref query) | Operand::Root(ref query))
            if !query.is_singular() =>
        {
            Err(
                "a path that is compared leads to one value at most; `value(…)` and `count(…)` make one of several",
            )
        }
        Term::Literal(operand) | Term::Value(operand) | Term::Path(operand) => Ok(operand),
        Term::List(_) => Err(
            "a list stands beside `in`, `nin`, `subsetof`, `anyof`, `noneof` and `contains` only",
        ),
        Term::Logical(_) => Err("`match` and `search` hold or not, and are compared with nothing"),
    }
}

/// An argument that is the nodes of a path.
fn nodes(term: Term) -> Result<Operand, Refusal> {
    match term {
        Term::Path(operand) if !is_called(&operand) => Ok(operand),
        _ => Err("the function takes a path"),
    }
}

fn is_called(operand: &Operand) -> bool {
    matches!(operand, Operand::Current(query) | Operand::Root(query) if query.call.is_some())
}

fn fits(text: Operand, pattern: Operand, whole: bool) -> Result<Condition, Refusal> {
    let Operand::Json(json) = &pattern else {
        return Ok(Condition::FitsValue { text, pattern, whole });
    };
    match serde_json::from_str::<String>(json) {
        Ok(written) => Ok(Condition::Fits(text, pattern::of_standard(&written, whole)?)),
        // No text fits what is no text.
        Err(_) => Ok(Condition::Any(Vec::new())),
    }
}

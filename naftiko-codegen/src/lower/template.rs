//! Texts with tags of Mustache.

use super::expression::{NO_SECTIONS, Piece, pieces};
use super::tag::template_unsupported;
use super::variables::{Meaning, Usage, Variables, from_caller, hole_spelling, path};
use crate::finding::{Code, Finding, Findings};
use crate::model::Expr;
use crate::text::Span;

/// Turns the name of a parameter into a part.
pub(crate) type ToPiece<'p> = dyn FnMut(&str, &mut Findings) -> Expr + 'p;

impl Variables {
    /// `text` with its expressions looked up, where nothing but variables exists.
    pub(crate) fn constant_parts(
        &mut self,
        text: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> Vec<Expr> {
        let part = |piece| match piece {
            Piece::Expression(name) => Some(Expr::Variable(self.constant(name, usage, findings))),
            Piece::Section { tag, .. } => {
                findings.push(template_unsupported(tag, NO_SECTIONS, usage.span));
                None
            }
            piece => self.fixed(&piece, usage, findings),
        };
        joined(pieces(text).into_iter().filter_map(part))
    }

    /// The variable that `expression` names where nothing comes from a caller.
    pub(super) fn constant(
        &mut self,
        expression: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> usize {
        let name = from_caller(expression).unwrap_or(expression);
        if !self.is_declared(expression) && self.sees(name) {
            credential_parameter(name, usage, findings);
            return self.require(name, usage);
        }
        if self.binds.qualified(expression).is_some() {
            let message = format!("`{expression}` is a variable");
            findings.push(Finding::new(Code::VariableQualified, usage.span, message));
        }
        let known = if self.is_declared(expression) { expression } else { name };
        self.resolve(known, usage, findings)
    }

    /// `text` with its expressions looked up; `parameter` turns the name of a parameter into a part.
    pub(crate) fn template_parts(
        &mut self,
        text: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
        parameter: &mut ToPiece<'_>,
    ) -> Vec<Expr> {
        Template { variables: self, usage, findings, parameter }.parts(pieces(text), false)
    }

    /// A piece that means the same everywhere.
    fn fixed(
        &mut self,
        piece: &Piece<'_>,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> Option<Expr> {
        match piece {
            Piece::Literal(text) => {
                self.hole_spelling(text, usage.span, findings);
                Some(Expr::Literal((*text).to_owned()))
            }
            Piece::Dollar { name, text } => Some(
                self.dollar(name, text, usage, findings)
                    .map_or_else(|| Expr::Literal((*text).to_owned()), Expr::Variable),
            ),
            Piece::Unsupported { tag, reason } => {
                findings.push(template_unsupported(tag, reason, usage.span));
                None
            }
            Piece::Expression(_) | Piece::Section { .. } => None,
        }
    }

    /// `{name}` of something that can be meant, in a text where a hole is written `{{name}}`.
    fn hole_spelling(&self, text: &str, span: Span, findings: &mut Findings) {
        let inside = text.split('{').skip(1).filter_map(|piece| piece.split_once('}'));
        for (name, _) in inside.filter(|(name, _)| self.sees(name)) {
            findings.push(hole_spelling(&format!("{{{name}}}"), name, span));
        }
    }
}

/// A text that is read where there are parameters.
struct Template<'t, 'p> {
    variables: &'t mut Variables,
    usage: Usage<'t>,
    findings: &'t mut Findings,
    parameter: &'t mut ToPiece<'p>,
}

impl Template<'_, '_> {
    /// The pieces as parts; those of a section can name members of its items.
    fn parts(&mut self, pieces: Vec<Piece<'_>>, in_section: bool) -> Vec<Expr> {
        let part = |piece| match piece {
            Piece::Expression(name) => Some(self.value(name, in_section)),
            Piece::Section { name, inverted, content, .. } => {
                let of = Box::new(self.value(name, in_section));
                // An inverted section adds no item.
                let content = self.parts(content, in_section || !inverted);
                Some(Expr::Section { of, inverted, content })
            }
            piece => self.variables.fixed(&piece, self.usage, self.findings),
        };
        joined(pieces.into_iter().filter_map(part))
    }

    fn value(&mut self, name: &str, in_section: bool) -> Expr {
        if !in_section {
            return self.outer(name);
        }
        if name == "." {
            let (name, path) = (String::new(), Vec::new());
            return Expr::Item { name, path, outer: Box::new(Expr::Absent) };
        }
        // What nothing here has is a member of the items.
        let outer = if self.variables.knows(name) { self.outer(name) } else { Expr::Absent };
        Expr::Item { name: name.to_owned(), path: path(name), outer: Box::new(outer) }
    }

    /// The value of a name outside of sections.
    fn outer(&mut self, name: &str) -> Expr {
        let Self { variables, usage, findings, parameter } = self;
        match variables.meaning(name, *usage, findings) {
            Meaning::Variable(index) => Expr::Variable(index),
            Meaning::Parameter(name) => parameter(&name, findings),
            Meaning::Member(name, path) => {
                Expr::Member { of: Box::new(parameter(&name, findings)), path }
            }
            Meaning::Step(step, path) => Expr::Step(step, path),
        }
    }
}

/// The parts, with one literal for several in a row.
fn joined(parts: impl Iterator<Item = Expr>) -> Vec<Expr> {
    let mut joined: Vec<Expr> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Expr::Literal(before)), Expr::Literal(text)) => before.push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}

/// A credential that a caller would have to give.
fn credential_parameter(name: &str, usage: Usage<'_>, findings: &mut Findings) {
    let message = format!(
        "the {} is made at start, and cannot have `{name}` of a caller in it",
        usage.purpose
    );
    findings.push(Finding::new(Code::CredentialParameter, usage.span, message).help(
        "declare a variable in `binds` and use that, or send what the caller gives as a header: `inputParameters: [{name: X-Key, in: header}]`",
    ));
}

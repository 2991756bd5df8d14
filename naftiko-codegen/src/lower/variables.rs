//! Variables: R11 to R13.

use std::collections::HashMap;

use super::expression::{Piece, pieces};
use crate::finding::{Code, Finding, Findings};
use crate::model::{Part, Variable};
use crate::names;
use crate::source::Span;
use crate::spec::{Bind, Document};

/// What an expression stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A variable of the capability, by index.
    Variable(usize),
    /// A parameter of whoever uses the expression, by name.
    Parameter(String),
}

/// Turns the name of a parameter into a part.
pub(crate) type ToPart<'p> = dyn FnMut(&str, &mut Findings) -> Part + 'p;

/// The variables of one document, declared and used.
#[derive(Default)]
pub(crate) struct Variables {
    /// Name in the document to name in the environment.
    declared: HashMap<String, String>,
    namespaces: Vec<String>,
    used: Vec<Variable>,
    reported: Vec<String>,
}

impl Variables {
    /// Reads the binds (R13).
    pub(crate) fn declare(document: &Document<'_>, findings: &mut Findings) -> Self {
        let mut variables = Self::default();
        for Bind { namespace, keys } in &document.binds {
            variables.namespaces.extend(namespace.iter().map(|text| text.value.clone()));
            for (name, source) in keys {
                variables.declared.insert(name.value.clone(), source.value.clone());
            }
        }
        if let Some(span) = document.empty_binds {
            findings.push(Finding::new(Code::BindsEmpty, span, "`binds` declares nothing"));
        }
        variables
    }

    /// Whether a bind declares `name`.
    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// What was used, in order of first use.
    pub(crate) fn into_used(self) -> Vec<Variable> {
        self.used
    }

    /// What `expression` means (R11): declared, qualified, or written in capitals is a variable.
    pub(crate) fn meaning(
        &mut self,
        expression: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> Meaning {
        if let Some((qualifier, name)) = expression.split_once('.') {
            if qualifier == "env" || self.is_namespace(qualifier) {
                let message = format!("`{expression}` is the variable `{name}`");
                findings.push(Finding::new(Code::VariableQualified, usage.span, message));
                return Meaning::Variable(self.resolve(name, usage, findings));
            }
            if let "tools" | "rest" | "mcp" = qualifier {
                return Meaning::Parameter(name.to_owned());
            }
        }
        if self.is_declared(expression) || names::is_screaming(expression) {
            return Meaning::Variable(self.resolve(expression, usage, findings));
        }
        Meaning::Parameter(expression.to_owned())
    }

    /// The index of variable `name`; R12 when no bind declares it.
    pub(crate) fn resolve(
        &mut self,
        name: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> usize {
        let source = self.source(name, usage.span, "is required at start", findings);
        self.require(&source, usage)
    }

    /// The environment variable behind `expression`, which nobody has to set.
    pub(crate) fn optional(
        &mut self,
        expression: &str,
        span: Span,
        findings: &mut Findings,
    ) -> String {
        let name = match expression.split_once('.') {
            Some((qualifier, name)) if qualifier == "env" || self.is_namespace(qualifier) => name,
            _ => expression,
        };
        self.source(name, span, "is read at start", findings)
    }

    fn is_namespace(&self, name: &str) -> bool {
        self.namespaces.iter().any(|namespace| namespace == name)
    }

    /// The environment variable of `name`; R12 when no bind declares it.
    fn source(&mut self, name: &str, span: Span, need: &str, findings: &mut Findings) -> String {
        if let Some(source) = self.declared.get(name) {
            return source.clone();
        }
        if !self.reported.iter().any(|reported| reported == name) {
            self.reported.push(name.to_owned());
            undeclared_variable(name, span, need, findings);
        }
        name.to_owned()
    }

    /// The index of the environment variable `name`, needed from now on.
    pub(crate) fn require(&mut self, name: &str, usage: Usage<'_>) -> usize {
        if let Some(index) = self.used.iter().position(|variable| variable.name == name) {
            self.used[index].secret |= usage.secret;
            return index;
        }
        let purpose = usage.purpose.to_owned();
        self.used.push(Variable { name: name.to_owned(), purpose, secret: usage.secret });
        self.used.len() - 1
    }

    /// `text` with its expressions looked up, where nothing but variables exists.
    pub(crate) fn constant_parts(
        &mut self,
        text: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> Vec<Part> {
        self.parts(text, usage, findings, None)
    }

    /// `text` with its expressions looked up; `parameter` turns the name of a parameter into a part.
    pub(crate) fn template_parts(
        &mut self,
        text: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
        parameter: &mut ToPart<'_>,
    ) -> Vec<Part> {
        self.parts(text, usage, findings, Some(parameter))
    }

    fn parts(
        &mut self,
        text: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
        mut parameter: Option<&mut ToPart<'_>>,
    ) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for piece in pieces(text) {
            let part = match piece {
                Piece::Literal(text) => Part::Literal(text.to_owned()),
                Piece::Expression(expression) => match self.meaning(expression, usage, findings) {
                    Meaning::Variable(index) => Part::Variable(index),
                    Meaning::Parameter(name) => match &mut parameter {
                        Some(parameter) => parameter(&name, findings),
                        None => Part::Variable(self.resolve(&name, usage, findings)),
                    },
                },
                Piece::Dollar { name, text } => {
                    if self.is_declared(name) || names::is_screaming(name) {
                        Part::Variable(self.resolve(name, usage, findings))
                    } else {
                        Part::Literal(text.to_owned())
                    }
                }
            };
            match (parts.last_mut(), part) {
                (Some(Part::Literal(before)), Part::Literal(text)) => before.push_str(&text),
                (_, part) => parts.push(part),
            }
        }
        parts
    }
}

/// Where and what for a variable is used.
#[derive(Clone, Copy)]
pub(crate) struct Usage<'a> {
    pub(crate) span: Span,
    /// For the operator who has to set it.
    pub(crate) purpose: &'a str,
    pub(crate) secret: bool,
}

/// R12.
fn undeclared_variable(name: &str, span: Span, need: &str, findings: &mut Findings) {
    findings.push(
        Finding::new(
            Code::UndeclaredVariable,
            span,
            format!("variable `{name}` is used but declared in no bind; the environment variable of that name {need}"),
        )
        .help(format!("declare it: `binds: [{{namespace: env, keys: {{{name}: {name}}}}}]`")),
    );
}

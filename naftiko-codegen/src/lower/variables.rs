//! Variables: R11 to R13.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::binds::{BindSource, Binds, FoundBind, ambiguous_variable, undeclared_variable};
use super::bound_names::distinct;
use super::tag::{is_plain_name, template_unsupported};
use crate::finding::{Code, Finding, Findings};
use crate::load::Loader;
use crate::model::{Expr, Segment, Variable};
use crate::names;
use crate::spec::Document;
use crate::text::Span;

/// The purpose of variables in what callers are told.
pub(super) const IN_ANSWERS: &str = "part of an answer";

/// Prefixes of what callers give, on every surface: `tools.id` is the caller's `id`.
pub(super) const CALLER_PREFIXES: [&str; 3] = ["rest", "tools", "mcp"];

/// The name behind such a prefix.
pub(super) fn from_caller(expression: &str) -> Option<&str> {
    let (prefix, name) = expression.split_once('.')?;
    CALLER_PREFIXES.contains(&prefix).then_some(name)
}

/// Meaning of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A variable of the capability, by index.
    Variable(usize),
    /// A parameter of whoever uses the expression, by name.
    Parameter(String),
    /// The value at a path into such a parameter.
    Member(String, Vec<Segment>),
    /// The value at a path into the output of an earlier step.
    Step(usize, Vec<Segment>),
}

/// The variables of one document, declared and used.
#[derive(Default)]
pub(crate) struct Variables {
    pub(super) binds: Binds,
    pub(super) used: Vec<Variable>,
    /// Index into `used` by source.
    places: HashMap<BindSource, usize>,
    reported: HashSet<String>,
    /// Those that credentials are made of.
    protected: HashSet<usize>,
    /// Those that callers are told, and where.
    told: Vec<(usize, Span)>,
    /// Parameters that can be meant where the text stands that is being read.
    pub(super) visible: Vec<String>,
    /// Variables of the process that the operation being read calls by these names.
    pub(super) process: Vec<ProcessVariable>,
    /// The steps before the text that is being read, by their indices.
    pub(super) steps: Vec<String>,
}

impl Variables {
    /// Reads the binds (R13).
    pub(crate) fn declare(
        document: &Document<'_>,
        loader: &Loader,
        findings: &mut Findings,
    ) -> Self {
        if let Some(span) = document.empty_binds {
            findings.push(Finding::new(Code::BindsEmpty, span, "`binds` declares nothing"));
        }
        Self { binds: Binds::of(document, loader, findings), ..Self::default() }
    }

    /// Returns `true` if `expression` names a variable that a bind declares.
    pub(crate) fn is_declared(&self, expression: &str) -> bool {
        match self.binds.qualified(expression) {
            Some((qualifier, name)) => self.binds.find(Some(qualifier), name) != FoundBind::Nothing,
            None => self.binds.declare(expression),
        }
    }

    /// Returns the variables that were used, in order of first use.
    pub(crate) fn into_used(self) -> Vec<Variable> {
        distinct(self.used)
    }

    /// Returns the meaning of `expression` (R11). A qualified name is a variable. Of others, a visible parameter (Δ4)
    /// comes first, then a variable that is declared or written in capitals; the rest are parameters.
    pub(crate) fn meaning(
        &mut self,
        expression: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> Meaning {
        if let Some((step, path)) = self.step(expression) {
            return Meaning::Step(step, path);
        }
        if let Some(index) = self.process_variable(expression) {
            return Meaning::Variable(index);
        }
        let Some(name) = self.parameter(expression) else {
            if let Some((_, name)) = self.binds.qualified(expression) {
                let message = format!("`{expression}` is the variable `{name}`");
                findings.push(Finding::new(Code::VariableQualified, usage.span, message));
            }
            return Meaning::Variable(self.resolve(expression, usage, findings));
        };
        if name == expression && self.binds.declare(name) {
            self.parameter_or_variable(name, usage.span, findings);
        }
        if let Some((whole, members)) = self.member(name) {
            return Meaning::Member(whole.to_owned(), path(members));
        }
        self.check_name(name, usage.span, findings);
        Meaning::Parameter(name.to_owned())
    }

    /// The visible parameter that `name` begins with, and the members behind it.
    pub(super) fn member<'e>(&self, name: &'e str) -> Option<(&'e str, &'e str)> {
        let (whole, members) = name.split_once('.')?;
        (!self.sees(name) && self.sees(whole) && is_plain_name(name)).then_some((whole, members))
    }

    /// The parameter that `expression` means; `None` when it is a variable.
    pub(crate) fn parameter<'e>(&self, expression: &'e str) -> Option<&'e str> {
        if self.step(expression).is_some() || self.process_variable(expression).is_some() {
            return None;
        }
        if self.binds.qualified(expression).is_some() {
            return None;
        }
        if let Some(name) = from_caller(expression) {
            return Some(name);
        }
        let is_variable = self.binds.declare(expression) || names::is_screaming(expression);
        (self.sees(expression) || !is_variable).then_some(expression)
    }

    fn process_variable(&self, expression: &str) -> Option<usize> {
        let found = self.process.iter().find(|variable| variable.name == expression)?;
        found.used.set(true);
        Some(found.index)
    }

    /// The last of the earlier steps that `expression` names, and the members behind its name.
    pub(crate) fn step(&self, expression: &str) -> Option<(usize, Vec<Segment>)> {
        let named = self.steps.iter().enumerate().rev().filter_map(|(index, name)| {
            let rest = expression.strip_prefix(name.as_str())?;
            if rest.is_empty() {
                return Some((index, Vec::new()));
            }
            Some((index, path(rest.strip_prefix('.')?)))
        });
        named.into_iter().next()
    }

    /// A name that is declared nowhere becomes a parameter, unless it is clearly meant otherwise: as a
    /// member of a parameter, or as an expression.
    pub(crate) fn check_name(&self, name: &str, span: Span, findings: &mut Findings) {
        if self.sees(name) {
            return;
        }
        let reason = if !is_plain_name(name) {
            "filters and other expressions are not supported"
        } else if let Some((whole, _)) = name.split_once('.') {
            let reason =
                format!("there is no parameter `{whole}`; declare it, or a parameter `{name}`");
            findings.push(template_unsupported(&format!("{{{{{name}}}}}"), &reason, span));
            return;
        } else {
            return;
        };
        findings.push(template_unsupported(&format!("{{{{{name}}}}}"), reason, span));
    }

    /// Returns `true` if `expression` means something that is declared: in a section, other names are members of items.
    pub(super) fn knows(&self, expression: &str) -> bool {
        match self.parameter(expression) {
            Some(name) => name != expression || self.sees(name) || self.member(name).is_some(),
            None => true,
        }
    }

    pub(super) fn sees(&self, name: &str) -> bool {
        self.visible.iter().any(|visible| visible == name)
    }

    /// The index of the variable that `expression` names; R12 when no bind declares it.
    pub(crate) fn resolve(
        &mut self,
        expression: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> usize {
        let source = self.source(expression, usage.span, "is required at start", findings);
        let index = self.used_at(source, expression, usage);
        self.used[index].required = true;
        index
    }

    /// The index of the environment variable behind `expression`, which nobody has to set.
    pub(crate) fn optional(
        &mut self,
        expression: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> usize {
        let source = self.source(expression, usage.span, "is read at start", findings);
        self.used_at(source, expression, usage)
    }

    /// The source of `expression`; R12 when no bind declares it.
    fn source(
        &mut self,
        expression: &str,
        span: Span,
        need: &str,
        findings: &mut Findings,
    ) -> BindSource {
        let qualified = self.binds.qualified(expression);
        let (qualifier, name) =
            qualified.map_or((None, expression), |(qualifier, name)| (Some(qualifier), name));
        match self.binds.find(qualifier, name) {
            FoundBind::One(source) => source,
            FoundBind::Several(spellings, source) => {
                if self.is_first(expression) {
                    ambiguous_variable(expression, &spellings, span, findings);
                }
                source
            }
            FoundBind::Nothing => {
                if self.is_first(name) {
                    undeclared_variable(name, &self.binds.spellings(name), span, need, findings);
                }
                BindSource::Environment(name.to_owned())
            }
        }
    }

    /// Returns `true` if nothing has been said about `name` so far.
    fn is_first(&mut self, name: &str) -> bool {
        self.reported.insert(name.to_owned())
    }

    /// R11: a name that a bind and a parameter have.
    fn parameter_or_variable(&mut self, name: &str, span: Span, findings: &mut Findings) {
        let spellings = self.binds.spellings(name);
        let help = spellings.first().map(|first| {
            format!("write `{{{{{first}}}}}` for the variable, or give the parameter another name")
        });
        let message = format!("`{name}` is a parameter here, and a variable of `binds`");
        findings.push(
            Finding::new(Code::AmbiguousVariable, span, message).help(help.unwrap_or_default()),
        );
    }

    /// The index of the environment variable `name`, needed from now on.
    pub(crate) fn require(&mut self, name: &str, usage: Usage<'_>) -> usize {
        let index = self.used_at(BindSource::Environment(name.to_owned()), name, usage);
        self.used[index].required = true;
        index
    }

    /// The index of what comes from `source`, which `expression` means.
    pub(super) fn used_at(
        &mut self,
        source: BindSource,
        expression: &str,
        usage: Usage<'_>,
    ) -> usize {
        let index = self.places.get(&source).copied().unwrap_or(self.used.len());
        match self.used.get_mut(index) {
            Some(known) => known.secret |= usage.secret,
            None => {
                self.places.insert(source.clone(), index);
                let (name, bound) = match source {
                    BindSource::Environment(name) => (name, None),
                    BindSource::File(key) => {
                        let name =
                            self.binds.qualified(expression).map_or(expression, |(_, name)| name);
                        (self.binds.variable_of(name, &key), Some(key))
                    }
                };
                self.used.push(Variable {
                    name,
                    bound,
                    purpose: usage.purpose.to_owned(),
                    secret: usage.secret,
                    required: false,
                    span: usage.span,
                });
            }
        }
        if usage.purpose == IN_ANSWERS {
            self.told.push((index, usage.span));
        }
        index
    }

    /// Remembers that a credential is made of `parts`.
    pub(crate) fn protect(&mut self, parts: &[Expr]) {
        let indices = parts.iter().filter_map(|part| match part {
            Expr::Variable(index) => Some(*index),
            _ => None,
        });
        self.protected.extend(indices);
    }

    /// Credentials that callers would be told.
    pub(crate) fn check_answers(&self, findings: &mut Findings) {
        let leaks = self.told.iter().filter(|(index, _)| self.protected.contains(index));
        for (index, span) in leaks {
            let name = &self.used[*index].name;
            let message =
                format!("`{name}` is a credential, and this output shows it to every caller");
            findings.push(
                Finding::new(Code::SecretInAnswer, *span, message)
                    .help("leave it out, or use another variable for what callers may see"),
            );
        }
    }

    /// The variable of `${X}` and `$env.X`, written as `text`; `None` when it is no variable.
    pub(crate) fn dollar(
        &mut self,
        name: &str,
        text: &str,
        usage: Usage<'_>,
        findings: &mut Findings,
    ) -> Option<usize> {
        let qualified = format!("env.{name}");
        if text.contains("env.") && self.is_declared(&qualified) {
            return Some(self.resolve(&qualified, usage, findings));
        }
        (self.binds.declare(name) || names::is_screaming(name))
            .then(|| self.resolve(name, usage, findings))
    }
}

/// A variable of the process that an operation calls by this name.
#[derive(Clone)]
pub(crate) struct ProcessVariable {
    pub(super) name: String,
    /// Its index among the variables.
    pub(super) index: usize,
    /// The operation itself declares it, and not something around it.
    pub(super) own: Option<Span>,
    /// Set once a text names it.
    pub(super) used: Cell<bool>,
}

/// Members of objects, with dots between them; digits alone are an element of an array.
pub(super) fn path(members: &str) -> Vec<Segment> {
    let segment =
        |name: &str| name.parse().map_or_else(|_| Segment::Key(name.to_owned()), Segment::Index);
    members.split('.').map(segment).collect()
}

/// Use of a variable: its place and its purpose.
#[derive(Clone, Copy)]
pub(crate) struct Usage<'a> {
    pub(crate) span: Span,
    /// For the operator who has to set it.
    pub(crate) purpose: &'a str,
    pub(crate) secret: bool,
}

/// A text that looks like a reference and is sent as it stands.
pub(super) fn hole_spelling(text: &str, name: &str, span: Span) -> Finding {
    let message = format!("`{text}` is sent as this text, although there is a parameter `{name}`");
    Finding::new(Code::HoleSpelling, span, message)
        .help(format!("write `{{{{{name}}}}}` if its value is meant"))
}

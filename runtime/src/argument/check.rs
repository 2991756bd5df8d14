//! The check of what a caller gave against the parameters.

use bytes::Bytes;

use super::convert::{STRING, raw, scalar};
use super::entries::of_entries;
use super::{Argument, Mismatch, RawArguments, RawValue, as_json};
use crate::json::{Json, JsonObject, NoText, Number, repeated, text_of};
use crate::parameter::{Kind, Parameter};
use crate::problem::Problem;
use crate::types::flaws;

impl<'a> RawArguments<'a> {
    pub(crate) fn new(parameters: &'static [Parameter], source: &'a Bytes) -> Self {
        let slots = vec![RawValue::Absent; parameters.len()];
        Self { parameters, slots, source, problems: Vec::new() }
    }

    /// Reports a name that is no parameter; `known` are the names there are.
    ///
    /// After a screenful only their number grows: looking for the nearest name costs more than
    /// sending a wrong one.
    pub(crate) fn unknown<'n>(
        &mut self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) {
        const MOST: usize = 20;
        match self.problems.len() {
            0..MOST => self.problems.push(Problem::unknown(what, name, known)),
            MOST => self
                .problems
                .push(Problem::new(name, format!("more than {MOST} names are unknown"))),
            _ => {}
        }
    }

    /// Reports a problem with the parameter at `index`, whose value is given up.
    #[cfg(feature = "rest")]
    pub(crate) fn refuse_one(&mut self, index: usize, problem: Problem) {
        if let Some(slot) = self.slots.get_mut(index).filter(|slot| !matches!(slot, RawValue::Bad))
        {
            *slot = RawValue::Bad;
            self.problems.push(problem);
        }
    }

    /// Reports a problem that makes all values meaningless.
    #[cfg(feature = "mcp")]
    pub(crate) fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
        self.slots.fill(RawValue::Bad);
    }

    /// Checks every value against its parameter; what is wrong is reported once.
    pub(crate) fn check(&mut self) {
        for (parameter, slot) in self.parameters.iter().zip(&mut self.slots) {
            if is_left_out(slot)
                && let Some(default) = parameter.default
            {
                *slot = RawValue::Json(default);
                continue;
            }
            let problem = match slot {
                RawValue::Bad => continue,
                RawValue::Absent if parameter.required => Some(Problem::required(parameter.name)),
                RawValue::Absent => continue,
                _ => match fits(parameter.kind, slot, self.source) {
                    Ok(()) => match out_of_bounds(parameter, slot, self.source) {
                        problems if problems.is_empty() => continue,
                        _ if is_left_out(slot) && !parameter.required => {
                            *slot = RawValue::Absent;
                            continue;
                        }
                        problems => {
                            self.problems.extend(problems);
                            None
                        }
                    },
                    // Null, which says as much as nothing.
                    Err(Mismatch::Missing) if !parameter.required => {
                        *slot = RawValue::Absent;
                        continue;
                    }
                    Err(mismatch) => mismatch.problem(parameter.name),
                },
            };
            self.problems.extend(problem);
            *slot = RawValue::Bad;
        }
    }
}

/// Returns the problems of a value of the right kind that is out of bounds.
fn out_of_bounds(parameter: &Parameter, slot: &RawValue<'_>, source: &Bytes) -> Vec<Problem> {
    let Some(bounds) = parameter.bounds else { return Vec::new() };
    let json = as_json(parameter.kind, slot, source);
    let from_text = matches!(slot, RawValue::Text(_) | RawValue::Texts(_) | RawValue::Entries(_));
    let flaws = flaws(parameter.name, json.as_str(), from_text, bounds);
    flaws.into_iter().map(|flaw| Problem::new(parameter.name, flaw)).collect()
}

/// Checks that a value fits a parameter.
fn fits(kind: Kind, slot: &RawValue<'_>, source: &Bytes) -> Result<(), Mismatch> {
    match kind {
        Kind::String => scalar(slot, STRING).map(drop),
        Kind::Integer => i64::read(slot, source).map(drop),
        Kind::Number => Number::read(slot, source).map(drop),
        Kind::Boolean => bool::read(slot, source).map(drop),
        Kind::Array => {
            let items = Vec::<Json>::read(slot, source)?;
            items.iter().try_for_each(|item| once(slot, item.as_str()))
        }
        Kind::Object => once(slot, JsonObject::read(slot, source)?.as_str()),
        Kind::Any => any(slot),
    }
}

/// Checks that a value of any kind can be a text of its own, since it may become a part of another one.
fn any(slot: &RawValue<'_>) -> Result<(), Mismatch> {
    match slot {
        RawValue::Entries(entries) => of_entries(entries).map(drop),
        _ => match raw(slot).map(text_of) {
            Some(Err(NoText)) => Err(Mismatch::NoText),
            _ => Ok(()),
        },
    }
}

/// Refuses a value that says something twice; a whole body is handed on as it is written.
fn once(slot: &RawValue<'_>, json: &str) -> Result<(), Mismatch> {
    if matches!(slot, RawValue::Document(_)) {
        return Ok(());
    }
    match repeated(json) {
        Ok(None) => Ok(()),
        Ok(Some(member)) => Err(Mismatch::Member(member)),
        // It is valid, so a key is half of a surrogate pair.
        Err(_) => Err(Mismatch::NoText),
    }
}

/// Returns `true` for what is not there, and for the JSON `null`, which says as much.
fn is_left_out(slot: &RawValue<'_>) -> bool {
    match slot {
        RawValue::Absent => true,
        RawValue::Json(raw) | RawValue::Document(raw) => raw.trim_ascii() == "null",
        RawValue::Made(json) => json.as_str() == "null",
        _ => false,
    }
}

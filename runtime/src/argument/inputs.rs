//! The values of a call.

use bytes::Bytes;

use super::{Mismatch, RawValue, as_json, check};
use crate::parameter::Parameter;
use crate::problem::Problem;
use crate::types::flaws;

/// The values of all parameters of one call.
#[derive(Debug)]
pub(crate) struct RawArguments<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) slots: Vec<RawValue<'a>>,
    /// What raw values are parts of, so that they can be kept without a copy.
    pub(crate) source: &'a Bytes,
    pub(crate) problems: Vec<Problem>,
}

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
            if slot.is_left_out()
                && let Some(default) = parameter.default
            {
                *slot = RawValue::Json(default);
                continue;
            }
            let problem = match slot {
                RawValue::Bad => continue,
                RawValue::Absent if parameter.required => Some(Problem::required(parameter.name)),
                RawValue::Absent => continue,
                _ => match check(parameter.kind, slot, self.source) {
                    Ok(()) => match out_of_bounds(parameter, slot, self.source) {
                        problems if problems.is_empty() => continue,
                        _ if slot.is_left_out() && !parameter.required => {
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

/// What is wrong with a value of the right kind.
fn out_of_bounds(parameter: &Parameter, slot: &RawValue<'_>, source: &Bytes) -> Vec<Problem> {
    let Some(bounds) = parameter.bounds else { return Vec::new() };
    let json = as_json(parameter.kind, slot, source);
    let from_text = matches!(slot, RawValue::Text(_) | RawValue::Texts(_) | RawValue::Entries(_));
    let flaws = flaws(parameter.name, json.as_str(), from_text, bounds);
    flaws.into_iter().map(|flaw| Problem::new(parameter.name, flaw)).collect()
}

//! Texts and values that read other values as a whole.

use super::UpstreamRequest;
use crate::argument::{RawArguments, RawValue};
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::json::{Json, JsonWriter, Value};
use crate::problem::Problem;

impl UpstreamRequest<'_> {
    /// The text of pieces that read values as a whole: members of them, and sections. `arguments` are what
    /// [`Expr::Parameter`] stands for, each with the name that callers have for it.
    ///
    /// ```text
    /// request.fill(&[Expr::Section { of: &Expr::Parameter(0), inverted: false, content: &[…] }], &[("tags", &self.tags)]);
    /// ```
    pub fn fill(&mut self, pieces: &[Expr], arguments: &[(&str, &dyn Value)]) -> String {
        let inputs = RawArguments::of(slots(arguments));
        evaluate::filled(pieces, Scope::new(&inputs, self.variables)).unwrap_or_else(|| {
            for (name, slot) in arguments.iter().map(|(name, _)| name).zip(&inputs.slots) {
                if matches!(slot, RawValue::Made(json) if json.as_str().contains("\\u")) {
                    self.problems.push(Problem::no_text(name));
                }
            }
            String::new()
        })
    }

    /// The value of an expression that reads another value as a whole; `None` where nothing is found for it.
    #[must_use]
    pub fn fill_value(&self, value: &Expr, arguments: &[(&str, &dyn Value)]) -> Option<Json> {
        let inputs = RawArguments::of(slots(arguments));
        let found = evaluate::value(value, Scope::new(&inputs, self.variables));
        found.ok().flatten().map(Json::trusted)
    }
}

/// The arguments as JSON.
fn slots(arguments: &[(&str, &dyn Value)]) -> Vec<RawValue<'static>> {
    let slot = |(_, argument): &(&str, &dyn Value)| {
        let mut json = JsonWriter::new();
        json.view(argument.view());
        let json = json.finish();
        if json.is_empty() { RawValue::Absent } else { RawValue::Made(Json::trusted(json)) }
    };
    arguments.iter().map(slot).collect()
}

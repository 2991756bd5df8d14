//! Texts that are put together, with sections as Mustache has them.

use super::{Evaluator, ShapeError, shape};
use crate::argument::{Argument as _, RawValue};
use crate::expression::{Expr, Segment};
use crate::json::{Json, JsonWriter, NoText, Value as _, elements, members, text_of};
use crate::projection::find;

const NO_TEXT: &str = "half of a surrogate pair is no text";

impl Evaluator<'_, '_> {
    /// Adds the characters of `pieces`.
    pub(super) fn push(&mut self, pieces: &[Expr], out: &mut String) {
        for piece in pieces {
            match piece {
                Expr::Absent => {}
                Expr::Literal(text) => out.push_str(text),
                Expr::Variable(index) => out.push_str(self.scope.variable(*index)),
                Expr::Parameter(index) => self.push_parameter(*index, out),
                Expr::Text(inner) => self.push(inner, out),
                Expr::Section { of, inverted, content } => {
                    self.section(of, *inverted, content, out);
                }
                made => {
                    let mut json = JsonWriter::new();
                    self.write(made, &mut json);
                    let json = json.finish();
                    self.push_json(std::str::from_utf8(&json).unwrap_or_default(), out);
                }
            }
        }
    }

    /// Adds a section: a piece for each element, or once for a value.
    fn section(&mut self, of: &Expr, inverted: bool, content: &[Expr], out: &mut String) {
        let value = self.part(of);
        let elements = elements(&value).ok();
        let is_there = !matches!(value.as_str(), "null" | "false")
            && elements.as_ref().is_none_or(|elements| !elements.is_empty());
        if is_there == inverted {
            return;
        }
        if inverted {
            return self.push(content, out);
        }
        for item in elements.unwrap_or_else(|| vec![value.as_str()]) {
            self.items.push(item.to_owned());
            self.push(content, out);
            self.items.pop();
        }
    }

    /// The JSON of a value inside of another one; `None` when there is none.
    pub(super) fn inner(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Member { of, path } => {
                let value = self.inner(of)?;
                member(path, &value)
            }
            Expr::Selected { of, by } => {
                let value = self.inner(of)?;
                match shape(by, value.as_bytes(), self.scope) {
                    Ok(made) if &*made == b"null" => None,
                    Ok(made) => String::from_utf8(made.into()).ok(),
                    Err(ShapeError::NoJson(_)) => None,
                    Err(ShapeError::Type(flaw)) => {
                        self.flawed(Some(flaw));
                        None
                    }
                }
            }
            Expr::Item { name: "", .. } => self.items.last().cloned(),
            Expr::Item { name, path, outer } => {
                let holder = |item: &String| item_member(name, path, item);
                self.items.iter().rev().find_map(holder).unwrap_or_else(|| self.inner(outer))
            }
            other => {
                let mut evaluator = Self::without_answer(self.scope);
                let value = (!evaluator.is_left_out(other)).then(|| evaluator.part(other));
                self.flawed(evaluator.flaw.into_inner());
                value
            }
        }
    }

    /// Adds what a value in JSON is as text; null says nothing.
    fn push_json(&mut self, json: &str, out: &mut String) {
        match text_of(json) {
            Ok(_) if json == "null" => {}
            Ok(text) => out.push_str(&text),
            Err(NoText) => self.flawed(Some(NO_TEXT.to_owned())),
        }
    }

    fn push_parameter(&mut self, index: usize, out: &mut String) {
        match (self.scope.inputs, self.scope.given(index)) {
            (_, Some(RawValue::Text(text))) => out.push_str(text),
            (Some(inputs), Some(slot)) => {
                let json = Json::read(slot, inputs.source).unwrap_or_default();
                match json.view().text() {
                    Ok(text) => out.push_str(&text.unwrap_or_default()),
                    Err(NoText) => self.flawed(Some(NO_TEXT.to_owned())),
                }
            }
            _ => {}
        }
    }
}

/// The member `name` of an item; the outer `None` says that the item has nothing of it.
fn item_member(name: &str, path: &'static [Segment], item: &str) -> Option<Option<String>> {
    let members = members(item.as_bytes()).ok()??;
    if let Some((_, value)) = members.iter().find(|(key, _)| key == name) {
        return Some(Some((*value).to_owned()));
    }
    // An item that has the first part of a name hides others, also where it lacks the rest.
    let [_, _, ..] = path else { return None };
    member(&path[..1], item).map(|_| member(path, item))
}

fn member(path: &'static [Segment], value: &str) -> Option<String> {
    match find(path, value).ok()? {
        RawValue::Json(json) => Some(json.to_owned()),
        RawValue::Made(json) => Some(json.as_str().to_owned()),
        _ => None,
    }
}

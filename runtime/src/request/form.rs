//! `application/x-www-form-urlencoded` bodies.

use std::fmt;

use super::encode_form;
use crate::json::NoText;
use crate::json::Value;
use crate::problem::Problem;

/// Writes a form field by field.
#[derive(Debug, Default)]
pub struct FormWriter {
    pub(super) out: String,
    pub(super) problems: Vec<Problem>,
}

impl FormWriter {
    /// A field, or nothing for an absent value; arrays and objects are JSON text.
    pub fn field<V: Value + ?Sized>(&mut self, name: &str, value: &V) -> &mut Self {
        match value.view().text() {
            Ok(None) => {}
            Ok(Some(text)) => self.push(name, &text),
            Err(NoText) => self.problems.push(Problem::no_text(name)),
        }
        self
    }

    /// A field made of pieces.
    pub fn text(&mut self, name: &str, text: fmt::Arguments<'_>) -> &mut Self {
        self.push(name, &text.to_string());
        self
    }

    pub(crate) fn push(&mut self, name: &str, text: &str) {
        if !self.out.is_empty() {
            self.out.push('&');
        }
        encode_form(name, &mut self.out);
        self.out.push('=');
        encode_form(text, &mut self.out);
    }
}

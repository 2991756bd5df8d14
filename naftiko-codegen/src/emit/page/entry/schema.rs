//! Schemas as people read them.

use serde_json::{Value, json};

use crate::model::Parameter;

/// A schema with what is said of the value to people.
pub(super) fn described(mut schema: Value, parameter: &Parameter) -> Value {
    if let Some(members) = schema.as_object_mut() {
        if !parameter.description.is_empty() {
            members.insert("description".to_owned(), json!(parameter.description));
        }
        if let Some(default) = &parameter.default
            && let Ok(default) = serde_json::from_str(default)
        {
            members.insert("default".to_owned(), default);
        }
    }
    schema
}

/// A schema without the bounds that every whole number has here.
pub(super) fn plain(mut schema: Value) -> Value {
    if let Some(members) = schema.as_object_mut() {
        let is = |value: Option<&Value>, number: i64| value == Some(&json!(number));
        if is(members.get("minimum"), i64::MIN) {
            members.remove("minimum");
        }
        if is(members.get("maximum"), i64::MAX) {
            members.remove("maximum");
        }
        if members.get("format") == Some(&json!("int64")) {
            members.remove("format");
        }
    }
    schema
}

//! Raw values of parameters.

use std::borrow::Cow;

use crate::json::Json;

/// The raw value of a parameter, as the caller gave it.
#[derive(Clone, Debug)]
pub enum RawValue<'a> {
    /// Nothing.
    Absent,
    /// Text from a path, query, header, cookie or text body.
    Text(Cow<'a, str>),
    /// A query parameter that was given several times, or as `name[]`.
    Texts(Vec<Cow<'a, str>>),
    /// A query parameter that was given as `name[key]`.
    Entries(Vec<(Cow<'a, str>, Cow<'a, str>)>),
    /// Valid JSON.
    Json(&'a str),
    /// A whole request body, valid JSON that is handed on as it is written.
    Document(&'a str),
    /// JSON made from a template.
    Made(Json),
    /// Something wrong that has been reported.
    Bad,
}

//! REST: path, query, headers, cookies and body.

use std::borrow::Cow;

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, COOKIE, HeaderMap};

use super::DEPTH;
use super::query::Pairs;
use crate::argument::{Inputs, Slot};
use crate::json::{
    JsonError, Members, MembersError, depth_within, document, explain, is_object, members,
};
use crate::problem::Problem;
use crate::rejection::Rejection;
use crate::request::decode;
use crate::tables::{Kind, Parameter, Place, RestOperation};
use crate::upstream::media_is_json;

/// What a request brings.
pub(crate) struct Source<'a> {
    pub(crate) path: Vec<Cow<'a, str>>,
    pub(crate) query: Pairs<'a>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

/// The values of all parameters, or why the request as a whole cannot be taken.
pub(crate) fn bind<'a>(
    operation: &'static RestOperation,
    source: Source<'a>,
) -> Result<Inputs<'a>, Rejection> {
    let mut inputs = Inputs::new(operation.parameters, source.body);
    bind_query(operation, source.query, &mut inputs);
    bind_body(operation.parameters, source.headers, source.body, &mut inputs)?;
    for (parameter, slot) in operation.parameters.iter().zip(&mut inputs.slots) {
        match parameter.place {
            Place::Path(index) => {
                if let Some(value) = source.path.get(index) {
                    *slot = Slot::Text(value.clone());
                }
            }
            Place::Header => bind_header(parameter.name, source.headers, slot),
            Place::Cookie => bind_cookie(parameter.name, source.headers, slot),
            Place::Query | Place::Body | Place::Field | Place::Argument => {}
        }
    }
    inputs.check();
    Ok(inputs)
}

fn add<'a>(slot: &mut Slot<'a>, value: Cow<'a, str>) {
    match slot {
        Slot::Text(first) => *slot = Slot::Texts(vec![std::mem::take(first), value]),
        Slot::Texts(all) => all.push(value),
        _ => *slot = Slot::Text(value),
    }
}

fn bind_query<'a>(operation: &'static RestOperation, query: Pairs<'a>, inputs: &mut Inputs<'a>) {
    let parameters = operation.parameters;
    let position = |name: &str| {
        parameters.iter().position(|known| known.place == Place::Query && known.name == name)
    };
    for (name, value) in query {
        if let Some(index) = position(&name) {
            add(&mut inputs.slots[index], value);
        } else if operation.conditions.iter().any(|(condition, _)| *condition == name) {
            // It chose the operation and has no further meaning.
        } else if let Some((index, key)) = bracketed(&name, position, parameters) {
            add_bracketed(&mut inputs.slots[index], key, value);
        } else {
            let known = parameters
                .iter()
                .filter(|known| known.place == Place::Query)
                .map(|known| known.name);
            inputs.unknown("query parameter", &name, known);
        }
    }
}

/// The parameter and the key of `name[]` and `name[key]`.
fn bracketed<'n>(
    name: &'n str,
    position: impl Fn(&str) -> Option<usize>,
    parameters: &[Parameter],
) -> Option<(usize, &'n str)> {
    let (base, key) = name.strip_suffix(']')?.split_once('[')?;
    let index = position(base)?;
    let fits = match parameters.get(index)?.kind {
        Kind::Array => key.is_empty(),
        Kind::Object => !key.is_empty(),
        Kind::Any => true,
        _ => false,
    };
    fits.then_some((index, key))
}

fn add_bracketed<'a>(slot: &mut Slot<'a>, key: &str, value: Cow<'a, str>) {
    if key.is_empty() {
        match slot {
            Slot::Absent => *slot = Slot::Texts(vec![value]),
            given => add(given, value),
        }
        return;
    }
    match slot {
        Slot::Entries(entries) => entries.push((Cow::Owned(key.to_owned()), value)),
        _ => *slot = Slot::Entries(vec![(Cow::Owned(key.to_owned()), value)]),
    }
}

fn bind_header<'a>(name: &str, headers: &'a HeaderMap, slot: &mut Slot<'a>) {
    let mut values =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let Some(first) = values.next() else { return };
    let value = values.fold(first, |all, next| Cow::Owned(format!("{all}, {next}")));
    *slot = Slot::Text(value);
}

fn bind_cookie<'a>(name: &str, headers: &'a HeaderMap, slot: &mut Slot<'a>) {
    for header in headers.get_all(COOKIE) {
        let Ok(text) = header.to_str() else { continue };
        for pair in text.split(';') {
            match pair.trim().split_once('=') {
                Some((found, value)) if found == name => {
                    add(slot, decode(value).unwrap_or(Cow::Borrowed(value)));
                }
                _ => {}
            }
        }
    }
}

fn bind_body<'a>(
    parameters: &'static [Parameter],
    headers: &HeaderMap,
    body: &'a Bytes,
    inputs: &mut Inputs<'a>,
) -> Result<(), Rejection> {
    let whole = parameters.iter().position(|parameter| parameter.place == Place::Body);
    let fields = parameters.iter().any(|parameter| parameter.place == Place::Field);
    let text = body.trim_ascii();
    if text.is_empty() {
        return Ok(());
    }
    if let Some(index) = whole {
        inputs.slots[index] = whole_body(parameters[index].kind, headers, body)?;
        return Ok(());
    }
    if !fields {
        let nothing = text.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
        return match nothing {
            Some(inside) if inside.trim_ascii().is_empty() => Ok(()),
            _ => Err(Rejection::BadBody(Cow::Borrowed("this operation takes no request body"))),
        };
    }
    if !is_json(headers) {
        return Err(Rejection::UnsupportedMedia("send the body as application/json"));
    }
    let Some(members) = object(body)? else {
        return Err(Rejection::BadBody(Cow::Borrowed("the request body must be a JSON object")));
    };
    bind_fields(parameters, members, inputs);
    Ok(())
}

fn bind_fields<'a>(
    parameters: &'static [Parameter],
    members: Members<'a>,
    inputs: &mut Inputs<'a>,
) {
    for (name, raw) in members {
        let found =
            parameters.iter().position(|known| known.place == Place::Field && known.name == name);
        match found {
            Some(index) => inputs.slots[index] = Slot::Json(raw),
            None => {
                let known = parameters
                    .iter()
                    .filter(|known| known.place == Place::Field)
                    .map(|known| known.name);
                inputs.unknown("body field", &name, known);
            }
        }
    }
}

fn whole_body<'a>(kind: Kind, headers: &HeaderMap, body: &'a Bytes) -> Result<Slot<'a>, Rejection> {
    if !is_json(headers) {
        if kind != Kind::String {
            return Err(Rejection::UnsupportedMedia("send the body as application/json"));
        }
        let text = std::str::from_utf8(body).map_err(|_| {
            Rejection::BadBody(Cow::Borrowed("the request body must be UTF-8 text"))
        })?;
        return Ok(Slot::Text(Cow::Borrowed(text)));
    }
    if is_object(body) {
        object(body)?;
        // The check above has read all of it.
        let text = std::str::from_utf8(body.trim_ascii()).unwrap_or("{}");
        return Ok(Slot::Json(text));
    }
    check_depth(body)?;
    let document = document(body).map_err(|_| bad_json(&explain(body)))?;
    Ok(Slot::Json(document))
}

fn object(body: &Bytes) -> Result<Option<Members<'_>>, Rejection> {
    check_depth(body)?;
    members(body).map_err(|error| match error {
        MembersError::Syntax(error) => bad_json(&error),
        MembersError::Duplicate(key) => Rejection::BadArguments(vec![Problem::repeated(&key, 2)]),
    })
}

fn check_depth(body: &Bytes) -> Result<(), Rejection> {
    if depth_within(body, DEPTH) {
        Ok(())
    } else {
        let detail = format!("the request body is nested deeper than {DEPTH} levels");
        Err(Rejection::BadBody(Cow::Owned(detail)))
    }
}

fn bad_json(error: &JsonError) -> Rejection {
    Rejection::BadBody(Cow::Owned(format!("the request body is not valid JSON: {error}")))
}

/// Callers that do not say what they send are taken to send JSON.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_none_or(|media| media_is_json(media.as_bytes()))
}

//! REST: path, query, headers, cookies and body.

use std::borrow::Cow;

use bytes::Bytes;
use hyper::header::HeaderMap;

use super::fields;
use crate::argument::DEPTH;
use crate::argument::{RawArguments, RawValue};
use crate::content::media_is_json;
use crate::incoming::media;
use crate::json::{JsonError, Members, MembersError, depth_within, document, explain, members};
use crate::parameter::{Kind, Parameter, Place};
use crate::problem::Problem;
use crate::projection::{find, find_by_query};
use crate::query::Pairs;
use crate::rejection::Rejection;
use crate::tables::RestOperation;

/// The parts of a request that hold parameters.
pub(crate) struct RequestParts<'a> {
    pub(crate) path: Vec<Cow<'a, str>>,
    pub(crate) query: Pairs<'a>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

/// The values of all parameters, or why the request as a whole cannot be taken.
pub(crate) fn bind<'a>(
    operation: &'static RestOperation,
    source: RequestParts<'a>,
) -> Result<RawArguments<'a>, Rejection> {
    let mut inputs = RawArguments::new(operation.function.parameters, source.body);
    bind_query(operation, source.query, &mut inputs);
    bind_body(operation.function.parameters, source.headers, source.body, &mut inputs)?;
    for (index, parameter) in operation.function.parameters.iter().enumerate() {
        let read = match parameter.place {
            Place::Path(at) => match source.path.get(at) {
                Some(value) => Ok(RawValue::Text(value.clone())),
                None => continue,
            },
            Place::Same(all) => same(parameter.name, all, &source.path),
            Place::Header => fields::header(parameter.name, source.headers),
            Place::Cookie => fields::cookie(parameter.name, source.headers),
            Place::Query
            | Place::Body
            | Place::Field
            | Place::Within(_)
            | Place::Selected(..)
            | Place::Argument => {
                continue;
            }
        };
        match read {
            Ok(slot) => inputs.slots[index] = slot,
            Err(problem) => inputs.refuse_one(index, problem),
        }
    }
    inputs.check();
    Ok(inputs)
}

/// The value of placeholders of one name, which a caller gives once per placeholder.
fn same<'a>(name: &str, all: &[usize], path: &[Cow<'a, str>]) -> Result<RawValue<'a>, Problem> {
    let mut values = all.iter().filter_map(|at| path.get(*at));
    let Some(first) = values.next() else { return Ok(RawValue::Absent) };
    if values.any(|other| other != first) {
        let times = all.len();
        let sentence = format!("`{name}` stands {times} times in the path; give it one value");
        return Err(Problem::new(name, sentence));
    }
    Ok(RawValue::Text(first.clone()))
}

fn bind_query<'a>(
    operation: &'static RestOperation,
    query: Pairs<'a>,
    inputs: &mut RawArguments<'a>,
) {
    let parameters = operation.function.parameters;
    let position = |name: &str| {
        parameters
            .iter()
            .position(|known| matches!(known.place, Place::Query) && known.name == name)
    };
    let mut chosen = Vec::new();
    for (name, value) in query {
        if let Some(index) = position(&name) {
            add(index, None, value, inputs);
        } else if let Some((condition, _)) =
            operation.conditions.iter().find(|(condition, _)| *condition == name)
        {
            // It chose the operation and has no further meaning.
            chosen.push(*condition);
        } else if let Some((index, key)) = bracketed(&name, position, parameters) {
            add(index, Some(key), value, inputs);
        } else {
            let known = parameters
                .iter()
                .filter(|known| matches!(known.place, Place::Query))
                .map(|known| known.name);
            inputs.unknown("query parameter", &name, known);
        }
    }
    for (condition, _) in operation.conditions {
        let times = chosen.iter().filter(|name| *name == condition).count();
        if times > 1 {
            // Another value may have chosen another operation.
            inputs.problems.push(Problem::repeated(condition, times));
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

/// Adds a value that was given as `name`, `name[]` or `name[key]`, but not as both of the last.
fn add<'a>(index: usize, key: Option<&str>, value: Cow<'a, str>, inputs: &mut RawArguments<'a>) {
    let Some(slot) = inputs.slots.get_mut(index) else { return };
    let key = key.filter(|key| !key.is_empty()).ok_or(key.is_some());
    match (slot, key) {
        (slot @ RawValue::Absent, Err(false)) => *slot = RawValue::Text(value),
        (slot @ RawValue::Absent, Err(true)) => *slot = RawValue::Texts(vec![value]),
        (slot @ RawValue::Text(_), Err(_)) => {
            if let RawValue::Text(first) = std::mem::replace(slot, RawValue::Absent) {
                *slot = RawValue::Texts(vec![first, value]);
            }
        }
        (RawValue::Texts(all), Err(_)) => all.push(value),
        (slot @ RawValue::Absent, Ok(key)) => {
            *slot = RawValue::Entries(vec![(Cow::Owned(key.to_owned()), value)]);
        }
        (RawValue::Entries(all), Ok(key)) => all.push((Cow::Owned(key.to_owned()), value)),
        _ => {
            let name = inputs.parameters.get(index).map_or("query", |known| known.name);
            let sentence = format!("`{name}` was given with keys and without; give it in one form");
            inputs.refuse_one(index, Problem::new(name, sentence));
        }
    }
}

fn bind_body<'a>(
    parameters: &'static [Parameter],
    headers: &HeaderMap,
    body: &'a Bytes,
    inputs: &mut RawArguments<'a>,
) -> Result<(), Rejection> {
    let whole = parameters.iter().position(|parameter| matches!(parameter.place, Place::Body));
    let fields = parameters.iter().any(|parameter| matches!(parameter.place, Place::Field));
    let text = body.trim_ascii();
    if text.is_empty() {
        return Ok(());
    }
    let paths = parameters.iter().any(is_within);
    if let Some(index) = whole {
        inputs.slots[index] = whole_body(parameters[index].kind, headers, body)?;
    }
    if paths {
        bind_paths(parameters, headers, body, inputs)?;
    }
    if whole.is_some() || (paths && !fields) {
        return Ok(());
    }
    if !fields {
        let nothing = text.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
        return match nothing {
            Some(inside) if inside.trim_ascii().is_empty() => Ok(()),
            _ => Err(Rejection::BadBody(Cow::Borrowed("this operation takes no request body"))),
        };
    }
    if !is_json(headers)? {
        return Err(Rejection::unsupported_media("send the body as application/json"));
    }
    let Some(members) = object(body)? else {
        return Err(Rejection::BadBody(Cow::Borrowed("the request body must be a JSON object")));
    };
    bind_fields(parameters, members, inputs);
    Ok(())
}

/// Parameters that are read by path; the rest of the body is not for this operation.
fn bind_paths<'a>(
    parameters: &'static [Parameter],
    headers: &HeaderMap,
    body: &'a Bytes,
    inputs: &mut RawArguments<'a>,
) -> Result<(), Rejection> {
    if !is_json(headers)? {
        return Err(Rejection::unsupported_media("send the body as application/json"));
    }
    object(body)?;
    let document = document(body).map_err(|_| bad_json(&explain(body)))?;
    for (parameter, slot) in parameters.iter().zip(&mut inputs.slots) {
        let found = match parameter.place {
            Place::Within(path) => find(path, document),
            Place::Selected(path, query, engine) => find_by_query(path, query, engine, document),
            _ => continue,
        };
        let found = found.map_err(|error| bad_json(&error))?;
        let is_absent = parameter.kind != Kind::Any && matches!(found, RawValue::Json("null"));
        *slot = if is_absent { RawValue::Absent } else { found };
    }
    Ok(())
}

fn is_within(parameter: &Parameter) -> bool {
    matches!(parameter.place, Place::Within(_) | Place::Selected(..))
}

fn bind_fields<'a>(
    parameters: &'static [Parameter],
    members: Members<'a>,
    inputs: &mut RawArguments<'a>,
) {
    let open = parameters.iter().any(is_within);
    for (name, raw) in members {
        let found = parameters
            .iter()
            .position(|known| matches!(known.place, Place::Field) && known.name == name);
        match found {
            Some(index) => inputs.slots[index] = RawValue::Json(raw),
            None if open => {}
            None => {
                let known = parameters
                    .iter()
                    .filter(|known| matches!(known.place, Place::Field))
                    .map(|known| known.name);
                inputs.unknown("body field", &name, known);
            }
        }
    }
}

fn whole_body<'a>(
    kind: Kind,
    headers: &HeaderMap,
    body: &'a Bytes,
) -> Result<RawValue<'a>, Rejection> {
    if !is_json(headers)? {
        if kind != Kind::String {
            return Err(Rejection::unsupported_media("send the body as application/json"));
        }
        let text = std::str::from_utf8(body).map_err(|_| {
            Rejection::BadBody(Cow::Borrowed("the request body must be UTF-8 text"))
        })?;
        return Ok(RawValue::Text(Cow::Borrowed(text)));
    }
    check_depth(body)?;
    let document = document(body).map_err(|_| bad_json(&explain(body)))?;
    if let Err(MembersError::Duplicate(key)) = members(document.as_bytes()) {
        return Err(repeated(&key));
    }
    Ok(RawValue::Document(document))
}

fn object(body: &Bytes) -> Result<Option<Members<'_>>, Rejection> {
    check_depth(body)?;
    members(body).map_err(|error| match error {
        MembersError::Syntax => bad_json(&explain(body)),
        MembersError::Duplicate(key) => repeated(&key),
    })
}

fn repeated(key: &str) -> Rejection {
    Rejection::BadArguments(vec![Problem::repeated(key, 2)])
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
fn is_json(headers: &HeaderMap) -> Result<bool, Rejection> {
    Ok(media(headers)?.is_none_or(|media| media_is_json(media.as_bytes())))
}

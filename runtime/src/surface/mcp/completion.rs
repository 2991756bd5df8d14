//! `completion/complete`: the values that an argument is known to have, as far as they begin with what is typed.

use std::borrow::Cow;

use super::Call;
use super::params::text;
use super::result::Form;
use super::rpc::{self, Code, Reply};
use crate::json::{JsonWriter, members};
use crate::problem::{clip, unknown};
use crate::tables::{Completable, Completions};

/// The greatest number of values in an answer, as the protocol has it.
const MOST: usize = 100;

pub(super) fn complete(table: &'static Completions, form: Form<'_>, call: Call<'_>) -> Reply {
    match found(table, call) {
        Ok(values) => form.completion(&completion(&values)),
        Err(message) => rpc::error(form.id, Code::InvalidParams, &message),
    }
}

/// The values that go on where the caller is; the error is a sentence for the client.
fn found(
    table: &'static Completions,
    call: Call<'_>,
) -> Result<Vec<&'static str>, Cow<'static, str>> {
    let reference = call.params.reference().and_then(|raw| strings(raw, ["type", "name", "uri"]));
    let argument = call.params.argument().and_then(|raw| strings(raw, ["name", "value"]));
    let (Some([Some(kind), name, uri]), Some([Some(argument), Some(begin)])) =
        (reference, argument)
    else {
        return Err("params must be {ref: {type, name or uri}, argument: {name, value}}".into());
    };
    let (what, name, known) = match (&*kind, name, uri) {
        ("ref/prompt", Some(name), _) => ("prompt", name, table.prompts),
        ("ref/resource", _, Some(uri)) => ("resource template", uri, table.templates),
        ("ref/prompt", None, _) => return Err("a ref/prompt has a name".into()),
        ("ref/resource", _, None) => return Err("a ref/resource has a uri".into()),
        _ => return Err(format!("Unknown type of ref: {}", clip(&kind, 64)).into()),
    };
    let Some(completable) = known.iter().find(|one| one.name == name) else {
        return Err(unknown(what, &name, known.iter().map(|one| one.name)).into());
    };
    let values = values(completable, &argument)?;
    let begin = begin.to_lowercase();
    let goes_on = |value: &&str| value.to_lowercase().starts_with(&begin);
    Ok(values.iter().copied().filter(goes_on).collect())
}

fn values(of: &'static Completable, argument: &str) -> Result<&'static [&'static str], String> {
    let found = of.arguments.iter().find(|(name, _)| *name == argument);
    found
        .map(|(_, values)| *values)
        .ok_or_else(|| unknown("argument", argument, of.arguments.iter().map(|(name, _)| *name)))
}

/// The members of an object that are strings; `None` if it is no object, or names one of them twice.
fn strings<'r, const N: usize>(
    raw: &'r str,
    names: [&str; N],
) -> Option<[Option<Cow<'r, str>>; N]> {
    let members = members(raw.as_bytes()).ok()??;
    Some(names.map(|name| {
        let member = members.iter().find(|(known, _)| known == name);
        text(member.map(|(_, raw)| *raw))
    }))
}

fn completion(values: &[&str]) -> bytes::Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("values").open_array();
    for value in values.iter().take(MOST) {
        out.string(value);
    }
    out.close_array();
    out.key("total").raw(&values.len().to_string());
    out.member("hasMore", &(values.len() > MOST));
    out.close_object();
    out.finish()
}

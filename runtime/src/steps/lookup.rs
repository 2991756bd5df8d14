//! Searches in the outputs of steps (semantics 10.6).

use std::borrow::Cow;

use bytes::Bytes;

use crate::evaluate::{Scope, value};
use crate::json::{JsonWriter, elements, members, text_of, utf8};
use crate::tables::Lookup;

/// The output of a search; `None` when nothing is found. The error says what is wrong with the wanted value.
pub(super) fn find(lookup: &'static Lookup, scope: Scope<'_>) -> Result<Option<Bytes>, String> {
    let wanted = value(&lookup.wanted, scope)?;
    Ok(wanted.and_then(|wanted| found(lookup, &wanted, scope)))
}

fn found(lookup: &'static Lookup, wanted: &Bytes, scope: Scope<'_>) -> Option<Bytes> {
    let searched = scope.output(lookup.index)?;
    let index = index(utf8(searched).ok()?, lookup.member)?;
    let wanted = utf8(wanted).ok()?.trim();
    let mut out = JsonWriter::new();
    if !wanted.starts_with('[') {
        fields(hit(&index, wanted)?, lookup.fields, &mut out)?;
        return Some(out.finish());
    }
    let hits = elements(wanted).ok()?.into_iter().filter_map(|one| hit(&index, one));
    let mut hits = hits.peekable();
    hits.peek()?;
    out.open_array();
    for hit in hits {
        fields(hit, lookup.fields, &mut out)?;
    }
    out.close_array();
    Some(out.finish())
}

/// The objects that are searched, each with the text that it is found by.
fn index<'d>(text: &'d str, member: &str) -> Option<Vec<(Cow<'d, str>, &'d str)>> {
    let text = text.trim();
    let all = if text.starts_with('[') { elements(text).ok()? } else { vec![text] };
    let keyed = |object: &'d str| {
        let members = members(object.as_bytes()).ok()??;
        let (_, value) = members.into_iter().find(|(name, _)| name == member)?;
        Some((text_of(value).ok()?, object))
    };
    Some(all.into_iter().filter_map(keyed).collect())
}

/// The first object that has the text of `wanted`.
fn hit<'d>(index: &[(Cow<'d, str>, &'d str)], wanted: &str) -> Option<&'d str> {
    let wanted = text_of(wanted).ok()?;
    index.iter().find(|(text, _)| *text == wanted).map(|(_, object)| *object)
}

/// Writes an object with some members of another one; absent ones are null.
fn fields(object: &str, names: &[&str], out: &mut JsonWriter) -> Option<()> {
    let members = members(object.as_bytes()).ok()??;
    out.open_object();
    for name in names {
        let found = members.iter().find(|(known, _)| known == name);
        out.key(name).raw(found.map_or("null", |(_, value)| value));
    }
    out.close_object();
    Some(())
}

//! Results that are larger than a model should read: cut between two elements, with a word about how
//! to get the rest.

use super::paging::{Paging, has_cursor};
use crate::json::{elements, is_object, members};

/// The greatest depth of an array that may be cut.
const DEPTH: usize = 4;

/// A part of a document, and the sentence that says so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shortened {
    pub(super) part: String,
    pub(super) note: String,
}

/// `document` with its largest array cut to whole elements, so that it has at most `limit` bytes.
/// `None` when no array can be cut so far.
pub(super) fn document(document: &str, limit: usize, paging: Paging) -> Option<Shortened> {
    let (name, array) = largest(document, DEPTH)?;
    let begin = array.as_ptr().addr() - document.as_ptr().addr();
    let end = begin + array.len();
    let frame = document.len() - array.len() + "[]".len();
    let mut room = limit.checked_sub(frame)?;
    let all = elements(array).ok()?;
    let mut kept = 0;
    for element in &all {
        let Some(left) = room.checked_sub(element.len() + 1) else { break };
        room = left;
        kept += 1;
    }
    if kept == 0 {
        return None;
    }
    let part = format!("{}[{}]{}", &document[..begin], all[..kept].join(","), &document[end..]);
    let of = name.map_or_else(String::new, |name| format!(" of `{name}`"));
    let note = format!(
        "Only the first {kept} of {} elements{of} are shown: the whole result has {} bytes. {}",
        all.len(),
        document.len(),
        paging.advice(kept, has_cursor(&format!("{}[]{}", &document[..begin], &document[end..])))
    );
    Some(Shortened { part, note })
}

/// The beginning of a text that is no list.
pub(super) fn text(text: &str, limit: usize, paging: Paging) -> Shortened {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (part, advice) = (text[..end].to_owned(), paging.less());
    let note = format!("Only the first {end} of {} bytes are shown. {advice}", text.len());
    Shortened { part, note }
}

/// The largest array of a document, and the name it has.
fn largest(document: &str, depth: usize) -> Option<(Option<String>, &str)> {
    let trimmed = document.trim();
    if trimmed.starts_with('[') {
        return Some((None, trimmed));
    }
    if depth == 0 || !is_object(trimmed.as_bytes()) {
        return None;
    }
    let members = members(trimmed.as_bytes()).ok().flatten()?;
    let arrays = members.into_iter().filter_map(|(name, value)| {
        let (inner, array) = largest(value, depth - 1)?;
        Some((Some(inner.unwrap_or_else(|| name.into_owned())), array))
    });
    arrays.max_by_key(|(_, array)| array.len())
}

#[cfg(test)]
mod tests {
    use super::{Paging, document, text};

    const NONE: Paging = Paging { size: None, moves: false };
    const PAGE: Paging = Paging { size: Some("page_size"), moves: true };

    #[test]
    fn whole_elements_of_the_largest_array_stay() {
        let list = format!("[{}]", vec!["{\"id\":1}"; 20].join(", "));
        let whole = format!("{{\"a\": [1],\"page\":{{\"items\": {list} }},\"z\":null}}");
        let cut = document(&whole, 100, PAGE).expect("a list");
        assert!(cut.part.len() <= 100, "{}", cut.part);
        let value: serde_json::Value = serde_json::from_str(&cut.part).expect("valid JSON");
        assert_eq!(value["page"]["items"].as_array().map(Vec::len), Some(6));
        assert_eq!((&value["a"][0], &value["z"]), (&1.into(), &serde_json::Value::Null));
        let begin = "Only the first 6 of 20 elements of `items` are shown: the whole result has ";
        assert!(cut.note.starts_with(begin), "{}", cut.note);
        let end = "Ask again with `page_size` at most 6; the next page skips what is not shown.";
        assert!(cut.note.ends_with(end), "{}", cut.note);
    }

    #[test]
    fn what_has_no_such_list_is_left_to_others() {
        for whole in
            [r#""a long string""#, r#"{"a":"a long string"}"#, r#"[["far too much"]]"#, "7"]
        {
            assert_eq!(document(whole, 10, NONE), None, "{whole}");
        }
        let root = document("[1,2,3,4,5,6]", 9, NONE).expect("a list");
        assert_eq!(root.part, "[1,2,3]");
    }

    #[test]
    fn texts_are_cut_between_characters() {
        let cut = text("aéé", 4, NONE);
        assert_eq!(cut.part, "aé");
        let note = "Only the first 3 of 5 bytes are shown. Call the tool with arguments that ask for less.";
        assert_eq!(cut.note, note);
    }
}

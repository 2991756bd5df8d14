//! What holds for every text that a caller can send.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::{NoText, Number, Pieces, document, repeated, text_of, unquote};

/// Texts of JSON, or nearly so.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(":"),
        Just(","),
        Just("\"a\""),
        Just("\"\\u0061\""),
        Just("\"b\""),
        Just("\"\\ud800\""),
        Just("1"),
        Just("-0.5e3"),
        Just("null"),
        Just(" "),
        Just("é"),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Documents with few names, so that some are given twice.
fn documents() -> impl Strategy<Value = String> {
    let name = || prop_oneof![Just("\"a\""), Just("\"b\""), Just("\"\\u0061\""), Just("\"é\"")];
    let leaf = prop_oneof![Just("1".to_owned()), Just("\"{\"".to_owned()), Just("null".to_owned())];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        let members = vec((name(), inner.clone()), 0..4).prop_map(|members| {
            let members: Vec<String> =
                members.into_iter().map(|(name, value)| format!("{name}:{value}")).collect();
            format!("{{{}}}", members.join(","))
        });
        let items = vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(" , ")));
        prop_oneof![members, items]
    })
}

/// How many members all objects have.
fn members_of(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.len() + members.values().map(members_of).sum::<usize>(),
        Value::Array(items) => items.iter().map(members_of).sum(),
        _ => 0,
    }
}

proptest! {
    #[test]
    fn a_name_given_twice_is_found(text in documents()) {
        // A parser that keeps the last of two has fewer members than there are colons.
        let kept: Value = serde_json::from_str(&text).expect("JSON");
        let is_whole = text.matches(':').count() == members_of(&kept);
        prop_assert_eq!(repeated(&text).expect("JSON").is_none(), is_whole);
    }

    #[test]
    fn nothing_panics(text in nearly_json()) {
        let found = repeated(&text);
        if document(text.as_bytes()).is_ok() && !text.contains("ud800") {
            prop_assert!(found.is_ok());
        }
    }

    #[test]
    fn a_text_is_what_a_json_parser_reads(text in "\"([a-z\\\\u0-9d8f]|\\\\u[d][8-f][0-9a-f]{2}|\\\\n){0,8}\"") {
        if document(text.as_bytes()).is_ok() {
            let read = serde_json::from_str::<String>(&text).map_err(|_| NoText);
            prop_assert_eq!(unquote(&text).map(std::borrow::Cow::into_owned), read);
        }
    }

    #[test]
    fn a_number_is_what_was_written(text in "[-+0-9.eE ]{0,12}") {
        let is_number = serde_json::from_str::<&serde_json::value::RawValue>(&text)
            .is_ok_and(|raw| raw.get() == text);
        match text.parse::<Number>() {
            Ok(number) => prop_assert!(is_number && number.as_str() == text),
            Err(_) => prop_assert!(!is_number),
        }
    }

    #[test]
    fn what_comes_in_pieces_is_what_comes_at_once(
        text in prop_oneof![nearly_json(), documents()],
        marked in any::<bool>(),
        cuts in vec(0_usize..64, 0..8),
    ) {
        let whole = document(text.as_bytes()).is_ok();
        let mark = if marked { &b"\xef\xbb\xbf"[..] } else { b"" };
        let bytes = [mark, text.as_bytes()].concat();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let mut pieces = Pieces::new();
        let is_sound = cuts.windows(2).all(|cut| pieces.read(&bytes[cut[0]..cut[1]]));
        // Nothing at all is no document, and none that can be wrong.
        prop_assert_eq!(is_sound && pieces.is_whole(), whole || bytes.is_empty());
    }

    #[test]
    fn any_text_survives(text in ".{0,40}") {
        let quoted = super::Json::from(text.as_str());
        prop_assert_eq!(text_of(quoted.as_str()).expect("a text"), text);
    }
}

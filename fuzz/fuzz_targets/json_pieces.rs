//! A document that is looked at while it is relayed is taken when serde_json takes it as a whole,
//! wherever it is cut.

#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_runtime::testing::is_json_in_pieces;
use serde_json::value::RawValue;

fuzz_target!(|input: &[u8]| {
    let Some((size, text)) = input.split_first() else { return };
    let unmarked = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let is_json = text.is_empty() || serde_json::from_slice::<&RawValue>(unmarked).is_ok();
    assert_eq!(is_json_in_pieces(text.chunks(usize::from(*size) + 1)), is_json);
    // Each piece is one byte longer than the one before.
    let mut rest = text;
    let growing = (1..).map_while(|size: usize| {
        let (piece, after) = rest.split_at(size.min(rest.len()));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    });
    assert_eq!(is_json_in_pieces(growing), is_json);
});

//! The runtime's own pass over JSON takes what serde_json takes, and says the same where it begins
//! and ends; strings are escaped alike.

#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_runtime::codegen::Json;
use serde_json::value::RawValue;

fuzz_target!(|input: &[u8]| {
    let expected = serde_json::from_slice::<&RawValue>(input).ok().map(RawValue::get);
    let found = Json::parse(input.to_vec()).ok();
    assert_eq!(found.as_ref().map(Json::as_str), expected);
    if let Ok(text) = std::str::from_utf8(input) {
        assert_eq!(Json::from(text).as_str(), serde_json::to_string(text).expect("a string"));
    }
});

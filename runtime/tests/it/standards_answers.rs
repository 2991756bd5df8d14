//! The JSON texts of the standards as answers of an upstream: what is refused there is 502, broken off or
//! an error of the tool. They lie beside the repository, so that the test is asked for.

use std::sync::Arc;
use std::sync::Mutex;

use naftiko_runtime::testing::Script;
use serde_json::Value;

use crate::support::{forge, get, tool};

struct Text {
    name: String,
    bytes: Vec<u8>,
    is_refused: bool,
}

fn texts() -> Vec<Text> {
    let folder = std::env::var("NAFTIKO_STANDARDS").expect("where the standards are");
    let file = std::fs::read(format!("{folder}/json/parsing.json")).expect("the texts");
    let all: Vec<Value> = serde_json::from_slice(&file).expect("JSON");
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let bytes = |value: &Value| {
        let decoded = |name: &str| decode(&text(value, name));
        let times = usize::try_from(value["repeat"].as_u64().unwrap_or(1)).expect("a number");
        [decoded("bytes").repeat(times), decoded("end")].concat()
    };
    let made = |value: &Value| Text {
        name: text(value, "name"),
        bytes: bytes(value),
        is_refused: value["relayed"] == "refuse",
    };
    all.iter().map(made).collect()
}

/// Base64 with padding, as the file has it.
fn decode(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter(|byte| *byte != b'=');
    let digits =
        digits.map(|byte| LETTERS.iter().position(|letter| *letter == byte).expect("a digit"));
    let (mut out, mut held, mut bits) = (Vec::new(), 0, 0);
    for digit in digits {
        (held, bits) = (held << 6 | digit, bits + 6);
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).expect("a byte"));
        }
    }
    out
}

#[test]
#[ignore = "reads the folder that NAFTIKO_STANDARDS names"]
fn what_is_refused_is_no_answer() {
    let texts = texts();
    assert_eq!(texts.len(), 340);
    let said = Arc::new(Mutex::new(Vec::new()));
    let says = Arc::clone(&said);
    let pair = forge(move |_| {
        let body = says.lock().expect("a text").clone();
        Script::answer(200, &[("content-type", "application/json")], &body)
    });
    for Text { name, bytes, is_refused } in &texts {
        *said.lock().expect("a text") = bytes.clone();
        let answer = get(pair.rest(), "/v1/forge/training/jobs/a");
        let is_answer = answer.status == 200 && answer.complete;
        // Nothing at all is an answer without a body.
        let is_nothing = bytes.trim_ascii().is_empty() || *bytes == b"\xef\xbb\xbf";
        let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
        let is_result = result.get("isError").is_none();
        if is_nothing {
            continue;
        }
        assert_eq!((is_answer, is_result), (!is_refused, !is_refused), "{name}: {result}");
        if !is_refused {
            assert_eq!(&answer.body, bytes, "{name}");
        }
    }
}

//! Results larger than a model should read.

use naftiko_runtime::testing::Script;
use serde_json::{Value, json};

use crate::support::{Pair, forge_with, tool};

fn limited(bytes: usize, body: &'static str) -> Pair {
    forge_with(
        move |mut config| {
            config.limits.result_bytes = bytes;
            config
        },
        move |_| Script::json(body),
    )
}

const LIST: &str = r#"{"data":[{"id":1},{"id":2},{"id":3},{"id":4}],"total":4}"#;

#[test]
fn a_list_is_cut_to_whole_elements_and_says_how_to_go_on() {
    let result = tool(limited(40, LIST).mcp(), "list-training-jobs", "{}");
    let part = json!({"data": [{"id": 1}, {"id": 2}], "total": 4});
    assert_eq!(result["structuredContent"], part);
    let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(text, part);
    let note = result["content"][1]["text"].as_str().unwrap();
    assert!(note.starts_with("Only the first 2 of 4 elements of `data` are shown"), "{note}");
    let end = "Ask again with `page_size` at most 2; the next page skips what is not shown.";
    assert!(note.ends_with(end), "{note}");
    assert_eq!(result.get("isError"), None);
}

#[test]
fn the_cursor_of_a_cut_list_is_spoken_of() {
    let rows: Vec<String> = (0..20).map(|id| format!("{{\"id\":{id}}}")).collect();
    let body = format!("{{\n \"data\": [{}], \"next_cursor\": 20}}", rows.join(", "));
    let pair = limited(79, body.leak());
    let result = tool(pair.mcp(), "list-training-jobs", "{}");
    let note = result["content"][1]["text"].as_str().unwrap();
    let end =
        "Ask again with `page_size` at most 5; the cursor in this answer skips what is not shown.";
    assert!(note.starts_with("Only the first 5 of 20 elements of `data` are shown"), "{note}");
    assert!(note.ends_with(end), "{note}");
    assert_eq!(result["structuredContent"]["next_cursor"], 20);
}

#[test]
fn white_space_does_not_count() {
    let body = format!("{{\"a\":{}[1,2]}}", " ".repeat(1000));
    let result = tool(limited(40, body.leak()).mcp(), "list-training-jobs", "{}");
    assert_eq!(result["content"][0]["text"], "{\"a\":[1,2]}");
    assert_eq!(result["content"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_fits_is_whole_and_zero_is_no_limit() {
    for bytes in [LIST.len(), 0] {
        let result = tool(limited(bytes, LIST).mcp(), "list-training-jobs", "{}");
        assert_eq!(result["content"].as_array().map(Vec::len), Some(1));
        assert_eq!(result["structuredContent"]["data"].as_array().map(Vec::len), Some(4));
    }
}

#[test]
fn a_document_without_a_list_becomes_the_beginning_of_a_text() {
    let pair = limited(12, r#"{"text":"a long story"}"#);
    let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
    assert_eq!(result["content"][0]["text"], r#"{"text":"a l"#);
    assert_eq!(result.get("structuredContent"), None);
    let note = result["content"][1]["text"].as_str().unwrap();
    assert!(note.starts_with("Only the first 12 of 23 bytes are shown."), "{note}");
}

#[test]
fn errors_say_whether_to_try_again() {
    for (status, after, says) in [
        (404, None, "The same call will fail again."),
        (503, None, "The same call can succeed later."),
        (429, Some("Wed, 21 Oct 2026 07:28:00 GMT"), "The same call can succeed after Wed, 21 Oct"),
        (429, Some("120"), "The same call can succeed in 120 s."),
    ] {
        let pair = forge_with(
            |mut config| {
                config.limits.retries = 0;
                config
            },
            move |_| {
                let mut headers = vec![("content-type", "application/json")];
                headers.extend(after.map(|after| ("retry-after", after)));
                Script::answer(status, &headers, b"{}")
            },
        );
        let result = tool(pair.mcp(), "get-training-job", r#"{"job_id":"a"}"#);
        assert_eq!(result["isError"], true);
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.starts_with(&format!("Upstream answered {status}")), "{text}");
        assert!(text.contains(says), "{text}");
    }
}

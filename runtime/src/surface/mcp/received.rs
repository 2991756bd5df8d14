//! Answers of upstreams that a client reads as they are.

use bytes::Bytes;

use super::content_type::{Says, says};
use crate::content::Content;
use crate::error::beginning;

/// The text of an answer, where it has one in UTF-8; the error, a sentence for the client, is of one that should be JSON.
pub(super) fn text_of_answer(content: &Content) -> Result<Option<Bytes>, String> {
    let text = content.text().ok().filter(|text| std::str::from_utf8(text).is_ok());
    let is_json = says(content) == Says::Json;
    if is_json && text.as_ref().is_none_or(|text| crate::json::document(text).is_err()) {
        let begin = beginning(text.as_ref().unwrap_or(&content.body));
        return Err(format!("the upstream's answer is not valid JSON; it begins with: {begin}"));
    }
    Ok(text)
}

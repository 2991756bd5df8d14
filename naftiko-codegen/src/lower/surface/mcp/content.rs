//! Content blocks as the protocol has them, known at build time (docs/extensions.md).

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use crate::finding::{Code, Finding};
use crate::lower::context::Context;
use crate::spec::{Block, Text};
use crate::text::Span;

/// A block in JSON; `None`, with a finding, when it says nothing that can be sent.
pub(crate) fn lower_block(block: &Block, context: &mut Context<'_>) -> Option<Value> {
    let kind = block.kind.as_ref().map_or("text", |kind| kind.value.as_str());
    unread(block, kind, context);
    match kind {
        "text" => Some(json!({ "type": "text", "text": text(block, context)? })),
        "image" | "audio" => {
            let Some(media) = &block.media else {
                return invalid(block.span, "this block needs a `mimeType`", context);
            };
            Some(json!({ "type": kind, "data": data(block, context)?, "mimeType": media.value }))
        }
        "resource" => resource(block, context),
        other => {
            let message =
                format!("`{other}` is no kind of content; text, image, audio, resource are");
            invalid(block.span, &message, context)
        }
    }
}

/// Keys that say what a block of this kind does not have, or say it twice.
fn unread(block: &Block, kind: &str, context: &mut Context<'_>) {
    let Block { text, data, media, uri, location, .. } = block;
    let all =
        [("text", text), ("data", data), ("mimeType", media), ("uri", uri), ("location", location)];
    let fits: &[&str] = match kind {
        "text" => &["text", "location"],
        "image" | "audio" => &["data", "mimeType", "location"],
        _ => &["text", "data", "mimeType", "uri", "location"],
    };
    for (key, value) in all {
        if let Some(value) = value.as_ref().filter(|_| !fits.contains(&key)) {
            let message = format!("a block of type `{kind}` has no `{key}`");
            context.report(Finding::new(Code::ContentInvalid, value.span, message));
        }
    }
    let said = [("text", text), ("data", data), ("location", location)];
    let mut said = said.iter().filter(|(key, value)| value.is_some() && fits.contains(key));
    if let (Some((first, _)), Some((second, _))) = (said.next(), said.next()) {
        let message = format!("this block has its content in `{first}` and in `{second}`");
        context.report(Finding::new(Code::ContentInvalid, block.span, message));
    }
}

fn resource(block: &Block, context: &mut Context<'_>) -> Option<Value> {
    let Some(uri) = &block.uri else {
        return invalid(block.span, "this block needs a `uri`", context);
    };
    let mut inner = json!({ "uri": uri.value });
    if let Some(media) = &block.media {
        inner["mimeType"] = json!(media.value);
    }
    if block.data.is_some() {
        inner["blob"] = json!(data(block, context)?);
    } else if let Some(location) = &block.location {
        match String::from_utf8(file(location, context)?) {
            Ok(text) => inner["text"] = json!(text),
            Err(bytes) => inner["blob"] = json!(Base64::encode_string(bytes.as_bytes())),
        }
    } else {
        inner["text"] = json!(text(block, context)?);
    }
    Some(json!({ "type": "resource", "resource": inner }))
}

fn text(block: &Block, context: &mut Context<'_>) -> Option<String> {
    if let Some(text) = &block.text {
        return Some(text.value.clone());
    }
    let Some(location) = &block.location else {
        return invalid(block.span, "this block needs a `text` or a `location`", context);
    };
    match String::from_utf8(file(location, context)?) {
        Ok(text) => Some(text),
        Err(_) => invalid(location.span, "this file is not UTF-8 text", context),
    }
}

/// Base64.
fn data(block: &Block, context: &mut Context<'_>) -> Option<String> {
    if let Some(data) = &block.data {
        let text: String = data.value.split_whitespace().collect();
        if Base64::decode_vec(&text).is_ok() {
            return Some(text);
        }
        return invalid(data.span, "`data` is not Base64", context);
    }
    let Some(location) = &block.location else {
        return invalid(block.span, "this block needs `data` or a `location`", context);
    };
    Some(Base64::encode_string(&file(location, context)?))
}

/// The bytes of one file.
pub(crate) fn file(location: &Text, context: &mut Context<'_>) -> Option<Vec<u8>> {
    match context.loader.attachment(&location.value, location.span.file) {
        Ok(mut files) if files.len() == 1 && files[0].0.is_empty() => Some(files.remove(0).1),
        Ok(_) => location_invalid(location.span, "this must be a file, not a folder", context),
        Err(problem) => location_invalid(location.span, &problem, context),
    }
}

fn location_invalid<T>(span: Span, message: &str, context: &mut Context<'_>) -> Option<T> {
    context.report(
        Finding::new(Code::LocationInvalid, span, message)
            .help("files are compiled in; put them below the folder of the document"),
    );
    None
}

fn invalid<T>(span: Span, message: &str, context: &mut Context<'_>) -> Option<T> {
    context.report(Finding::new(Code::ContentInvalid, span, message));
    None
}

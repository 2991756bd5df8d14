//! A file whose content is one value.

/// The text of a file without its one line break at the end. The error is why it is none, and shows nothing of it.
pub(crate) fn one_text(content: &[u8]) -> Result<String, String> {
    let text = str::from_utf8(content).map_err(|_| "it holds bytes that are no text in UTF-8")?;
    if text.starts_with('\u{feff}') {
        return Err(
            "it begins with a byte order mark, which would be a part of the value".to_owned()
        );
    }
    let value =
        text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    if value.is_empty() {
        return Err("it is empty".to_owned());
    }
    Ok(value.to_owned())
}

/// Returns `true` if the value of a header can have the text in it.
pub(crate) fn fits_header(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'\t' || byte >= b' ' && byte != 0x7f)
}

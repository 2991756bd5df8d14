//! Text of documents as doc comments: always prose, never code, never a link by accident.

use proc_macro2::TokenStream;
use quote::quote;

use crate::characters::is_hidden;

/// Columns of text behind `/// `.
const WIDTH: usize = 92;
/// Longer descriptions are cut here; a reader of the API wants the point, not the book.
const LIMIT: usize = 4_000;

/// `text` as doc attributes, one a line.
pub(super) fn doc(text: &str) -> TokenStream {
    attributes(&lines(text))
}

/// Finished lines as doc attributes.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| {
        let line = one_line(line);
        if line.is_empty() { line } else { format!(" {line}") }
    });
    quote!(#(#[doc = #lines])*)
}

/// `text` as a code span: a name or a path as it is written in the document.
pub(super) fn code(text: &str) -> String {
    let text = one_line(&text.replace('`', ""));
    match text.trim() {
        "" => "(nameless)".to_owned(),
        text => format!("`{text}`"),
    }
}

/// A line of a comment must neither end it nor change how the source reads.
pub(super) fn one_line(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// `text` as lines of prose, wrapped, with everything escaped that rustdoc would act upon.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let text = match text.char_indices().nth(LIMIT) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    for paragraph in text.split('\n').map(str::trim) {
        if paragraph.is_empty() {
            if out.last().is_some_and(|line| !line.is_empty()) {
                out.push(String::new());
            }
            continue;
        }
        wrap(paragraph, &mut out);
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

/// A sentence: ends with a full stop, starts as written.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.chars().next_back() {
        Some('.' | '!' | '?' | ':' | '…') | None => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}

fn wrap(paragraph: &str, out: &mut Vec<String>) {
    let mut line = String::new();
    for word in paragraph.split_whitespace() {
        let word = escape(word);
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push(escape_start(std::mem::take(&mut line)));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        out.push(escape_start(line));
    }
}

/// Brackets, angle brackets and fences lose their meaning; bare addresses become links on purpose.
fn escape(word: &str) -> String {
    let word: String = word.chars().filter(|c| !is_hidden(*c)).collect();
    let start = word.find("http://").or_else(|| word.find("https://"));
    if let Some(start) = start {
        let tail = &word[start..];
        let end = tail
            .find(['<', '>', '"', '\'', ')', ']', '}', '`', ',', '|', '\\'])
            .unwrap_or(tail.len());
        let end = tail[..end].trim_end_matches(['.', ':', ';', '!', '?', '*', '_']).len();
        if end > "https://".len() && tail[..end].is_ascii() {
            let before = escape_marks(&word[..start]);
            let after = escape(&tail[end..]);
            return format!("{before}<{}>{after}", &tail[..end]);
        }
    }
    escape_marks(&word)
}

fn escape_marks(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '`' | '\\' | '|' | '*' | '_' | '~' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line must not begin a list, a heading, a quote or a table.
fn escape_start(line: String) -> String {
    let first = line.chars().next().unwrap_or(' ');
    if matches!(first, '#' | '-' | '+' | '=' | ':') {
        return format!("\\{line}");
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, want) in [
            ("plain", vec!["plain"]),
            ("a [link] <b> `c`", vec![r"a \[link\] \<b\> \`c\`"]),
            ("```rust\npanic!()\n```", vec![r"\`\`\`rust", "panic!()", r"\`\`\`"]),
            ("see https://a.b/c_d.", vec!["see <https://a.b/c_d>."]),
            ("(https://a.b)", vec!["(<https://a.b>)"]),
            ("- item\n# head\n1. one", vec![r"\- item", r"\# head", r"1\. one"]),
            ("    indented", vec!["indented"]),
            ("a\r\n\r\n\r\nb\u{202e}c\0d", vec!["a", "", "bcd"]),
            ("\n\n", vec![]),
        ] {
            assert_eq!(lines(text), want, "{text:?}");
        }
        assert!(lines(&"word ".repeat(100)).iter().all(|line| line.len() <= WIDTH));
    }
}

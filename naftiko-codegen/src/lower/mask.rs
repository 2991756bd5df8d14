//! The text of a document without the secrets that are written in it.

use std::ops::Range;

use crate::text::{Source, Span};
use crate::yaml::{ScalarStyle, Syntax, SyntaxTree};

/// What stands in the place of a secret.
const MASK: &str = "***";
/// A secret that is shorter than this may be a common word, and is masked only where it is one.
const TELLING: usize = 6;

/// The document with a mask in the place of each secret. Lines keep their numbers.
pub(super) fn masked(source: &Source, secrets: &[(Span, String)]) -> String {
    let text = source.text();
    if secrets.is_empty() {
        return text.to_owned();
    }
    let mut hidden: Vec<(Range<usize>, String)> = Vec::new();
    if let Ok(tree) = SyntaxTree::read(source) {
        let mut open: Vec<_> = tree.documents().collect();
        while let Some(node) = open.pop() {
            open.extend(tree.children(node));
            let Syntax::Scalar(style) = tree.syntax(node) else { continue };
            let at = source.span(tree.range(node).start);
            let content = tree.content(node).unwrap_or_default();
            let is_meant = |(span, secret): &&(Span, String)| {
                *span == at || *secret == *content && secret.len() >= TELLING
            };
            for (_, secret) in secrets.iter().filter(is_meant) {
                hidden.push((tree.range(node), of_scalar(tree.slice(node), secret, style)));
            }
        }
    }
    hidden.sort_by_key(|(range, _)| (range.start, range.end));
    hidden.dedup_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (range, mask) in hidden {
        out.push_str(text.get(end..range.start).unwrap_or_default());
        out.push_str(&mask);
        end = range.end;
    }
    out.push_str(text.get(end..).unwrap_or_default());
    // Comments repeat what was there before, and names of anchors what they are for.
    let telling = secrets.iter().filter(|(_, secret)| secret.len() >= TELLING);
    telling.fold(out, |out, (_, secret)| out.replace(secret.as_str(), MASK))
}

/// A scalar without a secret that is all of it, or a part.
fn of_scalar(written: &str, secret: &str, style: ScalarStyle) -> String {
    let quotes = match style {
        ScalarStyle::DoubleQuoted => '"',
        _ => '\'',
    };
    let inner = written.trim_matches(['\'', '"']);
    if inner != secret && inner.contains(secret) && style != ScalarStyle::Block {
        return written.replace(secret, MASK);
    }
    let breaks = written.matches('\n').count();
    format!("{quotes}{MASK}{quotes}{}", "\n".repeat(breaks))
}

#[cfg(test)]
mod tests {
    use super::masked;
    use crate::text::{Source, Span};

    fn with(text: &str, secrets: &[(u32, u32, &str)]) -> String {
        let source = Source::new("a.yaml", text.to_owned());
        let secrets: Vec<_> = secrets
            .iter()
            .map(|(line, column, secret)| (Span::new(*line, *column), (*secret).to_owned()))
            .collect();
        masked(&source, &secrets)
    }

    #[test]
    fn secrets_are_masked_in_every_form() {
        for (text, secret, expected) in [
            (
                "key: hunter2-plain # hunter2-plain\nb: 1\n",
                "hunter2-plain",
                "key: '***' # ***\nb: 1\n",
            ),
            ("key: 'it''s hunter2'\n", "it's hunter2", "key: '***'\n"),
            ("key: \"tab\\thunter2\"\n", "tab\thunter2", "key: \"***\"\n"),
            ("key: abc\nabc: 1\n", "abc", "key: '***'\nabc: 1\n"),
            ("key: /v1?token=abc&x=1\n", "abc", "key: /v1?token=***&x=1\n"),
            ("key: |\n  hunter2\n  more\nb: 1\n", "hunter2\nmore\n", "key: '***'\n\n\nb: 1\n"),
            ("key: {a: hunter2}\nc: hunter2\n", "hunter2", "key: {a: '***'}\nc: '***'\n"),
        ] {
            let column = if text.contains('{') { 10 } else { 6 };
            let shown = with(text, &[(1, column, secret)]);
            assert_eq!(shown, expected, "{text}");
            assert_eq!(shown.lines().count(), text.lines().count(), "{text}");
        }
        assert_eq!(with("a: b\n", &[]), "a: b\n");
    }
}

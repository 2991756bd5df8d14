//! Expressions in text: `{{x}}`, `${X}`, `$env.X` (R11).

use super::tag::{Tag, tag_at};

/// A text cut at its tags; comments are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// As written.
    Literal(&'t str),
    /// The name inside the braces.
    Expression(&'t str),
    /// A tag that means nothing here, and why.
    Unsupported {
        /// The whole tag, or as far as it is one.
        tag: &'t str,
        /// Reason, for the finding.
        reason: &'static str,
    },
    /// `${X}` or `$env.X`: only ever a variable, else it is literal text.
    Dollar {
        /// The name, without a qualifier `env.`.
        name: &'t str,
        /// The whole of it, for the case that it is no variable.
        text: &'t str,
    },
}

/// Cuts `text` at its tags. A comment that is alone on its line takes the line with it.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut literal_from = 0;
    let mut at = 0;
    let mut opened = false;
    while let Some(offset) = text[at..].find(['{', '$']) {
        let mut start = at + offset;
        let (piece, mut end) = if text[start..].starts_with("{{") {
            let (tag, length) = tag_at(&text[start..]);
            let whole = &text[start..start + length];
            let piece = match tag {
                Tag::Name(name) => Some(Piece::Expression(name)),
                Tag::Comment => None,
                // An end says nothing more than the beginning did.
                Tag::Unsupported(_) if whole.starts_with("{{/") && opened => None,
                Tag::Unsupported(reason) => {
                    opened |= ["{{#", "{{^", "{{$", "{{<"].iter().any(|tag| whole.starts_with(tag));
                    Some(Piece::Unsupported { tag: whole, reason })
                }
            };
            (piece, start + length)
        } else if let Some((piece, length)) = dollar_at(&text[start..]) {
            (Some(piece), start + length)
        } else {
            at = start + 1;
            continue;
        };
        if piece.is_none()
            && let Some(line) = own_line(text, start, end)
        {
            (start, end) = line;
        }
        if literal_from < start {
            pieces.push(Piece::Literal(&text[literal_from..start]));
        }
        pieces.extend(piece);
        at = end;
        literal_from = end;
    }
    if literal_from < text.len() {
        pieces.push(Piece::Literal(&text[literal_from..]));
    }
    pieces
}

/// The line of the tag from `start` to `end`, with its line break, when nothing else is on it.
fn own_line(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let before = text[..start].trim_end_matches([' ', '\t']);
    let after = text[end..].trim_start_matches([' ', '\t']);
    let rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n'));
    let begins = before.is_empty() || before.ends_with('\n');
    let ends = rest.or(after.is_empty().then_some(""));
    ends.filter(|_| begins).map(|rest| (before.len(), text.len() - rest.len()))
}

/// The `${X}` or `$env.X` that `text` begins with, and its length in bytes.
fn dollar_at(text: &str) -> Option<(Piece<'_>, usize)> {
    if let Some(inner) = text.strip_prefix("${") {
        let end = inner.find('}')?;
        let name = inner[..end].trim();
        let name = name.strip_prefix("env.").unwrap_or(name);
        return is_word(name).then(|| (Piece::Dollar { name, text: &text[..end + 3] }, end + 3));
    }
    let inner = text.strip_prefix("$env.")?;
    let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inner.len());
    let name = &inner[..end];
    is_word(name).then(|| (Piece::Dollar { name, text: &text[..end + 5] }, end + 5))
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The only expression of `text`, when there is nothing else in it.
pub(crate) fn sole_expression(text: &str) -> Option<&str> {
    match pieces(text.trim()).as_slice() {
        [Piece::Expression(name)] => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_cut_out() {
        use Piece::{Dollar, Expression, Literal, Unsupported};
        for (text, want) in [
            ("plain {x} $5", vec![Literal("plain {x} $5")]),
            ("{{ a }}", vec![Expression("a")]),
            (
                "a{{b}}c{{d.e}}",
                vec![Literal("a"), Expression("b"), Literal("c"), Expression("d.e")],
            ),
            ("{{{x}}}!", vec![Expression("x"), Literal("!")]),
            ("x {{! gone }}y", vec![Literal("x "), Literal("y")]),
            ("a\n {{!\n gone\n}} \r\nb", vec![Literal("a\n"), Literal("b")]),
            ("{{! gone }}", vec![]),
            ("a\n{{! gone }}", vec![Literal("a\n")]),
            ("{{! gone }} {{x}}", vec![Literal(" "), Expression("x")]),
            ("${HOST}:1", vec![Dollar { name: "HOST", text: "${HOST}" }, Literal(":1")]),
            ("$env.KEY/", vec![Dollar { name: "KEY", text: "$env.KEY" }, Literal("/")]),
            ("é{{x}}", vec![Literal("é"), Expression("x")]),
        ] {
            assert_eq!(pieces(text), want, "{text}");
        }
        assert!(matches!(pieces("a{{open")[..], [Literal("a"), Unsupported { tag: "{{", .. }, _]));
        assert!(matches!(pieces("{{#x}}")[..], [Unsupported { tag: "{{#x}}", .. }]));
        assert_eq!(sole_expression(" {{tools.x}} "), Some("tools.x"));
        assert_eq!(sole_expression("a{{x}}"), None);
    }
}

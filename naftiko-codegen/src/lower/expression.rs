//! Expressions in text: `{{x}}`, `${X}`, `$env.X` (R11).

/// A text cut at its expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// As written.
    Literal(&'t str),
    /// What stands inside the braces, trimmed.
    Expression(&'t str),
    /// `${X}` or `$env.X`: only ever a variable, else it is literal text.
    Dollar {
        /// The name, without a qualifier `env.`.
        name: &'t str,
        /// The whole of it, for the case that it is no variable.
        text: &'t str,
    },
}

/// Cuts `text` at its expressions. An unclosed `{{` is literal.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut literal_from = 0;
    let mut at = 0;
    while let Some(offset) = rest.find(['{', '$']) {
        let start = at + offset;
        match expression_at(&text[start..]) {
            Some((piece, length)) => {
                if literal_from < start {
                    pieces.push(Piece::Literal(&text[literal_from..start]));
                }
                pieces.push(piece);
                at = start + length;
                literal_from = at;
            }
            None => at = start + 1,
        }
        rest = &text[at..];
    }
    if literal_from < text.len() {
        pieces.push(Piece::Literal(&text[literal_from..]));
    }
    pieces
}

/// The expression that `text` begins with, and its length in bytes.
fn expression_at(text: &str) -> Option<(Piece<'_>, usize)> {
    if let Some(inner) = text.strip_prefix("{{") {
        let end = inner.find("}}")?;
        let name = inner[..end].trim().trim_start_matches(['{', '&']).trim_end_matches('}').trim();
        // `{{{x}}}` is the same expression with a third brace.
        let triple = usize::from(inner.starts_with('{') && inner[end + 2..].starts_with('}'));
        return (!name.is_empty() && !name.contains(['{', '}', '\n']))
            .then_some((Piece::Expression(name), end + 4 + triple));
    }
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
        use Piece::{Dollar, Expression, Literal};
        for (text, want) in [
            ("plain {x} $5", vec![Literal("plain {x} $5")]),
            ("{{ a }}", vec![Expression("a")]),
            (
                "a{{b}}c{{d.e}}",
                vec![Literal("a"), Expression("b"), Literal("c"), Expression("d.e")],
            ),
            ("{{{x}}}!", vec![Expression("x"), Literal("!")]),
            ("{{open", vec![Literal("{{open")]),
            ("{{}}", vec![Literal("{{}}")]),
            ("${HOST}:1", vec![Dollar { name: "HOST", text: "${HOST}" }, Literal(":1")]),
            ("$env.KEY/", vec![Dollar { name: "KEY", text: "$env.KEY" }, Literal("/")]),
            ("é{{x}}", vec![Literal("é"), Expression("x")]),
        ] {
            assert_eq!(pieces(text), want, "{text}");
        }
        assert_eq!(sole_expression(" {{tools.x}} "), Some("tools.x"));
        assert_eq!(sole_expression("a{{x}}"), None);
    }
}

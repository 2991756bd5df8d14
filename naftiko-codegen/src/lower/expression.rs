//! Expressions in text: `{{x}}`, `${X}`, `$env.X` (R11).

use super::tag::{Tag, tag_at};

/// A text cut at its tags; comments are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// As written.
    Literal(&'t str),
    /// The name inside the braces.
    Expression(&'t str),
    /// A part that depends on a value, as Mustache has it.
    Section {
        /// The tag that opens it.
        tag: &'t str,
        name: &'t str,
        inverted: bool,
        content: Vec<Piece<'t>>,
    },
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

/// Cuts `text` at its tags. A comment, or an end of a section, that is alone on its line takes the line with it.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut open = OpenSections::default();
    let mut literal_from = 0;
    let mut at = 0;
    while let Some(offset) = text[at..].find(['{', '$']) {
        let mut start = at + offset;
        let (tag, mut end) = if text[start..].starts_with("{{") {
            let (tag, length) = tag_at(&text[start..]);
            (Found::Tag(tag), start + length)
        } else if let Some((piece, length)) = dollar_at(&text[start..]) {
            (Found::Dollar(piece), start + length)
        } else {
            at = start + 1;
            continue;
        };
        let whole = &text[start..end];
        if tag.takes_line()
            && let Some(line) = own_line(text, start, end)
        {
            (start, end) = line;
        }
        if literal_from < start {
            open.push(Piece::Literal(&text[literal_from..start]));
        }
        match tag {
            Found::Dollar(piece) => open.push(piece),
            Found::Tag(tag) => open.tag(tag, whole),
        }
        at = end;
        literal_from = end;
    }
    if literal_from < text.len() {
        open.push(Piece::Literal(&text[literal_from..]));
    }
    open.finish()
}

enum Found<'t> {
    Tag(Tag<'t>),
    Dollar(Piece<'t>),
}

impl Found<'_> {
    fn takes_line(&self) -> bool {
        matches!(self, Self::Tag(Tag::Comment | Tag::Open { .. } | Tag::Close(_)))
    }
}

/// The pieces so far, those of the innermost open section last.
#[derive(Default)]
struct OpenSections<'t> {
    done: Vec<Piece<'t>>,
    open: Vec<OpenSection<'t>>,
    /// A block or parent has been opened, and was reported.
    has_unsupported: bool,
    /// A section ends that is not the open one, which was reported; which others have an end cannot be told.
    is_crossed: bool,
}

struct OpenSection<'t> {
    tag: &'t str,
    name: &'t str,
    inverted: bool,
    content: Vec<Piece<'t>>,
}

impl<'t> OpenSections<'t> {
    fn push(&mut self, piece: Piece<'t>) {
        self.open.last_mut().map_or(&mut self.done, |section| &mut section.content).push(piece);
    }

    fn tag(&mut self, tag: Tag<'t>, whole: &'t str) {
        let unsupported = |reason| Piece::Unsupported { tag: whole, reason };
        match tag {
            Tag::Comment => {}
            Tag::Name(".") if self.open.is_empty() => {
                self.push(unsupported("there is no list that it could be an item of"));
            }
            Tag::Name(name) => self.push(Piece::Expression(name)),
            Tag::Open { name, inverted } => {
                self.open.push(OpenSection { tag: whole, name, inverted, content: Vec::new() });
            }
            Tag::Close(name) => match self.open.pop_if(|section| section.name == name) {
                Some(OpenSection { tag, name, inverted, content }) => {
                    self.push(Piece::Section { tag, name, inverted, content });
                }
                // Its beginning has been reported.
                None if self.has_unsupported || self.is_crossed => {}
                None => {
                    self.is_crossed |= !self.open.is_empty();
                    self.push(unsupported("it ends no section that is open here"));
                }
            },
            Tag::Unsupported(reason) => {
                self.has_unsupported |= ["{{$", "{{<"].iter().any(|tag| whole.starts_with(tag));
                self.push(unsupported(reason));
            }
        }
    }

    fn finish(mut self) -> Vec<Piece<'t>> {
        while let Some(OpenSection { tag, content, .. }) = self.open.pop() {
            let reason = "the section has no end; write `{{/` and its name";
            if !self.is_crossed {
                self.push(Piece::Unsupported { tag, reason });
            }
            content.into_iter().for_each(|piece| self.push(piece));
        }
        self.done
    }
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

/// The names in `pieces`, those of sections and inside of them as well.
pub(crate) fn expressions<'t>(pieces: &[Piece<'t>]) -> Vec<&'t str> {
    let names = pieces.iter().flat_map(|piece| match piece {
        Piece::Expression(name) => vec![*name],
        Piece::Section { name, content, .. } => {
            let mut names = expressions(content);
            names.insert(0, name);
            names
        }
        Piece::Literal(_) | Piece::Unsupported { .. } | Piece::Dollar { .. } => Vec::new(),
    });
    names.collect()
}

/// What stands where no section can.
pub(crate) const NO_SECTIONS: &str = "sections have no place here; write what is always sent";

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
        use Piece::{Dollar, Expression, Literal, Section, Unsupported};
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
        for text in ["{{#x}}", "{{/x}}", "{{.}}", "{{#x}}{{/y}}", "{{#x}}{{#y}}{{/x}}"] {
            let unsupported = pieces(text).into_iter().filter(|p| matches!(p, Unsupported { .. }));
            assert_ne!(unsupported.count(), 0, "{text}");
        }
        let section = |content| Section { tag: "{{#x}}", name: "x", inverted: false, content };
        assert_eq!(
            pieces("a\n {{#x}} \nb{{.}}\n{{/x}}\nc"),
            [
                Literal("a\n"),
                section(vec![Literal("b"), Expression("."), Literal("\n")]),
                Literal("c"),
            ],
        );
        assert_eq!(expressions(&pieces("{{a}}{{#b}}{{c}}{{/b}}")), ["a", "b", "c"]);
        assert_eq!(sole_expression(" {{tools.x}} "), Some("tools.x"));
        assert_eq!(sole_expression("a{{x}}"), None);
    }
}

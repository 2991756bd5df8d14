//! XML bodies with holes: which escape each hole needs, read off the markup around it.

use super::context::Context;
use super::tag::template_unsupported;
use crate::finding::{Code, Finding};
use crate::model::{Expr, XmlPart};
use crate::text::Span;

/// The body cut at its holes; a hole where nothing can be escaped is reported.
pub(super) fn lower_xml(parts: Vec<Expr>, span: Span, context: &mut Context<'_>) -> Vec<XmlPart> {
    let mut scanner = Scanner::default();
    let mut out = Vec::new();
    let mut reopen = false;
    for part in parts {
        match part {
            Expr::Literal(text) => {
                scanner.read(&text);
                out.push(XmlPart::Markup(after_hole(text, &mut reopen)));
            }
            Expr::Section { .. } => {
                let reason = "a section has no place between markup; write what is always sent";
                context.report(template_unsupported("{{#…}}", reason, span));
            }
            hole => match scanner.place() {
                Ok(Place::Text) => out.push(XmlPart::Text(hole)),
                Ok(Place::Attribute) => out.push(XmlPart::Attribute(hole)),
                Ok(Place::Cdata) => {
                    leave_cdata(&mut out, reopen);
                    out.push(XmlPart::Text(hole));
                    reopen = true;
                }
                Err(place) => xml_hole(place, span, context),
            },
        }
    }
    out.retain(|part| !matches!(part, XmlPart::Markup(text) if text.is_empty()));
    out
}

const CDATA: &str = "<![CDATA[";
const CDATA_END: &str = "]]>";

/// In a CDATA section nothing can be escaped, and a value may hold its end; so the section ends before a
/// hole, and the value is text of the element.
fn leave_cdata(out: &mut [XmlPart], is_left: bool) {
    if is_left {
        return;
    }
    if let Some(XmlPart::Markup(text)) = out.last_mut() {
        match text.strip_suffix(CDATA) {
            Some(before) => *text = before.to_owned(),
            None => text.push_str(CDATA_END),
        }
    }
}

/// The markup behind a hole, in the CDATA section again if it was in one.
fn after_hole(text: String, reopen: &mut bool) -> String {
    if !std::mem::take(reopen) {
        return text;
    }
    match text.strip_prefix(CDATA_END) {
        Some(rest) => rest.to_owned(),
        None => format!("{CDATA}{text}"),
    }
}

/// R42, error.
fn xml_hole(place: &str, span: Span, context: &mut Context<'_>) {
    context.report(
        Finding::new(
            Code::XmlHole,
            span,
            format!("a hole of this XML body is {place}, where no value can be escaped"),
        )
        .help("put holes into the text of elements and between the quotes of attributes; `data: '{{body}}'` alone takes the whole document from the caller"),
    );
}

/// Context in which a value is escaped.
enum Place {
    Text,
    Attribute,
    Cdata,
}

/// State of the scanner after the markup so far.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Tag,
    Quoted(char),
    Comment,
    Instruction,
    Cdata,
    Declaration {
        subset: bool,
    },
}

#[derive(Default)]
struct Scanner {
    state: State,
    /// Names of the elements that are open.
    open: Vec<String>,
    /// The tag that is being read, from behind its `<`, without values.
    tag: String,
}

impl Scanner {
    fn place(&self) -> Result<Place, &'static str> {
        match self.state {
            State::Text => match self.open.last() {
                None => Err("outside of the root element"),
                Some(name) if is_program(name) => Err("in a script or style sheet"),
                Some(_) => Ok(Place::Text),
            },
            State::Quoted(_) => Ok(Place::Attribute),
            State::Cdata if self.open.last().is_some_and(|name| is_program(name)) => {
                Err("in a script or style sheet")
            }
            State::Cdata => Ok(Place::Cdata),
            State::Tag => Err("in a tag, outside of quotes"),
            State::Comment => Err("in a comment"),
            State::Instruction => Err("in a processing instruction"),
            State::Declaration { .. } => Err("in the document type"),
        }
    }

    fn read(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            rest = match self.state {
                State::Text => self.text(rest),
                State::Tag => self.tag(rest),
                State::Quoted(quote) => self.until(rest, &quote.to_string(), State::Tag),
                State::Comment => self.until(rest, "-->", State::Text),
                State::Instruction => self.until(rest, "?>", State::Text),
                State::Cdata => self.until(rest, CDATA_END, State::Text),
                State::Declaration { subset: true } => {
                    self.until(rest, "]", State::Declaration { subset: false })
                }
                State::Declaration { subset: false } => self.declaration(rest),
            };
        }
    }

    fn until<'t>(&mut self, text: &'t str, end: &str, then: State) -> &'t str {
        match text.split_once(end) {
            Some((_, rest)) => {
                self.state = then;
                rest
            }
            None => "",
        }
    }

    fn text<'t>(&mut self, text: &'t str) -> &'t str {
        let Some((_, rest)) = text.split_once('<') else { return "" };
        let openings = [
            ("!--", State::Comment),
            ("![CDATA[", State::Cdata),
            ("!", State::Declaration { subset: false }),
            ("?", State::Instruction),
        ];
        for (opening, state) in openings {
            if let Some(rest) = rest.strip_prefix(opening) {
                self.state = state;
                return rest;
            }
        }
        self.state = State::Tag;
        self.tag.clear();
        rest
    }

    fn declaration<'t>(&mut self, text: &'t str) -> &'t str {
        let Some(at) = text.find(['[', '>']) else { return "" };
        let subset = text[at..].starts_with('[');
        self.state = if subset { State::Declaration { subset } } else { State::Text };
        &text[at + 1..]
    }

    fn tag<'t>(&mut self, text: &'t str) -> &'t str {
        let Some(at) = text.find(['"', '\'', '>']) else {
            self.tag.push_str(text);
            return "";
        };
        self.tag.push_str(&text[..at]);
        let rest = &text[at + 1..];
        match text[at..].chars().next() {
            Some(quote @ ('"' | '\'')) => self.state = State::Quoted(quote),
            _ => {
                self.state = State::Text;
                self.end_tag();
            }
        }
        rest
    }

    fn end_tag(&mut self) {
        if self.tag.starts_with('/') {
            self.open.pop();
        } else if !self.tag.ends_with('/') {
            let name = self.tag.split(char::is_whitespace).next().unwrap_or_default();
            self.open.push(name.to_owned());
        }
    }
}

/// Text of these elements is code to those who read it as XHTML or SVG.
fn is_program(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    local.eq_ignore_ascii_case("script") || local.eq_ignore_ascii_case("style")
}

#[cfg(test)]
mod tests {
    use super::{Place, Scanner};

    fn place(before: &str) -> Result<&'static str, &'static str> {
        let mut scanner = Scanner::default();
        scanner.read(before);
        scanner.place().map(|place| match place {
            Place::Text => "text",
            Place::Attribute => "attribute",
            Place::Cdata => "cdata",
        })
    }

    #[test]
    fn places_by_what_stands_before() {
        for (before, want) in [
            ("<a>", "text"),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x \"y\">]>\n<a><b/>x", "text"),
            ("<a b=\"", "attribute"),
            ("<a b='x\" ", "attribute"),
            ("<a b=\"x>\" c='", "attribute"),
            ("<a><!-- ' <b> --><c>", "text"),
            ("<a b=\"1\"/><a>", "text"),
            ("<a><![CDATA[ <b", "cdata"),
            ("<a><![CDATA[ ]] ]]>", "text"),
            ("<a><b></b>", "text"),
        ] {
            assert_eq!(place(before), Ok(want), "{before}");
        }
    }

    #[test]
    fn places_where_nothing_can_be_escaped() {
        for before in [
            "",
            "<?xml version=\"1.0\"?>",
            "<a></a>",
            "<a/>",
            "<",
            "</",
            "<a ",
            "<a b=",
            "<a><!-- ",
            "<a><?p ",
            "<!DOCTYPE ",
            "<!DOCTYPE a [<!ENTITY x \"",
            "<a><script>",
            "<h:STYLE>",
            "<script><![CDATA[",
        ] {
            assert!(place(before).is_err(), "{before}");
        }
    }
}

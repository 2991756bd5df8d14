//! The only user of the YAML parser.
//!
//! The parser has no values with places, but it stamps line and column on every error that a visitor
//! raises, after it has consumed the scalar that was visited. So a scalar whose place is unknown is put
//! into a slot and answered with an error; the visitor around it takes the slot, reads the place off the
//! error, and goes on with the next item. Most scalars need no such detour, because the parser lends
//! them straight from the text. Containers never fail, since a failed one would leave its end unread.

use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::hazards::{self, MAX_DEPTH, MAX_EXPANDED, MAX_NODES, MAX_PATH};
use super::kind::kind_of;
use super::node::{Node, Scalar, ScalarKind, Value};
use super::place::PathPlace;
use super::scalar::{plain_kind, plain_text};
use super::syntax;
use crate::finding::{Code, Finding, Findings};
use crate::text::Source;
use crate::text::Span;

/// Reads one document; hazards become findings. `None` when nothing usable came out.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Node> {
    if !hazards::check_text(source, findings) {
        return None;
    }
    let mut documents = serde_yaml::Deserializer::from_str(source.text());
    let document = documents.next()?;
    let mut reader = Reader::new(source, findings);
    let root = match NodeSeed(&mut reader).deserialize(document) {
        Ok(root) => Some(root),
        Err(error) => match reader.recover(error) {
            Ok(root) => Some(root),
            Err(error) => {
                reader.fail(&error);
                None
            }
        },
    };
    let root = root?;
    reader.check_rest(documents.next());
    reader.check_yaml_alias();
    Some(root)
}

/// A scalar on its way past the parser.
enum Pending {
    /// The content of a quoted or block scalar, or of one over several lines.
    Text(String),
    /// A null, truth value or number: what the parser took it for, and as a last resort its text.
    Plain(ScalarKind, String),
}

struct Reader<'s, 'f> {
    source: &'s Source,
    findings: &'f mut Findings,
    slot: Option<Pending>,
    /// The place of the scalar before.
    last: Span,
    /// Where the furthest scalar so far starts, and whether it is more than the empty one. Places go
    /// backwards only inside an alias.
    frontier: Option<(usize, bool)>,
    alias: Option<Span>,
    depth: usize,
    nodes: usize,
    expanded: usize,
    path: usize,
    /// A limit was hit and reported; every error from here on is only the way out.
    stopped: bool,
}

impl<'s, 'f> Reader<'s, 'f> {
    fn new(source: &'s Source, findings: &'f mut Findings) -> Self {
        Self {
            source,
            findings,
            slot: None,
            last: Span::START,
            frontier: None,
            alias: None,
            depth: 0,
            nodes: 0,
            expanded: 0,
            path: 0,
            stopped: false,
        }
    }

    fn stop<E: Error>(&mut self, finding: Finding) -> E {
        self.findings.push(finding);
        self.stopped = true;
        E::custom("")
    }

    /// Answers a scalar with the error that carries its place.
    fn defer<E: Error>(&mut self, pending: Pending) -> E {
        self.slot = Some(pending);
        E::custom(PathPlace::MARK)
    }

    /// The scalar behind `error`, unless the error is a real one.
    fn recover<E: Error>(&mut self, error: E) -> Result<Node, E> {
        let Some(pending) = self.slot.take() else {
            return Err(error);
        };
        let offset = self.source.offset(PathPlace::of(&error));
        let (text, kind) = match pending {
            Pending::Text(text) => (text, ScalarKind::Text),
            Pending::Plain(taken_for, text) => self.plain(offset, taken_for, text),
        };
        self.scalar(offset, text, kind)
    }

    /// The source text of a plain scalar, and what it is by the core schema.
    fn plain(&self, offset: usize, taken_for: ScalarKind, text: String) -> (String, ScalarKind) {
        let Some(found) = self.source.text().get(offset..).and_then(plain_text) else {
            return (text, taken_for);
        };
        match kind_of(found) {
            // An absent value stands where the next thing starts.
            kind if taken_for == ScalarKind::Null && kind != ScalarKind::Null => (text, taken_for),
            kind => (found.to_owned(), kind),
        }
    }

    fn scalar<E: Error>(
        &mut self,
        offset: usize,
        text: String,
        kind: ScalarKind,
    ) -> Result<Node, E> {
        let visible = !text.is_empty();
        if self.frontier.is_some_and(|(at, shown)| offset < at || offset == at && shown && visible)
        {
            self.alias.get_or_insert(self.last);
        } else {
            self.frontier = Some((offset, visible));
        }
        let span = self.source.span(offset);
        self.last = span;
        self.expanded += text.len();
        if self.expanded > MAX_EXPANDED {
            let message = "the document has too much text once its aliases are expanded";
            return Err(self.stop(hazards::too_large(span, message)));
        }
        self.node(span, Value::Scalar(Scalar { text, kind }))
    }

    fn node<E: Error>(&mut self, span: Span, value: Value) -> Result<Node, E> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the document has more than {MAX_NODES} values");
            return Err(self.stop(hazards::too_large(span, message)));
        }
        Ok(Node { span, value })
    }

    fn enter<E: Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.stop(hazards::too_deep(self.last)));
        }
        Ok(())
    }

    fn sequence<'de, A: SeqAccess<'de>>(&mut self, mut items: A) -> Result<Node, A::Error> {
        let before = self.last;
        self.enter()?;
        let mut nodes = Vec::new();
        loop {
            match items.next_element_seed(NodeSeed(self)) {
                Ok(Some(node)) => nodes.push(node),
                Ok(None) => break,
                Err(error) => nodes.push(self.recover(error)?),
            }
        }
        self.depth -= 1;
        let span = nodes.first().map_or(before, |node| node.span);
        self.node(span, Value::Sequence(nodes))
    }

    fn mapping<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<Node, A::Error> {
        let before = self.last;
        self.enter()?;
        let mut entries = syntax::Entries::default();
        loop {
            let key = match map.next_key_seed(NodeSeed(self)) {
                Ok(Some(key)) => key,
                Ok(None) => break,
                Err(error) => self.recover(error)?,
            };
            let length = self.lengthen(&key)?;
            let value = match map.next_value_seed(NodeSeed(self)) {
                Ok(value) => value,
                Err(error) => self.recover(error)?,
            };
            self.path -= length;
            entries.add(key, value, self.source, self.findings);
        }
        self.depth -= 1;
        let (entries, expression) = entries.finish();
        if let Some(expression) = expression.filter(|_| entries.is_empty()) {
            return Ok(expression);
        }
        let span = entries.first().map_or(before, |entry| entry.key.span);
        self.node(span, Value::Mapping(entries))
    }

    /// Counts the path that the parser writes into every error, which must not grow without bound.
    fn lengthen<E: Error>(&mut self, key: &Node) -> Result<usize, E> {
        let Value::Scalar(scalar) = &key.value else {
            return Ok(0);
        };
        self.path += scalar.text.len();
        if self.path > MAX_PATH {
            let message = format!("the keys down to here have more than {MAX_PATH} bytes together");
            return Err(self.stop(hazards::too_large(key.span, message)));
        }
        Ok(scalar.text.len())
    }

    fn fail(&mut self, error: &serde_yaml::Error) {
        if self.stopped {
            return;
        }
        let text = error.to_string();
        // The parser has a limit of its own for aliases within aliases.
        self.findings.push(if text.contains("repetition limit exceeded") {
            hazards::too_large(self.last, "the aliases expand to too many values")
        } else {
            let offset = error.location().map_or(0, |location| location.index());
            syntax::yaml_syntax(self.source, &text, offset)
        });
    }

    /// Whatever follows the first document: nothing, please.
    fn check_rest(&mut self, rest: Option<serde_yaml::Deserializer<'_>>) {
        let Some(rest) = rest else { return };
        match IgnoredAny::deserialize(rest) {
            Ok(_) => {
                let from = self.frontier.map_or(0, |(offset, _)| offset);
                let finding = syntax::multi_document(self.source, from, self.last);
                self.findings.push(finding);
            }
            Err(error) => self.fail(&error),
        }
    }

    fn check_yaml_alias(&mut self) {
        let Some(span) = self.alias else { return };
        let message = "an alias is replaced by a copy of what its anchor marks";
        self.findings.push(Finding::new(Code::YamlAlias, span, message));
        if let Some((name, span)) = hazards::redefined_anchor(self.source) {
            let message = format!("the anchor `&{name}` is defined more than once");
            let finding = Finding::new(Code::UnsupportedFeature, span, message);
            self.findings.push(finding.help("give every anchor a name of its own"));
        }
    }
}

/// Reads one value, whatever it is.
struct NodeSeed<'r, 's, 'f>(&'r mut Reader<'s, 'f>);

impl<'de> DeserializeSeed<'de> for NodeSeed<'_, '_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_, '_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Node, E> {
        match syntax::offset_in(self.0.source.text(), text) {
            Some(offset) => {
                let halves = self.0.source.text().split_at_checked(offset);
                let kind = halves
                    .filter(|(_, from)| from.starts_with(text))
                    .map_or(ScalarKind::Text, |(before, _)| plain_kind(text, before));
                self.0.scalar(offset, text.to_owned(), kind)
            }
            None => self.visit_str(text),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Err(self.0.defer(Pending::Text(text.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Err(self.0.defer(Pending::Plain(ScalarKind::Null, String::new())))
    }

    /// A text without any document in it.
    fn visit_none<E: Error>(self) -> Result<Node, E> {
        self.0.scalar(0, String::new(), ScalarKind::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Err(self.0.defer(Pending::Plain(ScalarKind::Bool, value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        self.visit_i128(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        self.visit_u128(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node, E> {
        Err(self.0.defer(Pending::Plain(ScalarKind::Integer, value.to_string())))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node, E> {
        Err(self.0.defer(Pending::Plain(ScalarKind::Integer, value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        Err(self.0.defer(Pending::Plain(ScalarKind::Float, value.to_string())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Node, A::Error> {
        self.0.sequence(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Node, A::Error> {
        self.0.mapping(map)
    }

    /// A value with a tag of its own, `!include other.yaml`; what it asks for would be lost.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let (tag, value) = tagged.variant::<String>()?;
        let message = format!("the tag `!{}` has no meaning here", tag.trim_start_matches('!'));
        let finding = Finding::new(Code::UnsupportedFeature, self.0.last, message);
        self.0.findings.push(finding.help("write the value itself, without a tag"));
        value.newtype_variant_seed(self)
    }
}

//! The tree of a document as nodes: aliases expanded, every key once, or findings that say why not.

use std::borrow::Cow;
use std::collections::HashSet;

use super::damage::Damage;
use super::entries::Entries;
use super::kind::plain_kind;
use super::node::{Node, Scalar, ScalarKind, Value};
use crate::finding::{Code, Finding, Findings};
use crate::text::{Source, Span, Spans};
use crate::yaml::{
    MAX_DEPTH, MAX_EXPANDED, MAX_NODES, MAX_PATH, NodeId, Resolved, ScalarStyle, Syntax,
    SyntaxTree, ValueError, too_deep, too_large,
};

/// Reads one document; hazards become findings. `None` when nothing usable came out.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Node> {
    let (root, damage) = read_on(source, findings)?;
    damage.is_none().then_some(root)
}

/// The same, also of a text with syntax errors, and the damage that they have done.
pub(crate) fn read_on(source: &Source, findings: &mut Findings) -> Option<(Node, Option<Damage>)> {
    let tree = match SyntaxTree::read(source) {
        Ok(tree) => tree,
        Err(finding) => {
            findings.push(finding);
            return None;
        }
    };
    if !tree.errors().is_empty() {
        findings.extend(tree.errors().iter().map(|error| error.finding(source)));
        let damage = Damage::new(tree.damage());
        let mut reader = Reader::new(source, &tree);
        let root = reader.node(tree.root()?).ok()?;
        findings.extend(damage.certain(source, reader.findings));
        return Some((root, Some(damage)));
    }
    read_whole(source, &tree, findings).map(|root| (root, None))
}

/// Reads a text without syntax errors.
fn read_whole(source: &Source, tree: &SyntaxTree<'_>, findings: &mut Findings) -> Option<Node> {
    let mut reader = Reader::new(source, tree);
    let root = match tree.root() {
        Some(root) => reader.node(root),
        None => Ok(Node { span: source.span(0), value: nothing() }),
    };
    findings.extend(reader.findings);
    check_multi_document(source, tree, findings);
    check_yaml_alias(source, tree, reader.alias, findings);
    match root {
        Ok(root) => Some(root),
        Err(finding) => {
            findings.push(finding);
            None
        }
    }
}

/// The value of a text without any document in it.
fn nothing() -> Value {
    Value::Scalar(Scalar { text: String::new(), kind: ScalarKind::Null })
}

/// R02: a second document.
fn check_multi_document(source: &Source, tree: &SyntaxTree<'_>, findings: &mut Findings) {
    let Some(at) = tree.second_document() else { return };
    let message = "another document starts in the same file";
    let finding = Finding::new(Code::MultiDocument, source.span(at), message);
    findings.push(finding.help("keep one document in each file"));
}

/// An alias is told, and its anchor must be the only one of its name.
fn check_yaml_alias(
    source: &Source,
    tree: &SyntaxTree<'_>,
    alias: Option<usize>,
    findings: &mut Findings,
) {
    let Some(alias) = alias else { return };
    let message = "an alias is replaced by a copy of what its anchor marks";
    findings.push(Finding::new(Code::YamlAlias, source.span(alias), message));
    let mut seen = HashSet::new();
    if let Some((name, at)) = tree.anchors().find(|(name, _)| !seen.insert(*name)) {
        let message = format!("the anchor `&{name}` is defined more than once");
        let finding = Finding::new(Code::UnsupportedFeature, source.span(at), message);
        findings.push(finding.help("give every anchor a name of its own"));
    }
}

/// A limit that was hit.
type Limited<T> = Result<T, Finding>;

struct Reader<'s, 't> {
    source: &'s Source,
    tree: &'t SyntaxTree<'s>,
    spans: Spans<'s>,
    findings: Findings,
    /// The first alias.
    alias: Option<usize>,
    /// Aliases around what is read; findings are made where it is written.
    copies: usize,
    depth: usize,
    nodes: usize,
    expanded: usize,
    path: usize,
}

impl<'s, 't> Reader<'s, 't> {
    fn new(source: &'s Source, tree: &'t SyntaxTree<'s>) -> Self {
        Self {
            source,
            tree,
            spans: source.spans(),
            findings: Findings::new(),
            alias: None,
            copies: 0,
            depth: 0,
            nodes: 0,
            expanded: 0,
            path: 0,
        }
    }

    fn node(&mut self, id: NodeId) -> Limited<Node> {
        self.check_tag(id);
        match self.tree.syntax(id) {
            Syntax::Sequence(_) => self.sequence(id),
            Syntax::Mapping(_) => self.mapping(id),
            Syntax::Alias => self.copy(id),
            Syntax::Scalar(style) => self.scalar(id, style),
            // There are none where a value stands, in a tree without errors.
            Syntax::Stream | Syntax::Entry | Syntax::Item | Syntax::Error => {
                self.made(self.tree.start(id), nothing())
            }
        }
    }

    fn made(&mut self, at: usize, value: Value) -> Limited<Node> {
        let span = self.spans.at(at);
        self.count(span)?;
        Ok(Node { span, value })
    }

    fn count(&mut self, span: Span) -> Limited<()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(self.too_many(span));
        }
        Ok(())
    }

    fn too_many(&self, span: Span) -> Finding {
        match self.alias.filter(|_| self.copies > 0) {
            Some(alias) => {
                too_large(self.source.span(alias), "the aliases expand to too many values")
            }
            None => too_large(span, format!("the document has more than {MAX_NODES} values")),
        }
    }

    /// A value with a tag of its own, `!include other.yaml`; what it asks for would be lost.
    fn check_tag(&mut self, id: NodeId) {
        let Some((tag, at)) = self.tree.local_tag(id) else { return };
        let message = format!("the tag `!{}` has no meaning here", tag.trim_start_matches('!'));
        let finding = Finding::new(Code::UnsupportedFeature, self.source.span(at), message);
        self.find(finding.help("write the value itself, without a tag"));
    }

    fn find(&mut self, finding: Finding) {
        if self.copies == 0 {
            self.findings.push(finding);
        }
    }

    fn scalar(&mut self, id: NodeId, style: ScalarStyle) -> Limited<Node> {
        let (text, kind) = self.read_scalar(id, style).unwrap_or_else(|error| {
            let message = format!("invalid YAML: {error}");
            let span = self.source.span(self.tree.start(id));
            self.find(Finding::new(Code::YamlSyntax, span, message));
            (Cow::Borrowed(""), ScalarKind::Text)
        });
        self.expanded += text.len();
        if self.expanded > MAX_EXPANDED {
            let message = "the document has too much text once its aliases are expanded";
            return Err(too_large(self.source.span(self.tree.start(id)), message));
        }
        let text = text.into_owned();
        self.made(self.tree.start(id), Value::Scalar(Scalar { text, kind }))
    }

    fn read_scalar(
        &self,
        id: NodeId,
        style: ScalarStyle,
    ) -> Result<(Cow<'s, str>, ScalarKind), ValueError> {
        let text = self.tree.content(id)?;
        let resolved = self.tree.resolved(id).transpose()?;
        let plain = matches!(style, ScalarStyle::Plain | ScalarStyle::Absent);
        let kind = match resolved {
            None | Some(Resolved::Null | Resolved::Bool | Resolved::Number) if plain => {
                plain_kind(&text)
            }
            None | Some(Resolved::Text) => ScalarKind::Text,
            Some(Resolved::Null) => ScalarKind::Null,
            Some(Resolved::Bool) => ScalarKind::Bool,
            Some(Resolved::Number) if text.contains(['.', 'e', 'E']) => ScalarKind::Float,
            Some(Resolved::Number) => ScalarKind::Integer,
        };
        Ok((text, kind))
    }

    /// A list or mapping stands where its first value or key stands, since that is what is looked at.
    fn sequence(&mut self, id: NodeId) -> Limited<Node> {
        self.enter(id)?;
        let tree = self.tree;
        let mut nodes = Vec::new();
        for item in tree.children(id).filter_map(|item| tree.value(item)) {
            nodes.push(self.node(item)?);
        }
        self.depth -= 1;
        let first = nodes.first().map(|node: &Node| node.span);
        self.collected(id, first, Value::Sequence(nodes))
    }

    fn mapping(&mut self, id: NodeId) -> Limited<Node> {
        self.enter(id)?;
        let tree = self.tree;
        let mut entries = Entries::default();
        for (key, value) in tree.children(id).filter_map(|entry| tree.entry(entry)) {
            let key = self.node(key)?;
            let length = self.lengthen(&key)?;
            let value = self.node(value)?;
            self.path -= length;
            let mut findings = Findings::new();
            entries.add(key, value, self.source, &mut findings);
            findings.into_iter().for_each(|finding| self.find(finding));
        }
        self.depth -= 1;
        let (entries, expression) = entries.finish();
        if let Some(expression) = expression.filter(|_| entries.is_empty()) {
            return Ok(expression);
        }
        let first = entries.first().map(|entry| entry.key.span);
        self.collected(id, first, Value::Mapping(entries))
    }

    fn collected(&mut self, id: NodeId, first: Option<Span>, value: Value) -> Limited<Node> {
        let span = first.unwrap_or_else(|| self.source.span(self.tree.range(id).start));
        self.count(span)?;
        Ok(Node { span, value })
    }

    fn enter(&mut self, id: NodeId) -> Limited<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(self.source.span(self.tree.start(id))));
        }
        Ok(())
    }

    /// Reads the node that the anchor of an alias marks, once more.
    fn copy(&mut self, id: NodeId) -> Limited<Node> {
        self.alias.get_or_insert(self.tree.range(id).start);
        let Some(target) = self.tree.target(id) else {
            return self.made(self.tree.start(id), nothing());
        };
        self.copies += 1;
        let node = self.node(target);
        self.copies -= 1;
        node
    }

    /// Counts the path that is written into findings, which must not grow without bound.
    fn lengthen(&mut self, key: &Node) -> Limited<usize> {
        let Value::Scalar(scalar) = &key.value else {
            return Ok(0);
        };
        self.path += scalar.text.len();
        if self.path > MAX_PATH {
            let message = format!("the keys down to here have more than {MAX_PATH} bytes together");
            return Err(too_large(key.span, message));
        }
        Ok(scalar.text.len())
    }
}

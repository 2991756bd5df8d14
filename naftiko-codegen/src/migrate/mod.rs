//! Documents in another version of the language, by edits that leave the rest of the text as it is.
//!
//! A table says which keys stand where; how they are spelled says the one table of keys. What comes of the edits is
//! compiled and compared with the document before anyone gets it.

mod change;
mod form;
mod problem;
mod proof;
mod section;
mod since;
mod walk;

use self::problem::Obstruction;
pub use self::problem::Problem;
use self::section::DocumentPart;
use self::since::ALPHA2;
use self::walk::Walk;
use crate::finding::Findings;
use crate::spec::{Dialect, Key};
pub use crate::spec::{Release, UnknownRelease};
use crate::text::Source;
use crate::yaml::{Edit, NodeId, Syntax, SyntaxTree};

/// A document in another version.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Migration {
    /// The document in the other version.
    pub source: Source,
    /// The version it was in.
    pub from: Release,
    /// What the user has to know.
    pub notes: Vec<String>,
}

/// Rewrites a document to a version.
///
/// ```
/// use naftiko_codegen::migrate::{Release, migrate};
/// use naftiko_codegen::text::Source;
///
/// let text = "naftiko: '1.0.0-alpha2' # ours\ninfo: {label: Ships}\n".to_owned();
/// let source = Source::new("ships.yaml", text);
/// let migration = migrate(&source, Release::named("1.0.0-beta5")?);
/// let text = migration.map(|migration| migration.source.text().to_owned());
/// let wanted = "ikanos: '1.0.0-beta5' # ours\ninfo: {display: Ships}\n";
/// assert_eq!(text.as_deref(), Ok(wanted));
/// # Ok::<(), naftiko_codegen::migrate::UnknownRelease>(())
/// ```
///
/// # Errors
///
/// All reasons why the version cannot say what the document says.
pub fn migrate(source: &Source, to: Release) -> Result<Migration, Vec<Problem>> {
    let placed = |all: Vec<Obstruction>| all.into_iter().map(|one| place(source, one)).collect();
    if to.is_early() {
        let message = format!("{to} is read and not written, as all versions before 1.0.0 are");
        return Err(placed(vec![whole(message, "migrate to 1.0.0-alpha1 or a later version")]));
    }
    let tree = read(source).map_err(placed)?;
    let root = Root::of(&tree).map_err(|one| placed(vec![one]))?;
    let (from, is_same) = (root.release, root.release == to && root.is_known);
    let mut walk = walked(&tree, &root, to);
    let mut notes = Vec::new();
    if walk.imports > 0 {
        notes.push("imported files are not touched: migrate them by themselves".to_owned());
    }
    if is_same {
        return Ok(Migration { source: source.clone(), from, notes });
    }
    if !walk.problems.is_empty() {
        walk.problems.sort_by_key(|problem| problem.at);
        return Err(placed(walk.problems));
    }
    notes.append(&mut walk.notes);
    if Release::named(ALPHA2).is_ok_and(|alpha2| to < alpha2) {
        notes.push(format!("`naftiko check` warns of {to}, which is compiled as {ALPHA2}"));
    }
    let named = with_names(source, &walk, &mut notes).map_err(placed)?;
    let text = rewritten(&named, to).map_err(placed)?;
    let migrated = source.with_text(text);
    notes.extend(proof::same(source, &migrated, to).map_err(placed)?);
    Ok(Migration { source: migrated, from, notes })
}

fn walked<'w, 't>(tree: &'w SyntaxTree<'t>, root: &Root, to: Release) -> Walk<'w, 't> {
    let mut walk = Walk::new(tree, root.release, to);
    walk.mapping(root.document, DocumentPart::Document);
    if root.release != to {
        standalone(&mut walk, root.document);
    }
    walk
}

/// The document with names where the version needs keys and the document has no word for them.
fn with_names(
    source: &Source,
    walk: &Walk<'_, '_>,
    notes: &mut Vec<String>,
) -> Result<Source, Vec<Obstruction>> {
    if walk.unnamed.is_empty() {
        return Ok(source.clone());
    }
    let mut names: Vec<&(NodeId, String)> = walk.unnamed.iter().collect();
    names.sort_by_key(|(mapping, _)| walk.tree.start(*mapping));
    for (mapping, name) in &names {
        let span = source.span(walk.tree.start(*mapping));
        notes.push(format!("the item at {span} has no name: its key is `{name}`"));
    }
    // Where several end at one place, the innermost gets its line first.
    let edits: Vec<Edit<'_>> = names
        .iter()
        .rev()
        .map(|(mapping, value)| Edit::Add { mapping: *mapping, key: "name", value })
        .collect();
    let text = walk.tree.edit(&edits);
    let text = text.map_err(|error| blame(walk.tree, &edits, error.to_string()))?;
    Ok(source.with_text(text))
}

fn rewritten(source: &Source, to: Release) -> Result<String, Vec<Obstruction>> {
    let tree = read(source)?;
    let root = Root::of(&tree).map_err(|one| vec![one])?;
    let walk = walked(&tree, &root, to);
    let version = to.version();
    let version = [version.to_owned(), format!("'{version}'"), format!("\"{version}\"")];
    let mut edits = vec![walk.replace(root.version, version.each_ref().map(String::as_str))];
    if root.release.root() != to.root() {
        edits.push(Edit::Rename { entry: root.entry, key: to.root() });
    }
    edits.extend(walk.edits);
    tree.edit(&edits).map_err(|error| blame(&tree, &edits, error.to_string()))
}

fn whole(message: String, help: &str) -> Obstruction {
    Obstruction { at: None, message, help: help.to_owned() }
}

fn place(source: &Source, one: Obstruction) -> Problem {
    let span = one.at.map(|at| source.span(at));
    let (line, column) = span.map_or((0, 0), |span| (span.line, span.column));
    Problem { line, column, message: one.message, help: one.help }
}

/// The tree of a document without syntax errors.
fn read(source: &Source) -> Result<SyntaxTree<'_>, Vec<Obstruction>> {
    let help = "`naftiko check` says more; correct it first";
    let tree = SyntaxTree::read(source).map_err(|finding| {
        let at = finding.span.map(|span| source.offset(span));
        vec![Obstruction { at, message: finding.message, help: help.to_owned() }]
    })?;
    let mut findings = Findings::new();
    if tree.errors().is_empty() && tree.second_document().is_none() {
        return Ok(tree);
    }
    let _ = crate::source::read_on(source, &mut findings);
    let of = |finding: &crate::finding::Finding| Obstruction {
        at: finding.span.map(|span| source.offset(span)),
        message: finding.message.clone(),
        help: help.to_owned(),
    };
    Err(findings.sorted().into_iter().map(of).collect())
}

/// The root of a document, and where its version stands.
struct Root {
    document: NodeId,
    entry: NodeId,
    version: NodeId,
    release: Release,
    /// Set if the document names a version that is known.
    is_known: bool,
}

impl Root {
    fn of(tree: &SyntaxTree<'_>) -> Result<Self, Obstruction> {
        let help = "begin it with `naftiko: 1.0.0-alpha2`, or with another version";
        let none = || whole("this is no capability document".to_owned(), help);
        let document = tree.root().ok_or_else(none)?;
        let has = |key: &str| tree.find(document, key).is_some();
        let dialect = Dialect::of_root(has).ok_or_else(none)?;
        let key = dialect.spelling(Key::Root);
        let entry = tree.find(document, key).ok_or_else(none)?;
        if dialect != Dialect::Ikanos && has(Dialect::Ikanos.spelling(Key::Root)) {
            let mut both = whole("the document has two root keys".to_owned(), "keep one of them");
            both.at = Some(tree.start(entry));
            return Err(both);
        }
        let unread = || Obstruction {
            at: Some(tree.start(entry)),
            message: format!("the version below `{key}` is not written here"),
            help: format!("write `{key}: {}`", dialect.advised()),
        };
        let mut version = tree.value(entry).ok_or_else(unread)?;
        if let Syntax::Mapping(_) = tree.syntax(version) {
            let inner = tree.find(version, dialect.spelling(Key::Version)).ok_or_else(unread)?;
            version = tree.value(inner).ok_or_else(unread)?;
        }
        if !matches!(tree.syntax(version), Syntax::Scalar(_)) {
            return Err(unread());
        }
        let text = tree.content(version).unwrap_or_default();
        let known = Release::written(dialect, text.trim());
        let release = known.or_else(|| Release::newest(dialect)).ok_or_else(unread)?;
        Ok(Self { document, entry, version, release, is_known: known.is_some() })
    }
}

/// Without a capability, a document of `ikanos` has one list of entries that others import.
fn standalone(walk: &mut Walk<'_, '_>, document: NodeId) {
    let entries = walk.entries(document);
    let has = |key: Key| entries.iter().any(|found| key.is_ever(&found.key));
    if !walk.crosses() || !walk.to.dialect().keys_are_names() || has(Key::Capability) {
        return;
    }
    let lists = [Key::Consumes, Key::Exposes, Key::Aggregates, Key::Binds];
    let mut shared = entries.iter().filter(|found| lists.iter().any(|key| key.is_ever(&found.key)));
    shared.next();
    for found in shared {
        let message = format!(
            "`{}` is a second list; without a `capability`, {} has only one",
            found.key, walk.to
        );
        walk.problem(found.entry, message, "move it to a file of its own");
    }
}

/// The edits that are not possible; all of them together if each one is.
fn blame(tree: &SyntaxTree<'_>, edits: &[Edit<'_>], reason: String) -> Vec<Obstruction> {
    let mut failed = Vec::new();
    search(tree, edits, &mut failed);
    if failed.is_empty() {
        failed.push(whole(reason, PLAINER));
    } else if failed.len() == MOST_BLAMED {
        failed.push(whole("there may be more that is not rewritten".to_owned(), PLAINER));
    }
    failed
}

const PLAINER: &str = "write this part in a plainer way, without what stands in the way";

/// Each takes the document to be read several times.
const MOST_BLAMED: usize = 20;

fn search(tree: &SyntaxTree<'_>, edits: &[Edit<'_>], failed: &mut Vec<Obstruction>) {
    if failed.len() == MOST_BLAMED {
        return;
    }
    let Err(error) = tree.edit(edits) else { return };
    if let [edit] = edits {
        let (at, help) = (Some(tree.start(edit.node())), PLAINER.to_owned());
        let message = format!("this part is not rewritten: {error}");
        failed.push(Obstruction { at, message, help });
        return;
    }
    let (first, second) = edits.split_at(edits.len() / 2);
    search(tree, first, failed);
    search(tree, second, failed);
}

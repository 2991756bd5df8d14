//! Edits change what they say, and nothing else.

use naftiko_codegen::text::Source;
use naftiko_codegen::yaml::{Edit, EditError, NodeId, ScalarStyle, Syntax, SyntaxTree};
use serde_yaml::Value;

use crate::kinds::{KINDS, Kind};
use crate::places::nodes;
use crate::support::{Chance, documents, line};

const SEED: u64 = 20_261_201;
/// Of each kind, unless `NAFTIKO_EDITS` says how many.
const EDITS: usize = 1000;
/// Each edit has the whole document read four times.
const LARGEST: usize = 20_000;

/// The way to a node: positions in lists and mappings.
fn path(tree: &SyntaxTree<'_>, mut id: NodeId) -> Vec<usize> {
    let mut path = Vec::new();
    while tree.parent(id) != id {
        let parent = tree.parent(id);
        if matches!(tree.syntax(parent), Syntax::Mapping(_) | Syntax::Sequence(_)) {
            path.push(tree.children(parent).position(|child| child == id).unwrap());
        }
        id = parent;
    }
    path.reverse();
    path
}

fn at<'v>(value: &'v mut Value, path: &[usize]) -> &'v mut Value {
    path.iter().fold(value, |value, index| match value {
        Value::Sequence(list) => &mut list[*index],
        Value::Mapping(map) => map.iter_mut().nth(*index).unwrap().1,
        other => panic!("{other:?}"),
    })
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// The edit as a change of values.
fn apply(value: &mut Value, tree: &SyntaxTree<'_>, edit: &Edit<'_>) {
    match *edit {
        Edit::Replace { scalar, value: new } => *at(value, &path(tree, scalar)) = yaml(new),
        Edit::Add { mapping, key, value: new } => {
            let map = at(value, &path(tree, mapping)).as_mapping_mut().unwrap();
            map.insert(yaml(key), yaml(new));
        }
        Edit::Insert { sequence, index, value: new } => {
            let list = at(value, &path(tree, sequence)).as_sequence_mut().unwrap();
            list.insert(index, yaml(new));
        }
        Edit::Unwrap { sequence } => {
            let list = at(value, &path(tree, sequence));
            *list = list.as_sequence_mut().unwrap().remove(0);
        }
        Edit::Wrap { entry, key } => {
            let inner = at(value, &path(tree, entry));
            let old = std::mem::take(inner);
            *inner = Value::Mapping([(yaml(key), old)].into_iter().collect());
        }
        Edit::ByKey { sequence: node, key } | Edit::ByItem { mapping: node, key } => {
            let inner = at(value, &path(tree, node));
            *inner = reshaped(std::mem::take(inner), &yaml(key));
        }
        Edit::Rename { entry: child, .. } | Edit::Remove { child } => {
            let mut path = path(tree, child);
            let index = path.pop().unwrap();
            let parent = at(value, &path);
            if let Value::Sequence(list) = parent {
                list.remove(index);
                return;
            }
            let old = std::mem::take(parent.as_mapping_mut().unwrap());
            let renamed = |(number, (key, value))| match *edit {
                _ if number != index => Some((key, value)),
                Edit::Rename { key, .. } => Some((yaml(key), value)),
                _ => None,
            };
            let entries = old.into_iter().enumerate().filter_map(renamed);
            *parent = Value::Mapping(entries.collect());
        }
    }
}

/// A list of named mappings as a mapping, and back.
pub(crate) fn reshaped(value: Value, key: &Value) -> Value {
    match value {
        Value::Sequence(items) => {
            let entry = |mut item: Value| {
                let name = item.as_mapping_mut().unwrap().shift_remove(key).unwrap();
                (name, item)
            };
            Value::Mapping(items.into_iter().map(entry).collect())
        }
        Value::Mapping(entries) => {
            let item = |(name, value): (Value, Value)| {
                let Value::Mapping(rest) = value else { panic!("{value:?}") };
                Value::Mapping([(key.clone(), name)].into_iter().chain(rest).collect())
            };
            Value::Sequence(entries.into_iter().map(item).collect())
        }
        other => panic!("{other:?}"),
    }
}

/// The lines that an edit may touch: those of the node, or the last of them.
fn lines(tree: &SyntaxTree<'_>, edit: &Edit<'_>) -> (usize, usize) {
    let lines = |id| {
        let range = tree.range(id);
        (line(tree.text(), range.start), line(tree.text(), range.end))
    };
    match *edit {
        Edit::Replace { scalar: id, .. } => lines(id),
        Edit::Remove { child } => {
            let (first, last) = lines(child);
            let start = tree.range(child).start;
            let before = tree.text()[..start].rsplit('\n').next().unwrap();
            // Behind a dash, the next entry comes to stand in its place.
            let next = tree.children(tree.parent(child)).find(|id| tree.range(*id).start > start);
            let next = next.filter(|_| !before.trim().is_empty());
            (first, next.map_or(last, |next| lines(next).0))
        }
        Edit::ByKey { sequence: node, .. }
        | Edit::ByItem { mapping: node, .. }
        | Edit::Unwrap { sequence: node } => lines(node),
        Edit::Rename { entry, .. } => lines(tree.entry(entry).unwrap().0),
        Edit::Wrap { entry, .. } => lines(tree.value(entry).unwrap()),
        Edit::Add { mapping: id, .. } => (lines(id).1, lines(id).1),
        Edit::Insert { sequence, index, .. } => match tree.children(sequence).nth(index) {
            Some(item) => (lines(item).0, lines(item).0),
            None => (lines(sequence).1, lines(sequence).1),
        },
    }
}

/// Makes one edit, and compares. `None` when it is refused.
fn edit_once(source: &Source, kind: Kind, chance: &mut Chance) -> Option<Result<(), EditError>> {
    let tree = SyntaxTree::read(source).ok().filter(|tree| tree.errors().is_empty())?;
    let mut value: Value = serde_yaml::from_str(source.text()).ok()?;
    if nodes(&tree).into_iter().any(|id| tree.syntax(id) == Syntax::Alias) {
        return None;
    }
    let edit = kind(&tree, chance)?;
    let text = match tree.edit(&[edit]) {
        Ok(text) => text,
        Err(error) => return Some(Err(error)),
    };
    apply(&mut value, &tree, &edit);
    let found: Value =
        serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{edit:?}: {e}\n{text}"));
    assert_eq!(found, value, "{edit:?} of {}", source.name());
    let (old, new): (Vec<&str>, Vec<&str>) =
        (source.text().split('\n').collect(), text.split('\n').collect());
    let (first, last) = lines(&tree, &edit);
    let before = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let after = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    assert!(before >= first, "{edit:?} changes line {before} of {}", source.name());
    assert!(after + last + 1 >= old.len(), "{edit:?} changes the end of {}", source.name());
    Some(Ok(()))
}

#[test]
#[ignore = "needs NAFTIKO_SHARED"]
fn edits_of_each_kind_change_only_their_lines() {
    let wanted = std::env::var("NAFTIKO_EDITS").map_or(EDITS, |edits| edits.parse().unwrap());
    let sources = documents().into_iter().map(|(_, source)| source);
    let sources: Vec<Source> = sources.filter(|source| source.text().len() < LARGEST).collect();
    for (name, kind) in KINDS {
        let mut chance = Chance::new(SEED);
        let (mut made, mut refused) = (0, 0);
        while made < wanted {
            match edit_once(chance.pick(&sources), *kind, &mut chance) {
                Some(Ok(())) => made += 1,
                Some(Err(_)) => refused += 1,
                None => {}
            }
        }
        println!("{name}: {made} made, {refused} refused");
        assert!(refused < wanted / 10, "{name}: {refused} refused");
    }
}

/// Edits of a text; nodes are found by their keys and positions.
fn edited<'e>(
    text: &str,
    edits: impl Fn(&SyntaxTree<'_>) -> Vec<Edit<'e>>,
) -> Result<String, EditError> {
    let source = Source::new("x.yaml", text.to_owned());
    let tree = SyntaxTree::read(&source).unwrap();
    tree.edit(&edits(&tree))
}

fn entry(tree: &SyntaxTree<'_>, key: &str) -> NodeId {
    let root = tree.root().unwrap();
    tree.find(root, key).unwrap()
}

#[test]
fn edits_keep_comments_and_form() {
    let text = "# top\na: 'x'   # why\nb:\n  # first\n  - 1\n\n  - |\n    two\nc: {d: 1, e: 2}\n";
    let value = |tree: &SyntaxTree<'_>, key| tree.value(entry(tree, key)).unwrap();
    assert_eq!(
        edited(text, |tree| vec![
            Edit::Replace { scalar: value(tree, "a"), value: "y" },
            Edit::Rename { entry: entry(tree, "c"), key: "g" },
            Edit::Wrap { entry: entry(tree, "b"), key: "list" },
            Edit::Remove { child: tree.find(value(tree, "c"), "d").unwrap() },
            Edit::Add { mapping: tree.root().unwrap(), key: "h", value: "[]" },
        ])
        .unwrap(),
        "# top\na: y   # why\nb:\n  # first\n  list:\n    - 1\n\n    - |\n      two\ng: {e: 2}\nh: []\n"
    );
}

#[test]
fn items_are_inserted_between_others() {
    let text = "- a # one\n\n- - b\n  # two\n  - c\n- [d]\n";
    let inserted = |index| {
        edited(text, |tree| {
            vec![Edit::Insert { sequence: tree.root().unwrap(), index, value: "x" }]
        })
    };
    assert_eq!(inserted(0).unwrap(), format!("- x\n{text}"));
    assert_eq!(inserted(1).unwrap(), text.replace("\n- - b", "\n- x\n- - b"));
    assert_eq!(inserted(3).unwrap(), format!("{text}- x\n"));
    assert!(matches!(inserted(4), Err(EditError::Unsupported(_))));
    let nested = edited(text, |tree| {
        let item = tree.children(tree.root().unwrap()).nth(1).unwrap();
        vec![Edit::Insert { sequence: tree.value(item).unwrap(), index: 0, value: "x" }]
    });
    assert_eq!(nested.unwrap(), text.replace("- - b", "- - x\n  - b"));
}

#[test]
fn the_last_child_leaves_an_empty_list() {
    let only = |tree: &SyntaxTree<'_>| {
        let list = tree.value(entry(tree, "a")).unwrap();
        vec![Edit::Remove { child: tree.children(list).next().unwrap() }]
    };
    for (text, expected) in [
        ("a:\n- x\nb: 1\n", "a:\n  []\nb: 1\n"),
        ("a:\n  - x: 1\n    y: 2 # z\nb: 1\n", "a:\n  [] # z\nb: 1\n"),
        ("a:\n  k: |\n    x\nb: 1\n", "a:\n  {}\nb: 1\n"),
        ("a: [x, ]\n", "a: [ ]\n"),
        ("a: {x}\n", "a: {}\n"),
    ] {
        assert_eq!(edited(text, only).as_deref(), Ok(expected), "{text:?}");
    }
}

#[test]
fn what_cannot_be_edited_is_refused() {
    let a = |tree: &SyntaxTree<'_>| tree.value(entry(tree, "a")).unwrap();
    let replaced = |text: &str, value: &'static str| {
        edited(text, |tree| vec![Edit::Replace { scalar: a(tree), value }])
    };
    assert_eq!(replaced("a: 1\n", "x: y"), Err(EditError::Ambiguous));
    assert_eq!(replaced("a: 1\n", "x\ny"), Err(EditError::NoValue));
    assert_eq!(replaced("a: 1\n", "x # y"), Err(EditError::NoValue));
    assert_eq!(replaced("a: 1\n", ""), Err(EditError::NoValue));
    assert_eq!(replaced("a: 1\nb: 'c\n", "x"), Err(EditError::Broken));
    assert_eq!(replaced("{a: 1}", "x}"), Err(EditError::Ambiguous));
    let removed =
        |text: &str, key: &str| edited(text, |tree| vec![Edit::Remove { child: entry(tree, key) }]);
    // Its alias would have no anchor.
    assert_eq!(removed("a: &x 1\nb: *x\n", "a"), Err(EditError::Ambiguous));
    assert!(matches!(removed("{a: 1, # why\n b: 2}", "a"), Err(EditError::Unsupported(_))));
    let twice = edited("a: 1\n", |tree| {
        vec![
            Edit::Remove { child: entry(tree, "a") },
            Edit::Replace { scalar: a(tree), value: "x" },
        ]
    });
    assert_eq!(twice, Err(EditError::Overlap));
    // A key that is there.
    let added = edited("a: |\n  x", |tree| {
        vec![Edit::Add { mapping: tree.root().unwrap(), key: "b", value: "1" }]
    });
    assert_eq!(added, Err(EditError::Ambiguous), "the text of the block would have a line break");
}

#[test]
fn absent_values_are_filled_in() {
    for (text, expected) in [
        ("a:\nb: 1\n", "a: x\nb: 1\n"),
        ("{a, b: 1}", "{a: x, b: 1}"),
        ("{a: , b: 1}", "{a: x , b: 1}"),
        ("a: # why\n", "a: x # why\n"),
    ] {
        let filled = edited(text, |tree| {
            vec![Edit::Replace { scalar: tree.value(entry(tree, "a")).unwrap(), value: "x" }]
        });
        assert_eq!(filled.as_deref(), Ok(expected), "{text:?}");
    }
}

#[test]
fn every_style_of_scalar_is_replaced() {
    for text in ["'x'", "\"x\"", "x\n  y", "|\n  x\n\n  y", ">-\n  x", "\"x\n\n  y\"", "!t &a x"] {
        let filled = edited(&format!("a: {text}\n\nb: 1\n"), |tree| {
            let value = tree.value(entry(tree, "a")).unwrap();
            assert!(
                matches!(tree.syntax(value), Syntax::Scalar(style) if style != ScalarStyle::Absent)
            );
            vec![Edit::Replace { scalar: value, value: "z" }]
        });
        let kept = if text.starts_with('!') { "!t &a z" } else { "z" };
        assert_eq!(filled, Ok(format!("a: {kept}\n\nb: 1\n")), "{text:?}");
    }
}

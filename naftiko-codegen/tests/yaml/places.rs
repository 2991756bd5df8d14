//! Invariants of the places of a tree, which fuzzing checks too.

use naftiko_codegen::yaml::{NodeId, SyntaxTree};

/// All nodes of a tree, in the order of the text.
pub(crate) fn nodes(tree: &SyntaxTree<'_>) -> Vec<NodeId> {
    let mut all = Vec::new();
    let mut open: Vec<NodeId> = tree.documents().collect();
    open.reverse();
    while let Some(id) = open.pop() {
        all.push(id);
        let children = open.len();
        open.extend(tree.children(id));
        open[children..].reverse();
    }
    all
}

/// Nodes lie in the nodes around them and behind those before them; what was left out lies in the text.
pub(crate) fn check_places(tree: &SyntaxTree<'_>) {
    let text = tree.text();
    for id in nodes(tree) {
        let range = tree.range(id);
        assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
        let mut end = range.start;
        for child in tree.children(id) {
            let inner = tree.range(child);
            assert!(end <= inner.start, "{inner:?} begins before {end} in {text:?}");
            assert!(inner.end <= range.end, "{inner:?} ends behind {range:?} in {text:?}");
            assert_eq!(tree.parent(child), id);
            end = inner.end;
        }
    }
    let mut end = 0;
    for comment in tree.comments() {
        assert!(text[comment.clone()].starts_with('#') && end <= comment.start, "{text:?}");
        end = comment.end;
    }
    for error in tree.errors() {
        assert!(
            text.get(error.at()..).is_some() && text.get(error.skipped()).is_some(),
            "{text:?}"
        );
    }
    assert_eq!(written(tree), text);
}

/// The text, put together from the leaves of the tree and the gaps between them.
fn written(tree: &SyntaxTree<'_>) -> String {
    let mut out = String::new();
    let mut end = 0;
    for id in nodes(tree).into_iter().filter(|id| tree.children(*id).next().is_none()) {
        out.push_str(&tree.text()[end..tree.range(id).start]);
        out.push_str(tree.slice(id));
        end = tree.range(id).end;
    }
    out + &tree.text()[end..]
}

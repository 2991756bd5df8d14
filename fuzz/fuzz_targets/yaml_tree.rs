//! Any text has a tree whose places are sound, however broken it is.

#![no_main]

#[path = "../../naftiko-codegen/tests/yaml/places.rs"]
mod places;

use libfuzzer_sys::fuzz_target;
use naftiko_codegen::text::Source;
use naftiko_codegen::yaml::{Edit, NodeId, Syntax, SyntaxTree};

use self::places::{check_places, nodes};

fuzz_target!(|input: (u16, &str)| {
    let (at, text) = input;
    let source = Source::new("fuzz.yaml", text.to_owned());
    let Ok(tree) = SyntaxTree::read(&source) else { return };
    check_places(&tree);
    assert!(tree.errors().len() <= 100, "{text:?}");
    let nodes = nodes(&tree);
    let Some(node) = nodes.get(usize::from(at) % nodes.len().max(1)) else { return };
    // What is not refused is read again and compared before it is returned.
    if let Ok(text) = tree.edit(&[edit(&tree, *node)]) {
        let source = Source::new("fuzz.yaml", text);
        let tree = SyntaxTree::read(&source).expect("it was read before");
        check_places(&tree);
        assert!(tree.errors().is_empty());
    }
});

fn edit(tree: &SyntaxTree<'_>, node: NodeId) -> Edit<'static> {
    match tree.syntax(node) {
        Syntax::Entry | Syntax::Item => Edit::Remove { child: node },
        Syntax::Mapping(_) => Edit::Add { mapping: node, key: "k", value: "v" },
        Syntax::Sequence(_) => Edit::Insert { sequence: node, index: 0, value: "v" },
        _ => Edit::Replace { scalar: node, value: "v" },
    }
}

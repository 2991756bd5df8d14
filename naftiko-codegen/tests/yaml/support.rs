//! Documents to read, and chance with a seed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::text::Source;
use naftiko_codegen::yaml::{NodeId, Syntax, SyntaxTree};

use crate::places::nodes;

/// Every document of the shared folder, with its name.
pub(crate) fn documents() -> Vec<(String, Source)> {
    let root = env::var_os("NAFTIKO_SHARED").expect("NAFTIKO_SHARED names no folder");
    let mut files = Vec::new();
    for folder in ["corpus", "reference-suite", "openapi"] {
        let before = files.len();
        walk(&Path::new(&root).join(folder), &mut files);
        assert!(files.len() > before, "{folder} has no documents");
    }
    files.sort();
    files.into_iter().filter_map(|path| Some((path.display().to_string(), read(&path)?))).collect()
}

/// A file as text; `None` when it is none, which some are on purpose.
fn read(path: &Path) -> Option<Source> {
    Source::from_bytes(path.display().to_string(), fs::read(path).unwrap()).ok()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|name| name == "yaml" || name == "yml") {
            files.push(path);
        }
    }
}

/// Numbers by chance, the same in every run.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// The nodes of one role.
pub(crate) fn of(tree: &SyntaxTree<'_>, is: impl Fn(Syntax) -> bool) -> Vec<NodeId> {
    nodes(tree).into_iter().filter(|id| is(tree.syntax(*id))).collect()
}

/// The line of a byte, counted from 0.
pub(crate) fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count()
}

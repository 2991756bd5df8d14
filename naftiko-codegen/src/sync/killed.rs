//! Runs that end between any two of their steps, as by `kill -9`: what is left, and what the next run
//! makes of it.

#![allow(clippy::expect_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::stage::{Moves, Stage, exchange};
use super::survey::survey;
use super::{Beside, Tree, marker, write};
use crate::Files;

const NAMES: [&str; 3] = ["Cargo.toml", "README.md", "Cargo.lock"];

struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a version of the crate is made of, all different but for one file.
fn version(version: &str) -> (Files, [String; 3]) {
    let of = |name: &str| (name.to_owned(), format!("// {name} of {version}\n"));
    let own = format!("only_{version}/mod.rs");
    let mut files: Files = [of("lib.rs"), of("a/mod.rs"), of(&own)].into();
    files.insert("same.rs".to_owned(), "// same\n".to_owned());
    (files, NAMES.map(|name| format!("{name} of {version}\n")))
}

fn found(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![root.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

fn with_tree<T>(root: &Path, of: &str, then: impl FnOnce(&Tree<'_>) -> T) -> T {
    let (files, texts) = version(of);
    let beside = NAMES.iter().zip(&texts);
    let beside: Vec<Beside<'_>> =
        beside.map(|(name, text)| Beside { name, text, is_vital: *name == "Cargo.toml" }).collect();
    then(&Tree { root, folder: "src", files: &files, beside: &beside, force: false })
}

/// A run that ends after so many steps; `false` when there are no more of them.
fn run_until(root: &Path, of: &str, steps: usize, can_exchange: bool) -> bool {
    with_tree(root, of, |tree| {
        let records = tree.records(root);
        let seen = survey(tree, root, &records).expect("a survey");
        assert!(seen.obstacles.is_empty(), "{:?}", seen.obstacles);
        let stage = Stage::of(tree, root);
        stage.prepare(root, tree, &seen).expect("room");
        let new = stage.new_folder();
        let beside = steps.min(NAMES.len());
        for name in NAMES.iter().take(beside) {
            fs::rename(new.join(name), root.join(name)).expect("in its place");
        }
        let rest = steps - beside;
        if rest > 0 && can_exchange {
            assert!(exchange(&new.join("src"), &root.join("src")));
            return rest > 1;
        }
        let of_sources = seen.changed.iter().filter(|name| name.starts_with("src/"));
        let puts: Vec<&String> = of_sources.collect();
        for name in puts.iter().take(rest) {
            let place = root.join(name);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::rename(new.join(name), place).expect("in its place");
        }
        if rest > puts.len() {
            for name in &seen.obsolete {
                fs::remove_file(root.join(name)).expect("removed");
            }
        }
        if rest > puts.len() + 1 {
            let marker = tree.marker_path();
            fs::rename(new.join(&marker), root.join(&marker)).expect("in its place");
        }
        rest > puts.len() + 1
    })
}

#[test]
fn the_next_run_goes_on_wherever_one_has_ended() {
    let scratch = std::env::temp_dir().join(format!("killed-{}", std::process::id()));
    let scratch = Scratch(scratch);
    for can_exchange in [true, false] {
        for next in ["old", "new"] {
            let mut steps = 0;
            loop {
                let root = scratch.0.join(format!("{can_exchange}-{next}-{steps}"));
                let whole = |of: &str| with_tree(&root, of, |tree| write(tree).expect("written"));
                whole(next);
                let expected = found(&root);
                whole("old");
                fs::write(root.join("src/notes.txt"), "mine").expect("written");
                fs::write(root.join("notes.txt"), "mine").expect("written");
                let is_over = run_until(&root, "new", steps, can_exchange);
                for (name, text) in found(&root) {
                    let is_whole = name.ends_with(marker::NAME)
                        || text == "mine"
                        || text == "// same\n"
                        || text.ends_with(" of old\n")
                        || text.ends_with(" of new\n");
                    assert!(is_whole || name.contains("stage"), "{steps}: {name}: {text}");
                }
                whole(next);
                let mut left = found(&root);
                assert_eq!(left.remove("src/notes.txt").as_deref(), Some("mine"), "{steps}");
                assert_eq!(left.remove("notes.txt").as_deref(), Some("mine"), "{steps}");
                assert_eq!(left, expected, "{steps} steps, then {next}; exchange: {can_exchange}");
                if is_over {
                    break;
                }
                steps += 1;
            }
        }
    }
}

/// The third file cannot be put in its place, where the first two are already.
#[test]
fn a_run_that_fails_takes_back_what_it_has_done() {
    let scratch = std::env::temp_dir().join(format!("failed-{}", std::process::id()));
    let scratch = Scratch(scratch);
    let root = scratch.0.join("crate");
    with_tree(&root, "old", |tree| write(tree).expect("written"));
    let before = found(&root);
    with_tree(&root, "new", |tree| {
        let records = tree.records(&root);
        let seen = survey(tree, &root, &records).expect("a survey");
        let stage = Stage::of(tree, &root);
        stage.prepare(&root, tree, &seen).expect("room");
        let mut moves = Moves::new(&stage.new_folder());
        for name in ["README.md", "Cargo.toml"] {
            moves.put(&stage.new_folder().join(name), root.join(name)).expect("in its place");
        }
        moves.remove(root.join("src/only_old/mod.rs")).expect("removed");
        moves
            .put(&stage.new_folder().join("gone"), root.join("new.rs"))
            .expect_err("nothing there");
        moves.take_back();
        stage.give_up();
    });
    assert_eq!(found(&root), before);
}

/// Somebody makes a file of their own at the place of a new one, after that was looked at.
#[test]
fn a_run_that_cannot_clear_up_says_that_the_files_were_written() {
    let scratch = std::env::temp_dir().join(format!("left-over-{}", std::process::id()));
    let scratch = Scratch(scratch);
    let root = scratch.0.join("crate");
    with_tree(&root, "old", |tree| write(tree).expect("written"));
    with_tree(&root, "new", |tree| {
        let records = tree.records(&root);
        let seen = survey(tree, &root, &records).expect("a survey");
        let stage = Stage::of(tree, &root);
        let can_exchange = stage.prepare(&root, tree, &seen).expect("room");
        if !can_exchange || !cfg!(target_os = "linux") {
            return;
        }
        fs::create_dir(root.join("src/only_new")).expect("a folder");
        fs::write(root.join("src/only_new/mod.rs"), "mine").expect("a file");
        let error = stage.put(&root, tree, &seen, &records, true).expect_err("a file is left");
        let said = error.to_string();
        assert!(said.starts_with("the files were written, but "), "{said}");
        assert!(said.contains("only_new/mod.rs: it is a file that another one has"), "{said}");
        let left = found(&root);
        assert!(left.iter().any(|(name, text)| name.contains("stage") && text == "mine"));
        for (name, text) in tree.files {
            assert_eq!(left.get(&format!("src/{name}")), Some(text), "{name}");
        }
        // The next run has not begun to write when it finds the file.
        let again = write(tree).expect_err("a file is left").to_string();
        assert!(again.starts_with("nothing was written, "), "{again}");
    });
}

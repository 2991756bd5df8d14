//! What may name what, in both crates: no circles between files, and the order of modules that
//! ARCHITECTURE.md draws.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod graph;
mod layers;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use graph::{Crate, circles};

fn sources(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(of).join("src")
}

#[test]
fn no_file_names_one_that_names_it() {
    for of in ["naftiko-codegen", "runtime"] {
        let found = circles(&Crate::of(&sources(of)).edges());
        assert!(found.is_empty(), "{of}: {found:#?}");
    }
}

/// The circles of a crate of two modules and a root.
fn circles_of(root: &str, files: &[(&str, &str)]) -> usize {
    let mut all = BTreeMap::from([("lib.rs".to_owned(), root.to_owned())]);
    all.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    circles(&Crate::read(&all).edges()).len()
}

#[test]
fn circles_are_found_however_they_are_written() {
    let root = "mod a; mod b;";
    let plain = "pub struct B;";
    let a = "use crate::b::B; pub struct A(B); pub fn f() {}";
    for (text, count) in [
        (plain, 0),
        ("use crate::a::A; pub struct B(Box<A>);", 1),
        ("use super::a::A; pub struct B(Box<A>);", 1),
        ("use crate::{a::{A, f}}; pub struct B(Box<A>); fn g() { f() }", 1),
        ("use crate::a as other; pub struct B; fn g() { other::f() }", 1),
        ("use crate::a::*; pub struct B; fn g() { f() }", 1),
        ("pub struct B; fn g() { crate::a::f() }", 1),
        ("pub struct B(Box<crate::a::A>);", 1),
        ("pub struct B; fn g() { println!(\"{}\", { crate::a::f(); 1 }) }", 1),
        ("pub struct B; mod inner { fn g() { super::super::a::f() } }", 1),
        // What is for tests only, and what only looks like it.
        ("pub struct B; #[cfg(test)] mod tests { use crate::a::A; }", 0),
        ("pub struct B; /// Like [`crate::a::A`].\nfn g() { let _ = \"crate::a::A\"; }", 0),
    ] {
        assert_eq!(circles_of(root, &[("a.rs", a), ("b.rs", text)]), count, "{text}");
    }
}

#[test]
fn circles_are_found_through_re_exports_and_longer_ways() {
    let through = [
        ("a.rs", "use crate::F; pub struct A; fn h() { F }"),
        ("b/mod.rs", "mod deep; pub use self::deep::F;"),
        ("b/deep.rs", "use crate::a::A; pub struct F; fn g(_: A) {}"),
    ];
    assert_eq!(circles_of("mod a; mod b; pub use self::b::F;", &through), 1);
    let three = [
        ("a.rs", "use crate::b::B; pub struct A(B);"),
        ("b.rs", "use crate::c::C; pub struct B(C);"),
        ("c.rs", "pub struct C; fn f(_: crate::a::A) {}"),
    ];
    assert_eq!(circles_of("mod a; mod b; mod c;", &three), 1);
}

#[test]
fn what_a_macro_declares_is_seen() {
    let root = "mod a; mod b;";
    let table = "macro_rules! table { ($($name:ident)*) => { pub(crate) enum A { $($name,)* } } } \
                 table!(X Y); fn f(_: crate::b::B) {}";
    let b = "use crate::a::A; pub struct B(A);";
    assert_eq!(circles_of(root, &[("a.rs", table), ("b.rs", b)]), 1);
    let all = [("lib.rs", root), ("a.rs", table), ("b.rs", "pub struct A;")];
    let all = all.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let names = Crate::read(&BTreeMap::from(all)).shared_names();
    assert_eq!(names.into_keys().collect::<Vec<_>>(), ["A"]);
}

#[test]
fn what_the_build_makes_is_part_of_the_file_that_includes_it() {
    let a = "include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\")); fn f(_: crate::b::B) {}";
    for (b, count) in [
        ("use crate::a::A; pub struct B(A);", 1),
        ("use crate::A; pub struct B(A);", 1),
        ("pub struct B; fn f() { std::mem::take() }", 0),
    ] {
        assert_eq!(circles_of("mod a; mod b; pub use a::A;", &[("a.rs", a), ("b.rs", b)]), count);
    }
}

#[test]
fn a_module_and_its_parts_are_one_room() {
    let room = [
        ("a/mod.rs", "mod part; pub struct A(part::Part);"),
        ("a/part.rs", "use super::A; pub struct Part(Box<A>);"),
    ];
    assert_eq!(circles_of("mod a;", &room), 0);
}

#[test]
fn modules_name_only_what_stands_below_them() {
    for (of, order) in [("naftiko-codegen", layers::COMPILER), ("runtime", layers::RUNTIME)] {
        let whole = Crate::of(&sources(of));
        let wrong = layers::against(order, &whole);
        assert!(wrong.is_empty(), "{of}: {wrong:#?}");
    }
}

#[test]
fn every_module_stands_in_the_tables_of_the_architecture() {
    let page = sources("naftiko-codegen").ancestors().nth(2).unwrap().join("ARCHITECTURE.md");
    let page = fs::read_to_string(page).unwrap();
    let (compiler, runtime) = page.split_once("The runtime, along the way of a request:").unwrap();
    for (of, page) in [("naftiko-codegen", compiler), ("runtime", runtime)] {
        let first = |line: &str| Some(line.strip_prefix('|')?.split('|').next()?.to_owned());
        let rows: String = page.lines().filter_map(first).collect();
        let whole = Crate::of(&sources(of));
        let missing: Vec<_> =
            whole.top().into_iter().filter(|name| !rows.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "{of}: {missing:?}");
    }
}

#[test]
fn the_yaml_crates_are_named_in_one_file_each() {
    for (name, only) in [("serde_yaml", "yaml/value.rs"), ("granit_parser", "yaml/parser.rs")] {
        let mut files = Vec::new();
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        visit(&src, &mut |path, text| {
            if code(text).contains(name) {
                files.push(path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned());
            }
        });
        assert_eq!(files, [only]);
    }
}

#[test]
fn emitters_and_renderer_touch_no_disk_and_cannot_fail() {
    for module in ["emit", "render"] {
        for (path, text) in sources_of(module) {
            let text = code(&text);
            for word in [
                "std::fs",
                "std::io",
                "std::env",
                "Result<TokenStream",
                "Result<Module",
                "Result<Files",
            ] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

/// A new kind of surface is a folder in each phase, and no search for the places that know the others.
#[test]
fn kinds_of_surfaces_are_told_apart_among_surfaces_only() {
    // Where an adapter gets its kind, what stands before the names of inputs, modules that no operation
    // gets, sections of the page, features of the runtime, and commands.
    let by_name = [
        "emit/page/connect.rs",
        "emit/page/entry.rs",
        "spec/exposes.rs",
        "lower/variables.rs",
        "names.rs",
        "package/feature.rs",
        "package/features.rs",
        "cli/arguments.rs",
    ];
    let words = ["\"rest\"", "\"mcp\"", "Surface::Rest", "Surface::Mcp", "Surface::Control"];
    for src in ["naftiko-codegen", "runtime"].map(sources) {
        visit(&src, &mut |path, text| {
            let file = path.strip_prefix(&src).unwrap().to_str().unwrap();
            if file.split('/').any(|folder| folder == "surface") || by_name.contains(&file) {
                return;
            }
            let text = code(text).replace("feature = \"", "");
            let found: Vec<_> = words.iter().filter(|word| text.contains(**word)).collect();
            assert!(found.is_empty(), "{file}: {found:?}");
        });
    }
}

/// The files of a module, whether it is a file or a folder.
fn sources_of(module: &str) -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut push = |path: &Path, text: &str| found.push((path.to_owned(), text.to_owned()));
    let file = src.join(format!("{module}.rs"));
    if file.exists() {
        push(&file, &fs::read_to_string(&file).unwrap());
    } else {
        visit(&src.join(module), &mut push);
    }
    assert!(!found.is_empty(), "{module} is gone");
    found
}

fn visit(folder: &Path, each: &mut dyn FnMut(&Path, &str)) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            visit(&path, each);
        } else {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// What a file says outside of comments and of its own tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// One name for one thing. What stands in the place of a feature that is not there, in a file `without…`, has the names
/// of that.
#[test]
fn no_type_has_the_name_of_another() {
    let stands_in = |file: &String| file.rsplit('/').next().unwrap().starts_with("without");
    for of in ["naftiko-codegen", "runtime"] {
        let mut names = Crate::of(&sources(of)).shared_names();
        names.values_mut().for_each(|files| files.retain(|file| !stands_in(file)));
        names.retain(|_, files| files.len() > 1);
        assert!(names.is_empty(), "{of}: {names:#?}");
    }
}

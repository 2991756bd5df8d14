//! Which file of a crate names what of which other file.
//!
//! Read are `use` trees with all their groups, and paths in code, macros included. A path is followed
//! through imports and re-exports to the file that defines what it names. What is compiled for tests only
//! does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, Macro, UseTree};

/// The names from the root of a crate to a module, or to something in it.
pub(crate) type Names = Vec<String>;

/// One module, whether a file or within one.
#[derive(Default)]
struct Module {
    file: String,
    defined: BTreeSet<String>,
    /// Types and traits that other modules can see.
    types: BTreeSet<String>,
    /// What a name stands for, as it is written.
    imported: BTreeMap<String, Names>,
    globs: Vec<Names>,
    paths: BTreeSet<Names>,
    /// A file that the build makes is part of it, with names that are not seen.
    includes: bool,
}

/// The modules of one crate.
#[derive(Default)]
pub(crate) struct Crate {
    modules: BTreeMap<Names, Module>,
}

/// From a file to those that it names, each with one of the names.
pub(crate) type Edges = BTreeMap<String, BTreeMap<String, String>>;

impl Crate {
    /// Of the sources below a folder.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(folder, folder, &mut files);
        Self::read(&files)
    }

    /// Of texts by their paths.
    pub(crate) fn read(files: &BTreeMap<String, String>) -> Self {
        let mut whole = Self::default();
        for (path, text) in files {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            whole.module(module_of(path), path, &file.items);
        }
        whole
    }

    fn module(&mut self, names: Names, file: &str, items: &[Item]) {
        let mut reader = Reader { module: Module { file: file.to_owned(), ..Module::default() } };
        for item in items {
            match item {
                Item::Mod(ItemMod { attrs, ident, content: Some((_, items)), .. })
                    if !is_of_tests(attrs) =>
                {
                    let inner = [names.as_slice(), &[ident.to_string()]].concat();
                    self.module(inner, file, items);
                }
                item => reader.visit_item(item),
            }
        }
        self.modules.insert(names, reader.module);
    }

    /// The modules right below the root.
    pub(crate) fn top(&self) -> BTreeSet<&str> {
        self.modules
            .keys()
            .filter(|names| names.len() == 1)
            .map(|names| names[0].as_str())
            .collect()
    }

    /// Types that other files can see and that several have, with these.
    pub(crate) fn shared_names(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for module in self.modules.values() {
            for name in &module.types {
                all.entry(name.clone()).or_default().insert(module.file.clone());
            }
        }
        all.retain(|_, files| files.len() > 1);
        all
    }

    pub(crate) fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (names, module) in &self.modules {
            let imports = module.imported.values().chain(&module.globs);
            for path in imports.chain(&module.paths) {
                for file in self.files_of(names, path, 0) {
                    if file != module.file {
                        let named = edges.entry(module.file.clone()).or_default();
                        named.entry(file).or_insert_with(|| path.join("::"));
                    }
                }
            }
        }
        edges
    }

    /// The files in which a path that is written in `module` ends.
    fn files_of(&self, module: &Names, path: &[String], depth: usize) -> BTreeSet<String> {
        const DEEPEST: usize = 16;
        let mut at = module.clone();
        let mut rest = path;
        let mut is_local = true;
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                "crate" => at = Names::new(),
                "self" => {}
                "super" => drop(at.pop()),
                _ => break,
            }
            (rest, is_local) = (after, false);
        }
        if depth > DEEPEST {
            return BTreeSet::new();
        }
        loop {
            let Some(found) = self.modules.get(&at) else { return BTreeSet::new() };
            let Some((name, after)) = rest.split_first() else {
                return BTreeSet::from([found.file.clone()]);
            };
            let below = [at.as_slice(), std::slice::from_ref(name)].concat();
            if self.modules.contains_key(&below) {
                (at, rest, is_local) = (below, after, false);
                continue;
            }
            if found.defined.contains(name) {
                return BTreeSet::from([found.file.clone()]);
            }
            if let Some(target) = found.imported.get(name).filter(|target| *target != path) {
                let target = [target.as_slice(), after].concat();
                return self.files_of(&at, &target, depth + 1);
            }
            // In code, most words are of another crate or of the language.
            if is_local && depth == 0 && path.len() == 1 {
                return BTreeSet::new();
            }
            if !is_local && found.includes {
                return BTreeSet::from([found.file.clone()]);
            }
            let globs = found.globs.iter();
            let targets = globs.map(|glob| [glob.as_slice(), rest].concat());
            return targets.flat_map(|target| self.files_of(&at, &target, depth + 1)).collect();
        }
    }
}

/// Files that are on a circle, each circle once, as the way around. A module and what is below it are one
/// room: they may name each other.
pub(crate) fn circles(edges: &Edges) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    for start in edges.keys() {
        if found.iter().any(|circle| circle.contains(start)) {
            continue;
        }
        if let Some(circle) = way_back(edges, start) {
            found.push(circle);
        }
    }
    found
}

/// The shortest way from a file back to itself.
fn way_back(edges: &Edges, start: &str) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![start.to_owned()]];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way.last().expect("a way begins somewhere");
            for next in edges.get(last).into_iter().flat_map(BTreeMap::keys) {
                if are_one_room(last, next) {
                    continue;
                }
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push([way.as_slice(), std::slice::from_ref(next)].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

fn are_one_room(one: &str, other: &str) -> bool {
    let (one, other) = (module_of(one), module_of(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// The module of a file.
pub(crate) fn module_of(path: &str) -> Names {
    let mut names: Names = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if names.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        names.pop();
    }
    names
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|is| is == "rs")
            && path.file_name().is_none_or(|name| name != "tests.rs")
        {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let text = list.tokens.to_string();
                text == "test" || text.contains("all (test") || text.contains("all(test")
            })
    })
}

/// Gathers what one module defines, imports and names.
struct Reader {
    module: Module,
}

impl Reader {
    fn import(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&with(&path.ident), &path.tree),
            UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned().unwrap_or_default();
                self.module.imported.insert(last, before.to_vec());
            }
            UseTree::Name(name) => {
                self.module.imported.insert(name.ident.to_string(), with(&name.ident));
            }
            UseTree::Rename(rename) => {
                self.module.imported.insert(rename.rename.to_string(), with(&rename.ident));
            }
            UseTree::Glob(_) => self.module.globs.push(before.to_vec()),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(before, tree));
            }
        }
    }

    /// Paths among tokens that nobody has parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Names::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    if colons == 1 && punct.spacing() == Spacing::Alone {
                        self.end(&mut path);
                        colons = 0;
                    }
                }
                other => {
                    self.end(&mut path);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.end(&mut path);
    }

    /// Types that a macro declares under a name of its own.
    fn declared(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            if let TokenTree::Group(group) = token {
                self.declared(group.stream());
            }
            let TokenTree::Ident(name) = token else { continue };
            let is = |back: usize, words: &[&str]| {
                let before = at.checked_sub(back).map(|at| tokens[at].to_string());
                before.is_some_and(|before| words.contains(&before.as_str()))
            };
            if is(1, &["enum", "struct", "trait"]) {
                self.module.defined.insert(name.to_string());
                if is(2, &["pub"]) || is(3, &["pub"]) {
                    self.module.types.insert(name.to_string());
                }
            }
        }
    }

    fn end(&mut self, path: &mut Names) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.module.paths.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Mod(item) => (&item.attrs, None),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Union(item) => (&item.attrs, Some(&item.ident)),
            Item::Impl(item) => (&item.attrs, None),
            Item::Use(item) => (&item.attrs, None),
            _ => return,
        };
        if is_of_tests(attributes) {
            return;
        }
        if let Some(name) = name {
            self.module.defined.insert(name.to_string());
        }
        let seen = match item {
            Item::Enum(item) => Some((&item.vis, &item.ident)),
            Item::Struct(item) => Some((&item.vis, &item.ident)),
            Item::Trait(item) => Some((&item.vis, &item.ident)),
            Item::Type(item) => Some((&item.vis, &item.ident)),
            _ => None,
        };
        if let Some((visibility, name)) = seen
            && !matches!(visibility, syn::Visibility::Inherited)
        {
            self.module.types.insert(name.to_string());
        }
        match item {
            Item::Use(item) => self.import(&[], &item.tree),
            Item::Macro(item) if item.ident.is_some() => self.declared(item.mac.tokens.clone()),
            Item::Macro(item) => self.module.includes |= item.mac.path.is_ident("include"),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 {
            self.module.paths.insert(names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, found: &'ast Macro) {
        self.tokens(found.tokens.clone());
        visit::visit_macro(self, found);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_of_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }
}

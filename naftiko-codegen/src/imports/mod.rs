//! The files that a document imports from, read as nodes, and what each import leads to.

mod findings;

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use crate::finding::Findings;
use crate::load::{Loader, Located};
use crate::source::{self, Node};
use crate::spec::{Candidate, Import, Imported, SharedList, Text, candidates, is_document};
use crate::text::{FileId, Span};

/// The most files that one document can import from.
const MOST_FILES: usize = 256;

/// What the imports of a document lead to, with the files that it stands in.
#[derive(Default)]
pub(crate) struct Files {
    files: Vec<Rc<File>>,
    targets: Vec<Target>,
}

struct File {
    id: FileId,
    root: Node,
}

/// An entry of a file, for the entry that imports it.
struct Target {
    import: Span,
    file: usize,
    section: SharedList,
    index: usize,
}

/// Reads every file that `root` imports from, as far as it takes to find what is imported.
pub(crate) fn load(root: &Node, loader: &mut Loader, findings: &mut Findings) -> Files {
    let mut reader = Reader { loader, findings, known: HashMap::new(), files: Files::default() };
    for section in SharedList::ALL {
        for Candidate { import, .. } in candidates(root, section) {
            let Some(import) = import else { continue };
            if let Some((file, index)) = reader.target(&import, FileId::DOCUMENT, &mut Vec::new()) {
                let target = Target { import: import.span, file, section, index };
                reader.files.targets.push(target);
            }
        }
    }
    reader.files
}

impl Files {
    /// The entries by the places of those that import them.
    pub(crate) fn imported(&self) -> Imported<'_> {
        let mut imported = Imported::default();
        for Target { import, file, section, index } in &self.targets {
            let found = self.files.get(*file).map(|file| candidates(&file.root, *section));
            if let Some(candidate) = found.map(|mut all| all.swap_remove(*index)) {
                imported.targets.insert(*import, (candidate.node, candidate.dialect));
            }
        }
        imported
    }
}

struct Reader<'l> {
    loader: &'l mut Loader,
    findings: &'l mut Findings,
    /// The files by where they really are; `None` for one that is no document.
    known: HashMap<PathBuf, Option<usize>>,
    files: Files,
}

impl Reader<'_> {
    /// The file and the index of what `import` of the file `from` takes, through the imports of other files. `passed` are
    /// the entries on the way.
    fn target(
        &mut self,
        import: &Import,
        from: FileId,
        passed: &mut Vec<(usize, usize)>,
    ) -> Option<(usize, usize)> {
        let Some(path) = &import.file else {
            self.findings.push(findings::without_file(import));
            return None;
        };
        let Some(name) = &import.name else {
            self.findings.push(findings::without_name(import, &path.value));
            return None;
        };
        let index = self.file(import, from)?;
        let file = Rc::clone(&self.files.files[index]);
        let entries = candidates(&file.root, import.section);
        let found = entries.iter().position(|one| one.namespace.as_ref() == Some(&name.value));
        let Some(found) = found else {
            let known = entries.iter().filter_map(|entry| entry.namespace.as_deref());
            self.findings.push(findings::unknown_entry(import, &path.value, name, known));
            return None;
        };
        let same = |one: &&Candidate<'_>| one.namespace.as_ref() == Some(&name.value);
        if entries.iter().filter(same).count() > 1 {
            self.findings.push(findings::several(import, &path.value, name));
            return None;
        }
        if passed.contains(&(index, found)) {
            self.findings.push(findings::cycle(import, &path.value, name));
            return None;
        }
        passed.push((index, found));
        match &entries[found].import {
            Some(next) => {
                self.findings.push(findings::nested(next));
                self.target(next, file.id, passed)
            }
            None => Some((index, found)),
        }
    }

    /// The file that `import` names, read once.
    fn file(&mut self, import: &Import, from: FileId) -> Option<usize> {
        let path = import.file.as_ref()?;
        let located = match self.loader.locate(&path.value, from) {
            Ok(located) => located,
            Err(reason) => {
                self.findings.push(findings::unreadable(path, &reason));
                return None;
            }
        };
        if let Some(known) = self.known.get(&located.real) {
            return *known;
        }
        if located.is_outside {
            self.findings.push(findings::outside(path));
        }
        let (real, count) = (located.real.clone(), self.files.files.len());
        let index = if count < MOST_FILES {
            self.read(path, located)
        } else {
            let reason = format!("a document cannot import from more than {MOST_FILES} files");
            self.findings.push(findings::unreadable(path, &reason));
            None
        };
        self.known.insert(real, index);
        index
    }

    fn read(&mut self, path: &Text, located: Located) -> Option<usize> {
        let source = match self.loader.import(located) {
            Ok(source) => source.clone(),
            Err(reason) => {
                self.findings.push(findings::unreadable(path, &reason));
                return None;
            }
        };
        let root = source::read(&source, self.findings)?;
        if !is_document(&root, self.findings) {
            let reason = "it has no key `naftiko` or `ikanos`";
            self.findings.push(findings::unreadable(path, reason));
            return None;
        }
        let id = root.span.file;
        self.files.files.push(Rc::new(File { id, root }));
        Some(self.files.files.len() - 1)
    }
}

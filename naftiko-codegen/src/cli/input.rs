//! The documents a command is about.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use naftiko_codegen::disk::{is_document, kind};
use naftiko_codegen::finding::{Findings, visible};
use naftiko_codegen::load::{LoadError, open_document, read_document};
use naftiko_codegen::text::{Source, SourceMap};

/// One document, not yet read.
pub(super) enum Input {
    Stdin,
    File(PathBuf),
}

/// A document that could be read as text, or the text as far as it could be with the finding.
pub(super) enum InputDocument {
    Text(Source),
    Broken(SourceMap, Findings),
}

impl Input {
    /// The name under which findings report it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin => "<stdin>".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    pub(super) fn read(&self) -> Result<InputDocument, String> {
        let read = match self {
            Self::Stdin => read_document(io::stdin().lock(), self.name()),
            Self::File(path) => open_document(path, self.name()),
        };
        match read {
            Ok(source) => Ok(InputDocument::Text(source)),
            Err(LoadError::Text(text)) => {
                let mut findings = Findings::new();
                findings.push(text.finding);
                Ok(InputDocument::Broken(SourceMap::of(text.readable), findings))
            }
            Err(LoadError::Io(error)) => Err(format!("{}: {error}", visible(&self.name()))),
        }
    }
}

/// The documents behind `paths`: files as they are, folders with every YAML file below, `-` for stdin.
pub(super) fn expand(paths: &[PathBuf]) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        let fail = |error: &dyn std::fmt::Display| {
            format!("{}: {error}", visible(&path.display().to_string()))
        };
        let metadata = fs::metadata(path).map_err(|error| fail(&error))?;
        if !metadata.is_dir() && !metadata.is_file() {
            let kind = kind(metadata.file_type());
            return Err(fail(&format!("it is {kind}, not a file; `-` reads from stdin")));
        }
        if metadata.is_file() {
            inputs.push(Input::File(path.clone()));
            continue;
        }
        let mut files = Vec::new();
        walk(path, &mut files).map_err(|error| fail(&error))?;
        if files.is_empty() {
            return Err(fail(&"there is no .yaml or .yml file below this folder"));
        }
        files.sort();
        inputs.extend(files.into_iter().map(Input::File));
    }
    Ok(inputs)
}

/// Links to folders are not followed, since they may lead in circles. What is called like a document
/// and is none is found when it is read.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            walk(&path, files)?;
        } else if is_document(&path) && !path.is_dir() {
            files.push(path);
        }
    }
    Ok(())
}

//! `naftiko migrate`.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use naftiko_codegen::finding::visible;
use naftiko_codegen::migrate::{Migration, Problem, Release, migrate};
use naftiko_codegen::text::Source;

use super::check::text;
use super::input::{Input, InputDocument};
use super::{Exit, complain, counted, misuse, printed, style_for};

#[derive(Args)]
#[command(after_help = "\
Comments, order and quotes stay as they are. Nothing is written if the version cannot say what the document says, or \
if the result would be another program.

Exit status: 0 if the document is migrated, 1 if it cannot be, 2 if the command cannot be followed.

Examples:
  naftiko migrate ships.yaml --to 1.0.0-beta5
  naftiko migrate ships.yaml --to ikanos/1.0.0-alpha3 --write
  git show HEAD:ships.yaml | naftiko migrate - --to naftiko/1.0.0-alpha2 > old.yaml")]
pub(super) struct MigrateArguments {
    /// Document to rewrite, or - for stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Version to write: `ikanos/1.0.0-beta5`, or `1.0.0-beta5` where only one root key has it
    #[arg(long, value_name = "VERSION", value_parser = Release::named)]
    to: Release,
    /// Rewrite the file in its place instead of printing the document
    #[arg(long)]
    write: bool,
}

pub(super) fn run(arguments: &MigrateArguments) -> Exit {
    let MigrateArguments { file, to, write } = arguments;
    let is_stdin = file.as_os_str() == "-";
    if is_stdin && *write {
        return misuse("`--write` needs a file, and `-` is standard input");
    }
    if to.is_early() {
        return misuse(format!("{to} is read and not written: migrate to 1.0.0-alpha1 or later"));
    }
    let input = if is_stdin { Input::Stdin } else { Input::File(file.clone()) };
    let source = match input.read() {
        Ok(InputDocument::Text(source)) => source,
        Ok(InputDocument::Broken(sources, findings)) => {
            let mut stderr = io::stderr().lock();
            let text = text(&sources, &findings, false, style_for(&stderr));
            let _ = stderr.write_all(text.as_bytes());
            return Exit::Rejected;
        }
        Err(problem) => return misuse(problem),
    };
    match migrate(&source, *to) {
        Ok(migration) => done(&source, &migration, write.then_some(file.as_path())),
        Err(problems) => refused(&source, *to, &problems),
    }
}

fn refused(source: &Source, to: Release, problems: &[Problem]) -> Exit {
    let name = visible(source.name());
    for problem in problems {
        let place = match problem.line {
            0 => name.clone(),
            line => format!("{name}:{line}:{}", problem.column),
        };
        let (message, help) = (visible(&problem.message), visible(&problem.help));
        complain(format_args!("{place}: {message}\n  help: {help}"));
    }
    let count = counted(problems.len(), "problem");
    complain(format_args!("{name} is not migrated to {to}: {count}, and nothing is written"));
    Exit::Rejected
}

fn done(before: &Source, migration: &Migration, file: Option<&Path>) -> Exit {
    for note in &migration.notes {
        let _ = writeln!(io::stderr(), "note: {note}");
    }
    let bytes = migration.source.bytes().concat();
    let Some(file) = file else {
        let mut stdout = io::stdout().lock();
        return printed(stdout.write_all(&bytes).and_then(|()| stdout.flush()));
    };
    if before.text() == migration.source.text() {
        return Exit::Done;
    }
    match exchange(file, &bytes) {
        Ok(()) => Exit::Done,
        Err(error) => misuse(format_args!("{}: {error}", visible(&file.display().to_string()))),
    }
}

/// Writes beside the file, where links lead, and renames it there: a reader sees one of both and no half.
fn exchange(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = fs::canonicalize(file)?;
    let mut name = std::ffi::OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = file.with_file_name(name);
    let written = put(&file, &beside, bytes);
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn put(file: &Path, beside: &Path, bytes: &[u8]) -> io::Result<()> {
    let permissions = fs::metadata(file)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let mut new = fs::File::create_new(beside)?;
    new.write_all(bytes)?;
    new.set_permissions(permissions)?;
    new.sync_all()?;
    fs::rename(beside, file)
}

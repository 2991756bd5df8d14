//! Serving anew after each change.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::calling::Calling;
use super::child::Served;
use super::copies::Copies;
use super::signals::Signals;
use super::snapshot::Snapshot;
use super::to_serve;
use crate::cli::build::{Profile, Workshop};
use crate::cli::documents::DocumentArguments;
use crate::cli::progress::{tell, waited};
use crate::cli::{Exit, complain, misuse};

/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Files that say the same for so long have been written whole.
const SETTLED: Duration = Duration::from_millis(30);

/// What is served, and from which documents.
struct Watch<'a> {
    workshop: &'a Workshop,
    documents: &'a DocumentArguments,
    mock: bool,
    calling: Calling,
    /// Files that the documents name, as far as they could be read.
    attachments: Vec<PathBuf>,
    served: Option<Served>,
    /// The program that was built last, by the time and size of its file.
    built: Option<(SystemTime, u64)>,
    /// The file of the program that served before this one.
    former: Option<PathBuf>,
    /// Copies of programs that run.
    copies: Copies,
}

pub(super) fn run(workshop: &Workshop, documents: &DocumentArguments, mock: bool) -> Exit {
    let started =
        Signals::obey().and_then(|signals| Ok((signals, Copies::below(&workshop.running())?)));
    let (signals, copies) = match started {
        Ok(started) => started,
        Err(error) => return misuse(error),
    };
    let mut watch = Watch {
        workshop,
        documents,
        mock,
        calling: Calling::default(),
        attachments: Vec::new(),
        served: None,
        built: None,
        former: None,
        copies,
    };
    let mut seen = Snapshot::default();
    while !signals.asked() {
        let now = watch.look();
        if now == seen {
            watch.look_after();
            thread::sleep(LOOK);
            continue;
        }
        thread::sleep(SETTLED);
        if watch.look() == now {
            watch.renew();
            seen = now;
        }
    }
    if let Some(served) = watch.served.take() {
        served.stop();
    }
    Exit::Done
}

// === impl Watch ===

impl Watch<'_> {
    fn look(&self) -> Snapshot {
        Snapshot::of(&self.documents.paths, &self.attachments)
    }

    /// Serves what the documents say now, or goes on with what is served.
    fn renew(&mut self) {
        let started = Instant::now();
        match self.program() {
            Ok(Some(program)) => self.exchange(&program, started),
            Ok(None) => {}
            Err(_) if self.served.is_some() => {
                tell("Kept", "what was right before is still served; waiting for a change");
            }
            Err(_) => tell("Waiting", "for a change; nothing is served yet"),
        }
    }

    /// The program of the documents; `None` if it is the one that is served.
    fn program(&mut self) -> Result<Option<PathBuf>, Exit> {
        let accepted = to_serve(self.documents)?;
        self.attachments = accepted.iter().flat_map(|one| one.attachments.clone()).collect();
        let program = self.workshop.program(&accepted, Profile::Dev)?;
        let stamp = stamp(&program);
        if stamp.is_some() && stamp == self.built && self.served.is_some() {
            tell("Kept", "the program is the same");
            return Ok(None);
        }
        let calling = Calling::of(&accepted, self.mock);
        self.check(&program, &calling)?;
        (self.built, self.calling) = (stamp, calling);
        Ok(Some(program))
    }

    /// A program that lacks something in its environment is not served, nor takes the place of one that is.
    fn check(&self, program: &Path, calling: &Calling) -> Result<(), Exit> {
        if self.mock {
            return Ok(());
        }
        match calling.checking(program).output() {
            Ok(output) if !output.status.success() => {
                let _ = io::stderr().write_all(&output.stderr);
                Err(Exit::Misuse)
            }
            _ => Ok(()),
        }
    }

    fn exchange(&mut self, program: &Path, started: Instant) {
        self.former = self.served.take().map(Served::stop);
        let started_copy = Served::start(program, self.copies.next(), &self.calling);
        match started_copy {
            Ok(served) => {
                tell(
                    "Serving",
                    format_args!("what is right now, after {}", waited(started.elapsed())),
                );
                self.served = Some(served);
            }
            Err(error) => {
                complain(format_args!("the program cannot be run: {error}"));
                self.back();
            }
        }
    }

    /// Notices when the program has ended by itself.
    fn look_after(&mut self) {
        let Some(served) = &mut self.served else { return };
        let Some(status) = served.ended() else { return };
        let is_false_start = served.is_false_start();
        self.served = None;
        complain(format_args!("the program has ended ({status})"));
        if is_false_start && self.former.is_some() {
            self.back();
        } else {
            tell("Waiting", "for a change; nothing is served");
        }
    }

    /// Serves what was right before.
    fn back(&mut self) {
        let Some(former) = self.former.take() else { return };
        // The program that was built last is not the one that serves.
        self.built = None;
        match Served::again(former, &self.calling) {
            Ok(served) => {
                tell("Kept", "what was right before is served again; waiting for a change");
                self.served = Some(served);
            }
            Err(error) => complain(format_args!("the program cannot be run: {error}")),
        }
    }
}

fn stamp(file: &Path) -> Option<(SystemTime, u64)> {
    let found = fs::metadata(file).ok()?;
    Some((found.modified().ok()?, found.len()))
}

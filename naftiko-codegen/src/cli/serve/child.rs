//! The program that serves, as a process of its own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use super::calling::Calling;

/// How long a program may take to end before it is killed. It has a bound of its own that is shorter by default.
const PATIENCE: Duration = Duration::from_secs(40);
/// A program that ends so soon has never served: a port is taken, a variable is missing.
const FALSE_START: Duration = Duration::from_secs(3);

/// A program that runs.
pub(super) struct Served {
    child: Child,
    started: Instant,
    /// Its file, a copy that the next build does not touch.
    file: PathBuf,
}

impl Served {
    /// Starts a copy of `program` at `file`.
    pub(super) fn start(program: &Path, file: PathBuf, calling: &Calling) -> io::Result<Self> {
        let _ = fs::remove_file(&file);
        if fs::hard_link(program, &file).is_err() {
            fs::copy(program, &file)?;
        }
        Self::again(file, calling)
    }

    /// Starts a program that has served before.
    pub(super) fn again(file: PathBuf, calling: &Calling) -> io::Result<Self> {
        let child = tied(calling.serving(&file)).spawn()?;
        Ok(Self { child, started: Instant::now(), file })
    }

    /// How it ended, if it did.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Set if it has not lived long enough to have served.
    pub(super) fn is_false_start(&self) -> bool {
        self.started.elapsed() < FALSE_START
    }

    /// Asks it to end, and waits until it has answered what it was asked.
    pub(super) fn stop(mut self) -> PathBuf {
        terminate(&self.child);
        let asked = Instant::now();
        while self.ended().is_none() {
            if asked.elapsed() > PATIENCE {
                let _ = self.child.kill();
                let _ = self.child.wait();
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.file
    }
}

#[cfg(unix)]
fn terminate(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
}

#[cfg(not(unix))]
fn terminate(_: &Child) {}

/// A command whose process ends with this one, however that ends: nobody else would end it, and it has the ports.
#[cfg(target_os = "linux")]
fn tied(command: Command) -> Command {
    let Ok(own) = std::env::current_exe() else { return command };
    let mut tied = Command::new(own);
    tied.arg("tied").arg(std::process::id().to_string());
    tied.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    tied
}

#[cfg(not(target_os = "linux"))]
fn tied(command: Command) -> Command {
    command
}

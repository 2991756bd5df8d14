//! A process becomes a program that ends when its parent does. Only Linux can say that of itself.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use clap::Args;
use rustix::process::{Signal, getppid, set_parent_process_death_signal};

use crate::cli::{Exit, misuse};

#[derive(Args)]
pub(in crate::cli) struct TiedArguments {
    /// The process of the parent
    parent: i32,
    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<std::ffi::OsString>,
}

pub(in crate::cli) fn run(arguments: &TiedArguments) -> Exit {
    let tied = set_parent_process_death_signal(Some(Signal::TERM));
    // It may have ended before.
    let is_there = getppid().is_some_and(|parent| parent.as_raw_pid() == arguments.parent);
    let [program, rest @ ..] = arguments.command.as_slice() else { return Exit::Misuse };
    if tied.is_ok() && !is_there {
        return Exit::Misuse;
    }
    let error = Command::new(program).args(rest).exec();
    misuse(format_args!("the program cannot be run: {error}"))
}

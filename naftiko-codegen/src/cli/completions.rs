//! `naftiko completions`.

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::{Cli, Exit, print};

#[derive(Args)]
#[command(after_help = "\
Examples:
  naftiko completions bash > ~/.local/share/bash-completion/completions/naftiko
  naftiko completions zsh > \"${fpath[1]}/_naftiko\"
  naftiko completions fish > ~/.config/fish/completions/naftiko.fish")]
pub(super) struct CompletionsArguments {
    /// Shell that completes the command
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &CompletionsArguments) -> Exit {
    let mut text = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "naftiko", &mut text);
    print(&String::from_utf8_lossy(&text))
}

//! `naftiko generate`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use naftiko_codegen::package::{self, Above, Package, PackageError, PackageOptions, shell_word};
use naftiko_codegen::sync::{Obstacle, SyncError};

use super::documents::DocumentArguments;
use super::{Exit, complain, counted, print};

#[derive(Args)]
#[command(after_help = "\
Exit status: 0 if the crate is written or up to date, 1 if a document is rejected, 2 if the crate cannot be written.

Examples:
  naftiko generate ships.yaml --out ships --runtime runtime
  naftiko generate specs --out fleet --name fleet
  naftiko generate ships.yaml --out services/ships --standalone")]
pub(super) struct GenerateArguments {
    #[command(flatten)]
    documents: DocumentArguments,
    /// Folder of the crate; it is made when it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Name of the crate; without it the crate keeps its name, or has that of the first document
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// Folder of the naftiko-runtime crate that the new crate depends on; kept when left out
    #[arg(long, value_name = "PATH")]
    runtime: Option<PathBuf>,
    /// Write the sources of naftiko-runtime into the crate, so that it needs no other folder
    #[arg(long, conflicts_with = "runtime")]
    vendor: bool,
    /// Overwrite files that were changed since they were generated, or are not generated
    #[arg(long)]
    force: bool,
    /// Give the crate a workspace and a release profile of its own
    #[arg(long)]
    standalone: bool,
}

pub(super) fn run(arguments: &GenerateArguments) -> Exit {
    let accepted = match arguments.documents.accepted() {
        Ok(accepted) => accepted,
        Err(exit) => return exit,
    };
    let sources = accepted.into_iter().map(|one| one.source).collect::<Vec<_>>();
    let options = PackageOptions {
        name: arguments.name.clone(),
        runtime: arguments.runtime.clone(),
        vendor: arguments.vendor,
        out: arguments.out.clone(),
        keep_going: arguments.documents.keep_going,
        force: arguments.force,
        standalone: arguments.standalone,
    };
    match package::write(&sources, &options) {
        Ok(package) => {
            note(&package, &options);
            print(&summary(&package, &options))
        }
        Err(problem) => {
            complain(&problem);
            if let PackageError::Sync(SyncError::InTheWay(obstacles)) = &problem {
                way_out(obstacles);
            }
            Exit::from(&problem)
        }
    }
}

/// Prints the remedies for entries in the way.
fn way_out(obstacles: &[Obstacle]) {
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "help: move what is yours away, or choose another folder");
    if obstacles.iter().all(|one| one.reason.yields_to_force()) {
        let _ = writeln!(
            stderr,
            "help: `--force` overwrites the files that stand where one is written"
        );
    }
}

/// Prints warnings: what the next build would stumble over, and what was asked for and not done.
fn note(package: &Package, options: &PackageOptions) {
    let mut stderr = io::stderr().lock();
    for path in &package.written.kept {
        let _ = writeln!(
            stderr,
            "warning: {} was edited and is left as it is, though it would be different now",
            path.display()
        );
    }
    match &package.above {
        Above::Stranger { manifest, path } if !options.standalone => {
            let manifest = manifest.display();
            let _ = writeln!(
                stderr,
                "warning: the crate lies below the workspace of {manifest}, which does not know it and cannot build it\n\
                 help: in its section [workspace], add {path:?} to the list: members = [{path:?}]\n\
                 help: or keep it apart: exclude = [{path:?}]; or generate it with `--standalone`"
            );
        }
        Above::Member(manifest) if options.standalone => {
            let _ = writeln!(
                stderr,
                "warning: {} has the crate as a member, and with `--standalone` it has a workspace of its own; cargo refuses both\n\
                 help: leave out `--standalone`, or take it from `members`",
                manifest.display()
            );
        }
        _ => {}
    }
}

/// Returns the list of written files and the next commands.
fn summary(package: &Package, options: &PackageOptions) -> String {
    let Package { name, written, .. } = package;
    let out = options.out.display();
    let mut text = if written.changed.is_empty() && written.removed.is_empty() {
        format!("the crate `{name}` in {out} is up to date\n")
    } else {
        format!("wrote the crate `{name}` to {out}\n")
    };
    let mut others = written.changed.clone();
    let folders = ["src", package::VENDORED].map(|folder| options.out.join(folder));
    let below = folders.map(|folder| {
        let number = others.len();
        others.retain(|path| !path.starts_with(&folder));
        (folder, number - others.len())
    });
    for path in others {
        text.push_str(&format!("  {}\n", path.display()));
    }
    for (folder, number) in below.into_iter().filter(|(_, number)| *number > 0) {
        text.push_str(&format!("  {} in {}\n", counted(number, "file"), folder.display()));
    }
    if !written.removed.is_empty() {
        text.push_str(&format!("  {} removed\n", counted(written.removed.len(), "file")));
    }
    let manifest = shell_word(&options.out.join("Cargo.toml"));
    text + &format!(
        "serve it without any key:\n  cargo run --manifest-path {manifest} -- serve --mock\n\
         see what it needs to run for real:\n  cargo run --manifest-path {manifest} -- describe\n"
    )
}

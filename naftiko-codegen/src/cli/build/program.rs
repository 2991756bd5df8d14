//! Documents become a program: a crate in the cache, built by cargo.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use naftiko_codegen::package::{self, PackageOptions};
use naftiko_codegen::text::Source;

use super::cache::Cache;
use super::toolchain::{Toolchain, missing_tools};
use super::{CrateArguments, commit};
use crate::cli::documents::Accepted;
use crate::cli::progress::tell;
use crate::cli::{Exit, complain, counted, misuse};

/// How a program is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Profile {
    /// As it ships.
    Release,
    /// As it ships, with all libraries in it.
    Static,
    /// In a moment, for the next edit.
    Dev,
}

/// Everything that documents become a program with.
pub(in crate::cli) struct Workshop {
    toolchain: Toolchain,
    cache: Cache,
    runtime: PathBuf,
    arguments: CrateArguments,
    keep_going: bool,
}

/// A crate that was written to the cache.
struct Written {
    name: String,
    folder: PathBuf,
    has_page: bool,
}

impl Workshop {
    pub(in crate::cli) fn open(
        arguments: CrateArguments,
        keep_going: bool,
    ) -> Result<Self, String> {
        let toolchain = Toolchain::find()?;
        let cache = Cache::open()?;
        let runtime = cache.runtime()?;
        Ok(Self { toolchain, cache, runtime, arguments, keep_going })
    }

    /// The folder for programs that run while the next one is built.
    pub(in crate::cli) fn running(&self) -> PathBuf {
        self.cache.running()
    }

    /// Builds the program of documents, and says how far it is; returns its file.
    pub(in crate::cli) fn program(
        &self,
        documents: &[Accepted],
        profile: Profile,
    ) -> Result<PathBuf, Exit> {
        for one in documents {
            let routes = counted(one.rest_routes, "route");
            let tools = counted(one.mcp_tools, "tool");
            tell("Compiling", format_args!("{} ({routes}, {tools})", one.source.name()));
        }
        let sources: Vec<Source> = documents.iter().map(|one| one.source.clone()).collect();
        let written = self.write(&sources)?;
        self.fetch(&written)?;
        self.build(&written, &sources, profile)
    }

    fn write(&self, sources: &[Source]) -> Result<Written, Exit> {
        let folder = self.cache.crate_for(sources, self.arguments.name.as_deref());
        let options = PackageOptions {
            name: self.arguments.name.clone(),
            runtime: Some(self.runtime.clone()),
            vendor: false,
            out: folder.clone(),
            keep_going: self.keep_going,
            // It is nobody's but ours.
            force: true,
            standalone: true,
        };
        match package::write(sources, &options) {
            Ok(package) => Ok(Written { name: package.name, folder, has_page: package.has_page }),
            Err(problem) => {
                complain(&problem);
                Err(Exit::from(&problem))
            }
        }
    }

    /// Downloads what is not there yet.
    fn fetch(&self, written: &Written) -> Result<(), Exit> {
        if self.arguments.offline {
            return Ok(());
        }
        let mut cargo = self.toolchain.cargo();
        cargo.args(["fetch", "--locked", "--target", &self.toolchain.host]);
        if self.succeeds(cargo.current_dir(&written.folder))? {
            return Ok(());
        }
        Err(misuse(
            "what the program stands on could not be downloaded: the first build needs the network, and later ones do without",
        ))
    }

    fn build(
        &self,
        written: &Written,
        sources: &[Source],
        profile: Profile,
    ) -> Result<PathBuf, Exit> {
        let (target, host) = (written.folder.join("target"), &self.toolchain.host);
        let mut cargo = self.toolchain.cargo();
        cargo.args(["build", "--locked", "--offline"]).current_dir(&written.folder);
        // Named, because the user's settings may name another machine, and with it another folder.
        cargo.args(["--target", host]);
        cargo.env("CARGO_TARGET_DIR", &target).env("CARGO_BUILD_BUILD_DIR", self.cache.builds());
        let mut folder = target.join(host);
        match profile {
            Profile::Dev => {
                // The allocator takes longer to build than all the rest, and nobody measures here.
                cargo.arg("--no-default-features");
                if written.has_page {
                    cargo.args(["--features", "page"]);
                }
                cargo.env("CARGO_INCREMENTAL", "1").env("CARGO_PROFILE_DEV_DEBUG", "none");
                folder.push("debug");
                // The first build is to be seen; the others are over in a moment.
                if folder.is_dir() {
                    cargo.arg("--quiet");
                }
            }
            Profile::Release => {
                cargo.arg("--release");
                folder.push("release");
            }
            Profile::Static => {
                cargo.arg("--release");
                cargo.env("RUSTFLAGS", with_static(std::env::var("RUSTFLAGS").ok()));
                folder.push("release");
            }
        }
        if profile != Profile::Dev
            && let Some(commit) = commit::of(sources)
        {
            cargo.env("NAFTIKO_COMMIT", commit);
        }
        if !self.succeeds(&mut cargo)? {
            self.explain(&written.folder, profile);
            return Err(Exit::Misuse);
        }
        Ok(folder.join(format!("{}{}", written.name, std::env::consts::EXE_SUFFIX)))
    }

    fn succeeds(&self, cargo: &mut Command) -> Result<bool, Exit> {
        match cargo.stdin(Stdio::null()).stdout(Stdio::null()).status() {
            Ok(status) => Ok(status.success()),
            Err(error) => Err(misuse(format_args!("cargo cannot be run: {error}"))),
        }
    }

    /// Says what may be the reason that cargo has failed for, after what it has said itself.
    fn explain(&self, folder: &Path, profile: Profile) {
        let tools: &[&str] = if profile == Profile::Dev { &["cc"] } else { &["cc", "make"] };
        let missing = missing_tools(tools);
        let folder = folder.display();
        if !missing.is_empty() {
            let missing = missing.join(" and ");
            complain(format_args!("the build needs {missing}: install a C compiler and make"));
        } else if self.arguments.offline {
            complain(
                "the program was not built; without `--offline`, what is missing is downloaded",
            );
        } else {
            complain(format_args!("the program was not built; its crate is in {folder}"));
        }
    }
}

/// The flags of rustc with the one that links everything in.
fn with_static(flags: Option<String>) -> String {
    let flags = flags.unwrap_or_default();
    format!("{flags} -C target-feature=+crt-static").trim_start().to_owned()
}

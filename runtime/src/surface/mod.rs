//! The surfaces of a capability: one folder for each kind.
//!
//! A table of generated code is a [`SurfaceKind`]: it describes itself and makes a [`Service`] of itself,
//! which answers requests on a listener. Nothing outside of this folder asks of which kind a surface is.

mod about;
pub(crate) mod control;
#[cfg(feature = "mcp")]
pub mod mcp;
#[cfg(feature = "rest")]
pub mod rest;
mod service;

use std::fmt;

pub(crate) use self::about::About;
pub(crate) use self::service::{Mounting, Service};
pub(crate) use crate::access::Answer;
use crate::config::StartError;
use crate::json::JsonWriter;
use crate::tables::{Build, Capability};

/// Everything one binary contains.
#[derive(Debug)]
pub struct Manifest {
    /// The name of the binary, as in `--help`.
    pub name: &'static str,
    /// The version of the compiler that wrote the tables.
    pub version: &'static str,
    /// The compiled capabilities, in the order of their files.
    pub capabilities: &'static [&'static Served],
}

impl Manifest {
    /// The build of the crate, which all capabilities of a binary have in common.
    pub(crate) fn build(&self) -> Build {
        let first = self.capabilities.first();
        first.map_or(Capability::EMPTY.build, |served| served.capability.build)
    }
}

/// A capability and the surfaces that are served.
#[derive(Debug)]
pub struct Served {
    /// The capability, whose upstreams and variables the calls need.
    pub capability: &'static Capability,
    /// Its surfaces for callers, in the order of the document.
    pub surfaces: &'static [Surface],
}

/// A surface of any kind; each kind has its own constructor.
#[derive(Clone, Copy, Debug)]
pub struct Surface(pub(crate) &'static dyn SurfaceKind);

/// The table of a surface.
pub(crate) trait SurfaceKind: Sync {
    /// Returns the name, place and settings of the surface.
    fn about(&self) -> About;

    /// Adds lines about what it offers to a description for people.
    fn describe(&self, capability: &Capability, out: &mut String) -> fmt::Result;

    /// Adds members about what it offers to a description for programs.
    fn describe_json(&self, capability: &Capability, out: &mut JsonWriter);

    /// Further environment variables that it reads.
    fn variables(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Returns the service that answers over HTTP; `None` for a surface that is not served over it. Errors in
    /// the environment go to `error`.
    fn mount(
        &'static self,
        mounting: Mounting<'_>,
        error: &mut StartError,
    ) -> Option<Box<dyn Service>>;

    /// The table of a surface that speaks over standard input and output too.
    #[cfg(feature = "mcp")]
    fn stdio(&'static self) -> Option<&'static crate::tables::McpSurface> {
        None
    }
}

// Not a supertrait: that would put the debug form of everything that a table or its state has into each binary.
impl fmt::Debug for dyn SurfaceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.about().fmt(f)
    }
}

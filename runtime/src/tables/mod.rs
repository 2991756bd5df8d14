//! The static tables a generated crate consists of.
//!
//! Everything in here is made by the compiler at build time and only read at run time.

mod capability;
mod operation;
mod surface;
mod unit;

pub use self::capability::{Capability, Credential, Manifest, Part, Surface, Upstream, Variable};
pub use self::operation::{Operation, OperationInfo, Prepare, RawFormat, prepare};
pub use self::surface::{
    Endpoint, McpSurface, RestOperation, RestSurface, RouteNode, SegmentPart, Tool,
};
pub use self::unit::{
    Binding, Kind, Output, Parameter, Place, Projected, Projection, Step, Target, Template, pass,
};

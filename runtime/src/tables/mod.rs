//! The static tables a generated crate consists of.
//!
//! Everything in here is made by the compiler at build time and only read at run time.

mod capability;
mod control;
mod guard;
mod mcp;
mod operation;
mod rest;
mod unit;

pub use self::capability::{
    Capability, ClientCredentials, Credential, Manifest, Surface, Upstream, Variable,
};
pub use self::control::{ControlSurface, EnvPart, Propagation};
pub use self::guard::{Guard, ResourceServer};
pub use self::mcp::{
    Folder, McpSurface, Prompt, PromptContent, PromptMessage, Prompts, Resource, ResourceContent,
    Resources, Role, Tool, UriPart,
};
pub use self::operation::{Operation, OperationInfo, Prepare, RawFormat, prepare};
pub use self::rest::{
    Endpoint, Fixed, Forward, RestOperation, RestSurface, RouteNode, SegmentPart,
};
pub use self::unit::{Output, Target};

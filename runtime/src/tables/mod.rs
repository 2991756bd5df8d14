//! The static tables a generated crate consists of.
//!
//! Everything in here is made by the compiler at build time and only read at run time.

mod capability;
mod control;
mod function;
mod guard;
mod mcp;
mod operation;
mod rest;

pub use self::capability::{Capability, ClientCredentials, Credential, Upstream, Variable};
pub use self::control::{ControlSurface, Propagation};
pub use self::function::{Function, FunctionBody, Output};
pub use self::guard::{Guard, ResourceServer};
pub use self::mcp::{
    Folder, McpSurface, Prompt, PromptContent, PromptMessage, Prompts, Resource, ResourceContent,
    Resources, Role, UriPart,
};
pub use self::operation::{Operation, OperationInfo, Prepare, RawFormat, prepare};
pub use self::rest::{
    Endpoint, Fixed, Forward, RestOperation, RestSurface, RouteNode, SegmentPart,
};

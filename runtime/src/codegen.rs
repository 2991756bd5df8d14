//! Everything that generated code may name.

pub use hyper::Method;

pub use crate::argument::{Argument, Arguments};
pub use crate::config::{Config, StartError};
pub use crate::error::CallError;
pub use crate::json::{Json, JsonObject, JsonWriter, Number};
pub use crate::json::{Value, any_given};
#[cfg(feature = "mcp")]
pub use crate::mcp::{McpService, service as mcp_service};
pub use crate::request::{FormWriter, MultipartWriter, UpstreamRequest, XmlWriter};
pub use crate::response::{Document, Fields, FromUpstream, Projected};
#[cfg(feature = "rest")]
pub use crate::rest::{RestService, service as rest_service};
pub use crate::tables::{
    Binding, Capability, ClientCredentials, ControlSurface, Credential, Endpoint, EnvPart, Fixed,
    Folder, Forward, Guard, Kind, Manifest, McpSurface, Operation, OperationInfo, Output,
    Parameter, Part, Place, Prepare, Projection, Prompt, PromptContent, PromptMessage, Prompts,
    Propagation, RawFormat, Resource, ResourceContent, ResourceServer, Resources, RestOperation,
    RestSurface, Role, RouteNode, SegmentPart, Step, Surface, Target, Template, Tool, Upstream,
    UriPart, Variable, pass, prepare,
};
pub use crate::upstream::{Pending, State};

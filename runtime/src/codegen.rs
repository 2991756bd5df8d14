//! Everything that generated code may name.

pub use hyper::Method;
pub use hyper::header::HeaderName;

pub use crate::argument::Argument;
pub use crate::bound::Arguments;
pub use crate::config::{Config, StartError};
pub use crate::error::CallError;
pub use crate::expression::{Expr, Segment, Then, pass};
pub use crate::json::{Decimal, Json, JsonObject, JsonWriter, Number};
pub use crate::json::{Value, any_given};
pub use crate::jsonpath::{
    ComparisonOperator, Condition, Operand, PATTERNS, PathCall, PathFunction, PatternEngine,
    QUERIES, Query, QueryEngine, QuerySegment, Selector,
};
pub use crate::parameter::{Kind, Parameter, Place};
pub use crate::request::{FormWriter, MultipartWriter, UpstreamRequest, XmlWriter};
pub use crate::response::{Document, Fields, FromUpstream, Projected};
#[cfg(feature = "mcp")]
pub use crate::surface::mcp::{McpService, service as mcp_service};
#[cfg(feature = "rest")]
pub use crate::surface::rest::{RestService, service as rest_service};
pub use crate::surface::{Manifest, Served, Surface};
#[cfg(feature = "completions")]
pub use crate::tables::Completable;
#[cfg(feature = "forward")]
pub use crate::tables::Fixed;
#[cfg(feature = "page")]
pub use crate::tables::PagePart;
#[cfg(feature = "steps")]
pub use crate::tables::{Action, Each, LastCall, Lookup, Step, StepOutput};
pub use crate::tables::{
    BindFile, Build, Capability, ClientCredentials, Completions, ControlSurface, Credential,
    DigestLogin, Endpoint, Forward, Function, FunctionBody, Guard, McpSurface, Operation,
    OperationInfo, Output, PageTexts, Prepare, Prompts, Propagation, RawFormat, Referred,
    ResourceServer, Resources, RestOperation, RestSurface, RouteNode, SegmentPart, StartValue,
    Steps, TelemetryNames, Upstream, Variable, prepare,
};
#[cfg(feature = "binds")]
pub use crate::tables::{BindFormat, YamlFile};
#[cfg(feature = "resources")]
pub use crate::tables::{Folder, Resource, ResourceContent, UriPart};
#[cfg(feature = "prompts")]
pub use crate::tables::{Prompt, PromptContent, PromptMessage, PromptSource, Role};
pub use crate::types::{Constant, JsonType, Type};
pub use crate::upstream::{Pending, State};

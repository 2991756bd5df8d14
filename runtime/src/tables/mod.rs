//! The static tables a generated crate consists of.
//!
//! Everything in here is made by the compiler at build time and only read at run time.

#[cfg(feature = "binds")]
mod bind_file;
#[cfg(feature = "binds")]
mod bound_member;
mod capability;
#[cfg(feature = "completions")]
mod completions;
mod control;
#[cfg(feature = "digest")]
mod digest;
#[cfg(feature = "forward")]
mod forward;
mod function;
mod guard;
mod mcp;
#[cfg(feature = "oauth")]
mod oauth;
mod operation;
#[cfg(feature = "page")]
mod page;
#[cfg(feature = "prompts")]
mod prompts;
#[cfg(feature = "resources")]
mod resources;
mod rest;
mod start_value;
#[cfg(feature = "steps")]
mod steps;
mod telemetry;
mod without;
#[cfg(feature = "yaml")]
mod yaml;

#[cfg(feature = "binds")]
pub use self::bind_file::{BindFile, BindFormat};
pub use self::capability::{Build, Capability, Credential, Upstream};
#[cfg(feature = "completions")]
pub use self::completions::{Completable, Completions};
pub use self::control::{ControlSurface, Propagation};
#[cfg(feature = "digest")]
pub use self::digest::DigestLogin;
#[cfg(feature = "forward")]
pub use self::forward::{Fixed, Forward};
pub use self::function::{Function, FunctionBody, Output, Referred};
pub use self::guard::Guard;
pub use self::mcp::McpSurface;
#[cfg(feature = "oauth")]
pub use self::oauth::{ClientCredentials, ResourceServer};
pub use self::operation::{Operation, OperationInfo, Prepare, RawFormat, prepare};
#[cfg(feature = "page")]
pub use self::page::{PagePart, PageTexts};
#[cfg(feature = "prompts")]
pub use self::prompts::{Prompt, PromptContent, PromptMessage, PromptSource, Prompts, Role};
#[cfg(feature = "resources")]
pub use self::resources::{Folder, Resource, ResourceContent, Resources, UriPart};
pub use self::rest::{Endpoint, RestOperation, RestSurface, RouteNode, SegmentPart};
pub use self::start_value::StartValue;
pub use self::start_value::StartValue::Variable;
#[cfg(feature = "steps")]
pub use self::steps::{Action, Each, LastCall, Lookup, Step, StepOutput, Steps};
pub use self::telemetry::TelemetryNames;
#[cfg(not(feature = "binds"))]
pub use self::without::BindFile;
#[cfg(not(feature = "completions"))]
pub use self::without::Completions;
#[cfg(not(feature = "digest"))]
pub use self::without::DigestLogin;
#[cfg(not(feature = "forward"))]
pub use self::without::Forward;
#[cfg(not(feature = "page"))]
pub use self::without::PageTexts;
#[cfg(not(feature = "prompts"))]
pub use self::without::Prompts;
#[cfg(not(feature = "resources"))]
pub use self::without::Resources;
#[cfg(not(feature = "steps"))]
pub use self::without::Steps;
#[cfg(all(feature = "binds", not(feature = "yaml")))]
pub use self::without::YamlFile;
#[cfg(not(feature = "oauth"))]
pub use self::without::{ClientCredentials, ResourceServer};
#[cfg(feature = "yaml")]
pub use self::yaml::YamlFile;

//! From the document to the program: names bound, templates parsed, references resolved, inputs
//! inferred, the dialect normalised. One function per rule of `dialect.md`, named like its code.

mod arguments;
mod assumed;
mod base_uri;
mod binds;
mod bodies;
mod body_types;
mod callers;
mod content;
mod context;
mod control;
mod credentials;
mod document;
mod draft;
mod exporter;
mod expression;
mod files;
mod fixed_query;
mod forms;
mod forwards;
mod functions;
mod guards;
mod input_schema;
mod json;
mod json_text;
mod jsonpath;
mod limits;
mod operations;
mod outputs;
mod paths;
mod prompts;
mod resources;
mod routes;
mod secrets;
mod surfaces;
mod tag;
mod targets;
mod undeclared;
mod units;
mod upstreams;
mod variables;
mod visible;
mod with;
mod xml;

pub(crate) use document::{Lowered, lower_document};

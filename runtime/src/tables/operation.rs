//! One operation of an upstream, as its generated module describes it.

use hyper::Method;

use crate::bound::Arguments;
use crate::request::UpstreamRequest;
use crate::response::FromUpstream;

/// The typed arguments of one operation: made from a caller's values, written into a request.
pub trait Operation: Sized {
    /// The type of a successful call's result.
    type Output: FromUpstream;

    /// The table entry of the operation.
    const OPERATION: &'static OperationInfo;

    /// Takes the arguments one by one; what is missing or ill-typed is recorded in `arguments`.
    fn decode(arguments: &mut Arguments<'_>) -> Self;

    /// Writes path, query, headers and body.
    fn encode(&self, request: &mut UpstreamRequest<'_>);
}

/// The table entry of one operation.
#[derive(Debug)]
pub struct OperationInfo {
    /// The name in the document.
    pub name: &'static str,
    /// The method of the upstream request.
    pub method: Method,
    /// The path as in the document, placeholders in braces.
    pub path: &'static str,
    /// The index into [`Capability::upstreams`](super::Capability::upstreams).
    pub upstream: usize,
    /// Set if the operation is idempotent: by its method, or because a tool declares it. Only then is a request
    /// repeated when its effect on the upstream is unknown.
    pub repeatable: bool,
    /// The format that the document declares for the upstream's answers.
    pub format: RawFormat,
    /// The wire names of the arguments; the position is the argument's index.
    pub arguments: &'static [&'static str],
    /// [`prepare`] of the operation's input type.
    pub prepare: Prepare,
}

/// Decodes the arguments of one operation and encodes its request.
pub type Prepare = fn(&mut Arguments<'_>, &mut UpstreamRequest<'_>);

/// Decodes `arguments`, and encodes the request if nothing was wrong with them.
pub fn prepare<O: Operation>(arguments: &mut Arguments<'_>, request: &mut UpstreamRequest<'_>) {
    let input = O::decode(arguments);
    if arguments.is_complete() {
        input.encode(request);
    }
}

/// The format of an upstream's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawFormat {
    /// JSON: relayed, validated and projected.
    Json,
    /// Comma-separated values, handed on as text.
    Csv,
    /// HTML, handed on as text.
    Html,
    /// Markdown, handed on as text.
    Markdown,
    /// Text of any other kind.
    Text,
    /// XML, handed on as text.
    Xml,
    /// YAML, handed on as text.
    Yaml,
    /// Tab-separated values, handed on as text.
    Tsv,
    /// Values separated by vertical bars, handed on as text.
    Psv,
    /// Avro, handed on as bytes.
    Avro,
    /// Protocol buffers, handed on as bytes.
    Protobuf,
    /// Bytes that nobody looks into.
    Binary,
}

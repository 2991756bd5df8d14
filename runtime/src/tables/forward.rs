//! Forwards: requests that no operation answers and that are passed on to an upstream.

use hyper::Method;

use super::{OperationInfo, RawFormat};
use crate::bound::Arguments;
use crate::expression::Expr;
use crate::request::UpstreamRequest;

/// Requests that are passed on to an upstream as they are.
#[derive(Debug)]
pub struct Forward {
    /// The first segments of the path, decoded; `None` is any one that is not empty.
    pub segments: &'static [Option<&'static str>],
    /// Set if paths below are forwarded too. The rest of the path is then the path at the upstream.
    pub below: bool,
    /// Headers of the caller that are passed on beside those of the body, in lower case.
    pub trusted: &'static [&'static str],
    /// Parameters that are added to every request, beside those of its caller.
    pub fixed: &'static [Fixed],
    /// The operation that sends the requests on: upstream and path.
    pub operation: OperationInfo,
}

/// A parameter whose value the document gives.
#[derive(Debug)]
pub enum Fixed {
    /// A query parameter, which callers cannot set.
    Query {
        /// The name, percent-encoded.
        name: &'static str,
        /// The value.
        value: &'static [Expr],
    },
    /// A header, in the place of the caller's.
    Header {
        /// The name in lower case.
        name: &'static str,
        /// The value.
        value: &'static [Expr],
    },
    /// A cookie, beside those of the caller.
    Cookie {
        /// The name.
        name: &'static str,
        /// The value.
        value: &'static [Expr],
    },
}

impl OperationInfo {
    /// Returns the entry for requests that are passed on, as they are, to the upstream at this index.
    #[must_use]
    pub const fn forward(path: &'static str, upstream: usize) -> Self {
        Self {
            name: "forward",
            method: Method::GET,
            path,
            upstream,
            repeatable: false,
            format: RawFormat::Binary,
            arguments: &[],
            prepare: no_arguments,
        }
    }
}

fn no_arguments(_: &mut Arguments<'_>, _: &mut UpstreamRequest<'_>) {}

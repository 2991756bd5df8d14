//! The units that a REST surface counts.

use hyper::StatusCode;

use crate::error::CallErrorKind;
use crate::metrics::Failure;
use crate::rejection::Rejection;
use crate::tables::{RestSurface, RouteNode};

/// The unit to which a request is counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    /// The operation of this number.
    Operation(usize),
    /// It was passed on.
    Forward,
    /// Nothing the surface offers.
    Other,
}

impl Unit {
    /// Its place in a row of `count` counters.
    pub(super) fn number(self, count: usize) -> usize {
        match self {
            Self::Operation(number) => number,
            Self::Forward => count.wrapping_sub(2),
            Self::Other => count.wrapping_sub(1),
        }
    }
}

/// Path and method of each operation, in the order of their numbers, and two words for the rest.
pub(super) fn names(surface: &RestSurface) -> Vec<String> {
    let mut found = Vec::new();
    walk(surface.routes, &mut found);
    let count = found.iter().map(|(unit, _)| unit + 1).max().unwrap_or(0);
    let mut names = vec![String::new(); count];
    for (unit, name) in found {
        names[unit] = name;
    }
    names.extend(["forward".to_owned(), "unmatched".to_owned()]);
    names
}

fn walk(node: &RouteNode, found: &mut Vec<(usize, String)>) {
    if let Some(endpoint) = node.endpoint {
        for operation in endpoint.operations {
            let name = format!("{} {}", endpoint.template, operation.method);
            found.push((operation.unit, name));
        }
    }
    let literals = node.literals.iter().map(|(_, child)| child);
    let patterns = node.patterns.iter().map(|(_, child)| child);
    for child in literals.chain(patterns).chain(node.placeholder) {
        walk(child, found);
    }
}

/// The failure as which a rejection is counted.
pub(super) fn failure(rejection: &Rejection) -> Failure {
    match rejection {
        // Known, and cannot be called.
        Rejection::Plain(StatusCode::NOT_IMPLEMENTED, _) => Failure::Unroutable,
        Rejection::Unavailable(_) => Failure::Unavailable,
        Rejection::BodyLate => Failure::Timeout,
        Rejection::Crowded => Failure::Busy,
        Rejection::Call(kind) => Failure::from(*kind),
        Rejection::Unreadable(_) => Failure::from(CallErrorKind::Decode),
        _ => Failure::Request,
    }
}

//! The parts of a call that are taken over from the request of a caller.

use std::sync::Arc;

use hyper::header::{HeaderValue, VIA};
use hyper::http::request::Parts;

use super::context::Context;
use crate::request_log::LogEntry;
use crate::trace::{TRACE_PARENT, TRACE_STATE};
use crate::via;

impl Context {
    /// Of an HTTP request. `has_way` says whether any field tells who has passed it on, or what it is a part of.
    pub(crate) fn new(parts: &Parts, has_way: bool, request_id: HeaderValue) -> Self {
        let mut context = Self::bare(request_id);
        context.entry = parts.extensions.get::<Arc<LogEntry>>().cloned();
        if !has_way {
            context.via = Some(via::own(parts.version));
            return context;
        }
        let (mut was_passed_on, mut parents) = (false, 0);
        // They are few, so going through all is cheaper than to look three of them up.
        for (name, value) in &parts.headers {
            if *name == VIA {
                was_passed_on = true;
            } else if *name == TRACE_PARENT {
                parents += 1;
                context.trace_parent = Some(value.clone());
            } else if *name == TRACE_STATE {
                context.trace_state = match context.trace_state.take() {
                    None => Some(value.clone()),
                    Some(before) => list([before.as_bytes(), value.as_bytes()]),
                };
            }
        }
        if parents > 1 {
            // Nobody can know which one is meant, and state without its parent has no meaning.
            context.trace_parent = None;
            context.trace_state = None;
        }
        context.via = Some(if was_passed_on {
            via::onward(&parts.headers, parts.version)
        } else {
            via::own(parts.version)
        });
        context
    }

    /// Of what did not come over HTTP.
    pub(crate) fn bare(request_id: HeaderValue) -> Self {
        Self { request_id: Some(request_id), ..Self::default() }
    }
}

/// Two lines of a list as one.
fn list(lines: [&[u8]; 2]) -> Option<HeaderValue> {
    HeaderValue::from_bytes(&lines.join(&b","[..])).ok()
}

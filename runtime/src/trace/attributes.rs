//! The attributes of a span beside its name, from semantics 16.1.

use std::borrow::Cow;

#[cfg(feature = "steps")]
use super::span::StepDetail;
use super::span::{Span, SpanKind};
use crate::tables::{Capability, OperationInfo};

/// The value of an attribute.
#[derive(Debug, PartialEq)]
pub(crate) enum Attribute<'a> {
    Text(Cow<'a, str>),
    Number(u16),
}

impl<'a> From<&'a str> for Attribute<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl Span {
    /// `capability` is the one whose span it is, and `origin` says where its operations are called.
    pub(crate) fn attributes<'a>(
        &'a self,
        capability: &'static Capability,
        origin: &dyn Fn(&OperationInfo) -> String,
    ) -> Vec<(&'static str, Attribute<'a>)> {
        let names = capability.telemetry;
        match &self.deed {
            #[cfg(feature = "surface")]
            SpanKind::Handled(handled) => handled.attributes(capability),
            #[cfg(feature = "surface")]
            SpanKind::Function { reference, .. } => {
                vec![(names.aggregate_ref, (*reference).into())]
            }
            #[cfg(feature = "steps")]
            SpanKind::Step(stepped) => stepped.attributes(capability),
            SpanKind::Call { operation, method, outcome } => {
                let upstream = capability.upstreams.get(operation.upstream);
                let origin = origin(operation);
                // As the path is declared: values are the caller's, and base paths can be secrets.
                let url = format!("{}{}", origin.trim_end_matches('/'), operation.path);
                let ended = match outcome {
                    Ok(status) => ("http.response.status_code", Attribute::Number(*status)),
                    Err(failure) => ("error.type", failure.name().into()),
                };
                vec![
                    ("http.request.method", method.as_str().into()),
                    ("url.full", Attribute::Text(Cow::Owned(url))),
                    (names.namespace, upstream.map_or("", |one| one.namespace).into()),
                    ended,
                ]
            }
        }
    }
}

#[cfg(feature = "surface")]
impl super::span::Handled {
    fn attributes(&self, capability: &'static Capability) -> Vec<(&'static str, Attribute<'_>)> {
        let names = capability.telemetry;
        let operation = Attribute::from(&*self.operation);
        let Some(adapter) = self.adapter else { return vec![(names.tool_name, operation)] };
        let mut attributes = vec![
            (names.adapter_type, adapter.into()),
            (names.operation_id, operation),
            (names.capability, capability.name.into()),
        ];
        attributes.extend(self.method.map(|method| ("http.request.method", method.into())));
        attributes
    }
}

#[cfg(feature = "steps")]
impl super::span::Stepped {
    fn attributes(&self, capability: &'static Capability) -> Vec<(&'static str, Attribute<'_>)> {
        let names = capability.telemetry;
        let index = u16::try_from(self.index).unwrap_or(u16::MAX);
        let mut attributes =
            vec![(names.step_index, Attribute::Number(index)), (names.step_name, self.step.into())];
        match self.detail {
            StepDetail::Call(operation) => {
                let upstream = capability.upstreams.get(operation.upstream);
                attributes.push((names.step_call, operation.name.into()));
                attributes.push((names.namespace, upstream.map_or("", |one| one.namespace).into()));
            }
            StepDetail::Lookup(member) => attributes.push((names.step_match, member.into())),
        }
        attributes
    }
}

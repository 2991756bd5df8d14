//! The attributes of a span beside its name, from semantics 16.1.

use std::borrow::Cow;

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
        match &self.deed {
            #[cfg(feature = "surface")]
            SpanKind::Handled(handled) => handled.attributes(capability),
            #[cfg(feature = "steps")]
            SpanKind::Step(stepped) => {
                let index = u16::try_from(stepped.index).unwrap_or(u16::MAX);
                let (name, value) = stepped.detail;
                vec![
                    ("naftiko.step.index", Attribute::Number(index)),
                    ("naftiko.step.name", stepped.step.into()),
                    (name, value.into()),
                ]
            }
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
                    ("naftiko.namespace", upstream.map_or("", |one| one.namespace).into()),
                    ended,
                ]
            }
        }
    }
}

#[cfg(feature = "surface")]
impl super::span::Handled {
    fn attributes(&self, capability: &'static Capability) -> Vec<(&'static str, Attribute<'_>)> {
        let operation = Attribute::from(&*self.operation);
        let Some(adapter) = self.adapter else { return vec![("naftiko.tool.name", operation)] };
        let mut attributes = vec![
            ("naftiko.adapter.type", adapter.into()),
            ("naftiko.operation.id", operation),
            ("naftiko.capability", capability.name.into()),
        ];
        attributes.extend(self.method.map(|method| ("http.request.method", method.into())));
        attributes
    }
}

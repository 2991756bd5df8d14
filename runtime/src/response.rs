//! Answers as typed values, for the generated client.

use std::borrow::Cow;

use bytes::Bytes;
use hyper::StatusCode;
#[cfg(feature = "testing")]
use hyper::header::HeaderMap;

use crate::argument::{Argument, RawValue};
use crate::content::Content;
use crate::error::{CallError, CallErrorKind};
use crate::evaluate::{self, Scope};
use crate::expression::Expr;
use crate::json::{Json, members};

/// A successful answer, whole.
#[derive(Clone, Debug)]
pub struct Received(Content);

/// An answer in a format other than JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The media type, when the upstream gave one.
    pub media_type: Option<String>,
    /// The bytes, without content coding.
    pub bytes: Bytes,
}

/// A type that can be made from a successful answer.
pub trait FromUpstream: Sized {
    /// Makes the value; an error is of the kind [`CallErrorKind::Decode`].
    fn from_upstream(received: Received) -> Result<Self, CallError>;
}

/// A type that is read from a projected answer.
pub trait Projected: Sized {
    /// The expression that shapes the answer before it is read: an object.
    const SHAPE: &'static Expr;

    /// Takes the members in the order of the projection.
    fn read(fields: &mut Fields<'_>) -> Self;
}

impl Received {
    pub(crate) fn new(content: Content) -> Self {
        Self(content)
    }

    #[cfg(feature = "testing")]
    pub(crate) fn ok(body: Bytes) -> Self {
        Self(Content { status: StatusCode::OK, headers: HeaderMap::new(), body })
    }

    /// The status, always a success.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

impl FromUpstream for Json {
    /// An empty body is `null`.
    fn from_upstream(received: Received) -> Result<Self, CallError> {
        let document = received.0.document()?;
        Json::parse(document.clone()).map_err(|error| Content::no_json(error, &document))
    }
}

impl FromUpstream for Document {
    fn from_upstream(received: Received) -> Result<Self, CallError> {
        let Received(content) = received;
        let media_type = content.media_type().map(str::to_owned);
        Ok(Self { media_type, bytes: content.body })
    }
}

impl<T: Projected> FromUpstream for T {
    fn from_upstream(received: Received) -> Result<Self, CallError> {
        let document = received.0.document()?;
        let source = evaluate::shape(T::SHAPE, &document, Scope::fixed(&[]))
            .map_err(|error| Content::unshaped(error, &document))?;
        let mut fields = Fields::of(&source)?;
        let value = T::read(&mut fields);
        fields.finish(value)
    }
}

/// The members of a projected answer, in order.
#[derive(Debug)]
pub struct Fields<'a> {
    members: std::vec::IntoIter<(Cow<'a, str>, &'a str)>,
    source: &'a Bytes,
    problem: Option<String>,
}

impl<'a> Fields<'a> {
    fn of(source: &'a Bytes) -> Result<Self, CallError> {
        let Ok(Some(members)) = members(source) else {
            let problem = "it cannot be taken apart into the outputs of the operation";
            return Err(CallError::new(CallErrorKind::Decode, problem));
        };
        Ok(Self { members: members.into_iter(), source, problem: None })
    }

    /// The next member; `None` when it is null. One of another type makes the call an error.
    pub fn take<T: Argument>(&mut self) -> Option<T> {
        let (name, raw) = self.members.next()?;
        if raw == "null" {
            return None;
        }
        match T::read(&RawValue::Json(raw), self.source) {
            Ok(value) => Some(value),
            Err(mismatch) => {
                let problem = mismatch.problem(&name).map(|problem| problem.to_string());
                self.problem = self.problem.take().or(problem);
                None
            }
        }
    }

    fn finish<T>(self, value: T) -> Result<T, CallError> {
        match self.problem {
            None => Ok(value),
            Some(problem) => Err(CallError::new(CallErrorKind::Decode, problem)),
        }
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use bytes::Bytes;

    use super::Projected;
    use super::{Fields, FromUpstream, Received};
    use crate::error::CallErrorKind;
    use crate::expression::{Expr, Segment};

    struct Twins([Option<String>; 2]);

    impl Projected for Twins {
        const SHAPE: &'static Expr = &Expr::Object(&[
            ("name", Expr::Answer(&[Segment::Key("a")])),
            ("name", Expr::Answer(&[Segment::Key("b")])),
        ]);

        fn read(fields: &mut Fields<'_>) -> Self {
            Self([fields.take(), fields.take()])
        }
    }

    #[test]
    fn an_answer_that_cannot_be_taken_apart_is_an_error() {
        let received = Received::ok(Bytes::from_static(br#"{"a":"1","b":"2"}"#));
        let read = Twins::from_upstream(received).map(|twins| twins.0);
        let kind = read.map_err(|error| error.kind());
        assert!(matches!(kind, Err(CallErrorKind::Decode)), "{kind:?}");
    }
}

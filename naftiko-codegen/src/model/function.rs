//! Functions: the work behind everything that is exposed, whoever calls it.

use serde_json::Value;

use super::expr::{Expr, Segment};
use super::shape::Kind;
use super::steps::Steps;
use super::types::{TypeId, Types};
use crate::text::Span;

/// Caller parameters, what is done with them, and the shape of the answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Function {
    /// Parameters that a caller can give, in order.
    pub parameters: Vec<Parameter>,
    /// Source of the result: an upstream call, a constant or content blocks.
    pub body: FunctionBody,
    /// Expression that shapes the result.
    pub shape: Expr,
    /// Type of the result as far as it is certain, if it is made of an upstream's response.
    pub output: Option<TypeId>,
    /// The function of an aggregate that it stands for, as in `fleet.get-ship`.
    pub reference: Option<String>,
}

impl Function {
    /// Puts other expressions in the place of its parameters.
    pub(crate) fn substitute(&mut self, by: &dyn Fn(usize) -> Expr) {
        self.shape.substitute(by);
        match &mut self.body {
            FunctionBody::Call { bindings, .. } => {
                bindings.iter_mut().for_each(|one| one.substitute(by));
            }
            FunctionBody::Steps(steps) => steps.substitute(by),
            FunctionBody::Constant(constant) => constant.substitute(by),
            FunctionBody::Content(_) => {}
        }
    }
}

/// One caller parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name for the caller.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Set if a call without it is refused.
    pub required: bool,
    /// Description for callers; may be empty.
    pub description: String,
    /// Place in the caller's request.
    pub place: Place,
    /// The request header that repeats it, `Mcp-Param-` left out. Tools only.
    pub header: Option<String>,
    /// Type with rules for its values besides `kind`.
    pub bounds: Option<TypeId>,
    /// Set if values are taken as JSON Schema takes them, and not for what they may be meant: `"5"` is no integer.
    pub exact: bool,
    /// Default for a value that is left out, as JSON text.
    pub default: Option<String>,
    /// Place of its declaration in the document, else of what needs it.
    pub span: Span,
}

impl Parameter {
    /// The texts that stand for its values, where these are listed.
    pub(crate) fn choices(&self, types: &Types) -> Vec<String> {
        let listed = self.bounds.and_then(|id| types.get(id).values.as_ref());
        let text = |json: &String| match serde_json::from_str(json).ok()? {
            Value::String(text) => Some(text),
            Value::Bool(_) | Value::Number(_) => Some(json.clone()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        match listed {
            Some(values) => values.iter().filter_map(text).collect(),
            None if self.kind == Kind::Boolean => ["true", "false"].map(str::to_owned).to_vec(),
            None => Vec::new(),
        }
    }
}

/// Place of a parameter in a caller's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The n-th placeholder of the path.
    Path(usize),
    /// These placeholders of the path, which have one name and must have one value.
    Same(Vec<usize>),
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The whole request body.
    Body,
    /// A field of the JSON request body.
    Field,
    /// The value at a path into the JSON request body.
    Within(Vec<Segment>),
    /// A property of a tool's arguments.
    Argument,
}

impl Place {
    /// Returns `true` if the placeholder at `index` of the path is meant.
    pub fn is_path(&self, index: usize) -> bool {
        match self {
            Self::Path(at) => *at == index,
            Self::Same(all) => all.contains(&index),
            _ => false,
        }
    }
}

/// Body of a function.
#[derive(Clone, Debug)]
pub enum FunctionBody {
    /// One upstream call.
    Call {
        /// Index into the capability's upstreams.
        upstream: usize,
        /// Index into the upstream's operations.
        operation: usize,
        /// Value for each argument of the operation, in the operation's order.
        bindings: Vec<Expr>,
    },
    /// Several calls, and searches in what they give. The shape is that of the last answer, where nothing is mapped.
    Steps(Steps),
    /// An answer without any call.
    Constant(Expr),
    /// Content blocks without any call: a JSON array. Tools only.
    Content(String),
}

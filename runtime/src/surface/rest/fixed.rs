//! The parameters that a document adds to requests that are passed on.

use hyper::header::{HeaderName, HeaderValue};

use crate::evaluate::{self, Scope};
use crate::problem::Problem;
use crate::rejection::Rejection;
use crate::request::{Prepared, decode};
use crate::tables::Fixed;

/// Adds every parameter; a query parameter that the caller has set too is refused.
pub(super) fn add(
    fixed: &'static [Fixed],
    variables: &[String],
    request: &mut Prepared,
) -> Result<(), Rejection> {
    let problems: Vec<Problem> =
        fixed.iter().filter_map(|one| taken(one, request.query_text())).collect();
    if !problems.is_empty() {
        return Err(Rejection::BadArguments(problems));
    }
    for one in fixed {
        match one {
            Fixed::Query { name, value } => {
                request.push_query(name, &evaluate::text(value, Scope::fixed(variables)));
            }
            Fixed::Header { name, value } => {
                let text = evaluate::text(value, Scope::fixed(variables));
                let value = HeaderValue::from_bytes(text.as_bytes())
                    .map_err(|_| Rejection::BadArguments(vec![unsendable(name)]))?;
                request.headers.insert(HeaderName::from_static(name), value);
            }
            Fixed::Cookie { name, value } => {
                let text = evaluate::text(value, Scope::fixed(variables));
                if text.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | b';' | 0)) {
                    return Err(Rejection::BadArguments(vec![unsendable(name)]));
                }
                if !request.cookies.is_empty() {
                    request.cookies.push_str("; ");
                }
                request.cookies.push_str(name);
                request.cookies.push('=');
                request.cookies.push_str(&text);
            }
        }
    }
    Ok(())
}

/// The problem of a caller who sets what the document sets.
fn taken(fixed: &Fixed, query: &str) -> Option<Problem> {
    let Fixed::Query { name, .. } = fixed else { return None };
    let name = decode(name)?;
    let is_same = |pair: &str| {
        let given = pair.split('=').next().unwrap_or_default();
        decode(&given.replace('+', " ")).is_some_and(|given| given == name)
    };
    let message = format!("`{name}` is set by this server; leave it out");
    query.split('&').any(is_same).then(|| Problem::new(&name, message))
}

fn unsendable(name: &str) -> Problem {
    Problem::new(
        name,
        format!("`{name}` has a value that cannot be sent; whoever runs this server has set it"),
    )
}

//! The types of outputs: R80.

use crate::finding::{Code, Finding};
use crate::model::Kind;
use crate::spec::OutputParameter;

/// R80.
pub(super) fn output_kind(output: &OutputParameter<'_>, problems: &mut Vec<Finding>) -> Kind {
    let Some(written) = &output.kind else { return Kind::Any };
    if written.value.eq_ignore_ascii_case("binary") {
        return Kind::Any;
    }
    match Kind::parse(&written.value) {
        Some(Kind::Integer) => {
            let message = "`integer` is an extension; the value is passed on as it comes";
            problems.push(Finding::new(Code::OutputInteger, written.span, message));
            Kind::Integer
        }
        Some(kind) => kind,
        None => {
            problems.push(
                Finding::new(
                    Code::OutputInvalid,
                    written.span,
                    format!("`{}` is no output type", written.value),
                )
                .help("one of string, number, boolean, object, array"),
            );
            Kind::Any
        }
    }
}

//! Secrets that a document should not have in it.

use super::context::Context;
use super::expression::{Piece, pieces};
use crate::finding::{Code, Finding};
use crate::model::Expr;
use crate::names;
use crate::source::{Node, Value};
use crate::text::Span;

/// Returns `true` if nothing of a text comes from the environment or from a caller.
pub(crate) fn is_constant(parts: &[Expr]) -> bool {
    !parts.is_empty() && parts.iter().all(|part| matches!(part, Expr::Literal(_)))
}

/// A secret that everybody has who has the document, or the binary.
pub(crate) fn plaintext_secret(what: &str, secret: &str, span: Span, context: &mut Context<'_>) {
    context.secrets.push((span, secret.to_owned()));
    let message =
        format!("the {what} stands in the document, and in every binary that is made of it");
    context.report(Finding::new(Code::PlaintextSecret, span, message).secret(secret).help(
        "write a variable, as in `{{env.API_KEY}}`, declare it in `binds`, and revoke this secret",
    ));
}

/// The same for what is sent under a name that credentials have.
pub(crate) fn named_secret(name: &str, value: &Node, context: &mut Context<'_>) {
    let Value::Scalar(scalar) = &value.value else { return };
    let is_text = |piece: &Piece<'_>| matches!(piece, Piece::Literal(_));
    let constant = !scalar.text.is_empty() && pieces(&scalar.text).iter().all(is_text);
    if constant && is_credential(name) {
        let what = format!("value of `{name}`");
        plaintext_secret(&what, &scalar.text, value.span, context);
    }
}

/// Returns `true` if credentials are sent under this name.
pub(super) fn is_credential(name: &str) -> bool {
    let name = names::fold(name);
    let anywhere = ["authorization", "apikey", "secret", "password", "passwd", "privatekey"];
    let at_end = ["accesstoken", "authtoken", "bearertoken"];
    anywhere.iter().any(|word| name.contains(word))
        || at_end.iter().any(|word| name.ends_with(word))
        || name == "token"
}

//! Names and passwords for digest authentication.

use crate::expression::Expr;

/// A name, and a password that is proved but not sent (RFC 7616).
#[derive(Debug)]
pub struct DigestLogin {
    /// The name.
    pub username: &'static [Expr],
    /// The password.
    pub password: &'static [Expr],
}

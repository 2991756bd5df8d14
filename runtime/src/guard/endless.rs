//! Tokens that do not say when they end.

use crate::config::{Config, StartError};

/// `accept` or `refuse`: what becomes of tokens without `exp`.
const WITHOUT_EXP: &str = "NAFTIKO_TOKENS_WITHOUT_EXP";

/// A token without `exp` is good until its issuer changes its keys (RFC 9068, 2.2 demands one).
pub(crate) fn accepts_endless(config: &Config, error: &mut StartError) -> bool {
    match config.given(WITHOUT_EXP) {
        None | Some("refuse") => false,
        Some("accept") => true,
        Some(other) => {
            let shown = crate::problem::clip(other, 24);
            error.wrong(format!("{WITHOUT_EXP} must be refuse or accept, not \"{shown}\""));
            false
        }
    }
}

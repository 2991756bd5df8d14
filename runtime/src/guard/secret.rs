//! Secrets that can be compared but not read.

use ring::hmac;

/// A secret as the code that its own key gives it: comparing takes the same time for every text
/// of one length, and the text itself is not kept.
#[derive(Clone)]
pub(super) struct Secret {
    key: hmac::Key,
    code: hmac::Tag,
}

impl Secret {
    pub(super) fn new(text: &[u8]) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, text);
        let code = hmac::sign(&key, text);
        Self { key, code }
    }

    /// Returns `true` if another one is of the same text.
    #[cfg(feature = "digest")]
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.code.as_ref() == other.code.as_ref()
    }

    pub(super) fn is(&self, given: &[u8]) -> bool {
        hmac::verify(&self.key, given, self.code.as_ref()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn only_the_same_text() {
        let secret = Secret::new(b"hunter2");
        assert!(secret.is(b"hunter2"));
        for other in ["", "hunter", "hunter22", "Hunter2", "hunter2\0"] {
            assert!(!secret.is(other.as_bytes()), "{other}");
        }
    }
}

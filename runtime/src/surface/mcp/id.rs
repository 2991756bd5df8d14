//! The ids of JSON-RPC.

/// A string or an integer. It is echoed as it came, so a string has to be one that every client can
/// read: half a surrogate pair is JSON, but no text.
pub(super) fn is_id(raw: &str) -> bool {
    if raw.starts_with('"') {
        return !raw.contains('\\') || serde_json::from_str::<String>(raw).is_ok();
    }
    raw.strip_prefix('-').unwrap_or(raw).bytes().all(|byte| byte.is_ascii_digit())
}

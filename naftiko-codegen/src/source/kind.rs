//! The kinds of plain scalars.

use super::ScalarKind;

/// The kind of a plain scalar: that of the core schema, except that digits after a zero are a text, as
/// for serde_yaml. Codes and numbers of telephones are written so.
pub(super) fn plain_kind(text: &str) -> ScalarKind {
    let digits = unsigned(text);
    let is_code =
        digits.len() > 1 && digits.starts_with('0') && all(digits, |byte| byte.is_ascii_digit());
    if is_code { ScalarKind::Text } else { kind_of(text) }
}

/// Returns the kind of a plain scalar in the YAML 1.2 core schema.
pub(super) fn kind_of(text: &str) -> ScalarKind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => ScalarKind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => ScalarKind::Bool,
        ".nan" | ".NaN" | ".NAN" => ScalarKind::Float,
        _ if is_integer(text) => ScalarKind::Integer,
        _ if is_float(text) => ScalarKind::Float,
        _ => ScalarKind::Text,
    }
}

fn is_integer(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, |byte| byte.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |byte| matches!(byte, b'0'..=b'7'));
    }
    all(unsigned(text), |byte| byte.is_ascii_digit())
}

fn is_float(text: &str) -> bool {
    let text = unsigned(text);
    if matches!(text, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|part| all(unsigned(part), |byte| byte.is_ascii_digit()))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn all(text: &str, is: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(is)
}

#[cfg(test)]
mod tests {
    use super::super::ScalarKind::{Bool, Float, Integer, Null, Text};
    use super::{kind_of, plain_kind};

    #[test]
    fn core_schema() {
        for (text, kind) in [
            ("", Null),
            ("~", Null),
            ("null", Null),
            ("nULL", Text),
            ("true", Bool),
            ("yes", Text),
            ("on", Text),
            ("12", Integer),
            ("-12", Integer),
            ("+1", Integer),
            ("0x1F", Integer),
            ("0o17", Integer),
            ("0b11", Text),
            ("-0x1", Text),
            ("0x", Text),
            ("1_000", Text),
            ("1.10", Float),
            ("1.", Float),
            (".5", Float),
            (".", Text),
            ("1e3", Float),
            ("1e", Text),
            ("e3", Text),
            ("-.inf", Float),
            (".nan", Float),
            ("2015-02-01", Text),
            ("1.2.3", Text),
            ("12:30", Text),
        ] {
            assert_eq!(kind_of(text), kind, "{text}");
        }
    }

    #[test]
    fn digits_after_a_zero_are_text() {
        for text in ["007", "-010", "+00", "00"] {
            assert_eq!(plain_kind(text), Text, "{text}");
        }
        assert_eq!(["0", "-0", "0x10", "0.5"].map(plain_kind), [Integer, Integer, Integer, Float]);
    }
}

//! Numbers of the YAML 1.2 core schema as JSON writes them.

use super::ScalarKind;
use super::kind::kind_of;

/// The number `text` in JSON, to its last digit; `None` when it is no number, or one that JSON or its
/// readers cannot hold: infinite, not a number, beyond the range of a double.
pub(crate) fn json_number(text: &str) -> Option<String> {
    let json = match kind_of(text) {
        ScalarKind::Integer => integer(text),
        ScalarKind::Float => float(text),
        ScalarKind::Null | ScalarKind::Bool | ScalarKind::Text => None,
    }?;
    json.parse().is_ok_and(f64::is_finite).then_some(json)
}

fn integer(text: &str) -> Option<String> {
    if let Some(digits) = text.strip_prefix("0x") {
        return u128::from_str_radix(digits, 16).ok().map(|value| value.to_string());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return u128::from_str_radix(digits, 8).ok().map(|value| value.to_string());
    }
    let (sign, digits) = signed(text);
    Some(format!("{sign}{}", whole(digits)))
}

/// Digits on both sides of the point, and no sign but minus.
fn float(text: &str) -> Option<String> {
    let (sign, digits) = signed(text);
    let (mantissa, exponent) = digits.split_at(digits.find(['e', 'E']).unwrap_or(digits.len()));
    let json = match mantissa.split_once('.') {
        Some((before, "")) => format!("{sign}{}.0{exponent}", whole(before)),
        Some((before, after)) => format!("{sign}{}.{after}{exponent}", whole(before)),
        None => format!("{sign}{}{exponent}", whole(mantissa)),
    };
    // `.inf` and `.nan` have letters where digits belong.
    serde_json::from_str::<&serde_json::value::RawValue>(&json).is_ok().then_some(json)
}

fn signed(text: &str) -> (&str, &str) {
    match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    }
}

/// JSON has no leading zeros, and at least one digit.
fn whole(digits: &str) -> &str {
    match digits.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::json_number;

    #[test]
    fn every_number_of_the_core_schema_is_one_of_json() {
        for (text, json) in [
            ("7", "7"),
            ("+1", "1"),
            ("-12", "-12"),
            ("-0", "-0"),
            ("007", "7"),
            ("-010", "-10"),
            ("0x1F", "31"),
            ("0o17", "15"),
            (".7", "0.7"),
            ("-.5", "-0.5"),
            ("+.5", "0.5"),
            ("5.", "5.0"),
            ("-5.", "-5.0"),
            ("00.50", "0.50"),
            ("1.10", "1.10"),
            ("1e3", "1e3"),
            ("1E+3", "1E+3"),
            (".5e-3", "0.5e-3"),
            ("2.e3", "2.0e3"),
            ("1e-400", "1e-400"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("0.12345678901234567890123456789", "0.12345678901234567890123456789"),
            ("0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "340282366920938463463374607431768211455"),
        ] {
            assert_eq!(json_number(text).as_deref(), Some(json), "{text}");
        }
    }

    #[test]
    fn what_json_cannot_write_is_none() {
        for text in [
            ".inf", "-.inf", "+.INF", ".nan", ".NaN", "1e400", "-1e400", "", ".", "x", "1_0",
            "true",
        ] {
            assert_eq!(json_number(text), None, "{text}");
        }
        assert_eq!(json_number(&"9".repeat(400)), None);
        assert_eq!(json_number("0x1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"), None);
    }
}

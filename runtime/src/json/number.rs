//! Numbers that must not change on their way through.

/// Why a text is not the number that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// It is not a number at all, or not a whole one.
    Other,
    /// It is a number outside the range.
    Range,
    /// It has more digits than can be kept.
    Digits,
}

/// A whole number; `1.0` and `1e3` are whole too.
pub(crate) fn parse_integer(text: &str) -> Result<i64, NumberError> {
    if let Ok(value) = text.parse::<i64>() {
        return Ok(value);
    }
    let decimal = Decimal::parse(text).ok_or(NumberError::Other)?;
    decimal.integer()
}

/// A number that is the same when written again.
pub(crate) fn parse_number(text: &str) -> Result<f64, NumberError> {
    let decimal = Decimal::parse(text).ok_or(NumberError::Other)?;
    let value: f64 = text.parse().map_err(|_| NumberError::Other)?;
    if !value.is_finite() {
        return Err(NumberError::Range);
    }
    let again = Decimal::parse(&format!("{value:e}"));
    if again.as_ref() == Some(&decimal) { Ok(value) } else { Err(NumberError::Digits) }
}

/// Appends `value` as JSON, the shortest text that gives the same number again.
pub(crate) fn write_number(value: f64, out: &mut Vec<u8>) {
    use std::io::Write as _;
    let size = value.abs();
    // Writing into memory cannot fail.
    let _ = if !value.is_finite() {
        out.write_all(b"null")
    } else if size == 0.0 || (1e-6..1e17).contains(&size) {
        write!(out, "{value}")
    } else {
        write!(out, "{value:e}")
    };
}

/// A JSON number as significant digits without zeros at either end, and a power of ten.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match body.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (body, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let digits = significant.trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: String::new(), exponent: 0 });
        }
        let trailing = i64::try_from(significant.len() - digits.len()).ok()?;
        let point = i64::try_from(fraction.len()).ok()?;
        let exponent = exponent.checked_add(trailing)?.checked_sub(point)?;
        Some(Self { negative, digits: digits.to_owned(), exponent })
    }

    fn integer(&self) -> Result<i64, NumberError> {
        if self.digits.is_empty() {
            return Ok(0);
        }
        if self.exponent < 0 {
            return Err(NumberError::Other);
        }
        if self.exponent > 19 {
            return Err(NumberError::Range);
        }
        let sign = if self.negative { "-" } else { "" };
        let zeros = "0".repeat(usize::try_from(self.exponent).unwrap_or(0));
        format!("{sign}{}{zeros}", self.digits).parse().map_err(|_| NumberError::Range)
    }
}

#[cfg(test)]
mod tests {
    use super::{NumberError, parse_integer, parse_number, write_number};

    #[test]
    fn integers() {
        for (text, expected) in [
            ("5", Ok(5)),
            ("-7", Ok(-7)),
            ("1.0", Ok(1)),
            ("1e3", Ok(1000)),
            ("-0", Ok(0)),
            ("9223372036854775807", Ok(i64::MAX)),
            ("9223372036854775808", Err(NumberError::Range)),
            ("1e400", Err(NumberError::Range)),
            ("1.5", Err(NumberError::Other)),
            ("abc", Err(NumberError::Other)),
            ("", Err(NumberError::Other)),
            ("1.", Err(NumberError::Other)),
        ] {
            assert_eq!(parse_integer(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_keep_their_digits_or_are_refused() {
        for (text, expected) in [
            ("0.1", Ok(0.1)),
            ("-2.50", Ok(-2.5)),
            ("1e300", Ok(1e300)),
            ("100000000000000000000", Ok(1e20)),
            ("12345678901234567890", Err(NumberError::Digits)),
            ("0.12345678901234567891", Err(NumberError::Digits)),
            ("1e999", Err(NumberError::Range)),
            ("1e-999", Err(NumberError::Digits)),
            ("NaN", Err(NumberError::Other)),
            ("inf", Err(NumberError::Other)),
        ] {
            assert_eq!(parse_number(text), expected, "{text}");
        }
    }

    #[test]
    fn written_numbers_are_short_json() {
        for (value, expected) in
            [(5.0, "5"), (0.1, "0.1"), (1e300, "1e300"), (1e-9, "1e-9"), (f64::NAN, "null")]
        {
            let mut out = Vec::new();
            write_number(value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }
}

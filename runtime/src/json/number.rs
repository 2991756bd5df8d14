//! Numbers that must not change on their way through.

use std::fmt;
use std::str::FromStr;

use super::decimal::{Decimal, NumberError};
use super::{Json, JsonError};

/// A number as it was written: its digits are kept, however many they are, and nothing is
/// computed with it.
///
/// ```
/// use naftiko_runtime::Number;
///
/// let id: Number = "1917043659912705297".parse().expect("a number");
/// assert_eq!(id.to_string(), "1917043659912705297");
/// assert_eq!(Number::from(7_u64), "7".parse().expect("a number"));
/// assert!("0x1F".parse::<Number>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Number(Json);

// === impl Number ===

impl Number {
    /// The number's text, valid JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The document that is nothing but this number.
    #[must_use]
    pub fn as_json(&self) -> &Json {
        &self.0
    }

    /// The nearest number of 64 bits; infinite for what is larger than all of them.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        // Whatever JSON takes for a number, Rust does.
        self.as_str().parse().unwrap_or(f64::NAN)
    }
}

impl Default for Number {
    fn default() -> Self {
        Self(Json::constant("0"))
    }
}

impl TryFrom<Json> for Number {
    type Error = JsonError;

    fn try_from(json: Json) -> Result<Self, JsonError> {
        match json.as_bytes().first() {
            Some(b'-' | b'0'..=b'9') => Ok(Self(json)),
            _ => Err(JsonError("the document is not a number".to_owned())),
        }
    }
}

impl FromStr for Number {
    type Err = JsonError;

    fn from_str(text: &str) -> Result<Self, JsonError> {
        let json = Json::parse(text.to_owned())?;
        if json.as_str().len() < text.len() {
            return Err(JsonError("a number has no white space around it".to_owned()));
        }
        Self::try_from(json)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Json::from(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(Json::trusted(value.to_string()))
    }
}

impl TryFrom<f64> for Number {
    type Error = JsonError;

    /// Infinities and NaN are no numbers of JSON.
    fn try_from(value: f64) -> Result<Self, JsonError> {
        Self::try_from(Json::from(value))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

// === Reading and writing ===

/// A whole number; `1.0` and `1e3` are whole too.
///
/// A number that JSON does not write so is refused: `007` is the name of something, and `7` of something else.
pub(crate) fn parse_integer(text: &str) -> Result<i64, NumberError> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    if matches!(digits, [b'0', b'0'..=b'9', ..] | [b'+', ..]) {
        return Err(NumberError::Other);
    }
    if let Ok(value) = text.parse::<i64>() {
        return Ok(value);
    }
    let decimal = Decimal::parse(text).ok_or(NumberError::Other)?;
    decimal.integer()
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

#[cfg(test)]
mod tests {
    use super::{Number, NumberError, parse_integer, write_number};

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
            ("007", Err(NumberError::Other)),
            ("-01", Err(NumberError::Other)),
            ("00", Err(NumberError::Other)),
            ("+5", Err(NumberError::Other)),
            ("05.0", Err(NumberError::Other)),
            ("0", Ok(0)),
            ("0.0", Ok(0)),
        ] {
            assert_eq!(parse_integer(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        for text in ["0", "-0", "1.0", "0.50", "1E6", "1e-999", "-123123e100000"] {
            assert_eq!(text.parse::<Number>().expect(text).as_str(), text);
        }
        let digits = "123456789".repeat(100);
        assert_eq!(digits.parse::<Number>().expect("a number").to_string(), digits);
        for text in [
            "", "-", "01", "+1", ".5", "5.", "1e", "NaN", "0x1", "\"1\"", "null", "[1]", "1 2",
            " 1",
        ] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
        assert!(Number::try_from(f64::INFINITY).is_err() && Number::try_from(f64::NAN).is_err());
        assert_eq!(Number::try_from(0.1).expect("a number").as_str(), "0.1");
        assert_eq!(Number::from(u64::MAX).as_str(), "18446744073709551615");
        assert_eq!(Number::default().to_f64().to_string(), "0");
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

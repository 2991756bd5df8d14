//! Decimal numbers of any size, compared and divided without loss.

use std::cmp::Ordering;

/// The error of reading a number from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// It is not a number at all, or not a whole one.
    Other,
    /// It is a number outside the range.
    Range,
}

/// A JSON number as significant digits without zeros at either end, and a power of ten.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    pub(super) digits: String,
    pub(super) exponent: i64,
}

impl Decimal {
    pub(crate) fn parse(text: &str) -> Option<Self> {
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

    /// The whole number of 64 bits that it is.
    pub(super) fn integer(&self) -> Result<i64, NumberError> {
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

    /// Returns `true` for a number without a fraction, `1.0` among them.
    pub(crate) fn is_whole(&self) -> bool {
        self.exponent >= 0
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |one: &Self| match (one.digits.is_empty(), one.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        // The place of the first digit, then digit by digit: missing ones are zeros.
        let size = |one: &Self| one.exponent.saturating_add_unsigned(one.digits.len() as u64);
        let by_size = || size(self).cmp(&size(other)).then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => by_size(),
            _ => by_size().reverse(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect("a number")
    }

    #[test]
    fn order_is_that_of_values() {
        for (one, other, order) in [
            ("1", "1.0", Ordering::Equal),
            ("0", "-0.0", Ordering::Equal),
            ("10", "9", Ordering::Greater),
            ("-10", "-9", Ordering::Less),
            ("-1", "0", Ordering::Less),
            ("1e400", "9e399", Ordering::Greater),
            ("0.1", "0.09", Ordering::Greater),
            ("12", "119e-1", Ordering::Greater),
            ("1.1", "1.11", Ordering::Less),
            ("18446744073709551600", "18446744073709551601", Ordering::Less),
        ] {
            assert_eq!(decimal(one).cmp(&decimal(other)), order, "{one} {other}");
            assert_eq!(decimal(other).cmp(&decimal(one)), order.reverse(), "{other} {one}");
        }
    }
}

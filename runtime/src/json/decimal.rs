//! Decimal numbers of any size, compared and divided without loss.

use std::cmp::Ordering;
use std::fmt;

/// The error of reading a number from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    /// It is not a number at all, or not a whole one.
    Other,
    /// It is a number outside the range.
    Range,
}

/// A JSON number with all its digits, which are borrowed from its text.
///
/// Two are equal when their values are: `1` and `1.0`. Constants of a table are read at build time.
///
/// ```
/// use naftiko_runtime::codegen::Decimal;
///
/// static LEAST: Option<Decimal<'_>> = Decimal::parse("9007199254740993");
/// assert!(Decimal::parse("9007199254740992.9") < LEAST);
/// assert_eq!(Decimal::parse("seven"), None);
/// ```
#[derive(Clone, Copy)]
pub struct Decimal<'t> {
    text: &'t str,
    negative: bool,
    /// The significant digits without zeros at either end, and the point where it stands between them.
    digits: &'t [u8],
    /// The power of ten of the last digit.
    pub(super) exponent: i64,
}

/// The digits of a number before its exponent.
struct Mantissa<'t> {
    /// The significant ones, as in [`Decimal`].
    digits: &'t [u8],
    /// The power of ten of the last of them.
    scale: i64,
    /// What is written behind.
    rest: &'t [u8],
}

impl<'t> Decimal<'t> {
    /// Reads a number as JSON writes it; `None` for any other text.
    #[must_use]
    pub const fn parse(text: &'t str) -> Option<Self> {
        let (negative, body) = match text.as_bytes() {
            [b'-', body @ ..] => (true, body),
            body => (false, body),
        };
        let Some(Mantissa { digits, scale, rest }) = mantissa(body) else { return None };
        let Some(exponent) = power(rest) else { return None };
        Some(if digits.is_empty() {
            Self { text, negative: false, digits, exponent: 0 }
        } else {
            Self { text, negative, digits, exponent: exponent.saturating_add(scale) }
        })
    }

    /// The significant digits in order, each from 0 to 9.
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> {
        self.digits.iter().filter(|byte| byte.is_ascii_digit()).map(|digit| digit - b'0')
    }

    /// The whole number of 64 bits that it is.
    pub(super) fn integer(&self) -> Result<i64, NumberError> {
        if self.exponent < 0 {
            return Err(NumberError::Other);
        }
        let zeros = usize::try_from(self.exponent.min(20)).unwrap_or(0);
        let size = self
            .digits()
            .chain(std::iter::repeat_n(0, zeros))
            .try_fold(0_i128, |size, digit| size.checked_mul(10)?.checked_add(i128::from(digit)));
        let value = size.map(|size| if self.negative { -size } else { size });
        value.and_then(|value| i64::try_from(value).ok()).ok_or(NumberError::Range)
    }

    /// Returns `true` for a number without a fraction, `1.0` among them.
    pub(crate) fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// The order of two numbers without their signs.
    fn cmp_size(&self, other: &Self) -> Ordering {
        // The place of the first digit, then digit by digit: missing ones are zeros.
        let place = |one: &Self| one.exponent.saturating_add_unsigned(one.digits().count() as u64);
        place(self).cmp(&place(other)).then_with(|| self.digits().cmp(other.digits()))
    }
}

/// The digits at the beginning of `body`, which must be there on both sides of a point.
const fn mantissa(body: &[u8]) -> Option<Mantissa<'_>> {
    let (mut end, mut point) = (0, None);
    let mut significant: Option<(usize, usize)> = None;
    while end < body.len() {
        match (body[end], point, significant) {
            (b'0', _, _) => {}
            (b'1'..=b'9', _, None) => significant = Some((end, end)),
            (b'1'..=b'9', _, Some((first, _))) => significant = Some((first, end)),
            (b'.', None, _) => point = Some(end),
            _ => break,
        }
        end += 1;
    }
    let whole = match point {
        Some(point) if point + 1 == end => return None,
        Some(point) => point,
        None => end,
    };
    if whole == 0 {
        return None;
    }
    let (read, rest) = body.split_at(end);
    let Some((first, last)) = significant else {
        return Some(Mantissa { digits: &[], scale: 0, rest });
    };
    let scale =
        if last < whole { whole as i64 - last as i64 - 1 } else { whole as i64 - last as i64 };
    let digits = read.split_at(last + 1).0.split_at(first).1;
    Some(Mantissa { digits, scale, rest })
}

/// The power of ten at the end of a number; one beyond 64 bits is the largest or the smallest of them.
const fn power(rest: &[u8]) -> Option<i64> {
    let (negative, digits) = match rest {
        [] => return Some(0),
        [b'e' | b'E', b'-', digits @ ..] => (true, digits),
        [b'e' | b'E', b'+', digits @ ..] | [b'e' | b'E', digits @ ..] => (false, digits),
        _ => return None,
    };
    let (mut power, mut at) = (0_i64, 0);
    while at < digits.len() {
        if !digits[at].is_ascii_digit() {
            return None;
        }
        let digit = (digits[at] - b'0') as i64;
        power = power.saturating_mul(10);
        power = if negative { power.saturating_sub(digit) } else { power.saturating_add(digit) };
        at += 1;
    }
    if digits.is_empty() { None } else { Some(power) }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal<'_> {}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sign().cmp(&other.sign()).then_with(|| match self.sign() {
            0 => Ordering::Equal,
            1 => self.cmp_size(other),
            _ => other.cmp_size(self),
        })
    }
}

impl fmt::Display for Decimal<'_> {
    /// As it is written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl fmt::Debug for Decimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Decimal;

    fn decimal(text: &str) -> Decimal<'_> {
        Decimal::parse(text).expect("a number")
    }

    #[test]
    fn order_is_that_of_values() {
        for (one, other, order) in [
            ("1", "1.0", Ordering::Equal),
            ("100", "1e2", Ordering::Equal),
            ("0.00120", "12E-4", Ordering::Equal),
            ("0", "-0.0", Ordering::Equal),
            ("0e99999999999999999999", "0", Ordering::Equal),
            ("10", "9", Ordering::Greater),
            ("-10", "-9", Ordering::Less),
            ("-1", "0", Ordering::Less),
            ("1e400", "9e399", Ordering::Greater),
            ("0.1", "0.09", Ordering::Greater),
            ("12", "119e-1", Ordering::Greater),
            ("1.1", "1.11", Ordering::Less),
            ("10.1", "101", Ordering::Less),
            ("18446744073709551600", "18446744073709551601", Ordering::Less),
            ("1e99999999999999999999", "1e400", Ordering::Greater),
            ("-1e-99999999999999999999", "0", Ordering::Less),
            ("1e-99999999999999999999", "1e-400", Ordering::Less),
        ] {
            assert_eq!(decimal(one).cmp(&decimal(other)), order, "{one} {other}");
            assert_eq!(decimal(other).cmp(&decimal(one)), order.reverse(), "{other} {one}");
        }
    }

    #[test]
    fn what_json_does_not_write_is_no_number() {
        for text in [
            "", "-", "+1", ".5", "5.", "1.2.3", "1e", "1e+", "e5", "1e5.0", "1x", "NaN", "--1",
            " 1",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}

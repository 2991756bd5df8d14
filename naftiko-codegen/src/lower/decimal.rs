//! Numbers as they are written, compared without rounding.

use std::cmp::Ordering;

/// A decimal number: `digits` divided by ten to the power of `places`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: i128,
    places: u32,
}

impl Decimal {
    /// The number of a JSON text; `None` for one with more digits than are compared.
    pub(super) fn parse(json: &str) -> Option<Self> {
        let (mantissa, exponent) = json.split_once(['e', 'E']).unwrap_or((json, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let places = i64::try_from(fraction.len()).ok()?.checked_sub(exponent.parse().ok()?)?;
        if let Ok(places) = u32::try_from(places) {
            return Some(Self { digits, places });
        }
        let zeros = u32::try_from(places.checked_neg()?).ok()?;
        Some(Self { digits: digits.checked_mul(10_i128.checked_pow(zeros)?)?, places: 0 })
    }

    /// Returns `true` if it has no fraction, as `1.0`.
    pub(super) fn is_whole(self) -> bool {
        self.digits == 0
            || 10_i128.checked_pow(self.places).is_some_and(|unit| self.digits % unit == 0)
    }

    /// Returns the order of two numbers, where it can be told.
    pub(super) fn order(self, other: Self) -> Option<Ordering> {
        let (own, other) = self.with_same_places(other)?;
        Some(own.cmp(&other))
    }

    /// Returns `true` if it is a multiple of `divisor`, where that can be told.
    pub(super) fn is_multiple_of(self, divisor: Self) -> Option<bool> {
        let (own, divisor) = self.with_same_places(divisor)?;
        Some(own.checked_rem(divisor)? == 0)
    }

    fn with_same_places(self, other: Self) -> Option<(i128, i128)> {
        let places = self.places.max(other.places);
        let digits = |one: Self| {
            let factor = 10_i128.checked_pow(places - one.places)?;
            one.digits.checked_mul(factor)
        };
        Some((digits(self)?, digits(other)?))
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Decimal;

    fn number(json: &str) -> Decimal {
        Decimal::parse(json).unwrap_or(Decimal { digits: 0, places: 0 })
    }

    #[test]
    fn numbers_are_compared_by_their_digits() {
        for (one, other, order) in [
            ("1", "1.0", Ordering::Equal),
            ("-0.5", "0", Ordering::Less),
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            ("0.30", "0.3", Ordering::Equal),
            ("1e3", "1000", Ordering::Equal),
            ("1.5E+1", "15", Ordering::Equal),
            ("25e-1", "2.6", Ordering::Less),
            ("-0", "0.0", Ordering::Equal),
        ] {
            assert_eq!(number(one).order(number(other)), Some(order), "{one} {other}");
        }
        assert_eq!(number("0.3").is_multiple_of(number("0.1")), Some(true));
        assert_eq!(number("5").is_multiple_of(number("2")), Some(false));
        assert!(number("2.00").is_whole() && !number("2.01").is_whole());
        assert!(
            number("5e1").is_whole() && number("0e-99").is_whole() && !number("5e-1").is_whole()
        );
        for unread in ["1e400", "1e", "x", "", "9".repeat(60).as_str()] {
            assert!(Decimal::parse(unread).is_none(), "{unread}");
        }
    }
}

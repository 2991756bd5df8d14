//! Multiples of decimal numbers.

use super::decimal::Decimal;

impl Decimal {
    /// Returns `true` if dividing it by `divisor`, which is not zero, leaves nothing.
    pub(crate) fn is_multiple_of(&self, divisor: &Self) -> bool {
        if self.digits.is_empty() {
            return true;
        }
        // A division that cannot be computed is left to the receiver of the number.
        let Ok(modulus) = divisor.digits.parse::<u64>() else { return true };
        let Some(shift) = self.exponent.checked_sub(divisor.exponent) else { return false };
        // The last digit is none, so that no power of ten divides the digits.
        let Ok(shift) = u64::try_from(shift) else { return false };
        let modulus = u128::from(modulus);
        let rest = self
            .digits
            .bytes()
            .fold(0, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % modulus);
        (rest * power_of_ten(shift, modulus)).is_multiple_of(modulus)
    }
}

/// Ten to the power of `exponent`, modulo `modulus`.
fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let (mut result, mut base) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn multiples_are_exact() {
        for (one, other, expected) in [
            ("10", "2", true),
            ("7", "2", false),
            ("4.5", "1.5", true),
            ("35", "1.5", false),
            ("0.0075", "0.0001", true),
            ("0.00751", "0.0001", false),
            ("0", "3", true),
            ("-6", "3", true),
            ("1e308", "0.123456789", false),
            ("12391239123", "1e-8", true),
            ("1e1000000000", "1", true),
            ("1e1000000000", "7", false),
            ("5", "10", false),
        ] {
            let decimal = |text| Decimal::parse(text).expect("a number");
            let found = decimal(one).is_multiple_of(&decimal(other));
            assert_eq!(found, expected, "{one} {other}");
        }
    }
}
